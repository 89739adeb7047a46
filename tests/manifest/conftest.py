"""A stage to type the listed commands on."""

from __future__ import annotations

from tests.journeys.conftest import stage

__all__ = ["stage"]
