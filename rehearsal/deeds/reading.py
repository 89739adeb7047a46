"""What a person can read and press now, as plain text: for a player, and for whoever cannot see cards."""

from __future__ import annotations

from rehearsal import Json
from rehearsal.cards import buttons
from rehearsal.deeds.look import visible
from rehearsal.ledger import readable
from rehearsal.room import Room
from rehearsal.world import Conversation, Message


def reading(room: Room, person: str) -> list[Json]:
    """One entry a message, oldest first in each conversation, and one for the open form."""
    chats = room.world.conversations_of(person)
    entries = [_entry(room, person, chat, m) for chat in chats for m in visible(room, person, chat)]
    form = room.world.forms.get(person)
    if form is not None:
        card = form.card or {}
        words = [form.title, readable(card), form.note or ""]
        entries.append(
            {
                "kind": "form",
                "conversation": form.conversation,
                "message": form.message,
                "author": room.world.bot.name,
                "text": " ".join(word for word in words if word),
                "buttons": buttons(card),
            }
        )
    return entries


def _entry(room: Room, person: str, conversation: Conversation, message: Message) -> Json:
    author = room.world.people.get(message.author)
    entry: Json = {
        "kind": conversation.kind,
        "conversation": conversation.id,
        "message": message.id,
        "author": author.name if author else room.world.bot.name,
        "text": "",
        "buttons": [],
    }
    if message.deleted_at is not None:
        return entry
    cards = [message.card_for(person, place) or {} for place in message.base_cards()]
    words = [readable(card) for card in cards] if cards else [readable(message.activity)]
    note = message.notes.get(person)
    entry["text"] = " ".join([*words, *([note] if note else [])])
    entry["buttons"] = [title for card in cards for title in buttons(card)]
    return entry
