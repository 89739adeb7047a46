"""Agencies that cannot come, and who is there for each case (HAC-04, HAC-05, WOL-11, WOL-28, KEN-03, KEN-04,
LUT-02, LUT-03, LUT-11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.attendance import AttendanceNoted
from marac.caselist import Listing
from marac.words import Capacity
from store.opening import Store
from tests.journeys.stage import parts, readable
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called

PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "housing-deputy": ("Housing Hawthorn", "housing", Capacity.DEPUTY),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
}
CASES = (
    Listing(number="101", referring_agency="police"),
    Listing(number="102", referring_agency="housing"),
    Listing(number="103", referring_agency="idva"),
)
HOUSING = {"hackney": "housing-needs"}
"""The type of the housing team, where an area calls it otherwise."""
NAMES = {"police": "Area Police", "housing": "Housing Team", "idva": "IDVA Service"}


async def in_area(store: Store, area: str, more: dict[str, Who] | None = None, **types: str) -> AreaDay:
    """The area's next meeting, ten days ahead; `types` are those of further agencies."""
    agencies = {key: (name, key) for key, name in NAMES.items()}
    agencies["housing"] = (NAMES["housing"], HOUSING.get(area, "housing"))
    agencies |= {k: (f"{k.capitalize()} Service", kind) for k, kind in types.items()}
    agencies["team"] = ("MARAC Team", "marac-team")
    return await called(store, area, agencies, {**PEOPLE, **(more or {})}, CASES)


def messages(day: AreaDay, *people: str) -> dict[str, int]:
    return {p: len(day.stage.seen(p)) for p in people}


# Beforehand


@pytest.mark.rule("HAC-05")
async def test_hackney_asks_for_a_deputy_by_name_and_expects_them(store: Store) -> None:
    day = await in_area(store, "hackney")
    before = messages(day, "housing-deputy", ADMIN, "police-rep")

    desk = await day.say("housing-rep", "apologies")
    await day.told()

    assert "Who comes for Housing Team instead?" in desk
    asked = day.since("housing-deputy", before["housing-deputy"])
    assert "Please say by name who comes for Housing Team instead." in asked
    assert "written report" not in asked
    assert "Housing Team cannot come with its representative." in day.since(ADMIN, before[ADMIN])
    assert "Housing Team" not in day.since("police-rep", before["police-rep"])

    form = await day.stage.press("housing-deputy", "Who comes instead", about="Your colleague cannot come")
    await day.stage.fill(form, person="housing-deputy")
    assert (await day.meeting()).representatives == {"housing": "housing-deputy"}
    assert "Housing Hawthorn – deputy; comes" in await day.say(ADMIN, "people")
    assert "instead?" not in await day.desk_of("housing-rep")


@pytest.mark.rule("HAC-05")
async def test_hackneys_coordinator_hears_the_day_before_that_nobody_was_named(store: Store) -> None:
    day = await in_area(store, "hackney")
    await day.say("housing-rep", "apologies")
    await day.say("idva-rep", "apologies")
    await day.told()
    before = messages(day, ADMIN, OTHER_ADMIN, "housing-rep", "police-rep")

    eve = day.starts_at - timedelta(days=1)
    await day.until(eve - timedelta(hours=10))
    assert "have named nobody" not in day.since(ADMIN, before[ADMIN])
    await day.until(eve + timedelta(hours=3))
    await day.until(eve + timedelta(hours=4))

    for person in (ADMIN, OTHER_ADMIN):
        told = day.since(person, before[person])
        assert told.count("have named nobody: Housing Team and IDVA Service.") == 1
    assert "nobody is named for Housing Team" in day.since("housing-rep", before["housing-rep"])
    assert "nobody is named" not in day.since("police-rep", before["police-rep"])


async def test_nobody_is_chased_once_a_substitute_is_named(store: Store) -> None:
    day = await in_area(store, "hackney")
    await day.say("housing-rep", "apologies")
    await day.say("housing-rep", "substitute Housing Hawthorn")
    await day.told()
    before = messages(day, ADMIN)

    await day.until(day.starts_at - timedelta(hours=20))

    assert "named nobody" not in day.since(ADMIN, before[ADMIN])


@pytest.mark.rule("HAC-04")
async def test_hackney_asks_each_agency_whether_it_is_coming_and_takes_that_nobody_can(store: Store) -> None:
    day = await in_area(store, "hackney")
    for person in ("police-rep", "housing-rep", "idva-rep"):
        assert "Say who comes for your agency" in await day.say(person, "duties")

    await day.say("housing-rep", "nobody can come")
    await day.say("police-rep", "representative Police Birch")

    assert "Say who comes" not in await day.say("housing-rep", "duties")
    assert "Say who comes" not in await day.say("police-rep", "duties")
    assert "Say who comes for your agency" in await day.say("idva-rep", "duties")
    assert "Housing Team – nobody can come" in await day.desk_of(ADMIN)


@pytest.mark.rule("HAC-04")
async def test_hackneys_journal_has_who_is_there_as_each_case_opens_and_the_chair_who_is_not(
    store: Store,
) -> None:
    day = await in_area(store, "hackney")
    await day.opened("police-rep", "idva-rep")
    assert "Absent for this case: Housing Team" in await day.desk_of(CHAIR)
    assert "Absent for this case" not in await day.desk_of("police-rep")

    await day.say(CHAIR, "open anyway now; case: 101")
    noted = [
        e for e in await day.stage.office.ledger.entries(day.key) if isinstance(e.event, AttendanceNoted)
    ]
    assert [(e.event.case, e.event.absent) for e in noted] == [("101", ("housing",))]  # type: ignore[attr-defined]
    assert noted[0].at == day.stage.clock.moment
    case = await day.say(CHAIR, "case 101")
    assert "Area Police and IDVA Service" in case
    assert "Absent" in case
    assert "Housing Team" not in await day.say("police-rep", "case 101")

    await day.comes("housing-rep")
    assert "Absent for this case" not in await day.desk_of(CHAIR)
    assert (await day.case("101")).attendance.absent == ("housing",)  # type: ignore[union-attr]


# A written report


@pytest.mark.rule("WOL-11")
async def test_wolverhampton_takes_a_substitute_or_a_report_and_chases_where_neither_comes(
    store: Store,
) -> None:
    day = await in_area(store, "wolverhampton")
    await day.say("housing-rep", "apologies")
    await day.say("idva-rep", "apologies")
    await day.told()
    asked = day.stage.card("housing-deputy", "who comes for Housing Team instead").words
    assert "Or get a written report to the administrators, by the secure way" in asked
    await day.say(ADMIN, "report received IDVA Service")
    before = messages(day, "housing-rep", "idva-rep", ADMIN)

    await day.until(day.starts_at - timedelta(hours=20))

    assert "nobody is named for Housing Team" in day.since("housing-rep", before["housing-rep"])
    assert "IDVA" not in day.since("idva-rep", before["idva-rep"])
    assert "nor has a report come: Housing Team." in day.since(ADMIN, before[ADMIN])


@pytest.mark.rule("WOL-11")
async def test_wolverhamptons_chair_sees_at_the_agencys_turn_that_its_report_is_held(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    await day.say("housing-rep", "nobody can come")
    await day.say(ADMIN, "report received Housing Team")
    await day.opened("police-rep", "idva-rep")
    await day.say(CHAIR, "open anyway now; case: 101")
    held = "A written report of Housing Team is held by the administrators."
    assert held in await day.desk_of(CHAIR)
    assert not _stands_out(day, held)

    for _ in range(3):
        await day.say(CHAIR, "next")

    assert held in await day.desk_of(CHAIR)
    assert _stands_out(day, held)
    assert held not in await day.desk_of("police-rep")


def _stands_out(day: AreaDay, words: str) -> bool:
    """The chair's newest desk has the words as a notice."""
    card = day.stage.last(CHAIR).card
    return any(
        p.get("style") == "accent" and words in readable(p) for p in parts(card) if isinstance(p, dict)
    )
