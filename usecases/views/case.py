"""A case as one person may see it: how far it has got, and for whoever runs it what is settled about it.

Somebody who may not know of the case gets the answer that a wrong number gets, and somebody who is out of it
hears no more than that. Observers and guests see its number, slot and progress alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from marac.actions import agreed_for
from marac.admission import has_conflict, is_restricted, may_know_of, may_see
from marac.conflicts import stepped_out
from marac.decide import Refused, Why
from marac.facts import Attendance, HostStatement
from marac.floor import chair_for, minute_taker_for
from marac.hosts import asks_for_statements
from marac.meeting import Case, Chairing, Meeting
from marac.presenting import was_presenter_absent
from marac.protocol import Protocol
from marac.restricted import may_be_listed, not_yet_called
from marac.waiting import days_waited
from marac.words import AgencyId, CaseKind, CaseNumber, CaseState, EmployerAnswer, PersonId, ReviewRoute
from usecases.office import Office
from usecases.requests import ShowCase, View, answers
from usecases.rooms import Room
from usecases.views.hearing_panel import (
    Marks,
    Presenting,
    QuestionLine,
    marks_of,
    presenting_of,
    question_lines,
    runs_case,
)
from usecases.views.matters_panel import Followed, followed


class Restriction(msgspec.Struct, frozen=True, kw_only=True):
    """Who was admitted to a restricted case, who is still to be telephoned, and the tick about the
    employer."""

    kind: CaseKind
    admitted: tuple[PersonId, ...]
    not_called: tuple[PersonId, ...]
    employer: EmployerAnswer | None
    may_be_listed: bool


class RunningPart(msgspec.Struct, frozen=True, kw_only=True):
    """What chair and administrators of the case settle about it."""

    chair: PersonId | None
    minute_taker: PersonId | None
    chaired: tuple[Chairing, ...]
    conflicts: tuple[PersonId, ...]
    kept_out: tuple[PersonId, ...]
    presenter_was_absent: bool
    closing_reason: str | None
    reviewed_before: bool
    route: ReviewRoute | None
    review_agreed_on: date | None
    review_on: date | None
    actions: int
    questions: tuple[QuestionLine, ...]
    restriction: Restriction | None
    hosts: Mapping[AgencyId, HostStatement | None] = {}
    may_connect: bool = False
    attendance: Attendance | None = None
    followed: tuple[Followed, ...] = ()
    waited: int | None = None
    wait_reason: str = ""


class CaseCard(View, frozen=True, kw_only=True):
    """The case for one person: `marks` for those who take part in it, `running` for those who run it;
    `for_next`: it came too late, and is for the meeting on that day."""

    meeting: str
    number: CaseNumber
    state: CaseState
    starts_at: datetime | None
    referring_agency: AgencyId | None
    marks: Marks | None = None
    presenting: Presenting | None = None
    may_withdraw: bool = False
    running: RunningPart | None = None
    for_next: date | None = None


@answers(ShowCase)
async def show_case(request: ShowCase, room: Room, office: Office) -> View:
    """The case asked for, else the open one. Raises Refused where the person may see none."""
    meeting = room.meeting
    if meeting is None:
        raise Refused(Why.NO_SITTING)
    number = request.case or meeting.current_case
    if number is None:
        raise Refused(Why.NO_OPEN_CASE)
    if not may_know_of(meeting, room.person, number):
        raise Refused(Why.NO_SUCH_CASE, case=number)
    if not may_see(meeting, room.person, number):
        raise Refused(Why.STEPPED_OUT, case=number)
    return case_card(meeting, room.protocol, room.person, number, room.now)


def case_card(
    meeting: Meeting, protocol: Protocol, person: PersonId, number: CaseNumber, now: datetime
) -> CaseCard:
    """The case as this person may see it; they must be allowed to see it at all."""
    case, attendee = meeting.cases[number], meeting.roll[person]
    slot = next((s for s in meeting.order if s.case == number), None)
    runs_it = runs_case(meeting, person, number)
    takes_part = runs_it or attendee.is_member
    presenting = presenting_of(meeting, case) if takes_part else None
    return CaseCard(
        meeting=meeting.key,
        number=number,
        state=case.state,
        for_next=case.for_next,
        starts_at=slot.starts_at if slot else None,
        referring_agency=case.referring_agency,
        marks=marks_of(case, protocol, protocol.calendar.day_of(now)) if takes_part else None,
        presenting=presenting,
        may_withdraw=presenting is not None
        and (runs_it or presenting.agency == attendee.agency)
        and case.state in (CaseState.LISTED, CaseState.OPEN),
        running=_running(meeting, protocol, case, now) if runs_it else None,
    )


def _running(meeting: Meeting, protocol: Protocol, case: Case, now: datetime) -> RunningPart:
    number = case.number
    return RunningPart(
        chair=chair_for(meeting, number),
        minute_taker=minute_taker_for(meeting, number),
        chaired=case.hearing.chaired if case.hearing else (),
        conflicts=tuple(p for p in meeting.roll if has_conflict(meeting, p, number)),
        kept_out=tuple(sorted(stepped_out(meeting, number))),
        presenter_was_absent=was_presenter_absent(case),
        closing_reason=case.closing_reason,
        reviewed_before=case.reviewed_before,
        route=case.route,
        review_agreed_on=case.review_agreed_on,
        review_on=case.review_on,
        actions=len(agreed_for(meeting, number)),
        questions=question_lines(meeting, protocol, case),
        restriction=_restriction(case) if is_restricted(case) else None,
        hosts=case.hosts,
        may_connect=asks_for_statements(protocol),
        attendance=case.attendance,
        followed=followed(meeting, protocol, number),
        waited=days_waited(case, meeting, protocol, now),
        wait_reason=case.wait_reason,
    )


def _restriction(case: Case) -> Restriction:
    return Restriction(
        kind=case.kind,
        admitted=tuple(sorted(case.admitted)),
        not_called=not_yet_called(case),
        employer=case.employer,
        may_be_listed=may_be_listed(case),
    )
