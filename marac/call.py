"""Calling a meeting and keeping its roll: the first facts in every journal.

Whoever is invited is written into the meeting with what the rules need (agency, capacity, authority,
induction), so that quoracy at a past moment can be shown from the journal alone. Names and contact details
stay in the register.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Agency, Attendee, Meeting, Sitting, put
from marac.words import MEMBERS, AgencyId, PersonId


class CallMeeting(Command, frozen=True):
    """Call a meeting of an area with these sittings, each with its number and start (LIN-01), by one of the
    area's rhythms (empty: its first)."""

    area: str
    sittings: tuple[tuple[int, datetime], ...]
    rhythm: str = ""


class MeetingCalled(Event, frozen=True):
    """A meeting was called."""

    area: str
    sittings: tuple[tuple[int, datetime], ...]
    rhythm: str = ""


@decides(CallMeeting, Who.SYSTEM)
def call_meeting(command: CallMeeting, setting: Setting) -> Iterator[Event]:
    """Call it once; the same again changes nothing."""
    if not setting.meeting.sittings:
        yield MeetingCalled(area=command.area, sittings=command.sittings, rhythm=command.rhythm)


@evolves(MeetingCalled)
def meeting_called(meeting: Meeting, event: MeetingCalled, entry: Entry) -> Meeting:
    """The meeting has its area and sittings."""
    sittings = tuple(Sitting(number=n, starts_at=at) for n, at in event.sittings)
    return msgspec.structs.replace(meeting, area=event.area, sittings=sittings, rhythm=event.rhythm)


class UpdateRoll(Command, frozen=True):
    """Bring the roll into line with the register: agencies and people as they are there now."""

    agencies: tuple[Agency, ...]
    attendees: tuple[Attendee, ...]


class AgencyEntered(Event, frozen=True):
    """An agency was put on the roll, or its entry changed."""

    agency: Agency


class AttendeeEntered(Event, frozen=True):
    """Somebody was put on the roll, or their entry changed."""

    attendee: Attendee


@decides(UpdateRoll, Who.SYSTEM, Who.ADMINISTRATOR)
def update_roll(command: UpdateRoll, setting: Setting) -> Iterator[Event]:
    """Enter what is new or different; nobody is dropped and what the meeting itself recorded of a person
    stays."""
    meeting = setting.meeting
    for agency in command.agencies:
        if meeting.agencies.get(agency.key) != agency:
            yield AgencyEntered(agency=agency)
    for attendee in command.attendees:
        known = meeting.roll.get(attendee.person)
        is_named = attendee.person in meeting.representatives.values()
        entry = _as_registered(attendee, known, is_named=is_named)
        if entry != known:
            yield AttendeeEntered(attendee=entry)


def _as_registered(attendee: Attendee, known: Attendee | None, *, is_named: bool) -> Attendee:
    """The register's word on agency, capacity and induction; the meeting's own word on everything else, and
    on who comes for an agency."""
    if known is None:
        return attendee
    own = known.capacities if known.cases else known.capacities & MEMBERS if is_named else frozenset()
    authority = attendee.authority if known.authority is None else known.authority
    return msgspec.structs.replace(
        known,
        agency=attendee.agency,
        capacities=attendee.capacities | own,
        authority=authority,
        induction=attendee.induction,
        checks=attendee.checks,
        barred=known.barred or attendee.barred,
        removed=attendee.removed,
    )


@evolves(AgencyEntered)
def agency_entered(meeting: Meeting, event: AgencyEntered, entry: Entry) -> Meeting:
    """The agency is on the roll."""
    return msgspec.structs.replace(meeting, agencies=put(meeting.agencies, event.agency.key, event.agency))


@evolves(AttendeeEntered)
def attendee_entered(meeting: Meeting, event: AttendeeEntered, entry: Entry) -> Meeting:
    """The person is on the roll."""
    return with_attendee(meeting, event.attendee)


def with_attendee(meeting: Meeting, attendee: Attendee) -> Meeting:
    """`meeting` with this entry on the roll in place of the person's earlier one."""
    return msgspec.structs.replace(meeting, roll=put(meeting.roll, attendee.person, attendee))


def person_on_roll(setting: Setting, person: PersonId) -> Attendee:
    """The person's entry. Raises Refused where there is none."""
    attendee = setting.meeting.roll.get(person)
    if attendee is None:
        raise Refused(Why.NO_SUCH_PERSON)
    return attendee


def agency_on_roll(setting: Setting, agency: AgencyId) -> Agency:
    """The agency's entry. Raises Refused where there is none."""
    found = setting.meeting.agencies.get(agency)
    if found is None:
        raise Refused(Why.NO_SUCH_AGENCY, agency=agency)
    return found
