"""Who is here: joins, check-ins and an administrator's mark as equal sources, kept as intervals.

Join events fail to arrive and people forget to check in, so none of the sources is the true one; the first
to say "here" opens an interval and each further one is added to it, and the first to say "gone" closes it.
Presence is of a sitting: it is taken afresh at the next one (LIN-01).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Interval, Meeting, Sitting, put
from marac.words import PersonId, Source


class Arrive(Command, frozen=True):
    """Say that somebody is here."""

    person: PersonId
    source: Source = Source.CHECKED_IN


class Depart(Command, frozen=True):
    """Say that somebody has gone."""

    person: PersonId
    source: Source = Source.CHECKED_IN


class ReportStranger(Command, frozen=True):
    """Say that somebody is in the meeting who is not on the roll; `reference` is Teams' id for them
    (LIN-47)."""

    reference: str


class Arrived(Event, frozen=True):
    """Somebody came into a sitting, or another source says so too."""

    person: PersonId
    sitting: int
    source: Source


class Departed(Event, frozen=True):
    """Somebody left a sitting."""

    person: PersonId
    sitting: int
    source: Source


class StrangerJoined(Event, frozen=True):
    """Somebody who is not on the roll came in."""

    reference: str


def sitting_for_roll(setting: Setting) -> Sitting:
    """The sitting for which presence counts now: the one under way, else the next. Raises Refused after the
    last."""
    sitting = setting.meeting.sitting or setting.meeting.next_sitting
    if sitting is None:
        raise Refused(Why.SITTING_ENDED)
    return sitting


@decides(Arrive, Who.SELF, Who.ADMINISTRATOR, Who.SYSTEM)
def arrive(command: Arrive, setting: Setting) -> Iterator[Event]:
    """Open an interval, or add the source to the open one. Barred people and leavers cannot be here
    (LIN-15, LIN-18), and nobody can before the sitting's day: it would still count at the opening."""
    meeting = setting.meeting
    attendee = meeting.roll.get(command.person)
    if attendee is None or not attendee.is_welcome:
        raise Refused(Why.NOT_ON_ROLL)
    sitting = sitting_for_roll(setting)
    _not_before_its_day(sitting, setting)
    last = _last(meeting, command.person)
    if last is None or last.end is not None or command.source not in last.came:
        yield Arrived(person=command.person, sitting=sitting.number, source=command.source)


@decides(Depart, Who.SELF, Who.ADMINISTRATOR, Who.SYSTEM)
def depart(command: Depart, setting: Setting) -> Iterator[Event]:
    """Close the open interval, if there is one."""
    last = _last(setting.meeting, command.person)
    if last is not None and last.end is None:
        yield Departed(person=command.person, sitting=last.sitting, source=command.source)


@decides(ReportStranger, Who.SYSTEM)
def report_stranger(command: ReportStranger, setting: Setting) -> Iterator[Event]:
    """Note a stranger once."""
    if command.reference not in setting.meeting.strangers:
        yield StrangerJoined(reference=command.reference)


@evolves(Arrived)
def arrived(meeting: Meeting, event: Arrived, entry: Entry) -> Meeting:
    """The person is here from this moment, or one more source says so."""
    intervals = meeting.presence.get(event.person, ())
    if intervals and intervals[-1].end is None:
        last = msgspec.structs.replace(intervals[-1], came=(*intervals[-1].came, event.source))
        intervals = (*intervals[:-1], last)
    else:
        intervals = (*intervals, Interval(sitting=event.sitting, start=entry.at, came=(event.source,)))
    return msgspec.structs.replace(meeting, presence=put(meeting.presence, event.person, intervals))


@evolves(Departed)
def departed(meeting: Meeting, event: Departed, entry: Entry) -> Meeting:
    """The person is gone from this moment."""
    intervals = meeting.presence.get(event.person, ())
    if not intervals or intervals[-1].end is not None:
        return meeting
    last = msgspec.structs.replace(intervals[-1], end=entry.at, went=event.source)
    return msgspec.structs.replace(
        meeting, presence=put(meeting.presence, event.person, (*intervals[:-1], last))
    )


@evolves(StrangerJoined)
def stranger_joined(meeting: Meeting, event: StrangerJoined, entry: Entry) -> Meeting:
    """The stranger is known of."""
    return msgspec.structs.replace(meeting, strangers=meeting.strangers | {event.reference})


def everybody_gone(meeting: Meeting, at: datetime) -> Meeting:
    """The meeting with every open interval closed at `at`, as at the end of a sitting."""
    presence = {
        person: (*intervals[:-1], msgspec.structs.replace(intervals[-1], end=at))
        if intervals and intervals[-1].end is None
        else intervals
        for person, intervals in meeting.presence.items()
    }
    return msgspec.structs.replace(meeting, presence=presence)


def was_present(meeting: Meeting, person: PersonId, at: datetime) -> bool:
    """Whether the journal has the person in the meeting at `at`."""
    return any(i.start <= at and (i.end is None or at < i.end) for i in meeting.presence.get(person, ()))


def _not_before_its_day(sitting: Sitting, setting: Setting) -> None:
    day_of = setting.protocol.calendar.day_of
    if not sitting.is_under_way and day_of(setting.now) < day_of(sitting.starts_at):
        raise Refused(Why.TOO_EARLY, day=day_of(sitting.starts_at))


def _last(meeting: Meeting, person: PersonId) -> Interval | None:
    intervals = meeting.presence.get(person, ())
    return intervals[-1] if intervals else None
