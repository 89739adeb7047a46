"""The commands about an area's meetings: the dates that its pattern proposes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.cli_ground import mendable, office_of, with_store
from dialogs.cards.meeting_dates import line_words
from marac.decide import Refused
from marac.protocol import areas
from usecases.csv_files import write_csv
from usecases.meeting_dates import HEADINGS, MeetingDates, dates_of_year, dates_table


@click.group("meetings")
def meetings() -> None:
    """Look after an area's meetings."""


@meetings.command("propose")
@click.option("--area", required=True, type=click.Choice(areas()), help="Whose meetings.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="The first meeting's day.")
@click.option("--rhythm", default="", help="Where the area has several: by which.")
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write them to a file.")
@mendable
async def propose(area: str, first: datetime | None, rhythm: str, file: Path | None) -> None:
    """Say the next year's meetings by the area's pattern, with the holidays that they fall on; calls none."""
    day = first.date() if first else None
    try:
        year = await with_store(lambda store: dates_of_year(office_of(store), area, day, rhythm))
    except Refused as refused:
        known = ", ".join(refused.facts.get("answers", ()))
        said = f"There is no such rhythm. There are: {known}." if known else "Give the first day with --from."
        raise click.ClickException(said) from None
    if file is not None:
        _write(file, year)
        return
    click.echo(f"{year.area_name}: {year.label}")
    for line in year.lines:
        click.echo(line_words(line))


def _write(file: Path, year: MeetingDates) -> None:
    file.write_bytes(write_csv(HEADINGS, dates_table(year)))
    click.echo(f"{file}: {len(year.lines)} meetings.")
