"""A rehearsal on this machine: the rehearsal room in a process of its own, and the bot that it talks to,
from one command.

The room is a stand-in for Teams that knows nothing of the product; the two meet over HTTP alone. Nothing
that a rehearsal writes touches the default database, and every rehearsal begins afresh.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import SecretStr

from bot.edge import serving
from bot.settings import Settings
from bot.wiring import Bot, master_keys, open_bot
from marac.calendar import DueRule
from marac.protocol import Protocol
from store.opening import migrate
from usecases.call_meeting import call_meeting
from usecases.import_cases import import_cases
from usecases.import_register import import_register

SCENARIOS = Path(__file__).resolve().parent.parent / "rehearsal" / "scenarios"
PORTS = (8400, 3978)
"""Where the room's page and the bot are found, unless something else is there."""
ANY_PORTS = (0, 0)
EARLY = timedelta(minutes=15)
"""How long before the first sitting a rehearsal begins."""
PATIENCE_SECONDS = 30.0


class NotRehearsed(Exception):
    """The rehearsal could not be begun; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal under way: the page's address, the bot, where its database is, and the two ports."""

    room: str
    bot: Bot
    folder: Path
    ports: tuple[int, int]

    async def next_wanted(self) -> str:
        """Wait until somebody at the page asks for another area's rehearsal, or for this one afresh: whose.
        Raises NotRehearsed where the room ends meanwhile."""
        wanted = f"{self.room}/rehearsal/api/scenarios/wanted"
        with suppress(ClientError):
            async with (
                ClientSession(timeout=ClientTimeout(total=None)) as session,
                session.get(wanted) as answer,
            ):
                if area := await answer.text():
                    return area
        raise NotRehearsed("The rehearsal room has ended by itself; what it printed above says why.")


@dataclass(frozen=True, slots=True)
class World:
    """What the bot has to be told of the room's world: its tenant, and when the meeting in it starts."""

    tenant: str
    starts: datetime


@asynccontextmanager
async def rehearsing(
    area: str,
    folder: Path,
    *,
    ports: tuple[int, int] = ANY_PORTS,
    script: Path | None = None,
    listed: bool = True,
    pace_s: float | None = None,
) -> AsyncIterator[Rehearsal]:
    """Rehearse `area` with a fresh database in `folder` until the block ends. Raises NotRehearsed.

    `ports` are the room's and the bot's, if they are free; `pace_s` is the pause between the deeds that the
    script plays, if not the room's own.
    """
    files = SCENARIOS / area
    if not files.is_dir():
        known = ", ".join(sorted(f.name for f in SCENARIOS.iterdir() if f.is_dir()))
        raise NotRehearsed(f"There is no rehearsal for “{area}”. There is one for: {known}.")
    room_port, bot_port = (free_port(port) for port in ports)
    if ports[1] not in (0, bot_port):
        folder = folder.with_name(f"{folder.name}-{bot_port}")  # another rehearsal is under way in it
    app_id, password = str(uuid.uuid4()), secrets.token_urlsafe(24)
    options = ["--port", str(room_port), "--scenario", area, "--app-id", app_id]
    options += [f"--app-password={password}", "--bot", f"http://127.0.0.1:{bot_port}/api/messages"]
    options += ["--script", str(script)] if script else []
    options += [f"--pace={pace_s}"] if pace_s is not None else []
    async with _room(options, f"http://127.0.0.1:{room_port}") as (room, world):
        settings = _settings(folder, bot_port, room, app_id=app_id, password=password, tenant=world.tenant)
        await migrate(settings.database_url)
        async with open_bot(settings) as bot, serving(bot.app, settings):
            await _prepare(bot, room, world, files, listed=listed)
            yield Rehearsal(room, bot, folder, (room_port, bot_port))


def script_of(area: str) -> Path | None:
    """The script of the area's whole meeting, if there is one."""
    script = SCENARIOS / area / "meeting.txt"
    return script if script.is_file() else None


def free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, else any free port of the loopback address."""
    for port in dict.fromkeys((wanted, 0)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise NotRehearsed("No free port was found on this machine.")


def _settings(folder: Path, port: int, room: str, *, app_id: str, password: str, tenant: str) -> Settings:
    """The settings of a rehearsal: loopback alone, real tokens from the room's own identity provider."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("rehearsal.db*"):
        old.unlink()
    settings = Settings(
        _env_file=None,
        rehearsal=True,
        host="127.0.0.1",
        port=port,
        database_url=f"sqlite+aiosqlite:///{folder / 'rehearsal.db'}",
        app_id=app_id,
        app_password=SecretStr(password),
        app_tenant_id=tenant,
        openid_url=f"{room}/v1/.well-known/openidconfiguration",
        token_url=f"{room}/{tenant}/oauth2/v2.0/token",
        log_level="warning",
    )
    master_keys(settings)
    return settings


@asynccontextmanager
async def tied(
    command: Sequence[str], stdout: int | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that ends with this one: told to at the block's end, and by its standard input closing
    should this one be killed. Ctrl+C goes to this one alone, which ends in order."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=stdout, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 5)
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _room(options: list[str], address: str) -> AsyncIterator[tuple[str, World]]:
    """The room in a process of its own: its address and its world, once it answers."""
    command = [sys.executable, "-m", "rehearsal", "--tied", *options]
    async with tied(command, stdout=asyncio.subprocess.DEVNULL) as process:
        yield address, await _world(address, process)


async def _world(address: str, process: asyncio.subprocess.Process) -> World:
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    async with ClientSession(timeout=ClientTimeout(total=5)) as session:
        while asyncio.get_running_loop().time() < deadline and process.returncode is None:
            with suppress(ClientError, TimeoutError):
                async with session.get(f"{address}/rehearsal/api/state") as response:
                    state = await response.json()
                    starts = datetime.fromisoformat(state["meetings"][0]["starts"])
                    return World(tenant=str(state["tenant"]), starts=starts)
            await asyncio.sleep(0.05)
    raise NotRehearsed("The rehearsal room did not start; what it printed above says why.")


async def _prepare(bot: Bot, room: str, world: World, files: Path, *, listed: bool) -> None:
    """Import the area's register and case list as an operator would, while the list of the room's meeting
    is open, and go to just before its start."""
    office, area = bot.office, files.name
    protocol = office.protocol(area)
    first_day = protocol.calendar.day_of(world.starts)
    async with ClientSession() as session:
        await _stage(session, room, "clock", to=_while_listed(protocol, world.starts).isoformat())
        for name in ("agencies.csv", "people.csv"):
            await import_register(office, area, (files / name).read_bytes(), name)
        await call_meeting(office, area, first_day)
        if listed:
            await import_cases(office, area, (files / "cases.csv").read_bytes(), "cases.csv", first_day)
        for later, cases in _later_lists(files):
            await call_meeting(office, area, later)
            await import_cases(office, area, cases, "cases.csv", later)
        await _stage(session, room, "announce")
        await _stage(session, room, "clock", to=(world.starts - EARLY).isoformat())


def _later_lists(files: Path) -> list[tuple[date, bytes]]:
    """The case lists of meetings after the room's, each with the day in its name: `cases-2026-12-17.csv`."""
    found = sorted(files.glob("cases-*.csv"))
    return [(date.fromisoformat(f.stem.removeprefix("cases-")), f.read_bytes()) for f in found]


def _while_listed(protocol: Protocol, starts: datetime) -> datetime:
    """The day before the meeting; where its list closes earlier, the morning before that."""
    day_before, rule = starts - timedelta(days=1), protocol.listing
    if rule is None or rule.closes is None:
        return day_before
    closes = protocol.calendar.day_of(DueRule.parse(rule.closes).apply(starts, protocol.calendar))
    return min(day_before, protocol.calendar.moment(closes - timedelta(days=1), time(10)))


async def _stage(session: ClientSession, room: str, deed: str, **body: str) -> None:
    async with session.post(f"{room}/rehearsal/api/{deed}", json=body) as response:
        if response.status >= 300:
            raise NotRehearsed(f"The rehearsal room would not do “{deed}”: {response.status}.")
