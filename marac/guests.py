"""Guests: practitioners from outside, invited for named cases and admitted to those alone (LIN-04, LIN-77).

An invitation gives everything that the area wants given, and one that comes late is taken and marked late:
the practitioner may matter to somebody's safety. Who they are stands in the register, never here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

import msgspec

from marac.calendar import DueRule
from marac.call import person_on_roll, with_attendee
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import check_part, waits_outside
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Meeting
from marac.protocol import Protocol
from marac.words import MEMBERS, AgencyId, Capacity, CaseNumber, CaseState, PersonId

PARTS_OF_THE_MEETING = MEMBERS | {Capacity.CHAIR, Capacity.ADMINISTRATOR}


class InviteGuest(Command, frozen=True):
    """Invite somebody of an agency for these cases; `given` says which of the area's needs were given."""

    ADDS_TO_ROLL: ClassVar[bool] = True

    person: PersonId
    agency: AgencyId
    cases: tuple[CaseNumber, ...]
    given: tuple[str, ...] = ()


class WithdrawInvitation(Command, frozen=True):
    """Take an invitation back, for these cases."""

    person: PersonId
    cases: tuple[CaseNumber, ...]


class MarkDeclarationSent(Command, frozen=True):
    """The guest was sent the confidentiality declaration to read beforehand (LIN-78)."""

    person: PersonId


class GuestInvited(Event, frozen=True):
    """Somebody was invited for these cases; `late` with less notice than the area asks for."""

    person: PersonId
    agency: AgencyId
    cases: tuple[CaseNumber, ...]
    late: bool = False


class InvitationWithdrawn(Event, frozen=True):
    """An invitation was taken back for these cases."""

    person: PersonId
    cases: tuple[CaseNumber, ...]


class DeclarationSent(Event, frozen=True):
    """A guest was sent the declaration."""

    person: PersonId


@decides(InviteGuest, Who.ADMINISTRATOR)
def invite_guest(command: InviteGuest, setting: Setting) -> Iterator[Event]:
    """Invite somebody who has no part in the meeting otherwise; further cases are added to earlier ones."""
    meeting = setting.meeting
    missing = tuple(need for need in setting.protocol.guests.needs if need not in command.given)
    if missing or not command.cases:
        raise Refused(Why.MISSING, what=missing or ("case",))
    for case in command.cases:
        check_part(setting, case)
    known = meeting.roll.get(command.person)
    if known is not None and (known.capacities & PARTS_OF_THE_MEETING or known.is_observer):
        raise Refused(Why.NOT_VALID, field="person", wanted="person with no other part in the meeting")
    if known is not None and not known.is_welcome:
        raise Refused(Why.NOT_ADMITTED)
    cases = (*(known.cases if known else ()), *command.cases)
    cases = tuple(sorted(set(cases)))
    if known is None or (known.cases, known.agency) != (cases, command.agency):
        late = is_late(meeting, setting.protocol, setting.now)
        yield GuestInvited(person=command.person, agency=command.agency, cases=cases, late=late)


@decides(WithdrawInvitation, Who.ADMINISTRATOR)
def withdraw_invitation(command: WithdrawInvitation, setting: Setting) -> Iterator[Event]:
    """Take it back, as far as there is one."""
    invited = set(_guest(setting, command.person).cases) & set(command.cases)
    if invited:
        yield InvitationWithdrawn(person=command.person, cases=tuple(sorted(invited)))


@decides(MarkDeclarationSent, Who.ADMINISTRATOR)
def mark_declaration_sent(command: MarkDeclarationSent, setting: Setting) -> Iterator[Event]:
    """Note it once."""
    if not _guest(setting, command.person).declaration_sent:
        yield DeclarationSent(person=command.person)


def _guest(setting: Setting, person: PersonId) -> Attendee:
    attendee = person_on_roll(setting, person)
    if not attendee.is_guest:
        raise Refused(Why.NOT_VALID, field="person", wanted="guest")
    return attendee


def is_late(meeting: Meeting, protocol: Protocol, now: datetime) -> bool:
    """There is less notice left before the meeting than the area asks for (LIN-77)."""
    if not meeting.sittings:
        return False
    calendar = protocol.calendar
    last = DueRule.parse(protocol.guests.notice).apply(meeting.sittings[0].starts_at, calendar)
    return now > last if isinstance(last, datetime) else calendar.day_of(now) > last


@evolves(GuestInvited)
def guest_invited(meeting: Meeting, event: GuestInvited, entry: Entry) -> Meeting:
    """The guest is on the roll for those cases and nothing else."""
    known = meeting.roll.get(event.person) or Attendee(person=event.person)
    guest = msgspec.structs.replace(
        known,
        agency=event.agency,
        capacities=known.capacities | {Capacity.GUEST},
        cases=event.cases,
        late=event.late,
    )
    return with_attendee(meeting, guest)


@evolves(InvitationWithdrawn)
def invitation_withdrawn(meeting: Meeting, event: InvitationWithdrawn, entry: Entry) -> Meeting:
    """The guest knows of those cases no longer."""
    guest = meeting.roll[event.person]
    left = tuple(case for case in guest.cases if case not in event.cases)
    return with_attendee(meeting, msgspec.structs.replace(guest, cases=left))


@evolves(DeclarationSent)
def declaration_sent(meeting: Meeting, event: DeclarationSent, entry: Entry) -> Meeting:
    """The guest has the declaration."""
    guest = meeting.roll[event.person]
    return with_attendee(meeting, msgspec.structs.replace(guest, declaration_sent=True))


def guests_of(meeting: Meeting, case: CaseNumber) -> tuple[Attendee, ...]:
    """The guests invited for the case."""
    return tuple(a for a in meeting.roll.values() if a.is_guest and a.is_welcome and case in a.cases)


def guests_outside(meeting: Meeting, case: CaseNumber) -> tuple[Attendee, ...]:
    """The guests invited for the case who are not in the room: to be brought in as it comes (HAC-08).

    One who has only checked in may wait outside until the case is open, and is in the room from then on.
    """
    is_open = meeting.current_case == case
    return tuple(
        a
        for a in guests_of(meeting, case)
        if not meeting.is_present(a.person) or (not is_open and waits_outside(meeting, a))
    )


def guests_to_go(meeting: Meeting, case: CaseNumber | None) -> tuple[Attendee, ...]:
    """The guests who are in the room and were not invited for `case`: to be let go (HAC-08). Whoever has only
    checked in may wait outside for as long as a case of theirs is to come."""
    return tuple(
        a
        for a in meeting.present()
        if a.is_guest and case not in a.cases and not (waits_outside(meeting, a) and has_to_come(meeting, a))
    )


def has_to_come(meeting: Meeting, guest: Attendee) -> bool:
    """A case for which the guest was invited is open or still to be heard."""
    cases = (meeting.cases[n] for n in guest.cases if n in meeting.cases)
    return any(case.state in (CaseState.LISTED, CaseState.OPEN) for case in cases)
