"""A case's plan: proposals, groups, kinds, words that only look something up, agreeing and understanding."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.actions import RecordAction, agencies_with_an_action, agreed_for, proposals
from marac.administrators_notes import NoteForAdministrators
from marac.confirmation import ChangeAction, ConfirmAction, CorrectAction, DeclineAction
from marac.decide import Refused, Why, decide
from marac.feedback import SettleFeedback, feedback_unsettled
from marac.followup import ReportDone
from marac.meeting import Meeting
from marac.outstanding import outstanding_of
from marac.own_search import is_own_search
from marac.plan import counted_by_category, groups_without_action
from marac.protocol import Protocol
from marac.standing import OfferReady
from marac.understanding import AgreeActions, SayAllUnderstood, SayUnderstood, not_agreed, not_understood
from marac.words import ActionState, Protects
from tests.marac.builders import ADMIN, CHAIR, MID_MORNING, a_meeting, a_protocol, after, outcome, refusal

CASE = "1001"
GROUPS = ["adult", "child", "perpetrator", "staff", "others"]


def rules(**actions: Any) -> Protocol:
    """Testshire's, with these entries about actions."""
    return a_protocol(actions={"cite": "1", "default_due": "+5 working days", **actions})


VOLUNTEERED = rules(volunteered=True, covers=GROUPS)


def case_open(**changes: Any) -> Meeting:
    return a_meeting(open_case=CASE, **changes)


def an_action(*agencies: str, **more: Any) -> RecordAction:
    return RecordAction(**{"case": CASE, "what": "Fit an alarm", "agencies": agencies or ("police",), **more})


@pytest.mark.parametrize(
    "words",
    [
        "Check our records",
        "Search the police systems for any relevant history.",
        "To look up our own files and report back to the MARAC",
        "Review case notes and records again",
    ],
)
def test_words_that_ask_for_a_look_through_records_alone_are_known(words: str) -> None:
    assert is_own_search(words)


@pytest.mark.parametrize(
    "words",
    [
        "Check the locks",
        "Check our records and ring her on Friday",
        "Search for a place in a refuge",
        "Review the bail conditions",
        "Put a flag on the records",
        "",
    ],
)
def test_words_that_ask_for_more_pass(words: str) -> None:
    assert not is_own_search(words)


class TestProposals:
    """What somebody else enters, where actions are volunteered."""

    def test_a_proposal_is_no_action_anywhere(self) -> None:
        meeting = after(case_open(), an_action(protects=Protects.ADULT), by=ADMIN, protocol=VOLUNTEERED)
        assert [a.state for a in proposals(meeting, CASE)] == [ActionState.PROPOSED]
        assert agreed_for(meeting, CASE) == ()
        assert agencies_with_an_action(meeting, CASE) == frozenset()
        assert outstanding_of(meeting) == ()
        assert Protects.ADULT in groups_without_action(meeting, VOLUNTEERED, CASE)
        report = ReportDone(action="a1", completed_on=date(2026, 12, 2), modus_updated=True)
        assert refusal(meeting, report, by="police-rep", protocol=VOLUNTEERED) is Why.NOT_ACCEPTED

    def test_its_agency_accepts_corrects_or_declines_it_and_nobody_else_does(self) -> None:
        meeting = after(case_open(), an_action(), by=CHAIR, protocol=VOLUNTEERED)
        for somebody in ("idva-rep", CHAIR):
            accept = ConfirmAction(action="a1")
            assert refusal(meeting, accept, by=somebody, protocol=VOLUNTEERED) is Why.OWN_AGENCY_ONLY
        corrected = after(
            meeting,
            CorrectAction(action="a1", correction="By us and housing"),
            by="police-rep",
            protocol=VOLUNTEERED,
        )
        assert corrected.actions["a1"].state is ActionState.PROPOSED
        accepted = after(corrected, ConfirmAction(action="a1"), by="police-rep", protocol=VOLUNTEERED)
        assert accepted.actions["a1"].state is ActionState.CONFIRMED
        declined = after(meeting, DeclineAction(action="a1"), by="police-rep", protocol=VOLUNTEERED)
        assert declined.actions_for(CASE) == ()
        decline = DeclineAction(action="a1")
        assert refusal(accepted, decline, by="police-rep", protocol=VOLUNTEERED) is Why.NOT_ASKED

    def test_a_change_by_others_makes_it_a_proposal_again(self) -> None:
        meeting = after(case_open(), an_action(), by="police-rep", protocol=VOLUNTEERED)
        assert meeting.actions["a1"].state is ActionState.CONFIRMED
        changed = after(
            meeting, ChangeAction(action="a1", what="Fit two alarms"), by=ADMIN, protocol=VOLUNTEERED
        )
        assert changed.actions["a1"].state is ActionState.PROPOSED

    def test_without_the_entry_it_is_an_action_that_waits_to_be_confirmed(self) -> None:
        meeting = after(case_open(), an_action(), by=ADMIN, protocol=rules())
        assert meeting.actions["a1"].state is ActionState.OFFERED
        assert len(agreed_for(meeting, CASE)) == 1


@given(st.lists(st.sampled_from(list(Protects)), max_size=6), st.booleans())
def test_a_group_is_left_exactly_while_no_action_is_for_it(taken: list[Protects], children: bool) -> None:
    number = CASE if children else "1004"
    meeting = a_meeting(open_case=number)
    for place, group in enumerate(taken):
        command = an_action(case=number, what=f"Step {place}", protects=group)
        meeting = after(meeting, command, by="police-rep", protocol=VOLUNTEERED)
    left = set(groups_without_action(meeting, VOLUNTEERED, number))
    wanted = set(Protects) - set(taken) - (set() if children else {Protects.CHILD})
    assert left == wanted


def test_kinds_are_counted_and_an_unknown_one_refused() -> None:
    kinds = rules(categories=[{"cite": "1", "key": k, "label": k} for k in ("flag", "visit")])
    meeting = after(case_open(), an_action(category="visit"), by=ADMIN, protocol=kinds)
    assert counted_by_category(agreed_for(meeting, CASE), kinds) == {"flag": 0, "visit": 1}
    assert refusal(case_open(), an_action(category="other"), by=ADMIN, protocol=kinds) is Why.NOT_VALID


def test_where_the_chair_agrees_to_actions_a_change_by_others_asks_anew() -> None:
    asked = rules(chair_confirms=True)
    meeting = after(case_open(), an_action(), by=ADMIN, protocol=asked)
    assert len(not_agreed(meeting, asked, CASE)) == 1
    meeting = after(meeting, AgreeActions(case=CASE), by=CHAIR, protocol=asked)
    assert not_agreed(meeting, asked, CASE) == ()
    assert outcome(meeting, AgreeActions(case=CASE), by=CHAIR, protocol=asked).entries == ()
    meeting = after(meeting, ChangeAction(action="a1", what="Fit two"), by=ADMIN, protocol=asked)
    assert len(not_agreed(meeting, asked, CASE)) == 1
    own = after(case_open(), an_action(), by=CHAIR, protocol=asked)
    assert not_agreed(own, asked, CASE) == ()


def test_each_says_for_themselves_that_they_understand_and_the_chair_for_the_rest() -> None:
    asked = rules(understood=True)
    meeting = after(case_open(), an_action("police", "idva", "housing"), by=ADMIN, protocol=asked)
    assert refusal(meeting, SayUnderstood(case=CASE), by="health-rep", protocol=asked) is Why.NOT_ASKED
    meeting = after(meeting, SayUnderstood(case=CASE), by="police-rep", protocol=asked)
    assert {a.agency for a in not_understood(meeting, asked, CASE)} == {"idva", "housing"}
    meeting = after(meeting, SayAllUnderstood(case=CASE), by=CHAIR, protocol=asked)
    assert not_understood(meeting, asked, CASE) == ()
    meeting = after(meeting, ChangeAction(action="a1", due=date(2027, 1, 4)), by=ADMIN, protocol=asked)
    assert [a.key for a in not_understood(meeting, asked, CASE)] == ["a1"]


class TestFeedback:
    """Who tells the victim, and what is settled with it."""

    RULE = rules(
        feedback={
            "cite": "1",
            "order": ["idva", "volunteer", "referring"],
            "may_be_told": True,
            "letter": True,
        }
    )

    def test_what_is_missing_is_said_and_nothing_happens(self) -> None:
        for command, what in (
            (SettleFeedback(case=CASE), ("may_tell",)),
            (SettleFeedback(case=CASE, may_tell="The date", by_letter=True), ("safe_to_post",)),
        ):
            with pytest.raises(Refused) as refused:
                decide(command, CHAIR, case_open(), self.RULE, MID_MORNING)
            assert refused.value.facts["what"] == what

    def test_it_is_settled_once_and_can_be_given_to_another(self) -> None:
        meeting = case_open()
        assert feedback_unsettled(meeting, self.RULE, meeting.cases[CASE]) == ("owner",)
        command = SettleFeedback(case=CASE, may_tell="The date")
        meeting = after(meeting, command, by=CHAIR, protocol=self.RULE)
        assert [(a.agency, a.may_tell) for a in agreed_for(meeting, CASE)] == [("idva", "The date")]
        assert feedback_unsettled(meeting, self.RULE, meeting.cases[CASE]) == ()
        assert outcome(meeting, command, by=CHAIR, protocol=self.RULE).entries == ()
        meeting = after(meeting, SettleFeedback(case=CASE, agency="police"), by=CHAIR, protocol=self.RULE)
        assert [(a.agency, a.may_tell) for a in agreed_for(meeting, CASE)] == [("police", "The date")]

    def test_a_proposal_settles_nothing(self) -> None:
        rule = rules(volunteered=True, feedback={"cite": "1", "order": ["idva"]})
        meeting = after(case_open(), SettleFeedback(case=CASE), by=CHAIR, protocol=rule)
        assert feedback_unsettled(meeting, rule, meeting.cases[CASE]) == ("owner",)
        meeting = after(meeting, ConfirmAction(action="a1"), by="idva-rep", protocol=rule)
        assert feedback_unsettled(meeting, rule, meeting.cases[CASE]) == ()


def test_an_agency_that_has_left_gets_nothing_where_only_those_present_do() -> None:
    strict = rules(present_only=True)
    assert refusal(case_open(), an_action("probation"), by=ADMIN, protocol=strict) is Why.AGENCY_NOT_HERE
    note = NoteForAdministrators(case=CASE, note="Ask for a visit", agency="probation")
    meeting = after(case_open(), note, by=CHAIR, protocol=strict)
    assert [(n.words, n.agency) for n in meeting.cases[CASE].notes] == [("Ask for a visit", "probation")]
    assert outcome(meeting, note, by=CHAIR, protocol=strict).entries == ()
    assert refusal(case_open(), note, by="police-rep", protocol=strict) is Why.NOT_ALLOWED


def test_what_the_area_has_to_say_to_a_ready_made_action_is_weighed_first() -> None:
    entry = {
        "cite": "1",
        "key": "tell",
        "what": "Tell.",
        "owner": "police",
        "scope": "on-demand",
        "prompt": "Lean.",
    }
    area = a_protocol(ready_actions=[entry])
    command = OfferReady(case=CASE, ready="tell")
    assert refusal(case_open(), command, by=CHAIR, protocol=area) is Why.WEIGH_FIRST
    weighed = OfferReady(case=CASE, ready="tell", weighed=True)
    assert after(case_open(), weighed, by=CHAIR, protocol=area).actions["a1"].agency == "police"
