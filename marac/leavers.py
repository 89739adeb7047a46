"""People who are out: those who left their work, and those whom administrators barred.

Both are out of everything at once: presence, chair, cases, actions, messages. A bar has no reason here, and
nobody but administrators learns of it (LIN-15); a leaver's agency is asked for a successor (LIN-18).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.call import person_on_roll, with_attendee
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Meeting, put
from marac.protocol import Protocol
from marac.representation import without_named
from marac.words import PersonId


class ReportLeaver(Command, frozen=True):
    """Say that somebody has left the work (LIN-18); with the written notice and the successor, where the area
    closes an entry only then (HAC-56)."""

    person: PersonId
    notice: bool = False
    successor: PersonId | None = None


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
    """Somebody has left the work; `successor` follows, if that was said."""

    person: PersonId
    successor: PersonId | None = None


class DepartureAnnounced(Event, frozen=True):
    """Somebody leaves, and administrators have still to close the entry."""

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
    """Take it from the person, their agency, the Lead or an administrator; once is enough. Where the area
    asks for a notice and a successor, administrators alone close the entry, and others tell them."""
    leaver, asker = person_on_roll(setting, command.person), setting.asker
    runs_it = asker is not None and (asker.is_administrator or "operational-lead" in asker.capacities)
    if asker is not None and not runs_it and asker.person != leaver.person and asker.agency != leaver.agency:
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)
    if leaver.removed:
        return
    needs = needs_of(leaver, setting.protocol)
    if needs and asker is not None and not asker.is_administrator:
        if leaver.person not in setting.meeting.departing:
            yield DepartureAnnounced(person=leaver.person)
        return
    _check_needs(command, needs, setting.meeting)
    yield LeaverReported(person=command.person, successor=command.successor)


def needs_of(leaver: Attendee, protocol: Protocol) -> tuple[str, ...]:
    """What administrators confirm before this person's entry is closed; nothing of those who speak for no
    agency."""
    return protocol.leaving.person_needs if protocol.leaving and leaver.is_member else ()


def _check_needs(command: ReportLeaver, needs: tuple[str, ...], meeting: Meeting) -> None:
    given = {"written-notice": command.notice, "successor": command.successor is not None}
    if missing := tuple(need for need in needs if not given[need]):
        raise Refused(Why.LEAVING_NEEDS, needs=missing)
    successor, leaver = meeting.roll.get(command.successor or ""), meeting.roll[command.person]
    if command.successor == command.person or (successor and successor.agency != leaver.agency):
        raise Refused(Why.NOT_VALID, field="successor", wanted="other person of the agency")


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
    return out_of_everything(meeting, event.person, entry.at)


@evolves(DepartureAnnounced)
def departure_announced(meeting: Meeting, event: DepartureAnnounced, entry: Entry) -> Meeting:
    """The entry waits to be closed."""
    return msgspec.structs.replace(meeting, departing=meeting.departing | {event.person})


@evolves(PersonBarred)
def person_barred(meeting: Meeting, event: PersonBarred, entry: Entry) -> Meeting:
    """The person is out."""
    return _out(meeting, event.person, entry.at, barred=True)


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


def out_of_everything(meeting: Meeting, person: PersonId, at: datetime) -> Meeting:
    """`meeting` without this person since `at`: they have left."""
    meeting = _out(meeting, person, at, removed=True)
    return msgspec.structs.replace(meeting, departing=meeting.departing - {person})


def _out(meeting: Meeting, person: PersonId, at: datetime, **changes: object) -> Meeting:
    """`meeting` with the person marked, gone from the room since now, and in no chair."""
    meeting = without_named(_changed(meeting, person, **changes), person)
    intervals = meeting.presence.get(person, ())
    if intervals and intervals[-1].end is None:
        gone = (*intervals[:-1], msgspec.structs.replace(intervals[-1], end=at))
        meeting = msgspec.structs.replace(meeting, presence=put(meeting.presence, person, gone))
    sittings = tuple(
        msgspec.structs.replace(s, chair=None) if s.chair == person and s.is_under_way else s
        for s in meeting.sittings
    )
    return msgspec.structs.replace(meeting, sittings=sittings)
