"""Two areas of one installation that meet at the same time, each in a chat of its own, with one person who
chairs the one and speaks for an agency in the other. Their agencies have the same keys and other names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from cryptography.fernet import Fernet

from bot.limits import Limits
from marac.actions import RecordAction
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.closing import CloseMeeting, EndSitting
from marac.conflicts import DeclareConflicts
from marac.declarations import Declare
from marac.hearing import CloseCase, OpenCase
from marac.meeting import Agency, Attendee
from marac.opening import NameMinuteTaker, OpenSitting, TickStep
from marac.presence import Arrive
from marac.protocol import protocol_for
from marac.running_order import SetOrder
from marac.words import Capacity, Protects, SittingState
from store.opening import migrate, open_store
from tests.journeys.stage import BOT, SERVICE, TENANT, Stage, StageClock, Teams, Unlimited
from tests.rows.areas import seen_in_teams
from usecases.office import Office
from usecases.ports import AgencyRecord, Chat, PersonRecord
from usecases.take import take

HERE, THERE = "lincolnshire", "hackney"
STARTS: Final = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
KEYS: Final = {area: f"{area}-2026-12-02" for area in (HERE, THERE)}
CHATS: Final = {HERE: "19:chat-of-here", THERE: "19:chat-of-there"}
BOTH: Final = "both"
"""Chairs here, and speaks for the police there."""
NAMED: Final = {HERE: "Northwold", THERE: "Eastbrook"}
CASES: Final = {HERE: ("31001", "31002"), THERE: ("42001", "42002")}
WORDING: Final = {HERE: "Change the locks of number nine.", THERE: "Visit at the school gate."}
TYPES: Final = {"police": "police", "idva": "idva", "team": "marac-team"}
PEOPLE: Final[dict[str, dict[str, tuple[str, str, Capacity]]]] = {
    HERE: {
        BOTH: ("Dual Damson", "team", Capacity.CHAIR),
        "admin-here": ("Admin Ash", "team", Capacity.ADMINISTRATOR),
        "police-here": ("Police Birch", "police", Capacity.REPRESENTATIVE),
        "idva-here": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
    },
    THERE: {
        BOTH: ("Dual Damson", "police", Capacity.REPRESENTATIVE),
        "chair-there": ("Chair Quince", "idva", Capacity.CHAIR),
        "admin-there": ("Admin Medlar", "team", Capacity.ADMINISTRATOR),
        "idva-there": ("Idva Sloe", "idva", Capacity.REPRESENTATIVE),
    },
}
CHAIRS: Final = {HERE: BOTH, THERE: "chair-there"}
ADMINS: Final = {HERE: "admin-here", THERE: "admin-there"}


def only_in(area: str) -> list[str]:
    """The people of that area alone."""
    return [p for p in PEOPLE[area] if p != BOTH]


def traces_of(area: str) -> list[str]:
    """Words by which anything of the area would be known."""
    names = [name for key, (name, *_) in PEOPLE[area].items() if key != BOTH]
    return [
        NAMED[area],
        *CASES[area],
        *names,
        WORDING[area],
        KEYS[area],
        CHATS[area],
        protocol_for(area).name,
    ]


class Installation(Stage):
    """The stage, with two chats."""

    async def say_in(self, area: str, person: str, text: str) -> None:
        """Somebody says it to the bot in the area's chat."""
        raw = self._raw(person, None) | {
            "conversation": {
                "id": CHATS[area],
                "conversationType": "groupChat",
                "tenantId": TENANT,
            },
            "type": "message",
            "id": self._next(),
            "text": f"<at>MARAC Assistant</at> {text}",
            "entities": [{"type": "mention", "mentioned": {"id": BOT}}],
        }
        await self._turn(raw)

    async def answered(self, person: str, text: str) -> str:
        """Somebody says it in 1:1; what the newest card then reads."""
        await self.say(person, text)
        return self.last(person).words

    def sent_to(self, conversation: str) -> str:
        """Every byte that was ever posted there and still stands."""
        return "\n".join(str(m.activity) for m in self.teams.messages if m.conversation == conversation)

    async def is_paused(self, area: str) -> bool:
        """The area's sitting is in a break."""
        sitting = (await self.meeting(KEYS[area])).sitting
        return sitting is not None and sitting.state is SittingState.BREAK

    async def opens(self, area: str) -> None:
        """The area's sitting is open with everybody there, everything of the opening done."""
        key, chair, admin = KEYS[area], CHAIRS[area], ADMINS[area]
        protocol = protocol_for(area)
        await take(self.office, key, OpenSitting(), chair)
        for person in PEOPLE[area]:
            await take(self.office, key, Arrive(person=person), person)
            await take(self.office, key, Declare(person=person, version=protocol.declaration.version), person)
            await take(self.office, key, DeclareConflicts(person=person), person)
        await self.take(key, NameMinuteTaker(person=admin), by=admin)
        await self.take(key, *(TickStep(step=s.key) for s in protocol.opening), by=chair)

    async def hears(self, area: str) -> None:
        """Both cases are heard, an action is taken in each, and the meeting is closed."""
        key, chair, admin = KEYS[area], CHAIRS[area], ADMINS[area]
        for case in CASES[area]:
            await self.take(key, OpenCase(case=case, note="Go on."), by=chair)
            action = RecordAction(
                case=case,
                what=WORDING[area],
                agencies=("police",),
                protects=Protects.ADULT,
                due=(STARTS + timedelta(days=7)).date(),
            )
            await self.take(key, action, by=admin)
            await self.take(key, CloseCase(case=case, note="Heard."), by=chair)
        await self.take(key, EndSitting(note="Done."), by=chair)
        await self.take(key, CloseMeeting(note="Done."), by=admin)


@asynccontextmanager
async def an_installation(folder: Path) -> AsyncIterator[Installation]:
    """Both areas on the morning of their meetings, nothing opened."""
    address = f"sqlite+aiosqlite:///{folder / 'two.db'}"
    await migrate(address)
    store = await open_store(address, [Fernet.generate_key().decode()])
    clock = StageClock(STARTS - timedelta(minutes=5))
    office = Office(ledger=store.ledger, register=store.register, clock=clock)
    try:
        stage = Installation(store, office, Teams(), clock)
        stage.delivery._limits = cast(Limits, Unlimited())
        for area in (HERE, THERE):
            await _calls(stage, area)
        await stage.settle()
        yield stage
    finally:
        await store.close()


async def _calls(stage: Installation, area: str) -> None:
    register = stage.store.register
    names = {key: f"{NAMED[area]} {key.title()}" for key in TYPES}
    await register.save(
        [
            AgencyRecord(area=area, key=k, name=names[k], type=t, statutory=k == "police")
            for k, t in TYPES.items()
        ],
        [
            PersonRecord(
                area=area, key=k, name=n, email=f"{k}@area.example", agency=a, capacities=frozenset({c})
            )
            for k, (n, a, c) in PEOPLE[area].items()
        ],
    )
    for person in PEOPLE[area]:
        await seen_in_teams(stage.store, person)
    await register.bind_chat(
        Chat(conversation=CHATS[area], area=area, service_url=SERVICE, tenant=TENANT, bot_id=BOT)
    )
    await stage.office.ledger.call_meeting(KEYS[area], area, STARTS.date(), STARTS.date())
    await stage.take(
        KEYS[area],
        CallMeeting(area=area, sittings=((1, STARTS),)),
        UpdateRoll(
            agencies=tuple(Agency(key=k, name=names[k], type=t) for k, t in TYPES.items()),
            attendees=tuple(_attendee(k, a, c) for k, (_, a, c) in PEOPLE[area].items()),
        ),
        ListCases(listed=tuple(Listing(number=n, referring_agency="police") for n in CASES[area])),
        SetOrder(),
    )


def _attendee(key: str, agency: str, capacity: Capacity) -> Attendee:
    extra: dict[str, Any] = {"authority": True} if capacity is Capacity.REPRESENTATIVE else {}
    return Attendee(person=key, agency=agency, capacities=frozenset({capacity}), **extra)
