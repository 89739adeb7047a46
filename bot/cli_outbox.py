"""The commands for an operator at night: what waits to be said, what was given up, and what is due on a day.

Identifiers, kinds and reasons; never what a message says. A letter is sent again or dropped by its number,
and nothing is ever sent by looking.
"""

from __future__ import annotations

from datetime import date, datetime

import click

from bot.cli_ground import mendable, office_of, with_store
from marac.protocol import areas
from store.mailing import DROPPED, SENDING, SENT, WAITING
from store.opening import Store
from usecases.due_on import due_on
from usecases.ports import Letter

STATES = (WAITING, SENDING, SENT, DROPPED)


@click.group()
def outbox() -> None:
    """Look after what is waiting to be said."""


@outbox.command("list")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES), help="Only these; can be repeated."
)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="At most so many.")
@mendable
async def list_(states: tuple[str, ...], limit: int) -> None:
    """List letters, the oldest first: by default those waiting, being sent and dropped."""

    async def look(store: Store) -> None:
        letters = await store.outbox.letters(*(states or (WAITING, SENDING, DROPPED)), limit=limit)
        for letter in letters:
            click.echo(_line(letter))
        if not letters:
            click.echo("There is nothing of that in the outbox.")
        elif len(letters) == limit:
            click.echo(f"There may be more: these are the oldest {limit}.")

    await with_store(look)


def _line(letter: Letter) -> str:
    notice = letter.notice
    about = notice.meeting or notice.area
    tried = f", tried {letter.attempts} times" if letter.attempts > 1 else ""
    why = f": {letter.why}" if letter.why else ""
    due = f"due {letter.due:%Y-%m-%d %H:%M:%S}Z"
    return f"{letter.number}  {letter.state}  {notice.kind} to {notice.to} ({about}), {due}{tried}{why}"


@outbox.command("retry")
@click.argument("numbers", nargs=-1, required=True, type=int)
@mendable
async def retry(numbers: tuple[int, ...]) -> None:
    """Send dropped letters NUMBERS after all; each is checked once more when it goes. Exit 1 if one cannot
    be."""

    async def again(store: Store) -> bool:
        results = [await store.outbox.requeue(number) for number in numbers]
        for number, is_back in zip(numbers, results, strict=True):
            click.echo(
                f"{number}: waiting again."
                if is_back
                else f"{number}: not dropped, or a newer one for the same card waits; nothing was done."
            )
        return all(results)

    if not await with_store(again):
        raise SystemExit(1)


@outbox.command("drop")
@click.argument("numbers", nargs=-1, required=True, type=int)
@mendable
async def drop(numbers: tuple[int, ...]) -> None:
    """Drop waiting letters NUMBERS for good, unless somebody retries them. Exit 1 if one cannot be."""

    async def away(store: Store) -> bool:
        results = [await store.outbox.discard(number, "dropped by an operator") for number in numbers]
        for number, is_gone in zip(numbers, results, strict=True):
            click.echo(
                f"{number}: dropped."
                if is_gone
                else f"{number}: not waiting (it is being sent, sent or dropped); nothing was done."
            )
        return all(results)

    if not await with_store(away):
        raise SystemExit(1)


@click.group()
def duties() -> None:
    """Look at what falls due."""


@duties.command("due")
@click.option(
    "--on", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day, such as 2026-12-09."
)
@click.option("--area", "named", multiple=True, help="Only this area.")
@mendable
async def due(day: datetime, named: tuple[str, ...]) -> None:
    """Say what would go to whom on a day, and why; nothing is sent, and nothing changes."""
    unknown = sorted(set(named) - set(areas()))
    if unknown:
        raise click.BadParameter(f'"{unknown[0]}" is not installed. There are: {", ".join(areas())}.')

    async def look(store: Store) -> None:
        for area in named or areas():
            await _say(store, area, day.date())

    await with_store(look)


async def _say(store: Store, area: str, day: date) -> None:
    office = office_of(store)
    names = await office.names(area)
    found = await due_on(office, area, day)
    head = f"{office.protocol(area).name}, {day:%A} {day.day} {day:%B %Y}"
    if not found.is_a_day:
        click.echo(f"{head}: no working day; what is due waits for {found.next_day:%A} {found.next_day.day}.")
        return
    click.echo(f"{head}, from {office.protocol(area).nudge_at:%H:%M}: {len(found.people)} people.")
    for person, reasons in found.people.items():
        click.echo(f"  {names.person(person)}")
        for reason in reasons:
            click.echo(f"    {reason.says} — {reason.why}")
