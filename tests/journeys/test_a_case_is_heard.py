"""A case from its opening to its close, by card and by typing, told as a transcript."""

from __future__ import annotations

import pytest

from marac.words import CaseState, Views
from tests.dialogs.cards import faults
from tests.journeys.hearing_day import ADMIN, CHAIR, a_day
from tests.journeys.stage import Form, Stage


async def test_the_chair_opens_runs_and_closes_a_case_by_typing(stage: Stage) -> None:
    day = await a_day(stage)

    desk = await day.say(CHAIR, "next case")
    assert "Case 101" in desk
    assert "To come: Lincolnshire Police, IDVA Service" in desk
    assert (await day.meeting()).current_case == "101"

    assert "▸ Lincolnshire Police – until 09:02" in await day.say(CHAIR, "next")
    assert "▸ IDVA Service" in await day.say(CHAIR, "next speaker")
    assert "▸ Probation Service" in await day.say(CHAIR, "call probation")

    held = await day.say(CHAIR, "close case")
    assert "Not yet." in held
    assert "Checklist:" in held
    assert "close anyway" in held
    assert (await day.case("101")).state is CaseState.OPEN

    await day.see_to_all("101")
    after = await day.say(CHAIR, "close case")
    assert "Next: 09:30  Case 102" in after
    assert (await day.case("101")).state is CaseState.HEARD
    hearing = (await day.case("101")).hearing
    assert hearing is not None
    assert hearing.views is Views.GIVEN


async def test_the_chair_opens_runs_and_closes_a_case_by_card(stage: Stage) -> None:
    day = await a_day(stage)
    await stage.say(CHAIR, "desk")

    await stage.press(CHAIR, "Open case 101")
    await stage.say("police-rep", "question review")
    await stage.press(CHAIR, "Confirm: not agreed")
    await stage.press(CHAIR, "Next: Lincolnshire Police")
    await stage.press(CHAIR, "Next: IDVA Service")
    for agency in ("Hospital Trust", "Children’s Services", "Domestic Abuse Service", "Probation Service"):
        await stage.press(CHAIR, f"Next: {agency}")
    await stage.press(CHAIR, "End the round")
    assert "Everybody has spoken." in day.desk(CHAIR).words

    await stage.press("idva-rep", "Statement read")
    await stage.press("police-rep", "Nothing to offer")
    form = await stage.press(CHAIR, "Checklist")
    await stage.fill(form, points="risks,barriers,earlier-work,unmanageable-risks,risks-to-staff")
    assert "Checklist, 5 of 6: Homicide Timeline referred to" in day.desk(CHAIR).words
    form = await stage.press(CHAIR, "Checklist")
    assert isinstance(form, Form)
    points = str(form.fields["points"])
    await stage.fill(form, points=f"{points},homicide-timeline")
    await stage.press(CHAIR, "Nobody else")
    await stage.press(CHAIR, "Feedback not safe")
    await stage.press(CHAIR, "Nothing further")
    await stage.press(CHAIR, "Close the case")
    assert (await day.case("101")).state is CaseState.HEARD
    assert "Open case 102" in day.buttons(CHAIR)
    await stage.say(CHAIR, "case 102")
    cards = [m.card for m in stage.teams.messages if m.card]
    assert [fault for card in cards for fault in faults(card)] == []


async def test_what_holds_a_case_can_be_gone_round_with_a_note(stage: Stage) -> None:
    day = await a_day(stage)
    await stage.press(CHAIR, "Open case 101")

    form = await stage.press(CHAIR, "Close it anyway")
    assert "I need one more thing" in (await stage.fill(form, note="")).words
    await stage.fill(form, note="The fire alarm went.")
    assert (await day.case("101")).state is CaseState.HEARD


@pytest.mark.parametrize("person", [CHAIR, ADMIN])
async def test_an_old_card_does_not_move_the_case_after_it(stage: Stage, person: str) -> None:
    day = await a_day(stage)
    await stage.say(person, "desk")
    await stage.press(person, "Open case 101")
    old = day.desk(person).card
    await stage.say(CHAIR, "close anyway time is short")
    await stage.say(CHAIR, "next case")

    stage.teams.messages.append(stage.teams.messages[-1].__class__("old", f"a:{person}", _as_message(old)))
    answer = await stage.press(person, "Next: Lincolnshire Police", about="Case 101")
    assert isinstance(answer, Form)
    assert "Case 101 is not open" in answer.sentence
    hearing = (await day.case("102")).hearing
    assert hearing is not None
    assert hearing.turn is None


def _as_message(card: dict[str, object]) -> dict[str, object]:
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}
