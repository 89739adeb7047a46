"""The product as it is run in production, in a process of its own, and the turns that are asked of it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from aiohttp import ClientSession

from bench.council import APP_ID, OPENS_AT, TENANT, Person, people, press, to_bytes
from bench.load import Request
from bench.processes import HOST, Running, free_port, plain_environment, running
from bench.seeding import Council, declaration_version
from bench.stand_in import StandIn
from dialogs.table import TABLE

ROOT = Path(__file__).parent.parent
CARD = "application/vnd.microsoft.card.adaptive"
ACCEPT = "accept-declaration" if "accept-declaration" in TABLE.by_verb else "declare"
"""The act that takes a declaration."""
PASSWORD = "bench-password"  # noqa: S105 - opens nothing but the benchmark's own side of the wire


class Teams(Protocol):
    """What the bot is told of the Teams that it works against."""

    @property
    def openid_url(self) -> str:
        """Where the keys of what Teams signs are found."""

    @property
    def token_url(self) -> str:
        """Where the bot gets its tokens."""


@asynccontextmanager
async def serving(
    council: Council,
    teams: Teams,
    core: int | None,
    now: datetime = OPENS_AT,
    *,
    password: str = PASSWORD,
    replicas: int = 1,
) -> AsyncIterator[Running]:
    """`marac-bot serve` on the council's database until the block ends, its clock moved to `now` and what is
    due by then decided."""
    port = free_port()
    env = plain_environment() | {
        "PYTHONPATH": str(ROOT),
        "MARAC_REHEARSAL": "true",
        "MARAC_HOST": HOST,
        "MARAC_PORT": str(port),
        "MARAC_DATABASE_URL": council.database_url,
        "MARAC_MASTER_KEYS": council.master_key,
        "MARAC_OPENID_URL": teams.openid_url,
        "MARAC_TOKEN_URL": teams.token_url,
        "MARAC_REPLICAS": str(replicas),
        "MicrosoftAppId": APP_ID,
        "MicrosoftAppPassword": password,
        "MicrosoftAppTenantId": TENANT,
    }
    command = [sys.executable, "-m", "bot", "serve"]
    log = council.folder / "bot.log"
    async with running(command, port=port, core=core, log=log, env=env, cwd=council.folder) as bot:
        await set_clock(bot, now)
        yield bot


async def set_clock(bot: Running, now: datetime) -> None:
    """Let it be `now` for the bot, which looks after what is due before it answers."""
    async with (
        ClientSession() as session,
        session.post(f"http://{HOST}:{bot.port}/rehearsal/clock", json={"now": now.isoformat()}) as answer,
    ):
        answer.raise_for_status()


class Presses:
    """Makes presses, each with an activity id and a signed token of its own."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._made = 0

    def one(self, person: Person, meeting: str, verb: str, **data: str) -> Request:
        """`person` presses the button for `verb` on a card of `meeting`."""
        self._made += 1
        activity = press(self._stand_in.address, person, self._made, verb, {"meeting": meeting, **data})
        return self.signed(to_bytes(activity))

    def signed(self, body: bytes) -> Request:
        """An activity with a token that the bot has not seen before."""
        self._made += 1
        return Request(body, {"Authorization": f"Bearer {self._stand_in.token(self._made)}"})

    def declarations(self, meetings: Sequence[str]) -> list[Request]:
        """Everybody accepts the declaration in each of the meetings."""
        version = declaration_version()
        return [
            self.one(person, meeting, ACCEPT, version=version) for meeting in meetings for person in people()
        ]


def is_card(status: int, body: bytes) -> bool:
    """The invoke was answered with a card."""
    if status != 200:
        return False
    answer: dict[str, Any] = json.loads(body)
    return bool(answer.get("statusCode") == 200 and answer.get("type") == CARD)


async def audit(council: Council) -> bool:
    """Whether `marac-bot audit verify` finds every journal whole."""
    env = plain_environment() | {
        "PYTHONPATH": str(ROOT),
        "MARAC_REHEARSAL": "true",
        "MARAC_DATABASE_URL": council.database_url,
        "MARAC_MASTER_KEYS": council.master_key,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "audit",
        "verify",
        stdout=asyncio.subprocess.DEVNULL,
        env=env,
        cwd=council.folder,
    )
    return await process.wait() == 0
