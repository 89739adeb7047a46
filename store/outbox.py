"""What is still to be said: claimed under a lease, so that no two workers say it, and kept until it is
settled.

A worker that dies loses its lease, and the letter is given again. A worker that was slow and lost its lease
changes nothing any more. Of one card's refreshes only one is on its way at a time, so that an older state
never lands last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from store import tables
from store.database import Database
from store.mailing import AT_ONCE, DROPPED, SENDING, SENT, WAITING, Mail, Mailing
from store.posts import Posts
from usecases.ports import Collision, Letter, Notice, Posted

SUPERSEDED = "a newer refresh is waiting"
_other = tables.outbox.alias("other")


class SqlOutbox(Posts):
    """The port `Outbox` on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._mailing = Mailing(database)
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits: something has been put into the outbox."""
        self._bell.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until this process has put something into the outbox, at most so long; whether it has."""
        if not self._bell.is_set():
            try:
                await asyncio.wait_for(self._bell.wait(), seconds)
            except TimeoutError:
                return False
        self._bell.clear()
        return True

    async def add(self, notices: Sequence[Notice]) -> int:
        """Put notices into the outbox outside of a meeting's commit; how many were new."""
        mail = Mail().put(notices)
        keys = [notice.key for notice in notices]
        known = select(func.count()).where(tables.outbox.c.key.in_(keys))
        async with self._database.writing() as connection:
            before = (await connection.execute(known)).scalar_one()
            await connection.run_sync(self._mailing.write, mail)
            after = (await connection.execute(known)).scalar_one()
        if mail:
            self.ring()
        return int(after - before)

    async def claim(self, now: datetime, limit: int, lease_seconds: float, worker: str) -> Sequence[Letter]:
        """Take at most `limit` letters that are due, urgent ones first, for `lease_seconds`."""
        outbox = tables.outbox
        due = _due(now, limit)
        take = (
            update(outbox)
            .where(outbox.c.number.in_(select(due.c.number)))
            .values(
                state=SENDING,
                worker=worker,
                attempts=outbox.c.attempts + 1,
                due_at=now + timedelta(seconds=lease_seconds),
            )
            .returning(outbox)
        )
        async with self._database.writing() as connection:
            taken = [_letter(row) for row in (await connection.execute(take)).mappings()]
            newest = {_place(letter): letter.number for letter in sorted(taken, key=_number)}
            for letter in taken:
                if letter.number != newest[_place(letter)]:
                    await self._settle(connection, letter, state=DROPPED, why=SUPERSEDED)
        letters = [letter for letter in taken if letter.number == newest[_place(letter)]]
        return sorted(letters, key=lambda letter: (not letter.notice.urgent, letter.number))

    async def sent(self, letter: Letter, conversation: str = "", activity: str = "") -> bool:
        """It has been said, as that post. False if the lease was lost: then only the post is remembered."""
        async with self._database.writing() as connection:
            held = await self._settle(connection, letter, state=SENT, why="")
            if activity:
                surface = (letter.notice.surface or "") if held else ""
                meeting, to = letter.notice.meeting or "", letter.notice.to
                await self._remember(
                    connection, meeting, to, Posted(conversation=conversation, activity=activity), surface
                )
        return held

    async def postpone(self, letter: Letter, until: datetime, why: str) -> bool:
        """Not now: try again at `until`; a refresh gives way to a newer one. False as for `sent`."""
        alone = ~_newer_waits(tables.outbox)
        for _ in range(2):
            try:
                async with self._database.writing() as connection:
                    waits = {"state": WAITING, "due_at": until, "why": why}
                    if await self._settle(connection, letter, alone, **waits):
                        return True
                    return await self._settle(connection, letter, state=DROPPED, why=SUPERSEDED)
            except Collision:
                continue
        return False

    async def drop(self, letter: Letter, why: str) -> bool:
        """Never: no longer right, or it cannot be delivered. False as for `sent`."""
        async with self._database.writing() as connection:
            return await self._settle(connection, letter, state=DROPPED, why=why)

    async def requeue(self, number: int) -> bool:
        """Send a dropped letter after all, at once; False if there is none, or a newer refresh waits."""
        outbox = tables.outbox
        again = (
            update(outbox)
            .where(outbox.c.number == number, outbox.c.state == DROPPED, ~_newer_waits(outbox))
            .values(state=WAITING, due_at=AT_ONCE, attempts=0, worker="", why="")
        )
        async with self._database.writing() as connection:
            found = (await connection.execute(again)).rowcount == 1
        if found:
            self.ring()
        return found

    async def letters(self, *states: str, limit: int = 100) -> Sequence[Letter]:
        """The outbox's letters in these states (none named: all), oldest first."""
        find = select(tables.outbox).order_by(tables.outbox.c.number).limit(limit)
        if states:
            find = find.where(tables.outbox.c.state.in_(states))
        async with self._database.reading() as connection:
            return [_letter(row) for row in (await connection.execute(find)).mappings()]

    async def clear(self, before: datetime) -> int:
        """Forget letters sent or dropped whose last due time lies before; how many."""
        outbox = tables.outbox
        old = delete(outbox).where(outbox.c.state.in_([SENT, DROPPED]), outbox.c.due_at < before)
        async with self._database.writing() as connection:
            return int((await connection.execute(old)).rowcount)

    async def _settle(
        self, connection: AsyncConnection, letter: Letter, *further: ColumnElement[bool], **values: Any
    ) -> bool:
        """Change a letter's row if its claimant still holds it."""
        outbox = tables.outbox
        held = and_(
            outbox.c.number == letter.number,
            outbox.c.state == SENDING,
            outbox.c.worker == letter.worker,
            outbox.c.attempts == letter.attempts,
        )
        return (await connection.execute(update(outbox).where(held, *further).values(**values))).rowcount == 1


def _due(now: datetime, limit: int) -> Any:
    """The letters to take: due, and if it is a refresh, none for the same card on its way."""
    outbox = tables.outbox
    on_its_way = exists().where(_same_place(outbox), _other.c.state == SENDING, _other.c.due_at > now)
    return (
        select(outbox.c.number)
        .where(
            outbox.c.state.in_([WAITING, SENDING]),
            outbox.c.due_at <= now,
            or_(outbox.c.surface == "", ~on_its_way),
        )
        .order_by(outbox.c.urgent.desc(), outbox.c.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )


def _same_place(outbox: Any) -> ColumnElement[bool]:
    """Another letter for the same card."""
    return and_(
        _other.c.meeting == outbox.c.meeting,
        _other.c.recipient == outbox.c.recipient,
        _other.c.surface == outbox.c.surface,
        _other.c.surface != "",
        _other.c.number != outbox.c.number,
    )


def _newer_waits(outbox: Any) -> ColumnElement[bool]:
    return exists().where(_same_place(outbox), _other.c.state == WAITING)


def _number(letter: Letter) -> int:
    return letter.number


def _place(letter: Letter) -> tuple[object, ...]:
    """Which card it refreshes; a letter that refreshes none has a place of its own."""
    notice = letter.notice
    return (notice.meeting, notice.to, notice.surface) if notice.surface else (letter.number,)


def _letter(row: Mapping[Any, Any]) -> Letter:
    notice = Notice(
        key=row["key"],
        to=row["recipient"],
        kind=row["kind"],
        area=row["area"],
        meeting=row["meeting"] or None,
        surface=row["surface"] or None,
        facts=msgspec.json.decode(row["facts"]),
        not_before=row["not_before"],
        urgent=row["urgent"],
    )
    return Letter(
        number=row["number"],
        notice=notice,
        state=row["state"],
        due=row["due_at"],
        attempts=row["attempts"],
        worker=row["worker"],
        why=row["why"],
    )
