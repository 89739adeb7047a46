from __future__ import annotations

import pytest

from marac.actions import RecordAction
from marac.conflicts import AskToStay
from marac.decide import Command, Why
from marac.hearing import CloseCase, OpenCase
from marac.holds import HoldCode
from marac.points import (
    FeedbackNotSafe,
    HearViews,
    NobodyElseOffers,
    NothingOffered,
    OfferNothing,
    SumUp,
    TickPoint,
    TickPoints,
    agencies_without_offer,
    points_unticked,
)
from marac.words import Protects, Views
from tests.marac.builders import ADMIN, CHAIR, a_protocol, after, outcome, refusal
from tests.marac.ready import IN_THE_ROOM, a_ready_meeting, held_by, seen_to, with_conflict, with_open


@pytest.mark.parametrize("by", ["idva-rep", CHAIR, ADMIN])
@pytest.mark.parametrize("views", list(Views))
def test_the_idva_the_chair_or_an_administrator_say_how_views_were_heard(by: str, views: Views) -> None:
    meeting = after(with_open("1001"), HearViews(case="1001", views=views), by=by)
    assert HoldCode.VIEWS_MISSING not in held_by(meeting, CloseCase(case="1001"))
    hearing = meeting.cases["1001"].hearing
    assert hearing is not None
    assert hearing.views is views


def test_no_other_agency_says_it() -> None:
    assert (
        refusal(with_open("1001"), HearViews(case="1001", views=Views.GIVEN), by="police-rep")
        is Why.NOT_ALLOWED
    )


def test_the_chair_is_shown_that_nobody_said_it() -> None:
    assert HoldCode.VIEWS_MISSING in held_by(with_open("1001"), CloseCase(case="1001"))


def test_points_of_the_areas_checklist_are_ticked_and_unticked_by_the_chair() -> None:
    meeting = after(with_open("1001"), TickPoint(case="1001", point="risks"), by=CHAIR)
    assert points_unticked(a_protocol(), meeting.cases["1001"]) == ()
    assert outcome(meeting, TickPoint(case="1001", point="risks"), by=CHAIR).entries == ()
    meeting = after(meeting, TickPoint(case="1001", point="risks", ticked=False), by=CHAIR)
    assert points_unticked(a_protocol(), meeting.cases["1001"]) == ("risks",)

    assert refusal(meeting, TickPoint(case="1001", point="weather"), by=CHAIR) is Why.NOT_VALID
    assert refusal(meeting, TickPoint(case="1001", point="risks"), by="police-rep") is Why.NOT_ALLOWED


def silent(meeting_case: str = "1001", *commands: Command, by: str = ADMIN) -> tuple[str, ...]:
    meeting = after(with_open(meeting_case), *commands, by=by)
    return agencies_without_offer(meeting, a_protocol(), meeting.cases[meeting_case])


def test_agencies_here_with_neither_an_action_nor_nothing_to_offer_are_listed() -> None:
    assert silent() == ("police", "health", "idva", "childrens", "housing")
    assert silent("1001", OfferNothing(case="1001", agency="health")) == (
        "police",
        "idva",
        "childrens",
        "housing",
    )
    action = RecordAction(case="1001", what="Fit new locks.", agencies=("housing",), protects=Protects.ADULT)
    assert "housing" not in silent("1001", action)


def test_an_agency_out_of_the_case_is_not_asked() -> None:
    meeting = with_conflict(a_ready_meeting(), "health-rep", "1001")
    meeting = with_open(
        "1001", after(meeting, AskToStay(case="1001", person="health-rep", stays=False), by=CHAIR)
    )
    assert "health" not in agencies_without_offer(meeting, a_protocol(), meeting.cases["1001"])
    assert refusal(meeting, OfferNothing(case="1001", agency="health"), by="health-rep") is Why.STEPPED_OUT


def test_each_says_it_for_its_own_agency() -> None:
    meeting = with_open("1001")
    offered = after(meeting, OfferNothing(case="1001", agency="health"), by="health-rep")
    assert "health" not in agencies_without_offer(offered, a_protocol(), offered.cases["1001"])
    assert refusal(meeting, OfferNothing(case="1001", agency="health"), by="idva-rep") is Why.OWN_AGENCY_ONLY


@pytest.mark.rule("LIN-40")
def test_a_case_does_not_close_without_a_feedback_owner_or_not_safe() -> None:
    undone = with_open("1001")
    assert HoldCode.NO_FEEDBACK in held_by(undone, CloseCase(case="1001"))

    not_safe = after(undone, FeedbackNotSafe(case="1001"), by=CHAIR)
    assert HoldCode.NO_FEEDBACK not in held_by(not_safe, CloseCase(case="1001"))

    plain = RecordAction(case="1001", what="Ring her.", agencies=("idva",), protects=Protects.ADULT)
    action = RecordAction(
        case="1001", what="Tell her.", agencies=("idva",), protects=Protects.ADULT, feedback=True
    )
    assert HoldCode.NO_FEEDBACK in held_by(after(undone, plain, by=ADMIN), CloseCase(case="1001"))
    assert HoldCode.NO_FEEDBACK not in held_by(after(undone, action, by=ADMIN), CloseCase(case="1001"))


def test_only_chair_and_administrators_say_that_feedback_is_not_safe() -> None:
    assert refusal(with_open("1001"), FeedbackNotSafe(case="1001"), by="idva-rep") is Why.NOT_ALLOWED


def test_a_case_waits_for_nothing_further() -> None:
    meeting = seen_to(with_open("1001"), "1001")
    assert held_by(meeting, CloseCase(case="1001")) == {}
    assert outcome(meeting, SumUp(case="1001"), by=CHAIR).entries == ()
    assert set(held_by(with_open("1001"), CloseCase(case="1001"))) >= {HoldCode.NOT_SUMMED_UP}


def test_an_area_that_asks_for_none_of_it_holds_nothing_but_the_summing_up() -> None:
    rule = a_protocol().hearing.model_copy(
        update={"victim_voice": None, "offers_needed": False, "feedback_needed": False, "checklist": ()}
    )
    lenient = a_protocol().model_copy(update={"hearing": rule})
    assert set(held_by(with_open("1001"), CloseCase(case="1001"), protocol=lenient)) == {
        HoldCode.NOT_SUMMED_UP
    }


def test_a_guests_agency_is_asked_too() -> None:
    meeting = a_ready_meeting(present=(*IN_THE_ROOM, "guest"))
    opened = after(meeting, OpenCase(case="1005", note="They are alone in the room."), by=CHAIR)
    assert "refuge" in agencies_without_offer(opened, a_protocol(), opened.cases["1005"])


def test_the_checklist_can_be_filled_in_at_one_go() -> None:
    opened = with_open("1001")
    full = after(opened, TickPoints(case="1001", points=("risks",)), by=CHAIR)
    assert points_unticked(a_protocol(), full.cases["1001"]) == ()
    assert outcome(full, TickPoints(case="1001", points=("risks",)), by=CHAIR).entries == ()

    emptied = after(full, TickPoints(case="1001"), by=ADMIN)
    assert points_unticked(a_protocol(), emptied.cases["1001"]) == ("risks",)
    assert refusal(opened, TickPoints(case="1001", points=("no-such",)), by=CHAIR) is Why.NOT_VALID
    assert refusal(opened, TickPoints(case="1001"), by="police-rep") is Why.NOT_ALLOWED


def test_the_chair_can_take_silence_for_nothing_to_offer() -> None:
    asked = after(with_open("1001"), OfferNothing(case="1001", agency="police"), by="police-rep")
    result = outcome(asked, NobodyElseOffers(case="1001"), by=CHAIR)

    assert {line.event.agency for line in result.entries if isinstance(line.event, NothingOffered)} == {
        "health",
        "idva",
        "childrens",
        "housing",
    }
    assert agencies_without_offer(result.meeting, a_protocol(), result.meeting.cases["1001"]) == ()
    assert refusal(asked, NobodyElseOffers(case="1001"), by="police-rep") is Why.NOT_ALLOWED
