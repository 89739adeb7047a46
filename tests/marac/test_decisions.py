from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from marac.actions import RecordAction
from marac.conflicts import AskToStay
from marac.decide import Command, Why
from marac.decisions import (
    CallQuestion,
    CaseWithdrawn,
    ConfirmResult,
    FoundNotHighRisk,
    GiveAnswer,
    ReviewAgreed,
    answers_awaited,
    is_agreed,
    questions_open,
    unfinished_actions,
    vote_key,
)
from marac.delegation import AcceptDelegation, Delegate
from marac.facts import Vote
from marac.hearing import CloseCase, OpenCase, next_case
from marac.holds import HoldCode
from marac.meeting import Meeting
from marac.presence import Arrive, Depart
from marac.protocol import DecisionRule
from marac.reviews import (
    ListReviewed,
    SetReviewDate,
    is_multiple_repeat,
    multiple_repeats,
    suggested_review_day,
)
from marac.words import ActionState, CaseState, Protects, Question, ReviewRoute
from tests.marac.builders import ADMIN, CHAIR, a_protocol, after, outcome, refusal, with_case
from tests.marac.ready import (
    AGENCIES_IN_THE_ROOM,
    IN_THE_ROOM,
    a_ready_meeting,
    heard,
    held_by,
    seen_to,
    with_conflict,
    with_open,
)

TODAY = date(2026, 12, 2)


def answered(
    meeting: Meeting,
    number: str,
    question: Question,
    disagree: tuple[str, ...] = (),
    silent: tuple[str, ...] = (),
) -> Meeting:
    """`meeting` after the question was called and each agency here answered for itself."""
    meeting = after(meeting, CallQuestion(case=number, question=question), by=ADMIN)
    for agency in meeting.votes[vote_key(number, question)].voices:
        if agency not in silent:
            answer = GiveAnswer(case=number, question=question, agency=agency, agree=agency not in disagree)
            meeting = after(meeting, answer, by=f"{agency}-rep")
    return meeting


def confirmed(meeting: Meeting, number: str, question: Question) -> Meeting:
    return after(meeting, ConfirmResult(case=number, question=question), by=CHAIR)


@pytest.mark.rule("LIN-66")
@pytest.mark.parametrize(
    ("disagree", "silent", "state"),
    [
        ((), (), CaseState.WITHDRAWN),
        (("health",), (), CaseState.LISTED),
        ((), ("health",), CaseState.LISTED),
        ((), AGENCIES_IN_THE_ROOM, CaseState.LISTED),
    ],
)
def test_a_case_is_withdrawn_only_if_every_agency_here_agrees(
    disagree: tuple[str, ...], silent: tuple[str, ...], state: CaseState
) -> None:
    meeting = answered(a_ready_meeting(), "1001", Question.WITHDRAW, disagree, silent)
    vote = meeting.votes[vote_key("1001", Question.WITHDRAW)]
    assert vote.voices == AGENCIES_IN_THE_ROOM
    assert meeting.cases["1001"].state is CaseState.LISTED

    meeting = confirmed(meeting, "1001", Question.WITHDRAW)
    assert meeting.cases["1001"].state is state
    offered = next_case(meeting, CHAIR)
    assert offered is not None
    assert (offered.number == "1001") is (state is CaseState.LISTED)


def test_the_presenting_agency_asks_to_withdraw_and_others_do_not() -> None:
    withdraw = CallQuestion(case="1001", question=Question.WITHDRAW)
    assert refusal(a_ready_meeting(), withdraw, by="police-rep") is None
    assert refusal(a_ready_meeting(), withdraw, by="health-rep") is Why.OWN_AGENCY_ONLY
    assert refusal(a_ready_meeting(), withdraw, by="observer") is not None


def test_an_open_case_that_is_withdrawn_is_no_longer_open() -> None:
    meeting = confirmed(answered(with_open("1001"), "1001", Question.WITHDRAW), "1001", Question.WITHDRAW)
    assert meeting.current_case is None
    assert meeting.cases["1001"].state is CaseState.WITHDRAWN
    hearing = meeting.cases["1001"].hearing
    assert hearing is not None
    assert hearing.closed_at is not None


def test_a_case_that_is_over_is_not_withdrawn() -> None:
    withdraw = CallQuestion(case="1001", question=Question.WITHDRAW)
    assert refusal(heard(a_ready_meeting(), "1001"), withdraw, by=CHAIR) is Why.CASE_NOT_LISTED


def test_a_question_that_waits_holds_the_case_and_gives_way_to_a_note() -> None:
    meeting = after(a_ready_meeting(), CallQuestion(case="1001", question=Question.WITHDRAW), by="police-rep")
    assert held_by(meeting, OpenCase(case="1001")) == {
        HoldCode.QUESTION_OPEN: {"questions": (Question.WITHDRAW,)}
    }
    assert [v.question for v in questions_open(meeting, meeting.cases["1001"])] == [Question.WITHDRAW]
    opened = after(meeting, OpenCase(case="1001", note="Let us hear it."), by=CHAIR)
    assert opened.current_case == "1001"


@pytest.mark.rule("LIN-67")
def test_any_member_may_question_the_risk_and_all_must_agree_and_the_chair_confirm() -> None:
    ask = CallQuestion(case="1001", question=Question.NOT_HIGH_RISK)
    assert refusal(a_ready_meeting(), ask, by="health-rep") is Why.NO_OPEN_CASE
    assert refusal(with_open("1001"), ask, by="health-rep") is None

    all_agree = answered(with_open("1001"), "1001", Question.NOT_HIGH_RISK)
    assert not all_agree.cases["1001"].not_high_risk
    assert refusal(all_agree, ConfirmResult(case="1001", question=ask.question), by="police-rep") is not None
    result = outcome(all_agree, ConfirmResult(case="1001", question=ask.question), by=CHAIR)
    assert FoundNotHighRisk(case="1001") in [e.event for e in result.entries]
    assert result.meeting.cases["1001"].not_high_risk

    for disagree, silent in ((("idva",), ()), ((), ("idva",))):
        meeting = answered(with_open("1001"), "1001", Question.NOT_HIGH_RISK, disagree, silent)
        assert not confirmed(meeting, "1001", Question.NOT_HIGH_RISK).cases["1001"].not_high_risk


def test_a_case_found_not_high_risk_stays_open_for_actions() -> None:
    meeting = answered(with_open("1001"), "1001", Question.NOT_HIGH_RISK)
    meeting = confirmed(meeting, "1001", Question.NOT_HIGH_RISK)
    assert meeting.current_case == "1001"
    action = RecordAction(case="1001", what="Refer on.", agencies=("idva",), protects=Protects.ADULT)
    assert refusal(meeting, action, by=ADMIN) is None


def test_the_voices_are_those_here_when_the_question_is_called() -> None:
    meeting = after(with_open("1001"), CallQuestion(case="1001", question=Question.REVIEW), by="idva-rep")
    meeting = after(meeting, Arrive(person="probation-rep"), by="probation-rep")
    meeting = after(meeting, Depart(person="health-rep"), by="health-rep")
    assert meeting.votes[vote_key("1001", Question.REVIEW)].voices == AGENCIES_IN_THE_ROOM
    late = GiveAnswer(case="1001", question=Question.REVIEW, agency="probation", agree=False)
    assert refusal(meeting, late, by="probation-rep") is Why.NOT_ASKED


def test_people_out_of_the_case_observers_and_guests_have_no_voice_and_a_delegate_has_two() -> None:
    present = (*IN_THE_ROOM, "police-deputy", "observer", "guest")
    meeting = with_conflict(a_ready_meeting(present=present), "health-rep", "1005")
    meeting = after(meeting, AskToStay(case="1005", person="health-rep", stays=False), by=CHAIR)
    meeting = after(meeting, Delegate(agency="childrens", to_person="housing-rep"), by="childrens-rep")
    meeting = after(meeting, AcceptDelegation(agency="childrens"), by="housing-rep")
    meeting = after(meeting, Depart(person="childrens-rep"), by="childrens-rep")
    meeting = after(meeting, OpenCase(case="1005", note="They are alone."), by=CHAIR)
    meeting = after(meeting, CallQuestion(case="1005", question=Question.REVIEW), by=CHAIR)
    vote = meeting.votes[vote_key("1005", Question.REVIEW)]
    assert vote.voices == ("police", "idva", "childrens", "housing")

    for_childrens = GiveAnswer(case="1005", question=Question.REVIEW, agency="childrens", agree=True)
    assert refusal(meeting, for_childrens, by="housing-rep") is None
    assert refusal(meeting, for_childrens, by="police-rep") is Why.OWN_AGENCY_ONLY
    for_health = GiveAnswer(case="1005", question=Question.REVIEW, agency="health", agree=True)
    assert refusal(meeting, for_health, by="health-rep") is Why.STEPPED_OUT


def test_an_answer_can_be_changed_until_the_chair_confirms() -> None:
    yes = GiveAnswer(case="1001", question=Question.REVIEW, agency="idva", agree=True)
    no = msgspec.structs.replace(yes, agree=False)
    meeting = after(with_open("1001"), CallQuestion(case="1001", question=Question.REVIEW), yes, by=ADMIN)
    assert outcome(meeting, yes, by="idva-rep").entries == ()
    assert answers_awaited(meeting.votes[vote_key("1001", Question.REVIEW)]) == (
        "police",
        "health",
        "childrens",
        "housing",
    )
    meeting = after(meeting, no, by="idva-rep")
    assert meeting.votes[vote_key("1001", Question.REVIEW)].answers == {"idva": False}

    settled = confirmed(meeting, "1001", Question.REVIEW)
    assert refusal(settled, yes, by="idva-rep") is Why.NO_SUCH_VOTE
    assert outcome(settled, ConfirmResult(case="1001", question=Question.REVIEW), by=CHAIR).entries == ()


def test_a_question_not_agreed_can_be_put_again_and_one_agreed_is_not() -> None:
    ask = CallQuestion(case="1001", question=Question.REVIEW)
    agreed = confirmed(answered(with_open("1001"), "1001", Question.REVIEW), "1001", Question.REVIEW)
    assert outcome(agreed, ask, by=CHAIR).entries == ()

    refused = answered(with_open("1001"), "1001", Question.REVIEW, disagree=("idva",))
    refused = confirmed(refused, "1001", Question.REVIEW)
    again = after(refused, ask, by=CHAIR)
    assert again.votes[vote_key("1001", Question.REVIEW)].answers == {}
    assert outcome(again, ask, by=CHAIR).entries == ()


def test_a_question_that_the_area_does_not_put_is_refused() -> None:
    none = a_protocol().model_copy(update={"decisions": ()})
    ask = CallQuestion(case="1001", question=Question.REVIEW)
    assert refusal(with_open("1001"), ask, by=CHAIR, protocol=none) is Why.NOT_VALID


def test_nothing_is_decided_without_a_voice() -> None:
    meeting = a_ready_meeting(present=(CHAIR, ADMIN))
    ask = CallQuestion(case="1001", question=Question.WITHDRAW)
    assert refusal(meeting, ask, by=CHAIR) is Why.NOT_PRESENT


@pytest.mark.parametrize(
    ("by", "missing", "answers", "wanted"),
    [
        ("consensus", "disagree", {"a": True, "b": True, "c": True}, True),
        ("consensus", "disagree", {"a": True, "b": True}, False),
        ("consensus", "abstain", {"a": True, "b": True}, True),
        ("consensus", "abstain", {"a": True, "b": False}, False),
        ("consensus", "abstain", {}, False),
        ("majority", "disagree", {"a": True, "b": True}, True),
        ("majority", "disagree", {"a": True}, False),
        ("majority", "abstain", {"a": True}, True),
        ("majority", "abstain", {"a": True, "b": False}, False),
        ("majority", "abstain", {}, False),
    ],
)
def test_how_answers_are_counted(by: str, missing: str, answers: dict[str, bool], wanted: bool) -> None:
    rule = DecisionRule.model_validate({"cite": "1", "question": "review", "by": by, "missing": missing})
    vote = Vote(
        case="1001", question=Question.REVIEW, called_by=CHAIR, voices=("a", "b", "c"), answers=answers
    )
    assert is_agreed(vote, rule) is wanted


def reviewed() -> Meeting:
    return confirmed(answered(with_open("1001"), "1001", Question.REVIEW), "1001", Question.REVIEW)


def test_a_review_is_agreed_by_all_on_the_day_and_its_date_is_asked_for() -> None:
    meeting = answered(with_open("1001"), "1001", Question.REVIEW)
    result = outcome(meeting, ConfirmResult(case="1001", question=Question.REVIEW), by=CHAIR)
    assert ReviewAgreed(case="1001", on=TODAY) in [e.event for e in result.entries]
    assert set(held_by(seen_to(result.meeting, "1001"), CloseCase(case="1001"))) == {HoldCode.NO_REVIEW_DATE}


@pytest.mark.parametrize(
    ("days", "why"), [(0, None), (7, None), (14, None), (15, Why.DATE_AHEAD), (-1, Why.DATE_PAST)]
)
def test_a_review_is_held_within_the_areas_days(days: int, why: Why | None) -> None:
    command = SetReviewDate(case="1001", on=TODAY + timedelta(days=days))
    assert refusal(reviewed(), command, by=ADMIN) is why


def test_a_date_is_set_only_for_an_agreed_review_and_once() -> None:
    command = SetReviewDate(case="1001", on=TODAY)
    assert refusal(with_open("1001"), command, by=ADMIN) is Why.NO_SUCH_VOTE
    dated = after(reviewed(), command, by=CHAIR)
    assert dated.cases["1001"].review_on == TODAY
    assert outcome(dated, command, by=CHAIR).entries == ()
    assert HoldCode.NO_REVIEW_DATE not in held_by(dated, CloseCase(case="1001"))


@pytest.mark.parametrize(
    ("next_meeting", "wanted"),
    [
        (date(2026, 12, 10), date(2026, 12, 10)),
        (date(2026, 12, 17), date(2026, 12, 16)),
        (None, date(2026, 12, 16)),
    ],
)
def test_the_end_of_the_next_meeting_is_suggested(next_meeting: date | None, wanted: date) -> None:
    assert suggested_review_day(a_protocol(), TODAY, next_meeting) == wanted


def test_a_last_day_that_is_no_working_day_gives_way_to_the_one_before() -> None:
    assert suggested_review_day(a_protocol(), date(2026, 12, 11), None) == date(2026, 12, 24)


def test_unfinished_actions_are_shown_before_a_review_is_decided() -> None:
    action = RecordAction(case="1001", what="Fit locks.", agencies=("housing",), protects=Protects.ADULT)
    meeting = after(with_open("1001"), action, by=ADMIN)
    [open_one] = unfinished_actions(meeting, meeting.cases["1001"])
    assert open_one.agency == "housing"
    earlier = msgspec.structs.replace(open_one, key="earlier")
    elsewhere = msgspec.structs.replace(open_one, key="other", case="1004")
    finished = msgspec.structs.replace(open_one, key="done", state=ActionState.DONE)
    shown = unfinished_actions(meeting, meeting.cases["1001"], (earlier, elsewhere, finished))
    assert [a.key for a in shown] == ["earlier", open_one.key]


@pytest.mark.parametrize(
    ("hearings", "last_heard", "wanted"),
    [
        (4, date(2026, 6, 1), True),
        (5, date(2025, 12, 2), True),
        (3, date(2026, 6, 1), False),
        (4, date(2025, 12, 1), False),
        (4, None, False),
    ],
)
def test_when_the_chair_is_told_of_a_multiple_repeat(
    hearings: int, last_heard: date | None, wanted: bool
) -> None:
    meeting = with_case(a_ready_meeting(), "1001", previous_hearings=hearings, last_heard=last_heard)
    assert is_multiple_repeat(meeting.cases["1001"], a_protocol(), TODAY) is wanted
    assert [c.number for c in multiple_repeats(meeting, a_protocol(), TODAY)] == (["1001"] if wanted else [])


def test_an_area_without_a_number_tells_of_none() -> None:
    alerts = a_protocol().alerts.model_copy(update={"multiple_repeat": None})
    protocol = a_protocol().model_copy(update={"alerts": alerts})
    case = with_case(a_ready_meeting(), "1001", previous_hearings=9, last_heard=TODAY).cases["1001"]
    assert not is_multiple_repeat(case, protocol, TODAY)


@pytest.mark.parametrize("route", list(ReviewRoute))
def test_administrators_say_how_a_reviewed_case_comes_back(route: ReviewRoute) -> None:
    meeting = with_case(a_ready_meeting(), "1001", reviewed_before=True)
    command = ListReviewed(case="1001", route=route)
    assert refusal(meeting, command, by=CHAIR) is Why.NOT_ALLOWED
    listed = after(meeting, command, by=ADMIN)
    assert outcome(listed, command, by=ADMIN).entries == ()
    offered = next_case(listed, CHAIR)
    assert offered is not None
    assert (offered.number == "1001") is (route is ReviewRoute.HEARD_FIRST)
    assert refusal(a_ready_meeting(), command, by=ADMIN) is Why.NOT_VALID


def test_withdrawing_says_so_in_the_journal() -> None:
    meeting = answered(a_ready_meeting(), "1001", Question.WITHDRAW)
    result = outcome(meeting, ConfirmResult(case="1001", question=Question.WITHDRAW), by=CHAIR)
    assert CaseWithdrawn(case="1001") in [e.event for e in result.entries]


UNASKED: tuple[Command, ...] = (
    GiveAnswer(case="1001", question=Question.REVIEW, agency="idva", agree=True),
    ConfirmResult(case="1001", question=Question.REVIEW),
)


@pytest.mark.parametrize("command", UNASKED)
def test_a_question_that_was_not_put_has_no_answer_or_result(command: Command) -> None:
    assert refusal(with_open("1001"), command, by=ADMIN) is Why.NO_SUCH_VOTE
