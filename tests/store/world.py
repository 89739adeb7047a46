"""Builders for the store's tests: a meeting, things that happen in it, and ways to look behind the store's
back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

import marac.engines  # noqa: F401 - every kind of event must be known before one is read
from marac.actions import ActionRecorded
from marac.call import AttendeeEntered, MeetingCalled
from marac.journal import Entry, Event, replay
from marac.meeting import Attendee, Meeting
from store.ledger import SqlLedger
from store.opening import Store
from usecases.ports import ActionRow, Collision, HeardRow, Notice, Work

AREA = "testshire"
MEETING = "testshire-2026-11-24"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WORDS = "Zebra-striped umbrella to be handed over at the lighthouse"


def called() -> MeetingCalled:
    return MeetingCalled(area=AREA, sittings=((1, NOON), (2, NOON + timedelta(days=1))))


def entered(person: str = "p1", **what: Any) -> AttendeeEntered:
    return AttendeeEntered(attendee=Attendee(person=person, **what))


def recorded(what: str = WORDS, key: str = "a1", **more: Any) -> ActionRecorded:
    return ActionRecorded(key=key, case="101", what=what, agency="police", confirmed=False, **more)


def work(
    meeting: Meeting,
    *events: Event,
    turn: str | None = None,
    at: datetime = NOON,
    by: str = "p1",
    notices: Sequence[Notice] = (),
    actions: Sequence[ActionRow] = (),
    heard: Sequence[HeardRow] = (),
) -> Work:
    start = meeting.sequence + 1
    entries = [Entry(sequence=start + n, at=at, by=by, event=event) for n, event in enumerate(events)]
    after = replay(meeting, entries) if entries else None
    return Work(
        meeting=meeting,
        entries=entries,
        after=after,
        turn=turn,
        notices=notices,
        actions=actions,
        heard=heard,
    )


async def a_meeting(ledger: SqlLedger, key: str = MEETING) -> Meeting:
    return await ledger.call_meeting(key, AREA, date(2026, 11, 24), date(2026, 11, 25))


async def happened(ledger: SqlLedger, *events: Event, key: str = MEETING, **more: Any) -> Meeting:
    """Write `events` as one turn, as a use case would: whoever loses the race reads on and decides again."""
    meeting = await ledger.load(key)
    while True:
        try:
            await ledger.commit(work(meeting, *events, **more))
        except Collision:
            meeting = await ledger.load(key, fresh=True)
        else:
            return await ledger.load(key)


def a_notice(key: str, to: str = "chat", **more: Any) -> Notice:
    return Notice(**{"key": key, "to": to, "kind": "nudge", "area": AREA, "meeting": MEETING, **more})


def an_action(key: str = "a1", **more: Any) -> ActionRow:
    row = {
        "meeting": MEETING,
        "area": AREA,
        "action": key,
        "case": "101",
        "agency": "police",
        "owner": None,
        "due": None,
        "state": "offered",
        "is_open": True,
    }
    return ActionRow(**{**row, **more})


async def sql(store: Store, statement: str, **values: Any) -> Sequence[Any]:
    """Do something to the database that the store itself never would, or look at it."""
    async with store.database.writing() as connection:
        result = await connection.execute(text(statement), values)
        return result.all() if result.returns_rows else []


def bytes_of(folder: Path) -> bytes:
    """Everything that lies in the folder's files: database, write-ahead log, shared memory."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def counted(store: Store, *tables: str) -> list[int]:
    return [(await sql(store, f"SELECT count(*) FROM {table}"))[0][0] for table in tables]  # noqa: S608
