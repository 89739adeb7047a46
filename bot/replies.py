"""Answers to what was typed: public things where they were asked, private things in 1:1.

A card shown in somebody's 1:1 becomes the one that is kept up to date there; where Teams does not take it
just now, the outbox brings it later. While the chat is closed nothing is answered in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec
import structlog

from bot.connector import Connector
from bot.failures import SendFailed
from bot.limits import Limits
from bot.whereabouts import Activity, conversation_of, part, place_of, turn_key
from dialogs import elements, wording
from dialogs.acts import Act
from dialogs.reading import Unclear
from dialogs.render import attached, message_of
from dialogs.whose import with_area
from usecases.announce import CHAT, DESK, MEETING_CARD, MY_ACTIONS
from usecases.announcements_actions import CASE_ACTIONS, case_surface
from usecases.office import Office
from usecases.perform import Shown
from usecases.ports import Notice, Outbox, Posted, Reach, Unavailable
from usecases.rooms import Place, Room, meeting_of
from usecases.views.actions import MyActions
from usecases.views.case_actions import CaseActions
from usecases.views.desk import Desk
from usecases.views.help import Help
from usecases.views.meeting import MeetingCard
from usecases.views.outstanding import Outstanding

_log = structlog.get_logger()
PUBLIC = (MeetingCard, Help, Outstanding)
"""What may be answered in the chat where it was asked."""


class Replies:
    """Sends answers to typed lines."""

    def __init__(
        self, office: Office, connector: Connector, outbox: Outbox, limits: Limits | None = None
    ) -> None:
        self._office = office
        self._connector = connector
        self._outbox = outbox
        self._limits = limits

    async def say(self, raw: Activity, sentence: str) -> None:
        """Answer with a sentence, where it was asked; not in a chat that is closed (LIN-57)."""
        if await self._is_closed(raw):
            return
        await self._send(raw, {"type": "message", "text": sentence, "textFormat": "plain"})

    async def _is_closed(self, raw: Activity) -> bool:
        chat = await self._office.register.chat(conversation_of(raw))
        meeting = await meeting_of(self._office, chat.area) if chat else None
        return meeting is not None and meeting.chat_closed

    async def tell(self, raw: Activity, sentence: str, room: Room | None = None) -> bool:
        """Answer with a sentence for the sender alone, whoever that is; whether it could be sent. With the
        `room` that it is about, somebody in several areas is told which.

        As a card, because a lock screen shows a text and of a card its neutral summary alone."""
        card = elements.card(elements.text(sentence))
        return await self.ask(raw, with_area(card, room) if room is not None else card)

    async def ask(self, raw: Activity, asking: Mapping[str, Any]) -> bool:
        """Show the sender alone a card that is kept nowhere; whether it could be sent."""
        card = attached(dict(asking))
        if place_of(raw) is Place.PERSONAL:
            return await self._send(raw, card) is not None
        return await self._send_privately(raw, card) is not None

    async def unclear(self, raw: Activity, room: Room, unclear: Unclear) -> None:
        """Say what is missing, with a button to the form that asks for it, what was understood kept."""
        meeting = room.meeting.key if room.meeting else ""
        button = None
        if unclear.act is not None:
            given = {k: v if isinstance(v, (str, int, bool)) else str(v) for k, v in unclear.values.items()}
            button = {
                "type": "Action.Submit",
                "title": "Fill in a form",
                "data": {
                    "msteams": {"type": "task/fetch"},
                    "form": unclear.act.verb,
                    "meeting": meeting,
                    **given,
                },
            }
        card = with_area(elements.card(elements.text(unclear.sentence), elements.buttons([button])), room)
        if room.place is Place.PERSONAL:
            await self._send(raw, attached(card))
        else:
            await self._send_privately(raw, attached(card))

    async def show(self, raw: Activity, room: Room, shown: Shown, act: Act | None = None) -> None:
        """Show what came of it: in 1:1 there; from the chat, public things there and the rest in 1:1."""
        is_open = shown.room.meeting is None or not shown.room.meeting.chat_closed
        if room.place is Place.PERSONAL or (
            shown.taken is None and isinstance(shown.view, PUBLIC) and is_open
        ):
            card = card_shown(shown, turn_key(raw))
            await self._remember(card, await self._send(raw, message_of(shown.view, shown.room), card))
        elif shown.taken is None:
            private = replace(shown, room=replace(shown.room, place=Place.PERSONAL))
            card = card_shown(private, turn_key(raw))
            activity = message_of(private.view, private.room)
            await self._remember(card, await self._send_privately(raw, activity, card))
        else:
            words = wording.taken_from_chat(private=act is not None and act.private and bool(raw.get("text")))
            await self._send_privately(raw, attached(elements.card(elements.text(words))))

    async def _remember(self, card: Notice | None, post: Posted | None) -> None:
        """Note where a card stands now, to keep it up to date, or that there is a post to delete."""
        if card is not None and post is not None and post.activity:
            await self._outbox.remember_post(card.meeting or "", card.to, post, card.surface or "")

    async def _send(
        self, raw: Activity, activity: Mapping[str, Any], card: Notice | None = None
    ) -> Posted | None:
        return await self._deliver(raw, conversation_of(raw), activity, card)

    async def _send_privately(
        self, raw: Activity, activity: Mapping[str, Any], card: Notice | None = None
    ) -> Posted | None:
        """Send it into the sender's 1:1 chat, opened if need be, even with no register to look into."""
        reach, sender = await self._reach(raw), part(raw, "from")
        if reach is not None and reach.conversation:
            return await self._deliver(raw, reach.conversation, activity, card)
        try:
            conversation = await self._connector.create_personal(
                str(raw.get("serviceUrl")),
                bot_id=str(part(raw, "recipient").get("id")),
                user_id=str(sender.get("id")),
                tenant_id=str(part(raw, "conversation").get("tenantId") or ""),
            )
        except SendFailed as failure:
            await self._failed(failure, card)
            return None
        if reach is not None:
            with suppress(Unavailable):
                await self._office.register.saw(msgspec.structs.replace(reach, conversation=conversation))
        return await self._deliver(raw, conversation, activity, card)

    async def _reach(self, raw: Activity) -> Reach | None:
        sender, register = part(raw, "from"), self._office.register
        try:
            person = await register.person_of(sender.get("aadObjectId"), str(sender.get("id") or ""))
            return await register.reach(person) if person else None
        except Unavailable:
            return None

    async def _deliver(
        self, raw: Activity, conversation: str, activity: Mapping[str, Any], card: Notice | None
    ) -> Posted | None:
        if self._limits is not None:
            self._limits.note(str(part(raw, "conversation").get("tenantId") or ""), conversation)
        try:
            sent = await self._connector.send(str(raw.get("serviceUrl")), conversation, activity)
        except SendFailed as failure:
            await self._failed(failure, card)
            return None
        return Posted(conversation=conversation, activity=sent)

    async def _failed(self, failure: SendFailed, card: Notice | None) -> None:
        """Leave a card that Teams did not take just now to the outbox: built anew when it goes."""
        _log.warning("reply.failed", status=failure.status, code=failure.code)
        if card is not None and card.surface and not failure.is_final:
            with suppress(Unavailable):
                await self._outbox.add([card])


def card_shown(shown: Shown, turn: str | None) -> Notice | None:
    """The card that an answer is, as the outbox would post it or bring it up to date; None for what belongs
    to nobody's meeting and is no card."""
    view, room = shown.view, shown.room
    surface = kind = {Desk: DESK, MeetingCard: MEETING_CARD, MyActions: MY_ACTIONS}.get(type(view), "")
    facts: Mapping[str, Any] = {}
    if isinstance(view, CaseActions):
        surface, kind, facts = case_surface(view.case), CASE_ACTIONS, {"case": view.case}
    is_own_list = surface == MY_ACTIONS
    if (is_own_list and room.place is not Place.PERSONAL) or (room.meeting is None and not is_own_list):
        return None
    return Notice(
        key=f"reply:{turn}:{surface}",
        to=room.person if room.place is Place.PERSONAL else CHAT,
        kind=kind,
        area=room.area,
        meeting=None if is_own_list or room.meeting is None else room.meeting.key,
        surface=surface or None,
        facts=facts,
        urgent=True,
    )
