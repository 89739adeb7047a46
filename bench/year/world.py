"""Where a year takes place: the real store on SQLite, the real office and ticker, a clock that is moved, and
a channel that keeps what is said.

A fault that the product would only log ends the year: what is not looked after, or not said, is not
overlooked.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bench.year.chance import Chance
from bench.year.channel import Channel
from bot.ticker import Ticker
from marac.decide import Command, Refused
from marac.meeting import Meeting
from marac.protocol import Protocol, protocol_for
from store.ledger import SqlLedger
from store.masterkeys import new_key
from store.opening import Store, migrate, open_store
from usecases.office import Office
from usecases.requests import Request, answer
from usecases.rooms import Place, room_for
from usecases.take import Taken, take

KEPT = timedelta(days=30)
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
MEMORY = _MEMORY if _MEMORY.is_dir() else None
"""Where a folder is kept in memory, on a machine that has such a place: nobody needs these journals again."""


class Fault(Exception):
    """Something in the product broke that it could only log."""


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    moment: datetime

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self.moment


@dataclass
class World:
    """One database with its office, and what came of what people did."""

    store: Store
    office: Office
    clock: HandClock
    chance: Chance
    channel: Channel
    ticker: Ticker
    left: dict[str, datetime] = field(default_factory=dict)
    """Who has left the work, and when."""
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas in it."""
        return self.office.areas

    async def meetings(self, area: str) -> list[Meeting]:
        """Every meeting of the area that was ever called, by first day."""
        return [await self.office.ledger.load(key) for key in await self.office.ledger.meetings(area)]

    async def take(self, meeting: str, command: Command, by: str) -> Taken | None:
        """Carry out a command as that person; None where it was refused, which is counted."""
        try:
            taken = await take(self.office, meeting, command, by)
        except Refused as refused:
            self.refused[f"{type(command).__name__}: {refused.why.value}"] += 1
            return None
        self.done[type(command).__name__] += 1
        return taken

    async def ask(self, person: str, request: Request, meeting: str) -> bool:
        """Ask for something as that person in their own chat; whether it was done."""
        room = await room_for(self.office, person, Place.PERSONAL, meeting=meeting)
        try:
            await answer(self.office, room, request)
        except Refused as refused:
            self.refused[f"{type(request).__name__}: {refused.why.value}"] += 1
            return False
        self.done[type(request).__name__] += 1
        return True

    async def wake(self) -> None:
        """Let what has become due be looked after, as the ticker does it, and be said."""
        await self.ticker.wake()
        await self.say()

    async def say(self) -> None:
        """Deliver everything that may go now."""
        await self.channel.take_over()


@asynccontextmanager
async def opened(
    areas: Sequence[str],
    starts: datetime,
    seed: int,
    protocols: Callable[[str], Protocol] = protocol_for,
) -> AsyncIterator[World]:
    """A world with nothing in it yet. `protocols` are the rules that the product goes by. Raises Fault."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, faults_end_it():
        address = f"sqlite+aiosqlite:///{Path(folder) / 'year.db'}"
        await migrate(address)
        store = await open_store(address, [new_key()])
        try:
            yield _world(store, tuple(areas), starts, seed, protocols)
        finally:
            await store.close()


def _world(
    store: Store, areas: tuple[str, ...], starts: datetime, seed: int, protocols: Callable[[str], Protocol]
) -> World:
    clock = HandClock(starts)
    # Nobody else writes to this database: a meeting in memory is trusted for good.
    ledger = SqlLedger(store.database, store.writer, store.outbox.ring, seconds=lambda: 0.0)
    office = Office(ledger=ledger, register=store.register, clock=clock, protocols=protocols, areas=areas)
    ticker = Ticker(office, store.sweeps, store.outbox, "year", KEPT)
    return World(store, office, clock, Chance(seed), Channel(office, store.outbox), ticker)


@contextmanager
def faults_end_it() -> Iterator[None]:
    """Whatever the product logs as an error is raised instead, and all else that it logs is left out."""

    def look(_: Any, level: str, event: MutableMapping[str, Any]) -> Any:
        if level == "error" and event.get("event") != "sweep.stood_still":
            raise Fault(str(event.get("event"))) from event.get("exc_info")
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[look], cache_logger_on_first_use=False)
    try:
        yield
    finally:
        structlog.configure(**before)
