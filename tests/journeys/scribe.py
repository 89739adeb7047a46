"""Plays a script so that what everybody is shown comes out the same each time, and writes it down.

The bot's clock stands still but for what the script moves; after each deed the ticker wakes once, as it would
within seconds, and before the next everything that this set off has been delivered. Each message stands once,
with all who got it; cards brought up to date in place, and a desk that answers its own reader, are left out,
as nobody reads them twice.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.wiring import Bot
from rehearsal.player import ENGLAND, QUIET, NotAsExpected, Player
from rehearsal.script import Step

LONGEST = 300
"""Characters of a card that are written down: what it is and how it begins."""
MOST_BUTTONS = 6
DRIFT = timedelta(seconds=20)
"""How far the room's clock, which goes on, may be from the bot's, which stands still."""
PATIENCE_SECONDS = 60.0
UNDER_WAY = ("waiting", "sending")
NUMBERED = re.compile(r"journal line \d+")
DESK = "Your MARAC desk"
CHAT = "meeting chat"


@dataclass(slots=True)
class Scribe(Player):
    """A player that waits for the bot to have said all it has to say, and writes down who was told what."""

    bot: Bot | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def product(self) -> Bot:
        """The bot whose words are waited for."""
        assert self.bot is not None
        return self.bot

    async def _deed(self, step: Step) -> None:
        now = self.product.office.now().astimezone(ENGLAND)
        state = await self.client.get("state")
        self.mark = state["seen"]
        self.tell(f"{now:%H:%M}  {step.words}")
        if abs(datetime.fromisoformat(state["now"]) - now) > DRIFT:
            await self.client.post("clock", to=now.isoformat())
        result = await self._done(step)
        await self.product.ticker.wake()
        await self.tell_what_was_seen()
        if isinstance(result, dict) and result.get("ok") is False:
            raise NotAsExpected(f"The bot did not take it: {result.get('problem')}")

    async def tell_what_was_seen(self) -> None:
        """Once nothing is under way any more, what people and the chat have been shown since last time."""
        await self._settled()
        heard: defaultdict[str, set[str]] = defaultdict(set)
        for entry in await self.client.get("seen", since=str(self._told)):
            self._told = entry["seq"]
            if entry["kind"] not in (*QUIET, "said") and entry["text"] and not _is_own_desk(entry):
                heard[_short(entry)].update(self._readers(entry))
        for readers, words in sorted(_together(heard)):
            self.tell(f"         → {readers}: {words}")

    def _readers(self, entry: dict[str, Any]) -> Iterator[str]:
        if not entry["private"] and entry["conversation"] == self.chat:
            yield CHAT
            return
        for key in entry["audience"]:
            yield self.names.get(key, key)

    async def _settled(self) -> None:
        """Wait until every letter that is due has been delivered."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if not await self._is_under_way():
                    return
                await asyncio.sleep(0.01)

    async def _is_under_way(self) -> bool:
        now = self.product.office.now()
        letters = await self.product.store.outbox.letters(*UNDER_WAY, limit=1000)
        return any(letter.state == "sending" or letter.due <= now for letter in letters)


def _together(heard: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Each message with its readers; what stood in the chat comes first."""
    for words, readers in heard.items():
        if CHAT in readers:
            yield CHAT, words
        if people := sorted(readers - {CHAT}):
            yield ", ".join(people), words


def _is_own_desk(entry: dict[str, Any]) -> bool:
    return str(entry["text"]).startswith(DESK)


def _short(entry: dict[str, Any]) -> str:
    words = NUMBERED.sub("journal line …", str(entry["text"]))
    words = words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} …"
    buttons = entry["buttons"][:MOST_BUTTONS] + ["…"] * (len(entry["buttons"]) > MOST_BUTTONS)
    return f"{words} [{' | '.join(buttons)}]" if buttons else words
