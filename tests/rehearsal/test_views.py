"""Base cards, the views made for one person, and what a press brings."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.rehearsal.bots import RecordingBot, card, card_reply, message
from tests.rehearsal.conftest import Stage

REFRESH = {"type": "Action.Execute", "verb": "mine", "data": {"case": 1}}
EXECUTE = {"type": "Action.Execute", "title": "Declare", "verb": "declare", "data": {"version": "3"}}


def refreshing(stage: Stage, *keys: str, **more: Any) -> dict[str, Any]:
    ids = [stage.room.world.person(key).teams_id for key in keys]
    return card("for all", refresh={"action": REFRESH, "userIds": ids}, **more)


async def own_view(bot: RecordingBot, activity: dict[str, Any]) -> dict[str, Any]:
    return card_reply(card(f"only {activity['from']['name']}"))


async def shown(stage: Stage, person: str) -> list[tuple[str, str]]:
    return [
        (a["card"]["body"][0]["text"], a["view"])
        for m in await stage.messages(person, stage.chat)
        for a in m["attachments"]
    ]


async def test_a_view_is_made_for_each_person_named_and_shown_to_nobody_else(stage: Stage) -> None:
    stage.bot.answers["adaptiveCard/action"] = own_view
    await stage.post(stage.chat, message(refreshing(stage, "police", "health")))
    for person in ("chair", "police"):
        await stage.do("look", person=person, conversation=stage.chat)
    assert await shown(stage, "police") == [("only Police Birch", "yours")]
    assert await shown(stage, "chair") == [("for all", "base")]
    assert await shown(stage, "health") == [("for all", "base")]  # not looked yet
    (invoke,) = stage.bot.activities
    assert invoke["value"] == {"action": REFRESH, "trigger": "automatic"}
    assert invoke["replyToId"] == (await stage.messages("police", stage.chat))[0]["id"]


async def test_a_view_is_made_again_when_the_card_changes_or_a_minute_has_passed(stage: Stage) -> None:
    stage.bot.answers["adaptiveCard/action"] = own_view
    _, sent, _ = await stage.post(stage.chat, message(refreshing(stage, "police")))
    look = {"person": "police", "conversation": stage.chat}
    for _ in range(2):
        await stage.do("look", **look)
    assert len(stage.bot.activities) == 1
    path = f"/v3/conversations/{stage.chat}/activities/{sent['id']}"
    await stage.wire("PUT", path, message(refreshing(stage, "police")))
    assert await shown(stage, "police") == [("for all", "base")]
    await stage.do("look", **look)
    assert len(stage.bot.activities) == 2
    await stage.do("clock", by=61)
    await stage.do("look", **look)
    assert len(stage.bot.activities) == 3
    await stage.do("look", **look, message=sent["id"])
    assert stage.bot.activities[-1]["value"]["trigger"] == "manual"


async def test_without_names_a_small_chat_refreshes_for_everybody(stage: Stage) -> None:
    stage.bot.answers["adaptiveCard/action"] = own_view
    await stage.post(stage.chat, message(card("for all", refresh={"action": REFRESH})))
    await stage.do("look", person="chair", conversation=stage.chat)
    assert await shown(stage, "chair") == [("only Chair Alder", "yours")]


async def test_a_press_sends_data_and_inputs_and_the_answer_is_the_pressers_alone(stage: Stage) -> None:
    async def answer(bot: RecordingBot, activity: dict[str, Any]) -> dict[str, Any]:
        return card_reply(card(f"declared {activity['value']['action']['data']['cases']}"))

    stage.bot.answers["adaptiveCard/action"] = answer
    box = {"type": "Input.Text", "id": "cases", "label": "Conflicts"}
    content = card("Declare", actions=[EXECUTE])
    content["body"].append(box)
    await stage.post(stage.chat, message(content))
    pressed = await stage.do("press", person="police", title="Declare", inputs={"cases": "4, 7"})
    assert pressed["ok"]
    value = stage.bot.activities[-1]["value"]
    assert value["action"]["data"] == {"version": "3", "cases": "4, 7"}
    assert (value["action"]["verb"], value["trigger"]) == ("declare", "manual")
    assert await shown(stage, "police") == [("declared 4, 7", "yours")]
    assert await shown(stage, "chair") == [("Declare", "base")]
    chat_held = [e["text"] for e in await stage.get(f"seen?conversation={stage.chat}")]
    assert not any("4, 7" in text for text in chat_held)
    police_saw = [e["text"] for e in await stage.get("seen?person=police")]
    assert "declared 4, 7" in police_saw
    assert not any("4, 7" in e["raw"] for e in await stage.get("seen?person=chair"))


async def test_an_answer_given_while_the_card_changes_is_shown_and_then_made_anew(stage: Stage) -> None:
    views = iter(("answer to the press", "made anew"))

    async def answer(bot: RecordingBot, activity: dict[str, Any]) -> dict[str, Any]:
        if activity["value"]["trigger"] == "manual":
            await bot.put(
                activity, activity["replyToId"], message(refreshing(stage, "police", actions=[EXECUTE]))
            )
        return card_reply(card(next(views)))

    stage.bot.answers["adaptiveCard/action"] = answer
    await stage.post(stage.chat, message(refreshing(stage, "police", actions=[EXECUTE])))
    await stage.do("press", person="police", title="Declare")
    assert await shown(stage, "police") == [("answer to the press", "yours")]
    await stage.do("look", person="police", conversation=stage.chat)
    assert await shown(stage, "police") == [("made anew", "yours")]


@pytest.mark.parametrize(
    ("answer", "note", "refused"),
    [
        (
            {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Noted."},
            "Noted.",
            False,
        ),
        (
            {
                "statusCode": 403,
                "type": "application/vnd.microsoft.error",
                "value": {"code": "x", "message": "No."},
            },
            "No.",
            True,
        ),
    ],
)
async def test_a_note_is_shown_to_the_presser_alone(
    stage: Stage, answer: Any, note: str, refused: bool
) -> None:
    async def reply(bot: RecordingBot, activity: dict[str, Any]) -> Any:
        return answer

    stage.bot.answers["adaptiveCard/action"] = reply
    await stage.post(stage.chat, message(card("Declare", actions=[EXECUTE])))
    pressed = await stage.do("press", person="police", title="Declare")
    assert (pressed["note"], pressed["refused"]) == (note, refused)
    assert (await stage.messages("police", stage.chat))[0]["note"] == note
    assert (await stage.messages("chair", stage.chat))[0]["note"] is None


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"statusCode": "200", "type": "application/vnd.microsoft.card.adaptive", "value": card("x")},
        {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": "x"},
        {
            "statusCode": 200,
            "type": "application/vnd.microsoft.card.adaptive",
            "value": {"type": "AdaptiveCard"},
        },
        {"statusCode": 500, "type": "application/vnd.microsoft.card.adaptive", "value": card("x")},
        {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": {}},
        {
            "statusCode": 200,
            "type": "application/vnd.microsoft.error",
            "value": {"code": "x", "message": "y"},
        },
        {"statusCode": 200, "type": "text/plain", "value": "x"},
        {
            "statusCode": 200,
            "type": "application/vnd.microsoft.card.adaptive",
            "value": card("x") | {"version": "1.6"},
        },
    ],
)
async def test_a_wrong_answer_is_found_out_and_the_person_told_so(stage: Stage, answer: Any) -> None:
    async def reply(bot: RecordingBot, activity: dict[str, Any]) -> Any:
        return answer

    stage.bot.answers["adaptiveCard/action"] = reply
    await stage.post(stage.chat, message(card("Declare", actions=[EXECUTE])))
    pressed = await stage.do("press", person="police", title="Declare")
    assert not pressed["ok"]
    assert (await stage.get("state"))["problems"][-1]["problem"] == pressed["problem"]
    assert "Something went wrong" in (await stage.messages("police", stage.chat))[0]["note"]


async def test_an_invoke_has_ten_seconds(stage: Stage) -> None:
    assert stage.room.courier.invoke_limit_s == 10
    stage.room.courier.invoke_limit_s = 0.05
    stage.bot.stall = asyncio.Event()
    await stage.post(stage.chat, message(card("Declare", actions=[EXECUTE])))
    pressed = await stage.do("press", person="police", title="Declare")
    stage.bot.stall.set()
    assert (pressed["ok"], pressed["status"]) == (False, 0)
    assert "did not answer" in pressed["problem"]


async def test_a_submit_is_a_message_without_text_in_the_cards_conversation(stage: Stage) -> None:
    submit = {"type": "Action.Submit", "title": "Check in", "data": {"verb": "in"}}
    _, sent, _ = await stage.post(stage.chat, message(card("Roll", actions=[submit])))
    await stage.do("press", person="police", title="Check in")
    activity = stage.bot.activities[-1]
    assert (activity["type"], activity["value"], activity["replyToId"]) == (
        "message",
        {"verb": "in"},
        sent["id"],
    )
    assert "text" not in activity
    assert len(await stage.messages("chair", stage.chat)) == 1


async def test_message_back_is_said_in_the_chat(stage: Stage) -> None:
    back = {"msteams": {"type": "messageBack", "displayText": "Here!", "text": "here", "value": {"a": 1}}}
    echo = {"msteams": {"type": "imBack", "value": "help"}}
    actions = [
        {"type": "Action.Submit", "title": "Say so", "data": back},
        {"type": "Action.Submit", "title": "Help", "data": echo},
    ]
    await stage.post(stage.chat, message(card("Roll", actions=actions)))
    await stage.do("press", person="police", title="Say so")
    activity = stage.bot.activities[-1]
    assert (activity["text"], activity["value"]) == ("here", {"a": 1})
    await stage.do("press", person="police", title="Help")
    assert stage.bot.activities[-1]["text"] == "help"
    assert [m["text"] for m in await stage.messages("chair", stage.chat)] == ["", "Here!", "help"]


async def test_the_newest_card_with_the_button_is_pressed(stage: Stage) -> None:
    for case in ("Case 1", "Case 2"):
        submit = {"type": "Action.Submit", "title": "Next", "data": {"of": case}}
        await stage.post(stage.chat, message(card(case, actions=[submit])))
    await stage.do("press", person="chair", title="Next")
    assert stage.bot.activities[-1]["value"] == {"of": "Case 2"}
    await stage.do("press", person="chair", title="Next", containing="Case 1")
    assert stage.bot.activities[-1]["value"] == {"of": "Case 1"}
    first = (await stage.messages("chair", stage.chat))[0]["id"]
    await stage.do("press", person="chair", conversation=stage.chat, message=first, action=0)
    assert stage.bot.activities[-1]["value"] == {"of": "Case 1"}
    for wish in ({"title": "Other"}, {"conversation": stage.chat, "message": first, "action": 9}):
        status, body = await stage.ask("POST", "press", {"person": "chair"} | wish)
        assert status == 409, body


async def test_a_card_that_changes_under_the_hand_does_what_the_hand_pressed(stage: Stage) -> None:
    step_out, stay = (
        {"type": "Action.Submit", "title": title, "verb": None, "data": {"verb": title}}
        for title in ("Step out", "Stay")
    )
    _, sent, _ = await stage.post(stage.chat, message(card("x", actions=[step_out, stay])))
    changed = message(card("y", actions=[stay, {**step_out, "data": {"verb": "other"}}]))
    await stage.wire("PUT", f"/v3/conversations/{stage.chat}/activities/{sent['id']}", changed)
    wish = {"person": "police", "conversation": stage.chat, "message": sent["id"]}
    await stage.do("press", **wish, action=1, pressed=stay)
    assert stage.bot.activities[-1]["value"] == {"verb": "Stay"}
    status, body = await stage.ask("POST", "press", wish | {"action": 1, "pressed": step_out})
    assert (status, "card has changed" in body["error"]) == (409, True)
    assert len(stage.bot.activities) == 1


async def test_nobody_presses_what_they_do_not_see(stage: Stage) -> None:
    submit = {"type": "Action.Submit", "title": "Next"}
    chair = {"recipient": {"id": stage.room.world.person("chair").teams_id}}
    _, sent, _ = await stage.post(
        stage.chat, message(card("x", actions=[submit])) | chair, "?isTargetedActivity=true"
    )
    wish = {"person": "police", "conversation": stage.chat, "message": sent["id"], "action": 0}
    assert (await stage.ask("POST", "press", wish))[0] == 409
    assert (await stage.ask("POST", "press", {"person": "police", "title": "Next"}))[0] == 409
    assert (await stage.ask("POST", "press", wish | {"person": "guest"}))[0] == 409
    assert stage.bot.activities == []
