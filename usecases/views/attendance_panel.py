"""Who comes and who is there, as it stands on one person's desk: what their own agency is asked, and for
chair and administrators which agencies are away, which cases lose one, and which guests come and go.

Built for one person: a case that they may not see is not counted, and of an agency's absence nothing is shown
but that it is away.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from marac.absence import agencies_away, report_by, wants_report, wants_substitute
from marac.admission import may_know_of, may_see
from marac.attendance import Left, ReportHeld, absent_for, is_asked, left_early, reports_held
from marac.floor import agencies_here
from marac.guests import guests_of, guests_outside, guests_to_go, has_to_come
from marac.hearing import next_case
from marac.meeting import Case, Meeting
from marac.observers import awaiting_briefing, awaiting_chair
from marac.protocol import Protocol
from marac.representation import absence_of
from marac.speaking import have_spoken, speaking_order
from marac.words import AgencyId, CaseNumber, PersonId, SittingState


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a panel."""


class OwnAgency(Part, frozen=True):
    """What the person's own agency is asked: a substitute, a report by a time, and which cases concern it
    (`concerned` is None while it has not said)."""

    agency: AgencyId
    wants_substitute: bool = False
    wants_report: bool = False
    report_by: datetime | None = None
    asked_cases: bool = False
    concerned: tuple[CaseNumber, ...] | None = None


class AwayLine(Part, frozen=True):
    """An agency that cannot come: whether it said that nobody can, and whether its report is held."""

    agency: AgencyId
    nobody: bool
    report: bool
    late: bool


class GuestLine(Part, frozen=True):
    """A guest with their agency."""

    person: PersonId
    agency: AgencyId | None


class Attending(Part, frozen=True):
    """Who is and is not there for one case: the agencies absent, the reports held of them (`due` are those
    whose turn has come), the guests to bring in, those in the room, and those to let go."""

    absent: tuple[AgencyId, ...] = ()
    reports: tuple[ReportHeld, ...] = ()
    due: tuple[ReportHeld, ...] = ()
    bring_in: tuple[GuestLine, ...] = ()
    are_in: tuple[GuestLine, ...] = ()
    let_go: tuple[GuestLine, ...] = ()


class AttendancePanel(Part, frozen=True):
    """What of it stands on the desk. `let_go` only while no case is before the chair."""

    own: OwnAgency | None = None
    away: tuple[AwayLine, ...] = ()
    left: tuple[Left, ...] = ()
    let_go: tuple[GuestLine, ...] = ()
    to_answer: tuple[PersonId, ...] = ()
    to_brief: tuple[PersonId, ...] = ()


def attending(meeting: Meeting, protocol: Protocol, case: Case) -> Attending | None:
    """Who is there for the case, for somebody who runs it; None where there is nothing to say."""
    rule, prompted = protocol.absence, protocol.guests.chair_prompted
    shown = rule is not None and rule.shown_for_cases and meeting.sitting is not None
    reports = reports_held(meeting, protocol, case)
    outside = [a.person for a in guests_outside(meeting, case.number)]
    inside = [a.person for a in guests_of(meeting, case.number) if a.person not in outside]
    found = Attending(
        absent=absent_for(meeting, protocol, case) if shown else (),
        reports=reports,
        due=tuple(r for r in reports if _is_due(meeting, protocol, case, r.agency)),
        bring_in=_guests(meeting, outside) if prompted else (),
        are_in=_guests(meeting, inside) if prompted else (),
        let_go=_guests(meeting, [a.person for a in guests_to_go(meeting, case.number)]) if prompted else (),
    )
    return None if found == Attending() else found


def _guests(meeting: Meeting, people: list[PersonId]) -> tuple[GuestLine, ...]:
    return tuple(GuestLine(person=p, agency=meeting.roll[p].agency) for p in sorted(people))


def _is_due(meeting: Meeting, protocol: Protocol, case: Case, agency: AgencyId) -> bool:
    """The agency's place in the speaking order has come: those before it have had the floor, and those after
    it have not."""
    if case.hearing is None or meeting.current_case != case.number:
        return False
    order = speaking_order(meeting, protocol, case, also=(agency,))
    if agency not in order:
        return False
    spoken, place = have_spoken(case.hearing), order.index(agency)
    here = set(agencies_here(meeting, case))
    before = [a for a in order[:place] if a in here]
    after = [a for a in order[place + 1 :] if a in here]
    return all(a in spoken for a in before) and not any(a in spoken for a in after)


def attendance_panel(meeting: Meeting, protocol: Protocol, person: PersonId) -> AttendancePanel | None:
    """The person's panel; None where there is nothing of it for them."""
    attendee = meeting.roll[person]
    if meeting.closed_at is not None or not attendee.is_welcome:
        return None
    runs_it = attendee.is_administrator or attendee.is_chair
    answering = attendee.is_chair
    panel = AttendancePanel(
        own=_own(meeting, protocol, person),
        away=away_lines(meeting, protocol) if runs_it and not _is_over(meeting) else (),
        left=_left(meeting, protocol, person) if runs_it else (),
        let_go=_let_go(meeting, protocol, person) if runs_it else (),
        to_answer=tuple(a.person for a in awaiting_chair(meeting, protocol.observers)) if answering else (),
        to_brief=tuple(
            a.person
            for a in awaiting_briefing(meeting, protocol.observers)
            if attendee.is_administrator or (attendee.is_member and a.agency == attendee.agency)
        ),
    )
    return None if panel == AttendancePanel() else panel


def _is_over(meeting: Meeting) -> bool:
    return all(s.state is SittingState.ENDED for s in meeting.sittings)


def _own(meeting: Meeting, protocol: Protocol, person: PersonId) -> OwnAgency | None:
    """What the agency of a member is asked, until the meeting has begun."""
    attendee = meeting.roll[person]
    agency = attendee.agency
    if agency is None or not attendee.is_member or agency not in meeting.agencies:
        return None
    if meeting.sitting is not None or _is_over(meeting):
        return None
    asked = is_asked(meeting, protocol, agency) and meeting.order_told_at is not None
    known = meeting.concerned.get(agency)
    own = OwnAgency(
        agency=agency,
        wants_substitute=wants_substitute(meeting, protocol, agency),
        wants_report=wants_report(meeting, protocol, agency),
        report_by=report_by(meeting, protocol),
        asked_cases=asked,
        concerned=tuple(c for c in known if may_know_of(meeting, person, c)) if known is not None else None,
    )
    return own if own.wants_substitute or own.wants_report or own.asked_cases else None


def away_lines(meeting: Meeting, protocol: Protocol) -> tuple[AwayLine, ...]:
    """The agencies that cannot come, and how far that is settled."""
    lines = []
    for agency in agencies_away(meeting, protocol):
        known = absence_of(meeting, agency)
        report = known.report_at is not None
        lines.append(AwayLine(agency=agency, nobody=known.nobody, report=report, late=known.late))
    return tuple(lines)


def _left(meeting: Meeting, protocol: Protocol, person: PersonId) -> tuple[Left, ...]:
    """Who has left, with the cases that this person may see."""
    lines = []
    for one in left_early(meeting, protocol):
        cases = tuple(c for c in one.cases if may_see(meeting, person, c))
        presents = tuple(c for c in one.presents if c in cases)
        if cases:
            lines.append(msgspec.structs.replace(one, cases=cases, presents=presents))
    return tuple(lines)


def _let_go(meeting: Meeting, protocol: Protocol, person: PersonId) -> tuple[GuestLine, ...]:
    """The guests who are here although no case is open, of cases that the person may know of and that are
    all over."""
    if not protocol.guests.chair_prompted or meeting.current_case is not None:
        return ()
    if next_case(meeting, person) is not None:
        return ()  # they stand with the case that comes next
    over = [
        a.person
        for a in guests_to_go(meeting, None)
        if not has_to_come(meeting, a) and any(may_know_of(meeting, person, c) for c in a.cases)
    ]
    return _guests(meeting, over)
