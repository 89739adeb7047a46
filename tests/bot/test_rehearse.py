"""A rehearsal from one command: free ports, a room that ends with the bot however that ends, and a clock that
only a rehearsal has."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout
from playwright.async_api import expect
from pydantic import SecretStr

from bot import rehearse
from bot.clock import MachineClock, MovableClock
from bot.rehearse import NotRehearsed, free_port, rehearsing
from bot.settings import Settings, check
from bot.wiring import open_bot
from store.masterkeys import new_key
from tests.bot.edge_world import APP_ID, TENANT
from tests.bot.product import OPENS, Product
from tests.browsing import launched

ROOT = Path(rehearse.__file__).resolve().parent.parent
SECONDS = 120


def test_a_port_that_is_taken_is_left_to_whoever_has_it() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]

        found = free_port(wanted)

    assert found != wanted
    assert free_port(found) == found


async def test_an_area_without_a_scenario_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(NotRehearsed, match=r"no rehearsal for “atlantis”\. There is one for: .*lincolnshire"):
        async with rehearsing("atlantis", tmp_path):
            pass


async def test_a_room_that_does_not_open_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(NotRehearsed, match="did not start"):
        async with rehearsing("lincolnshire", tmp_path):
            pass


async def test_a_second_rehearsal_takes_other_ports_and_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: object
) -> None:
    ports = (free_port(0), free_port(0))
    folder = tmp_path / "rehearsal"
    async with rehearsing("lincolnshire", folder, ports=ports) as first:
        async with rehearsing("lincolnshire", folder, ports=ports) as second:
            assert first.room != second.room
            assert first.folder != second.folder
        keys = await first.bot.office.ledger.meetings("lincolnshire")
        assert (await first.bot.office.ledger.load(keys[0], fresh=True)).cases
    assert not await is_open(first.room)


async def test_a_list_that_closes_early_came_in_time_and_the_next_meeting_is_called(tmp_path: Path) -> None:
    async with rehearsing("hackney", tmp_path) as under_way:
        ledger = under_way.bot.office.ledger
        meetings = [await ledger.load(key, fresh=True) for key in await ledger.meetings("hackney")]
    first, later = meetings
    assert first.sittings[0].starts_at + timedelta(days=14) == later.sittings[0].starts_at
    week_before = first.sittings[0].starts_at - timedelta(days=7)
    assert first.cases
    assert later.cases
    assert all(case.listed_at and case.listed_at < week_before for case in first.cases.values())


@asynccontextmanager
async def the_command(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """`marac-bot rehearse` in a folder of its own: the process, and the room's address once it is told."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "rehearse",
        "--port=0",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(SECONDS):
            line = b""
            while b"room is open" not in line:
                line = await process.stdout.readline()
                assert line, "it ended before it opened"
        yield process, line.decode().split()[-1]
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def is_open(room: str) -> bool:
    async with ClientSession(timeout=ClientTimeout(total=5)) as session:
        with suppress(ClientError, TimeoutError):
            async with session.get(f"{room}/rehearsal/api/state") as answer:
                return answer.status == 200
    return False


async def closing_of(room: str) -> None:
    """Wait until nobody answers there any more."""
    while True:
        if not await is_open(room):
            return
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_the_room_ends_with_the_bot_however_that_ends(tmp_path: Path, sign: signal.Signals) -> None:
    async with the_command(tmp_path) as (process, room):
        assert await is_open(room)
        process.send_signal(sign)
        async with asyncio.timeout(SECONDS):
            code = await process.wait()
            await closing_of(room)
        assert process.stderr is not None
        said = await process.stderr.read()

    assert code == (-signal.SIGKILL if sign is signal.SIGKILL else 0)
    assert b"Traceback" not in said


async def test_being_told_to_stop_in_the_middle_of_starting_leaves_no_room_behind(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STOPPED_EARLY, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(), SECONDS)

    assert process.returncode == 128 + signal.SIGTERM
    assert out.split() == [b"begun", b"ended"]


STOPPED_EARLY = """
import asyncio, os, signal, sys
from bot.cli_ground import mendable
from bot.rehearse import tied

@mendable
async def command():
    async with tied([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        print("begun", flush=True)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(60)
    print("never")

try:
    command()
finally:
    print("ended", flush=True)
"""


async def test_the_clock_is_moved_in_a_rehearsal_and_what_is_due_is_looked_after(product: Product) -> None:
    address = f"{product.address}/rehearsal/clock"
    async with product.session.post(address, json={"now": OPENS.isoformat()}) as answer:
        body = await answer.json()
        assert answer.status == 200
    assert datetime.fromisoformat(body["now"]) - OPENS < timedelta(seconds=30)
    assert any(type(e.event).__name__ == "StartReached" for e in await product.journal())

    wrongs: tuple[object, ...] = ({}, {"now": "soon"}, {"now": "2026-12-02T09:00:00"}, [])
    for wrong in wrongs:
        async with product.session.post(address, json=wrong) as answer:
            assert answer.status == 400


async def test_in_production_there_is_no_clock_to_move(tmp_path: Path, migrated: Path, log: object) -> None:
    shutil.copy(migrated, tmp_path / "marac.db")
    settings = Settings(
        _env_file=None,
        app_id=APP_ID,
        app_password=SecretStr("not-a-real-secret"),
        app_tenant_id=TENANT,
        master_keys=(SecretStr(new_key()),),
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'marac.db'}",
    )
    assert check(settings) == []
    async with open_bot(settings) as bot:
        paths = {resource.canonical for resource in bot.app.router.resources()}

    assert paths == {"/api/messages", "/healthz", "/readyz", "/metrics"}
    assert isinstance(bot.office.clock, MachineClock)
    assert not isinstance(bot.office.clock, MovableClock)


def test_the_machines_clock_cannot_be_moved_and_a_rehearsals_runs_on() -> None:
    assert not hasattr(MachineClock(), "move_to")
    clock = MovableClock()
    clock.move_to(OPENS)
    assert OPENS <= clock.now() <= clock.now() < OPENS + timedelta(minutes=1)
    with pytest.raises(ValueError, match="needs a zone"):
        clock.move_to(OPENS.replace(tzinfo=None))


async def test_another_area_is_begun_from_the_page_at_the_same_address(tmp_path: Path) -> None:
    async with the_command(tmp_path) as (process, room), ClientSession() as session:
        assert await offered(session, room) == ("hackney", 5)
        assert process.stdout is not None
        for wanted in ("luton", "luton"):
            async with session.post(f"{room}/rehearsal/api/scenarios", json={"name": wanted}) as answer:
                assert answer.status == 200
            async with asyncio.timeout(SECONDS):
                while b"room is open" not in (line := await process.stdout.readline()):
                    assert line, "it ended"
            assert line.decode().split()[-1] == room
            assert await offered(session, room) == ("luton", 5)


async def test_a_room_that_ends_by_itself_ends_the_rehearsal_with_a_sentence(tmp_path: Path) -> None:
    async with rehearsing("luton", tmp_path) as under_way:
        waiting = asyncio.create_task(under_way.next_wanted())
        async with ClientSession() as session:
            await offered(session, under_way.room)
        [room] = psutil.Process().children()
        room.terminate()
        with pytest.raises(NotRehearsed, match="ended by itself"):
            await waiting


async def offered(session: ClientSession, room: str) -> tuple[str, int]:
    """Which scenario is open and how many there are to choose from, once another could be begun."""
    async with asyncio.timeout(SECONDS):
        while True:
            async with session.get(f"{room}/rehearsal/api/state") as answer:
                if scenarios := (await answer.json())["scenarios"]:
                    return next(one["name"] for one in scenarios if one["here"]), len(scenarios)
            await asyncio.sleep(0.02)


@pytest.mark.browser
async def test_an_area_chosen_at_the_page_is_there_in_the_same_tab(tmp_path: Path) -> None:
    async with the_command(tmp_path) as (_, room), launched() as browser:
        page = await browser.new_page()
        page.on("dialog", lambda asked: asyncio.ensure_future(asked.accept()))
        await page.goto(room)
        await expect(page.locator("#room-title")).to_contain_text("Hackney")
        await page.get_by_label("Area", exact=True).select_option("Luton MARAC")
        await expect(page.locator("#room-title")).to_contain_text("Luton", timeout=SECONDS * 1000)
        await expect(page.get_by_label("Area", exact=True)).to_have_value("luton")
        await expect(page.locator("#people")).to_contain_text("Chair Sorrel")
