"""An area's meeting some days ahead or under way, for the rows about its list and running order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from marac.caselist import Listing
from marac.words import Capacity, Consent
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called

OTHER_CHAIR: Final = "other-chair"
PEOPLE: Final[dict[str, Who]] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    OTHER_CHAIR: ("Chair Aspen", "childrens", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
    "childrens-rep": ("Children Chestnut", "childrens", Capacity.REPRESENTATIVE),
    "probation-rep": ("Probation Poplar", "probation", Capacity.REPRESENTATIVE),
    "observer": ("Observer Olive", None, Capacity.OBSERVER),
}
_TYPES: Final = {
    "hackney": {"housing": "housing-needs"},
}
"""The types of the agencies, where an area calls them otherwise."""
EVERYBODY: Final = ("police-rep", "housing-rep", "idva-rep", "childrens-rep", "probation-rep")


def case(number: str, by: str = "police", **more: object) -> Listing:
    """A case as a list gives it."""
    return Listing(**{"number": number, "referring_agency": by, "consent": Consent.YES, **more})  # type: ignore[arg-type]


async def ahead(store: Store, area: str, *cases: Listing, days: int = 10, rhythm: str = "") -> AreaDay:
    """The area's next meeting with these cases, so many days ahead."""
    types = _TYPES.get(area, {})
    agencies = {
        "police": ("Area Police", "police"),
        "housing": ("Housing Team", types.get("housing", "housing")),
        "idva": ("IDVA Service", "idva"),
        "childrens": ("Children’s Services", "childrens-services"),
        "probation": ("Probation Service", "probation"),
        "team": ("MARAC Team", "marac-team"),
    }
    return await called(store, area, agencies, PEOPLE, cases, days, rhythm=rhythm)


async def order_of(day: AreaDay) -> list[str]:
    """The numbers of the cases with a slot, in the order of hearing."""
    return [slot.case for slot in (await day.meeting()).order if slot.case]


async def times_of(day: AreaDay) -> dict[str, str]:
    """When each case with a slot is heard, on the local clock."""
    local = day.protocol.calendar.local
    return {s.case: f"{local(s.starts_at):%H:%M}" for s in (await day.meeting()).order if s.case}


def counts(day: AreaDay, people: Iterable[str] = PEOPLE) -> dict[str, int]:
    """How many messages each has now, to look at what comes after."""
    return {person: len(day.stage.seen(person)) for person in people}


async def news(day: AreaDay, before: dict[str, int]) -> dict[str, str]:
    """What each got since, by those who got anything, once office hours have come."""
    await day.told()
    found = {person: day.since(person, count) for person, count in before.items()}
    return {person: words for person, words in found.items() if words}


async def hear(day: AreaDay, number: str) -> None:
    """The case is heard from its opening to its close, with nothing of note."""
    await day.say(CHAIR, f"open anyway for the story; case: {number}")
    assert (await day.meeting()).current_case == number, day.stage.last(CHAIR).words
    await day.say(CHAIR, "close anyway nothing of note")
    assert (await day.meeting()).current_case is None, day.stage.last(CHAIR).words


async def pass_minutes(day: AreaDay, minutes: int) -> None:
    """Let so many minutes pass."""
    await day.until(day.stage.clock.moment + timedelta(minutes=minutes))
