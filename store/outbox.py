"""What is still to be said: claimed under a lease, so that no two workers say it, and kept until it is
settled.

A worker that dies loses its lease, and the letter is given again. A worker that was slow and lost its lease
changes nothing any more. Of one card's refreshes only one is on its way at a time, so that an older state
never lands last. What the outbox writes shares the turns' transactions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, delete, func, select

from store import tables
from store.claiming import (
    DISCARD,
    REQUEUE,
    SETTLE,
    SETTLE_UNLESS_NEWER,
    TAKE,
    letter_of,
    place_of,
    settling,
)
from store.database import Database
from store.mailing import AT_ONCE, DROPPED, SENDING, SENT, WAITING, Mail, Mailing
from store.posts import Posts
from store.writer import Writer
from usecases.ports import Collision, Letter, Notice, OutboxDepth, Posted

SUPERSEDED = "a newer refresh is waiting"


class SqlOutbox(Posts):
    """The port `Outbox` on SQLite or PostgreSQL."""

    def __init__(self, database: Database, writer: Writer) -> None:
        super().__init__(database, writer)
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

        def write(connection: Connection) -> int:
            before = connection.execute(known).scalar_one()
            self._mailing.write(connection, mail)
            return int(connection.execute(known).scalar_one() - before)

        new = await self._writer.run(write)
        if mail:
            self.ring()
        return new

    async def claim(
        self, now: datetime, limit: int, lease_seconds: float, worker: str, *, hurried_only: bool = False
    ) -> Sequence[Letter]:
        """Take at most `limit` letters that are due, urgent ones first, for `lease_seconds`; with
        `hurried_only` nothing that could as well wait."""
        until = now + timedelta(seconds=lease_seconds)
        values = {"at": now, "until": until, "taker": worker, "most": limit, "hurried_only": hurried_only}

        def take(connection: Connection) -> list[Letter]:
            taken = [letter_of(row) for row in connection.execute(TAKE, values).mappings()]
            taken.sort(key=lambda letter: letter.number)
            newest = {place_of(letter): letter.number for letter in taken}
            old = [letter for letter in taken if letter.number != newest[place_of(letter)]]
            for letter in old:
                connection.execute(SETTLE, settling(letter, DROPPED, SUPERSEDED))
            return [letter for letter in taken if letter not in old]

        letters = await self._writer.run(take)
        return sorted(letters, key=lambda letter: not letter.notice.urgent)

    async def sent(self, letter: Letter, conversation: str = "", activity: str = "") -> bool:
        """It has been said, as that post. False if the lease was lost: then only the post is remembered.

        A card that was brought up to date stays what it is: a newer one may have taken its place meanwhile.
        """
        post = Posted(conversation=conversation, activity=activity)
        meeting, to = letter.notice.meeting or "", letter.notice.to

        def note(connection: Connection) -> bool:
            held = _settle(connection, SETTLE, letter, SENT)
            if activity and not self._is_known(connection, post):
                surface = letter.notice.surface if held else None
                self._remember(connection, meeting, to, post, surface or "")
            return held

        return await self._writer.run(note)

    async def said_since(self, to: str, since: datetime) -> Sequence[str]:
        """The kinds of what was said to somebody since then without being urgent; of a card once."""
        outbox = tables.outbox
        find = select(outbox.c.number, outbox.c.kind, outbox.c.meeting, outbox.c.surface).where(
            outbox.c.state == SENT,
            outbox.c.due_at >= since,
            outbox.c.recipient == to,
            outbox.c.urgent.is_(False),
        )
        rows = await self._database.rows(find)
        places = {(row["meeting"], row["surface"]) if row["surface"] else row["number"]: row for row in rows}
        return [row["kind"] for row in places.values()]

    async def postpone(self, letter: Letter, until: datetime, why: str) -> bool:
        """Not now: try again at `until`; a refresh gives way to a newer one. False as for `sent`."""

        def put_back(connection: Connection) -> bool:
            if _settle(connection, SETTLE_UNLESS_NEWER, letter, WAITING, why, until):
                return True
            return _settle(connection, SETTLE, letter, DROPPED, SUPERSEDED)

        try:
            return await self._writer.run(put_back)
        except Collision:  # a newer one was put in just now; this time it is seen
            return await self._writer.run(put_back)

    async def drop(self, letter: Letter, why: str) -> bool:
        """Never: no longer right, or it cannot be delivered. False as for `sent`."""
        return await self._writer.run(lambda connection: _settle(connection, SETTLE, letter, DROPPED, why))

    async def requeue(self, number: int) -> bool:
        """Send a dropped letter after all, at once; False if there is none, or a newer refresh waits."""
        found = await self._writer.run(
            lambda connection: connection.execute(REQUEUE, {"of": number}).rowcount == 1
        )
        if found:
            self.ring()
        return found

    async def discard(self, number: int, why: str) -> bool:
        """Drop a letter that waits; False if there is none of that number that does."""
        values = {"of": number, "reason": why}
        return await self._writer.run(lambda connection: connection.execute(DISCARD, values).rowcount == 1)

    async def letters(self, *states: str, limit: int = 100) -> Sequence[Letter]:
        """The outbox's letters in these states (none named: all), oldest first."""
        find = select(tables.outbox).order_by(tables.outbox.c.number).limit(limit)
        if states:
            find = find.where(tables.outbox.c.state.in_(states))
        return [letter_of(row) for row in await self._database.rows(find)]

    async def depth(self, now: datetime) -> OutboxDepth:
        """How full the outbox is at `now`; a letter whose lease has run out could go out again."""
        outbox = tables.outbox
        is_due = outbox.c.due_at <= now
        find = (
            select(
                outbox.c.state,
                func.count().label("letters"),
                func.count().filter(is_due).label("due"),
                func.min(outbox.c.due_at).filter(is_due, outbox.c.due_at > AT_ONCE).label("oldest"),
                func.min(outbox.c.number).filter(outbox.c.due_at == AT_ONCE).label("untouched"),
            )
            .where(outbox.c.state.in_([WAITING, SENDING]))
            .group_by(outbox.c.state)
        )
        rows = {row["state"]: row for row in await self._database.rows(find)}
        oldest = [row["oldest"] for row in rows.values() if row["oldest"] is not None]
        return OutboxDepth(
            waiting=rows[WAITING]["letters"] if WAITING in rows else 0,
            sending=rows[SENDING]["letters"] if SENDING in rows else 0,
            due=sum(row["due"] for row in rows.values()),
            oldest_seconds=max(0.0, (now - min(oldest)).total_seconds()) if oldest else 0.0,
            untouched=rows[WAITING]["untouched"] if WAITING in rows else None,
        )

    async def clear(self, before: datetime) -> int:
        """Forget letters sent or dropped whose last due time lies before; how many."""
        outbox = tables.outbox
        old = delete(outbox).where(outbox.c.state.in_([SENT, DROPPED]), outbox.c.due_at < before)
        return await self._writer.run(lambda connection: int(connection.execute(old).rowcount))


def _settle(
    connection: Connection,
    statement: Update,
    letter: Letter,
    becomes: str,
    reason: str = "",
    next_due: datetime | None = None,
) -> bool:
    """Settle a letter if its claimant still holds it."""
    return connection.execute(statement, settling(letter, becomes, reason, next_due)).rowcount == 1
