"""The commands that import files: an area's register, and case lists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import click

from bot.cli_ground import mendable, office_of, with_store
from dialogs import wording_files
from marac.protocol import areas
from usecases.call_meeting import NotAMeetingDay
from usecases.import_cases import import_cases
from usecases.import_register import import_register
from usecases.imported_files import FileRefused
from usecases.office import Office
from usecases.receive import FileTaken
from usecases.table_shape import TableRefused


@click.group("register")
def register() -> None:
    """Look after an area's register of agencies and professionals."""


@register.command("import")
@click.argument("area")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@mendable
async def register_import(area: str, files: tuple[Path, ...]) -> None:
    """Import AREA's register from CSV or XLSX FILES, agencies before people; each whole or not at all."""
    for file in files:
        await _import(
            area, file, lambda office, file: import_register(office, area, file.read_bytes(), file.name)
        )


@click.group("cases")
def cases() -> None:
    """Look after case lists."""


@cases.command("import")
@click.argument("area")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--meeting", type=click.DateTime(["%Y-%m-%d"]), help="The meeting's first day; else the coming one."
)
@click.option("--rhythm", default="", help="Where the area has several: by which the meeting is held.")
@mendable
async def cases_import(area: str, file: Path, meeting: datetime | None, rhythm: str) -> None:
    """Import a case list for AREA's meeting; the same file twice changes nothing."""
    day = meeting.date() if meeting else None
    await _import(
        area,
        file,
        lambda office, file: import_cases(office, area, file.read_bytes(), file.name, day, rhythm=rhythm),
    )


async def _import(area: str, file: Path, work: Callable[[Office, Path], Awaitable[FileTaken]]) -> None:
    """Import one file, or say everything that is wrong with it and exit with 1."""
    if area not in areas():
        raise click.ClickException(f"There is no area of that name. There are: {', '.join(areas())}.")
    try:
        view = await with_store(lambda store: work(office_of(store), file))
    except TableRefused as fault:
        raise click.ClickException(f"{file.name}: {wording_files.table_fault(fault)}") from None
    except FileRefused as refused:
        lines = "\n".join(f"  {wording_files.problem(p)}" for p in refused.problems)
        raise click.ClickException(
            f"{file.name} was not taken, and nothing of it is kept:\n{lines}"
        ) from None
    except NotAMeetingDay as wrong:
        raise click.ClickException(f"Meetings of {wrong.area} begin on a {wrong.begins}.") from None
    click.echo(f"{file.name}: {wording_files.taken(view)}")
    for line in wording_files.for_next(view):
        click.echo(f"  {line}")
    for warning in view.warnings:
        click.echo(f"  {wording_files.WARNINGS[warning]}")
