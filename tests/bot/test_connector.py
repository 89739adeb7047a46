"""What the bot asks of Teams: routes, retries, tokens and what an outbox learns from a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from bot import bearer
from bot.connector import Patience
from bot.edge import Edge
from bot.failures import SendFailed, read_retry_after
from tests.bot.edge_world import APP_ID, CHAT, NOON, TENANT, Scripted, World, a_world, an_edge

CHAT_ROUTE = "/v3/conversations/19%3Ameeting_abc%40thread.v2"
MESSAGE = {"type": "message", "text": "Case 4 is next"}


async def failure_of(call: Awaitable[object]) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await call
    return caught.value


async def test_every_route_has_teams_own_shape() -> None:
    async with a_world() as world, an_edge(world) as edge:
        ask, base = edge.connector, world.base
        world.will_answer("GET", Scripted(200, {"id": "29:robin"}), Scripted(200, {"id": "TTpM1=="}))
        assert await ask.send(base, CHAT, MESSAGE) == "sent-1"
        assert await ask.reply(base, CHAT, "17/1", MESSAGE) == "sent-2"
        await ask.update(base, CHAT, "171", MESSAGE)
        await ask.delete(base, CHAT, "171")
        assert await ask.send_targeted(base, CHAT, "29:robin", MESSAGE) == "sent-5"
        assert await ask.member(base, CHAT, "29:robin") == {"id": "29:robin"}
        assert await ask.meeting(base, "TTpM1==") == {"id": "TTpM1=="}
        asked = [(call.method, call.path, call.query) for call in world.calls if call.method != "TOKEN"]
        assert asked == [
            ("POST", f"{CHAT_ROUTE}/activities", {}),
            ("POST", f"{CHAT_ROUTE}/activities/17%2F1", {}),
            ("PUT", f"{CHAT_ROUTE}/activities/171", {}),
            ("DELETE", f"{CHAT_ROUTE}/activities/171", {}),
            ("POST", f"{CHAT_ROUTE}/activities", {"isTargetedActivity": "true"}),
            ("GET", f"{CHAT_ROUTE}/members/29%3Arobin", {}),
            ("GET", "/v1/meetings/TTpM1%3D%3D", {}),
        ]
        assert world.sent()[-1].body == {**MESSAGE, "recipient": {"id": "29:robin"}}
        assert world.sent()[0].headers["Content-Type"] == "application/json"


async def test_a_personal_conversation_is_opened_with_the_persons_id_and_tenant() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", Scripted(201, {"id": "a:1abc"}))
        made = await edge.connector.create_personal(
            world.base, bot_id=f"28:{APP_ID}", user_id="29:robin", tenant_id=TENANT
        )
        assert made == "a:1abc"
        (call,) = world.sent()
        assert call.path == "/v3/conversations"
        assert call.body["members"] == [{"id": "29:robin"}]
        assert call.body["channelData"] == {"tenant": {"id": TENANT}}


async def test_a_personal_conversation_without_an_id_is_a_failure() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", Scripted(201, {}))
        opened = edge.connector.create_personal(world.base, bot_id="28:b", user_id="29:r", tenant_id="t")
        assert (await failure_of(opened)).code == "UnreadableAnswer"


async def test_members_come_from_every_page() -> None:
    async with a_world() as world, an_edge(world) as edge:
        first = {"members": [{"id": "1"}, {"id": "2"}], "continuationToken": "more+/="}
        world.will_answer("GET", Scripted(200, first), Scripted(200, {"members": [{"id": "3"}]}))
        found = await edge.connector.members(world.base, CHAT)
        assert [member["id"] for member in found] == ["1", "2", "3"]
        one, two = world.sent("GET")
        assert (one.path, one.query) == (f"{CHAT_ROUTE}/pagedmembers", {"pageSize": "500"})
        assert two.query == {"pageSize": "500", "continuationToken": "more+/="}


async def test_members_that_never_end_are_a_failure() -> None:
    async with a_world() as world, an_edge(world) as edge:
        page = Scripted(200, {"members": [], "continuationToken": "again"})
        world.will_answer("GET", *[page] * 200)
        failure = await failure_of(edge.connector.members(world.base, CHAT))
        assert (failure.code, len(world.sent("GET"))) == ("UnreadableAnswer", 100)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "BadArgument"),
        (403, "BotNotInConversationRoster"),
        (403, "ConversationBlockedByUser"),
        (403, "ForbiddenOperation"),
        (403, "MessageWritesBlocked"),
        (404, "ConversationNotFound"),
        (413, "MessageSizeTooBig"),
        (500, "ServiceError"),
    ],
)
async def test_a_final_refusal_is_not_tried_again_and_keeps_the_code_alone(status: int, code: str) -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", Scripted(status, {"error": {"code": code, "message": "Case 4 is next"}}))
        failure = await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))
        assert (failure.status, failure.code, failure.is_final) == (status, code, True)
        assert failure.retry_after is None
        assert "Case 4" not in str(failure)
        assert len(world.sent()) == 1
        assert world.clock.waits == []


@pytest.mark.parametrize("body", [None, {"error": "no"}, {"error": {"code": "words with spaces"}}, ["x"]])
async def test_a_refusal_in_another_shape_has_an_unknown_code(body: Any) -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", Scripted(400, body))
        assert (await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))).code == "Unknown"


async def test_a_proxys_error_page_is_a_failure_like_any_other() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", *[Scripted(502, text="<html>Bad gateway</html>")] * 4)
        failure = await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))
        assert (failure.status, failure.code, failure.is_final) == (502, "Unknown", False)


async def test_a_page_where_json_should_be_is_unreadable() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("GET", Scripted(200, text="<html>Hello</html>"))
        assert (await failure_of(edge.connector.meeting(world.base, "M"))).code == "UnreadableAnswer"


async def test_waits_grow_and_attempts_end() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", *[Scripted(503)] * 9)
        failure = await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))
        assert (failure.status, failure.is_final) == (503, False)
        assert world.clock.waits == [0.4, 0.8, 1.6]
        assert len(world.sent()) == 4


async def test_a_wait_too_long_for_a_turn_is_left_to_the_outbox() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", Scripted(429, headers={"Retry-After": "45"}))
        failure = await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))
        assert (failure.status, failure.retry_after, failure.is_final) == (429, 45.0, False)
        assert (world.clock.waits, len(world.sent())) == ([], 1)


async def test_waits_of_one_call_together_stay_under_the_turns_time() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", *[Scripted(429, headers={"Retry-After": "4"})] * 3)
        failure = await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))
        assert (failure.retry_after, world.clock.waits) == (4.0, [4.0])


async def test_retry_after_may_be_a_date() -> None:
    assert read_retry_after("Wed, 18 Nov 2026 11:06:45 GMT", NOON) == 5.0
    assert read_retry_after("Wed, 18 Nov 2026 11:06:45 -0000", NOON) == 5.0
    assert read_retry_after("Wed, 18 Nov 2026 11:06:30 GMT", NOON) == 0.0
    for nonsense in ("soon", "", "-4", "٣", None):
        assert read_retry_after(nonsense, NOON) is None


async def test_a_dropped_connection_is_tried_again() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", Scripted(drop=True), Scripted(201, {"id": "made-it"}))
        assert await edge.connector.send(world.base, CHAT, MESSAGE) == "made-it"


async def test_a_connector_that_is_not_there_is_no_answer_and_not_final() -> None:
    async with a_world() as world, an_edge(world) as edge:
        failure = await failure_of(edge.connector.send("http://127.0.0.1:1", CHAT, MESSAGE))
        assert (failure.status, failure.code, failure.is_final) == (0, "NoAnswer", False)
        assert len(world.clock.waits) == 3


async def test_a_connector_that_never_answers_times_out_and_is_not_asked_twice() -> None:
    async with a_world() as world, an_edge(world, Patience(timeout=0.05)) as edge:
        await edge.connector.send(world.base, CHAT, MESSAGE)
        world.silent = asyncio.Event()
        failure = await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))
        world.silent.set()
        assert (failure.status, failure.code, failure.is_final) == (0, "TimedOut", False)
        assert len(world.sent()) == 2


async def test_a_redirect_is_not_followed() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("GET", Scripted(302, headers={"Location": f"{world.base}/v1/meetings/other"}))
        failure = await failure_of(edge.connector.meeting(world.base, "M"))
        assert (failure.status, failure.is_final, len(world.sent("GET"))) == (302, True, 1)


async def test_nothing_is_sent_to_a_service_url_that_is_not_allowed() -> None:
    async with a_world() as world, an_edge(world) as edge:
        for elsewhere in ("https://smba.trafficmanager.net/uk/", "http://127.0.0.1.example", "", "x"):
            failure = await failure_of(edge.connector.send(elsewhere, CHAT, MESSAGE))
            assert (failure.code, failure.is_final) == ("ServiceUrlNotAllowed", True)
        assert world.counts["token"] == 0


async def test_the_token_is_asked_for_once_and_again_shortly_before_it_ends() -> None:
    async with a_world() as world, an_edge(world) as edge:
        await asyncio.gather(*(edge.connector.send(world.base, CHAT, MESSAGE) for _ in range(20)))
        assert world.counts["token"] == 1
        world.clock.travel(3600 - 300 - 1)
        await edge.connector.send(world.base, CHAT, MESSAGE)
        assert world.counts["token"] == 1
        world.clock.travel(1)
        await edge.connector.send(world.base, CHAT, MESSAGE)
        assert world.counts["token"] == 2
        assert world.sent()[-1].headers["Authorization"] == "Bearer t2"


async def test_the_token_request_holds_the_apps_credentials_and_scope() -> None:
    async with a_world() as world, an_edge(world) as edge:
        await edge.connector.send(world.base, CHAT, MESSAGE)
        (asked,) = [call for call in world.calls if call.method == "TOKEN"]
        assert asked.body == {
            "grant_type": "client_credentials",
            "client_id": APP_ID,
            "client_secret": "not-a-real-secret",
            "scope": "https://api.botframework.com/.default",
        }


async def test_a_short_lived_token_is_still_used_for_half_its_life() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.token_lifetime = 60
        for seconds in (0, 29, 1):
            world.clock.travel(seconds)
            await edge.connector.send(world.base, CHAT, MESSAGE)
        assert world.counts["token"] == 2


async def test_a_401_renews_the_token_once_and_then_is_final() -> None:
    async with a_world() as world, an_edge(world) as edge:
        await edge.connector.send(world.base, CHAT, MESSAGE)
        world.will_answer("POST", Scripted(401), Scripted(201, {"id": "made-it"}))
        assert await edge.connector.send(world.base, CHAT, MESSAGE) == "made-it"
        assert world.sent()[-1].headers["Authorization"] == "Bearer t2"
        world.will_answer("POST", Scripted(401), Scripted(401))
        failure = await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))
        assert (failure.status, failure.is_final, len(world.sent())) == (401, True, 5)


async def test_a_refused_credential_is_not_final_and_says_nothing_of_it() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.token_status = 401
        failure = await failure_of(edge.connector.send(world.base, CHAT, MESSAGE))
        assert (failure.status, failure.code, failure.is_final) == (401, "TokenNotGranted", False)
        assert "not-a-real-secret" not in str(failure)
        assert (world.counts["token"], world.counts["connector"]) == (1, 0)
        world.token_status = 200
        assert await edge.connector.send(world.base, CHAT, MESSAGE) == "sent-1"


async def test_a_managed_identity_asks_its_host_and_needs_no_password() -> None:
    async with a_world() as world:
        async with an_edge(
            world,
            app_type="UserAssignedMSI",
            app_password="",
            identity_endpoint=f"{world.base}/msi",
            identity_header="host-header",
        ) as edge:
            await edge.connector.send(world.base, CHAT, MESSAGE)
        (asked,) = [call for call in world.calls if call.method == "MSI"]
        assert asked.query == {
            "resource": "https://api.botframework.com",
            "client_id": APP_ID,
            "api-version": "2019-08-01",
        }
        assert asked.headers["X-IDENTITY-HEADER"] == "host-header"
        assert world.sent()[0].headers["Authorization"] == "Bearer managed"


async def test_a_managed_identity_on_a_virtual_machine_asks_azures_own_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_world() as world:
        monkeypatch.setattr(bearer, "AZURE_VM_IDENTITY", f"{world.base}/msi")
        async with an_edge(world, app_type="UserAssignedMSI", app_password="") as edge:
            await edge.connector.send(world.base, CHAT, MESSAGE)
        (asked,) = [call for call in world.calls if call.method == "MSI"]
        assert (asked.headers["Metadata"], asked.query["api-version"]) == ("true", "2018-02-01")


async def dropped_file(world: World, edge: Edge, size: int, limit: int) -> bytes:
    world.will_answer("GET", Scripted(200, text="x" * size))
    return await edge.files.download(f"{world.base}/file?tempauth=key", limit)


async def test_a_dropped_file_is_fetched_without_the_bots_token() -> None:
    async with a_world() as world, an_edge(world) as edge:
        assert await dropped_file(world, edge, 100, 100) == b"x" * 100
        (call,) = world.sent("GET")
        assert call.query == {"tempauth": "key"}
        assert "Authorization" not in call.headers


async def test_a_dropped_file_over_the_limit_is_not_read() -> None:
    async with a_world() as world, an_edge(world) as edge:
        failure = await failure_of(dropped_file(world, edge, 101, 100))
        assert (failure.code, failure.is_final) == ("TooLarge", True)


async def test_an_accepted_file_is_put_whole_without_the_bots_token() -> None:
    async with a_world() as world, an_edge(world) as edge:
        await edge.files.upload(f"{world.base}/up?key=1", b"a,b\n1,2\n", "text/csv")
        (call,) = world.sent("PUT")
        assert call.body == b"a,b\n1,2\n"
        assert call.headers["Content-Range"] == "bytes 0-7/8"
        assert "Authorization" not in call.headers


async def test_a_file_that_the_host_refuses_is_a_failure() -> None:
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("GET", Scripted(404), Scripted(302, headers={"Location": "/other"}))
        world.will_answer("PUT", Scripted(403))
        for status in (404, 302):
            assert (await failure_of(edge.files.download(f"{world.base}/f"))).status == status
        assert (await failure_of(edge.files.upload(f"{world.base}/f", b"x", "text/csv"))).status == 403


async def test_no_file_is_fetched_from_or_put_to_another_host() -> None:
    async with a_world() as world, an_edge(world) as edge:
        for address in ("https://files.example/f", "https://contoso.sharepoint.com/f", "file:///etc/hosts"):
            assert (await failure_of(edge.files.download(address))).code == "FileHostNotAllowed"
            put = edge.files.upload(address, b"x", "text/csv")
            assert (await failure_of(put)).code == "FileHostNotAllowed"
