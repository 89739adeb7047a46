"""From an incoming activity to a command or request, and from what came of it to the answer.

Only translates: who may do what is decided in `marac`, what is shown is built in `usecases`, how it
looks and reads is found in `dialogs`. What is typed is handled here; presses, files and what nobody
typed have modules of their own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.arrivals import Arrivals
from bot.failures import SendFailed
from bot.handovers import Handovers
from bot.presses import Presses
from bot.references import follow
from bot.replies import Replies
from bot.turn import Answer, Turn
from bot.whereabouts import Activity, Whereabouts, is_addressed, place_of, turn_key
from dialogs import wording
from dialogs.reading import Asked, Unclear, plain, read_line, read_values
from dialogs.table import TABLE
from marac.decide import Refused
from usecases.office import Office
from usecases.perform import Shown, perform
from usecases.receive import receive
from usecases.rooms import Place, Room
from usecases.views.help import Help


class Turns:
    """The handler of every turn."""

    def __init__(
        self,
        office: Office,
        whereabouts: Whereabouts,
        replies: Replies,
        arrivals: Arrivals,
        handovers: Handovers,
    ) -> None:
        self._office = office
        self._whereabouts = whereabouts
        self._replies = replies
        self._arrivals = arrivals
        self._handovers = handovers
        presses = Presses(office, whereabouts)
        self._invokes: Mapping[str, Callable[[Activity], Awaitable[Answer]]] = {
            "adaptiveCard/action": presses.press,
            "task/fetch": presses.open_form,
            "task/submit": presses.submit_form,
            "fileConsent/invoke": self._consent,
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
        if place_of(raw) is Place.CHAT:
            await self._arrivals.note_post(raw)
            if not is_addressed(raw):
                return
        room = await self._whereabouts.room(raw)
        if isinstance(room, str):
            await self._replies.say(raw, room)
        elif not await self._took_file(raw, room):
            await self._typed(raw, room)

    async def _typed(self, raw: Activity, room: Room) -> None:
        text = str(raw.get("text") or "")
        room, text = await follow(self._office, room, text, lambda key: self._whereabouts.room(raw, key))
        asked = read_line(TABLE, room, text)
        if asked is None:
            await self._replies.show(raw, room, Shown(view=Help(unknown=bool(plain(text))), room=room))
        else:
            await self._carry_out(raw, room, asked)

    async def _submitted(self, raw: Activity, value: Mapping[str, Any]) -> None:
        """A button of a client that knows no Action.Execute."""
        room = await self._whereabouts.room(raw, str(value.get("meeting") or "") or None)
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
            await self._replies.say_privately(raw, room, wording.refusal(refused.why, refused.facts, room))
            return
        await self._replies.show(raw, room, shown, act=asked.act)

    async def _consent(self, raw: Activity) -> Answer:
        return await self._handovers.consent(raw, self._whereabouts.room)

    async def _took_file(self, raw: Activity, room: Room) -> bool:
        """Whether the message held a file; if so it has been taken in, or refused with the reason."""
        try:
            dropped = await self._handovers.dropped(raw)
        except SendFailed:
            await self._replies.say(raw, wording.FILE_NOT_READ)
            return True
        if dropped is None:
            return False
        if room.place is Place.CHAT:
            await self._replies.say_privately(raw, room, wording.FILES_IN_PRIVATE)
            return True
        try:
            view = await receive(self._office, room, *dropped)
        except Refused as refused:
            await self._replies.say(raw, wording.refusal(refused.why, refused.facts, room))
        else:
            await self._replies.show(raw, room, Shown(view=view, room=room))
        return True
