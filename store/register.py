"""Who works in which area and how they are reached: names and addresses sealed, looked up in memory.

Every turn asks who is speaking, so the register is held in memory and read anew when its version in the
database has risen; another process's change (a register imported on the command line, somebody barred) is
seen within a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from marac.words import AgencyId, PersonId
from store import tables
from store.database import Database
from store.lines import Row
from store.register_rows import (
    agency_record,
    agency_row,
    chat_record,
    merged,
    person_record,
    person_row,
    reach_record,
)
from store.to_ring import ToRing
from usecases.ports import AgencyRecord, Chat, PersonRecord, Reach

TRUSTED_SECONDS = 1.0
"""How long what is in memory is trusted before the database is asked whether it has changed."""


class _Snapshot:
    """The register as it was at one version. An area's sealed records are opened when first asked for."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.agencies: dict[str, Mapping[AgencyId, AgencyRecord]] = {}
        self.people: dict[str, Mapping[PersonId, PersonRecord]] = {}
        self.areas: dict[PersonId, list[str]] = {}
        self.addresses: dict[str, PersonId] = {}
        self.reach: dict[PersonId, Reach] = {}
        self.by_aad: dict[str, PersonId] = {}
        self.by_teams: dict[str, PersonId] = {}
        self.chats: dict[str, Chat] = {}
        self.chat_of: dict[str, Chat] = {}


class SqlRegister(ToRing):
    """The port `Register` on SQLite or PostgreSQL."""

    def __init__(self, database: Database, seconds: Callable[[], float] = time.monotonic) -> None:
        """`seconds` is a clock that only counts."""
        super().__init__(database)
        self._seconds = seconds
        self._snapshot: _Snapshot | None = None
        self._trusted_until = 0.0
        self._turn = asyncio.Lock()

    async def agencies(self, area: str) -> Mapping[AgencyId, AgencyRecord]:
        """The area's agencies by key."""
        snapshot = await self._now()
        if area not in snapshot.agencies:
            rows = await self._of_area(tables.agency, area)
            snapshot.agencies[area] = {row["key"]: agency_record(row) for row in rows}
        return snapshot.agencies[area]

    async def people(self, area: str) -> Mapping[PersonId, PersonRecord]:
        """The area's people by key, those who left included."""
        snapshot = await self._now()
        if area not in snapshot.people:
            rows = await self._of_area(tables.person, area)
            snapshot.people[area] = {row["key"]: person_record(row) for row in rows}
        return snapshot.people[area]

    async def save(self, agencies: Sequence[AgencyRecord], people: Sequence[PersonRecord]) -> int:
        """Add or change records, all or nothing; how many differed. What is not named stays as it is."""
        async with self._turn, self._database.writing() as connection:
            changed = await self._save(connection, tables.agency, agencies, agency_record, agency_row)
            changed += await self._save(connection, tables.person, people, person_record, person_row)
            if changed:
                await self._raise_version(connection)
        return changed

    async def areas_of(self, person: PersonId) -> Sequence[str]:
        """The areas in whose registers the person stands and has not left."""
        return (await self._now()).areas.get(person, [])

    async def person_by_email(self, email: str) -> PersonId | None:
        """The key of the person with that address, in whatever case it is written."""
        index = self._database.secrets.blind_index(email)
        return (await self._now()).addresses.get(index) if index else None

    async def reach(self, person: PersonId) -> Reach | None:
        """How the person is reached, if ever seen in Teams."""
        return (await self._now()).reach.get(person)

    async def person_of(self, aad_id: str | None, teams_id: str) -> PersonId | None:
        """Who that is in Teams, if known; the directory's id counts for more than the channel's."""
        snapshot = await self._now()
        by_aad = snapshot.by_aad.get(aad_id) if aad_id else None
        return by_aad or (snapshot.by_teams.get(teams_id) if teams_id else None)

    async def saw(self, reach: Reach) -> None:
        """Remember how a person is reached; what is empty or None leaves what was known."""
        known = (await self._now()).reach.get(reach.person)
        if known is not None and merged(known, reach) == known:
            return
        table = tables.reach
        async with self._turn, self._database.writing() as connection:
            find = select(table).where(table.c.person == reach.person)
            row = (await connection.execute(find)).mappings().one_or_none()
            latest = merged(reach_record(dict(row)) if row else None, reach)
            await self._upsert(connection, table, [msgspec.structs.asdict(latest)])
            await self._raise_version(connection)

    async def chat(self, conversation: str) -> Chat | None:
        """The area that a meeting chat serves, if it has been bound."""
        return (await self._now()).chats.get(conversation)

    async def chat_of(self, area: str) -> Chat | None:
        """The chat most lately bound to an area."""
        return (await self._now()).chat_of.get(area)

    async def bind_chat(self, chat: Chat) -> None:
        """Bind a chat to an area; a chat serves one area at a time."""
        snapshot = await self._now()
        if snapshot.chats.get(chat.conversation) == chat == snapshot.chat_of.get(chat.area):
            return
        table = tables.chat
        async with self._turn, self._database.writing() as connection:
            last = (await connection.execute(select(func.max(table.c.bound)))).scalar_one_or_none() or 0
            await self._upsert(connection, table, [{**msgspec.structs.asdict(chat), "bound": last + 1}])
            await self._raise_version(connection)

    async def _of_area(self, table: Table, area: str) -> Sequence[Any]:
        find = select(table).where(table.c.area == area).order_by(table.c.key)
        return await self._database.rows(find)

    async def _save(
        self,
        connection: AsyncConnection,
        table: Table,
        records: Sequence[Any],
        record_of: Callable[[Any], Any],
        row_of: Callable[[Any, Database], Row],
    ) -> int:
        """Write those of `records` that differ from what the table holds; how many."""
        given = {(record.area, record.key): record for record in records}
        find = select(table).where(tuple_(table.c.area, table.c.key).in_(list(given)))
        rows = (await connection.execute(find)).mappings().all() if given else []
        known = {(row["area"], row["key"]): record_of(row) for row in rows}
        changed = [given[place] for place in sorted(given) if given[place] != known.get(place)]
        await self._upsert(connection, table, [row_of(record, self._database) for record in changed])
        return len(changed)

    async def _upsert(self, connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            insert = self._database.insert(table)
            key = list(table.primary_key.columns)
            news = {c.name: insert.excluded[c.name] for c in table.c if not c.primary_key}
            await connection.execute(insert.on_conflict_do_update(index_elements=key, set_=news), list(rows))

    async def _raise_version(self, connection: AsyncConnection) -> None:
        """Tell every process that what it holds has aged; this one at once."""
        table = tables.register_version
        insert = self._database.insert(table).values(number=1, version=1)
        await connection.execute(
            insert.on_conflict_do_update(
                index_elements=[table.c.number], set_={"version": table.c.version + 1}
            )
        )
        self._snapshot = None

    async def _now(self) -> _Snapshot:
        """The register in memory, asked after once a second."""
        if self._snapshot is not None and self._seconds() < self._trusted_until:
            return self._snapshot
        async with self._turn:
            if self._snapshot is None or self._seconds() >= self._trusted_until:
                async with self._database.reading() as connection:
                    found = await connection.execute(select(tables.register_version.c.version))
                    version = found.scalar_one_or_none() or 0
                    if self._snapshot is None or self._snapshot.version != version:
                        self._snapshot = await _read(connection, version)
                self._trusted_until = self._seconds() + TRUSTED_SECONDS
            return self._snapshot


async def _read(connection: AsyncConnection, version: int) -> _Snapshot:
    """Everything that a turn looks up and that is not sealed."""
    snapshot = _Snapshot(version)
    person = tables.person
    find = select(person.c.key, person.c.area, person.c.has_left, person.c.email_index)
    for key, area, has_left, address in await connection.execute(find.order_by(person.c.area, person.c.key)):
        if not has_left:
            snapshot.areas.setdefault(key, []).append(area)
        if address:
            snapshot.addresses.setdefault(address, key)
    reaches = await connection.execute(select(tables.reach).order_by(tables.reach.c.person))
    for row in reaches.mappings():
        reach = reach_record(dict(row))
        snapshot.reach[reach.person] = reach
        snapshot.by_teams.setdefault(reach.teams_id, reach.person)
        if reach.aad_id:
            snapshot.by_aad.setdefault(reach.aad_id, reach.person)
    chats = await connection.execute(select(tables.chat).order_by(tables.chat.c.bound))
    for row in chats.mappings():
        chat = chat_record(dict(row))
        snapshot.chats[chat.conversation] = snapshot.chat_of[chat.area] = chat
    return snapshot
