"""Delivers the outbox: claims letters, checks each again, sends within Teams' limits, records what came
of it.

A card kept up to date replaces its own post. What can never be delivered is dropped with the reason;
what may go later waits with a growing, jittered pause. Conversations do not wait for each other, and a
message does not wait for the cards in its own.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.clearing import clear_chat
from bot.connector import Connector
from bot.failures import SendFailed
from bot.limits import Limits
from dialogs.render import message_of
from usecases.announce import BECOMES, CHAT, QUIET
from usecases.announcements_closing import CLEAR_CHAT
from usecases.office import Office
from usecases.ports import Letter, NoMeeting, Notice, Outbox, Posted, Unavailable
from usecases.telling import NoLongerRight, room_of, told

_log = structlog.get_logger()
MOST_UNDER_WAY = 256
LEASE_SECONDS = 60.0
LONGEST_HELD_SECONDS = 20.0
"""A letter that Teams' limits hold up for longer goes back into the outbox, well before its lease ends."""
IDLE_SECONDS = 1.0
BREATH_SECONDS = 0.05
"""Between two looks into the outbox: what forty people set off in a moment is taken out together."""
MOST_ATTEMPTS = 12
GONE = frozenset({403, 404})
"""A post with these answers to an update is not there any more, and is posted again."""


class Address:
    """Where a notice goes: service URL, tenant and conversation."""

    __slots__ = ("conversation", "service_url", "tenant")

    def __init__(self, service_url: str, tenant: str, conversation: str) -> None:
        self.service_url = service_url
        self.tenant = tenant
        self.conversation = conversation


class TooSoon(Exception):
    """Teams' limits hold this letter up for longer than it may be held."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not within {seconds:.0f} seconds")
        self.seconds = seconds


class Delivery:
    """The one who empties the outbox in this process."""

    def __init__(
        self, office: Office, outbox: Outbox, connector: Connector, worker: str, bot_id: str
    ) -> None:
        self._office = office
        self._outbox = outbox
        self._connector = connector
        self._worker = worker
        self._bot_id = bot_id
        self._limits = Limits(asyncio.get_running_loop().time)
        self._queues: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deliver until cancelled; a database away is waited for."""
        try:
            while True:
                try:
                    took = await self._take_up()
                except Unavailable:
                    _log.warning("outbox_unavailable")
                    took = 0
                await (self._breathe() if took else self._wait_for_more())
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def once(self) -> int:
        """Deliver what is due now; how many letters that was."""
        took = await self._take_up()
        await asyncio.gather(*self._under_way)
        return took

    async def _take_up(self) -> int:
        """Begin to deliver what is due now, as far as there is room; how many letters that was."""
        room = MOST_UNDER_WAY - len(self._under_way)
        if room <= 0:
            return 0
        letters = await self._outbox.claim(self._office.now(), room, LEASE_SECONDS, self._worker)
        for letter in letters:
            task = asyncio.create_task(self._deliver(letter))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(letters)

    async def _breathe(self) -> None:
        await asyncio.sleep(BREATH_SECONDS)

    async def _wait_for_more(self) -> None:
        """Until something is put into the outbox, or a letter is done, which another may have waited for."""
        bell = asyncio.create_task(self._outbox.wait(IDLE_SECONDS))
        try:
            await asyncio.wait([bell, *self._under_way], return_when=asyncio.FIRST_COMPLETED)
        finally:
            bell.cancel()
        await self._breathe()

    async def _deliver(self, letter: Letter) -> None:
        notice = letter.notice
        place = (notice.to, notice.meeting or "", notice.surface or "")
        queue = self._queues.setdefault(place, asyncio.Lock())
        async with queue:
            try:
                await self._settle(letter)
            except Unavailable:
                _log.warning("delivery_interrupted", letter=letter.number)

    async def _settle(self, letter: Letter) -> None:
        try:
            await self._send(letter)
        except NoLongerRight as reason:
            await self._outbox.drop(letter, str(reason))
        except SendFailed as failure:
            await self._failed(letter, failure)
        except TooSoon as limit:
            until = self._office.now() + timedelta(seconds=limit.seconds)
            await self._outbox.postpone(letter, until, "within Teams' limits")
        except NoMeeting:
            await self._outbox.drop(letter, "the meeting is gone")
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one letter's fault must not stop the others
            _log.exception("delivery_broken", letter=letter.number, kind=letter.notice.kind)
            await self._later(letter, type(error).__name__)

    async def _send(self, letter: Letter) -> None:
        notice = letter.notice
        if notice.facts.get(QUIET) and await self._posted(notice) is None:
            raise NoLongerRight("there is no card to bring up to date")
        room = await room_of(self._office, notice)
        address = await self._address(notice)
        if notice.kind == CLEAR_CHAT:
            await self._clear(notice, address)
            await self._outbox.sent(letter)
            return
        await self._wait_for_limits(address, is_card=bool(notice.surface))
        view = await told(self._office, notice, room)
        activity = message_of(view, room)
        sent = await self._put(notice, address, activity)
        await self._outbox.sent(letter, address.conversation, sent)
        if surface := notice.facts.get(BECOMES):
            post = Posted(conversation=address.conversation, activity=sent)
            await self._outbox.remember_post("", notice.to, post, surface)

    async def _clear(self, notice: Notice, address: Address) -> None:
        where = (address.service_url, address.conversation)
        await clear_chat(
            self._outbox,
            self._connector,
            notice.meeting or "",
            where,
            lambda: self._wait_for_limits(address, is_card=False),
        )

    async def _put(self, notice: Notice, address: Address, activity: Mapping[str, Any]) -> str:
        """Replace the card where there is one, else post."""
        if notice.surface:
            posted = await self._posted(notice)
            if posted is not None and await self._replaced(address, posted, activity):
                return posted.activity
            if notice.facts.get(QUIET):
                raise NoLongerRight("there is no card to bring up to date")
        return await self._connector.send(address.service_url, address.conversation, activity)

    async def _posted(self, notice: Notice) -> Posted | None:
        return await self._outbox.posted_surface(notice.meeting or "", notice.to, notice.surface or "")

    async def _replaced(self, address: Address, posted: Posted, activity: Mapping[str, Any]) -> bool:
        try:
            await self._connector.update(
                address.service_url, posted.conversation, posted.activity, {**activity, "id": posted.activity}
            )
        except SendFailed as failure:
            if failure.status not in GONE:
                raise
            await self._outbox.forget_post(posted)
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
            raise NoLongerRight("never seen in Teams")
        if reach.conversation:
            return Address(reach.service_url, reach.tenant, reach.conversation)
        conversation = await self._connector.create_personal(
            reach.service_url, bot_id=self._bot_id, user_id=reach.teams_id, tenant_id=reach.tenant
        )
        return Address(reach.service_url, reach.tenant, conversation)

    async def _wait_for_limits(self, address: Address, *, is_card: bool) -> None:
        loop = asyncio.get_running_loop()
        patience = loop.time() + LONGEST_HELD_SECONDS
        # A window of time has to pass; no event says that it has.
        while seconds := self._limits.take(address.tenant, address.conversation, is_card=is_card):
            if loop.time() + seconds > patience:
                raise TooSoon(seconds)
            await asyncio.sleep(seconds)

    async def _failed(self, letter: Letter, failure: SendFailed) -> None:
        _log.warning(
            "send_failed",
            letter=letter.number,
            kind=letter.notice.kind,
            status=failure.status,
            code=failure.code,
        )
        if failure.is_final or letter.attempts >= MOST_ATTEMPTS:
            await self._outbox.drop(letter, f"{failure.status} {failure.code or ''}".strip())
        else:
            await self._later(letter, str(failure.status), failure.retry_after)

    async def _later(self, letter: Letter, why: str, seconds: float | None = None) -> None:
        pause = seconds if seconds is not None else min(2.0**letter.attempts, 300.0)
        pause += random.uniform(0, pause / 2 + 0.1)  # noqa: S311 - jitter, not a secret
        await self._outbox.postpone(letter, self._office.now() + timedelta(seconds=pause), why)
