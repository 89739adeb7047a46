"""An area's meeting with its first case open, for the rows about actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.confirmation import ConfirmAction
from marac.meeting import Action
from marac.running_order import SetOrder
from marac.words import Capacity, Consent
from store.opening import Store
from tests.journeys.stage import Form
from tests.rows.areas import ADMIN, CHAIR, AreaDay, Who, called

PEOPLE: Final[dict[str, Who]] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
}
HERE: Final = ("police-rep", "idva-rep")
HOUSING: Final = {"hackney": "housing-needs"}
"""The type of the housing team, where an area calls it otherwise."""
CASE: Final = Listing(number="101", referring_agency="police", children=True, consent=Consent.YES)
DECLINED: Final = Listing(number="102", referring_agency="police", consent=Consent.REFUSED)
MARKER: Final = "Put a marker on the address"
"""Some action's wording, which stands nowhere else."""


async def ahead(store: Store, area: str) -> AreaDay:
    """The area's next meeting, some days ahead."""
    agencies = {
        "police": ("Area Police", "police"),
        "idva": ("IDVA Service", "idva"),
        "housing": ("Housing Team", HOUSING.get(area, "housing")),
        "team": ("MARAC Team", "marac-team"),
    }
    return await called(store, area, agencies, PEOPLE, (CASE, DECLINED))


async def hearing(store: Store, area: str, *present: str, case: str = "101") -> AreaDay:
    """The case is open, with the police's and the IDVA's representatives here, or those who are given."""
    day = await ahead(store, area)
    await day.opened(*(present or HERE))
    await open_case(day, case)
    return day


async def open_case(day: AreaDay, case: str = "101") -> None:
    """The chair opens the case, whatever holds it."""
    await day.say(CHAIR, f"open anyway for the story; case: {case}")
    assert (await day.meeting()).current_case == case, day.stage.last(CHAIR).words


async def actions(day: AreaDay, case: str = "101") -> list[Action]:
    """The case's actions that are not every case's, proposals among them."""
    return [a for a in (await day.meeting()).actions_for(case) if not a.standard]


async def offered(day: AreaDay, person: str, what: str = MARKER, **more: Any) -> str:
    """Somebody offers an action for their own agency, with a date where the area wants one; an administrator
    enters it where members do not, and they confirm it."""
    fields = {"protects": "adult", "due": "18/01/2027", **more}
    said = "; ".join(f"{name}: {value}" for name, value in fields.items() if value)
    if day.protocol.actions.recorded_by == "anybody":
        return await day.say(person, f"offer {what}; {said}")
    answered = await day.say(ADMIN, f"action agencies: {PEOPLE[person][1]}; what: {what}; {said}")
    for key in [a.key for a in await actions(day) if a.what == what]:
        await day.take(ConfirmAction(action=key), by=person)
    return answered


async def form_of(day: AreaDay, person: str, title: str) -> Form:
    """The form behind a button on the card of the case's actions."""
    await day.say(person, "case actions")
    form = await day.stage.press(person, title)
    assert isinstance(form, Form)
    return form


async def the_next_meeting(day: AreaDay, weeks: int = 2) -> AreaDay:
    """The area's meeting so many weeks on, with the same people, opened up to its first case."""
    starts_at = day.starts_at + timedelta(weeks=weeks)
    key, on = f"{day.protocol.area}-{starts_at:%Y-%m-%d}", starts_at.date()
    earlier = await day.meeting()
    await day.stage.office.ledger.call_meeting(key, day.protocol.area, on, on)
    following = AreaDay(day.stage, key, day.protocol, starts_at)
    await following.take(
        CallMeeting(area=day.protocol.area, sittings=((1, starts_at),)),
        UpdateRoll(agencies=tuple(earlier.agencies.values()), attendees=tuple(earlier.roll.values())),
        ListCases(listed=(Listing(number="201", referring_agency="police"),)),
        SetOrder(),
    )
    await following.opened(*HERE)
    return following
