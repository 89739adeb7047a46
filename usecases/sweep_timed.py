"""What cannot wait for the morning's digest: said at its own hour, once, in office hours unless it is urgent.

A list that is out by noon, or an agenda that goes out after the list has closed, cannot wait for the next
morning (HAC-22, LUT-16, LUT-19). One message for all the cases of a duty, and nothing of what is done. What a
bot that stood still could not say at its hour is said when it is back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Final

from marac.duties import END_OF_DAY, DutyDue, Rung, all_duties
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.remembering import remembered
from marac.said_at_once import is_over, is_said_at_once
from usecases.heard_since import heard_since
from usecases.office import Office
from usecases.ports import Notice, Work
from usecases.sweepers import sweeps

TIMED: Final = "duty-now"
MOST_LOOKED_AFTER: Final = 256
"""The clock asks every meeting that is looked after, again and again, and little of each is remembered."""


@sweeps
async def timed_reminders(office: Office, meeting: Meeting) -> None:
    """Put what has come up at its hour into the outbox; the same again adds nothing."""
    protocol, now = office.protocol(meeting.area), office.now()
    if not protocol.calendar.is_open(now) and not any(duty.urgent for duty in protocol.duties):
        return
    since = (await heard_since(office, meeting.area, protocol.calendar.day_of(now))).area
    notices = {notice.key: notice for notice in _notices(meeting, protocol, since, now)}
    if notices:
        await office.ledger.commit(Work(meeting=meeting, notices=list(notices.values())))


def said_at_once_on(meeting: Meeting, protocol: Protocol, day: date) -> Iterator[tuple[DutyDue, Rung]]:
    """What is said at its own hour on that day, as things stand."""
    for due, rung in _at_once(meeting, protocol):
        if protocol.calendar.day_of(rung.at) == day:
            yield due, rung


@remembered("sequence", "presence", "declarations", "strangers", "votes", "posts", most=MOST_LOOKED_AFTER)
def _at_once(meeting: Meeting, protocol: Protocol) -> tuple[tuple[DutyDue, Rung], ...]:
    """All that is owed and said at its own hour, whenever that is."""
    return tuple(
        (due, rung)
        for due in all_duties(meeting, protocol)
        if due.is_owed and not is_over(due, meeting)
        for rung in due.rungs
        if rung.people and is_said_at_once(due, rung, protocol)
    )


def _notices(meeting: Meeting, protocol: Protocol, since: date, now: datetime) -> Iterator[Notice]:
    """Of what has come since the beginning of that day, which was the last one whole."""
    calendar = protocol.calendar
    start = calendar.moment(since, time.min)
    for due, rung in _at_once(meeting, protocol):
        if start < rung.at <= now and (due.duty.urgent or calendar.is_open(now)):
            for person in rung.people:
                yield _notice(due, rung, person, meeting, protocol)


def _notice(due: DutyDue, rung: Rung, person: str, meeting: Meeting, protocol: Protocol) -> Notice:
    calendar = protocol.calendar
    hour = calendar.local(due.due).time()
    return Notice(
        key=f"{TIMED}:{meeting.key}:{due.duty.key}:{rung.at.isoformat()}:{rung.step}:{person}",
        to=person,
        kind=TIMED,
        area=meeting.area,
        meeting=meeting.key,
        facts={
            "duty": due.duty.key,
            "step": rung.step,
            "due": calendar.day_of(due.due).isoformat(),
            "hour": "" if hour == END_OF_DAY else f"{hour:%H:%M}",
        },
        urgent=due.duty.urgent,
    )
