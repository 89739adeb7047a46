"""Faults 1 to 7 of botbuilder 4.17.1, each shown to be built around, over HTTP from end to end."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from botbuilder.core import CardFactory, InvokeResponse, MessageFactory
from botbuilder.schema import Activity, ConversationParameters, HeroCard

from bot.failures import SendFailed
from bot.turn import Answer, Turn
from tests.bot.edge_world import APP_ID, CHAT, SECOND_KEY, TENANT, Scripted, a_bot, a_world, an_edge

CARD = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.card.adaptive",
    "value": {"type": "AdaptiveCard", "body": []},
}


async def answer_with_card(_: Turn) -> Answer:
    return Answer(200, CARD)


async def echo(turn: Turn) -> None:
    await turn.context.send_activity("You said " + turn.raw["text"])


async def test_fault_1_an_invoke_gets_its_card_as_plain_json() -> None:
    async with a_bot(answer_with_card) as bot:
        assert await bot.post(bot.world.invoke()) == (200, CARD)


async def test_fault_1_an_invoke_answered_through_botbuilder_gets_its_body_too() -> None:
    async def answer(turn: Turn) -> None:
        response = InvokeResponse(status=200, body={"task": {"type": "message", "value": "Done"}})
        await turn.context.send_activity(Activity(type="invokeResponse", value=response))

    async with a_bot(answer) as bot:
        status, body = await bot.post(bot.world.invoke("task/fetch"))
        assert (status, body) == (200, {"task": {"type": "message", "value": "Done"}})
        assert bot.world.counts["connector"] == 0


async def test_fault_1_a_body_that_holds_sdk_models_is_written_with_wire_names() -> None:
    async def answer(_: Turn) -> Answer:
        attachment = CardFactory.hero_card(HeroCard(title="Ready"))
        return Answer(200, {"value": attachment})

    async with a_bot(answer) as bot:
        _, body = await bot.post(bot.world.invoke())
        content_type = "application/vnd.microsoft.card.hero"
        assert body == {"value": {"contentType": content_type, "content": {"title": "Ready"}}}


async def test_fault_1_the_trigger_and_the_action_are_in_the_raw_value() -> None:
    seen: list[Any] = []

    async def look(turn: Turn) -> Answer:
        seen.append((turn.raw["value"], turn.context.activity.value))
        return Answer(200, CARD)

    value = {"action": {"type": "Action.Execute", "verb": "roll.open"}, "trigger": "automatic"}
    async with a_bot(look) as bot:
        await bot.post(bot.world.invoke(value=value))
    assert seen == [(value, value)]


async def test_an_invoke_without_an_answer_gets_501_and_a_message_200() -> None:
    async with a_bot() as bot:
        assert await bot.post(bot.world.invoke()) == (501, None)
        assert await bot.post(bot.world.activity()) == (200, None)


async def test_fault_2_a_participant_is_asked_for_at_the_right_address() -> None:
    async with a_world() as world, an_edge(world) as edge:
        participant = {"user": {"id": "29:robin"}, "meeting": {"role": "Organizer", "inMeeting": True}}
        world.will_answer("GET", Scripted(200, participant))
        found = await edge.connector.meeting_participant(world.base, "TTpM1==", "robin-aad", TENANT)
        (call,) = world.sent("GET")
        assert call.path == "/v1/meetings/TTpM1%3D%3D/participants/robin-aad"
        assert call.query == {"tenantId": TENANT}
        assert found == participant


async def test_fault_3_a_slow_meeting_call_lets_other_turns_pass() -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow_first(turn: Turn) -> None:
        if turn.raw["text"] == "slow":
            asked.set()
            await go_on.wait()
            await turn.context.adapter.connector.meeting(turn.raw["serviceUrl"], "TTpM1==")

    async with a_bot(slow_first) as bot:
        bot.world.will_answer("GET", Scripted(200, {"id": "TTpM1=="}))
        slow = asyncio.create_task(bot.post(bot.world.activity(text="slow")))
        await asked.wait()
        assert await bot.post(bot.world.activity(text="quick")) == (200, None)
        assert not slow.done()
        go_on.set()
        assert await slow == (200, None)


async def test_fault_3_a_notification_is_sent_and_says_whom_it_did_not_reach() -> None:
    notification = {"type": "targetedMeetingNotification", "value": {"recipients": ["29:robin", "29:sam"]}}
    failures = {"recipientsFailureInfo": [{"recipientMri": "29:sam", "errorCode": "UserNotInMeeting"}]}
    async with a_world() as world, an_edge(world) as edge:
        world.will_answer("POST", Scripted(207, failures), Scripted(202))
        notify = edge.connector.notify_in_meeting
        assert await notify(world.base, "TTpM1==", notification) == {"29:sam": "UserNotInMeeting"}
        assert await notify(world.base, "TTpM1==", notification) == {}
        call = world.sent()[0]
        assert (call.path, call.body) == ("/v1/meetings/TTpM1%3D%3D/notification", notification)


async def test_fault_4_meeting_events_keep_every_field_in_the_raw_activity() -> None:
    seen: list[Any] = []

    async def look(turn: Turn) -> None:
        seen.append(turn.raw["value"])

    start = {"MeetingType": "Scheduled", "Title": "T", "Id": CHAT, "JoinUrl": "https://join.example"}
    join = {"members": [{"user": {"id": "29:robin"}, "meeting": {"inMeeting": True, "role": "Presenter"}}]}
    async with a_bot(look) as bot:
        for name, value in (("meetingStart", start), ("meetingParticipantJoin", join)):
            event = f"application/vnd.microsoft.{name}"
            activity = bot.world.activity(type="event", name=event, value=value, text=None, id=None)
            assert await bot.post(activity) == (200, None)
    assert seen == [start, join]


async def test_fault_5_a_rotated_key_is_taken_after_exactly_one_fetch() -> None:
    async with a_bot() as bot:
        world = bot.world
        assert (await bot.post(world.activity()))[0] == 200
        assert world.counts["keys"] == 1
        world.keys["key-2"] = SECOND_KEY
        world.clock.travel(60)
        headers = world.bearer("key-2")
        answers = await asyncio.gather(*(bot.post(world.activity(), headers) for _ in range(20)))
        assert {status for status, _ in answers} == {200}
        assert (world.counts["openid"], world.counts["keys"]) == (2, 2)


async def test_fault_5_a_garbage_token_is_401_and_bad_json_400() -> None:
    async with a_bot() as bot:
        for garbage in ("Bearer garbage", "Bearer a.b.c", "Basic eDp5", "Bearer", "garbage", ""):
            status, body = await bot.post(bot.world.activity(), {"Authorization": garbage})
            assert status == 401, garbage
            assert set(body["error"]) == {"code", "message"}
        json_head = bot.world.bearer() | {"Content-Type": "application/json"}
        assert (await bot.post(None, json_head, data=b"{not json"))[0] == 400


async def test_fault_6_a_429_is_waited_out_as_long_as_it_says() -> None:
    async with a_bot(echo) as bot:
        bot.world.will_answer("POST", Scripted(429, headers={"Retry-After": "3"}))
        assert (await bot.post(bot.world.activity()))[0] == 200
        assert bot.world.clock.waits == [3.0]
        first, second = bot.world.sent()
        assert first.body == second.body
        assert second.body["text"] == "You said hello"


async def test_fault_6_every_transient_status_is_tried_again() -> None:
    async with a_world() as world, an_edge(world) as edge:
        for status in (412, 429, 502, 503, 504):
            world.will_answer("POST", Scripted(status), Scripted(201, {"id": "made-it"}))
            assert await edge.connector.send(world.base, CHAT, {"type": "message"}) == "made-it"
        assert len(world.clock.waits) == 5


async def test_fault_7_many_turns_use_one_client_and_one_token_request() -> None:
    async with a_bot(echo) as bot:
        before = time.monotonic()
        for _ in range(30):
            assert (await bot.post(bot.world.activity()))[0] == 200
        assert bot.world.counts["token"] == 1
        assert bot.world.counts["connector"] == 30
        # One kept-alive connection carried them all: the connector saw one peer.
        assert len(bot.world.clients) == 1
        assert {call.headers["Authorization"] for call in bot.world.sent()} == {"Bearer t1"}
        assert time.monotonic() - before < 20


async def test_forty_turns_at_once_are_all_answered_with_one_token_and_one_key_fetch() -> None:
    async with a_bot(echo) as bot:
        world = bot.world
        answers = await asyncio.gather(*(bot.post(world.activity(text=f"{n}")) for n in range(40)))
        assert [status for status, _ in answers] == [200] * 40
        assert sorted(int(call.body["text"].split()[-1]) for call in world.sent()) == list(range(40))
        assert (world.counts["token"], world.counts["keys"]) == (1, 1)


async def test_send_update_and_delete_through_the_turn_context() -> None:
    async def work(turn: Turn) -> None:
        assert not turn.context.responded
        sent = await turn.context.send_activity(MessageFactory.text("one"))
        assert turn.context.responded
        changed = MessageFactory.text("two")
        changed.id = sent.id
        await turn.context.update_activity(changed)
        await turn.context.delete_activity(sent.id)

    async with a_bot(work) as bot:
        bot.world.will_answer("POST", Scripted(201, {"id": "card-1"}))
        assert (await bot.post(bot.world.activity()))[0] == 200
        post, put, delete = bot.world.calls[-3:]
        chat = "/v3/conversations/19%3Ameeting_abc%40thread.v2/activities"
        assert (post.method, post.path) == ("POST", f"{chat}/1700000000001")
        assert post.body["conversation"]["id"] == CHAT
        assert post.body["from"]["id"] == f"28:{APP_ID}"
        assert post.body["recipient"]["id"] == "29:robin"
        assert (put.method, put.path, put.body["text"]) == ("PUT", f"{chat}/card-1", "two")
        assert (delete.method, delete.path) == ("DELETE", f"{chat}/card-1")


async def test_a_proactive_turn_and_a_new_conversation_use_the_same_connector() -> None:
    async with a_bot(echo) as bot:
        references: list[Any] = []

        async def say(context: Any) -> None:
            references.append(context.get_conversation_reference(context.activity))
            await context.send_activity("Good morning")

        parameters = ConversationParameters(is_group=False, tenant_id=TENANT)
        bot.world.will_answer("POST", Scripted(201, {"id": "a:personal"}))
        await bot.edge.adapter.create_conversation(APP_ID, say, parameters, service_url=bot.world.base)
        await bot.edge.adapter.continue_conversation(references[0], say, APP_ID)
        opened, first, second = bot.world.sent()
        assert (opened.path, opened.body) == ("/v3/conversations", {"isGroup": False, "tenantID": TENANT})
        assert "a%3Apersonal" in first.path
        assert "a%3Apersonal" in second.path


async def test_a_turn_whose_send_is_refused_can_see_why() -> None:
    seen: list[tuple[int, str, bool]] = []

    async def careful(turn: Turn) -> None:
        try:
            await turn.context.send_activity("hello")
        except SendFailed as failure:
            seen.append((failure.status, failure.code, failure.is_final))

    async with a_bot(careful) as bot:
        refused = {"error": {"code": "BotNotInConversationRoster", "message": "secret words"}}
        bot.world.will_answer("POST", Scripted(403, refused))
        assert (await bot.post(bot.world.activity()))[0] == 200
    assert seen == [(403, "BotNotInConversationRoster", True)]
