"""A council in whose PostgreSQL a hundred people and more owe an action that is overdue day after day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bench.council import AGENCY_TYPES, AREA, OPENS_AT, Person, runs_it
from bench.postgres import Postgres
from bench.seeding import Council, declaration_version, fill_register, open_meeting, say_it_all
from bot.clock import MovableClock
from marac.actions import RecordAction
from marac.caselist import ListCases, Listing
from marac.closing import CloseMeeting
from marac.conflicts import DeclareConflicts
from marac.declarations import Declare
from marac.hearing import CloseCase, OpenCase
from marac.journal import SYSTEM
from marac.presence import Arrive
from marac.words import Protects, Source
from store.opening import migrate
from usecases.office import Office
from usecases.take import take

PEOPLE = 120
MEETING = f"{AREA}-bench-owing"
CASE = "30101"
NOTE = "as agreed"
DUE = OPENS_AT.date() + timedelta(days=2)


def everybody() -> list[Person]:
    """The chair, two administrators, and the owners."""
    return [Person(number) for number in range(PEOPLE)]


def owners() -> list[Person]:
    """Who owes an action each."""
    return [person for person in everybody() if not runs_it(person)]


async def seed_owing(postgres: Postgres, folder: Path, service_url: str) -> Council:
    """Make the database, and hold the meeting at which the actions were taken."""
    address = (await postgres.make("owing")).replace("postgresql://", "postgresql+asyncpg://", 1)
    council = Council(folder, [MEETING], address=address)
    await migrate(council.database_url)
    clock = MovableClock()
    clock.move_to(OPENS_AT)
    async with council.opened() as store:
        await fill_register(store, service_url, everybody())
        office = Office(ledger=store.ledger, register=store.register, clock=clock)
        await open_meeting(office, MEETING, everybody())
        await _hear(office, everybody()[: 3 + len(AGENCY_TYPES)])
        await say_it_all(store)
    return council


async def _hear(office: Office, here: Sequence[Person]) -> None:
    """The meeting's one case, in which everybody is given an action, and the meeting's end."""
    chair = here[0]
    for person in here:
        if not runs_it(person):
            await take(office, MEETING, Arrive(person=person.key, source=Source.JOINED), SYSTEM)
        await take(office, MEETING, Declare(person=person.key, version=declaration_version()), person.key)
        await take(office, MEETING, DeclareConflicts(person=person.key), person.key)
    listing = Listing(number=CASE, referring_agency="police")
    await take(office, MEETING, ListCases(listed=(listing,)), here[1].key)
    await take(office, MEETING, OpenCase(case=CASE, note=NOTE), chair.key)
    for owner in owners():
        record = RecordAction(
            case=CASE,
            what=f"Look again at the plan for visits ({owner.number})",
            agencies=(owner.agency_type,),
            owner=owner.key,
            due=DUE,
            protects=Protects.ADULT,
        )
        await take(office, MEETING, record, here[1].key)
    await take(office, MEETING, CloseCase(case=CASE, note=NOTE), chair.key)
    await take(office, MEETING, CloseMeeting(note=NOTE), chair.key)
