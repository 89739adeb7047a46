"""The county on which the catalogue's rows are proved: Lincolnshire's own protocol, everybody on its roll
whom its rows speak of, prepared once and opened again for each test."""

from __future__ import annotations

import copy
import itertools
import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.fernet import Fernet

from bot.limits import Limits
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.conflicts import DeclareConflicts
from marac.declarations import Declare
from marac.meeting import Agency, Attendee
from marac.presence import Arrive, Depart
from marac.running_order import SetOrder
from marac.words import Capacity, CaseKind, Consent
from store.opening import Store, migrate, open_store
from tests.journeys.hearing_day import ADMIN, CHAIR, GUESTS_CASE, IN_THE_ROOM, PROTOCOL, Day, open_day
from tests.journeys.hearing_day import AGENCIES as EVERYDAY_AGENCIES
from tests.journeys.hearing_day import PEOPLE as EVERYDAY_PEOPLE
from tests.journeys.stage import (
    AREA,
    BOT,
    CHAT,
    FIRST_DAY,
    SERVICE,
    TENANT,
    Message,
    Stage,
    StageClock,
    Teams,
)
from usecases.office import Office
from usecases.ports import AgencyRecord, Chat, Contact, PersonRecord, Reach
from usecases.take import take

AGENCIES: Final = EVERYDAY_AGENCIES | {
    "maternity": ("Maternity Service", "maternity"),
    "nought19": ("0–19 Service", "health-0-19"),
    "board": ("Integrated Care Board", "gp"),
    "iom": ("IOM Team", "iom"),
    "mappa": ("MAPPA Office", "mappa"),
    "next-county": ("Next County MARAC", "other-marac"),
}
LEAD: Final = "lead"
PEOPLE: Final = EVERYDAY_PEOPLE | {
    "maternity-rep": ("Maternity Maple", "maternity", Capacity.REPRESENTATIVE),
    "nought19-rep": ("Nursery Nutmeg", "nought19", Capacity.REPRESENTATIVE),
    "board-rep": ("Board Beech", "board", Capacity.REPRESENTATIVE),
    "iom-rep": ("Iom Larch", "iom", Capacity.REPRESENTATIVE),
    "mappa-rep": ("Mappa Myrtle", "mappa", Capacity.REPRESENTATIVE),
    "police-deputy": ("Police Blackthorn", "police", Capacity.DEPUTY),
    LEAD: ("Lead Linden", None, Capacity.LEAD),
}
SECOND_DAY: Final = FIRST_DAY + timedelta(days=1)
A_WEEK_BEFORE: Final = FIRST_DAY - timedelta(days=7)

ORDINARY: Final = Listing(
    number="101", district="West Lindsey", referring_agency="police", consent=Consent.YES
)
CHILDREN: Final = Listing(number="102", district="Lincoln City", referring_agency="trust", children=True)
GUESTS: Final = Listing(
    number=GUESTS_CASE, district="South Holland", referring_agency="police", consent=Consent.REFUSED
)
HBA: Final = Listing(
    number="909",
    district="West Lindsey",
    referring_agency="police",
    kind=CaseKind.HBA,
    consent=Consent.YES,
)
CASES: Final = (ORDINARY, CHILDREN, GUESTS)


@dataclass(frozen=True)
class Prepared:
    """A meeting that was played up to some moment and put away."""

    folder: Path
    secret: str
    messages: tuple[Message, ...]
    said: int
    moment: datetime
    meeting: str


async def prepare(folder: Path, *cases: Listing, is_open: bool) -> Prepared:
    """The meeting of two sittings with these cases, a week ahead; or opened, the opening done."""
    secret = Fernet.generate_key().decode()
    await migrate(_address(folder))
    store = await open_store(_address(folder), [secret])
    try:
        stage = _stage(store, Teams(), A_WEEK_BEFORE)
        day = await _called(stage, cases)
        if is_open:
            await open_day(day, IN_THE_ROOM)
        return Prepared(
            folder, secret, tuple(stage.teams.messages), stage._activity, stage.clock.moment, day.key
        )
    finally:
        await store.close()


@asynccontextmanager
async def opened_again(prepared: Prepared, folder: Path) -> AsyncIterator[Day]:
    """The prepared meeting, in a folder of its own."""
    shutil.copytree(prepared.folder, folder, dirs_exist_ok=True)
    store = await open_store(_address(folder), [prepared.secret])
    try:
        teams = Teams()
        teams.messages = copy.deepcopy(list(prepared.messages))
        stage = _stage(store, teams, prepared.moment)
        stage._activity = prepared.said
        yield Day(stage, prepared.meeting)
    finally:
        await store.close()


def _address(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'county.db'}"


def _stage(store: Store, teams: Teams, now: datetime) -> Stage:
    clock = StageClock(now)
    office = Office(ledger=store.ledger, register=store.register, clock=clock, areas=(AREA,))
    stage = Stage(store, office, teams, clock)
    # The limits are proved elsewhere; here an hour lies between two sends.
    stage.delivery._limits = Limits(itertools.count(0.0, 3601.0).__next__)
    return stage


async def _called(stage: Stage, cases: tuple[Listing, ...]) -> Day:
    await _register(stage)
    key = f"{AREA}-{FIRST_DAY:%Y-%m-%d}"
    day = Day(stage, key)
    await stage.office.ledger.call_meeting(key, AREA, FIRST_DAY.date(), SECOND_DAY.date())
    agencies = tuple(
        Agency(key=k, name=n, type=t, statutory=_is_statutory(t)) for k, (n, t) in AGENCIES.items()
    )
    await day.take(
        CallMeeting(area=AREA, sittings=((1, FIRST_DAY), (2, SECOND_DAY))),
        UpdateRoll(agencies=agencies, attendees=tuple(_attendee(k) for k in PEOPLE)),
        ListCases(listed=cases or CASES),
        SetOrder(),
    )
    return day


def _is_statutory(kind: str) -> bool:
    return next(t.statutory for t in PROTOCOL.agency_types if t.key == kind)


def _attendee(key: str) -> Attendee:
    _, agency, capacity = PEOPLE[key]
    extra: dict[str, Any] = {}
    if capacity is Capacity.OBSERVER:
        extra = {"approved_by": ADMIN, "category": "line-manager", "instructed": True}
    if capacity is Capacity.GUEST:
        extra = {"cases": (GUESTS_CASE,)}
    if capacity in (Capacity.REPRESENTATIVE, Capacity.DEPUTY):
        extra = {"authority": True}
    return Attendee(person=key, agency=agency, capacities=frozenset({capacity}), **extra)


async def _register(stage: Stage) -> None:
    register = stage.store.register
    agencies = [
        AgencyRecord(
            area=AREA,
            key=k,
            name=n,
            type=t,
            statutory=_is_statutory(t),
            contact=Contact(role=f"Duty manager of {n}", phone=f"01632 9600{place:02}"),
        )
        for place, (k, (n, t)) in enumerate(AGENCIES.items(), start=10)
    ]
    people = [
        PersonRecord(
            area=AREA, key=k, name=n, email=f"{k}@county.example", agency=a, capacities=frozenset({c})
        )
        for k, (n, a, c) in PEOPLE.items()
    ]
    await register.save(agencies, people)
    for key in PEOPLE:
        await register.saw(_reach(key))
    await register.bind_chat(
        Chat(conversation=CHAT, area=AREA, service_url=SERVICE, tenant=TENANT, bot_id=BOT)
    )


def _reach(key: str) -> Reach:
    return Reach(
        person=key,
        teams_id=f"29:{key}",
        aad_id=f"aad-{key}",
        tenant=TENANT,
        service_url=SERVICE,
        conversation=f"a:{key}",
    )


# --- short ways to say what a row is not about --------------------------------------------------------


async def comes(day: Day, *people: str) -> None:
    """They arrive and have declared and answered, each as anybody does."""
    for person in people:
        await take(day.stage.office, day.key, Arrive(person=person), person)
        await take(
            day.stage.office, day.key, Declare(person=person, version=PROTOCOL.declaration.version), person
        )
        if person not in (await day.meeting()).conflicts:
            await take(day.stage.office, day.key, DeclareConflicts(person=person), person)
    await day.stage.settle()


async def seen_in_teams(day: Day, person: str) -> None:
    """Somebody new has the bot in Teams."""
    await day.stage.store.register.saw(_reach(person))


async def goes(day: Day, *people: str) -> None:
    """They leave the meeting."""
    await day.take(*(Depart(person=p) for p in people))


async def hear(day: Day, number: str) -> None:
    """The case is heard from its opening to its close, with nothing of note."""
    if (await day.meeting()).current_case is None:
        await day.stage.say(CHAIR, f"open case {number}")
    await day.see_to_all(number)
    await day.stage.say(CHAIR, "close anyway nothing of note")
    assert (await day.meeting()).current_case is None, day.stage.last(CHAIR).words


def counts(day: Day, people: Iterable[str]) -> dict[str, int]:
    """How many messages each has now, to look at what comes after."""
    return {person: len(day.stage.seen(person)) for person in people}
