"""What the meeting decides about a case: withdrawing it, not high risk, a review, a reason for closing it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.table import TABLE
from marac.caselist import Listing
from marac.decide import commands
from marac.words import ActionState, CaseState, Question, ReviewRoute
from tests.journeys.hearing_day import (
    ADMIN,
    CASES,
    CHAIR,
    IN_THE_ROOM,
    OTHER_ADMIN,
    SPEAKING,
    Day,
    a_day,
    an_earlier_meeting,
)
from tests.journeys.stage import FIRST_DAY, Stage

TODAY = FIRST_DAY.date()


async def everybody(day: Day, words: str, *but: str) -> None:
    """Every agency gives that answer."""
    for person in SPEAKING:
        if person not in but:
            await day.say(person, words)


@pytest.mark.rule("LIN-66")
async def test_a_case_is_withdrawn_before_it_is_heard_only_if_every_agency_agrees(stage: Stage) -> None:
    day = await a_day(stage)
    assert "You can" in await day.say("idva-rep", "question withdraw; case: 101")
    assert (await day.meeting()).votes == {}, "only whoever presents it can ask for that"

    await day.say("police-rep", "question withdraw; case: 101")
    for person in SPEAKING:
        assert "May it be withdrawn as not high risk" in stage.everything(person)
    assert "May it be withdrawn" not in stage.everything("observer") + stage.chat_words()

    await stage.press("idva-rep", "We agree")
    assert "Not answered: Lincolnshire Police" in day.desk(CHAIR).words
    await everybody(day, "agree", "csc-rep")
    assert "So far: not agreed" in day.desk(CHAIR).words, "a missing answer keeps it in the running order"
    await stage.press("csc-rep", "Hear it")
    assert "Does not agree: Children’s Services" in day.desk(CHAIR).words
    await stage.press(CHAIR, "Confirm: not agreed")
    assert (await day.case("101")).state is CaseState.LISTED
    assert "so it is heard as usual" in stage.last("idva-rep").words
    assert "Open case 101" in day.buttons(CHAIR)

    await day.say("police-rep", "question withdraw; case: 101")
    await everybody(day, "agree")
    await stage.press(CHAIR, "Confirm: agreed")
    assert (await day.case("101")).state is CaseState.WITHDRAWN
    assert "The 1st case will not be heard." in stage.chat_words()
    assert "risk" not in "".join(m.words for m in stage.in_chat() if "not be heard" in m.words)
    assert "Open case 102" in day.buttons(CHAIR)


@pytest.mark.rule("LIN-67", "LIN-69")
async def test_any_member_can_ask_whether_a_case_is_high_risk_and_all_must_agree(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    await day.say("das-rep", "question not-high-risk")
    await everybody(day, "agree", "das-rep")
    assert "Confirm: not agreed" in day.buttons(CHAIR)
    assert not (await day.case("101")).not_high_risk
    await day.say("das-rep", "agree")
    assert not (await day.case("101")).not_high_risk, "it waits for the chair"
    await stage.press(CHAIR, "Confirm: agreed")
    assert (await day.case("101")).not_high_risk
    assert "Not high risk" in day.desk(CHAIR).words
    assert "not high risk" not in stage.chat_words().casefold()

    await day.say("idva-rep", "offer 101 Go on seeing her; protects: adult")
    meeting = await day.meeting()
    taken = [a for a in meeting.actions_for("101") if a.state is not ActionState.STRUCK]
    assert {a.agency for a in taken} == {"idva", "police"}
    told = next(a for a in taken if a.agency == "police")
    assert told.kind == "explain-not-high-risk"


@pytest.mark.rule("LIN-102")
async def test_a_review_is_agreed_by_all_after_the_unfinished_actions_were_seen(stage: Stage) -> None:
    await an_earlier_meeting(stage, "101", "Mark the address.")
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    await day.say("trust-rep", "question review")
    assert "Earlier actions should be finished" in stage.everything("idva-rep")
    assert "Look first at what is not finished" in day.desk(CHAIR).words
    shown = await stage.press(CHAIR, "Unfinished actions")
    assert "Mark the address." in shown.words
    await everybody(day, "agree", "probation-rep")
    await day.say(CHAIR, "confirm result")
    assert (await day.case("101")).review_agreed_on is None

    await day.say("trust-rep", "question review")
    await everybody(day, "agree")
    await day.say(CHAIR, "confirm result")
    assert (await day.case("101")).review_agreed_on == TODAY


@pytest.mark.rule("LIN-103")
async def test_a_review_has_a_day_within_a_fortnight_and_the_next_meetings_is_suggested(
    stage: Stage,
) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    await day.say("trust-rep", "question review")
    await everybody(day, "agree")
    await day.say(CHAIR, "confirm result")
    assert "A review was agreed: set its date." in await day.say(CHAIR, "close case")

    form = await stage.press(ADMIN, "Date of the review", about="A review was agreed")
    assert form.fields["on"] == (TODAY + timedelta(days=7)).isoformat()  # type: ignore[union-attr]
    wrong = await stage.fill(form, on=(TODAY + timedelta(days=15)).isoformat())
    assert "The last possible day is " in wrong.words
    await stage.fill(form, on=(TODAY + timedelta(days=14)).isoformat())
    assert (await day.case("101")).review_on == TODAY + timedelta(days=14)
    review = [a for a in (await day.meeting()).actions_for("101") if a.kind == "hold-review"]
    assert [a.due for a in review] == [TODAY + timedelta(days=14)]


@pytest.mark.rule("LIN-101")
async def test_the_chair_alone_hears_of_a_case_that_was_heard_often(stage: Stage) -> None:
    often = Listing(
        number="404",
        district="West Lindsey",
        referring_agency="police",
        repeat=True,
        previous_hearings=4,
        last_heard=TODAY - timedelta(days=100),
    )
    long_ago = Listing(
        number="405",
        district="West Lindsey",
        referring_agency="police",
        previous_hearings=6,
        last_heard=TODAY - timedelta(days=500),
    )
    thrice = Listing(
        number="406",
        district="West Lindsey",
        referring_agency="police",
        previous_hearings=3,
        last_heard=TODAY - timedelta(days=10),
    )
    day = await a_day(stage, often, long_ago, thrice)
    told = [m.words for m in stage.seen(CHAIR) if "Heard at least 4 times before" in m.words]
    assert len(told) == 1
    assert "case 404." in told[0]
    for person in (p for p in IN_THE_ROOM if p != CHAIR):
        assert "Heard at least" not in stage.everything(person)

    await day.say(CHAIR, "next case")
    assert "Heard often enough for a multiple repeat review." in day.desk(CHAIR).words
    assert (await day.meeting()).votes == {}
    assert (await day.case("404")).review_agreed_on is None


@pytest.mark.rule("LIN-104")
async def test_administrators_say_how_a_reviewed_case_comes_back(stage: Stage) -> None:
    again = Listing(number="404", district="West Lindsey", referring_agency="police", reviewed_before=True)
    day = await a_day(stage, again, *CASES)
    for person in (ADMIN, OTHER_ADMIN):
        assert "Case 404 was reviewed before." in stage.everything(person)
    assert "reviewed before" not in stage.everything("police-rep")
    assert "say whether it is heard first" in await day.say(CHAIR, "open case 404")

    form = await stage.press(ADMIN, "How a reviewed case comes back", about="Case 404 was reviewed")
    await stage.fill(form, route=ReviewRoute.STRAIGHT_TO_REVIEW.value)
    assert (await day.case("404")).route is ReviewRoute.STRAIGHT_TO_REVIEW
    await stage.say(CHAIR, "desk")
    assert "Open case 404" not in day.buttons(CHAIR)

    await day.say(ADMIN, f"reviewed case 404 {ReviewRoute.HEARD_FIRST.value}")
    await day.say(CHAIR, "open case 404")
    assert (await day.meeting()).current_case == "404"


@pytest.mark.rule("LIN-65")
async def test_a_listed_case_is_closed_at_its_slot_with_a_reason_and_never_deleted(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(ADMIN, "mark for closure 101")
    case = await day.case("101")
    assert case.for_closure
    assert case.state is CaseState.LISTED
    assert any(slot.case == "101" for slot in (await day.meeting()).order)

    await day.say(CHAIR, "next case")
    assert "It is marked for closure: give the reason." in day.desk(CHAIR).words
    assert "give the reason" in await day.say(CHAIR, "close case")
    form = await stage.press(CHAIR, "Closing reason")
    await stage.fill(form, reason="moved-away")
    await day.see_to_all("101")
    await day.say(CHAIR, "close case")
    case = await day.case("101")
    assert case.state is CaseState.CLOSED
    assert case.closing_reason == "moved-away"

    removing = [
        c.__name__ for c in commands() if "Case" in c.__name__ and c.__name__.startswith(("Remove", "Delete"))
    ]
    assert removing == []
    assert not [act for act in TABLE.acts if any("delete" in words for words in act.words)]


async def test_an_administrator_gives_an_agencys_answer(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(CHAIR, "next case")
    await day.say(CHAIR, "question review")
    await day.say(ADMIN, "agree question: review; for which agency: Probation Service")
    vote = (await day.meeting()).votes[f"101:{Question.REVIEW.value}"]
    assert vote.answers == {"probation": True}
    assert "for your own agency" in await day.say(
        "idva-rep", "agree question: review; agency: Probation Service"
    )
