"""A meeting of any area for the rows about its opening, questions and professionals: the same few people in
each, and a meeting before it at which they took actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from marac.actions import RecordAction
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.closing import CloseMeeting, EndSitting
from marac.hearing import CloseCase, OpenCase
from marac.meeting import Agency
from marac.opening import OpenSitting
from marac.presence import Arrive
from marac.words import Capacity, Protects
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called
from usecases.take import take

PEOPLE: Final[dict[str, Who]] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "police-deputy": ("Police Blackthorn", "police", Capacity.DEPUTY),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "housing-deputy": ("Housing Hawthorn", "housing", Capacity.DEPUTY),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
    "observer": ("Observer Olive", None, Capacity.OBSERVER),
}
NAMES: Final = {"police": "Area Police", "housing": "Housing Team", "idva": "IDVA Service"}
HOUSING: Final = {"hackney": "housing-needs"}
CASES: Final = (
    Listing(number="101", referring_agency="police"),
    Listing(number="102", referring_agency="housing"),
    Listing(number="103", referring_agency="idva"),
)


def agencies_of(area: str, **types: str) -> dict[str, tuple[str, str]]:
    """The agencies by key, each with its name and its type in that area."""
    found = {key: (name, key) for key, name in NAMES.items()}
    found["housing"] = (NAMES["housing"], HOUSING.get(area, "housing"))
    found |= {key: (f"{key.capitalize()} Service", kind) for key, kind in types.items()}
    return found | {"team": ("MARAC Team", "marac-team")}


async def in_area(
    store: Store, area: str, *cases: Listing, more: Mapping[str, Who] = {}, **types: str
) -> AreaDay:
    """The area's next meeting, ten days ahead."""
    return await called(store, area, agencies_of(area, **types), {**PEOPLE, **more}, cases or CASES)


async def met_before(day: AreaDay, *actions: tuple[str, str, str], weeks: int = 2) -> str:
    """An earlier meeting of the area, closed, at which these agencies (the second) took actions in these
    cases (the first); its key."""
    stage, area = day.stage, day.protocol.area
    now, then = stage.clock.moment, day.starts_at - timedelta(weeks=weeks)
    stage.clock.moment = then
    key = f"{area}-{then:%Y-%m-%d}"
    await stage.office.ledger.call_meeting(key, area, then.date(), then.date())
    this = await day.meeting()
    roll = UpdateRoll(agencies=tuple(this.agencies.values()), attendees=tuple(this.roll.values()))
    numbers = dict.fromkeys(case for case, _, _ in actions) or {"900": None}
    listed = tuple(Listing(number=number, referring_agency="police") for number in numbers)
    await stage.take(key, CallMeeting(area=area, sittings=((1, then),)), roll, ListCases(listed=listed))
    await take(stage.office, key, OpenSitting(), CHAIR)
    for person in (CHAIR, ADMIN, "police-rep", "housing-rep", "idva-rep"):
        await take(stage.office, key, Arrive(person=person), person)
    for number in numbers:
        await take(stage.office, key, OpenCase(case=number, note="It is time."), CHAIR)
        for case, agency, what in actions:
            if case == number:
                member = f"{agency}-rep" if day.protocol.actions.recorded_by == "anybody" else ADMIN
                await take(stage.office, key, _action(day, case, agency, what), member)
        await take(stage.office, key, CloseCase(case=number, note="It is late."), CHAIR)
    await take(stage.office, key, EndSitting(), CHAIR)
    await take(stage.office, key, CloseMeeting(), ADMIN)
    await stage.settle()
    stage.clock.moment = now
    return key


def _action(day: AreaDay, case: str, agency: str, what: str) -> RecordAction:
    due = (day.starts_at - timedelta(days=3)).date()
    return RecordAction(case=case, what=what, agencies=(agency,), due=due, protects=Protects.ADULT)


async def opens(day: AreaDay, *present: str) -> None:
    """The day has come, these people are in the room, and the chair has opened the sitting; nobody has
    declared anything."""
    await day.until(day.starts_at)
    await day.take(*(Arrive(person=p) for p in (CHAIR, ADMIN, *present)))
    await day.say(CHAIR, "open")


def an_agency(key: str, kind: str) -> Agency:
    """One more agency."""
    return Agency(key=key, name=f"{key.capitalize()} Service", type=kind)
