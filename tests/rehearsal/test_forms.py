"""Forms (task modules): they open, go on, refuse, and close; nothing of them is a chat message."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal.bots import RecordingBot, card, form_reply, message
from tests.rehearsal.conftest import Stage

OPEN = {
    "type": "Action.Submit",
    "title": "Add action",
    "data": {"msteams": {"type": "task/fetch"}, "case": "4"},
}


def a_form() -> dict[str, Any]:
    content = card(
        "New action", actions=[{"type": "Action.Submit", "title": "Save", "data": {"verb": "save"}}]
    )
    content["body"] += [
        {
            "type": "Input.Text",
            "id": "what",
            "label": "What",
            "isRequired": True,
            "errorMessage": "Say what.",
        },
        {
            "type": "Input.ChoiceSet",
            "id": "owner",
            "label": "Owner",
            "choices": [{"title": "Police", "value": "pol"}, {"title": "Health", "value": "hea"}],
            "value": "pol",
        },
        {"type": "Input.Toggle", "id": "urgent", "title": "Urgent"},
        {"type": "Input.Date", "id": "due", "label": "Due"},
    ]
    return content


async def opened(stage: Stage, answer: Any = None) -> dict[str, Any]:
    async def fetch(bot: RecordingBot, activity: dict[str, Any]) -> Any:
        return answer if answer is not None else form_reply("Action for case 4", a_form())

    stage.bot.answers["task/fetch"] = fetch
    await stage.post(stage.chat, message(card("Case 4", actions=[OPEN])))
    return await stage.do("press", person="police", title="Add action")


def on_submit(stage: Stage, answer: Any) -> None:
    async def submit(bot: RecordingBot, activity: dict[str, Any]) -> Any:
        return answer

    stage.bot.answers["task/submit"] = submit


async def test_a_form_opens_for_the_presser_alone(stage: Stage) -> None:
    assert (await opened(stage))["ok"]
    invoke = stage.bot.activities[-1]
    assert (invoke["type"], invoke["name"]) == ("invoke", "task/fetch")
    assert invoke["value"] == {"data": OPEN["data"], "context": {"theme": "default"}}
    form = (await stage.sight("police"))["form"]
    assert (form["title"], form["width"]) == ("Action for case 4", "medium")
    assert (await stage.sight("chair"))["form"] is None
    assert any("New action" in e["text"] for e in await stage.get("seen?person=police"))
    assert not any("New action" in e["raw"] for e in await stage.get(f"seen?conversation={stage.chat}"))


async def test_what_is_filled_in_is_sent_and_an_empty_answer_closes(stage: Stage) -> None:
    await opened(stage)
    on_submit(stage, None)
    inputs = {"what": "Flag the address", "owner": "hea", "urgent": True}
    done = await stage.do("form/submit", person="police", title="Save", inputs=inputs)
    assert (done["ok"], done["closed"]) == (True, True)
    data = stage.bot.activities[-1]["value"]["data"]
    assert data == {"verb": "save", "what": "Flag the address", "owner": "hea", "urgent": "true"}
    assert (await stage.sight("police"))["form"] is None
    assert [m["text"] for m in await stage.messages("chair", stage.chat)] == [""]


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({}, "Say what."),
        ({"what": "x", "owner": "nobody"}, "does not offer"),
        ({"what": "x", "colour": "red"}, "no input 'colour'"),
    ],
)
async def test_what_the_client_would_stop_does_not_reach_the_bot(
    stage: Stage, inputs: dict[str, str], sentence: str
) -> None:
    await opened(stage)
    before = len(stage.bot.activities)
    status, body = await stage.ask(
        "POST", "form/submit", {"person": "police", "title": "Save", "inputs": inputs}
    )
    assert (status, sentence in body["error"]) == (409, True)
    assert len(stage.bot.activities) == before


async def test_a_form_goes_on_to_another_or_ends_with_a_message(stage: Stage) -> None:
    await opened(stage)
    on_submit(
        stage, form_reply("Check", card("Is it right?", actions=[{"type": "Action.Submit", "title": "Yes"}]))
    )
    await stage.do("form/submit", person="police", title="Save", inputs={"what": "x"})
    assert (await stage.sight("police"))["form"]["title"] == "Check"
    on_submit(stage, {"task": {"type": "message", "value": "Saved."}})
    done = await stage.do("form/submit", person="police", title="Yes")
    assert done["note"] == "Saved."
    assert (await stage.messages("police", stage.chat))[0]["note"] == "Saved."


async def test_closing_a_form_tells_the_bot_nothing(stage: Stage) -> None:
    await opened(stage)
    before = len(stage.bot.activities)
    await stage.do("form/close", person="police")
    assert len(stage.bot.activities) == before
    assert (await stage.sight("police"))["form"] is None
    assert (await stage.ask("POST", "form/close", {"person": "police"}))[0] == 409
    assert (await stage.ask("POST", "form/submit", {"person": "police", "title": "Save"}))[0] == 409


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"task": {"type": "continue"}},
        {"task": {"type": "continue", "value": {"title": "x"}}},
        {"task": {"type": "continue", "value": {"title": "x", "card": a_form()}}},
        {"task": {"type": "other", "value": {}}},
        {"task": {"type": "message", "value": 1}},
        form_reply("x", a_form()) | {"task": form_reply("x", a_form())["task"]["value"]},
    ],
)
async def test_a_wrong_answer_opens_nothing(stage: Stage, answer: Any) -> None:
    pressed = await opened(stage, answer)
    assert not pressed["ok"]
    assert (await stage.sight("police"))["form"] is None
    assert (await stage.get("state"))["problems"]


async def test_a_form_that_fails_stays_open_and_says_so(stage: Stage) -> None:
    await opened(stage)
    stage.bot.status = 500
    done = await stage.do("form/submit", person="police", title="Save", inputs={"what": "x"})
    assert not done["ok"]
    assert "Something went wrong" in (await stage.sight("police"))["form"]["note"]


async def test_a_form_knows_submit_only(stage: Stage) -> None:
    await opened(stage, form_reply("x", card("y", actions=[{"type": "Action.Execute", "title": "Go"}])))
    status, body = await stage.ask("POST", "form/submit", {"person": "police", "title": "Go"})
    assert (status, "Action.Submit only" in body["error"]) == (409, True)
