"""The control interface's door, the state, what was seen, the lock screen, events, and the scenario file."""

from __future__ import annotations

import ast
import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from rehearsal import scenario
from rehearsal.control.choosing import Choice
from rehearsal.control.guard import BadRequest
from rehearsal.deeds import Refused
from tests.rehearsal.bots import card, message
from tests.rehearsal.conftest import Stage, a_scenario

ROOM = Path(scenario.__file__).parent
OUTSIDE = {"bot", "dialogs", "usecases", "marac", "store", "bench", "botbuilder", "sqlalchemy"}


async def test_the_state_names_people_meetings_and_switches(stage: Stage) -> None:
    state = await stage.get("state")
    assert [p["key"] for p in state["people"]] == ["chair", "police", "health", "guest", "visitor"]
    assert state["meetings"][0]["chat"] == stage.chat
    visitor = state["people"][-1]
    assert (visitor["anonymous"], visitor["aad_object_id"], visitor["conversations"]) == (True, None, [])
    assert (state["limits"], state["groups"]) == (False, {"agencies": ["police", "health"]})


async def test_only_loopback_names_and_the_rooms_own_page_are_let_in(stage: Stage) -> None:
    assert (await stage.ask("GET", "state", Host="attacker.example"))[0] == 403
    assert (await stage.ask("GET", "state", Host="127.0.0.1.attacker.example:80"))[0] == 403
    port = stage.base.rpartition(":")[2]
    assert (await stage.ask("GET", "state", Host=f"localhost:{port}"))[0] == 200
    status, body = await stage.ask("POST", "hold", {}, Origin="https://attacker.example")
    assert (status, "own page" in body["error"]) == (403, True)
    assert (await stage.ask("POST", "hold", {}, Origin=stage.base))[0] == 200


async def test_a_call_that_lacks_something_is_told_what(stage: Stage) -> None:
    status, body = await stage.ask("POST", "say", {"person": "chair"})
    assert (status, body["error"]) == (400, "Give 'conversation'.")
    status, body = await stage.ask("POST", "join", {"person": "nobody", "meeting": "marac"})
    assert (status, "There are: chair" in body["error"]) == (404, True)
    url = f"{stage.base}/rehearsal/api/say"
    for data, kind in ((b"{", "application/json"), (b"[]", "application/json"), (b"a=b", "text/plain")):
        async with stage.session.post(url, data=data, headers={"Content-Type": kind}) as response:
            assert response.status == 400
    assert (await stage.ask("POST", "settings", {"limits": "no"}))[0] == 400
    assert (await stage.ask("GET", "traffic?since=x"))[0] == 400


@pytest.mark.parametrize(
    ("activity", "preview"),
    [
        ({"type": "message", "text": "**Case 4** is next"}, "Case 4 is next"),
        ({"type": "message", "text": "secret", "summary": "MARAC update"}, "MARAC update"),
        (message(card("Conflict noted", "more")), "Conflict noted"),
        (message(card("Conflict noted"), summary="MARAC update"), "MARAC update"),
        (message(card("x", fallbackText="Open Teams")), "Open Teams"),
        (message({"type": "AdaptiveCard", "version": "1.5"}), "Sent a card"),
    ],
)
async def test_the_lock_screen_shows_the_summary_or_else_the_first_text(
    stage: Stage, activity: Any, preview: str
) -> None:
    await stage.post(stage.chat, activity)
    assert [p["text"] for p in await stage.get("previews?person=police")] == [preview]
    assert (await stage.sight("police"))["lock_screen"][0]["title"] == "MARAC Assistant in Rehearsal MARAC"
    assert await stage.get("previews?person=guest") == []


async def test_what_was_once_seen_stays_on_record(stage: Stage) -> None:
    _, sent, _ = await stage.post(stage.chat, {"type": "message", "text": "slip"})
    path = f"/v3/conversations/{stage.chat}/activities/{sent['id']}"
    await stage.wire("PUT", path, {"type": "message", "text": "mended"})
    await stage.wire("DELETE", path)
    texts = [e["text"] for e in await stage.get(f"seen?conversation={stage.chat}")]
    assert texts == ["slip", "mended"]
    assert [e["text"] for e in await stage.get("seen?person=police")] == texts
    assert await stage.get("seen?person=guest") == []
    hidden = card("shown", actions=[{"type": "Action.Submit", "title": "Go", "data": {"reason": "hidden"}}])
    await stage.post(stage.chat, message(hidden))
    newest = (await stage.get(f"seen?conversation={stage.chat}"))[-1]
    assert ("hidden" in newest["text"], "hidden" in newest["raw"]) == (False, True)


async def test_the_log_of_the_wire_has_sizes(stage: Stage) -> None:
    await stage.post(stage.chat, {"type": "message", "text": "hello"})
    await stage.do("say", person="chair", conversation=stage.chat, text="hi")
    sent, said = await stage.get("traffic")
    assert (sent["to_bot"], sent["method"], sent["status"]) == (False, "POST", 201)
    assert sent["request"] == {"type": "message", "text": "hello"}
    assert sent["request_bytes"] == len(json.dumps({"type": "message", "text": "hello"}))
    assert (said["to_bot"], said["path"], said["status"]) == (True, "/api/messages", 200)
    assert said["request_bytes"] == len(stage.bot.bodies[-1])
    assert await stage.get(f"traffic?since={said['seq']}") == []


async def test_listeners_hear_that_something_changed_but_not_what(stage: Stage) -> None:
    async with stage.session.get(f"{stage.base}/rehearsal/api/events") as response:
        assert response.content_type == "text/event-stream"

        async def next_event() -> dict[str, Any]:
            while not (line := await response.content.readline()).startswith(b"data:"):
                pass
            return dict(json.loads(line[5:]))

        async with asyncio.timeout(5):
            assert (await next_event())["kind"] == "hello"
            await stage.post(stage.chat, {"type": "message", "text": "a secret"})
            event = await next_event()
            assert (event["kind"], event["conversation"]) == ("message", stage.chat)
            assert "secret" not in json.dumps(event)
            await stage.do("join", person="chair", meeting="marac")
            assert {(await next_event())["kind"], (await next_event())["kind"]} == {"deed", "presence"}


async def test_a_listener_who_goes_away_is_let_go_without_a_word(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        async with stage.session.get(f"{stage.base}/rehearsal/api/events") as response:
            assert (await response.content.readline()).startswith(b"id:")
            response.close()
    async with asyncio.timeout(5):
        while stage.room.bus._listeners:
            stage.room.bus.publish("message")
            await stage.get("state")
    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == []


async def test_deeds_are_noted_in_order(stage: Stage) -> None:
    await stage.do("join", person="chair", meeting="marac")
    await stage.do("say", person="chair", conversation=stage.chat, text="good morning")
    deeds = await stage.get("deeds?since=0")
    assert [(d["person"], d["verb"], d["what"]) for d in deeds] == [
        ("chair", "join", "Rehearsal MARAC"),
        ("chair", "say", "good morning"),
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"people": [{"name": "x"}]}, "lacks 'key'"),
        ({"people": [{"key": "a", "name": "x"}, {"key": "a", "name": "y"}]}, "Two people"),
        ({"groups": {"all": ["ghost"]}}, "'ghost'"),
        ({"meetings": [a_scenario()["meetings"][0] | {"invited": ["ghost"]}]}, "'ghost'"),
        ({"meetings": [a_scenario()["meetings"][0] | {"starts": "2026-11-24T09:00:00"}]}, "zone"),
    ],
)
def test_a_scenario_with_a_mistake_is_refused_with_its_place(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(scenario.BadScenario, match=sentence):
        scenario.build(a_scenario(**change))


def test_a_scenario_is_read_from_json_and_toml(tmp_path: Path) -> None:
    as_json = tmp_path / "one.json"
    as_json.write_text(json.dumps(a_scenario()))
    toml = tmp_path / "two.toml"
    toml.write_text(
        'name = "test"\n[[people]]\nkey = "chair"\nname = "Chair Alder"\nrole = "Chair"\n'
        '[[meetings]]\nkey = "marac"\n'
        'title = "Rehearsal MARAC"\norganizer = "chair"\ninvited = ["chair"]\nstarts = 2026-11-24T09:00:00Z\n'
    )
    assert scenario.load(as_json).person("chair") == scenario.load(toml).person("chair")
    with pytest.raises(scenario.BadScenario, match="There is no scenario"):
        scenario.load("unheard-of")
    as_json.write_text("{")
    with pytest.raises(scenario.BadScenario, match="not valid JSON"):
        scenario.load(as_json)


def test_the_room_imports_nothing_of_the_product() -> None:
    imported = set()
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).partition(".")[0])
    assert "aiohttp" in imported
    assert imported & OUTSIDE == set()


async def test_another_scenario_is_offered_only_while_somebody_would_begin_it(stage: Stage) -> None:
    choice = Choice("luton")
    assert choice.shown() == []
    with pytest.raises(Refused, match="opened by itself"):
        choice.ask("hackney")
    waiting = asyncio.create_task(choice.wanted())
    await asyncio.sleep(0)
    assert [one["name"] for one in choice.shown() if one["here"]] == ["luton"]
    with pytest.raises(BadRequest, match=r"no rehearsal “atlantis”\. There are: hackney"):
        choice.ask("atlantis")
    choice.ask("hackney")
    assert await waiting == "hackney"
    assert choice.shown() == []
    assert (await stage.ask("POST", "scenarios", {"name": "hackney"}))[0] == 409
    assert (await stage.get("state"))["scenarios"] == []
