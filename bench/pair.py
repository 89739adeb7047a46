"""Two replicas of the bot on one database, each a process of its own, and the clock that both go by."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from aiohttp import ClientError

from bench.cores import Cores
from bench.processes import Running
from bench.product import serving, set_clock
from bench.seeding import Council
from bench.stand_in import StandIn

NAMES = ("first", "second")


class Pair:
    """The two by name; one that has been killed can be started again."""

    def __init__(self, council: Council, folder: Path, stand_in: StandIn, cores: Cores) -> None:
        self._council = council
        self._folder = folder
        self._stand_in = stand_in
        self._cores = dict(zip(NAMES, (cores.measured, cores.load), strict=True))
        self._living: dict[str, tuple[Running, AsyncExitStack]] = {}

    def other(self, name: str) -> str:
        """The one that is not `name`."""
        return next(one for one in NAMES if one != name)

    async def start(self, name: str, now: datetime) -> None:
        """Start it at this time of its clock. Raises NotStarted."""
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        seat = replace(self._council, folder=folder)
        stack = AsyncExitStack()
        bot = await stack.enter_async_context(
            serving(seat, self._stand_in, self._cores[name], now, password=name, replicas=len(NAMES))
        )
        self._living[name] = (bot, stack)

    async def kill(self, name: str) -> None:
        """SIGKILL; it is dead afterwards."""
        bot, stack = self._living.pop(name)
        bot.process.kill()
        await bot.process.wait()
        await stack.aclose()

    async def move_clocks(self, now: datetime) -> None:
        """Let it be `now` for both of them at once, and each look after what is due; one may die of a kill
        meanwhile."""
        moves = (set_clock(bot, now) for bot, _ in self._living.values())
        for outcome in await asyncio.gather(*moves, return_exceptions=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, ClientError):
                raise outcome

    async def stop(self) -> None:
        """Stop whoever lives."""
        for _, stack in self._living.values():
            await stack.aclose()


@asynccontextmanager
async def a_pair(
    council: Council, folder: Path, stand_in: StandIn, cores: Cores, now: datetime
) -> AsyncIterator[Pair]:
    """Both, running until the block ends. Raises NotStarted."""
    pair = Pair(council, folder, stand_in, cores)
    try:
        for name in NAMES:
            await pair.start(name, now)
        yield pair
    finally:
        await pair.stop()
