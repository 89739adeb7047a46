"""Who is on the roll and who is here, for chair and administrators: since when, and how the bot knows.

Induction is done or not (LIN-17), apologies have no reason (LIN-14), and who is barred only administrators
see (LIN-15). Observers stand with their approval (LIN-11), guests with the cases that the viewer may know of.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from marac.admission import may_know_of
from marac.decide import Refused, Why
from marac.declarations import has_declared
from marac.guests import PARTS_OF_THE_MEETING
from marac.leaving import may_enter
from marac.meeting import Attendee, Meeting
from marac.observers import observers, parts_needed, unapproved_here
from marac.person_checks import AUTHORITY, INDUCTION, lacking
from marac.protocol import ObserverRule
from marac.representation import agencies_unnamed, types_without_representative
from marac.words import AgencyId, Capacity, CaseNumber, PersonId, Source
from usecases.office import Office
from usecases.requests import ShowPeople, View, answers
from usecases.rooms import Room
from usecases.views.attendance_panel import AwayLine, away_lines
from usecases.views.meeting import NoMeetingYet


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A time somebody was here: from when to when (None: still), and the sources."""

    start: datetime
    end: datetime | None
    came: tuple[Source, ...]
    went: Source | None


class PersonLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the roll."""

    person: PersonId
    capacities: frozenset[Capacity]
    stretches: tuple[Stretch, ...] = ()
    is_here: bool = False
    named: bool = False
    apologies: bool = False
    authority: bool | None = None
    induction: bool = True
    declared: bool = False
    lacks: tuple[str, ...] = ()


class AgencyPeople(msgspec.Struct, frozen=True, kw_only=True):
    """An agency with its people; `agency` is None for those of no agency. `away` where it cannot come."""

    agency: AgencyId | None
    people: tuple[PersonLine, ...]
    away: AwayLine | None = None


class ObserverLine(msgspec.Struct, frozen=True, kw_only=True):
    """An observer: on what grounds, for which sittings, and whether admitted; from which body or agency, for
    whose word they wait, and whether they were briefed (None where nobody asks)."""

    person: PersonId
    category: str | None
    sittings: tuple[int, ...]
    approved: bool
    instructed: bool
    is_here: bool
    may_be_here: bool
    organisation: str | None = None
    host: AgencyId | None = None
    waits_for: tuple[str, ...] = ()
    briefed: bool | None = None


class GuestLine(msgspec.Struct, frozen=True, kw_only=True):
    """A guest with the cases that the viewer may know of."""

    person: PersonId
    agency: AgencyId | None
    cases: tuple[CaseNumber, ...]
    late: bool
    declaration_sent: bool
    declared: bool
    is_here: bool


class PeopleView(View, frozen=True, kw_only=True):
    """The view itself. `types` are the labels of expected agency types for which nobody comes (LIN-03)."""

    meeting: str
    area_name: str
    agencies: tuple[AgencyPeople, ...]
    observers: tuple[ObserverLine, ...] = ()
    guests: tuple[GuestLine, ...] = ()
    types: tuple[str, ...] = ()
    unnamed: tuple[AgencyId, ...] = ()
    strangers: int = 0
    barred: tuple[PersonId, ...] = ()
    left: tuple[PersonId, ...] = ()
    former: tuple[AgencyId, ...] = ()
    to_close: tuple[PersonId, ...] = ()
    may_enter_leaving: bool = False
    administers: bool = False


def people_for(room: Room, meeting: Meeting) -> PeopleView:
    """The people as the room's person may see them. Raises Refused for those who run nothing."""
    viewer = meeting.roll.get(room.person)
    if viewer is None or not (viewer.is_administrator or viewer.is_chair):
        raise Refused(Why.NOT_ALLOWED)
    protocol, administers = room.protocol, viewer.is_administrator
    everybody = list(meeting.roll.values())
    return PeopleView(
        meeting=meeting.key,
        area_name=protocol.name,
        agencies=_by_agency(room, meeting),
        observers=_observers(room, meeting),
        guests=_guests(room, meeting),
        types=tuple(protocol.type_label(t) for t in types_without_representative(meeting, protocol)),
        unnamed=agencies_unnamed(meeting, protocol),
        strangers=len(meeting.strangers),
        barred=tuple(a.person for a in everybody if a.barred) if administers else (),
        left=tuple(a.person for a in everybody if a.removed and not a.barred) if administers else (),
        former=tuple(k for k, agency in meeting.agencies.items() if agency.left),
        to_close=tuple(sorted(meeting.departing)) if administers else (),
        may_enter_leaving=may_enter(protocol, viewer),
        administers=administers,
    )


def _by_agency(room: Room, meeting: Meeting) -> tuple[AgencyPeople, ...]:
    found: list[AgencyPeople] = []
    away = {line.agency: line for line in away_lines(meeting, room.protocol)}
    for agency in (*meeting.agencies, None):
        people = tuple(
            _line(room, meeting, a)
            for a in meeting.roll.values()
            if a.agency == agency and a.is_welcome and _takes_part(a)
        )
        if people:
            found.append(AgencyPeople(agency=agency, people=people, away=away.get(agency or "")))
    return tuple(found)


def _takes_part(attendee: Attendee) -> bool:
    return bool(attendee.capacities & (PARTS_OF_THE_MEETING | {Capacity.LEAD, Capacity.MANAGER}))


def _line(room: Room, meeting: Meeting, attendee: Attendee) -> PersonLine:
    intervals = meeting.presence.get(attendee.person, ())
    return PersonLine(
        person=attendee.person,
        capacities=attendee.capacities,
        stretches=tuple(Stretch(start=i.start, end=i.end, came=i.came, went=i.went) for i in intervals),
        is_here=meeting.is_present(attendee.person),
        named=attendee.person in meeting.representatives.values(),
        apologies=attendee.apologies,
        authority=attendee.authority if attendee.is_member else None,
        induction=attendee.induction or any(c.key == INDUCTION for c in room.protocol.person_checks),
        lacks=tuple(
            c.key
            for c in lacking(attendee, room.protocol)
            if c.key != AUTHORITY or attendee.authority is None
        ),
        declared=has_declared(meeting, room.protocol, attendee.person),
    )


def _observers(room: Room, meeting: Meeting) -> tuple[ObserverLine, ...]:
    labels = {choice.key: choice.label for choice in room.protocol.observers.categories}
    in_question = {a.person for a in unapproved_here(meeting)}
    rule = room.protocol.observers
    return tuple(
        ObserverLine(
            person=a.person,
            category=labels.get(a.category or "", a.category),
            sittings=a.sittings,
            approved=a.approved_by is not None,
            instructed=a.instructed,
            is_here=meeting.is_present(a.person),
            may_be_here=a.is_admitted and a.person not in in_question,
            organisation=a.organisation,
            host=a.agency,
            waits_for=_waits_for(a, rule),
            briefed=a.briefed_by is not None if rule.briefed_by_host else None,
        )
        for a in observers(meeting)
    )


def _waits_for(attendee: Attendee, rule: ObserverRule) -> tuple[str, ...]:
    """Whose word is still to come, where somebody has agreed already."""
    if attendee.approved_by is not None or not attendee.agreed:
        return ()
    return tuple(sorted(parts_needed(rule, attendee.category) - set(dict(attendee.agreed))))


def _guests(room: Room, meeting: Meeting) -> tuple[GuestLine, ...]:
    lines = []
    for a in meeting.roll.values():
        cases = tuple(c for c in a.cases if may_know_of(meeting, room.person, c))
        if a.is_guest and a.is_welcome and cases:
            lines.append(
                GuestLine(
                    person=a.person,
                    agency=a.agency,
                    cases=cases,
                    late=a.late,
                    declaration_sent=a.declaration_sent,
                    declared=has_declared(meeting, room.protocol, a.person),
                    is_here=meeting.is_present(a.person),
                )
            )
    return tuple(lines)


@answers(ShowPeople)
async def show_people(request: ShowPeople, room: Room, office: Office) -> View:
    """The people, or that there is no meeting. Raises Refused."""
    if room.meeting is None:
        return NoMeetingYet(area_name=room.protocol.name)
    return people_for(room, room.meeting)
