"""A file that an administrator dropped to the bot: read, recognised by its headings, and handed to who
imports it.

Nobody else's files are read. A file that is refused leaves nothing behind, and every reason is told at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

import msgspec

from marac.decide import Refused, Why
from marac.words import Capacity, CaseNumber
from usecases.imported_files import FileRefused, Problem
from usecases.office import Office
from usecases.requests import View
from usecases.rooms import Room, room_for
from usecases.table_shape import Table, TableRefused
from usecases.tables import read_tables


class SeveralAreas(LookupError):
    """Somebody administers several areas, and has not said of which a file is; `names` are theirs."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("several areas")
        self.names = names


class FileTaken(View, frozen=True, kw_only=True):
    """What came of a file: of which kind it was, and how much was new, changed, or as it was. `for_next`: the
    cases that came too late for the meeting, each with the day of the next one."""

    kind: str
    new: int = 0
    changed: int = 0
    same: int = 0
    meeting: str | None = None
    for_next: tuple[tuple[CaseNumber, date], ...] = ()
    warnings: tuple[str, ...] = ()


class FileNotTaken(View, frozen=True, kw_only=True):
    """A file that was refused: everything that is wrong with it. Nothing of it has been kept."""

    problems: tuple[Problem, ...] = ()
    fault: TableRefused | None = None


Importer = Callable[[Office, Room, Sequence[Table]], Awaitable[FileTaken]]


class Taker(msgspec.Struct, frozen=True):
    """Who imports a kind of file: recognised by its headings, in small letters."""

    recognises: Callable[[frozenset[str]], bool]
    imports: Importer


_TAKERS: list[Taker] = []


def takes(recognises: Callable[[frozenset[str]], bool]) -> Callable[[Importer], Importer]:
    """Register an importer. The first that recognises a file's headings gets it; register the choosy
    ones first."""

    def register(importer: Importer) -> Importer:
        _TAKERS.append(Taker(recognises, importer))
        return importer

    return register


async def room_for_files(office: Office, room: Room) -> Room:
    """The room of the area whose files the person may hand in: the one that was named, else the only one.
    Raises Refused for anybody who is no administrator of it, and SeveralAreas."""
    wanted = (room.area,) if room.named else room.areas
    administered = [area for area in wanted if await _administers(office, room, area)]
    if not administered:
        raise Refused(Why.NOT_ALLOWED)
    if len(administered) > 1:
        raise SeveralAreas([office.protocol(area).name for area in administered])
    if administered[0] == room.area:
        return room
    return await room_for(office, room.person, room.place, area=administered[0])


async def _administers(office: Office, room: Room, area: str) -> bool:
    record = (await office.names(area)).people.get(room.person)
    return record is not None and Capacity.ADMINISTRATOR in record.capacities


async def receive(office: Office, room: Room, name: str, data: bytes) -> View:
    """Take in a dropped file. Raises Refused for anybody who is no administrator of the area."""
    if not await _administers(office, room, room.area):
        raise Refused(Why.NOT_ALLOWED)
    try:
        tables = await asyncio.to_thread(read_tables, data, name)
        headings = frozenset(h.casefold().strip() for table in tables for h in table.headings)
        taker = next((t for t in _TAKERS if t.recognises(headings)), _TAKERS[-1])
        return await taker.imports(office, room, tables)
    except TableRefused as fault:
        return FileNotTaken(fault=fault)
    except FileRefused as refused:
        return FileNotTaken(problems=refused.problems)
