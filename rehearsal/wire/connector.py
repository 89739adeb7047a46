"""The connector's routes for conversations: create, send, reply, update, delete, and who is a member."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from typing import Any

from aiohttp import web

from rehearsal import Json
from rehearsal.activities import member_details
from rehearsal.cards import BadCard, check
from rehearsal.room import ROOM, Room
from rehearsal.wire.errors import (
    WireError,
    bad_argument,
    bad_syntax,
    no_activity,
    no_conversation,
    no_member,
    not_in_roster,
)
from rehearsal.world import BOT, PERSONAL, Conversation, Message, Person

MESSAGE_LIMIT_BYTES = 28 * 1024
PAGE_SIZES = (50, 500)
CARD = "application/vnd.microsoft.card.adaptive"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"

routes = web.RouteTableDef()


@routes.post("/v3/conversations")
async def create(request: web.Request) -> web.Response:
    """Open (or find) the 1:1 chat with one person."""
    room, body = request.app[ROOM], await read_object(request)
    members = body.get("members") or []
    if body.get("isGroup") or len(members) != 1:
        raise bad_argument("A bot can create a chat with exactly one member.")
    tenant = body.get("tenantId") or ((body.get("channelData") or {}).get("tenant") or {}).get("id")
    if tenant != room.world.tenant_id:
        raise bad_argument("Unknown or missing tenantId.")
    person = room.world.person_by_id(str(members[0].get("id", "")))
    if person is None:
        raise bad_argument("The member's id is not that of a user; e-mail addresses are not accepted.")
    _may_write_to(person)
    conversation = room.world.personal_chat(person.key)
    answer: Json = {"id": conversation.id}
    if isinstance(body.get("activity"), dict):
        answer["activityId"] = _post(room, conversation, body["activity"], None)
    return web.json_response(answer, status=201)


@routes.post("/v3/conversations/{conversation}/activities")
@routes.post("/v3/conversations/{conversation}/activities/{activity}")
async def send(request: web.Request) -> web.Response:
    """Send a message, to all of the conversation or, if targeted, to one of it."""
    room, conversation = request.app[ROOM], bots_conversation(request)
    activity = await _read_activity(request)
    if activity.get("type") == "typing":
        room.bus.publish("typing", conversation=conversation.id)
        return web.json_response({"id": room.world.next_activity_id(room.clock.now())}, status=201)
    only_for = None
    if request.query.get("isTargetedActivity", "").lower() == "true":
        only_for = _target(room, conversation, activity)
    return web.json_response({"id": _post(room, conversation, activity, only_for)}, status=201)


@routes.put("/v3/conversations/{conversation}/activities/{activity}")
async def update(request: web.Request) -> web.Response:
    """Put something else in the place of one of the bot's own messages."""
    room, message = request.app[ROOM], _own_message(request)
    activity = await _read_activity(request)
    _check(bots_conversation(request), activity)
    room.replace(message, activity)
    return web.json_response({"id": message.id})


@routes.delete("/v3/conversations/{conversation}/activities/{activity}")
async def delete(request: web.Request) -> web.Response:
    """Take back one of the bot's own messages."""
    request.app[ROOM].retract(_own_message(request))
    return web.Response(status=200)


@routes.get("/v3/conversations/{conversation}/members")
async def members(request: web.Request) -> web.Response:
    """Everybody in the conversation who has an account."""
    return web.json_response([member_details(p) for p in _roster(request)])


@routes.get("/v3/conversations/{conversation}/pagedmembers")
async def paged_members(request: web.Request) -> web.Response:
    """The same a page at a time; page sizes are brought between 50 and 500, as Teams does."""
    roster = _roster(request)
    try:
        size = min(max(int(request.query.get("pageSize", PAGE_SIZES[1])), PAGE_SIZES[0]), PAGE_SIZES[1])
        start = int(base64.urlsafe_b64decode(request.query.get("continuationToken", "") or b"MA=="))
    except (ValueError, binascii.Error):
        raise bad_argument("pageSize or continuationToken is not valid.") from None
    answer: Json = {"members": [member_details(p) for p in roster[start : start + size]]}
    if start + size < len(roster):
        answer["continuationToken"] = base64.urlsafe_b64encode(str(start + size).encode()).decode()
    return web.json_response(answer)


@routes.get("/v3/conversations/{conversation}/members/{member}")
async def member(request: web.Request) -> web.Response:
    """One member, by Teams id or AAD object id."""
    wanted = request.match_info["member"]
    for person in _roster(request):
        if wanted in (person.teams_id, person.aad_object_id):
            return web.json_response(member_details(person))
    raise no_member(wanted)


async def read_object(request: web.Request) -> Json:
    """The request's body, which must be a JSON object."""
    try:
        body: Any = json.loads(await request.read())
    except ValueError:
        raise bad_syntax("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise bad_syntax("The body is not a JSON object.")
    return body


def bots_conversation(request: web.Request) -> Conversation:
    """The conversation that the path names, if the bot is in it."""
    room = request.app[ROOM]
    conversation = room.world.conversations.get(request.match_info["conversation"])
    if conversation is None:
        raise no_conversation(request.match_info["conversation"])
    if conversation.meeting is not None and not room.world.meeting(conversation.meeting).installed:
        raise not_in_roster()
    if conversation.person is not None:
        _may_write_to(room.world.person(conversation.person))
    return conversation


def _may_write_to(person: Person) -> None:
    if not person.installed:
        raise WireError(403, "ForbiddenOperation", "The app is not installed in the user's personal scope.")


async def _read_activity(request: web.Request) -> Json:
    size = len(await request.read())
    if size > MESSAGE_LIMIT_BYTES:
        raise WireError(
            413, "MessageSizeTooBig", f"The message has {size} bytes; {MESSAGE_LIMIT_BYTES} are allowed."
        )
    return await read_object(request)


def _post(room: Room, conversation: Conversation, activity: Json, only_for: str | None) -> str:
    _check(conversation, activity)
    if not (activity.get("text") and activity.get("attachments")):
        return room.post(conversation, BOT, activity, only_for).id
    # Teams makes two messages of text and attachment, and the id it gives belongs to neither.
    rest = {name: value for name, value in activity.items() if name != "attachments"}
    room.post(conversation, BOT, rest, only_for)
    room.post(conversation, BOT, {n: v for n, v in activity.items() if n != "text"}, only_for)
    return f"1:{secrets.token_urlsafe(24)}"


def _check(conversation: Conversation, activity: Json) -> None:
    if activity.get("type") != "message":
        raise bad_argument(f"A bot cannot send an activity of the type '{activity.get('type')}' to Teams.")
    attachments = activity.get("attachments") or []
    if not attachments and not str(activity.get("text") or "").strip():
        raise bad_syntax("The activity has neither text nor attachments.")
    for attachment in attachments:
        if not isinstance(attachment, dict) or not attachment.get("contentType"):
            raise bad_syntax("An attachment needs a contentType.")
        if attachment["contentType"] == CARD:
            _check_card(attachment.get("content"))
        if attachment["contentType"] == CONSENT and conversation.kind != PERSONAL:
            raise bad_argument("Files can be offered in 1:1 chats only.")


def _check_card(card: Any) -> None:
    if not isinstance(card, dict):
        raise bad_syntax("An adaptive card's content is a JSON object.")
    try:
        check(card)
    except BadCard as error:
        raise bad_syntax(str(error)) from error


def _target(room: Room, conversation: Conversation, activity: Json) -> str:
    if not room.targeted:
        raise WireError(403, "ForbiddenOperation", "Targeted messages are not enabled for this tenant.")
    if conversation.kind == PERSONAL:
        raise bad_argument("A targeted message goes to a group chat.")
    recipient = (activity.get("recipient") or {}).get("id")
    if not recipient:
        raise bad_argument("A targeted message needs a recipient.")
    person = room.world.person_by_id(str(recipient))
    if person is None or not room.world.may_see(person.key, conversation):
        raise no_member(str(recipient))
    if person.is_anonymous:
        raise WireError(403, "ForbiddenOperation", "Anonymous people cannot be written to.")
    return person.key


def _own_message(request: web.Request) -> Message:
    conversation = bots_conversation(request)
    message = conversation.message(request.match_info["activity"])
    if message is None or message.deleted_at is not None:
        raise no_activity(request.match_info["activity"])
    if message.author != BOT:
        raise WireError(403, "ForbiddenOperation", "A bot can change its own messages only.")
    return message


def _roster(request: web.Request) -> list[Person]:
    room, conversation = request.app[ROOM], bots_conversation(request)
    people = (room.world.person(key) for key in room.world.audience(conversation))
    return [person for person in people if not person.is_anonymous]
