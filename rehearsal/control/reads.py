"""What can be asked of the room: its state, what a person sees, what was seen, the wire's log, and events."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import asdict

from aiohttp import web

from rehearsal import Json
from rehearsal.clock import wire_time
from rehearsal.control.choosing import CHOICE
from rehearsal.control.guard import BadRequest
from rehearsal.deeds.look import conversation_seen, sight
from rehearsal.deeds.reading import reading
from rehearsal.room import ROOM, Room
from rehearsal.world import Meeting, Person

routes = web.RouteTableDef()


@routes.get("/rehearsal/api/state")
async def state(request: web.Request) -> web.Response:
    """Who is there, which meetings, what time it is, what is switched on."""
    room = request.app[ROOM]
    previews = Counter(preview.person for preview in room.ledger.previews)
    return web.json_response(
        {
            "title": room.world.title,
            "scenarios": request.app[CHOICE].shown(),
            "tenant": room.world.tenant_id,
            "service_url": room.service_url,
            "bot": {
                "name": room.world.bot.name,
                "app_id": room.world.bot.app_id,
                "url": room.courier.bot_url,
            },
            "now": wire_time(room.clock.now()),
            "clock_moved": room.clock.is_shifted,
            "limits": room.limits.on,
            "check_bearer": room.check_bearer,
            "targeted": room.targeted,
            "holding": room.courier.holding,
            "held": len(room.courier.held),
            "faults": room.faults.listed(),
            "groups": room.world.groups,
            "people": [_person(room, p, previews[p.key]) for p in room.world.people.values()],
            "meetings": [_meeting(m) for m in room.world.meetings.values()],
            "seen": room.ledger.seq,
            "problems": room.problems[-20:],
        }
    )


def _person(room: Room, person: Person, previews: int) -> Json:
    return {
        "key": person.key,
        "name": person.name,
        "role": person.role,
        "email": person.email,
        "teams_id": person.teams_id,
        "aad_object_id": person.aad_object_id,
        "anonymous": person.is_anonymous,
        "installed": person.installed,
        "in_meetings": [m.key for m in room.world.meetings.values() if person.key in m.present],
        "previews": previews,
        "form_open": person.key in room.world.forms,
        "conversations": [
            {"id": c.id, "kind": c.kind, "title": c.title, "meeting": c.meeting}
            for c in room.world.conversations_of(person.key)
        ],
    }


def _meeting(meeting: Meeting) -> Json:
    return {
        "key": meeting.key,
        "title": meeting.title,
        "chat": meeting.chat_id,
        "meeting_id": meeting.meeting_id,
        "starts": wire_time(meeting.starts),
        "ends": wire_time(meeting.ends),
        "running": meeting.running,
        "installed": meeting.installed,
        "present": list(meeting.present),
        "organizer": meeting.organizer,
    }


@routes.get("/rehearsal/api/people/{person}/sight")
async def person_sight(request: web.Request) -> web.Response:
    """All that the person's client holds now."""
    room = request.app[ROOM]
    return web.json_response(sight(room, room.world.person(request.match_info["person"]).key))


@routes.get("/rehearsal/api/people/{person}/reading")
async def person_reading(request: web.Request) -> web.Response:
    """All that the person can read and press now, as plain text."""
    room = request.app[ROOM]
    return web.json_response(reading(room, room.world.person(request.match_info["person"]).key))


@routes.get("/rehearsal/api/people/{person}/conversations/{conversation}")
async def person_conversation(request: web.Request) -> web.Response:
    """One conversation as the person sees it."""
    room = request.app[ROOM]
    person = room.world.person(request.match_info["person"])
    conversation = room.world.conversation(request.match_info["conversation"])
    return web.json_response(conversation_seen(room, person.key, conversation))


@routes.get("/rehearsal/api/seen")
async def seen(request: web.Request) -> web.Response:
    """Everything ever shown: `person=` to that person, `conversation=` to all of that chat, or all of it."""
    room, query = request.app[ROOM], request.query
    entries = room.ledger.seen
    if "person" in query:
        key = room.world.person(query["person"]).key
        entries = [e for e in entries if key in e.audience]
    if "conversation" in query:
        conversation = room.world.conversation(query["conversation"]).id
        entries = [e for e in entries if e.conversation == conversation and not e.private]
    since = _number(query.get("since", "0"))
    return web.json_response([asdict(e) | {"at": wire_time(e.at)} for e in entries if e.seq > since])


@routes.get("/rehearsal/api/previews")
async def previews(request: web.Request) -> web.Response:
    """What lock screens showed; `person=` narrows it to one."""
    room, wanted = request.app[ROOM], request.query.get("person")
    shown = [p for p in room.ledger.previews if wanted in (None, p.person)]
    return web.json_response([asdict(p) | {"at": wire_time(p.at)} for p in shown])


@routes.get("/rehearsal/api/traffic")
async def traffic(request: web.Request) -> web.Response:
    """The wire's log after a sequence number (`since=`), with bodies and sizes."""
    return web.json_response(request.app[ROOM].traffic.since(_number(request.query.get("since", "0"))))


@routes.get("/rehearsal/api/deeds")
async def deeds(request: web.Request) -> web.Response:
    """What people did, after a sequence number (`since=`)."""
    since = _number(request.query.get("since", "0"))
    return web.json_response([asdict(d) for d in request.app[ROOM].deeds if d.seq > since])


@routes.get("/rehearsal/api/events")
async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: that something changed, and where; the first says where the count stands."""
    room = request.app[ROOM]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    # A listener who goes away is nothing to report: the next word to them simply finds nobody there.
    with room.bus.listening() as listener, suppress(ConnectionResetError):
        await response.prepare(request)
        await _write(response, {"seq": room.bus.seq, "kind": "hello"})
        async for event in listener:
            if listener.fell_behind or event["kind"] == "closing":
                break
            await _write(response, event)
    return response


async def _write(response: web.StreamResponse, event: Json) -> None:
    await response.write(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n".encode())


def _number(text: str) -> int:
    if not text.isdigit():
        raise BadRequest(f"'{text}' is not a number.")
    return int(text)
