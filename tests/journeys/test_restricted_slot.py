"""An HBA slot: the chat is shut and stays clean, and who was not admitted hears of a bare slot alone."""

from __future__ import annotations

import json

import pytest

from marac.actions import RecordAction
from marac.presence import Arrive, Depart
from marac.restricted import Admit
from marac.words import CaseState, Protects, Question
from tests.journeys.hearing_day import (
    ADMIN,
    CASES,
    CHAIR,
    EMPLOYEE,
    HBA,
    IN_THE_ROOM,
    OTHER_ADMIN,
    OTHER_CHAIR,
    Day,
    a_day,
)
from tests.journeys.stage import Stage

ADMITTED = (CHAIR, "police-rep", "idva-rep")
KEPT_AWAY = ("trust-rep", "csc-rep", "das-rep", "probation-rep", "observer", OTHER_CHAIR)
LABEL = "HBA 909 MARAC Meeting"


async def an_hba_day(stage: Stage) -> Day:
    admitted = tuple(("909", p) for p in ADMITTED)
    return await a_day(stage, HBA, *CASES, present=(*IN_THE_ROOM, OTHER_CHAIR), admitted=admitted)


async def open_the_hba(day: Day) -> None:
    """The room is said to be clear, and an administrator opens the case."""
    await day.say(ADMIN, "room clear they have left; case: 909")
    await day.say(ADMIN, "open anyway those involved are here; case: 909")
    assert (await day.meeting()).current_case == "909", day.stage.last(ADMIN).words


async def hear_the_hba(day: Day) -> None:
    """Everything that can happen in a case, by typing and by card."""
    await day.say(CHAIR, "next")
    await day.say(CHAIR, "call idva")
    await day.later(minutes=3)
    await day.say(CHAIR, "suspend the fire alarm")
    await day.say(CHAIR, "resume")
    await day.say("idva-rep", "views not reached")
    await day.say(CHAIR, "question review")
    await day.say("police-rep", "agree")
    await day.say("idva-rep", "do not agree")
    await day.say(CHAIR, "confirm result")
    await day.take(
        RecordAction(
            case="909", what="Fit a lock.", agencies=("police",), protects=Protects.ADULT, feedback=True
        ),
        by=ADMIN,
    )
    await day.see_to_all("909")


@pytest.mark.rule("LIN-57")
async def test_the_chat_says_that_it_is_closed_and_that_it_is_open_again_and_nothing_between(
    stage: Stage,
) -> None:
    day = await an_hba_day(stage)
    await stage.say("trust-rep", "meeting", chat=True)
    seen = len(stage.in_chat())
    await open_the_hba(day)
    opened = await day.last_letter()
    before = [(m.id, m.versions) for m in stage.in_chat()[:seen]]
    await hear_the_hba(day)
    between = stage.in_chat()[len(before) :]
    assert [m.words for m in between] == ["The chat is closed for the next slot."]

    for words in ("help", "meeting", "status", "next", "desk", "no such words", "case 909", "open"):
        await stage.say("trust-rep", words, chat=True)
        await stage.say(CHAIR, words, chat=True)
    await stage.say("caller-of-no-register", "hello", chat=True)
    await day.take(Depart(person="das-rep"), Arrive(person="das-rep"))
    assert [m.words for m in stage.in_chat()[len(before) :]] == ["The chat is closed for the next slot."]
    assert [(m.id, m.versions) for m in stage.in_chat()[: len(before)]] == before, "a card was refreshed"

    assert await day.letters("chat", opened) == [], "nothing was even meant for the chat"
    await day.say(CHAIR, "close anyway the rest is for the administrators")
    assert (await day.case("909")).state is CaseState.HEARD
    assert "The chat is open again." in [m.words for m in stage.in_chat()]
    said = json.dumps([m.activity for m in stage.in_chat()], ensure_ascii=False)
    assert "909" not in said.replace(LABEL, "")


async def test_a_chat_that_opens_again_gets_its_card_back(stage: Stage) -> None:
    day = await an_hba_day(stage)
    card = next(m for m in stage.in_chat() if "Running order" in m.words)
    await open_the_hba(day)
    while_shut = card.versions
    await day.say(CHAIR, "close anyway it is late")
    assert card.versions > while_shut, "whoever looked while it was shut still reads that it is"
    assert "Case 909" not in card.words


@pytest.mark.rule("LIN-119", "LIN-120")
async def test_who_was_not_admitted_sees_the_bare_slot_and_nothing_else(stage: Stage) -> None:
    day = await an_hba_day(stage)
    for person in KEPT_AWAY:
        await stage.say(person, "desk")
    before = {p: [(m.id, m.versions) for m in stage.seen(p)] for p in KEPT_AWAY}

    await open_the_hba(day)
    await hear_the_hba(day)
    await day.say(CHAIR, "close anyway it is late")
    for person in KEPT_AWAY:
        then = [(m.id, m.versions) for m in stage.seen(person)]
        assert then == before[person], f"{person} was sent something while the slot lasted"

    for person in KEPT_AWAY:
        for words in ("desk", "meeting", "help", "my actions", "case actions", "outstanding"):
            await stage.say(person, words)
        assert "909" not in stage.everything(person).replace(LABEL, "")
    assert LABEL in stage.everything("trust-rep"), "the bare slot stands in everybody's running order"


async def test_for_who_was_not_admitted_the_case_has_no_number(stage: Stage) -> None:
    day = await an_hba_day(stage)
    await open_the_hba(day)
    await hear_the_hba(day)
    for person in KEPT_AWAY:
        for words in ("case {}", "nothing to offer; case: {}", "agree; case: {}; question: review"):
            real = await day.say(person, words.format("909"))
            wrong = await day.say(person, words.format("777"))
            assert real.replace("909", "…") == wrong.replace("777", "…")


@pytest.mark.rule("LIN-122")
async def test_the_room_is_cleared_first_and_somebody_who_comes_in_is_told_of(stage: Stage) -> None:
    admitted = tuple(("909", p) for p in ADMITTED)
    day = await a_day(stage, HBA, present=(*IN_THE_ROOM, OTHER_CHAIR), admitted=admitted)
    await stage.say(CHAIR, "desk")
    desk = day.desk(CHAIR).words
    assert "Please clear the room: Health Hazel, Children Chestnut" in desk
    assert "Observer Olive" in desk
    assert "Open case 909" not in day.buttons(CHAIR)
    assert "Please clear the room" in await day.say(CHAIR, "open anyway no time")
    assert (await day.meeting()).current_case is None

    await day.take(*(Depart(person=p) for p in KEPT_AWAY))
    await stage.press(CHAIR, "The room is clear")
    form = await stage.press(CHAIR, "Open it anyway")
    await stage.fill(form, note="Only those involved take part.")
    assert (await day.meeting()).current_case == "909"

    count = {p: len(stage.seen(p)) for p in (CHAIR, ADMIN, OTHER_ADMIN, "police-rep", "observer")}
    await day.take(Arrive(person="observer"))
    for person in (CHAIR, ADMIN, OTHER_ADMIN):
        assert "Observer Olive must not hear case 909" in day.since(person, count[person])
    assert "Olive" not in day.since("police-rep", count["police-rep"])
    assert "909" not in day.since("observer", count["observer"])

    await day.say(CHAIR, "close anyway it is late")
    after = {p: len(stage.seen(p)) for p in KEPT_AWAY}
    await day.say(ADMIN, "next case")
    for person in KEPT_AWAY:
        assert "909" not in day.since(person, after[person])


@pytest.mark.rule("LIN-121")
async def test_somebody_admitted_ahead_is_asked_to_call_and_told_nothing_else(stage: Stage) -> None:
    day = await a_day(stage, HBA, *CASES, is_open=False)
    await day.take(Admit(case="909", person="police-rep"), by=ADMIN)
    assert "Please call the MARAC administrators." in stage.last("police-rep").words
    assert "909" not in stage.everything("police-rep")

    card = await day.say(ADMIN, "case 909")
    assert "Not telephoned" in card
    assert "Call made" in card
    await day.say(ADMIN, "call made Police Birch; case: 909")
    case = await day.case("909")
    assert set(case.calls) == {"police-rep"}
    assert "Not telephoned" not in await day.say(ADMIN, "case 909")


async def test_a_message_to_call_is_not_sent_once_the_call_was_made(stage: Stage) -> None:
    day = await a_day(stage, HBA, *CASES, is_open=False)
    await day.say(ADMIN, "call made Support Sycamore; case: 909")
    await day.take(Admit(case="909", person="das-rep"), by=ADMIN)
    assert "Please call" not in stage.everything("das-rep")


async def test_a_chair_who_was_not_admitted_is_told_of_the_bare_slot(stage: Stage) -> None:
    day = await a_day(stage, HBA, admitted=(("909", "police-rep"),))
    await stage.say(CHAIR, "desk")
    desk = day.desk(CHAIR).words
    assert f"Next: {LABEL}. The administrators admit the people for it and open it." in desk
    assert "909" not in desk.replace(LABEL, "")
    assert "Case 101" not in desk

    assert "Chair Alder is in the chair and has not been admitted" in await day.say(ADMIN, "open case 909")


async def test_an_employee_sensitive_case_leaves_no_trace_with_others(stage: Stage) -> None:
    admitted = (("808", CHAIR), ("808", "police-rep"))
    day = await a_day(stage, EMPLOYEE, *CASES, present=(*IN_THE_ROOM, OTHER_CHAIR), admitted=admitted)
    await day.say(ADMIN, "employer told told; case: 808")
    await day.take(*(Depart(person=p) for p in KEPT_AWAY))
    await day.say(ADMIN, "room clear the list is behind; case: 808")
    before = await day.last_letter()
    await day.say(ADMIN, "open anyway those involved are here; case: 808")
    assert (await day.meeting()).current_case == "808"
    await day.say(CHAIR, "next")
    await day.say(CHAIR, f"question {Question.NOT_HIGH_RISK.value}")
    await day.see_to_all("808")
    await day.say(CHAIR, "close anyway it is late")
    assert (await day.case("808")).state is CaseState.HEARD
    assert await day.letters("chat", before) == [], "nothing was even meant for the chat"
    for person in KEPT_AWAY:
        assert await day.letters(person, before) == []

    for person in KEPT_AWAY:
        for words in ("desk", "meeting", "help", "my actions"):
            await stage.say(person, words)
    assert "808" not in stage.everything(*KEPT_AWAY)
    assert "808" not in stage.chat_words()
    assert "808" in stage.everything("police-rep")


async def test_nobody_not_admitted_moves_it(stage: Stage) -> None:
    day = await an_hba_day(stage)
    await open_the_hba(day)
    await hear_the_hba(day)
    entries = len(await stage.office.ledger.entries(day.key))
    for person in KEPT_AWAY:
        for words in (
            "next",
            "close case",
            "call police",
            "nothing further",
            "question review",
            "views given",
        ):
            await stage.say(person, words)
        with pytest.raises(AssertionError):
            await stage.press(person, "Next: IDVA Service")
    assert len(await stage.office.ledger.entries(day.key)) == entries
