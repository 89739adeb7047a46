"""Say, edit, delete and bring back: what people write."""

from __future__ import annotations

from rehearsal import Json
from rehearsal.deeds import Refused, outcome
from rehearsal.room import Room
from rehearsal.world import BOT, PERSONAL, Conversation, Message


def open_chat(room: Room, person: str, conversation_id: str) -> Conversation:
    """The conversation, if the person can write in it."""
    who, conversation = room.world.person(person), room.world.conversation(conversation_id)
    if not room.world.may_see(person, conversation):
        raise Refused(f"{who.name} is not in that conversation.")
    if conversation.kind == PERSONAL and not who.installed:
        raise Refused(f"{who.name} has not installed the app; install it first.")
    return conversation


async def say(room: Room, person: str, conversation_id: str, text: str) -> Json:
    """Write a message; the bot hears it if it is installed there."""
    conversation = open_chat(room, person, conversation_id)
    if not text.strip():
        raise Refused("There is nothing to send.")
    message = room.post(conversation, person, {"type": "message", "text": text})
    room.did(person, "say", text, conversation.id)
    if not hears(room, conversation):
        return {"ok": True, "status": 0, "problem": None, "message": message.id, "heard": False}
    activity = room.desk().message(room.world.person(person), conversation, message.id, text)
    return outcome(await room.deliver(activity), message=message.id, heard=True)


def hears(room: Room, conversation: Conversation) -> bool:
    """Whether the bot gets what is written there."""
    return conversation.meeting is None or room.world.meeting(conversation.meeting).installed


async def edit(room: Room, person: str, conversation_id: str, message_id: str, text: str) -> Json:
    """Change what one has written."""
    message = _own(room, person, conversation_id, message_id)
    if message.deleted_at is not None:
        raise Refused("A deleted message cannot be edited; bring it back first.")
    room.replace(message, {"type": "message", "text": text})
    room.did(person, "edit", text, conversation_id)
    return outcome(await room.deliver(room.desk().edited(room.world.person(person), message, text)))


async def delete(room: Room, person: str, conversation_id: str, message_id: str) -> Json:
    """Delete what one has written."""
    message = _own(room, person, conversation_id, message_id)
    room.retract(message)
    room.did(person, "delete", str(message.activity.get("text", "")), conversation_id)
    return outcome(await room.deliver(room.desk().deleted(room.world.person(person), message)))


async def undelete(room: Room, person: str, conversation_id: str, message_id: str) -> Json:
    """Bring back what one has deleted."""
    message = _own(room, person, conversation_id, message_id)
    if message.deleted_at is None:
        raise Refused("That message has not been deleted.")
    room.replace(message, message.activity)
    text = str(message.activity.get("text", ""))
    room.did(person, "undelete", text, conversation_id)
    activity = room.desk().edited(room.world.person(person), message, text, "undeleteMessage")
    return outcome(await room.deliver(activity))


def _own(room: Room, person: str, conversation_id: str, message_id: str) -> Message:
    message = open_chat(room, person, conversation_id).message(message_id)
    if message is None or message.author == BOT or message.author != person:
        raise Refused("Only one's own messages can be edited or deleted.")
    return message
