"""Duties that follow from what an area says of its records, made in the shape of its other duties so that
they are shown, reminded of, ticked and taken back like any of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from marac.duties import DutyDue, rungs_of, tick_key, times_of
from marac.meeting import Meeting
from marac.protocol import Duty, Protocol
from marac.subjects import Subject, agencies_owing, over_since, people_owing
from marac.words import MEMBERS, AgencyId


def owed(
    duty: Duty,
    subject: Subject,
    anchor: date | datetime,
    meeting: Meeting,
    protocol: Protocol,
    *,
    is_done: bool = False,
    is_void: bool = False,
) -> DutyDue:
    """The duty for one subject, counted from `anchor`; done by its tick, or where `is_done`."""
    key = tick_key(duty.key, subject.key)
    times = times_of(duty, anchor, protocol, meeting.duties_reopened.get(key))
    people = people_owing(duty, subject, meeting)
    return DutyDue(
        duty=duty,
        subject=subject,
        people=people,
        due=times.due,
        rungs=rungs_of(duty, subject, people, times, meeting, protocol),
        done_at=meeting.duties.get(key),
        answer=meeting.duty_answers.get(key),
        is_done=is_done or key in meeting.duties,
        is_void=is_void,
    )


def of_agencies(
    duty: Duty,
    agencies: tuple[AgencyId, ...],
    anchor: date | datetime,
    meeting: Meeting,
    protocol: Protocol,
    about: str = "",
) -> Iterator[DutyDue]:
    """The duty for each of these agencies that has a member on the roll; `about` tells it from others of its
    name."""
    owing = agencies_owing(duty, meeting)
    for agency in agencies:
        if agency in owing:
            subject = Subject(key=f"{about}/{agency}" if about else agency, agency=agency)
            yield owed(duty, subject, anchor, meeting, protocol)


def minutes_duty(protocol: Protocol) -> Duty | None:
    """The duty that the minutes are out, where the area has one for the meeting."""
    return next((d for d in protocol.duties if d.topic == "minutes" and d.subject == "meeting"), None)


def minutes_out_at(meeting: Meeting, protocol: Protocol) -> datetime | None:
    """Since when the minutes are out; None before."""
    duty = minutes_duty(protocol)
    return meeting.duties.get(tick_key(duty.key, "meeting")) if duty is not None else None


def agencies_that_attended(meeting: Meeting) -> tuple[AgencyId, ...]:
    """The agencies of which somebody was there, in the roll's order; whoever it was may have left since."""
    people = (meeting.roll[p] for p, times in meeting.presence.items() if times and p in meeting.roll)
    there = {a.agency for a in people if a.capacities & MEMBERS}
    return tuple(key for key in meeting.agencies if key in there)


def counted_from(meeting: Meeting) -> datetime | None:
    """When what is asked after a meeting begins."""
    return over_since(meeting)
