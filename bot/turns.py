"""From an incoming activity to a command or request, and from what came of it to the answer.

Only translates: who may do what is decided in `marac`, what is shown is built in `usecases`, how it
looks and reads is found in `dialogs`. What is typed is handled here; presses, files and what nobody
typed have modules of their own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.answers import form_closed, invoke_message
from bot.arrivals import Arrivals
from bot.excuses import excuse
from bot.failures import SendFailed
from bot.handovers import DroppedFile, Handovers, files_in
from bot.presses import Presses
from bot.references import follow
from bot.replies import Replies
from bot.turn import Answer, Turn
from bot.whereabouts import Activity, Whereabouts, is_addressed, is_from_bot, place_of, turn_key
from dialogs import wording, wording_edge
from dialogs.reading import Asked, Unclear, plain, read_line, read_values
from dialogs.table import TABLE
from dialogs.whose import area_in, has_to_say_which, which
from marac.decide import Refused
from usecases.office import Office
from usecases.perform import Shown, perform
from usecases.receive import SeveralAreas, receive, room_for_files
from usecases.rooms import Place, Room
from usecases.views.help import Help

CONSENT = "fileConsent/invoke"
AREA_ALONE = "desk"
"""What somebody asks for who says no more than the area."""


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
            CONSENT: self._consent,
        }

    async def __call__(self, turn: Turn) -> Answer | None:
        """Take one activity. None answers it with an empty 200.

        Whoever typed or pressed is told kindly of any failure; what nobody asked for raises it.
        """
        raw = turn.raw
        kind = raw.get("type")
        if kind == "invoke":
            return await self._invoked(raw)
        if kind == "message":
            await self._said(raw)
        else:
            await self._arrivals.take(raw)
        return None

    async def _invoked(self, raw: Activity) -> Answer | None:
        name = str(raw.get("name"))
        handler = self._invokes.get(name)
        if handler is None:
            return None
        try:
            return await handler(raw)
        except Exception as problem:  # noqa: BLE001 - the person gets an answer, whatever it was
            sentence = excuse(raw, problem)
        if name == CONSENT:
            await self._replies.tell(raw, sentence)
            return Answer()
        return form_closed(sentence) if name.startswith("task/") else invoke_message(sentence)

    async def _said(self, raw: Activity) -> None:
        if is_from_bot(raw):
            return
        try:
            await self._message(raw)
        except Exception as problem:  # noqa: BLE001 - the person gets an answer, whatever it was
            await self._replies.tell(raw, excuse(raw, problem))

    async def _message(self, raw: Activity) -> None:
        value = raw.get("value")
        if isinstance(value, Mapping) and (value.get("verb") or value.get("form")):
            await self._submitted(raw, value)
            return
        if place_of(raw) is Place.CHAT:
            await self._note(raw)
            if not is_addressed(raw) or await self._bound(raw):
                return
        room = await self._whereabouts.room(raw)
        if isinstance(room, str):
            await self._turn_away(raw, room)
            return
        area, text = area_in(str(raw.get("text") or ""), {a: p.name for a, (p, _) in room.known.items()})
        if area is not None and area != room.area and room.place is Place.CHAT:
            await self._turn_away(raw, wording_edge.another_areas(room.protocol.name))
            return
        if area is not None:
            named = await self._whereabouts.room(raw, named=area)
            room, text = (room if isinstance(named, str) else named), text or AREA_ALONE
        if not await self._took_files(raw, room):
            await self._typed(raw, room, text)

    async def _note(self, raw: Activity) -> None:
        """Note the post; that this failed is nothing to tell its writer of."""
        try:
            await self._arrivals.note_post(raw)
        except Exception as problem:  # noqa: BLE001 - what was said to the bot is still to be answered
            excuse(raw, problem)

    async def _bound(self, raw: Activity) -> bool:
        """Whether the line was an administrator's word to use this chat; an area's first needs no word."""
        said = await self._arrivals.chats.told(raw)
        if said is None:
            await self._arrivals.chats.heard(raw)
            return False
        await self._replies.tell(raw, said)
        return True

    async def _turn_away(self, raw: Activity, sentence: str) -> None:
        """Tell somebody whom nothing is shown, in the chat only where they cannot be told in 1:1."""
        if not await self._replies.tell(raw, sentence):
            await self._replies.say(raw, sentence)

    async def _typed(self, raw: Activity, room: Room, text: str) -> None:
        room, text = await follow(self._office, room, text, lambda key: self._whereabouts.room(raw, key))
        if has_to_say_which(TABLE, room, text):
            await self._replies.ask(raw, which(room, text))
            return
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
            await self._turn_away(raw, room if isinstance(room, str) else wording.STALE_BUTTON)
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
            await self._replies.tell(raw, wording.refusal(refused.why, refused.facts, room), room)
            return
        await self._replies.show(raw, room, shown, act=asked.act)

    async def _consent(self, raw: Activity) -> Answer:
        return await self._handovers.consent(raw, self._whereabouts.room)

    async def _took_files(self, raw: Activity, room: Room) -> bool:
        """Whether the message held files; if so each has been taken in, or refused with the reason."""
        files = files_in(raw)
        if files and room.place is Place.CHAT:
            await self._replies.tell(raw, wording.FILES_IN_PRIVATE)
        else:
            for file in files:
                await self._take_file(raw, room, file)
        return bool(files)

    async def _take_file(self, raw: Activity, room: Room, file: DroppedFile) -> None:
        """Fetch and take in one file; for somebody who may not hand one in, it is not even fetched."""
        try:
            room = await room_for_files(self._office, room)
            view = await receive(self._office, room, file.name, await self._handovers.fetch(file))
        except Refused as refused:
            await self._replies.tell(raw, wording.refusal(refused.why, refused.facts, room), room)
        except SeveralAreas as several:
            await self._replies.tell(raw, wording_edge.which_areas_file(several.names))
        except SendFailed as failure:
            large = failure.code == "TooLarge"
            told = wording_edge.file_too_large(self._handovers.limit) if large else wording.FILE_NOT_READ
            await self._replies.tell(raw, told)
        else:
            await self._replies.show(raw, room, Shown(view=view, room=room))
