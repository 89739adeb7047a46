"""The commands for whoever has to prove something: that the journals are whole, and how quoracy stood."""

from __future__ import annotations

import click

from bot.cli_ground import mendable, office_of, with_store
from bot.reports import quoracy_report
from store.opening import Store


@click.group()
def audit() -> None:
    """Prove the meetings' journals."""


@audit.command("verify")
@click.argument("meeting", required=False)
@mendable
async def verify(meeting: str | None) -> None:
    """Check the hash chain of MEETING, or of every meeting; exit 1 where a line does not fit."""

    async def check(store: Store) -> bool:
        found = [await store.audit.verify(meeting)] if meeting else list(await store.audit.verify_all())
        if not found:
            click.echo("There are no meetings in the database yet, so nothing to check.")
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
async def quoracy(meeting: str, moment: str | None, case_number: str | None) -> None:
    """Say from MEETING's journal whether it was quorate, what was missing, and who was there."""
    lines = await with_store(lambda store: quoracy_report(office_of(store), meeting, moment, case_number))
    for line in lines:
        click.echo(line)
