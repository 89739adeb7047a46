"""A meeting on the wire: the real bot with a fresh database, the rehearsal room in its own process, and
people who do what a script says.

What a test does itself, in a browser, it does as one of them; the others are played line by line, in the
words of `rehearsal.script`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.rehearse import rehearsing
from bot.wiring import Bot
from rehearsal.client import Client, connected
from rehearsal.player import NotAsExpected, Player
from rehearsal.script import Cast, parse

AREA = "lincolnshire"
TOLD = 25


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The meeting under way: the page's address, the bot, and whoever plays the others."""

    address: str
    bot: Bot
    client: Client
    player: Player
    cast: Cast
    transcript: list[str]

    async def play(self, lines: str) -> None:
        """Play these lines; the first that does not go as expected fails, with what went before it."""
        for step in parse(lines, self.cast).steps:
            try:
                await self.player.do(step)
            except NotAsExpected as failure:
                failure.add_note("\n".join(["Before it:", *self.transcript[-TOLD:]]))
                raise

    def page(self, person: str, query: str = "") -> str:
        """The page's address as that person."""
        return f"{self.address}/{query}#me={person}"


@asynccontextmanager
async def a_rehearsal(folder: Path, script: Path | None = None) -> AsyncIterator[Rehearsed]:
    """A quarter of an hour before the first sitting; `script` is laid out for the page to play, without a
    pause."""
    async with (
        rehearsing(AREA, folder, script=script, pace_s=0) as under_way,
        connected(under_way.room) as client,
    ):
        transcript: list[str] = []
        player = Player(client, transcript.append)
        cast = await player.meet_everybody()
        yield Rehearsed(under_way.room, under_way.bot, client, player, cast, transcript)
