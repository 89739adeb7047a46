"""Delivers the outbox: claims letters, checks each again, sends within Teams' limits, records what came
of it.

A card kept up to date replaces its own post. What can never be delivered is dropped with the reason;
what may go later waits with a growing, jittered pause. Conversations do not wait for each other.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog

from bot.connector import Connector
from bot.failures import SendFailed
from bot.limits import Limits
from dialogs.render import message_of
from usecases.announce import CHAT
from usecases.office import Office
from usecases.ports import Letter, NoMeeting, Notice, Outbox, Posted, Unavailable
from usecases.telling import NoLongerRight, room_of, told

_log = structlog.get_logger()
BATCH = 64
LEASE_SECONDS = 60.0
IDLE_SECONDS = 1.0
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
        self._queues: dict[str, asyncio.Lock] = {}

    async def run(self) -> None:
        """Deliver until cancelled; a database away is waited for."""
        while True:
            try:
                if not await self.once():
                    await self._outbox.wait(IDLE_SECONDS)
            except Unavailable:
                _log.warning("outbox_unavailable")
                await asyncio.sleep(IDLE_SECONDS)

    async def once(self) -> int:
        """Deliver what is due now; how many letters that was."""
        letters = await self._outbox.claim(self._office.now(), BATCH, LEASE_SECONDS, self._worker)
        await asyncio.gather(*(self._deliver(letter) for letter in letters))
        return len(letters)

    async def _deliver(self, letter: Letter) -> None:
        queue = self._queues.setdefault(letter.notice.to + (letter.notice.meeting or ""), asyncio.Lock())
        async with queue:
            try:
                await self._send(letter)
            except NoLongerRight as reason:
                await self._outbox.drop(letter, str(reason))
            except SendFailed as failure:
                await self._failed(letter, failure)
            except NoMeeting:
                await self._outbox.drop(letter, "the meeting is gone")
            except Unavailable:
                _log.warning("delivery_interrupted", letter=letter.number)
            except Exception as error:  # noqa: BLE001 - one letter's fault must not stop the others
                _log.exception("delivery_broken", letter=letter.number, kind=letter.notice.kind)
                await self._later(letter, type(error).__name__)

    async def _send(self, letter: Letter) -> None:
        notice = letter.notice
        room = await room_of(self._office, notice)
        address = await self._address(notice)
        await self._wait_for_limits(address)
        view = await told(self._office, notice, room)
        activity = message_of(view, room)
        sent = await self._put(notice, address, activity)
        await self._outbox.sent(letter, address.conversation, sent)

    async def _put(self, notice: Notice, address: Address, activity: Mapping[str, Any]) -> str:
        """Replace the card where there is one, else post."""
        self._limits.note(address.tenant, address.conversation)
        if notice.surface and notice.meeting:
            posted = await self._outbox.posted_surface(notice.meeting, notice.to, notice.surface)
            if posted is not None and await self._replaced(address, posted, activity):
                return posted.activity
        return await self._connector.send(address.service_url, address.conversation, activity)

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

    async def _wait_for_limits(self, address: Address) -> None:
        # A window of time has to pass; no event says that it has.
        while (seconds := self._limits.wait(address.tenant, address.conversation)) > 0:  # noqa: ASYNC110
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
