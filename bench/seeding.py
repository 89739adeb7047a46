"""Fills a database through the product's own use cases, and reads from it afterwards what was journalled.

A register of forty people who have all been met in Teams, and as many meetings as asked for, each with its
roll and an open sitting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bench.council import AGENCY_TYPES, APP_ID, AREA, CHAT, OPENS_AT, TENANT, Person, people
from bot.clock import MovableClock
from marac.call import CallMeeting, UpdateRoll
from marac.declarations import Declared
from marac.journal import SYSTEM
from marac.meeting import Agency, Attendee
from marac.opening import CheckStart, OpenSitting
from marac.presence import Arrive
from marac.protocol import protocol_for
from marac.words import Capacity, Source
from store.masterkeys import new_key
from store.opening import Store, migrate, open_store
from usecases.nudge import nudge
from usecases.office import Office
from usecases.ports import AgencyRecord, Chat, Contact, PersonRecord, Reach
from usecases.take import take


@dataclass(frozen=True, slots=True)
class Council:
    """A seeded database: where it is, the key that opens it, and its meetings."""

    folder: Path
    meetings: Sequence[str]
    master_key: str = field(default_factory=new_key, repr=False)
    address: str = ""

    @property
    def database_url(self) -> str:
        """Its address: the one given, or SQLite on disk, with the product's own full durability."""
        return self.address or f"sqlite+aiosqlite:///{self.folder / 'bench.db'}"

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Store]:
        """The store on it."""
        store = await open_store(self.database_url, [self.master_key])
        try:
            yield store
        finally:
            await store.close()


def capacities_of(person: Person) -> frozenset[Capacity]:
    """What somebody is in the meeting."""
    if person.is_chair:
        return frozenset({Capacity.CHAIR})
    if person.is_administrator:
        return frozenset({Capacity.ADMINISTRATOR})
    return frozenset({Capacity.REPRESENTATIVE})


def declaration_version() -> str:
    """The version of the declaration that is in force."""
    return protocol_for(AREA).declaration.version


async def seed(folder: Path, meetings: int, service_url: str) -> Council:
    """Make a database in the (empty) `folder`, with so many meetings whose sitting is open."""
    council = Council(folder, [f"{AREA}-bench-{number:03}" for number in range(meetings)])
    await migrate(council.database_url)
    clock = MovableClock()
    clock.move_to(OPENS_AT)
    async with council.opened() as store:
        await fill_register(store, service_url, people())
        office = Office(ledger=store.ledger, register=store.register, clock=clock)
        for key in council.meetings:
            await open_meeting(office, key, people())
        await nudge(office, AREA)
        await say_it_all(store)
    return council


async def fill_register(store: Store, service_url: str, roll: Sequence[Person]) -> None:
    """Enter the council's agencies and the people on the roll, all met in Teams."""
    await store.register.save([_agency_record(kind) for kind in AGENCY_TYPES], list(map(_record, roll)))
    for person in roll:
        await store.register.saw(_reach(person, service_url))
    await store.register.bind_chat(
        Chat(conversation=CHAT, area=AREA, service_url=service_url, tenant=TENANT, bot_id=f"28:{APP_ID}")
    )


def _agency_record(kind: str) -> AgencyRecord:
    contact = Contact(role="Duty manager", phone="01632 960100", email=f"duty@{kind}.example")
    return AgencyRecord(
        area=AREA, key=kind, name=f"Agency {kind}", type=kind, statutory=_is_statutory(kind), contact=contact
    )


def _is_statutory(kind: str) -> bool:
    return any(t.statutory for t in protocol_for(AREA).agency_types if t.key == kind)


def _record(person: Person) -> PersonRecord:
    return PersonRecord(
        area=AREA,
        key=person.key,
        name=f"Attendee {person.number}",
        email=f"{person.key}@council.example",
        agency=person.agency_type,
        capacities=capacities_of(person),
    )


def _reach(person: Person, service_url: str) -> Reach:
    return Reach(
        person=person.key,
        teams_id=person.teams_id,
        aad_id=f"aad-{person.key}",
        tenant=TENANT,
        service_url=service_url,
        conversation=person.conversation,
    )


async def open_meeting(office: Office, key: str, people: Sequence[Person]) -> None:
    """Call a meeting, enter its roll and open its first sitting, with chair and administrators there."""
    day = OPENS_AT.date()
    await office.ledger.call_meeting(key, AREA, day, day + timedelta(days=1))
    sittings = ((1, OPENS_AT), (2, OPENS_AT + timedelta(days=1)))
    await take(office, key, CallMeeting(area=AREA, sittings=sittings), SYSTEM)
    agencies = tuple(
        Agency(key=kind, name=f"Agency {kind}", type=kind, statutory=_is_statutory(kind))
        for kind in AGENCY_TYPES
    )
    roll = tuple(Attendee(person=p.key, agency=p.agency_type, capacities=capacities_of(p)) for p in people)
    await take(office, key, UpdateRoll(agencies=agencies, attendees=roll), SYSTEM)
    chair, *administrators = (p.key for p in people[:3])
    for person in (chair, *administrators):
        await take(office, key, Arrive(person=person, source=Source.JOINED), SYSTEM)
    await take(office, key, OpenSitting(), chair)
    await take(office, key, CheckStart(), SYSTEM)


async def say_it_all(store: Store) -> None:
    """Settle what opening the sittings and the morning's digests gave rise to, as if it had long been said.

    A digest looks at every meeting of its area; so many on one day are the benchmark's alone.
    """
    while letters := await store.outbox.claim(OPENS_AT, 500, 60.0, "bench"):
        for letter in letters:
            conversation = CHAT if letter.notice.to == "chat" else f"a:{letter.notice.to}"
            await store.outbox.sent(letter, conversation, f"said-{letter.number}")


async def declared_in(store: Store, meetings: Sequence[str]) -> Counter[tuple[str, str]]:
    """How often each person's declaration stands in each meeting's journal."""
    found: Counter[tuple[str, str]] = Counter()
    for meeting in meetings:
        events = [entry.event for entry in await store.ledger.entries(meeting)]
        found.update((meeting, event.person) for event in events if isinstance(event, Declared))
    return found
