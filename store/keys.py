"""Turning keys over, and deleting those whose time is up.

Rotation puts everything that stands under an older master key under the newest, in small steps: broken off,
it is simply run again. Erasure deletes a meeting's key. Its words are then gone for this database; copies of
the database made earlier (backups, PostgreSQL's write-ahead archive) hold the sealed key until they expire,
so their retention is part of the promise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Table, and_, delete, insert, select, update

from store import tables
from store.columns import SealedText
from store.database import Database
from store.reading import meeting_row

LOOKED_UP = (tables.action, tables.heard, tables.matter, tables.outbox, tables.posted)
"""What follows from a meeting's journal, by case number: gone with its words."""
STEP = 200
"""How many rows one step of a rotation takes."""


class Rotated(msgspec.Struct, frozen=True):
    """How much was put under the newest master key. All zero: the older keys are no longer needed."""

    keys: int
    records: int


class Erasure(msgspec.Struct, frozen=True):
    """A line of the log of deleted meeting keys."""

    meeting: str
    erased_at: datetime


class Keys:
    """What the command line does with keys."""

    def __init__(self, database: Database, erased: Callable[[str], None] = lambda _: None) -> None:
        """`erased` is told which meeting's words are gone, so that memory lets go of them too."""
        self._database = database
        self._erased = erased

    async def rotate(self) -> Rotated:
        """Put everything under the newest master key. Raises WrongKeys where a row's own key is not given."""
        return Rotated(
            keys=await self._rotate(tables.key_material) + await self._rotate(tables.meeting_key),
            records=await self._rotate(tables.agency) + await self._rotate(tables.person),
        )

    async def erase(self, meeting: str, now: datetime) -> bool:
        """Delete the meeting's key and all that is looked up or still to be said of it, and log it; False if
        that was done before. Raises NoMeeting."""
        table = tables.meeting
        async with self._database.writing() as connection:
            await meeting_row(connection, meeting)
            key = tables.meeting_key
            gone = await connection.execute(delete(key).where(key.c.meeting == meeting))
            if gone.rowcount == 1:
                for looked_up in LOOKED_UP:
                    await connection.execute(delete(looked_up).where(looked_up.c.meeting == meeting))
                await connection.execute(insert(tables.erasure).values(meeting=meeting, erased_at=now))
                stamp = update(table).where(table.c.key == meeting).values(erased_at=now)
                await connection.execute(stamp)
        self._erased(meeting)
        await self._database.overwrite_deleted()
        return gone.rowcount == 1

    async def erasures(self) -> Sequence[Erasure]:
        """The log of deleted keys, oldest first."""
        log = tables.erasure
        rows = await self._database.rows(select(log).order_by(log.c.number))
        return [Erasure(row["meeting"], row["erased_at"]) for row in rows]

    async def _rotate(self, table: Table) -> int:
        done = 0
        while step := await self._rotate_some(table):
            done += step
        return done

    async def _rotate_some(self, table: Table) -> int:
        """One step, in a transaction of its own; rows that another process is writing wait for it."""
        newest = self._database.keys.newest
        find = select(table).where(table.c.master != newest).limit(STEP).with_for_update()
        async with self._database.writing() as connection:
            rows = (await connection.execute(find)).mappings().all()
            for row in rows:
                place = and_(*(c == row[c.name] for c in table.primary_key.columns))
                again = update(table).where(place).values(master=newest, **self._resealed(table, dict(row)))
                await connection.execute(again)
        return len(rows)

    def _resealed(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        """The sealed columns: a wrapped key by hand, words by their column's type (opened when read)."""
        if "wrapped" in row:
            keys = self._database.keys
            return {"wrapped": keys.seal(keys.open(row["wrapped"]))}
        return {c.name: row[c.name] for c in table.c if isinstance(c.type, SealedText)}
