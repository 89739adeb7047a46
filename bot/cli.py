"""The command line: run the bot, bring its database up to date, and look after its keys and journals.

Every failure that an operator can mend is one sentence on standard error and exit code 1, never a trace.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ParamSpec, TypeVar

import click

from bot.clock import MachineClock
from bot.edge import serving
from bot.logs import set_up_logs
from bot.memory import keep_what_is_loaded, share_one_heap
from bot.rehearse import NotRehearsed, rehearsing, script_of
from bot.reports import quoracy_report
from bot.settings import Settings, SettingsRefused, load_settings
from bot.wiring import master_keys, open_bot
from dialogs import wording_files
from marac.protocol import areas
from store.database import NotMigrated
from store.masterkeys import MissingKeys, WrongKeys, new_key
from store.opening import Store, current_revision, migrate, open_store
from usecases.call_meeting import NotAMeetingDay
from usecases.import_cases import import_cases
from usecases.import_register import import_register
from usecases.imported_files import FileRefused
from usecases.office import Office
from usecases.ports import NoMeeting, Unavailable
from usecases.receive import FileTaken
from usecases.table_shape import TableRefused

P = ParamSpec("P")
T = TypeVar("T")
MENDABLE = (
    SettingsRefused,
    NotMigrated,
    NotRehearsed,
    MissingKeys,
    WrongKeys,
    Unavailable,
    NoMeeting,
    ValueError,
    OSError,
)
"""What goes wrong with a sentence that says what to do."""


def mendable(command: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an async command; what an operator can mend becomes a sentence."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            asyncio.run(command(*args, **kwargs))
        except MENDABLE as problem:
            raise click.ClickException(str(problem)) from None

    return run


@click.group()
def main() -> None:
    """The MARAC Assistant: a meeting's secretary in Microsoft Teams."""


@main.command("migrate")
@mendable
async def migrate_() -> None:
    """Make the database's tables, or bring them to this version's."""
    settings = _settings()
    master_keys(settings)
    before = await current_revision(settings.database_url)
    await migrate(settings.database_url)
    after = await current_revision(settings.database_url)
    click.echo(f"The database is at revision {after}" + ("" if before != after else ", as it was") + ".")


@main.command()
@mendable
async def serve() -> None:
    """Run the bot until it is told to stop."""
    settings = _settings()
    set_up_logs(settings.log_level)
    share_one_heap()
    async with open_bot(settings) as bot, serving(bot.app, settings) as address:
        keep_what_is_loaded()
        click.echo(f"The bot listens at {address}/api/messages.")
        if not settings.checks_tokens:
            click.echo(
                "Rehearsal: there are no credentials, so tokens are not checked and only this "
                "machine is served."
            )
        elif settings.rehearsal:
            click.echo("Rehearsal: only this machine is served.")
        await until_stopped()


async def until_stopped() -> None:
    """Wait for the signal to stop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(sign, stopped.set)
    await stopped.wait()


@main.command()
@click.option("--area", default="lincolnshire", show_default=True, help="Whose meeting to rehearse.")
@click.option("--empty", is_flag=True, help="Begin without a case list, to drop one yourself.")
@mendable
async def rehearse(area: str, empty: bool) -> None:
    """Start the bot and the rehearsal room on this machine, and print the page's address."""
    set_up_logs("warning")
    folder = Path("data") / f"rehearsal-{area}"
    async with rehearsing(
        area, folder, fixed_ports=True, listed=not empty, script=script_of(area)
    ) as under_way:
        click.echo(f"\n  The rehearsal room is open: {under_way.room}\n")
        click.echo(
            "  Choose who you are on the left; the chair opens the sitting. Everything is invented and"
        )
        click.echo("  stays on this machine. Ctrl+C ends it.")
        await until_stopped()


@main.command()
@click.option("--area", default="lincolnshire", show_default=True, help="Whose meeting to play.")
@mendable
async def demo(area: str) -> None:
    """Play a whole meeting without a person and print the conversation; exit 1 unless all went as
    expected."""
    set_up_logs("warning")
    script = script_of(area)
    if script is None:
        raise NotRehearsed(f"There is no script of a meeting for “{area}” yet.")
    with TemporaryDirectory() as folder:
        async with rehearsing(area, Path(folder), fixed_ports=False) as under_way:
            play = [sys.executable, "-m", "rehearsal.play", str(script), "--room", under_way.room]
            process = await asyncio.create_subprocess_exec(*play)
            code = await process.wait()
            whole = all(v.is_whole for v in await under_way.bot.store.audit.verify_all())
    click.echo("The journals' hash chains are whole." if whole else "A journal's hash chain does not fit.")
    if code or not whole:
        raise SystemExit(1)


@main.group("register")
def register_() -> None:
    """Look after an area's register of agencies and professionals."""


@register_.command("import")
@click.argument("area")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@mendable
async def register_import(area: str, files: tuple[Path, ...]) -> None:
    """Import AREA's register from CSV or XLSX FILES, agencies before people; each whole or not at all."""
    for file in files:
        await _import(file, lambda office, file: import_register(office, area, file.read_bytes(), file.name))


@main.group("cases")
def cases_() -> None:
    """Look after case lists."""


@cases_.command("import")
@click.argument("area")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--meeting", type=click.DateTime(["%Y-%m-%d"]), help="The meeting's first day; else the coming one."
)
@mendable
async def cases_import(area: str, file: Path, meeting: datetime | None) -> None:
    """Import a case list for AREA's meeting; the same file twice changes nothing."""
    day = meeting.date() if meeting else None
    await _import(file, lambda office, file: import_cases(office, area, file.read_bytes(), file.name, day))


async def _import(file: Path, work: Callable[[Office, Path], Awaitable[FileTaken]]) -> None:
    """Import one file, or say everything that is wrong with it and exit with 1."""
    try:
        view = await with_store(lambda store: work(_office(store), file))
    except TableRefused as fault:
        raise click.ClickException(f"{file.name}: {wording_files.table_fault(fault)}") from None
    except FileRefused as refused:
        lines = "\n".join(f"  {wording_files.problem(p)}" for p in refused.problems)
        raise click.ClickException(
            f"{file.name} was not taken, and nothing of it is kept:\n{lines}"
        ) from None
    except NotAMeetingDay as wrong:
        raise click.ClickException(f"Meetings of {wrong.area} begin on a {wrong.begins}.") from None
    except FileNotFoundError:
        raise click.ClickException(
            f"There is no area of that name. There are: {', '.join(areas())}."
        ) from None
    click.echo(f"{file.name}: {wording_files.taken(view)}")
    for warning in view.warnings:
        click.echo(f"  {wording_files.WARNINGS[warning]}")


@main.group()
def keys() -> None:
    """Look after the master keys."""


@keys.command("new")
def keys_new() -> None:
    """Print a new master key; keep it in your secret store and put it first in MARAC_MASTER_KEYS."""
    click.echo(new_key())


@keys.command("rotate")
@mendable
async def keys_rotate() -> None:
    """Seal everything under the newest master key; afterwards the older ones can be taken away."""
    done = await with_store(lambda store: store.keys.rotate())
    click.echo(f"Put under the newest key: {done.keys} keys and {done.records} records of the register.")


@main.group()
def audit() -> None:
    """Prove the meetings' journals."""


@audit.command("verify")
@click.argument("meeting", required=False)
@mendable
async def audit_verify(meeting: str | None) -> None:
    """Check the hash chain of MEETING, or of every meeting; exit 1 where a line does not fit."""

    async def check(store: Store) -> bool:
        found = [await store.audit.verify(meeting)] if meeting else list(await store.audit.verify_all())
        for verdict in found:
            where = "whole" if verdict.is_whole else f"line {verdict.line} does not fit: {verdict.why}"
            click.echo(f"{verdict.meeting}: {verdict.lines} lines, {where} (last hash {verdict.head[:16]})")
        return all(v.is_whole for v in found)

    if not await with_store(check):
        raise SystemExit(1)


@audit.command("quoracy")
@click.argument("meeting")
@click.option(
    "--at", "moment", help="The moment, in the area's time: 2026-11-25 10:32. Without it: as it is now."
)
@click.option(
    "--case", "case_number", help="For this case: as it was when it opened, unless --at says otherwise."
)
@mendable
async def audit_quoracy(meeting: str, moment: str | None, case_number: str | None) -> None:
    """Say from MEETING's journal whether it was quorate, what was missing, and who was there."""
    lines = await with_store(lambda store: quoracy_report(_office(store), meeting, moment, case_number))
    for line in lines:
        click.echo(line)


def _office(store: Store) -> Office:
    return Office(ledger=store.ledger, register=store.register, clock=MachineClock())


async def with_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store for one piece of work, and close it."""
    settings = _settings()
    store = await open_store(settings.database_url, master_keys(settings))
    try:
        return await work(store)
    finally:
        await store.close()


def _settings() -> Settings:
    return load_settings()
