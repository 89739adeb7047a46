"""Who comes for each agency: the representative named for this meeting, apologies, and what is missing
beforehand.

Nobody gives a reason for not coming, and none is kept (LIN-14). Induction is done or not done, no more
(LIN-17).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.call import person_on_roll, with_attendee
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.facts import Absence
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Meeting, put
from marac.protocol import Protocol
from marac.words import MEMBERS, AgencyId, Capacity, PersonId


class NameRepresentative(Command, frozen=True):
    """Say who comes for the agency to this meeting, and can decide for it (LIN-13)."""

    agency: AgencyId
    person: PersonId


class GiveApologies(Command, frozen=True):
    """Say that somebody does not come to this meeting, or does after all."""

    person: PersonId
    comes: bool = False


class RepresentativeNamed(Event, frozen=True):
    """An agency named who comes for it."""

    agency: AgencyId
    person: PersonId


class ApologiesGiven(Event, frozen=True):
    """Somebody does not come, or does after all."""

    person: PersonId
    comes: bool = False


@decides(NameRepresentative, Who.MEMBER, Who.ADMINISTRATOR)
def name_representative(command: NameRepresentative, setting: Setting) -> Iterator[Event]:
    """Name somebody of the agency; a member names for their own agency alone. Somebody who was no member
    comes as a deputy."""
    check_own_agency(setting, command.agency)
    named = check_can_come(setting, command.agency, command.person)
    if setting.meeting.representatives.get(command.agency) != command.person or named.apologies:
        yield RepresentativeNamed(agency=command.agency, person=command.person)


def check_own_agency(setting: Setting, agency: AgencyId) -> None:
    """Raise Refused where a member speaks for another agency than their own."""
    asker = setting.asker
    if asker and not asker.is_administrator and asker.agency != agency:
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)


def check_can_come(setting: Setting, agency: AgencyId, person: PersonId) -> Attendee:
    """The person's entry. Raises Refused unless they are of the agency and can come for it."""
    named = person_on_roll(setting, person)
    if named.agency != agency or not named.is_welcome or named.is_observer or named.is_guest:
        raise Refused(Why.NOT_VALID, field="person", wanted="person of the agency")
    return named


@decides(GiveApologies, Who.SELF, Who.ADMINISTRATOR)
def give_apologies(command: GiveApologies, setting: Setting) -> Iterator[Event]:
    """Take it, without a reason; the last word counts."""
    if person_on_roll(setting, command.person).apologies is command.comes:
        yield ApologiesGiven(person=command.person, comes=command.comes)


@evolves(RepresentativeNamed)
def representative_named(meeting: Meeting, event: RepresentativeNamed, entry: Entry) -> Meeting:
    """The person comes for the agency."""
    person = meeting.roll[event.person]
    capacities = person.capacities if person.capacities & MEMBERS else person.capacities | {Capacity.DEPUTY}
    meeting = with_attendee(meeting, msgspec.structs.replace(person, capacities=capacities, apologies=False))
    meeting = _with_somebody(meeting, event.agency)
    return msgspec.structs.replace(
        meeting, representatives=put(meeting.representatives, event.agency, event.person)
    )


@evolves(ApologiesGiven)
def apologies_given(meeting: Meeting, event: ApologiesGiven, entry: Entry) -> Meeting:
    """The person does not come; whoever they were named for has nobody named now."""
    person = msgspec.structs.replace(meeting.roll[event.person], apologies=not event.comes)
    meeting = with_attendee(meeting, person)
    speaks_for = person.agency if person.is_member else None
    if event.comes:
        return _with_somebody(meeting, speaks_for) if speaks_for else meeting
    meeting = without_named(meeting, event.person)
    return with_absence(meeting, speaks_for, asked_at=entry.at) if speaks_for else meeting


def absence_of(meeting: Meeting, agency: AgencyId) -> Absence:
    """What is known of the agency's absence; nothing, where nothing was said."""
    return meeting.absences.get(agency) or Absence()


def with_absence(meeting: Meeting, agency: AgencyId, **changes: object) -> Meeting:
    """`meeting` in which more, or something else, is known of the agency's absence."""
    changed = msgspec.structs.replace(absence_of(meeting, agency), **changes)
    return msgspec.structs.replace(meeting, absences=put(meeting.absences, agency, changed))


def _with_somebody(meeting: Meeting, agency: AgencyId) -> Meeting:
    """`meeting` in which it no longer stands that nobody of the agency can come."""
    return with_absence(meeting, agency, nobody=False) if absence_of(meeting, agency).nobody else meeting


def without_named(meeting: Meeting, person: PersonId) -> Meeting:
    """`meeting` with nobody named where that person was."""
    kept = {agency: named for agency, named in meeting.representatives.items() if named != person}
    return msgspec.structs.replace(meeting, representatives=kept)


def coming(meeting: Meeting, agency: AgencyId) -> tuple[Attendee, ...]:
    """The agency's members who have not given apologies."""
    return tuple(a for a in meeting.members_of(agency) if not a.apologies)


def types_without_representative(meeting: Meeting, protocol: Protocol) -> tuple[str, ...]:
    """The agency types expected at every meeting for which no agency on the roll has anybody who comes
    (LIN-03)."""
    covered = {agency.type for key, agency in meeting.agencies.items() if coming(meeting, key)}
    return tuple(t.key for t in protocol.agency_types if t.is_always_expected and t.key not in covered)


def agencies_unnamed(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """The agencies of expected types with members that have not named who comes to this meeting (LIN-13)."""
    expected = {t.key for t in protocol.agency_types if t.is_always_expected}
    return tuple(
        key
        for key, agency in meeting.agencies.items()
        if agency.type in expected and key not in meeting.representatives and meeting.members_of(key)
    )


def without_induction(meeting: Meeting) -> tuple[Attendee, ...]:
    """The members, chairs and administrators whose induction is not complete (LIN-17)."""
    return tuple(
        a
        for a in meeting.roll.values()
        if not a.induction and (a.is_member or a.is_chair or a.is_administrator)
    )
