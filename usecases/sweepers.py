"""The list of what the sweep looks after in every meeting; each topic registers its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from marac.meeting import Meeting
from usecases.office import Office

Sweeper = Callable[[Office, Meeting], Awaitable[None]]
SWEEPERS: list[Sweeper] = []
"""What is looked after in every meeting that has not long been over."""


def sweeps(sweeper: Sweeper) -> Sweeper:
    """Register something that is looked after in every meeting."""
    SWEEPERS.append(sweeper)
    return sweeper
