"""What the bot gets: the shapes that Teams gives them."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.bots import RecordingBot
from tests.rehearsal.conftest import Stage


def last(stage: Stage) -> dict[str, Any]:
    return stage.bot.activities[-1]


async def test_something_said_in_the_meeting_chat(stage: Stage) -> None:
    said = await stage.do("say", person="police", conversation=stage.chat, text="next <please>")
    activity, world = last(stage), stage.room.world
    assert (activity["type"], activity["id"], activity["text"]) == (
        "message",
        said["message"],
        "next <please>",
    )
    assert activity["channelId"] == "msteams"
    assert activity["from"]["aadObjectId"] == world.person("police").aad_object_id
    assert activity["recipient"]["id"] == f"28:{world.bot.app_id}"
    conversation = activity["conversation"]
    assert (conversation["id"], conversation["isGroup"], conversation["conversationType"]) == (
        stage.chat,
        True,
        "groupChat",
    )
    assert activity["channelData"]["tenant"]["id"] == world.tenant_id
    assert activity["channelData"]["meeting"]["id"] == world.meeting("marac").meeting_id
    html = {"contentType": "text/html", "content": "<p>next &lt;please&gt;</p>"}
    assert activity["attachments"] == [html]


async def test_something_said_to_the_bot_alone(stage: Stage) -> None:
    await stage.do("say", person="police", conversation=stage.personal("police"), text="help")
    conversation = last(stage)["conversation"]
    assert (conversation["conversationType"], conversation.get("isGroup")) == ("personal", None)
    assert "meeting" not in last(stage)["channelData"]


async def test_the_bot_is_mentioned(stage: Stage) -> None:
    await stage.do("say", person="police", conversation=stage.chat, text="@MARAC Assistant help")
    assert last(stage)["text"] == "<at>MARAC Assistant</at> help"
    mention = next(e for e in last(stage)["entities"] if e["type"] == "mention")
    assert mention["mentioned"]["id"] == stage.room.world.bot.teams_id


async def test_edits_deletions_and_second_thoughts(stage: Stage) -> None:
    said = await stage.do("say", person="police", conversation=stage.chat, text="name it")
    where = {"person": "police", "conversation": stage.chat, "message": said["message"]}
    await stage.do("edit", **where, text="never mind")
    assert (last(stage)["type"], last(stage)["channelData"]["eventType"]) == ("messageUpdate", "editMessage")
    assert (last(stage)["id"], last(stage)["text"]) == (said["message"], "never mind")
    await stage.do("delete", **where)
    assert (last(stage)["type"], last(stage)["channelData"]["eventType"]) == (
        "messageDelete",
        "softDeleteMessage",
    )
    assert (await stage.messages("chair", stage.chat))[0]["text"] == ""
    await stage.do("undelete", **where)
    assert last(stage)["channelData"]["eventType"] == "undeleteMessage"
    assert (await stage.messages("chair", stage.chat))[0]["text"] == "never mind"
    status, _ = await stage.ask("POST", "delete", where | {"person": "chair"})
    assert status == 409


async def test_the_meeting_starts_and_ends(stage: Stage) -> None:
    world = stage.room.world
    await stage.do("meeting/start", meeting="marac")
    activity = last(stage)
    assert (activity["type"], activity["name"]) == ("event", "application/vnd.microsoft.meetingStart")
    assert set(activity["value"]) == {"MeetingType", "Title", "Id", "JoinUrl", "StartTime"}
    assert activity["value"]["Id"] == stage.chat
    assert activity["channelData"]["meeting"]["id"] == world.meeting("marac").meeting_id
    assert "id" in activity
    await stage.do("join", person="chair", meeting="marac")
    await stage.do("meeting/end", meeting="marac")
    names = [a["name"].removeprefix("application/vnd.microsoft.meeting") for a in stage.bot.activities[-2:]]
    assert names == ["ParticipantLeave", "End"]
    assert "EndTime" in last(stage)["value"]
    assert (await stage.ask("POST", "meeting/end", {"meeting": "marac"}))[0] == 409


async def test_join_and_leave_carry_no_id(stage: Stage) -> None:
    await stage.do("join", person="police", meeting="marac")
    activity, police = last(stage), stage.room.world.person("police")
    assert activity["name"] == "application/vnd.microsoft.meetingParticipantJoin"
    assert "id" not in activity
    member = activity["value"]["members"][0]
    assert member["meeting"] == {"inMeeting": True, "role": "Presenter"}
    assert (member["user"]["id"], member["user"]["aadObjectId"]) == (police.teams_id, police.aad_object_id)
    assert member["user"]["email"] == "police@marac.example"
    await stage.do("leave", person="police", meeting="marac")
    assert last(stage)["value"]["members"][0]["meeting"]["inMeeting"] is False
    assert "id" not in last(stage)
    assert (await stage.ask("POST", "leave", {"person": "police", "meeting": "marac"}))[0] == 409


async def test_a_visitor_without_an_account_is_spoken_for_by_the_organizer(stage: Stage) -> None:
    await stage.do("join", person="visitor", meeting="marac")
    activity, world = last(stage), stage.room.world
    assert activity["from"]["id"] == world.person("chair").teams_id
    user = activity["value"]["members"][0]["user"]
    assert "aadObjectId" not in user
    assert user["id"] == world.person("visitor").teams_id
    assert await stage.messages("visitor", stage.chat) == []
    await stage.do("leave", person="visitor", meeting="marac")
    assert (await stage.ask("GET", f"people/visitor/conversations/{stage.chat}"))[0] == 409


async def test_a_newcomer_comes_into_the_chat_by_joining_and_sees_it_from_then_on(stage: Stage) -> None:
    await stage.post(stage.chat, {"type": "message", "text": "before"})
    await stage.do("join", person="guest", meeting="marac")
    added = next(a for a in stage.bot.activities if a["type"] == "conversationUpdate")
    assert added["membersAdded"][0]["id"] == stage.room.world.person("guest").teams_id
    await stage.post(stage.chat, {"type": "message", "text": "after"})
    assert [m["text"] for m in await stage.messages("guest", stage.chat)] == ["after"]


async def test_installing_and_taking_away(stage: Stage) -> None:
    await stage.do("install", person="health")
    kinds = [(a["type"], a.get("action")) for a in stage.bot.activities[-2:]]
    assert kinds == [("conversationUpdate", None), ("installationUpdate", "add")]
    assert (await stage.post(stage.personal("health"), {"type": "message", "text": "hello"}))[0] == 201
    await stage.do("uninstall", person="health")
    assert last(stage)["action"] == "remove"
    await stage.do("uninstall", meeting="marac")
    assert stage.bot.activities[-2]["membersRemoved"] == [{"id": stage.room.world.bot.teams_id}]
    before = len(stage.bot.activities)
    await stage.do("say", person="chair", conversation=stage.chat, text="unheard")
    assert len(stage.bot.activities) == before
    for body in ({"person": "visitor"}, {"person": "health", "x": 1}):
        expected = 409 if body["person"] == "visitor" else 200
        assert (await stage.ask("POST", "install", body))[0] == expected
    assert (await stage.ask("POST", "install", {"person": "health"}))[0] == 409


async def test_the_last_activity_comes_again_byte_for_byte(stage: Stage) -> None:
    assert (await stage.ask("POST", "redeliver"))[0] == 409
    await stage.do("join", person="police", meeting="marac")
    await stage.do("redeliver")
    assert stage.bot.bodies[-1] == stage.bot.bodies[-2]


async def test_activities_are_held_and_come_in_another_order(stage: Stage) -> None:
    await stage.do("hold")
    for word in ("one", "two", "three"):
        await stage.do("say", person="chair", conversation=stage.chat, text=word)
    assert stage.bot.activities == []
    assert (await stage.get("state"))["held"] == 3
    assert (await stage.ask("POST", "release", {"order": [0, 0, 1]}))[0] == 409
    await stage.do("release", order=[1, 2, 0])
    assert [a["text"] for a in stage.bot.activities] == ["two", "three", "one"]
    await stage.do("say", person="chair", conversation=stage.chat, text="four")
    assert last(stage)["text"] == "four"


async def test_a_bot_that_fails_or_does_not_answer_is_found_out(stage: Stage) -> None:
    stage.bot.status = 500
    said = await stage.do("say", person="chair", conversation=stage.chat, text="hello")
    assert (said["ok"], said["status"]) == (False, 500)
    stage.room.courier.bot_url = "http://127.0.0.1:9/api/messages"
    said = await stage.do("say", person="chair", conversation=stage.chat, text="hello")
    assert (said["ok"], said["status"]) == (False, 0)
    assert len((await stage.get("state"))["problems"]) == 2


async def test_the_bots_clock_follows_the_rooms(stage: Stage) -> None:
    moved = await stage.do("clock", to="2026-11-24T09:00:00+00:00")
    assert moved["bot_followed"]
    assert stage.bot.clock[-1].startswith("2026-11-24T09:00:0")
    await stage.do("clock", by=3600)
    assert stage.bot.clock[-1].startswith("2026-11-24T10:00:0")
    await stage.do("say", person="chair", conversation=stage.chat, text="hello")
    assert last(stage)["timestamp"].startswith("2026-11-24T10:00:0")
    for wish in ({"to": "2026-11-24T09:00:00"}, {"to": "soon"}, {}):
        assert (await stage.ask("POST", "clock", wish))[0] == 400


async def test_a_bot_without_a_clock_to_move_is_reported(stage: Stage) -> None:
    stage.room.courier.bot_url = stage.bot.url.replace("/api/messages", "/elsewhere/api/messages")
    moved = await stage.do("clock", by=60)
    assert (moved["bot_followed"], moved["ok"]) == (False, True)


async def test_what_the_bot_says_in_answer_is_there_when_the_deed_is_done(stage: Stage) -> None:
    async def echo(bot: RecordingBot, activity: dict[str, Any]) -> None:
        await bot.say(activity, f"You said {activity['text']}.")

    stage.bot.answers["message"] = echo
    await stage.do("say", person="chair", conversation=stage.personal("chair"), text="hello")
    shown = await stage.messages("chair", stage.personal("chair"))
    assert [m["text"] for m in shown] == ["hello", "You said hello."]
