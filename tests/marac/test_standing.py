from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from marac.actions import agreed_for
from marac.closing import CloseMeeting, EndSitting
from marac.decide import Refused, Why, decide
from marac.decisions import CallQuestion, ConfirmResult, GiveAnswer
from marac.followup import TickAction
from marac.meeting import Meeting
from marac.opening import OpenSitting
from marac.points import FeedbackNotSafe
from marac.protocol import Protocol
from marac.reviews import SetReviewDate
from marac.standing import OfferReady, TransferOut, standing_without_owner
from marac.words import ActionState, CaseState, Question
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    MID_MORNING,
    SECOND_DAY,
    a_meeting,
    a_protocol,
    after,
    refusal,
    with_case,
)

EVERY_CASE = ("1001", "1002", "1003", "1004", "1005", "1006")


def with_ready(*more: dict[str, Any], **changes: Any) -> Protocol:
    """The area with further ready-made actions."""
    file = a_protocol().model_dump()
    file["ready_actions"] = [*file["ready_actions"], *({"cite": "1", **one} for one in more)]
    return a_protocol(ready_actions=file["ready_actions"], **changes)


def closed(meeting: Meeting, protocol: Protocol | None = None) -> Meeting:
    meeting = after(meeting, EndSitting(), by=ADMIN, protocol=protocol)
    meeting = after(meeting, OpenSitting(), by=CHAIR, at=SECOND_DAY, protocol=protocol)
    return after(meeting, CloseMeeting(), by=CHAIR, at=SECOND_DAY, protocol=protocol)


class TestReady:
    def test_the_areas_wording_owner_and_date(self) -> None:
        meeting = after(a_meeting(open_case="1001"), OfferReady(case="1001", ready="onward"), by=CHAIR)
        (action,) = agreed_for(meeting, "1001")
        assert (action.what, action.agency, action.kind) == ("Refer on.", "police", "onward")
        assert (action.due, action.state) == (date(2026, 12, 10), ActionState.OFFERED)

    @pytest.mark.rule("LIN-117")
    def test_the_chair_may_change_the_owner_where_the_rule_allows(self) -> None:
        meeting = a_meeting(open_case="1001")
        other = after(meeting, OfferReady(case="1001", ready="onward", agency="idva"), by=CHAIR)
        assert agreed_for(other, "1001")[0].agency == "idva"
        fixed = OfferReady(case="1001", ready="screening", agency="idva")
        assert refusal(meeting, fixed, by=CHAIR) is Why.OWNER_FIXED
        default = after(meeting, OfferReady(case="1001", ready="screening"), by=CHAIR)
        assert agreed_for(default, "1001")[0].agency == "police"

    @pytest.mark.rule("LIN-118")
    def test_where_the_chair_chooses_a_choice_has_to_be_made(self) -> None:
        meeting = a_meeting(open_case="1001")
        with pytest.raises(Refused) as refused:
            decide(OfferReady(case="1001", ready="trust"), CHAIR, meeting, a_protocol(), MID_MORNING)
        assert refused.value.facts["what"] == ("owner",)
        chosen = after(meeting, OfferReady(case="1001", ready="trust", agency="health"), by=CHAIR)
        (action,) = agreed_for(chosen, "1001")
        assert (action.agency, action.what) == ("health", "Raise it with the lead.")

    def test_the_same_checks_as_for_any_action(self) -> None:
        meeting = a_meeting(open_case="1001")
        for agency, who, wanted in (
            ("marac", CHAIR, Why.NO_SUCH_AGENCY),
            ("probation", CHAIR, Why.COLLECTOR_NEEDED),
            ("idva", "housing-rep", Why.OWN_AGENCY_ONLY),
        ):
            assert refusal(meeting, OfferReady(case="1001", ready="trust", agency=agency), by=who) is wanted
        assert refusal(a_meeting(), OfferReady(case="1001", ready="onward"), by=CHAIR) is Why.NOT_HEARD_YET
        unknown = OfferReady(case="1001", ready="flags")
        assert refusal(meeting, unknown, by=CHAIR) is Why.NO_SUCH_READY_ACTION

    def test_feedback_goes_to_whoever_gives_it_by_default(self) -> None:
        meeting = after(a_meeting(open_case="1001"), OfferReady(case="1001", ready="feedback"), by=CHAIR)
        (action,) = agreed_for(meeting, "1001")
        assert (action.agency, action.feedback) == ("idva", True)
        no_consent = a_meeting(open_case="1004")
        assert refusal(no_consent, OfferReady(case="1004", ready="feedback"), by=CHAIR) is Why.MISSING


def agreed(meeting: Meeting, number: str, question: Question) -> Meeting:
    """The meeting after everybody agreed."""
    meeting = after(meeting, CallQuestion(case=number, question=question), by=CHAIR)
    vote = next(v for v in meeting.votes.values() if v.question is question)
    for agency in vote.voices:
        answer = GiveAnswer(case=number, question=question, agency=agency, agree=True)
        meeting = after(meeting, answer, by=ADMIN)
    return after(meeting, ConfirmResult(case=number, question=question), by=CHAIR)


class TestWhatFollows:
    @pytest.mark.rule("LIN-69")
    def test_not_high_risk_adds_the_explanation_and_leaves_actions_open(self) -> None:
        meeting = agreed(a_meeting(open_case="1001"), "1001", Question.NOT_HIGH_RISK)
        (action,) = agreed_for(meeting, "1001")
        assert (action.kind, action.agency, action.owner) == ("explain", "police", "police-rep")
        more = after(meeting, OfferReady(case="1001", ready="onward"), by=CHAIR)
        assert len(agreed_for(more, "1001")) == 2

    def test_a_move_out_gives_administrators_the_transfer_and_each_agency_involved_its_call(self) -> None:
        meeting = a_meeting(open_case="1001")
        hearing = meeting.cases["1001"].hearing
        assert hearing is not None
        spoken = type(hearing)(opened_at=hearing.opened_at, spoken=("police", "housing"))
        meeting = with_case(meeting, "1001", hearing=spoken)
        meeting = after(meeting, TransferOut(case="1001"), by="police-rep")
        assert {(a.kind, a.agency) for a in agreed_for(meeting, "1001")} == {
            ("transfer", "county"),
            ("counterpart", "police"),
            ("counterpart", "housing"),
        }
        again = after(meeting, TransferOut(case="1001"), by=ADMIN)
        assert again == meeting

    def test_a_review_is_an_action_within_its_limit_and_due_on_the_day_that_is_set(self) -> None:
        protocol = with_ready(
            {
                "key": "review",
                "what": "Hold the review.",
                "owner": "administrators",
                "scope": "case",
                "when": "review",
                "due": "+14 days",
            },
            decisions=[{"cite": "1", "question": "review", "by": "consensus", "within_days": 14}],
        )
        saturday_limit = MID_MORNING + timedelta(days=3)
        meeting = a_meeting(open_case="1001")
        call = CallQuestion(case="1001", question=Question.REVIEW)
        meeting = after(meeting, call, by=CHAIR, at=saturday_limit, protocol=protocol)
        for agency in meeting.votes["1001:review"].voices:
            answer = GiveAnswer(case="1001", question=Question.REVIEW, agency=agency, agree=True)
            meeting = after(meeting, answer, by=ADMIN, at=saturday_limit, protocol=protocol)
        confirm = ConfirmResult(case="1001", question=Question.REVIEW)
        meeting = after(meeting, confirm, by=CHAIR, at=saturday_limit, protocol=protocol)
        (action,) = agreed_for(meeting, "1001")
        assert (action.agency, action.due) == ("county", date(2026, 12, 18))
        day = SetReviewDate(case="1001", on=date(2026, 12, 16))
        meeting = after(meeting, day, by=ADMIN, at=saturday_limit, protocol=protocol)
        assert agreed_for(meeting, "1001")[0].due == date(2026, 12, 16)


class TestAtTheClose:
    @pytest.mark.rule("LIN-89")
    def test_what_stands_for_the_meeting_is_set_from_the_areas_file(self) -> None:
        meeting = closed(a_meeting(heard=EVERY_CASE))
        assert meeting.standing["visitors"] == ("nought-nineteen",)
        assert "county" not in meeting.standing["flags"]
        assert "police" in meeting.standing["flags"]

    @pytest.mark.rule("LIN-90")
    def test_maternity_has_an_open_action_for_a_pregnancy_and_ticks_it_alone(self) -> None:
        meeting = closed(a_meeting(heard=EVERY_CASE))
        births = [a for a in meeting.actions.values() if a.kind == "birth"]
        assert [(a.case, a.agency, a.is_open) for a in births] == [("1004", "maternity", True)]
        assert births[0].due == date(2027, 9, 3)
        done = after(meeting, TickAction(action=births[0].key), by="maternity-rep", at=SECOND_DAY)
        assert done.actions[births[0].key].state is ActionState.DONE

    def test_not_for_a_case_found_not_high_risk_or_not_heard(self) -> None:
        meeting = with_case(a_meeting(heard=EVERY_CASE), "1004", not_high_risk=True)
        assert not closed(meeting).actions

    def test_every_line_has_a_key_of_its_own(self) -> None:
        each = {"what": "Each.", "owner": "all", "scope": "case"}
        protocol = with_ready({"key": "one", **each}, {"key": "two", **each})
        meeting = closed(a_meeting(heard=EVERY_CASE), protocol)
        lines = [a for a in meeting.actions.values() if a.kind in ("one", "two")]
        agencies = len(meeting.standing["flags"])
        assert len(lines) == 2 * len(EVERY_CASE) * agencies

    def test_feedback_that_was_settled_is_not_asked_for_again(self) -> None:
        give = {"key": "tell", "what": "Tell.", "owner": "idva", "scope": "case", "feedback": True}
        meeting = a_meeting(open_case="1001", heard=EVERY_CASE[1:])
        meeting = after(meeting, FeedbackNotSafe(case="1001"), by=CHAIR)
        meeting = with_case(meeting, "1001", state=CaseState.HEARD)
        meeting = after(meeting, OfferReady(case="1005", ready="feedback"), by=CHAIR)
        meeting = closed(msgspec.structs.replace(meeting, current_case=None), with_ready(give))
        assert {a.case for a in meeting.actions.values() if a.kind == "tell"} == {"1006"}

    def test_what_nobody_owns_is_told(self) -> None:
        lost = {"key": "lost", "what": "Lost.", "owner": "refuge-type", "scope": "case"}
        protocol = with_ready(
            lost, agency_types=[*a_protocol().model_dump()["agency_types"], _a_type("refuge-type")]
        )
        meeting = closed(a_meeting(heard=EVERY_CASE), protocol)
        assert ("lost", "1001") in standing_without_owner(meeting, protocol)
        assert standing_without_owner(meeting, a_protocol()) == ()


def _a_type(key: str) -> dict[str, Any]:
    return {"cite": "1", "key": key, "label": key}


def test_a_date_is_an_areas_local_day() -> None:
    late = datetime.fromisoformat("2026-12-02T23:30:00+00:00")
    meeting = after(a_meeting(open_case="1001"), OfferReady(case="1001", ready="onward"), by=CHAIR, at=late)
    assert agreed_for(meeting, "1001")[0].due == date(2026, 12, 10)
