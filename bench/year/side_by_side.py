"""Areas lived through side by side, each in a process of its own, as many at once as there are cores.

In a module of its own: a new process cannot find what stands where a command line begins.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from bench.year.live import SEED
from bench.year.outcome import Lived, live

WEEKS = 56
"""A year, and four weeks for what comes twelve months after a hearing."""


def lived_alone(area: str, weeks: int, seed: int) -> Lived:
    """One area's year, in this process."""
    (lived,) = asyncio.run(live([area], weeks, seed))
    return lived


def years(chosen: Sequence[str], weeks: int = WEEKS, seed: int = SEED) -> list[Lived]:
    """The years of these areas, in their order."""
    spawned = get_context("spawn")
    with ProcessPoolExecutor(max_workers=os.cpu_count() or 1, mp_context=spawned) as pool:
        return list(pool.map(partial(lived_alone, weeks=weeks, seed=seed), chosen))
