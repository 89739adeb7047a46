"""The plugins that every room's tests share; fixtures live with the room that needs them."""

from __future__ import annotations

pytest_plugins = ["tests.parts", "tests.rules", "pytester"]
