"""Look at a conversation: what the person's client shows, and the refresh of cards that looking sets off.

A card with `refresh` is asked for anew for each person named who looks at it, and the answer is shown to that
person alone. Everybody else sees the base card. A view is made again when the base card changes, when the
person asks, and when they look again after a minute.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rehearsal import Json
from rehearsal.answers import BadAnswer, card_answer
from rehearsal.cards import REFRESH_USERS
from rehearsal.clock import wire_time
from rehearsal.deeds import Refused
from rehearsal.room import Room
from rehearsal.world import PERSONAL, Conversation, Form, Message, Person, View

STALE = timedelta(minutes=1)
TARGETED_FOR = timedelta(hours=24)


async def look(room: Room, person: str, conversation_id: str, message_id: str | None = None) -> Json:
    """Look at all of a conversation; or ask one card to refresh, by hand."""
    who, conversation = room.world.person(person), room.world.conversation(conversation_id)
    if not room.world.may_see(person, conversation):
        raise Refused(f"{who.name} is not in that conversation.")
    refreshed = 0
    for message in visible(room, person, conversation):
        if message_id is not None and message.id == message_id:
            refreshed += await _refresh(room, who, conversation, message, "manual")
        elif message_id is None and _is_due(room, who, conversation, message):
            async with room.looking[(message.id, person)]:
                if _is_due(room, who, conversation, message):
                    refreshed += await _refresh(room, who, conversation, message, "automatic")
    return {"ok": True, "refreshed": refreshed}


def visible(room: Room, person: str, conversation: Conversation) -> list[Message]:
    """The messages that the person's client shows, oldest first."""
    now = room.clock.now()
    shown = [m for m in conversation.messages if room.world.sees(person, m)]
    return [m for m in shown if m.only_for is None or now - m.at < TARGETED_FOR]


def _is_due(room: Room, person: Person, conversation: Conversation, message: Message) -> bool:
    refresh = _refresh_of(message)
    if refresh is None or message.deleted_at is not None:
        return False
    named = refresh.get("userIds")
    if named is None and len(room.world.audience(conversation)) > REFRESH_USERS:
        return False
    if named is not None and person.teams_id not in named:
        return False
    view = message.views.get(person.key)
    return view is None or view.version != message.version or room.clock.now() - view.at > STALE


def _refresh_of(message: Message) -> Json | None:
    for card in message.base_cards().values():
        refresh = card.get("refresh")
        if isinstance(refresh, dict) and (refresh.get("action") or {}).get("type") == "Action.Execute":
            return refresh
    return None


async def _refresh(
    room: Room, who: Person, conversation: Conversation, message: Message, trigger: str
) -> int:
    refresh = _refresh_of(message)
    if refresh is None:
        raise Refused("That card does not refresh.")
    version = message.version
    value = execute_value(refresh["action"], refresh["action"].get("data") or {}, trigger)
    activity = room.desk().invoke(who, conversation, "adaptiveCard/action", value, message.id)
    delivery = await room.deliver(activity)
    card = None
    try:
        card = card_answer(delivery.status, delivery.body).card
    except BadAnswer as error:
        room.went_wrong(str(error), conversation.id)
    if version == message.version:
        show_view(room, who.key, message, card)
    return 1


def execute_value(action: Json, data: Json, trigger: str) -> Json:
    """The value of an `adaptiveCard/action` invoke."""
    sent: Json = {"type": "Action.Execute", "verb": action.get("verb", ""), "data": data}
    if action.get("id"):
        sent["id"] = action["id"]
    return {"action": sent, "trigger": trigger}


def show_view(room: Room, person: str, message: Message, card: Json | None, *, stale: bool = False) -> None:
    """Show a card to one person in the place of the base card; none leaves what is there.

    A stale one is due to be made again.
    """
    old = message.views.get(person)
    kept = old.card if card is None and old is not None and old.version == message.version else card
    message.views[person] = View(
        kept, message.version, room.clock.now() - (2 * STALE if stale else timedelta(0))
    )
    if card is not None:
        room.show_privately(person, "view", (message.conversation, message.id), card)
        room.bus.publish("view", person=person, conversation=message.conversation, message=message.id)


def sight(room: Room, person: str) -> Json:
    """All that the person's client holds now: every conversation, the open form, the lock screen."""
    chats = [conversation_seen(room, person, c) for c in room.world.conversations_of(person)]
    previews = [p for p in room.ledger.previews if p.person == person]
    return {
        "person": person,
        "conversations": chats,
        "form": form_seen(room.world.forms.get(person)),
        "stage": room.world.stage.get(person),
        "lock_screen": [
            {
                "seq": p.seq,
                "at": wire_time(p.at),
                "title": p.title,
                "text": p.text,
                "conversation": p.conversation,
            }
            for p in previews
        ],
    }


def conversation_seen(room: Room, person: str, conversation: Conversation) -> Json:
    """One conversation as the person's client shows it."""
    if not room.world.may_see(person, conversation):
        raise Refused(f"{room.world.person(person).name} is not in that conversation.")
    messages = [_message_seen(room, person, m) for m in visible(room, person, conversation)]
    writable = conversation.kind != PERSONAL or room.world.person(person).installed
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "title": conversation.title,
        "meeting": conversation.meeting,
        "writable": writable,
        "messages": messages,
    }


def _message_seen(room: Room, person: str, message: Message) -> Json:
    author = room.world.people.get(message.author)
    seen: Json = {
        "id": message.id,
        "version": message.version,
        "author": message.author,
        "author_name": author.name if author else room.world.bot.name,
        "at": wire_time(message.at),
        "edited": message.edited_at is not None,
        "deleted": message.deleted_at is not None,
        "only_you": message.only_for is not None,
        "mine": message.author == person,
        "text": "",
        "attachments": [],
        "note": message.notes.get(person),
    }
    if message.deleted_at is None:
        seen["text"] = message.activity.get("text") or ""
        seen["format"] = message.activity.get("textFormat", "markdown") if author is None else "plain"
        seen["attachments"] = _attachments_seen(person, message)
    return seen


def _attachments_seen(person: str, message: Message) -> list[Json]:
    shown = []
    for place, attachment in enumerate(message.activity.get("attachments") or []):
        entry: Json = {"kind": attachment["contentType"], "name": attachment.get("name"), "place": place}
        card = message.card_for(person, place)
        base = message.base_cards().get(place)
        if card is not None:
            entry |= {
                "card": card,
                "view": "base" if card is base else "yours",
                "refreshes": _refresh_of(message) is not None,
            }
        else:
            entry |= {"content": attachment.get("content"), "url": attachment.get("contentUrl")}
        if attachment["contentType"].endswith("file.consent"):
            entry["consent"] = message.consent
        shown.append(entry)
    return shown


def form_seen(form: Form | None) -> dict[str, Any] | None:
    """The open form, as the person's client shows it."""
    if form is None:
        return None
    return {
        "title": form.title,
        "card": form.card,
        "url": form.url,
        "note": form.note,
        "width": form.width,
        "height": form.height,
        "conversation": form.conversation,
    }
