"""From an incoming activity to a command or request, and from what came of it to the answer.

Only translates: who may do what is decided in `marac`, what is shown is built in `usecases`, how it
looks and reads is found in `dialogs`. Every kind of activity that Teams sends has its own small method.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.answers import form_answer, form_closed, invoke_card, invoke_message
from bot.arrivals import Arrivals
from bot.people import PERSONAL, People
from bot.replies import Replies
from bot.turn import Answer, Turn
from dialogs import wording
from dialogs.acts import Act
from dialogs.elements import OPENS, for_dialog
from dialogs.forms import form
from dialogs.reading import Asked, Unclear, plain, read_line, read_values
from dialogs.render import card_of
from dialogs.table import TABLE
from marac.decide import Refused
from usecases.office import Office
from usecases.perform import Shown, perform
from usecases.rooms import NoArea, Place, Room, room_for
from usecases.views.help import Help

Activity = Mapping[str, Any]


class Turns:
    """The handler of every turn."""

    def __init__(self, office: Office, people: People, replies: Replies, arrivals: Arrivals) -> None:
        self._office = office
        self._people = people
        self._replies = replies
        self._arrivals = arrivals
        self._invokes: Mapping[str, Callable[[Activity], Awaitable[Answer]]] = {
            "adaptiveCard/action": self._press,
            "task/fetch": self._open_form,
            "task/submit": self._submit_form,
        }

    async def __call__(self, turn: Turn) -> Answer | None:
        """Take one activity. None answers it with an empty 200."""
        raw = turn.raw
        kind = raw.get("type")
        if kind == "invoke":
            handler = self._invokes.get(str(raw.get("name")))
            return await handler(raw) if handler else None
        if kind == "message":
            await self._message(raw)
        else:
            await self._arrivals.take(raw)
        return None

    async def _message(self, raw: Activity) -> None:
        value = raw.get("value")
        if isinstance(value, Mapping) and (value.get("verb") or value.get("form")):
            await self._submitted(raw, value)
            return
        if place_of(raw) is Place.CHAT and not _is_addressed(raw):
            await self._arrivals.note_post(raw)
            return
        room = await self._room(raw)
        if isinstance(room, str):
            await self._replies.say(raw, room)
            return
        asked = read_line(TABLE, room, str(raw.get("text") or ""))
        if asked is None:
            is_greeting = not plain(str(raw.get("text") or ""))
            await self._replies.show(raw, room, Shown(view=Help(unknown=not is_greeting), room=room))
        else:
            await self._carry_out(raw, room, asked)

    async def _submitted(self, raw: Activity, value: Mapping[str, Any]) -> None:
        """A button of a client that knows no Action.Execute."""
        room = await self._room(raw, str(value.get("meeting") or "") or None)
        act = TABLE.by_verb.get(str(value.get("verb") or value.get("form")))
        if isinstance(room, str) or act is None:
            await self._replies.say(raw, room if isinstance(room, str) else wording.STALE_BUTTON)
            return
        await self._carry_out(raw, room, read_values(act, room, value))

    async def _carry_out(self, raw: Activity, room: Room, asked: Asked | Unclear) -> None:
        """Do what was typed, and answer where it belongs."""
        if isinstance(asked, Unclear):
            await self._replies.unclear(raw, room, asked)
            return
        try:
            shown = await perform(self._office, room, asked.wanted, turn_key(raw))
        except Refused as refused:
            await self._replies.say_privately(raw, room, wording.refusal(refused.why, refused.facts))
            return
        await self._replies.show(raw, room, shown, act=asked.act)

    async def _press(self, raw: Activity) -> Answer:
        value = raw.get("value") or {}
        action = value.get("action") or {}
        data = {**(action.get("data") or {}), **(value.get("data") or {})}
        room = await self._room(raw, str(data.get("meeting") or "") or None)
        if isinstance(room, str):
            return invoke_message(room)
        act = TABLE.by_verb.get(str(action.get("verb")))
        if act is None:
            return invoke_message(wording.STALE_BUTTON)
        asked = read_values(act, room, data)
        if isinstance(asked, Unclear):
            return invoke_message(asked.sentence)
        try:
            shown = await perform(self._office, room, asked.wanted, turn_key(raw))
        except Refused as refused:
            return invoke_message(wording.refusal(refused.why, refused.facts))
        return invoke_card(card_of(shown.view, shown.room))

    async def _open_form(self, raw: Activity) -> Answer:
        data = (raw.get("value") or {}).get("data") or {}
        room = await self._room(raw, str(data.get("meeting") or "") or None)
        if isinstance(room, str):
            return form_closed(room)
        act = TABLE.by_verb.get(str(data.get("form")))
        if act is None or not act.is_for(room):
            return form_closed(wording.STALE_BUTTON if act is None else wording.NOT_YOURS)
        if not act.fields:
            return await self._show_in_form(raw, act, room, data)
        return form_answer(form(act, room, data))

    async def _show_in_form(self, raw: Activity, act: Act, room: Room, data: Mapping[str, Any]) -> Answer:
        """A dialog that shows something to be read rather than filled in."""
        asked = read_values(act, room, data)
        if isinstance(asked, Unclear):
            return form_closed(asked.sentence)
        try:
            shown = await perform(self._office, room, asked.wanted, turn_key(raw))
        except Refused as refused:
            return form_closed(wording.refusal(refused.why, refused.facts))
        return form_answer(for_dialog(card_of(shown.view, shown.room)))

    async def _submit_form(self, raw: Activity) -> Answer:
        data = (raw.get("value") or {}).get("data") or {}
        room = await self._room(raw, str(data.get("meeting") or "") or None)
        act = TABLE.by_verb.get(str(data.get("form") or data.get("verb")))
        if isinstance(room, str) or act is None:
            return form_closed(room if isinstance(room, str) else wording.STALE_BUTTON)
        if data.get(OPENS):
            return form_answer(form(act, room, {k: v for k, v in data.items() if k != OPENS}))
        asked = read_values(act, room, data)
        if isinstance(asked, Unclear):
            return form_answer(form(act, room, data, asked.sentence))
        try:
            shown = await perform(self._office, room, asked.wanted, turn_key(raw))
        except Refused as refused:
            return form_answer(form(act, room, data, wording.refusal(refused.why, refused.facts)))
        if shown.taken is None:
            return form_answer(for_dialog(card_of(shown.view, shown.room)))
        return form_closed(None)

    async def _room(self, raw: Activity, meeting: str | None = None) -> Room | str:
        """The sender's room, or a sentence for somebody who has none."""
        person = await self._people.sender(raw)
        if person is None:
            return wording.NOT_IN_REGISTER
        place = place_of(raw)
        area = None
        if place is Place.CHAT:
            chat = await self._office.register.chat(str((raw.get("conversation") or {}).get("id")))
            area = chat.area if chat else None
        try:
            return await room_for(self._office, person, place, meeting=meeting, area=area)
        except NoArea:
            return wording.NOT_IN_REGISTER


def place_of(raw: Activity) -> Place:
    """In 1:1 or in a chat with others."""
    kind = (raw.get("conversation") or {}).get("conversationType")
    return Place.PERSONAL if kind == PERSONAL else Place.CHAT


def turn_key(raw: Activity) -> str | None:
    """What the same activity, delivered again, has in common with itself."""
    activity = raw.get("id")
    conversation = (raw.get("conversation") or {}).get("id")
    return f"{conversation}|{activity}" if activity else None


def _is_addressed(raw: Activity) -> bool:
    bot = (raw.get("recipient") or {}).get("id")
    mentions = (e for e in raw.get("entities") or () if isinstance(e, Mapping) and e.get("type") == "mention")
    return any((m.get("mentioned") or {}).get("id") == bot for m in mentions)
