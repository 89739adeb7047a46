"""Files: drop one into the chat with the bot, and agree to take one from it or not."""

from __future__ import annotations

import secrets
from typing import Any

from rehearsal import Json
from rehearsal.answers import BadAnswer, plain_answer
from rehearsal.deeds import Refused, outcome
from rehearsal.deeds.look import visible
from rehearsal.deeds.talk import open_chat
from rehearsal.room import Room, StoredFile, Upload
from rehearsal.world import PERSONAL, Message

CONSENT = "application/vnd.microsoft.teams.card.file.consent"


async def drop_file(room: Room, person: str, conversation_id: str, name: str, data: bytes) -> Json:
    """Drop a file into the 1:1 chat; Teams gives bots files there only."""
    conversation = open_chat(room, person, conversation_id)
    if conversation.kind != PERSONAL:
        raise Refused("Teams hands files to a bot in its 1:1 chat only; drop it there.")
    file_id = secrets.token_urlsafe(24)
    room.files[file_id] = StoredFile(name, data, person)
    url = f"{room.service_url}files/{file_id}"
    shown = {"type": "message", "attachments": [{"contentType": "file", "name": name, "contentUrl": url}]}
    message = room.post(conversation, person, shown)
    room.did(person, "drop", name, conversation.id)
    who = room.world.person(person)
    activity = room.desk().file(who, conversation, message.id, name, url)
    return outcome(await room.deliver(activity), message=message.id)


async def answer_consent(room: Room, person: str, wish: Json, *, accept: bool) -> Json:
    """Agree to take a file that the bot offers, or decline it; by `message`, or the newest by `name`."""
    message, attachment = _offer(room, person, wish)
    content: Json = attachment.get("content") or {}
    name = str(attachment.get("name", "file"))
    value: Json = {
        "type": "fileUpload",
        "action": "accept" if accept else "decline",
        "context": content.get("acceptContext" if accept else "declineContext"),
    }
    if accept:
        value["uploadInfo"] = _upload(room, person, name, int(content.get("sizeInBytes") or 0))
    message.consent = value["action"]
    room.did(person, value["action"], name, message.conversation)
    conversation = room.world.conversation(message.conversation)
    who = room.world.person(person)
    delivery = await room.deliver(
        room.desk().invoke(who, conversation, "fileConsent/invoke", value, message.id)
    )
    try:
        plain_answer("fileConsent/invoke", delivery.status)
    except BadAnswer as error:
        return {"ok": False, "status": delivery.status, "problem": str(error)}
    room.bus.publish("updated", conversation=message.conversation, message=message.id)
    return outcome(delivery)


def _upload(room: Room, person: str, name: str, size: int) -> Json:
    file_id = secrets.token_urlsafe(24)
    room.uploads[file_id] = Upload(name, person, size)
    return {
        "contentUrl": f"{room.service_url}files/{file_id}",
        "uploadUrl": f"{room.service_url}files/upload/{file_id}",
        "uniqueId": file_id,
        "name": name,
        "fileType": name.rpartition(".")[2].lower(),
    }


def _offer(room: Room, person: str, wish: Json) -> tuple[Message, dict[str, Any]]:
    conversation = room.world.personal_chat(person)
    for message in reversed(visible(room, person, conversation)):
        for attachment in message.activity.get("attachments") or []:
            if attachment["contentType"] != CONSENT or message.consent is not None:
                continue
            if message.deleted_at is None and _is_meant(wish, message, attachment):
                return message, attachment
    raise Refused(f"{room.world.person(person).name} is offered no such file.")


def _is_meant(wish: Json, message: Message, attachment: Json) -> bool:
    if "message" in wish:
        return bool(wish["message"] == message.id)
    return wish.get("name") in (None, attachment.get("name"))
