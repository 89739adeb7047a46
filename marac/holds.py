"""What holds a case before it opens and before it closes, each with the facts that a chair needs to settle
it.

Every hold can be overridden by the chair with a note, so that nothing stands between people and an urgent
decision. The few absolute ones are those where one tap settles the matter, or where going on would break
faith: a chair with a conflict, and a room in which somebody hears what they must not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from marac.admission import has_conflict, is_restricted, may_know_of
from marac.conflicts import unanswered, undecided
from marac.declarations import has_declared, undeclared
from marac.feedback import feedback_unsettled
from marac.floor import chair_for, guests_here, guests_of_others_here, minute_taker_for
from marac.hosts import hosts_silent
from marac.meeting import Case, Meeting
from marac.opening import steps_left
from marac.points import agencies_without_offer, are_views_missing, is_feedback_settled, points_unticked
from marac.presenting import is_presenter_confirmed, is_presenter_here, presenting_agency, stand_ins_offered
from marac.professionals import needs_left
from marac.progress import waits_for_answer
from marac.protocol import Protocol
from marac.quoracy import agencies_to_ring, assess
from marac.restricted import may_be_listed, must_leave
from marac.seats import possible_chairs
from marac.sections import is_unminuted
from marac.steps import steps_of
from marac.understanding import agencies_not_understood, not_agreed
from marac.words import CaseNumber, CaseState, Question, ReviewRoute, SittingState


class HoldCode(StrEnum):
    """What can hold a case. The dialogs have a sentence for each."""

    NO_SITTING = "no-sitting"
    SUSPENDED = "suspended"
    ON_BREAK = "on-break"
    OTHER_CASE_OPEN = "other-case-open"
    CHAIR_CONFLICTED = "chair-conflicted"
    CHAIR_NOT_ADMITTED = "chair-not-admitted"
    ROOM_NOT_CLEAR = "room-not-clear"
    EMPLOYER_NOT_TOLD = "employer-not-told"
    OVER = "over"
    STEPS_LEFT = "steps-left"
    NOT_QUORATE = "not-quorate"
    NOT_QUORATE_FOR_CASE = "not-quorate-for-case"
    UNDECLARED = "undeclared"
    CONFLICTS_UNANSWERED = "conflicts-unanswered"
    STAY_UNDECIDED = "stay-undecided"
    NO_MINUTE_TAKER = "no-minute-taker"
    MINUTE_TAKER_CONFLICTED = "minute-taker-conflicted"
    PRESENTER_UNCONFIRMED = "presenter-unconfirmed"
    PRESENTER_ABSENT = "presenter-absent"
    GUEST_NOT_READY = "guest-not-ready"
    GUEST_OF_ANOTHER = "guest-of-another"
    ROUTE_NOT_CHOSEN = "route-not-chosen"
    GOES_TO_REVIEW = "goes-to-review"
    HEARD_ON_REQUEST = "heard-on-request"
    HOST_SILENT = "host-silent"
    PROFESSIONALS_UNNAMED = "professionals-unnamed"
    AWAITS_ANSWER = "awaits-answer"
    KEPT_BACK = "kept-back"
    QUESTION_OPEN = "question-open"
    POINTS_UNTICKED = "points-unticked"
    NO_OFFER = "no-offer"
    NO_FEEDBACK = "no-feedback"
    VIEWS_MISSING = "views-missing"
    NO_CLOSING_REASON = "no-closing-reason"
    NO_REVIEW_DATE = "no-review-date"
    NOT_SUMMED_UP = "not-summed-up"
    NOT_AGREED = "not-agreed"
    NOT_UNDERSTOOD = "not-understood"


ABSOLUTE = frozenset(
    {
        HoldCode.NO_SITTING,
        HoldCode.SUSPENDED,
        HoldCode.ON_BREAK,
        HoldCode.OTHER_CASE_OPEN,
        HoldCode.CHAIR_CONFLICTED,
        HoldCode.CHAIR_NOT_ADMITTED,
        HoldCode.ROOM_NOT_CLEAR,
        HoldCode.EMPLOYER_NOT_TOLD,
    }
)
"""The holds that no note lifts: each is settled by the one command that it asks for."""


class Hold(msgspec.Struct, frozen=True):
    """One thing that holds a case; `facts` are keys of people, agencies and steps for whoever may open the
    case."""

    code: HoldCode
    facts: Mapping[str, Any] = {}

    @property
    def is_absolute(self) -> bool:
        """No note lifts it."""
        return self.code in ABSOLUTE


def holds_on_opening(meeting: Meeting, protocol: Protocol, number: CaseNumber) -> tuple[Hold, ...]:
    """What holds the case before it opens. For its chair and administrators alone: it tells of conflicts."""
    case = meeting.cases[number]
    return (
        *_of_the_sitting(meeting, protocol),
        *_of_safety(meeting, case),
        *_of_quoracy(meeting, protocol, case),
        *_of_people(meeting, protocol, case),
        *_of_presenting(meeting, case),
        *_of_hosts(protocol, case),
        *_of_the_case(meeting, case),
    )


def _of_the_sitting(meeting: Meeting, protocol: Protocol) -> Iterator[Hold]:
    sitting = meeting.sitting
    if sitting is None:
        yield Hold(HoldCode.NO_SITTING)
        return
    if sitting.state is SittingState.SUSPENDED:
        yield Hold(HoldCode.SUSPENDED)
    if sitting.state is SittingState.BREAK:
        yield Hold(HoldCode.ON_BREAK)
    if meeting.case_now is not None:
        yield Hold(HoldCode.OTHER_CASE_OPEN)
    left = steps_left(meeting, tuple(step.key for step in steps_of(meeting, protocol)))
    if left:
        yield Hold(HoldCode.STEPS_LEFT, {"steps": left})


def _of_safety(meeting: Meeting, case: Case) -> Iterator[Hold]:
    chair = chair_for(meeting, case.number)
    if chair is not None and has_conflict(meeting, chair, case.number):
        substitutes = tuple(a.person for a in possible_chairs(meeting, case))
        yield Hold(HoldCode.CHAIR_CONFLICTED, {"substitutes": substitutes})
    if not is_restricted(case):
        return
    if chair is not None and not may_know_of(meeting, chair, case.number):
        yield Hold(HoldCode.CHAIR_NOT_ADMITTED, {"chair": chair})
    if not case.room_clear:
        yield Hold(HoldCode.ROOM_NOT_CLEAR, {"people": must_leave(meeting, case)})
    if not may_be_listed(case):
        yield Hold(HoldCode.EMPLOYER_NOT_TOLD)


def _of_quoracy(meeting: Meeting, protocol: Protocol, case: Case) -> Iterator[Hold]:
    """Nothing where quoracy only informs; what the meeting went ahead without does not hold its cases again
    (LIN-10). What this case lacks comes with whom to ring (LIN-07, LIN-09)."""
    if not protocol.quoracy.binding or meeting.sitting is None:
        return
    general = assess(meeting, protocol).missing
    known = {r.key for r in general}
    for_case = tuple(r for r in assess(meeting, protocol, case).missing if r.key not in known)
    if general and not meeting.sitting.going_ahead:
        yield Hold(HoldCode.NOT_QUORATE, {"missing": tuple(r.key for r in general)})
    if for_case:
        ring = dict.fromkeys(key for r in for_case for key in agencies_to_ring(meeting, r))
        facts = {"missing": tuple(r.key for r in for_case), "ring": tuple(ring)}
        yield Hold(HoldCode.NOT_QUORATE_FOR_CASE, facts)


def _of_people(meeting: Meeting, protocol: Protocol, case: Case) -> Iterator[Hold]:
    not_declared = tuple(a.person for a in undeclared(meeting, protocol) if not a.is_guest)
    silent = tuple(a.person for a in unanswered(meeting) if not a.is_guest)
    waiting = undecided(meeting, case.number)
    if not_declared:
        yield Hold(HoldCode.UNDECLARED, {"people": not_declared})
    if silent:
        yield Hold(HoldCode.CONFLICTS_UNANSWERED, {"people": silent})
    if waiting:
        yield Hold(HoldCode.STAY_UNDECIDED, {"people": waiting})
    minute_taker = minute_taker_for(meeting, case.number)
    if minute_taker is None:
        yield Hold(HoldCode.NO_MINUTE_TAKER)
    elif has_conflict(meeting, minute_taker, case.number):
        yield Hold(HoldCode.MINUTE_TAKER_CONFLICTED, {"person": minute_taker})
    not_ready = guests_not_ready(meeting, protocol, case)
    if not_ready:
        yield Hold(HoldCode.GUEST_NOT_READY, {"people": not_ready})
    others = () if is_restricted(case) else guests_of_others_here(meeting, case)
    if others:
        yield Hold(HoldCode.GUEST_OF_ANOTHER, {"people": others})


def guests_not_ready(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[str, ...]:
    """The case's guests here who have not declared, or not said that nobody else can hear (LIN-79)."""
    return tuple(
        g.person
        for g in guests_here(meeting, case)
        if not has_declared(meeting, protocol, g.person) or not g.private_setting
    )


def _of_presenting(meeting: Meeting, case: Case) -> Iterator[Hold]:
    if not is_presenter_confirmed(case) and case.stand_in is None:
        yield Hold(HoldCode.PRESENTER_UNCONFIRMED)
    elif not is_presenter_here(meeting, case):
        offered = stand_ins_offered(meeting, case)
        yield Hold(HoldCode.PRESENTER_ABSENT, {"agency": presenting_agency(case), "stand_ins": offered})


def _of_the_case(meeting: Meeting, case: Case) -> Iterator[Hold]:
    if case.state not in (CaseState.LISTED, CaseState.OPEN):
        yield Hold(HoldCode.OVER, {"state": case.state.value})
    if case.reviewed_before and case.route is None:
        yield Hold(HoldCode.ROUTE_NOT_CHOSEN)
    if case.waits_for_request:
        yield Hold(HoldCode.HEARD_ON_REQUEST)
    if waits_for_answer(case):
        yield Hold(HoldCode.AWAITS_ANSWER)
    if case.kept_back:
        yield Hold(HoldCode.KEPT_BACK)
    if case.route is ReviewRoute.STRAIGHT_TO_REVIEW:
        yield Hold(HoldCode.GOES_TO_REVIEW)
    yield from _of_questions(meeting, case)


def _of_hosts(protocol: Protocol, case: Case) -> Iterator[Hold]:
    """Agencies that have not said who attends for a case that concerns one of them (HAC-19)."""
    if silent := hosts_silent(protocol, case):
        yield Hold(HoldCode.HOST_SILENT, {"agencies": silent})


def _of_questions(meeting: Meeting, case: Case) -> Iterator[Hold]:
    waiting = tuple(v.question for v in meeting.votes.values() if v.case == case.number and not v.confirmed)
    if waiting:
        yield Hold(HoldCode.QUESTION_OPEN, {"questions": waiting})


def holds_on_closing(meeting: Meeting, protocol: Protocol, number: CaseNumber) -> tuple[Hold, ...]:
    """What the chair has not seen to in the open case. A note lifts each of them."""
    case = meeting.cases[number]
    if is_unminuted(meeting, protocol, case):
        return ()
    return (
        *_of_points(meeting, protocol, case),
        *_of_questions(meeting, case),
        *_of_outcome(meeting, protocol, case),
    )


def _of_points(meeting: Meeting, protocol: Protocol, case: Case) -> Iterator[Hold]:
    points = points_unticked(protocol, case)
    silent = agencies_without_offer(meeting, protocol, case)
    if are_views_missing(protocol, case):
        yield Hold(HoldCode.VIEWS_MISSING)
    if points:
        yield Hold(HoldCode.POINTS_UNTICKED, {"points": points})
    if silent:
        yield Hold(HoldCode.NO_OFFER, {"agencies": silent})
    unsettled = feedback_unsettled(meeting, protocol, case)
    if unsettled or not is_feedback_settled(meeting, protocol, case):
        yield Hold(HoldCode.NO_FEEDBACK, {"needs": unsettled} if unsettled else {})
    yield from _of_actions(meeting, protocol, case)


def _of_actions(meeting: Meeting, protocol: Protocol, case: Case) -> Iterator[Hold]:
    waiting = not_agreed(meeting, protocol, case.number)
    silent = agencies_not_understood(meeting, protocol, case.number)
    if waiting:
        yield Hold(HoldCode.NOT_AGREED, {"count": len(waiting)})
    if silent:
        yield Hold(HoldCode.NOT_UNDERSTOOD, {"agencies": silent})


def _of_outcome(meeting: Meeting, protocol: Protocol, case: Case) -> Iterator[Hold]:
    if case.for_closure and case.closing_reason is None:
        yield Hold(HoldCode.NO_CLOSING_REASON)
    rule = protocol.decision(Question.REVIEW)
    dated = rule is not None and rule.within_days is not None
    if dated and case.review_agreed_on is not None and case.review_on is None:
        yield Hold(HoldCode.NO_REVIEW_DATE)
    named = case.professionals
    if named is not None and (needs := needs_left(protocol, named.lead, named.agencies)):
        yield Hold(HoldCode.PROFESSIONALS_UNNAMED, {"needs": needs})
    if case.hearing is None or not case.hearing.summed_up:
        yield Hold(HoldCode.NOT_SUMMED_UP)
