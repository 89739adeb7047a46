"""One person's own view of the meeting, in 1:1: what is theirs to do, and what their part lets them see.

Everybody sees where they themselves stand. Chair and administrators also see the opening, quoracy with
people and whom to ring, and who has not declared; who is kept out of a case sees nothing of it.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from marac.admission import may_know_of, may_see
from marac.conflicts import conflicted, unanswered
from marac.declarations import declaration_words, has_declared, undeclared, without_authority
from marac.meeting import Attendee, Meeting, Sitting
from marac.opening import steps_left
from marac.person_checks import AUTHORITY, INDUCTION, lacking
from marac.protocol import OpeningStep, Protocol
from marac.quoracy import agencies_to_ring, assess
from marac.steps import may_confirm, newcomers_here, step_now, steps_of
from marac.words import AgencyId, Capacity, CaseNumber, PersonId, SittingState, Source
from usecases.office import Office
from usecases.ports import Contact
from usecases.requests import ShowDesk, View, answers
from usecases.rooms import Room
from usecases.views.attendance_panel import AttendancePanel, attendance_panel
from usecases.views.chairing_panel import ChairingPanel, chairing_panel
from usecases.views.closing import what_ends
from usecases.views.duties_panel import DutiesPanel, duties_panel
from usecases.views.hearing_panel import HearingPanel, hearing_panel
from usecases.views.matters_panel import Standing, matters_panel
from usecases.views.meeting import NoMeetingYet, sitting_in_question
from usecases.views.order_panel import OrderPanel, order_panel


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """A missing agency and whom to ring."""

    agency: AgencyId
    contact: Contact
    contacted: bool = False


class Shortfall(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement of quoracy with who meets it; `ring` are the agencies that would help."""

    label: str
    needs: int
    has: int
    agencies: tuple[AgencyId, ...] = ()
    people: tuple[PersonId, ...] = ()
    ring: tuple[Ring, ...] = ()

    @property
    def is_met(self) -> bool:
        """Enough meet it."""
        return self.has >= self.needs


class QuoracyPanel(msgspec.Struct, frozen=True, kw_only=True):
    """How the sitting (or the open case) stands, for chair and administrators."""

    is_quorate: bool
    going_ahead: bool
    requirements: tuple[Shortfall, ...]
    binding: bool = True


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the opening: `done`, `skipped` or None, and when. Of the one that is due now: what the chair
    says with it, the cases to be closed or the agencies that are new, and whether the person may confirm
    it."""

    key: str
    label: str
    state: str | None = None
    at: datetime | None = None
    timed: bool = False
    may_confirm: bool = True
    says: str = ""
    closures: tuple[CaseNumber, ...] = ()
    newcomers: tuple[AgencyId, ...] = ()


class OpeningPanel(msgspec.Struct, frozen=True, kw_only=True):
    """The opening, for chair and administrators."""

    steps: tuple[Step, ...]
    undeclared: tuple[PersonId, ...]
    unanswered: tuple[PersonId, ...]
    without_authority: tuple[PersonId, ...]
    observers: tuple[PersonId, ...]
    minute_taker: PersonId | None
    strangers: int
    without_induction: tuple[PersonId, ...] = ()
    invitation: str | None = None
    lacking: tuple[tuple[str, tuple[PersonId, ...]], ...] = ()


class ConflictLine(msgspec.Struct, frozen=True, kw_only=True):
    """A conflict that somebody gave notice of, for chair and administrators."""

    case: CaseNumber
    person: PersonId
    decided: bool | None = None


class Desk(View, frozen=True, kw_only=True):
    """The view itself. `ends`: what may be ended now, a `sitting` or the `meeting`. `other_conflicts` counts
    notices in cases that the person may no longer know of."""

    meeting: str
    area_name: str
    person: PersonId
    capacities: frozenset[Capacity]
    agency: AgencyId | None
    sitting: int | None
    starts_at: datetime | None
    state: SittingState | None
    runs_it: bool
    present_since: datetime | None
    sources: tuple[Source, ...]
    declared: bool
    conflicts: tuple[CaseNumber, ...] | None
    authority: bool | None
    other_conflicts: int = 0
    delegation_from: tuple[AgencyId, ...] = ()
    opening: OpeningPanel | None = None
    quoracy: QuoracyPanel | None = None
    conflict_lines: tuple[ConflictLine, ...] = ()
    hearing: HearingPanel | None = None
    duties: DutiesPanel | None = None
    attendance: AttendancePanel | None = None
    ends: str | None = None
    order: OrderPanel | None = None
    chairing: ChairingPanel | None = None
    matters: tuple[Standing, ...] = ()


def desk_for(room: Room, meeting: Meeting) -> Desk:
    """The person's desk. The room's person must be on the roll."""
    attendee = meeting.roll[room.person]
    sitting = sitting_in_question(meeting)
    runs_it = attendee.is_administrator or attendee.is_chair
    interval = meeting.presence[room.person][-1] if meeting.is_present(room.person) else None
    own = meeting.conflicts.get(room.person)
    known = {n for n in meeting.cases if may_know_of(meeting, room.person, n)}
    return Desk(
        meeting=meeting.key,
        area_name=room.protocol.name,
        person=room.person,
        capacities=attendee.capacities,
        agency=attendee.agency,
        sitting=sitting.number if sitting else None,
        starts_at=sitting.starts_at if sitting else None,
        state=sitting.state if sitting else None,
        runs_it=runs_it,
        present_since=interval.start if interval else None,
        sources=interval.came if interval else (),
        declared=has_declared(meeting, room.protocol, room.person),
        conflicts=None if own is None else tuple(sorted(own & known)),
        other_conflicts=len(own - known) if own else 0,
        authority=attendee.authority if attendee.is_member else None,
        delegation_from=_asked_of(meeting, room.person),
        opening=_opening(meeting, room.protocol, sitting, room.person) if runs_it and sitting else None,
        quoracy=_quoracy(room, meeting, sitting)
        if runs_it and sitting and sitting.state is not SittingState.ENDED
        else None,
        conflict_lines=_conflicts(meeting, attendee) if runs_it else (),
        duties=duties_panel(meeting, room.protocol, room.person, room.now),
        attendance=attendance_panel(meeting, room.protocol, room.person),
        ends=what_ends(meeting) if runs_it else None,
        chairing=chairing_panel(meeting, room.protocol, room.person),
        matters=matters_panel(meeting, room.protocol, room.person),
        order=order_panel(meeting, room.protocol, room.person, room.now),
        hearing=hearing_panel(meeting, room.protocol, room.person, room.protocol.calendar.day_of(room.now)),
    )


def _asked_of(meeting: Meeting, person: PersonId) -> tuple[AgencyId, ...]:
    return tuple(
        d.agency
        for d in meeting.delegations
        if d.to_person == person and d.accepted_at is None and d.ended_at is None
    )


def _opening(meeting: Meeting, protocol: Protocol, sitting: Sitting, person: PersonId) -> OpeningPanel | None:
    if sitting.state is SittingState.ENDED:
        return None
    if sitting.state is not SittingState.OPENING and not steps_left(
        meeting, tuple(s.key for s in steps_of(meeting, protocol))
    ):
        return None
    here = tuple(meeting.present())
    return OpeningPanel(
        steps=tuple(_step(meeting, protocol, sitting, s, person) for s in steps_of(meeting, protocol)),
        undeclared=tuple(a.person for a in undeclared(meeting, protocol)),
        unanswered=tuple(a.person for a in unanswered(meeting)),
        without_authority=tuple(a.person for a in without_authority(meeting)),
        observers=tuple(a.person for a in here if a.is_observer),
        minute_taker=sitting.minute_taker,
        strangers=len(meeting.strangers),
        without_induction=()
        if any(c.key == INDUCTION for c in protocol.person_checks)
        else tuple(a.person for a in here if not a.induction and not a.is_observer),
        invitation=_invitation(meeting, protocol, person),
        lacking=_lacking(here, protocol),
    )


def _step(
    meeting: Meeting, protocol: Protocol, sitting: Sitting, step: OpeningStep, person: PersonId
) -> Step:
    now = step_now(meeting, protocol)
    is_now = now is not None and now.key == step.key
    statement = protocol.declaration.chair_statement if step.does == "declaration" else ""
    marked = (c.number for c in meeting.cases.values() if c.for_closure)
    closures = (number for number in marked if may_see(meeting, person, number))
    return Step(
        key=step.key,
        label=step.label,
        state=sitting.steps.get(step.key),
        at=sitting.steps_at.get(step.key),
        timed=step.by_chair_alone,
        may_confirm=may_confirm(meeting, step, person),
        says=declaration_words(protocol, meeting, statement) if is_now else "",
        closures=tuple(closures) if is_now and step.does == "closures" else (),
        newcomers=newcomers_here(meeting) if is_now and step.does == "introductions" else (),
    )


def _lacking(here: tuple[Attendee, ...], protocol: Protocol) -> tuple[tuple[str, tuple[PersonId, ...]], ...]:
    """Of what administrators hear: who here lacks it. On authority everybody is asked anyway."""
    checks = [c for c in protocol.person_checks if c.warned and c.key != AUTHORITY]
    found = ((c.label, tuple(a.person for a in here if c in lacking(a, protocol))) for c in checks)
    return tuple((label, people) for label, people in found if people)


def _invitation(meeting: Meeting, protocol: Protocol, person: PersonId) -> str | None:
    """Whether the invitation's text was looked at, for administrators before the sitting (HAC-28)."""
    is_wanted = protocol.declaration.with_invitation and meeting.roll[person].is_administrator
    if not is_wanted or meeting.sitting is not None:
        return None
    return "checked" if meeting.invitation_checked_at else "unchecked"


def _quoracy(room: Room, meeting: Meeting, sitting: Sitting) -> QuoracyPanel:
    case = meeting.case_now  # whoever is out of it, or not admitted, sees how the sitting stands
    sees = case is not None and may_see(meeting, room.person, case.number)
    stands = assess(meeting, room.protocol, case if sees else None)
    return QuoracyPanel(
        is_quorate=stands.is_quorate,
        going_ahead=sitting.going_ahead,
        binding=room.protocol.quoracy.binding,
        requirements=tuple(
            Shortfall(
                label=r.label,
                needs=r.needs,
                has=r.has,
                agencies=r.agencies,
                people=r.people,
                ring=()
                if r.is_met
                else tuple(_ring(room, key, sitting) for key in agencies_to_ring(meeting, r)),
            )
            for r in stands.requirements
        ),
    )


def _ring(room: Room, key: AgencyId, sitting: Sitting) -> Ring:
    record = room.names.agencies.get(key)
    contact = record.contact if record else Contact(role="")
    return Ring(agency=key, contact=contact, contacted=key in sitting.contacted)


def _conflicts(meeting: Meeting, attendee: Attendee) -> tuple[ConflictLine, ...]:
    return tuple(
        ConflictLine(case=case, person=person, decided=meeting.stays.get(case, {}).get(person))
        for case in meeting.cases
        for person in conflicted(meeting, case)
        if person != attendee.person and may_see(meeting, attendee.person, case)
    )


@answers(ShowDesk)
async def show_desk(request: ShowDesk, room: Room, office: Office) -> View:
    """The person's desk, or that there is no meeting."""
    if room.meeting is None or room.attendee is None:
        return NoMeetingYet(area_name=room.protocol.name)
    return desk_for(room, room.meeting)
