"""The script that plays itself while somebody at the page is one of its people.

It plays the others; where the script has a deed for that person it says what it is and waits until they have
done it, or ask for it to be done for them. Expectations are checked on the way and counted, and stop nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from rehearsal import Json
from rehearsal.client import connected
from rehearsal.player import NotAsExpected, Player
from rehearsal.room import Deed, Room
from rehearsal.script import Script, Step, load

PACE_S = 1.2
KEPT = 400
KEPT_WRONG = 20
DEED_OF = {
    "says": "say",
    "edits": "edit",
    "deletes": "delete",
    "presses": "press",
    "submits": "submit",
    "closes": "close",
    "joins": "join",
    "leaves": "leave",
    "drops": "drop",
    "takes": "accept",
    "declines": "decline",
    "installs": "install",
    "removes": "uninstall",
}
PREPARING = frozenset({"fills", "ticks", "unticks"})


@dataclass(slots=True)
class Playing:
    """One script in one room: how far it is, and who is played by a person."""

    room: Room
    script: Script
    player: Player
    pace_s: float = PACE_S
    at: int = 0
    me: str | None = None
    wrong: list[str] = field(default_factory=list)
    transcript: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    _counted: int = 0
    _running: asyncio.Task[None] | None = None
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_on(self) -> bool:
        """Whether it is playing by itself now."""
        return self._running is not None and not self._running.done()

    @property
    def is_over(self) -> bool:
        """Whether every step has been played."""
        return self.at >= len(self.script.steps)

    def switch(self, on: bool, me: str | None) -> None:
        """Play by itself from here on, or stop after the step under way; `me` is played by a person.

        What that person has done already counts: before the first step, or since they were last played.
        """
        if on and me != self.me and self.at:
            self._counted = len(self.room.deeds)
        self.me = me if on else self.me
        if self._running is not None and not self.is_on:
            self._running = None
        if on and self._running is None:
            self._running = asyncio.create_task(self._run())
        elif not on and self._running is not None:
            self._running.cancel()
            self._running = None
        self.room.bus.publish("play")

    async def step(self) -> None:
        """Play up to and including the next deed, whoever's it is, and the expectations after it."""
        async with self._busy:
            while not self.is_over:
                deed = self.script.steps[self.at]
                await self._play_one()
                if not deed.is_check and deed.kind not in PREPARING:
                    break
            while not self.is_over and self.script.steps[self.at].is_check:
                await self._play_one()
        self.room.bus.publish("play")

    async def _run(self) -> None:
        while not self.is_over:
            place = self.at
            step = self.script.steps[place]
            if self._is_mine(step):
                await self._wait_for_me(step)
                continue
            async with self._busy:
                if self.at == place:  # else it has been played meanwhile, at somebody's wish
                    await self._play_one()
            if not step.is_check and step.kind not in PREPARING:
                await asyncio.sleep(self.pace_s)
        self.room.bus.publish("play")

    def _is_mine(self, step: Step) -> bool:
        return self.me is not None and step.who == self.me and step.kind in DEED_OF

    async def _wait_for_me(self, step: Step) -> None:
        # What they did since their last step counts, so that nobody has to wait to be asked.
        place = self.at
        with self.room.bus.listening() as listener:
            self.room.bus.publish("play")
            while self.at == place and self._is_mine(step):
                done = next((d for d in self.room.deeds[self._counted :] if _matches(d, step)), None)
                if done is not None:
                    self._counted = done.seq
                    self.player.filled.pop(step.who or "", None)
                    self.at += 1
                    return
                await listener.get()

    async def _play_one(self) -> None:
        if self.at in self.script.headings:
            self.transcript.append(f"== {self.script.headings[self.at]} ==")
        step = self.script.steps[self.at]
        try:
            await self.player.do(step)
        except NotAsExpected as error:
            self.wrong.append(f"Line {step.line}: {step.words}\n{error}")
        except aiohttp.ClientError as error:
            self.wrong.append(f"Line {step.line}: {step.words}\n{error}")
            self.transcript.append(f"✗ {step.words}: {error}")
        if self._is_mine(step):
            self._counted = len(self.room.deeds)
        self.at += 1
        self.room.bus.publish("play")

    def shown(self, me: str | None) -> Json:
        """How the playing stands, for the page of the person `me`."""
        step = None if self.is_over else self.script.steps[self._next_told()]
        return {
            "title": self.script.title,
            "total": len(self.script.steps),
            "done": self.at,
            "on": self.is_on,
            "me": self.me,
            "busy": self._busy.locked(),
            "failed": len(self.wrong),
            "wrong": self.wrong[-KEPT_WRONG:],
            "next": self._told() if step is not None else "",
            "mine": step is not None and step.who == me and (step.kind in DEED_OF or step.kind in PREPARING),
            "transcript": list(self.transcript)[-60:],
        }

    def _next_told(self) -> int:
        place = self.at
        while place < len(self.script.steps) - 1 and self.script.steps[place].is_check:
            place += 1
        return place

    def _told(self) -> str:
        place = self._next_told()
        words = [self.script.steps[place].words]
        while self.script.steps[place].kind in PREPARING and place < len(self.script.steps) - 1:
            place += 1
            words.append(self.script.steps[place].words)
        return "; ".join(words)


def _matches(deed: Deed, step: Step) -> bool:
    if deed.person != step.who or deed.verb != DEED_OF[step.kind]:
        return False
    if step.kind in ("presses", "submits", "says"):
        return deed.what.strip().casefold() == step.args["text"].strip().casefold()
    return True


PLAYING = web.AppKey("playing", dict[str, Playing])


@asynccontextmanager
async def ready_to_play(
    app: web.Application, room: Room, base: str, script: Path | None, pace_s: float
) -> AsyncIterator[None]:
    """A script laid out in the room while the block lasts; without one there is nothing to play."""
    if script is None:
        yield
        return
    async with connected(base) as client:
        transcript: deque[str] = deque(maxlen=KEPT)
        player = Player(client, transcript.append)
        cast = await player.meet_everybody()
        loaded = load(script, cast)
        player.folder = loaded.folder
        playing = Playing(room, loaded, player, pace_s, transcript=transcript)
        app[PLAYING]["it"] = playing
        try:
            yield
        finally:
            playing.switch(False, None)
