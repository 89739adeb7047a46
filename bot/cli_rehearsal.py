"""The commands that rehearse on this machine: by hand at the room's page, or played from a script."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from bot.cli_ground import mendable, told_to_stop
from bot.rehearse import ANY_PORTS, PORTS, NotRehearsed, Rehearsal, rehearsing, script_of, tied
from marac.protocol import areas

Command = TypeVar("Command", bound=Callable[..., Any])


def whose(meaning: str) -> Callable[[Command], Command]:
    """The area, which the environment can name too; the first that is installed where nobody says."""
    return click.option(
        "--area",
        default=lambda: areas()[0],
        envvar="MARAC_REHEARSAL_AREA",
        show_envvar=True,
        show_default="the first installed",
        help=meaning,
    )


@click.command()
@whose("Whose meeting to rehearse.")
@click.option("--empty", is_flag=True, help="Begin without a case list, to drop one yourself.")
@click.option("--port", default=PORTS[0], show_default=True, help="The page's port; 0 takes any.")
@mendable
async def rehearse(area: str, empty: bool, port: int) -> None:
    """Start the bot and the rehearsal room on this machine, and print the page's address."""
    wanted, stopped = area, None
    ports = (port, PORTS[1]) if port else ANY_PORTS
    while wanted:
        begun = rehearsing(
            wanted,
            Path("data") / f"rehearsal-{wanted}",
            ports=ports,
            listed=not empty,
            script=script_of(wanted),
        )
        async with begun as under_way:
            stopped = stopped or told_to_stop()
            _welcome(under_way.room)
            ports, wanted = under_way.ports, await _next_wanted(under_way, stopped)


def _welcome(room: str) -> None:
    click.echo(f"\n  The rehearsal room is open: {room}\n")
    click.echo("  Choose who you are on the left; the chair opens the sitting. Everything is invented and")
    click.echo("  stays on this machine. Another area is chosen at the page. Ctrl+C ends it.")


async def _next_wanted(under_way: Rehearsal, stopped: asyncio.Event) -> str:
    """The area that somebody at the page asks for; nothing once it is to end. Raises NotRehearsed."""
    waits = asyncio.create_task(under_way.next_wanted()), asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        return waits[0].result() if waits[0].done() else ""
    finally:
        for wait in waits:
            wait.cancel()


@click.command()
@whose("Whose meeting to play.")
@mendable
async def demo(area: str) -> None:
    """Play a whole meeting without a person and print the conversation; exit 1 unless all went as
    expected."""
    script = script_of(area)
    if script is None:
        raise NotRehearsed(f"There is no script of a meeting for “{area}” yet.")
    with TemporaryDirectory() as folder:
        async with rehearsing(area, Path(folder)) as under_way:
            play = [sys.executable, "-m", "rehearsal.play", str(script), "--room", under_way.room]
            async with tied(play) as process:
                code = await process.wait()
            whole = all(v.is_whole for v in await under_way.bot.store.audit.verify_all())
    click.echo("The journals' hash chains are whole." if whole else "A journal's hash chain does not fit.")
    if code or not whole:
        raise SystemExit(1)
