"""The plugins that every room's tests share; fixtures live with the room that needs them."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.parts", "tests.rules", "pytester"]

# A property is about what holds, not about how fast a busy machine shows it: there are no timed tests.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
