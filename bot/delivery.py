"""Delivers the outbox: claims letters, has each put where it belongs within Teams' limits, and records what
came of it.

What can never be delivered is dropped with the reason; what may go later waits with a growing, jittered
pause, and what was to be said after it to the same person waits behind it. Conversations do not wait for
each other, and a message does not wait for the cards in its own.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import structlog

from bot.books import Books
from bot.connector import Connector
from bot.failures import SendFailed
from bot.lane import Lane, Passage, may_wait
from bot.limits import Leave, Limits
from bot.mail import Mailer, MailFailed
from bot.postman import Address, MustRing, Postman
from usecases.announce import BECOMES
from usecases.holding_back import held_back
from usecases.office import Office
from usecases.ports import GIVEN_UP, TO_RING, Letter, NoMeeting, Outbox, Posted, Unavailable
from usecases.telling import HoursOver, NoLongerRight

_log = structlog.get_logger()
MOST_UNDER_WAY = 256
MOST_AT_ONCE = 32
"""What one look takes out, and how much that may wait is held at a time: others have their share of it."""
LEASE_SECONDS = 90.0
"""Longer than a letter may be held here and one call to Teams may last, so that no two processes have it."""
LONGEST_HELD_SECONDS = 30.0
"""A letter not on its way by then goes back into the outbox, well before its lease ends."""
IDLE_SECONDS = 1.0
BREATH_SECONDS = 0.05
"""Between two looks into the outbox: what forty people set off in a moment is taken out together."""
MOST_ATTEMPTS = 60
LONGEST_PAUSE_SECONDS = 600.0
"""With the attempts: an outage of Teams' for half a day loses nothing; what is stale by then is not sent."""
GRACE_SECONDS = 10.0
"""How long, at the end, what is on its way may take to arrive."""
RECORDED_AFTER_SECONDS = (0.0, 0.2, 1.0, 3.0, 6.0)
"""How long to wait before each try to record what has been said; unrecorded, it would be said again."""

THROTTLED = 429
MAIL = "mail "
"""What the reason begins with for which a letter waits that goes by mail."""
Place = tuple[str, str, str]


class TooSoon(Exception):
    """Teams' limits hold this letter up for longer than it may be held here."""

    why = "within Teams' limits"
    holds_up = True

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not within {seconds:.0f} seconds")
        self.seconds = seconds


class NotItsTurn(TooSoon):
    """Another message to the same person has to go first."""

    why = "behind another"
    holds_up = False


class HeldBack(NotItsTurn):
    """It is not urgent, and waits for office hours or for another day."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(seconds)
        self.why = why


def _uncounted(outcome: str) -> None:
    """Nobody asks."""


class Delivery:
    """The one who empties the outbox in this process."""

    def __init__(
        self,
        office: Office,
        outbox: Outbox,
        connector: Connector,
        worker: str,
        bot_id: str,
        limits: Limits | None = None,
        *,
        mailer: Mailer | None = None,
        counted: Callable[[str], None] = _uncounted,
    ) -> None:
        self._office = office
        self._outbox = outbox
        self._worker = worker
        self._postman = Postman(office, outbox, connector, bot_id, mailer)
        self._limits = limits or Limits(asyncio.get_running_loop().time)
        self._queues: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()
        self._counted = counted
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: dict[int, Letter] = {}
        self._held_up: dict[Place, tuple[Letter, datetime]] = {}
        self._books = Books()
        self._lane = Lane()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled, then let what is on its way arrive; a database away is waited for."""
        try:
            while True:
                took = await self._take_up_safely()
                await (asyncio.sleep(BREATH_SECONDS) if took else self._wait_for_more())
        finally:
            self._stopping.set()
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=GRACE_SECONDS)
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def once(self) -> int:
        """Deliver what is due now; how many letters that was."""
        took = await self._take_up()
        await asyncio.gather(*self._under_way)
        return took

    async def _take_up_safely(self) -> int:
        try:
            return await self._take_up()
        except Unavailable:
            _log.warning("outbox.unavailable")
        except Exception as error:  # noqa: BLE001 - nobody would be told anything any more
            _log.error("outbox.broken", exc_info=error)
        return 0

    async def _take_up(self) -> int:
        """Begin to deliver what is due now, as far as there is room; how many letters that was."""
        room = MOST_UNDER_WAY - len(self._under_way)
        if room <= 0:
            return 0
        queued = sum(may_wait(letter.notice) for letter in self._held.values())
        async with self._books.taking():
            letters = await self._outbox.claim(
                self._office.now(),
                min(room, MOST_AT_ONCE),
                LEASE_SECONDS,
                self._worker,
                hurried_only=queued >= MOST_AT_ONCE,
            )
            for letter in letters:
                self._take(letter)
        return len(letters)

    def _take(self, letter: Letter) -> None:
        """Begin with a letter; one that is being delivered here already is from now on the one to settle."""
        is_here = letter.number in self._held
        self._held[letter.number] = letter
        if not is_here:
            by = asyncio.get_running_loop().time() + LONGEST_HELD_SECONDS
            task = asyncio.create_task(self._deliver(letter, by))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _wait_for_more(self) -> None:
        """Until something is put into the outbox, or a letter is done, which another may have waited for."""
        bell = asyncio.create_task(self._outbox.wait(IDLE_SECONDS))
        try:
            await asyncio.wait([bell, *self._under_way], return_when=asyncio.FIRST_COMPLETED)
        finally:
            bell.cancel()
        await asyncio.sleep(BREATH_SECONDS)

    async def _deliver(self, letter: Letter, by: float) -> None:
        queue = self._queues.setdefault(_place(letter), asyncio.Lock())
        in_turn = self._queues.setdefault(_turn(letter), asyncio.Lock())
        try:
            async with queue, in_turn:
                await self._settle(letter, by)
        except Unavailable:
            _log.warning("delivery.interrupted", outbox_id=letter.number)
        finally:
            self._held.pop(letter.number, None)

    async def _settle(self, letter: Letter, by: float) -> None:
        try:
            self._check_turn(letter, by)
            await self._check_day(letter)
            with self._lane.passage(letter.notice) as way:
                posted = await self._postman.put(
                    letter.notice, lambda to, card: self._leave(to, card, by, way), way.leave
                )
                await self._said(letter, posted)
        except NoLongerRight as reason:
            await self._drop(letter, _never(letter, reason))
        except NoMeeting:
            await self._drop(letter, "the meeting is gone")
        except SendFailed as failure:
            await self._failed(letter, failure)
        except MailFailed as failure:
            await self._not_mailed(letter, failure)
        except MustRing as reason:
            _log.warning("person.unreached", outbox_id=letter.number, rule=letter.notice.kind)
            await self._drop(letter, TO_RING + str(reason))
        except TooSoon as wait:
            await self._put_back(letter, wait.seconds, wait.why, holds_up=wait.holds_up)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one letter's fault must not stop the others
            _log.error("delivery.broken", outbox_id=letter.number, rule=letter.notice.kind, exc_info=error)
            await self._later(letter, type(error).__name__)

    def _check_turn(self, letter: Letter, by: float) -> None:
        """Raise NotItsTurn for a letter that has waited here too long, or that comes after one put back."""
        if asyncio.get_running_loop().time() > by:
            raise NotItsTurn(0.0)
        first, until = self._held_up.get(_place(letter), (letter, self._office.now()))
        wait = (until - self._office.now()).total_seconds()
        if wait > 0 and first.number < letter.number and first.notice.urgent >= letter.notice.urgent:
            raise NotItsTurn(wait)

    async def _check_day(self, letter: Letter) -> None:
        """Raise HeldBack for what is not urgent at night, or too much for one day."""
        held = await held_back(self._office, self._outbox, letter.notice)
        if held is not None:
            raise HeldBack((held.until - self._office.now()).total_seconds(), held.why)

    async def _leave(self, to: Address, is_card: bool, by: float, way: Passage) -> Leave:
        loop = asyncio.get_running_loop()
        await self._enter(way, by)
        # A window of time has to pass; no event says that it has, but for the program's end.
        while (leave := self._limits.take(to.tenant, to.conversation, is_card=is_card)).wait > 0:
            if loop.time() + leave.wait > by or self._stopping.is_set():
                raise TooSoon(leave.wait)
            way.leave()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), leave.wait)
            await self._enter(way, by)
        return leave

    async def _enter(self, way: Passage, by: float) -> None:
        """Go into the lane; whoever had to wait for it too long, or past the end, goes back."""
        if way.is_clear:
            return
        await way.enter()
        if asyncio.get_running_loop().time() > by or self._stopping.is_set():
            raise NotItsTurn(0.0)

    async def _said(self, letter: Letter, posted: Posted) -> None:
        self._counted("sent")
        for seconds in RECORDED_AFTER_SECONDS:
            await asyncio.sleep(seconds)
            with suppress(Unavailable):
                return await self._record(letter, posted)
        return await self._record(letter, posted)

    async def _record(self, letter: Letter, posted: Posted) -> None:
        async with self._books.settling():
            if held := self._held.get(letter.number):
                await self._outbox.sent(held, posted.conversation, posted.activity)
                del self._held[letter.number]
        surface = letter.notice.facts.get(BECOMES)
        if surface and posted.activity:
            await self._outbox.remember_post("", letter.notice.to, posted, surface)
        self._settled(letter)

    async def _drop(self, letter: Letter, why: str) -> None:
        self._counted("dropped")
        async with self._books.settling():
            await self._outbox.drop(self._held[letter.number], why)
            del self._held[letter.number]
        self._settled(letter)

    def _settled(self, letter: Letter) -> None:
        """Whatever waited behind the letter need not wait any longer."""
        first = self._held_up.get(_place(letter))
        if first is not None and first[0].number == letter.number:
            del self._held_up[_place(letter)]

    async def _failed(self, letter: Letter, failure: SendFailed) -> None:
        self._counted("throttled" if failure.status == THROTTLED else "failed")
        _log.warning(
            "send.failed",
            outbox_id=letter.number,
            rule=letter.notice.kind,
            status=failure.status,
            code=failure.code,
        )
        if failure.is_final:
            await self._drop(letter, f"{failure.status} {failure.code or ''}".strip())
        else:
            await self._later(letter, str(failure.status), failure.retry_after, holds_up=True)

    async def _not_mailed(self, letter: Letter, failure: MailFailed) -> None:
        self._counted("failed")
        _log.warning(
            "mail.failed",
            outbox_id=letter.number,
            rule=letter.notice.kind,
            code=failure.code,
            exc_info=failure.with_traceback(None),  # its sentence is wanted, not its place
        )
        why = f"{MAIL}{failure.why}"
        if letter.attempts >= MOST_ATTEMPTS:
            await self._drop(letter, f"{TO_RING}{GIVEN_UP}{why}")
        else:
            await self._later(letter, why, failure.retry_after, holds_up=True)

    async def _later(
        self, letter: Letter, why: str, seconds: float | None = None, *, holds_up: bool = False
    ) -> None:
        if letter.attempts >= MOST_ATTEMPTS:
            await self._drop(letter, f"{GIVEN_UP}{why}")
            return
        pause = seconds if seconds is not None else min(2.0**letter.attempts, LONGEST_PAUSE_SECONDS)
        pause += random.uniform(0, pause / 2 + 0.1)  # noqa: S311 - jitter, not a secret
        await self._put_back(letter, pause, why, holds_up=holds_up)

    async def _put_back(self, letter: Letter, seconds: float, why: str, *, holds_up: bool = False) -> None:
        self._counted("postponed")
        now = self._office.now()
        until = now + timedelta(seconds=seconds)
        first = self._held_up.get(_place(letter))
        if holds_up and (first is None or letter.number <= first[0].number or first[1] <= now):
            self._held_up[_place(letter)] = (letter, until)
        async with self._books.settling():
            await self._outbox.postpone(self._held[letter.number], until, why)
            del self._held[letter.number]


def _never(letter: Letter, reason: NoLongerRight) -> str:
    """Why it is not said any more. What would have gone by mail, had the server been there, somebody has to
    ring about."""
    by_mail = isinstance(reason, HoursOver) and letter.why.startswith(MAIL)
    return f"{TO_RING if by_mail else ''}{reason}"


def _place(letter: Letter) -> Place:
    """What has to keep its order: the messages to somebody about a meeting, or one card's refreshes."""
    notice = letter.notice
    return (notice.to, notice.meeting or "", notice.surface or "")


def _turn(letter: Letter) -> Place:
    """What is not urgent comes to somebody one by one, so that it can be counted how much of it there was."""
    notice = letter.notice
    return (str(letter.number), "", "") if notice.urgent else (notice.to, "", "not urgent")
