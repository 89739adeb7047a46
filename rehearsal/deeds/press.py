"""Press a button, and what follows: an invoke, a message, a form that opens, goes on or closes."""

from __future__ import annotations

from dataclasses import dataclass

from rehearsal import Json
from rehearsal.answers import BadAnswer, FormAnswer, card_answer, form_answer
from rehearsal.cards import Action, NotFilled, actions, by_label, gathered
from rehearsal.courier import Delivery
from rehearsal.deeds import Refused, outcome
from rehearsal.deeds.look import execute_value, show_view, visible
from rehearsal.deeds.talk import hears, open_chat
from rehearsal.ledger import readable
from rehearsal.room import Room
from rehearsal.world import Conversation, Form, Message

UNREACHABLE = "Something went wrong. Please try again."
"""What Teams' client shows when the app answers wrongly or not at all."""
_SHOWN = ("type", "title", "verb", "data")
"""What of an action makes it the one that was pressed."""


@dataclass(frozen=True, slots=True)
class Target:
    """A button on a card that the person sees."""

    conversation: Conversation
    message: Message
    action: Action


def find(room: Room, person: str, wish: Json) -> Target:
    """The button meant: by message, attachment and number, or by title on the newest card that has it.

    `containing` narrows a search by title to cards whose readable text holds those words.
    """
    if "message" in wish:
        return _by_number(room, person, wish)
    title, containing = str(wish.get("title", "")), str(wish.get("containing", ""))
    found = [
        target
        for target in all_buttons(room, person, wish.get("conversation"))
        if target.action.title == title
        and containing in readable(target.message.card_for(person, 0) or target.message.activity)
    ]
    if not found:
        there = sorted({t.action.title for t in all_buttons(room, person, wish.get("conversation"))})
        raise Refused(
            f"{room.world.person(person).name} sees no button '{title}'. There are: {', '.join(there)}."
        )
    newest = max(int(target.message.id) for target in found)
    return next(target for target in found if int(target.message.id) == newest)


def all_buttons(room: Room, person: str, conversation_id: str | None = None) -> list[Target]:
    """Every button that the person's client shows, cards from oldest to newest."""
    chats = room.world.conversations_of(person)
    return [
        Target(chat, message, action)
        for chat in chats
        if conversation_id in (None, chat.id)
        for message in visible(room, person, chat)
        if message.deleted_at is None
        for place in message.base_cards()
        for action in actions(message.card_for(person, place) or {})
        if action.is_enabled
    ]


def _by_number(room: Room, person: str, wish: Json) -> Target:
    conversation = open_chat(room, person, str(wish.get("conversation", "")))
    message = next((m for m in visible(room, person, conversation) if m.id == wish["message"]), None)
    if message is None or message.deleted_at is not None:
        raise Refused("That message is no longer there.")
    card = message.card_for(person, int(wish.get("attachment", 0))) or {}
    meant = _meant(actions(card), wish)
    if not meant or not meant[0].is_enabled:
        raise Refused("That button is no longer there; the card has changed.")
    return Target(conversation, message, meant[0])


def _meant(there: list[Action], wish: Json) -> list[Action]:
    """The actions that a press by number can mean. With `pressed`, the action as it was under the hand, only
    one that is still the same: a client sends what it showed, though the card may have changed since."""
    if "pressed" in wish:
        shown = wish["pressed"]
        there = [a for a in there if {key: a.raw.get(key) for key in _SHOWN} == shown]
    numbered = [a for a in there if a.index == int(wish.get("action", 0))]
    return numbered or (there if "pressed" in wish else [])


async def press(room: Room, person: str, wish: Json) -> Json:
    """Press a button, with what was filled in on its card (`inputs` by id, or `fields` by label)."""
    target = find(room, person, wish)
    if not hears(room, target.conversation):
        raise Refused("The app is not installed in this chat, so its cards do nothing.")
    data = _filled(target.action, wish)
    target.message.notes.pop(person, None)
    if target.action.kind == "Action.Execute":
        result = await _execute(room, person, target, data)
    elif target.action.kind == "Action.Submit":
        result = await _submit(room, person, target, data)
    else:
        result = {"ok": True, "status": 0, "problem": None, "opens": target.action.raw.get("url")}
    room.did(person, "press", target.action.title, target.conversation.id)
    return result


def _filled(action: Action, wish: Json) -> Json:
    try:
        inputs = (wish.get("inputs") or {}) | by_label(action, wish.get("fields") or {})
        return gathered(action, inputs, complete=bool(wish.get("complete")))
    except NotFilled as error:
        raise Refused(str(error)) from error


async def _execute(room: Room, person: str, target: Target, data: Json) -> Json:
    message, version = target.message, target.message.version
    value = execute_value(target.action.raw, data, "manual")
    who = room.world.person(person)
    activity = room.desk().invoke(who, target.conversation, "adaptiveCard/action", value, message.id)
    delivery = await room.deliver(activity)
    try:
        answer = card_answer(delivery.status, delivery.body)
    except BadAnswer as error:
        return _wrong(room, person, message, delivery, error)
    if answer.card is not None:
        # If the base card changed meanwhile, the answer is shown, and asked for anew at the next look.
        show_view(room, person, message, answer.card, stale=version != message.version)
    if answer.note is not None:
        _note(room, person, message, answer.note)
    return outcome(delivery, note=answer.note, refused=answer.refused)


async def _submit(room: Room, person: str, target: Target, data: Json) -> Json:
    teams = data.get("msteams")
    kind = teams.get("type") if isinstance(teams, dict) else None
    if kind == "task/fetch":
        return await _open_form(room, person, target.conversation, target.message.id, data)
    if kind in ("messageBack", "imBack"):
        return await _say_back(room, person, target, data)
    who, now = room.world.person(person), room.clock.now()
    activity_id = room.world.next_activity_id(now)
    return outcome(await room.deliver(room.desk().submit(who, target.message, activity_id, data, None)))


async def _say_back(room: Room, person: str, target: Target, data: Json) -> Json:
    teams = data["msteams"]
    shown = teams.get("displayText") if teams["type"] == "messageBack" else teams.get("value")
    now = room.clock.now()
    activity_id = room.world.next_activity_id(now)
    if shown:
        activity_id = room.post(target.conversation, person, {"type": "message", "text": str(shown)}).id
    who = room.world.person(person)
    if teams["type"] == "imBack":
        return outcome(
            await room.deliver(room.desk().message(who, target.conversation, activity_id, str(shown or "")))
        )
    value = teams.get("value") or {name: v for name, v in data.items() if name != "msteams"}
    text = str(teams.get("text", ""))
    return outcome(await room.deliver(room.desk().submit(who, target.message, activity_id, value, text)))


async def _open_form(
    room: Room, person: str, conversation: Conversation, message_id: str, data: Json
) -> Json:
    value = {"data": data, "context": {"theme": "default"}}
    return await _form_invoke(room, person, "task/fetch", value, (conversation, message_id))


async def submit_form(room: Room, person: str, wish: Json) -> Json:
    """Press a button of the open form; by number (`action`) or `title`, with `inputs` by id."""
    form = room.world.forms.get(person)
    if form is None or form.card is None:
        raise Refused(f"{room.world.person(person).name} has no form open.")
    offered = [a for a in actions(form.card) if a.is_enabled]
    by_title = [a for a in offered if a.title == wish.get("title")]
    wanted = by_title or (_meant(offered, wish) if "action" in wish else [])
    if not wanted:
        titles = ", ".join(a.title for a in offered)
        raise Refused(
            f"The form has no button '{wish.get('title', wish.get('action'))}'. There are: {titles}."
        )
    if wanted[0].kind != "Action.Submit":
        raise Refused(f"In a form Teams knows Action.Submit only, not {wanted[0].kind}.")
    data = _filled(wanted[0], wish)
    value = {"data": data, "context": {"theme": "default"}}
    where = (room.world.conversation(form.conversation), form.message)
    result = await _form_invoke(room, person, "task/submit", value, where)
    room.did(person, "submit", wanted[0].title, form.conversation)
    return result


async def _form_invoke(
    room: Room, person: str, name: str, value: Json, where: tuple[Conversation, str]
) -> Json:
    conversation, message_id = where
    activity = room.desk().invoke(room.world.person(person), conversation, name, value, message_id)
    delivery = await room.deliver(activity)
    try:
        answer = form_answer(name, delivery.status, delivery.body)
    except BadAnswer as error:
        return _wrong(room, person, conversation.message(message_id), delivery, error)
    _show_form(room, person, where, answer)
    return outcome(delivery, note=answer.note, closed=answer.closes)


def _show_form(room: Room, person: str, where: tuple[Conversation, str], answer: FormAnswer) -> None:
    conversation, message_id = where
    message = conversation.message(message_id)
    if answer.closes:
        room.world.forms.pop(person, None)
        if answer.note is not None and message is not None:
            _note(room, person, message, answer.note)
    else:
        form = Form(person, conversation.id, message_id, answer.title, answer.card, answer.url)
        form.width, form.height = answer.width, answer.height
        room.world.forms[person] = form
        shown = {"type": "AdaptiveCard", "title": answer.title, "body": [answer.card or {}]}
        room.show_privately(person, "form", (conversation.id, message_id), shown)
    room.bus.publish("form", person=person, conversation=conversation.id)


def close_form(room: Room, person: str) -> Json:
    """Close the open form without sending it; the bot hears nothing of it, as in Teams."""
    form = room.world.forms.pop(person, None)
    if form is None:
        raise Refused(f"{room.world.person(person).name} has no form open.")
    room.did(person, "close", form.title, form.conversation)
    room.bus.publish("form", person=person, conversation=form.conversation)
    return {"ok": True}


def _note(room: Room, person: str, message: Message, note: str) -> None:
    message.notes[person] = note
    room.show_privately(person, "note", (message.conversation, message.id), note)
    room.bus.publish("view", person=person, conversation=message.conversation, message=message.id)


def _wrong(room: Room, person: str, message: Message | None, delivery: Delivery, error: BadAnswer) -> Json:
    where = message.conversation if message else ""
    if delivery.is_accepted:
        room.went_wrong(str(error), where)
    form = room.world.forms.get(person)
    if form is not None:
        form.note = UNREACHABLE
        room.bus.publish("form", person=person, conversation=form.conversation)
    elif message is not None:
        _note(room, person, message, UNREACHABLE)
    return {"ok": False, "status": delivery.status, "problem": str(error)}
