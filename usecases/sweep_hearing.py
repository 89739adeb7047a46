"""What the clock alone brings about while cases are heard: a turn that is over, and a presenter who is not
there when the slot comes."""

from __future__ import annotations

from datetime import datetime

from marac.admission import is_restricted, may_see
from marac.decide import Refused
from marac.floor import chair_for
from marac.journal import SYSTEM
from marac.meeting import Case, Meeting, Sitting
from marac.presenting import is_presenter_confirmed, is_presenter_here, presenting_agency
from marac.protocol import Protocol
from marac.restricted import may_be_listed
from marac.speaking import TellTimeUp, turn_ends_at
from marac.steps import step_now
from marac.words import CaseState, ReviewRoute, SittingState
from usecases.office import Office
from usecases.ports import Notice, Work
from usecases.sweepers import sweeps
from usecases.take import take


@sweeps
async def turns(office: Office, meeting: Meeting) -> None:
    """Chair and speaker are told once that the turn is over (LIN-76)."""
    ends = turn_ends_at(meeting, office.protocol(meeting.area))
    if ends is None or office.now() < ends or meeting.current_case is None:
        return
    try:
        await take(office, meeting.key, TellTimeUp(case=meeting.current_case), SYSTEM)
    except Refused:
        return


@sweeps
async def presenters(office: Office, meeting: Meeting) -> None:
    """The chair hears, once a case, that whoever presents it is not here although its slot has come
    (LIN-81)."""
    waited_for = _at_their_slot(meeting, office.protocol(meeting.area), office.now())
    notices = [n for case in waited_for for n in _absent(meeting, case)]
    if notices:
        await office.ledger.commit(Work(meeting=meeting, notices=notices))


def _at_their_slot(meeting: Meeting, protocol: Protocol, now: datetime) -> list[Case]:
    sitting = meeting.sitting
    if sitting is None or not _is_opened(meeting, sitting, protocol):
        return []
    reached = [s.case for s in meeting.order if s.sitting == sitting.number and s.case and s.starts_at <= now]
    cases = (meeting.cases[number] for number in reached)
    return [c for c in cases if _is_waited_for(c) and not is_presenter_here(meeting, c)]


def _is_opened(meeting: Meeting, sitting: Sitting, protocol: Protocol) -> bool:
    """Cases are heard, or nothing of the opening is left. Before that people still come, and the list of
    those who are not here says so."""
    is_over = sitting.state is SittingState.OPENING and step_now(meeting, protocol) is None
    return is_over or sitting.state is SittingState.HEARING


def _is_waited_for(case: Case) -> bool:
    return (
        case.state is CaseState.LISTED
        and is_presenter_confirmed(case)
        and may_be_listed(case)
        and case.route is not ReviewRoute.STRAIGHT_TO_REVIEW
    )


def _absent(meeting: Meeting, case: Case) -> list[Notice]:
    chair = chair_for(meeting, case.number)
    told = [chair] if chair is not None and may_see(meeting, chair, case.number) else []
    return [
        Notice(
            key=f"{meeting.key}:presenter-absent:{case.number}:{person}",
            to=person,
            kind="presenter-absent",
            area=meeting.area,
            meeting=meeting.key,
            facts={
                "case": case.number,
                "agency": presenting_agency(case),
                "restricted": is_restricted(case),
            },
            urgent=True,
        )
        for person in told
    ]
