"""The meetings' journals, with the meetings in use held in memory.

A turn reads from memory and writes through the one writer. What it writes counts at once for the turns behind
it in this process, so that forty people at once never trip over each other, yet nobody is answered before it
is durable; if it cannot be written, those that built on it fail with it. Another process's lines show up as a
collision, and are read on. Nothing is ever decided on a meeting that was not written.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import takewhile
from typing import Any, Final, TypeVar

import msgspec
from cryptography.fernet import Fernet
from sqlalchemy import exists, func, or_, select

from marac.journal import Entry, replay
from marac.meeting import Meeting
from marac.words import AgencyId, CaseNumber, PersonId
from store import tables
from store.database import Database
from store.lines import Row, lines_of
from store.mailing import DROPPED, SENDING, WAITING, Mail
from store.meetingkeys import in_use, meeting_key, new_key_row
from store.reading import check_whole, empty, entries_in, lines_after, meeting_row, read_on
from store.writer import Job, Version, Writer
from usecases.ports import ActionRow, Collision, HeardRow, MatterRow, Repeated, Standing, Unsaid, Work

K = TypeVar("K", ActionRow, HeardRow, MatterRow)
LARGEST_HELD = 256
"""How many meetings are held in memory; the one longest unused goes first. All that several areas look after
for a year: whoever goes through more than are held reads every one of them anew each time."""
TRUSTED_SECONDS = 1.0
"""How long a meeting in memory is used before the database is asked whether another process has written."""
LARGEST_REMEMBERED = 2_000
"""How many turns' keys are remembered, so that most redeliveries cost no look-up."""


class _Held:
    """A meeting in memory: as far as it is durable, as far as it has been decided on, and its key."""

    __slots__ = ("durable", "key", "stale", "tip", "trusted_until")

    def __init__(self, durable: Version, key: Fernet | None) -> None:
        self.durable = durable
        self.tip = durable
        self.key = key
        self.stale = False
        self.trusted_until = 0.0

    @property
    def is_settled(self) -> bool:
        """Nothing of it is on its way to the database."""
        return self.tip is self.durable


class SqlLedger:
    """The port `Ledger` on SQLite or PostgreSQL."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        mailed: Callable[[], None] = lambda: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`mailed` is called whenever a commit has put letters into the outbox; `seconds` only counts."""
        self._database = database
        self._seconds = seconds
        self._mailed = mailed
        self._writer = writer
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._reading = asyncio.Lock()
        self._under_way: dict[str, asyncio.Future[None]] = {}
        self._taken: OrderedDict[str, None] = OrderedDict()

    async def load(self, meeting: str, *, fresh: bool = False) -> Meeting:
        """The meeting now; from memory unless `fresh`, known to have been overtaken, or not asked after for a
        second. Raises NoMeeting."""
        held = self._held.get(meeting)
        aged = held is not None and held.is_settled and self._seconds() >= held.trusted_until
        if held is None or fresh or held.stale or aged:
            held = await self._read(meeting, fresh)
        self._held.move_to_end(meeting)
        return held.tip.meeting

    async def load_at(self, meeting: str, moment: datetime) -> Meeting:
        """The meeting as it was at `moment`. Raises NoMeeting."""
        start, entries = await self._whole(meeting)
        return replay(start, takewhile(lambda entry: entry.at <= moment, entries))

    async def entries(self, meeting: str) -> Sequence[Entry]:
        """The whole journal, erased words as empty. Raises NoMeeting."""
        return (await self._whole(meeting))[1]

    async def has_taken(self, turn: str) -> bool:
        """Whether a turn with this key has written to a journal."""
        if under_way := self._under_way.get(turn):
            await asyncio.wait([under_way])
        if turn in self._taken:
            return True
        find = select(tables.journal.c.sequence).where(tables.journal.c.turn == turn)
        return bool(await self._database.rows(find))

    async def commit(self, work: Work) -> None:
        """Write all of `work` durably, or nothing. Raises Collision, Repeated, Erased or Unavailable."""
        if work.turn is not None:
            await self._refuse_repeated(work.turn)
        key = work.meeting.key
        if work.entries and key not in self._held:
            await self.load(key)
        job = self._job(work, self._held.get(key))
        if job.turn is not None and job.lines:
            self._under_way[job.turn] = job.done
        self._writer.submit(job)
        await asyncio.shield(job.done)

    async def call_meeting(self, meeting: str, area: str, first_day: date, last_day: date) -> Meeting:
        """Make an empty meeting with a key of its own; the same again changes nothing."""
        insert = self._database.insert
        row = {
            "key": meeting,
            "area": area,
            "first_day": first_day,
            "last_day": last_day,
            "sequence": 0,
            "head": meeting,
            "seal": self._database.secrets.head_seal(meeting, 0, meeting),
        }
        made = insert(tables.meeting).on_conflict_do_nothing().returning(tables.meeting.c.key)
        async with self._database.writing() as connection:
            if (await connection.execute(made, row)).first() is not None:
                key = new_key_row(meeting, self._database.keys)
                await connection.execute(insert(tables.meeting_key), key)
        return await self.load(meeting)

    async def meetings(self, area: str, on: date | None = None) -> Sequence[str]:
        """The area's meetings by first day; with `on`, those that have not ended before that day."""
        table = tables.meeting
        find = select(table.c.key).where(table.c.area == area).order_by(table.c.first_day, table.c.key)
        if on is not None:
            find = find.where(table.c.last_day >= on)
        return [row["key"] for row in await self._database.rows(find)]

    async def standing(self, area: str, since: date) -> Mapping[str, Standing]:
        """How the area's meetings stand that have not ended before that day, or have open actions or
        matters."""
        table, action, matter = tables.meeting, tables.action, tables.matter
        owes = or_(
            exists().where(action.c.meeting == table.c.key, action.c.is_open),
            exists().where(matter.c.meeting == table.c.key, matter.c.is_open),
        )
        find = (
            select(table.c.key, table.c.sequence, table.c.erased_at, table.c.last_day, owes.label("owes"))
            .where(table.c.area == area, or_(table.c.last_day >= since, owes))
            .order_by(table.c.first_day, table.c.key)
        )
        rows = await self._database.rows(find)
        found = {
            row["key"]: Standing(
                row["sequence"], row["erased_at"] is not None, row["last_day"], bool(row["owes"])
            )
            for row in rows
        }
        self._compare(found)
        return found

    async def actions(
        self,
        *,
        owner: PersonId | None = None,
        agency: AgencyId | None = None,
        area: str | None = None,
        due_before: date | None = None,
        open_only: bool = True,
    ) -> Sequence[ActionRow]:
        """Actions across meetings, by due date (those without one last) then case number."""
        table = tables.action
        wanted = {table.c.owner: owner, table.c.agency: agency, table.c.area: area}
        find = select(table).where(*(c == value for c, value in wanted.items() if value is not None))
        if due_before is not None:
            find = find.where(table.c.due < due_before)
        if open_only:
            find = find.where(table.c.is_open)
        find = find.order_by(
            table.c.due.is_(None), table.c.due, table.c.case_number, table.c.meeting, table.c.action
        )
        return [_read_as(ActionRow, row) for row in await self._database.rows(find)]

    async def heard(
        self,
        area: str,
        *,
        case: CaseNumber | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Sequence[HeardRow]:
        """The area's hearings, the earliest first: of one case, from a day on, up to and on a day."""
        table = tables.heard
        find = select(table).where(table.c.area == area)
        if case is not None:
            find = find.where(table.c.case_number == case)
        if since is not None:
            find = find.where(table.c.heard_on >= since)
        if until is not None:
            find = find.where(table.c.heard_on <= until)
        find = find.order_by(table.c.heard_on, table.c.case_number, table.c.meeting)
        return [_read_as(HeardRow, row) for row in await self._database.rows(find)]

    async def matters(self, area: str, *, open_only: bool = True) -> Sequence[MatterRow]:
        """What was reported in the area, by meeting."""
        table = tables.matter
        find = select(table).where(table.c.area == area)
        if open_only:
            find = find.where(table.c.is_open)
        return [_read_as(MatterRow, row) for row in await self._database.rows(find.order_by(table.c.meeting))]

    async def digests_made(self, area: str, day: date) -> None:
        """The area's digests of that day are in the outbox, or there was nothing to say; the same again
        changes nothing."""
        made = self._database.insert(tables.digest_day).values(area=area, day=day).on_conflict_do_nothing()
        async with self._database.writing() as connection:
            await connection.execute(made)

    async def digest_day_before(self, area: str, day: date) -> date | None:
        """The last day before that on which the area's digests were made; None if there was none."""
        table = tables.digest_day
        last = select(func.max(table.c.day).label("day")).where(table.c.area == area, table.c.day < day)
        rows = await self._database.rows(last)
        return rows[0]["day"] if rows else None

    async def unsaid(self, kind: str) -> Sequence[Unsaid]:
        """What of that kind the outbox has that was not said; cards to be brought up to date left out."""
        outbox = tables.outbox
        find = select(outbox.c.recipient, outbox.c.facts, outbox.c.why, outbox.c.state).where(
            outbox.c.kind == kind, outbox.c.surface == "", outbox.c.state.in_([WAITING, SENDING, DROPPED])
        )
        return [
            Unsaid(
                to=row["recipient"],
                facts=msgspec.json.decode(row["facts"]),
                why=row["why"] if row["state"] == DROPPED else "",
            )
            for row in await self._database.rows(find)
        ]

    def _compare(self, standing: Mapping[str, Standing]) -> None:
        """What memory holds of a meeting whose journal has just been seen to end where it does need not be
        asked after again for a while; what has been overtaken is read on when it is next wanted."""
        for key, now in standing.items():
            held = self._held.get(key)
            if held is None or not held.is_settled or held.stale:
                continue
            if now.sequence > held.durable.meeting.sequence or now.erased != (held.key is None):
                held.stale = True
            elif now.sequence == held.durable.meeting.sequence:
                held.trusted_until = self._seconds() + TRUSTED_SECONDS

    def forget(self, meeting: str) -> None:
        """Drop what memory holds of a meeting: the next one to ask reads it anew."""
        self._held.pop(meeting, None)

    async def _whole(self, meeting: str) -> tuple[Meeting, list[Entry]]:
        async with self._database.reading() as connection:
            row = await meeting_row(connection, meeting)
            key = await meeting_key(meeting, self._database.keys, connection)
            lines = await lines_after(connection, meeting)
        return empty(row), entries_in(lines, key)

    async def _read(self, meeting: str, fresh: bool) -> _Held:
        """What memory holds of the meeting, after reading on; one reader at a time, so that no read is done
        twice.
        """
        async with self._reading:
            held = self._held.get(meeting)
            trusted = held is not None and (not held.is_settled or self._seconds() < held.trusted_until)
            if held is not None and trusted and not (fresh or held.stale):
                return held
            async with self._database.reading() as connection:
                row = await meeting_row(connection, meeting)
                if held is None or (row["erased_at"] is not None and held.key is not None):
                    key = await meeting_key(meeting, self._database.keys, connection)
                    held = _Held(Version(empty(row), meeting), key)
                lines = await lines_after(connection, meeting, held.durable.meeting.sequence)
            if held.is_settled:
                held.tip = held.durable = read_on(held.durable, lines, held.key)
                held.stale = False
                check_whole(row, held.tip)
            held.trusted_until = self._seconds() + TRUSTED_SECONDS
            self._held[meeting] = held
            self._let_go()
            return held

    def _let_go(self) -> None:
        """Keep memory bounded; what is on its way to the database stays."""
        spare = len(self._held) - LARGEST_HELD
        if spare > 0:
            idle = [key for key, held in self._held.items() if held.is_settled]
            for key in idle[:spare]:
                del self._held[key]

    async def _refuse_repeated(self, turn: str) -> None:
        under_way = self._under_way.get(turn)
        if under_way is not None:
            await asyncio.wait([under_way])
            if turn not in self._taken:
                raise Collision("The same turn was under way and failed; read on and decide again.")
        if turn in self._taken:
            raise Repeated("This turn has been taken before.")

    def _job(self, work: Work, held: _Held | None) -> Job:
        """What to write, as rows. From here to the queue nothing waits, so turns keep their order."""
        job = Job(asyncio.get_running_loop().create_future(), self._settled, turn=work.turn)
        job.mail = Mail().put(work.notices)
        job.actions = [_row_of(action) for action in work.actions]
        job.heard = [_row_of(heard) for heard in work.heard]
        job.matters = [_row_of(matter) for matter in work.matters]
        if work.days is not None:
            first_day, last_day = work.days
            job.days = {"of": work.meeting.key, "first": first_day, "last": last_day}
        if work.entries:
            self._write_down(work, held, job)
        elif held is not None and held.tip.meeting is work.meeting:
            job.base = held.tip
        return job

    def _write_down(self, work: Work, held: _Held | None, job: Job) -> None:
        if held is None or held.stale or not _is_same(held.tip.meeting, work.meeting):
            raise Collision("The meeting has moved on; read on and decide again.")
        _check_continues(work)
        base, after = held.tip, work.after
        job.lines = lines_of(work.meeting.key, base.head, work.entries, work.turn, partial(in_use, held.key))
        job.base = base
        job.result = held.tip = Version(after or base.meeting, job.lines[-1]["hash"], base)

    def _settled(self, job: Job, written: bool) -> None:
        """The writer's word on a job: memory follows what the database has."""
        if job.turn is not None and job.lines:
            self._under_way.pop(job.turn, None)
            if written:
                self._taken[job.turn] = None
                if len(self._taken) > LARGEST_REMEMBERED:
                    self._taken.popitem(last=False)
        if written and job.mail:
            self._mailed()
        held = self._held.get(job.result.meeting.key) if job.result else None
        if held is None:
            return
        if written and held.durable is job.base and job.result:
            held.durable = job.result
        elif held.tip.is_dead():
            held.tip, held.stale = held.durable, True
        elif written:
            held.stale = True


def _is_same(held: Meeting, given: Meeting) -> bool:
    """Decided on just this state: one of the same length that came to nothing is another meeting."""
    return held is given or (held.sequence == given.sequence and held == given)


def _check_continues(work: Work) -> None:
    expected = range(work.meeting.sequence + 1, work.meeting.sequence + 1 + len(work.entries))
    if [entry.sequence for entry in work.entries] != list(expected):
        raise ValueError("The entries do not continue the meeting's journal one by one.")
    if work.after is None or work.after.sequence != expected[-1]:
        raise ValueError("`after` must be the meeting with the last entry applied.")


_COLUMNS: Final = {"case": "case_number", "on": "heard_on", "until": "flagged_until"}
"""Where a column is called otherwise than what it holds is called by those who look it up."""
_FIELDS: Final = {column: field for field, column in _COLUMNS.items()}


def _row_of(looked_up: ActionRow | HeardRow | MatterRow) -> Row:
    """What is looked up across meetings, by the names of its table's columns."""
    held = msgspec.structs.asdict(looked_up)
    return {_COLUMNS.get(field, field): value for field, value in held.items()}


def _read_as(kind: type[K], row: Mapping[Any, Any]) -> K:
    """What a row of such a table holds."""
    return kind(**{_FIELDS.get(column, column): value for column, value in row.items()})
