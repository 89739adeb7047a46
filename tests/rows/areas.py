"""Any area's meeting on its own installed file: a handful of agencies of its types, with everybody reachable
in Teams, some days ahead or opened."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.limits import Limits
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.conflicts import DeclareConflicts
from marac.declarations import Declare
from marac.duties import TickDuty, all_duties
from marac.meeting import Agency, Attendee
from marac.opening import NameMinuteTaker, OpenSitting, TickStep
from marac.presence import Arrive
from marac.protocol import Protocol, protocol_for
from marac.running_order import SetOrder
from marac.words import Capacity
from store.opening import Store
from tests.journeys.hearing_day import Day
from tests.journeys.stage import BOT, CHAT, SERVICE, TENANT, Stage, StageClock, Teams
from usecases.call_meeting import next_meeting_day, sittings_from
from usecases.office import Office
from usecases.ports import AgencyRecord, Chat, PersonRecord, Reach
from usecases.take import take

CHAIR, ADMIN, OTHER_ADMIN = "chair", "admin", "other-admin"
ON_OR_AFTER = date(2026, 12, 1)

Who = tuple[str, str | None, Capacity]
"""A name, an agency, and the capacity."""


@dataclass
class AreaDay(Day):
    """A day of one area, with its protocol and start."""

    protocol: Protocol
    starts_at: datetime

    async def until(self, moment: datetime) -> None:
        """Let it be that moment, and let what is due be looked after; what waits for office hours is sent."""
        await self.stage.at(moment)

    async def told(self) -> None:
        """What waits for office hours goes out at the next opening."""
        await self.stage.at(self.protocol.calendar.next_opening(self.stage.clock.moment))

    async def opened(self, *present: str) -> None:
        """The sitting is open with these people, everything of the opening done."""
        await self.until(self.starts_at)
        await take(self.stage.office, self.key, OpenSitting(), CHAIR)
        for person in dict.fromkeys((CHAIR, ADMIN, *present)):
            await self.comes(person)
        await self.take(NameMinuteTaker(person=ADMIN), by=ADMIN)
        await self.take(*(TickStep(step=s.key) for s in self.protocol.opening), by=CHAIR)

    async def comes(self, person: str) -> None:
        """Somebody arrives, and has declared and answered."""
        version = self.protocol.declaration.version
        await take(self.stage.office, self.key, Arrive(person=person), person)
        await take(self.stage.office, self.key, Declare(person=person, version=version), person)
        if person not in (await self.meeting()).conflicts:
            await take(self.stage.office, self.key, DeclareConflicts(person=person), person)
        await self.stage.settle()

    async def desk_of(self, person: str) -> str:
        """What the person's desk reads when they ask for it."""
        return await self.say(person, "desk")


async def called(
    store: Store,
    area: str,
    agencies: Mapping[str, tuple[str, str]],
    people: Mapping[str, Who],
    cases: Iterable[Listing],
    days_before: int = 10,
    *,
    rhythm: str = "",
    protocol: Protocol | None = None,
    mails: bool = False,
) -> AreaDay:
    """The area's next meeting in December, so many days ahead: its agencies by key with name and type, its
    people, and its cases in their order; by one of the area's rhythms (empty: its first), and by other rules
    than its own where they are given."""
    # A day's most is proved elsewhere; here much is told on one day that takes weeks.
    protocol = rules = (protocol or protocol_for(area)).model_copy(update={"messages_a_day": 100})
    first = next_meeting_day(protocol, ON_OR_AFTER)
    starts = tuple((number, at) for number, _, at in sittings_from(protocol, first))
    ahead = datetime(first.year, first.month, first.day, 10, tzinfo=UTC) - timedelta(days=days_before)
    clock = StageClock(ahead)
    office = Office(ledger=store.ledger, register=store.register, clock=clock, areas=(area,))
    office = replace(office, protocols=lambda _: rules, mails=mails)
    stage = Stage(store, office, Teams(), clock)
    # The limits are proved elsewhere; here an hour lies between two sends.
    stage.delivery._limits = Limits(itertools.count(0.0, 3601.0).__next__)
    await _register(store, protocol, agencies, people)
    key = f"{area}-{first:%Y-%m-%d}"
    await office.ledger.call_meeting(key, area, first, first)
    day = AreaDay(stage, key, protocol, starts[0][1])
    await day.take(
        CallMeeting(area=area, sittings=starts, rhythm=rhythm),
        UpdateRoll(
            agencies=tuple(Agency(key=k, name=n, type=t) for k, (n, t) in agencies.items()),
            attendees=tuple(_attendee(key, who) for key, who in people.items()),
        ),
        ListCases(listed=tuple(cases)),
        SetOrder(),
    )
    return day


async def nothing_holds(day: AreaDay) -> None:
    """An administrator answers whatever keeps the order from being told."""
    for due in all_duties(await day.meeting(), day.protocol):
        if due.duty.holds_order and due.is_owed:
            answer = next(iter(due.duty.answers), None)
            await day.take(TickDuty(duty=due.duty.key, subject=due.subject.key, answer=answer), by=ADMIN)


def _attendee(key: str, who: Who) -> Attendee:
    _, agency, capacity = who
    extra: dict[str, Any] = {"authority": True} if capacity is Capacity.REPRESENTATIVE else {}
    return Attendee(person=key, agency=agency, capacities=frozenset({capacity}), **extra)


async def _register(
    store: Store, protocol: Protocol, agencies: Mapping[str, tuple[str, str]], people: Mapping[str, Who]
) -> None:
    area = protocol.area
    await store.register.save(
        [AgencyRecord(area=area, key=k, name=n, type=t, statutory=False) for k, (n, t) in agencies.items()],
        [
            PersonRecord(
                area=area, key=k, name=n, email=f"{k}@area.example", agency=a, capacities=frozenset({c})
            )
            for k, (n, a, c) in people.items()
        ],
    )
    for key in people:
        await seen_in_teams(store, key)
    await store.register.bind_chat(
        Chat(conversation=CHAT, area=area, service_url=SERVICE, tenant=TENANT, bot_id=BOT)
    )


async def seen_in_teams(store: Store, person: str) -> None:
    """Somebody has the bot in Teams."""
    await store.register.saw(
        Reach(
            person=person,
            teams_id=f"29:{person}",
            aad_id=f"aad-{person}",
            tenant=TENANT,
            service_url=SERVICE,
            conversation=f"a:{person}",
        )
    )
