"""What stands in for delivery, Teams and the mail server: it reads the outbox like delivery, has each notice
checked once more by the product at the moment of sending, and keeps what came, to whom, and of which duties
and actions it told.

A card that is brought up to date is no message: nobody is disturbed by it. Of each kind one a week is made
into the card that would be posted, so that none is told of that could not be shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dialogs.render import message_of
from store.outbox import SqlOutbox
from usecases.announce import BECOMES, CHAT, DESK, MEETING_CARD, QUIET
from usecases.announcements_closing import CLEAR_CHAT
from usecases.holding_back import held_back
from usecases.office import Office
from usecases.ports import Letter, Notice, Posted
from usecases.requests import View
from usecases.sweep_timed import TIMED
from usecases.telling import NoLongerRight, room_of, told
from usecases.views.digest import Digest
from usecases.views.mail import may_go_otherwise

WORKER = "year"
MOST = 500
LEASE_SECONDS = 60.0
KEPT_UP_TO_DATE = frozenset({DESK, MEETING_CARD})
CHAT_CONVERSATION = "19:year"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that somebody hears of: in which meeting, of what sort (`duty`, `action`, `escalate`,
    `step`), and its key there."""

    meeting: str
    sort: str
    key: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something that somebody got. `more` did not fit and was only counted, by sort. `timed`: of what is
    due at an hour, the duty's own key."""

    at: datetime
    area: str
    to: str
    kind: str
    urgent: bool
    meeting: str = ""
    things: tuple[Thing, ...] = ()
    more: Mapping[str, int] = field(default_factory=dict)
    timed: str = ""
    mailed: bool = False


class Channel:
    """Takes what the outbox has for everybody."""

    def __init__(self, office: Office, outbox: SqlOutbox) -> None:
        self._office, self._outbox = office, outbox
        self._cards: dict[tuple[str, str, str], str] = {}
        self._made: set[tuple[str, str, int]] = set()
        self._posts = 0
        self.messages: list[Message] = []
        self.never: list[tuple[Notice, str]] = []

    async def take_over(self) -> None:
        """Take everything that may go now."""
        while letters := await self._outbox.claim(self._office.now(), MOST, LEASE_SECONDS, WORKER):
            await asyncio.gather(*(self._settle(letter) for letter in letters if letter.notice.urgent))
            for letter in letters:
                if not letter.notice.urgent:
                    await self._settle(letter)

    async def _settle(self, letter: Letter) -> None:
        notice = letter.notice
        held = await held_back(self._office, self._outbox, notice)
        if held is not None:
            await self._outbox.postpone(letter, held.until, held.why)
            return
        try:
            message = await self._message(notice)
        except NoLongerRight as reason:
            self.never.append((notice, str(reason)))
            await self._outbox.drop(letter, str(reason))
            return
        place = (notice.meeting or "", notice.to, notice.surface or "")
        is_new = not notice.surface or place not in self._cards
        self._posts += is_new
        post = f"post-{self._posts}" if is_new else self._cards[place]
        conversation = CHAT_CONVERSATION if notice.to == CHAT else f"a:{notice.to}"
        if notice.surface:
            self._cards[place] = post
        if is_new and notice.kind != CLEAR_CHAT:
            self.messages.append(message)
        await self._outbox.sent(letter, conversation, "" if message.mailed else post)
        if surface := notice.facts.get(BECOMES):
            posted = Posted(conversation=conversation, activity=post)
            await self._outbox.remember_post("", notice.to, posted, surface)

    async def _message(self, notice: Notice) -> Message:
        """What comes of the notice now. Raises NoLongerRight."""
        place = (notice.meeting or "", notice.to, notice.surface or "")
        if notice.facts.get(QUIET) and place not in self._cards:
            raise NoLongerRight("there is no card to bring up to date")
        mailed = notice.to != CHAT and await self._office.register.reach(notice.to) is None
        view = (
            None if notice.kind in KEPT_UP_TO_DATE and not mailed else await self._view(notice, mailed=mailed)
        )
        return Message(
            at=self._office.now(),
            area=notice.area,
            to=notice.to,
            kind=notice.kind,
            urgent=notice.urgent,
            meeting=notice.meeting or "",
            things=tuple(things_in(view)),
            more=left_out_of(view),
            timed=str(notice.facts["duty"]) if notice.kind == TIMED else "",
            mailed=mailed,
        )

    async def _view(self, notice: Notice, *, mailed: bool) -> View | None:
        room = await room_of(self._office, notice)
        if mailed and not may_go_otherwise(notice, room):
            raise NoLongerRight("never seen in Teams")
        if notice.kind == CLEAR_CHAT:
            return None
        view = await told(self._office, notice, room)
        week = (notice.area, notice.kind, self._office.now().toordinal() // 7)
        if week not in self._made:
            self._made.add(week)
            message_of(view, room)
        return view


def things_in(view: View | None) -> Iterator[Thing]:
    """Everything that a day's digest names."""
    if not isinstance(view, Digest):
        return
    for action in view.actions:
        yield Thing(action.meeting, "action", action.action)
    for duty in (*view.duties, *view.also):
        for key in dict.fromkeys((duty.line.key, *(one.key for one in duty.line.several))):
            yield Thing(duty.meeting, "duty", key)
    for one in view.escalations:
        yield Thing(one.meeting, "escalate", one.action)
    for step in view.steps:
        yield Thing(step.meeting, "step", f"{step.action}:{step.step}")


def left_out_of(view: View | None) -> Mapping[str, int]:
    """How many more things the digest counts without naming them."""
    return {"action": view.more_actions, "duty": view.more_duties} if isinstance(view, Digest) else {}
