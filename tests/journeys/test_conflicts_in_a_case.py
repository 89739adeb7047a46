"""Conflicts of interest around a case: who steps out hears when to go and when to come back, and nothing of
the case; a conflicted chair or minute taker is replaced."""

from __future__ import annotations

import pytest

from marac.actions import RecordAction
from marac.conflicts import DeclareConflicts
from marac.words import Protects
from tests.journeys.hearing_day import (
    ADMIN,
    CASES,
    CHAIR,
    IN_THE_ROOM,
    OTHER_ADMIN,
    OTHER_CHAIR,
    Day,
    a_day,
)
from tests.journeys.stage import Stage


async def run(day: Day, number: str) -> None:
    """Open the case, take an action in it, see to everything and close it."""
    await day.say(ADMIN, f"open anyway it is time; case: {number}")
    assert (await day.meeting()).current_case == number, day.stage.last(ADMIN).words
    await day.say(ADMIN, "next")
    await day.say(ADMIN, "question review")
    action = RecordAction(case=number, what="Fit a lock.", agencies=("police",), protects=Protects.ADULT)
    await day.take(action, by=ADMIN)
    await day.see_to_all(number)
    await day.say(ADMIN, "close anyway it is late")


@pytest.mark.rule("LIN-59")
async def test_a_notice_is_private_and_keeps_its_giver_out_of_the_case(stage: Stage) -> None:
    day = await a_day(stage)
    await stage.say("idva-rep", "desk")
    told = {p: len(stage.seen(p)) for p in IN_THE_ROOM}
    await day.say("idva-rep", "conflicts 101")
    for person in (CHAIR, ADMIN, OTHER_ADMIN):
        notice = day.since(person, told[person])
        assert "Idva Rowan has given notice of a conflict of interest in case 101" in notice
        assert "No reason is asked" in notice
    for person in ("police-rep", "trust-rep", "observer"):
        assert "conflict of interest in case" not in day.since(person, told[person])
    assert "Rowan" not in stage.chat_words()
    assert "101" not in stage.chat_words().split("Running order")[0]

    assert "Decide whether Idva Rowan may stay for it." in await day.say(CHAIR, "next case")
    await stage.press(CHAIR, "Ask to step out")
    assert (await day.meeting()).stays["101"] == {"idva-rep": False}

    await day.say(ADMIN, "open anyway it is time")
    assert (await day.meeting()).current_case == "101"
    out = stage.seen("idva-rep")
    assert "Case 101 is being heard now. Please leave the call" in out[-1].words
    assert "IDVA Service" not in day.desk(CHAIR).words.split("Quorate")[0].split("Speaking")[1]

    count, desk = len(out), day.desk("idva-rep").words
    await day.say(CHAIR, "next")
    await day.say(CHAIR, "question review")
    await day.take(
        RecordAction(case="101", what="Fit a lock.", agencies=("police",), protects=Protects.ADULT), by=ADMIN
    )
    assert len(stage.seen("idva-rep")) == count
    assert day.desk("idva-rep").words == desk
    assert "Case 101" not in desk
    assert "there is a conflict of interest" in await day.say("idva-rep", "case 101")

    await day.say(CHAIR, "close anyway it is late")
    assert "Case 101 is over. You can come back" in stage.last("idva-rep").words
    assert "Fit a lock" not in stage.everything("idva-rep")


async def test_quoracy_is_counted_again_without_those_who_step_out(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say("police-rep", "conflicts 101")
    assert "For this case you need police" in await day.say(CHAIR, "next case")


async def test_who_is_asked_to_stay_takes_part(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say("idva-rep", "conflicts 101")
    await stage.press(CHAIR, "Ask to stay")
    await day.say(CHAIR, "next case")
    assert "How were the victim's views heard?" in day.desk("idva-rep").words
    assert "Please leave the call" not in stage.everything("idva-rep")


@pytest.mark.rule("LIN-62")
async def test_a_chair_with_a_conflict_does_not_chair_the_case_and_another_is_seated(stage: Stage) -> None:
    day = await a_day(stage, present=(*IN_THE_ROOM, OTHER_CHAIR))
    await day.say(CHAIR, "conflicts 101")
    for person in (ADMIN, OTHER_ADMIN):
        assert "The chair has a conflict in case 101. Please say who chairs it instead." in stage.everything(
            person
        )
    assert "somebody else sees to it" in day.desk(CHAIR).words
    refused = await day.say(CHAIR, "open anyway I can do it")
    assert "somebody else has to chair it" in refused
    assert "somebody else has to chair it" in await day.say(ADMIN, "open anyway there is no time")
    assert (await day.meeting()).current_case is None

    form = await stage.press(ADMIN, "Another chair")
    await stage.fill(form, person=OTHER_CHAIR)
    await day.say(OTHER_CHAIR, "next case")
    assert (await day.meeting()).current_case == "101"
    assert "Close it anyway" in day.buttons(OTHER_CHAIR)
    assert "101 is being heard" in day.desk(CHAIR).words
    assert "Speaking" not in day.desk(CHAIR).words

    await day.later(minutes=10)
    await day.say(OTHER_CHAIR, "close anyway it is late")
    shown = await day.say(ADMIN, "case 101")
    assert "Chair Aspen, 09:00 to 09:10" in shown
    assert "Open case 102" in day.buttons(CHAIR), "the sitting's chair has the next case"


@pytest.mark.rule("LIN-61")
async def test_an_administrator_with_a_conflict_has_no_part_in_the_case(stage: Stage) -> None:
    day = await a_day(stage)
    await day.say(ADMIN, "conflicts 101")
    assert "The minute taker has a conflict in case 101. Please say who takes its minutes." in (
        stage.everything(OTHER_ADMIN)
    )
    assert "The minute taker has a conflict" not in stage.everything(ADMIN)
    await day.say(OTHER_ADMIN, "another minute taker Admin Acacia; case: 101")
    assert (await day.case("101")).minute_taker == OTHER_ADMIN

    count = len(stage.seen(ADMIN))
    await day.say(CHAIR, "open anyway it is time")
    assert (await day.meeting()).current_case == "101"
    await day.say(CHAIR, "next")
    await day.later(minutes=3)
    action = RecordAction(case="101", what="Fit a lock.", agencies=("police",), protects=Protects.ADULT)
    await day.take(action, by=CHAIR)
    assert "Fit a lock" not in stage.everything(ADMIN)
    assert "somebody else sees to it" in day.desk(ADMIN).words
    assert "Speaking" not in day.desk(ADMIN).words
    for words in ("case 101", "case actions 101", "next", "close anyway please"):
        await day.say(ADMIN, words)
    assert "Fit a lock" not in stage.everything(ADMIN)
    assert (await day.meeting()).current_case == "101"
    await day.say(CHAIR, "close anyway it is late")
    assert "time is up" not in day.since(ADMIN, count).casefold()


@pytest.mark.parametrize("person", ["idva-rep", "police-deputy", OTHER_CHAIR, OTHER_ADMIN])
async def test_nobody_sees_a_case_that_they_are_out_of(stage: Stage, person: str) -> None:
    day = await a_day(stage, *CASES, present=(*IN_THE_ROOM, "police-deputy", OTHER_CHAIR))
    await day.take(DeclareConflicts(person=person, cases=("101",)), by=person)
    await stage.say(person, "desk")
    count, before = len(stage.seen(person)), await day.last_letter()
    await run(day, "101")
    for words in ("desk", "case 101", "case actions 101", "my actions", "meeting"):
        await stage.say(person, words)

    told = day.since(person, count)
    meant = set(await day.letters(person, before))
    assert meant <= {"desk", "step-out-now", "come-back", "restricted-open"}
    for content in ("Fit a lock", "Hold a complex", "Do you agree", "To come:", "Share the last"):
        assert content not in stage.everything(person)
    assert "Case 101 is over" in told
