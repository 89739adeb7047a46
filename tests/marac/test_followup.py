from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import msgspec
import pytest

from marac.actions import RecordAction
from marac.call import UpdateRoll
from marac.decide import Refused, Why, decide
from marac.escalation import Escalate, GiveRationale, rationale_due, to_escalate
from marac.followup import (
    AgreeNewDate,
    AskNewDate,
    DeclineNewDate,
    ReportDone,
    ReportImpossible,
    ReportInHand,
    TickAction,
    missing_for_done,
    overdue,
)
from marac.meeting import Meeting
from marac.standing import OfferReady
from marac.words import ActionState, Protects
from tests.marac.builders import ADMIN, CHAIR, a_meeting, a_protocol, after, outcome, refusal, with_case

LATER = datetime(2026, 12, 9, 10, tzinfo=UTC)
DUE = date(2026, 12, 10)


def taken(number: str = "1001", agency: str = "housing", **given: Any) -> Meeting:
    """A meeting in which the agency's own member took an action of the case."""
    meeting = a_meeting(open_case=number)
    more: dict[str, Any] = {"case": number, "what": "Fit an alarm", "agencies": (agency,), **given}
    return after(meeting, RecordAction(protects=Protects.ADULT, **more), by=ADMIN)


def state(meeting: Meeting) -> ActionState:
    return meeting.actions["a1"].state


class TestDone:
    @pytest.mark.rule("LIN-24")
    def test_it_stays_open_until_date_and_tick_are_both_given_in_whatever_order(self) -> None:
        date_given = ReportDone(action="a1", completed_on=date(2026, 12, 8))
        ticked = ReportDone(action="a1", modus_updated=True)
        for first, second in permutations([date_given, ticked]):
            meeting = after(taken(), first, by="housing-rep", at=LATER)
            assert meeting.actions["a1"].is_open
            assert len(missing_for_done(meeting.actions["a1"])) == 1
            meeting = after(meeting, second, by="housing-rep", at=LATER)
            assert state(meeting) is ActionState.DONE
            assert meeting.actions["a1"].completed_on == date(2026, 12, 8)

    def test_a_day_ahead_is_refused(self) -> None:
        ahead = ReportDone(action="a1", completed_on=date(2026, 12, 10), modus_updated=True)
        assert refusal(taken(), ahead, by="housing-rep", at=LATER) is Why.DATE_AHEAD

    def test_feedback_is_done_only_when_it_was_safe(self) -> None:
        meeting = taken(agency="idva", feedback=True)
        both = ReportDone(action="a1", completed_on=date(2026, 12, 8), modus_updated=True)
        meeting = after(meeting, both, by="idva-rep", at=LATER)
        assert missing_for_done(meeting.actions["a1"]) == ("safe_to_feed_back",)
        assert meeting.actions["a1"].is_open
        safe = ReportDone(action="a1", safe_to_feed_back=True)
        assert state(after(meeting, safe, by="idva-rep", at=LATER)) is ActionState.DONE

    def test_twice_is_once(self) -> None:
        both = ReportDone(action="a1", completed_on=date(2026, 12, 8), modus_updated=True)
        assert len(outcome(taken(), both, both, by="housing-rep", at=LATER).entries) == 2

    @pytest.mark.parametrize(
        ("who", "wanted"),
        [
            ("police-rep", None),
            ("police-deputy", None),
            (ADMIN, None),
            ("housing-rep", Why.OWN_AGENCY_ONLY),
            ("observer", Why.OWN_AGENCY_ONLY),
            ("nobody", Why.NOT_ON_ROLL),
        ],
    )
    def test_who_may_report(self, who: str, wanted: Why | None) -> None:
        meeting = taken(agency="police")
        for command in (
            ReportDone(action="a1", modus_updated=True),
            ReportInHand(action="a1"),
            ReportImpossible(action="a1", instead="Moved"),
            AskNewDate(action="a1", on=date(2026, 12, 20)),
        ):
            assert refusal(meeting, command, by=who, at=LATER) is wanted

    def test_the_collector_reports_for_a_guest(self) -> None:
        meeting = taken("1005", "refuge", collector="police-rep")
        assert refusal(meeting, ReportInHand(action="a1"), by="police-rep", at=LATER) is None
        assert refusal(meeting, ReportInHand(action="a1"), by="health-rep", at=LATER) is Why.OWN_AGENCY_ONLY

    def test_nobody_who_may_not_see_the_case_learns_that_there_is_an_action(self) -> None:
        meeting = with_case(a_meeting(open_case="1003"), "1003", admitted=frozenset({"health-rep"}))
        record = RecordAction(case="1003", what="Speak to HR", agencies=("health",), protects=Protects.ADULT)
        meeting = after(meeting, record, by=ADMIN)
        command = ReportInHand(action="a1")
        assert refusal(meeting, command, by="housing-rep", at=LATER) is Why.NO_SUCH_ACTION
        assert refusal(meeting, ReportInHand(action="a9"), by="housing-rep", at=LATER) is Why.NO_SUCH_ACTION


class TestTickOnly:
    def tick_only(self) -> Meeting:
        meeting = a_meeting(open_case="1004", present=(CHAIR, ADMIN, "maternity-rep"))
        return after(meeting, OfferReady(case="1004", ready="birth"), by=CHAIR)

    def test_nothing_but_the_tick_is_taken(self) -> None:
        meeting = self.tick_only()
        told = ReportDone(action="a1", completed_on=date(2026, 12, 8), modus_updated=True)
        assert refusal(meeting, told, by="maternity-rep", at=LATER) is Why.TICK_ONLY
        meeting = after(meeting, TickAction(action="a1"), by="maternity-rep", at=LATER)
        assert state(meeting) is ActionState.DONE
        assert meeting.actions["a1"].completed_on is None

    def test_a_tick_alone_ends_no_other_action(self) -> None:
        assert refusal(taken(), TickAction(action="a1"), by="housing-rep", at=LATER) is Why.MISSING


class TestOtherAnswers:
    def test_in_hand_it_stays_open(self) -> None:
        meeting = after(taken(), ReportInHand(action="a1"), by="housing-rep", at=LATER)
        assert state(meeting) is ActionState.IN_HAND
        assert meeting.actions["a1"].is_overdue(date(2026, 12, 11))

    def test_cannot_be_done_needs_what_was_done_instead(self) -> None:
        empty = ReportImpossible(action="a1", instead=" ")
        assert refusal(taken(), empty, by="housing-rep", at=LATER) is Why.MISSING
        detail = ReportImpossible(action="a1", instead="Rang 07700 900123")
        assert refusal(taken(), detail, by="housing-rep", at=LATER) is Why.PERSONAL_DETAILS
        meeting = after(taken(), ReportImpossible(action="a1", instead="Moved"), by="housing-rep", at=LATER)
        assert (state(meeting), meeting.actions["a1"].instead) == (ActionState.IMPOSSIBLE, "Moved")
        assert not overdue(meeting, date(2027, 1, 1))

    def test_a_finished_action_takes_no_other_answer(self) -> None:
        both = ReportDone(action="a1", completed_on=date(2026, 12, 8), modus_updated=True)
        meeting = after(taken(), both, by="housing-rep", at=LATER)
        for command in (ReportInHand(action="a1"), ReportImpossible(action="a1", instead="Moved")):
            assert refusal(meeting, command, by="housing-rep", at=LATER) is Why.ACTION_FINISHED


class TestNewDate:
    def test_asked_agreed_and_the_old_one_kept(self) -> None:
        ask = AskNewDate(action="a1", on=date(2026, 12, 18))
        meeting = after(taken(), ask, by="housing-rep", at=LATER)
        assert (meeting.actions["a1"].due, meeting.actions["a1"].asked_for) == (DUE, date(2026, 12, 18))
        assert refusal(meeting, AgreeNewDate(action="a1"), by="housing-rep", at=LATER) is Why.NOT_ALLOWED
        meeting = after(meeting, AgreeNewDate(action="a1"), by=ADMIN, at=LATER)
        action = meeting.actions["a1"]
        assert (action.due, action.was_due, action.asked_for) == (date(2026, 12, 18), (DUE,), None)

    def test_declined_the_date_stays(self) -> None:
        ask = AskNewDate(action="a1", on=date(2026, 12, 18))
        meeting = after(taken(), ask, by="housing-rep", at=LATER)
        meeting = after(meeting, DeclineNewDate(action="a1"), by=CHAIR, at=LATER)
        assert (meeting.actions["a1"].due, meeting.actions["a1"].asked_for) == (DUE, None)
        assert refusal(meeting, AgreeNewDate(action="a1"), by=ADMIN, at=LATER) is Why.NOT_ASKED

    def test_no_day_gone_by(self) -> None:
        past = date(2026, 12, 8)
        assert refusal(taken(), AskNewDate(action="a1", on=past), by="housing-rep", at=LATER) is Why.DATE_PAST
        assert refusal(taken(), AgreeNewDate(action="a1", on=past), by=ADMIN, at=LATER) is Why.DATE_PAST


class TestEscalation:
    def test_put_forward_five_days_after_its_date_and_once(self) -> None:
        meeting, protocol = taken(), a_protocol()
        assert not to_escalate(meeting, protocol, DUE + timedelta(days=4))
        (due,) = to_escalate(meeting, protocol, DUE + timedelta(days=5))
        assert due.key == "a1"
        at = datetime(2026, 12, 15, 10, tzinfo=UTC)
        assert refusal(meeting, Escalate(action="a1"), by=ADMIN, at=LATER) is Why.NOT_VALID
        meeting = after(meeting, Escalate(action="a1"), by=ADMIN, at=at)
        assert not to_escalate(meeting, protocol, DUE + timedelta(days=9))
        assert rationale_due(meeting.actions["a1"], protocol) == at + timedelta(hours=24)

    def test_the_rationale_is_a_tick_and_only_what_was_escalated_asks_for_it(self) -> None:
        assert refusal(taken(), GiveRationale(action="a1"), by="housing-rep", at=LATER) is Why.NOT_ASKED
        at = datetime(2026, 12, 15, 10, tzinfo=UTC)
        meeting = after(taken(), Escalate(action="a1"), by=ADMIN, at=at)
        meeting = after(meeting, GiveRationale(action="a1"), by="housing-rep", at=at)
        assert rationale_due(meeting.actions["a1"], a_protocol()) is None

    def test_an_area_without_the_rule_escalates_nothing(self) -> None:
        protocol = a_protocol(actions={"cite": "1"})
        assert not to_escalate(taken(), protocol, date(2027, 6, 1))
        with pytest.raises(Refused):
            decide(Escalate(action="a1"), ADMIN, taken(), protocol, datetime(2027, 6, 1, tzinfo=UTC))

    def test_a_new_date_starts_again(self) -> None:
        at = datetime(2026, 12, 15, 10, tzinfo=UTC)
        new = AgreeNewDate(action="a1", on=date(2026, 12, 18))
        meeting = after(taken(), Escalate(action="a1"), new, by=ADMIN, at=at)
        assert rationale_due(meeting.actions["a1"], a_protocol()) is None
        assert to_escalate(meeting, a_protocol(), date(2026, 12, 23))


class TestLeavers:
    @pytest.mark.parametrize("change", [{"removed": True}, {"barred": True}])
    def test_their_open_actions_go_back_to_the_agency(self, change: dict[str, bool]) -> None:
        meeting = taken()
        assert meeting.actions["a1"].owner == "housing-rep"
        attendee = meeting.roll["housing-rep"]
        gone = msgspec.structs.replace(attendee, **change)
        meeting = after(meeting, UpdateRoll(agencies=(), attendees=(gone,)), by=ADMIN, at=LATER)
        assert (meeting.actions["a1"].owner, meeting.actions["a1"].agency) == (None, "housing")
        assert meeting.actions["a1"].is_open

    def test_a_collector_who_left_collects_nothing(self) -> None:
        meeting = taken("1005", "refuge", collector="police-rep")
        gone = msgspec.structs.replace(meeting.roll["police-rep"], removed=True)
        meeting = after(meeting, UpdateRoll(agencies=(), attendees=(gone,)), by=ADMIN, at=LATER)
        assert meeting.actions["a1"].collector is None
