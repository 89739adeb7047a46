"""When something that is not urgent may be said: while offices are open, and not as one message too many on a
day.

What is more than the area's limit waits for the next working day, and is checked once more before it goes.
The day's digest and what is due at an hour are never held for the limit, and room is kept for them. Nothing
of a meeting is held until it would be too late for it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from marac.duties import all_duties
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import PersonId, SittingState
from usecases.announce import CHAT, QUIET
from usecases.announcements_actions import DIGEST
from usecases.office import Office
from usecases.ports import Notice, Outbox
from usecases.ring import TO_RING_LIST
from usecases.sweep_timed import TIMED

OWN_HOURS: Final = frozenset({DIGEST, TO_RING_LIST})
"""Kinds for one day alone, which are dropped outside of its hours and not held."""
WHEN_IT_IS: Final = frozenset({"move-asked", "move-declined", "meeting-moved", "meeting-cancelled"})
"""Kinds about when a meeting is: whoever hears of it a day late may be in the wrong place."""
FIRST: Final = frozenset({DIGEST, TIMED}) | WHEN_IT_IS
"""Kinds that go whatever else was said on the day."""
MIDNIGHT: Final = time()
EARLY: Final = timedelta(hours=1)
"""How long before a sitting people prepare for it, and want at once what is said of its meeting."""


class Held(NamedTuple):
    """Until when a notice waits, and why."""

    until: datetime
    why: str


async def held_back(office: Office, outbox: Outbox, notice: Notice) -> Held | None:
    """Until when the notice has to wait; None where it may go now (LIN-26)."""
    if notice.urgent or notice.to == CHAT or notice.facts.get(QUIET):
        return None
    held = await _by_hours_and_limit(office, outbox, notice)
    if held is None or notice.meeting is None:
        return held
    at_latest = _wanted_from(await office.ledger.load(notice.meeting), office.today(notice.area))
    if at_latest is None or held.until < at_latest:
        return held
    return Held(at_latest, held.why) if office.now() < at_latest else None


def _wanted_from(meeting: Meeting, today: date) -> datetime | None:
    """When people prepare for the meeting's next sitting, of today or later, or do already."""
    if meeting.closed_at is not None:
        return None
    coming = (s.starts_at for s in meeting.sittings if s.state is not SittingState.ENDED)
    return min((at - EARLY for at in coming if at.date() >= today), default=None)


async def _by_hours_and_limit(office: Office, outbox: Outbox, notice: Notice) -> Held | None:
    protocol, now = office.protocol(notice.area), office.now()
    calendar = protocol.calendar
    if not calendar.is_open(now):
        if notice.kind in OWN_HOURS:
            return None
        return Held(calendar.next_opening(now), "until office hours")
    if notice.kind in FIRST or await _has_room(office, outbox, notice, protocol):
        return None
    tomorrow = calendar.next_working_day(calendar.day_of(now))
    return Held(calendar.moment(tomorrow, protocol.nudge_at), "enough for one day")


async def _has_room(office: Office, outbox: Outbox, notice: Notice, protocol: Protocol) -> bool:
    """With what was said today, and what is still to come, it is not one too many."""
    calendar = protocol.calendar
    since = calendar.moment(office.today(notice.area), MIDNIGHT)
    said = await outbox.said_since(notice.to, since)
    to_come = (DIGEST not in said) + await _due_today(office, notice.area, notice.to)
    return len(said) + to_come < protocol.messages_a_day


async def _due_today(office: Office, area: str, person: PersonId) -> int:
    """How many reminders of what is due at an hour the person may still get today."""
    protocol, today = office.protocol(area), office.today(area)
    after = max(office.now(), protocol.calendar.moment(today, protocol.nudge_at))
    found: set[tuple[str, str, datetime, int]] = set()
    for key in await office.ledger.meetings(area, on=today):
        found |= _hours(await office.ledger.load(key), protocol, person, today)
    return sum(at > after for _, _, at, _ in found)


def _hours(
    meeting: Meeting, protocol: Protocol, person: PersonId, today: date
) -> set[tuple[str, str, datetime, int]]:
    """The moments of the day at which the person hears of something that is owed."""
    return {
        (meeting.key, due.duty.key, rung.at, rung.step)
        for due in all_duties(meeting, protocol)
        if due.is_owed
        for rung in due.rungs
        if person in rung.people and protocol.calendar.day_of(rung.at) == today
    }
