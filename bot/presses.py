"""What is pressed on a card and filled in in a form: invokes, each answered with a card, a form or a
sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.answers import form_answer, form_closed, invoke_card, invoke_message
from bot.excuses import excuse
from bot.turn import Answer
from bot.whereabouts import Activity, Whereabouts, part, turn_key
from dialogs import elements, wording, wording_edge
from dialogs.acts import Act
from dialogs.elements import OPENS, WITHIN, Element, for_dialog
from dialogs.forms import form, kept
from dialogs.reading import Unclear, read_values
from dialogs.render import card_of
from dialogs.table import TABLE
from marac.decide import Refused
from usecases.office import Office
from usecases.perform import Shown, perform
from usecases.ports import Unavailable
from usecases.rooms import Place, Room
from usecases.take import Busy


class Presses:
    """Answers presses and forms."""

    def __init__(self, office: Office, whereabouts: Whereabouts) -> None:
        self._office = office
        self._whereabouts = whereabouts

    async def press(self, raw: Activity) -> Answer:
        """A button of a card: the card as it is after it, for whoever pressed."""
        value = part(raw, "value")
        action = part(value, "action")
        data = {**part(action, "data"), **part(value, "data")}
        act = TABLE.by_verb.get(str(action.get("verb")))
        room = await self._room(raw, data)
        if isinstance(room, str) or act is None:
            return invoke_message(room if isinstance(room, str) else wording.STALE_BUTTON)
        done = await self._do(raw, act, room, data)
        if isinstance(done, str):
            return invoke_message(done)
        return invoke_card(_nothing() if _is_in_closed_chat(done.room) else card_of(done.view, done.room))

    async def open_form(self, raw: Activity) -> Answer:
        """A button that asks for a form, or for something to be read in a dialog."""
        data = part(part(raw, "value"), "data")
        act = TABLE.by_verb.get(str(data.get("form")))
        room = await self._room(raw, data)
        if isinstance(room, str) or act is None:
            return form_closed(room if isinstance(room, str) else wording.STALE_BUTTON)
        if not act.is_for(room):
            return form_closed(wording.NOT_YOURS)
        if act.asked:
            return form_answer(form(act, room, data))
        done = await self._do(raw, act, room, data)
        return form_closed(done) if isinstance(done, str) else _read_in_dialog(done)

    async def submit_form(self, raw: Activity) -> Answer:
        """A filled-in form: closed if all is well, shown again with what is wrong and all that was typed
        if not."""
        data = part(part(raw, "value"), "data")
        act = TABLE.by_verb.get(str(data.get("form") or data.get("verb")))
        if act is None:
            return form_closed(wording.STALE_BUTTON)
        try:
            room = await self._room(raw, data)
        except Unavailable as problem:
            return form_answer(kept(act, data, excuse(raw, problem)))
        if isinstance(room, str):
            return form_closed(room)
        if data.get(OPENS):
            return form_answer(form(act, room, {k: v for k, v in data.items() if k != OPENS}))
        done = await self._do(raw, act, room, data)
        if isinstance(done, str):
            return form_answer(form(act, room, data, done))
        shows_more = done.taken is None or (done.leads_on and data.get(WITHIN))
        return _read_in_dialog(done) if shows_more else form_closed(None)

    async def _do(self, raw: Activity, act: Act, room: Room, data: Mapping[str, Any]) -> Shown | str:
        """Carry it out, or say in a sentence why nothing has changed."""
        asked = read_values(act, room, data)
        if isinstance(asked, Unclear):
            return asked.sentence
        try:
            return await perform(self._office, room, asked.wanted, turn_key(raw))
        except Refused as refused:
            return wording.refusal(refused.why, refused.facts, room)
        except (Busy, Unavailable) as problem:
            return excuse(raw, problem)

    async def _room(self, raw: Activity, data: Mapping[str, Any]) -> Room | str:
        return await self._whereabouts.room(raw, str(data.get("meeting") or "") or None)


def _is_in_closed_chat(room: Room) -> bool:
    """While the chat is closed no card in it says anything, to whoever looks (LIN-57)."""
    return room.place is Place.CHAT and room.meeting is not None and room.meeting.chat_closed


def _nothing() -> Element:
    return elements.card(elements.text(wording_edge.CHAT_CLOSED))


def _read_in_dialog(shown: Shown) -> Answer:
    return form_answer(for_dialog(card_of(shown.view, shown.room)))
