"""The connector's routes, as the bot calls them."""

from __future__ import annotations

from typing import Any

import pytest

from rehearsal.wire.connector import MESSAGE_LIMIT_BYTES
from tests.rehearsal.bots import card, message
from tests.rehearsal.conftest import Stage, a_scenario, a_stage


def text(words: str) -> dict[str, Any]:
    return {"type": "message", "text": words}


async def test_a_message_to_the_meeting_chat_reaches_its_members_alone(stage: Stage) -> None:
    status, body, _ = await stage.post(stage.chat, text("Case 1"))
    assert status == 201
    shown = await stage.messages("police", stage.chat)
    assert [(m["id"], m["text"], m["author_name"]) for m in shown] == [
        (body["id"], "Case 1", "MARAC Assistant")
    ]
    status, refusal = await stage.ask("GET", f"people/guest/conversations/{stage.chat}")
    assert status == 409
    assert "not in that conversation" in refusal["error"]


async def test_a_reply_lands_in_the_same_conversation(stage: Stage) -> None:
    _, first, _ = await stage.post(stage.chat, text("one"))
    path = f"/v3/conversations/{stage.chat}/activities/{first['id']}"
    status, _, _ = await stage.wire("POST", path, text("two"))
    assert status == 201
    assert [m["text"] for m in await stage.messages("chair", stage.chat)] == ["one", "two"]


async def test_the_bot_updates_and_deletes_its_own_message(stage: Stage) -> None:
    _, sent, _ = await stage.post(stage.chat, text("draft"))
    path = f"/v3/conversations/{stage.chat}/activities/{sent['id']}"
    assert (await stage.wire("PUT", path, text("final")))[0] == 200
    shown = (await stage.messages("chair", stage.chat))[0]
    assert (shown["text"], shown["edited"]) == ("final", True)
    assert (await stage.wire("DELETE", path))[0] == 200
    shown = (await stage.messages("chair", stage.chat))[0]
    assert (shown["text"], shown["deleted"]) == ("", True)
    status, body, _ = await stage.wire("PUT", path, text("again"))
    assert (status, body["error"]["code"]) == (404, "ActivityNotFoundInConversation")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_somebody_elses_message_is_not_the_bots_to_change(stage: Stage, method: str) -> None:
    said = await stage.do("say", person="chair", conversation=stage.chat, text="mine")
    path = f"/v3/conversations/{stage.chat}/activities/{said['message']}"
    status, body, _ = await stage.wire(method, path, text("not yours"))
    assert (status, body["error"]["code"]) == (403, "ForbiddenOperation")
    assert (await stage.messages("chair", stage.chat))[0]["text"] == "mine"


async def test_text_and_card_in_one_activity_are_split_and_the_id_is_lost(stage: Stage) -> None:
    _, sent, _ = await stage.post(stage.chat, message(card("the card"), text="the text"))
    shown = await stage.messages("chair", stage.chat)
    assert [(m["text"], len(m["attachments"])) for m in shown] == [("the text", 0), ("", 1)]
    assert sent["id"] not in [m["id"] for m in shown]
    status, _, _ = await stage.wire(
        "PUT", f"/v3/conversations/{stage.chat}/activities/{sent['id']}", text("x")
    )
    assert status == 404


async def test_a_message_over_28_kb_is_too_big(stage: Stage) -> None:
    room_left = MESSAGE_LIMIT_BYTES - len('{"type": "message", "text": ""}')
    assert (await stage.post(stage.chat, text("x" * room_left)))[0] == 201
    status, body, _ = await stage.post(stage.chat, text("x" * (room_left + 1)))
    assert (status, body["error"]["code"]) == (413, "MessageSizeTooBig")


@pytest.mark.parametrize(
    ("activity", "code"),
    [
        ({"type": "message"}, "BadSyntax"),
        ({"type": "message", "text": "  "}, "BadSyntax"),
        ({"type": "event", "name": "x"}, "BadArgument"),
        (message({"type": "AdaptiveCard", "version": "1.6", "body": []}), "BadSyntax"),
        (message(card("x", refresh={"userIds": [str(n) for n in range(61)]})), "BadSyntax"),
        (
            message(card("x", actions=[{"type": "Action.Submit", "title": str(n)} for n in range(7)])),
            "BadSyntax",
        ),
        ({"type": "message", "attachments": [{"content": {}}]}, "BadSyntax"),
    ],
)
async def test_what_teams_would_not_show_is_turned_down(stage: Stage, activity: Any, code: str) -> None:
    status, body, _ = await stage.post(stage.chat, activity)
    assert (status, body["error"]["code"]) == (400, code)
    assert await stage.messages("chair", stage.chat) == []


async def test_a_body_that_is_not_json_gets_400_and_an_unknown_conversation_404(stage: Stage) -> None:
    url = f"{stage.base}/v3/conversations/{stage.chat}/activities"
    headers = {"Authorization": f"Bearer {stage.bot.token}"}
    async with stage.session.post(url, data=b"{no", headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "BadSyntax"
    status, body, _ = await stage.post("19:nowhere@thread.v2", text("hello"))
    assert (status, body["error"]["code"]) == (404, "ConversationNotFound")


async def test_a_personal_chat_is_created_for_whoever_has_the_app(stage: Stage) -> None:
    police = stage.room.world.person("police")
    wish = {
        "bot": {"id": stage.room.world.bot.teams_id},
        "members": [{"id": police.teams_id}],
        "tenantId": stage.room.world.tenant_id,
        "isGroup": False,
    }
    status, body, _ = await stage.wire("POST", "/v3/conversations", wish | {"activity": text("hello")})
    assert (status, body["id"]) == (201, stage.personal("police"))
    assert [m["id"] for m in await stage.messages("police", body["id"])] == [body["activityId"]]
    again = await stage.wire("POST", "/v3/conversations", wish | {"members": [{"id": police.aad_object_id}]})
    assert again[1]["id"] == body["id"]


async def test_nobody_is_written_to_by_address_or_without_the_app(stage: Stage) -> None:
    tenant = stage.room.world.tenant_id
    for member, expected in (
        (stage.room.world.person("police").email, (400, "BadArgument")),
        (stage.room.world.person("health").teams_id, (403, "ForbiddenOperation")),
        (stage.room.world.person("visitor").teams_id, (403, "ForbiddenOperation")),
    ):
        wish = {"members": [{"id": member}], "tenantId": tenant}
        status, body, _ = await stage.wire("POST", "/v3/conversations", wish)
        assert (status, body["error"]["code"]) == expected
    wish = {"members": [{"id": stage.room.world.person("police").teams_id}]}
    assert (await stage.wire("POST", "/v3/conversations", wish))[0] == 400
    assert (await stage.post(stage.personal("health"), text("hello")))[0] == 403


async def test_a_chat_without_the_app_is_closed_to_the_bot(stage: Stage) -> None:
    await stage.do("uninstall", meeting="marac")
    status, body, _ = await stage.post(stage.chat, text("hello"))
    assert (status, body["error"]["code"]) == (403, "BotNotInConversationRoster")


async def test_a_targeted_message_is_seen_by_one_and_gone_after_a_day(stage: Stage) -> None:
    chair = stage.room.world.person("chair")
    activity = text("only for the chair") | {"recipient": {"id": chair.teams_id}}
    assert (await stage.post(stage.chat, activity, "?isTargetedActivity=true"))[0] == 201
    assert [m["only_you"] for m in await stage.messages("chair", stage.chat)] == [True]
    assert await stage.messages("police", stage.chat) == []
    assert [e["text"] for e in await stage.get("seen?person=chair")] == ["only for the chair"]
    assert await stage.get("seen?person=police") == []
    assert await stage.get(f"seen?conversation={stage.chat}") == []
    assert await stage.get("previews?person=police") == []
    await stage.do("clock", by=24 * 3600)
    assert await stage.messages("chair", stage.chat) == []


async def test_a_targeted_message_needs_a_reachable_recipient(stage: Stage) -> None:
    query, world = "?isTargetedActivity=true", stage.room.world
    assert (await stage.post(stage.chat, text("x"), query))[0] == 400
    guest = {"recipient": {"id": world.person("guest").teams_id}}
    assert (await stage.post(stage.chat, text("x") | guest, query))[0] == 404
    await stage.do("join", person="visitor", meeting="marac")
    visitor = {"recipient": {"id": world.person("visitor").teams_id}}
    assert (await stage.post(stage.chat, text("x") | visitor, query))[0] == 403
    police = {"recipient": {"id": world.person("police").teams_id}}
    assert (await stage.post(stage.personal("police"), text("x") | police, query))[0] == 400
    await stage.do("settings", targeted=False)
    assert (await stage.post(stage.chat, text("x") | police, query))[0] == 403


async def test_members_are_those_with_an_account(stage: Stage) -> None:
    await stage.do("join", person="visitor", meeting="marac")
    status, roster, _ = await stage.wire("GET", f"/v3/conversations/{stage.chat}/members")
    assert status == 200
    assert [m["name"] for m in roster] == ["Chair Alder", "Police Birch", "Health Cedar"]
    police = stage.room.world.person("police")
    for wanted in (police.teams_id, police.aad_object_id):
        status, one, _ = await stage.wire("GET", f"/v3/conversations/{stage.chat}/members/{wanted}")
        assert (status, one["email"]) == (200, "police@marac.example")
    status, body, _ = await stage.wire("GET", f"/v3/conversations/{stage.chat}/members/29:nobody")
    assert (status, body["error"]["code"]) == (404, "MemberNotFoundInConversation")


async def test_members_come_a_page_at_a_time() -> None:
    keys = [f"person-{n}" for n in range(120)]
    people = [{"key": key, "name": key} for key in keys]
    scenario = a_scenario(people=people, groups={})
    scenario["meetings"][0] |= {"organizer": keys[0], "presenters": [], "invited": keys}
    async for stage in a_stage(scenario):
        path, names, pages = f"/v3/conversations/{stage.chat}/pagedmembers?pageSize=10", [], 0
        token = ""
        while pages == 0 or token:
            status, page, _ = await stage.wire("GET", path + (f"&continuationToken={token}" if token else ""))
            assert status == 200
            names += [m["name"] for m in page["members"]]
            token, pages = page.get("continuationToken", ""), pages + 1
        assert names == keys
        assert pages == 3  # Teams gives fifty at least
        assert (await stage.wire("GET", path + "&continuationToken=%25"))[0] == 400


async def test_typing_makes_no_message(stage: Stage) -> None:
    assert (await stage.post(stage.chat, {"type": "typing"}))[0] == 201
    assert await stage.messages("chair", stage.chat) == []


async def test_without_the_rooms_token_nothing_is_done(stage: Stage) -> None:
    url = f"{stage.base}/v3/conversations/{stage.chat}/activities"
    for header in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic abc"}):
        async with stage.session.post(url, json=text("hello"), headers=header) as response:
            assert response.status == 401
            assert (await response.json())["error"]["code"] == "Unauthorized"
    assert await stage.messages("chair", stage.chat) == []
    await stage.do("settings", check_bearer=False)
    async with stage.session.post(url, json=text("hello")) as response:
        assert response.status == 201
