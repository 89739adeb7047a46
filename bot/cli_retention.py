"""The commands for data whose time is up: what would go, letting it go now, and the log of what has gone.

The daily run does the same by itself; these are for whoever has to show it, or cannot wait.
"""

from __future__ import annotations

from datetime import datetime

import click

from bot.cli_audit import audit
from bot.cli_ground import mendable, office_of, with_store
from store.opening import Store
from usecases.retention import deletion_of, let_go, lines_of, over_time


@click.group()
def retention() -> None:
    """Look after data that has been kept long enough."""


@retention.command("due")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As it would be on that day.")
@mendable
async def due(day: datetime | None) -> None:
    """List the meetings whose working data would be deleted, and delete nothing."""

    async def look(store: Store) -> list[str]:
        office = office_of(store)
        found = [
            await deletion_of(office, key, office.now())
            for area in office.areas
            for key in await over_time(office, area, day.date() if day else office.today(area))
        ]
        return [line.partition("  ")[2] for line in lines_of(found)]

    for line in await with_store(look) or ["Nothing has been kept too long."]:
        click.echo(line)


@retention.command("delete")
@mendable
async def delete() -> None:
    """Delete now what has been kept long enough, as the daily run would."""
    lines = await with_store(_let_go)
    for line in lines or ["Nothing has been kept too long."]:
        click.echo(line)


async def _let_go(store: Store) -> list[str]:
    return lines_of(await let_go(office_of(store), store.keys))


@audit.command("deletions")
@mendable
async def deletions() -> None:
    """Say what has been deleted because its time was up: the day, the meeting and its case numbers."""

    async def read(store: Store) -> list[str]:
        office = office_of(store)
        gone = await store.keys.erasures()
        return lines_of([await deletion_of(office, one.meeting, one.erased_at) for one in gone])

    for line in await with_store(read) or ["Nothing has been deleted."]:
        click.echo(line)
