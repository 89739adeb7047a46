"""Puts one notice where it belongs: finds its reader's conversation, checks once more that it is right, and
posts it or brings its card up to date. Whoever cannot be written to in Teams gets a mail, or has to be rung.

What the reader is shown is built after the last wait, never before, and from the latest journal line: a chat
may have been closed meanwhile, perhaps by another replica.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.clearing import clear_chat
from bot.connector import Connector
from bot.failures import SendFailed
from bot.limits import Leave
from bot.mail import Mailer, MailRefused
from dialogs.mail import mail_text
from dialogs.render import message_of
from usecases.announce import CHAT, QUIET
from usecases.announcements_closing import CLEAR_CHAT
from usecases.office import Office
from usecases.outside import is_outside
from usecases.ports import Notice, Outbox, PersonRecord, Posted
from usecases.rooms import Room
from usecases.telling import NoLongerRight, room_of, told
from usecases.telling_sent_on import Unmailable, outside_mail
from usecases.views.mail import mailed, may_go_otherwise

GONE = frozenset({403, 404})
"""A post with these answers to an update is not there any more, and is posted again."""
UNREACHABLE = frozenset({403, 404})
"""With these answers to a post in somebody's 1:1, Teams says for good that they cannot be written to: the app
is not installed for them, they blocked it, or the conversation is gone."""
NEVER_SEEN = "never seen in Teams"


class MustRing(Exception):
    """The reader can be reached neither in Teams nor by e-mail, and an administrator has to ring them. The
    text is the reason, without content."""


class NotInTeams(Exception):
    """The reader has never been seen in Teams."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a notice goes: service URL, tenant and conversation."""

    service_url: str
    tenant: str
    conversation: str


AskLeave = Callable[[Address, bool], Awaitable[Leave]]
"""Waits until one more send to an address is within Teams' limits; the second says whether it is a card's."""


class Postman:
    """Knows where things go and puts them there."""

    def __init__(
        self,
        office: Office,
        outbox: Outbox,
        connector: Connector,
        bot_id: str,
        mailer: Mailer | None = None,
    ) -> None:
        self._office = office
        self._outbox = outbox
        self._connector = connector
        self._bot_id = bot_id
        self._mailer = mailer

    async def put(
        self, notice: Notice, ask_leave: AskLeave, not_taken: Callable[[], object] = lambda: None
    ) -> Posted:
        """Post it, replace its card or mail it; where it stands then (nowhere, for a mail or a clearing up).

        Where Teams does not take it, `not_taken` is called before anything else is tried.
        Raises NoLongerRight, NoMeeting, SendFailed, MailFailed, MustRing, Unavailable, and what `ask_leave`
        raises.
        """
        if is_outside(notice.to):
            await self._to_outsider(notice)
            return Posted(conversation="", activity="")
        try:
            return await self._in_teams(notice, ask_leave)
        except NotInTeams:
            if not await self._mail(notice, NEVER_SEEN):
                raise NoLongerRight(NEVER_SEEN) from None
        except SendFailed as failure:
            not_taken()
            why = f"{failure.status} {failure.code}"
            if notice.to == CHAT or failure.status not in UNREACHABLE or not await self._mail(notice, why):
                raise
        return Posted(conversation="", activity="")

    async def _in_teams(self, notice: Notice, ask_leave: AskLeave) -> Posted:
        if notice.facts.get(QUIET) and await self._card(notice) is None:
            raise NoLongerRight("there is no card to bring up to date")
        await room_of(self._office, notice)
        address = await self._address(notice)
        if notice.kind == CLEAR_CHAT:
            await self._clear(notice, address, ask_leave)
            return Posted(conversation="", activity="")
        leave = await ask_leave(address, bool(notice.surface))
        room = await self._room_now(notice)
        activity = message_of(await told(self._office, notice, room), room)
        try:
            return await self._send(notice, address, activity)
        finally:
            leave.used()

    async def _room_now(self, notice: Notice) -> Room:
        """The reader's room, by the latest line of the journal."""
        if notice.meeting is not None:
            await self._office.ledger.load(notice.meeting, fresh=True)
        return await room_of(self._office, notice)

    async def _mail(self, notice: Notice, why: str) -> bool:
        """Mail it; False where it is of no use outside of Teams. Raises MailFailed, MustRing and
        NoLongerRight."""
        room = await self._room_now(notice)
        if not may_go_otherwise(notice, room):
            return False
        view = await told(self._office, notice, room)
        reader = room.names.people.get(notice.to)
        if self._mailer is None or reader is None or not reader.email:
            raise MustRing(f"{why}, and no {'e-mail' if self._mailer is None else 'address'}")
        body = mail_text(await mailed(notice, view, room, self._office), room)
        try:
            await self._mailer.send(notice, reader, body, self._office.now())
        except MailRefused as refusal:
            raise MustRing(f"{why}, and mail refused with {refusal.code}") from None
        return True

    async def _to_outsider(self, notice: Notice) -> None:
        """Mail it to somebody's line manager or an agency's signatory. Raises MailFailed, MustRing and
        NoLongerRight."""
        try:
            mail = await outside_mail(notice, self._office)
        except Unmailable as hindrance:
            raise MustRing(f"not by mail: {hindrance}") from None
        if self._mailer is None:
            raise MustRing("not by mail: no-mail")
        reader = PersonRecord(area=notice.area, key=notice.to, name="", email=mail.address)
        try:
            await self._mailer.send(notice, reader, mail_text(mail.says, mail.room), self._office.now())
        except MailRefused as refusal:
            raise MustRing(f"mail refused with {refusal.code}") from None

    async def _clear(self, notice: Notice, address: Address, ask_leave: AskLeave) -> None:
        async def leave() -> None:
            await ask_leave(address, False)

        where = (address.service_url, address.conversation)
        await clear_chat(self._outbox, self._connector, notice.meeting or "", where, leave)

    async def _send(self, notice: Notice, address: Address, activity: Mapping[str, Any]) -> Posted:
        if notice.surface:
            card = await self._card(notice)
            if card is not None and await self._replaced(address, card, activity):
                return card
            if notice.facts.get(QUIET):
                raise NoLongerRight("there is no card to bring up to date")
        sent = await self._connector.send(address.service_url, address.conversation, activity)
        return Posted(conversation=address.conversation, activity=sent)

    async def _card(self, notice: Notice) -> Posted | None:
        return await self._outbox.posted_surface(notice.meeting or "", notice.to, notice.surface or "")

    async def _replaced(self, address: Address, card: Posted, activity: Mapping[str, Any]) -> bool:
        try:
            await self._connector.update(
                address.service_url, card.conversation, card.activity, {**activity, "id": card.activity}
            )
        except SendFailed as failure:
            if failure.status not in GONE:
                raise
            await self._outbox.forget_post(card)
            return False
        return True

    async def _address(self, notice: Notice) -> Address:
        if notice.to == CHAT:
            chat = await self._office.register.chat_of(notice.area)
            if chat is None:
                raise NoLongerRight("no chat is bound to the area")
            return Address(chat.service_url, chat.tenant, chat.conversation)
        reach = await self._office.register.reach(notice.to)
        if reach is None or not reach.service_url:
            raise NotInTeams
        if reach.conversation:
            return Address(reach.service_url, reach.tenant, reach.conversation)
        conversation = await self._connector.create_personal(
            reach.service_url, bot_id=self._bot_id, user_id=reach.teams_id, tenant_id=reach.tenant
        )
        await self._office.register.saw(msgspec.structs.replace(reach, conversation=conversation))
        return Address(reach.service_url, reach.tenant, conversation)
