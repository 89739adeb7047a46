"""People who are out: those who left their work, and those whom administrators barred.

Both are out of everything at once: presence, chair, cases, actions, messages. A bar has no reason here, and
nobody but administrators learns of it (LIN-15); a leaver's agency is asked for a successor (LIN-18).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.call import person_on_roll, with_attendee
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting, put
from marac.representation import without_named
from marac.words import PersonId


class ReportLeaver(Command, frozen=True):
    """Say that somebody has left the work (LIN-18)."""

    person: PersonId


class ReportReturn(Command, frozen=True):
    """Say that somebody reported as a leaver is there after all."""

    person: PersonId


class BarPerson(Command, frozen=True):
    """Keep somebody out of the meeting and everything of it (LIN-15)."""

    person: PersonId


class LiftBar(Command, frozen=True):
    """Let somebody in again."""

    person: PersonId


class LeaverReported(Event, frozen=True):
    """Somebody has left the work."""

    person: PersonId


class ReturnReported(Event, frozen=True):
    """Somebody is there after all."""

    person: PersonId


class PersonBarred(Event, frozen=True):
    """Somebody was barred."""

    person: PersonId


class BarLifted(Event, frozen=True):
    """Somebody's bar was lifted."""

    person: PersonId


@decides(ReportLeaver, Who.SELF, Who.MEMBER, Who.LEAD, Who.ADMINISTRATOR)
def report_leaver(command: ReportLeaver, setting: Setting) -> Iterator[Event]:
    """Take it from the person, their agency, the Lead or an administrator; once is enough."""
    leaver, asker = person_on_roll(setting, command.person), setting.asker
    runs_it = asker is not None and (asker.is_administrator or "operational-lead" in asker.capacities)
    if asker is not None and not runs_it and asker.person != leaver.person and asker.agency != leaver.agency:
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)
    if not leaver.removed:
        yield LeaverReported(person=command.person)


@decides(ReportReturn, Who.ADMINISTRATOR)
def report_return(command: ReportReturn, setting: Setting) -> Iterator[Event]:
    """Put them back on the roll."""
    if person_on_roll(setting, command.person).removed:
        yield ReturnReported(person=command.person)


@decides(BarPerson, Who.ADMINISTRATOR)
def bar_person(command: BarPerson, setting: Setting) -> Iterator[Event]:
    """Bar anybody but oneself; once is enough."""
    if command.person == setting.by:
        raise Refused(Why.NOT_VALID, field="person", wanted="person other than yourself")
    if not person_on_roll(setting, command.person).barred:
        yield PersonBarred(person=command.person)


@decides(LiftBar, Who.ADMINISTRATOR)
def lift_bar(command: LiftBar, setting: Setting) -> Iterator[Event]:
    """Lift it, if there is one."""
    if person_on_roll(setting, command.person).barred:
        yield BarLifted(person=command.person)


@evolves(LeaverReported)
def leaver_reported(meeting: Meeting, event: LeaverReported, entry: Entry) -> Meeting:
    """The person is out."""
    return _out(meeting, event.person, entry, removed=True)


@evolves(PersonBarred)
def person_barred(meeting: Meeting, event: PersonBarred, entry: Entry) -> Meeting:
    """The person is out."""
    return _out(meeting, event.person, entry, barred=True)


@evolves(ReturnReported)
def return_reported(meeting: Meeting, event: ReturnReported, entry: Entry) -> Meeting:
    """The person is on the roll again."""
    return _changed(meeting, event.person, removed=False)


@evolves(BarLifted)
def bar_lifted(meeting: Meeting, event: BarLifted, entry: Entry) -> Meeting:
    """The person may come."""
    return _changed(meeting, event.person, barred=False)


def _changed(meeting: Meeting, person: PersonId, **changes: object) -> Meeting:
    return with_attendee(meeting, msgspec.structs.replace(meeting.roll[person], **changes))


def _out(meeting: Meeting, person: PersonId, entry: Entry, **changes: object) -> Meeting:
    """`meeting` with the person marked, gone from the room since now, and in no chair."""
    meeting = without_named(_changed(meeting, person, **changes), person)
    intervals = meeting.presence.get(person, ())
    if intervals and intervals[-1].end is None:
        gone = (*intervals[:-1], msgspec.structs.replace(intervals[-1], end=entry.at))
        meeting = msgspec.structs.replace(meeting, presence=put(meeting.presence, person, gone))
    sittings = tuple(
        msgspec.structs.replace(s, chair=None) if s.chair == person and s.is_under_way else s
        for s in meeting.sittings
    )
    return msgspec.structs.replace(meeting, sittings=sittings)
