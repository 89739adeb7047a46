"""A day on which cases are heard: Lincolnshire's protocol, an opened sitting in which nothing waits, and
short ways to look at what people have before them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import msgspec

from bot.limits import Limits
from marac.actions import RecordAction
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.closing import CloseMeeting, EndSitting
from marac.conflicts import DeclareConflicts
from marac.declarations import ConfirmPrivateSetting, Declare
from marac.hearing import CloseCase, OpenCase
from marac.journal import SYSTEM
from marac.meeting import Agency, Attendee, Case, Meeting
from marac.opening import NameMinuteTaker, OpenSitting, TickStep
from marac.presence import Arrive
from marac.protocol import protocol_for
from marac.restricted import Admit
from marac.running_order import SetOrder
from marac.words import Capacity, CaseKind, Consent, Protects
from tests.journeys.stage import AREA, FIRST_DAY, SERVICE, TENANT, Message, Stage, buttons, readable
from usecases.ports import AgencyRecord, PersonRecord, Reach
from usecases.take import take

PROTOCOL: Final = protocol_for(AREA)
AGENCIES: Final = {
    "police": ("Lincolnshire Police", "police"),
    "idva": ("IDVA Service", "idva"),
    "trust": ("Hospital Trust", "a-and-e"),
    "csc": ("Children’s Services", "childrens-services"),
    "das": ("Domestic Abuse Service", "domestic-abuse"),
    "probation": ("Probation Service", "probation"),
    "school": ("Hillside School", "school"),
    "team": ("County MARAC Team", "marac-team"),
}
CHAIR, OTHER_CHAIR, ADMIN, OTHER_ADMIN = "chair", "other-chair", "admin", "other-admin"
PEOPLE: Final = {
    CHAIR: ("Chair Alder", None, Capacity.CHAIR),
    OTHER_CHAIR: ("Chair Aspen", None, Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "police-deputy": ("Police Blackthorn", "police", Capacity.DEPUTY),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
    "trust-rep": ("Health Hazel", "trust", Capacity.REPRESENTATIVE),
    "csc-rep": ("Children Chestnut", "csc", Capacity.REPRESENTATIVE),
    "das-rep": ("Support Sycamore", "das", Capacity.REPRESENTATIVE),
    "probation-rep": ("Probation Poplar", "probation", Capacity.REPRESENTATIVE),
    "observer": ("Observer Olive", None, Capacity.OBSERVER),
    "guest": ("Guest Gorse", "school", Capacity.GUEST),
}
GUESTS_CASE: Final = "103"
IN_THE_ROOM: Final = tuple(p for p in PEOPLE if p not in (OTHER_CHAIR, "police-deputy", "guest"))
SPEAKING: Final = ("police-rep", "idva-rep", "trust-rep", "csc-rep", "das-rep", "probation-rep")

CASES: Final = (
    Listing(number="101", district="West Lindsey", referring_agency="police", consent=Consent.YES),
    Listing(number="102", district="West Lindsey", referring_agency="trust", children=True),
    Listing(number=GUESTS_CASE, district="Lincoln City", referring_agency="police", consent=Consent.REFUSED),
)
HBA: Final = Listing(
    number="909", district="West Lindsey", referring_agency="police", kind=CaseKind.HBA, consent=Consent.YES
)
EMPLOYEE: Final = Listing(
    number="808", district="West Lindsey", referring_agency="police", kind=CaseKind.EMPLOYEE_SENSITIVE
)


@dataclass
class Day:
    """The stage with its one meeting."""

    stage: Stage
    key: str

    async def meeting(self) -> Meeting:
        """The meeting as it is."""
        return await self.stage.meeting(self.key)

    async def case(self, number: str) -> Case:
        """A case as it is."""
        return (await self.meeting()).cases[number]

    async def take(self, *commands: Any, by: str = SYSTEM) -> None:
        """Carry out what nobody types in this story."""
        await self.stage.take(self.key, *commands, by=by)

    async def without_guests(self) -> None:
        """Nobody reads the chat who is here for one case alone, so that it names cases by their numbers."""
        roll = (await self.meeting()).roll.values()
        gone = tuple(msgspec.structs.replace(a, removed=True) for a in roll if a.is_guest)
        await self.take(UpdateRoll(agencies=(), attendees=gone))

    async def say(self, person: str, words: str, *, chat: bool = False) -> str:
        """Somebody types; what the newest message in their own chat reads after it."""
        await self.stage.say(person, words, chat=chat)
        return self.stage.last(person).words

    def desk(self, person: str) -> Message:
        """The person's desk as it stands in their own chat."""
        return self.stage.card(person, "Your MARAC desk")

    def buttons(self, person: str) -> list[str]:
        """What can be pressed on the person's desk."""
        return [b["title"] for b in buttons(self.desk(person).card)]

    def since(self, person: str, count: int) -> str:
        """What came into the person's own chat after the first `count` messages."""
        return "\n".join(m.words for m in self.stage.seen(person)[count:])

    async def letters(self, to: str, after: int = 0) -> list[str]:
        """The kinds of all that was ever meant for somebody, or for the chat, after letter `after`."""
        found = await self.stage.store.outbox.letters(limit=2000)
        return [one.notice.kind for one in found if one.notice.to == to and one.number > after]

    async def last_letter(self) -> int:
        """The number of the newest letter."""
        return max(one.number for one in await self.stage.store.outbox.letters(limit=2000))

    async def later(self, **time: float) -> None:
        """Let time pass, and what has become due be looked after."""
        await self.stage.at(self.stage.clock.moment + timedelta(**time))

    async def see_to_all(self, number: str) -> None:
        """The chair sees to everything in the open case, by typing."""
        for words in (
            "views views given",
            "checklist " + ", ".join(c.key for c in PROTOCOL.hearing.checklist),
            "nobody else",
            "feedback not safe",
            "nothing further",
        ):
            await self.stage.say(CHAIR, words)


async def a_day(
    stage: Stage,
    *cases: Listing,
    present: Iterable[str] = IN_THE_ROOM,
    admitted: Iterable[tuple[str, str]] = (),
    is_open: bool = True,
) -> Day:
    """A meeting with these cases; opened, with everybody declared and nothing left of the opening."""
    # The limits are proved elsewhere; here an hour lies between two sends.
    stage.delivery._limits = Limits(itertools.count(0.0, 3601.0).__next__)
    await _register(stage)
    key = f"{AREA}-{FIRST_DAY:%Y-%m-%d}"
    day = Day(stage, key)
    await stage.office.ledger.call_meeting(key, AREA, FIRST_DAY.date(), FIRST_DAY.date())
    await day.take(
        CallMeeting(area=AREA, sittings=((1, FIRST_DAY),)),
        UpdateRoll(agencies=_agencies(), attendees=tuple(_attendee(k) for k in PEOPLE)),
        ListCases(listed=cases or CASES),
        SetOrder(),
    )
    await day.take(*(Admit(case=c, person=p) for c, p in admitted), by=ADMIN)
    if is_open:
        await open_day(day, present)
    return day


async def an_earlier_meeting(stage: Stage, number: str, what: str) -> None:
    """A meeting of the week before, at which the police took an action in the case and did not finish it."""
    await _register(stage)
    then = FIRST_DAY - timedelta(days=7)
    day = Day(stage, f"{AREA}-{then:%Y-%m-%d}")
    stage.clock.moment = then
    await stage.office.ledger.call_meeting(day.key, AREA, then.date(), then.date())
    await day.take(
        CallMeeting(area=AREA, sittings=((1, then),)),
        UpdateRoll(agencies=_agencies(), attendees=tuple(_attendee(k) for k in PEOPLE)),
        ListCases(listed=(Listing(number=number, referring_agency="police"),)),
    )
    await day.take(OpenSitting(), by=CHAIR)
    await day.take(*(Arrive(person=p) for p in IN_THE_ROOM))
    await day.take(
        OpenCase(case=number, note="It is time."),
        RecordAction(case=number, what=what, agencies=("police",), protects=Protects.ADULT),
        CloseCase(case=number, note="It is late."),
        EndSitting(),
        CloseMeeting(),
        by=CHAIR,
    )


def _agencies() -> tuple[Agency, ...]:
    return tuple(
        Agency(key=k, name=n, type=t, statutory=k not in ("school", "team")) for k, (n, t) in AGENCIES.items()
    )


async def open_day(day: Day, present: Iterable[str] = IN_THE_ROOM) -> None:
    """Open the sitting with these people, everything of the opening done."""
    day.stage.clock.moment = FIRST_DAY
    here = tuple(present)
    await take(day.stage.office, day.key, OpenSitting(), CHAIR)
    await day.take(*(Arrive(person=p) for p in here))
    for person in here:
        version = PROTOCOL.declaration.version
        await take(day.stage.office, day.key, Declare(person=person, version=version), person)
        known = (await day.meeting()).conflicts
        if person not in known:
            await take(day.stage.office, day.key, DeclareConflicts(person=person), person)
        if person == "guest":
            await take(day.stage.office, day.key, ConfirmPrivateSetting(person=person), person)
    await day.take(NameMinuteTaker(person=ADMIN), *(TickStep(step=s.key) for s in PROTOCOL.opening), by=ADMIN)


def _attendee(key: str) -> Attendee:
    _, agency, capacity = PEOPLE[key]
    extra: dict[str, Any] = {}
    if capacity is Capacity.OBSERVER:
        extra = {"approved_by": ADMIN, "category": "line-manager"}
    if capacity is Capacity.GUEST:
        extra = {"cases": (GUESTS_CASE,)}
    return Attendee(person=key, agency=agency, capacities=frozenset({capacity}), authority=True, **extra)


async def _register(stage: Stage) -> None:
    agencies = [
        AgencyRecord(area=AREA, key=k, name=n, type=t, statutory=k not in ("school", "team"))
        for k, (n, t) in AGENCIES.items()
    ]
    people = [
        PersonRecord(area=AREA, key=k, name=n, email=f"{k}@day.example", agency=a, capacities=frozenset({c}))
        for k, (n, a, c) in PEOPLE.items()
    ]
    await stage.store.register.save(agencies, people)
    for key in PEOPLE:
        await stage.store.register.saw(
            Reach(
                person=key,
                teams_id=f"29:{key}",
                aad_id=f"aad-{key}",
                tenant=TENANT,
                service_url=SERVICE,
                conversation=f"a:{key}",
            )
        )


def all_words(messages: Iterable[Message]) -> str:
    """Everything that can be read in these messages."""
    return "\n".join(readable(m.card) if m.card else m.words for m in messages)
