"""What people must have before they come, and how people and agencies leave, on four areas' own files
(WOL-08, WOL-10, KEN-02, KEN-51, LUT-04, LUT-05, HAC-56, WOL-57, KEN-58, LUT-62)."""

from __future__ import annotations

from datetime import date

import pytest

from marac.declarations import ConfirmAuthority
from marac.journal import sealed_fields
from marac.leavers import DepartureAnnounced, LeaverReported
from marac.leaving import AgencyLeft, LeavingTakenBack
from marac.representation import NameRepresentative
from marac.running_order import TellOrder
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, nothing_holds
from tests.rows.test_who_comes_in_four_areas import in_area, messages
from usecases.import_register import import_register

NAMES = {"police-rep": "Police Birch", "housing-rep": "Housing Fir", "housing-deputy": "Housing Hawthorn"}
AGENCY = {"police-rep": "Area Police", "housing-rep": "Housing Team", "housing-deputy": "Housing Team"}


async def registered(day: AreaDay, heading: str, **cells: str) -> None:
    """The register is taken in again with one more column, in which these people have something."""
    rows = [f"Name,E-mail,Agency,Role,{heading}"]
    for key, name in NAMES.items():
        role = "deputy" if key.endswith("deputy") else "representative"
        cell = cells.get(key.replace("-", "_"), "")
        rows.append(f"{name},{key}@area.example,{AGENCY[key]},{role},{cell}")
    await import_register(day.stage.office, day.protocol.area, "\n".join(rows).encode(), "people.csv")


async def told_at_the_order(day: AreaDay) -> str:
    """What the coordinator reads after the running order has been told."""
    before = messages(day, ADMIN, "police-rep")
    await nothing_holds(day)
    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    assert "register lacks" not in day.since("police-rep", before["police-rep"])
    return day.since(ADMIN, before[ADMIN])


def lacks(told: str, person: str, label: str) -> bool:
    """The message says that this person lacks this."""
    return any(line.startswith(f"{person}: ") and f"“{label}”" in line for line in told.splitlines())


DATED = [
    pytest.param("wolverhampton", "induction", "Induction", marks=pytest.mark.rule("WOL-08")),
    pytest.param("luton", "training", "Training", marks=pytest.mark.rule("LUT-05")),
]


@pytest.mark.parametrize(("area", "key", "heading"), DATED)
async def test_a_day_is_kept_and_the_coordinator_hears_of_those_without(
    store: Store, area: str, key: str, heading: str
) -> None:
    day = await in_area(store, area)
    label = next(c.label for c in day.protocol.person_checks if c.key == key)
    await registered(day, heading, police_rep="03/09/2026")

    kept = (await store.register.people(area))["police-rep"].checks
    assert (key, date(2026, 9, 3)) in kept
    told = await told_at_the_order(day)
    assert lacks(told, "Housing Fir", label)
    assert not lacks(told, "Police Birch", label)
    assert not lacks(told, "Housing Hawthorn", label)  # a deputy who is not expected
    people = await day.say(ADMIN, "people")
    assert any("Housing Fir" in line and f"“{label}”" in line for line in people.splitlines())

    before = messages(day, ADMIN)
    await day.take(NameRepresentative(agency="housing", person="housing-deputy"), by="housing-rep")
    await day.told()
    assert lacks(day.since(ADMIN, before[ADMIN]), "Housing Hawthorn", label)


async def test_those_who_come_unexpected_and_lack_something_are_on_one_card(store: Store) -> None:
    day = await in_area(store, "luton")
    before = messages(day, ADMIN)
    came = ("housing-deputy", "police-rep", "housing-rep")
    await day.opened(*came)
    cards = [m for m in day.stage.seen(ADMIN)[before[ADMIN] :] if "register lacks" in m.words]
    assert len(cards) == 1
    assert all(f"\n{NAMES[person]}: " in cards[0].words for person in came)


@pytest.mark.rule("WOL-08")
async def test_an_administrator_notes_the_day_and_it_is_lacking_no_longer(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    label = next(c.label for c in day.protocol.person_checks if c.key == "induction")
    await day.say(ADMIN, "person has Housing Fir; what: induction; since which day: 3 September 2026")
    assert ("induction", date(2026, 9, 3)) in (await store.register.people("wolverhampton"))[
        "housing-rep"
    ].checks
    told = await told_at_the_order(day)
    assert not lacks(told, "Housing Fir", label)
    assert lacks(told, "Police Birch", label)


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("wolverhampton", marks=pytest.mark.rule("WOL-10")),
        pytest.param("kent-and-medway", marks=pytest.mark.rule("KEN-02")),
        pytest.param("luton", marks=pytest.mark.rule("LUT-04")),
    ],
)
async def test_the_coordinator_hears_of_somebody_expected_who_cannot_commit_the_agency(
    store: Store, area: str
) -> None:
    day = await in_area(store, area)
    label = next(c.label for c in day.protocol.person_checks if c.key == "authority")
    told = await told_at_the_order(day)
    assert not lacks(told, "Housing Fir", label)

    before = messages(day, ADMIN, "police-rep")
    await day.take(ConfirmAuthority(person="housing-rep", has_authority=False), by="housing-rep")
    await day.told()

    assert lacks(day.since(ADMIN, before[ADMIN]), "Housing Fir", label)
    assert "no authority to commit" in await day.say(ADMIN, "people")
    assert label not in day.since("police-rep", before["police-rep"])


@pytest.mark.rule("WOL-10")
async def test_wolverhamptons_coordinator_hears_of_types_with_nobody_named(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    assert "Nobody is named for:" in await told_at_the_order(day)


@pytest.mark.rule("LUT-04")
async def test_lutons_coordinator_hears_of_agencies_without_a_substitute(store: Store) -> None:
    day = await in_area(store, "luton")
    told = await told_at_the_order(day)
    line = next(line for line in told.splitlines() if "both a representative and a deputy" in line)
    assert "Area Police" in line
    assert "Housing Team" not in line


@pytest.mark.rule("KEN-51")
async def test_kents_coordinator_hears_who_has_not_been_vetted(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    await registered(day, "Vetted", police_rep="yes", housing_deputy="no")
    told = await told_at_the_order(day)
    assert lacks(told, "Housing Fir", "Vetted by the agency")
    assert not lacks(told, "Police Birch", "Vetted by the agency")
    people = {line.split(" – ")[0][2:]: line for line in (await day.say(ADMIN, "people")).splitlines()}
    assert "Vetted by the agency" in people["Housing Hawthorn"]  # deputies too
    assert "Vetted" not in people["Police Birch"]


async def test_nobody_is_kept_out_for_want_of_it(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    await day.opened("police-rep", "housing-rep")
    assert (await day.meeting()).is_present("housing-rep")


# Leaving


@pytest.mark.rule("HAC-56")
async def test_hackney_closes_an_entry_only_with_notice_and_successor(store: Store) -> None:
    day = await in_area(store, "hackney")
    before = messages(day, ADMIN, "police-rep")
    await day.say("housing-rep", "leaver Housing Fir")
    await day.told()

    assert not (await day.meeting()).roll["housing-rep"].removed
    assert "Housing Fir of Housing Team is leaving." in day.since(ADMIN, before[ADMIN])
    assert "leaving" not in day.since("police-rep", before["police-rep"])

    assert "the written notice is there" in await day.say(ADMIN, "leaver Housing Fir")
    assert "who follows" in await day.say(ADMIN, "leaver Housing Fir; the written notice is there: yes")
    assert not (await day.meeting()).roll["housing-rep"].removed

    await day.say(
        ADMIN,
        "leaver Housing Fir; the written notice is there: yes; "
        "or somebody new: name: Housing Willow; their work e-mail: willow@housing.example",
    )
    people = await store.register.people("hackney")
    willow = next(p for p in people.values() if p.name == "Housing Willow")
    assert (willow.agency, willow.email) == ("housing", "willow@housing.example")
    meeting = await day.meeting()
    assert meeting.roll["housing-rep"].removed
    assert meeting.roll[willow.key].is_member
    assert people["housing-rep"].left


@pytest.mark.rule("HAC-56")
async def test_hackneys_coordinator_hears_of_an_agency_left_with_nobody(store: Store) -> None:
    day = await in_area(store, "hackney")
    before = messages(day, OTHER_ADMIN)
    await day.say(
        ADMIN, "leaver Housing Hawthorn; the written notice is there: yes; who follows: Housing Fir"
    )
    await day.told()
    assert "Housing Fir follows." in day.since(OTHER_ADMIN, before[OTHER_ADMIN])
    assert "any longer" not in day.since(OTHER_ADMIN, before[OTHER_ADMIN])

    await day.say(ADMIN, "bar Police Birch")
    await day.told()
    assert "Nobody is named for Area Police any longer." in day.since(OTHER_ADMIN, before[OTHER_ADMIN])


async def test_elsewhere_a_leaver_is_off_at_once_and_an_agency_with_nobody_is_told(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    before = messages(day, ADMIN)
    await day.say("police-rep", "leaver Police Birch")
    await day.told()
    assert (await day.meeting()).roll["police-rep"].removed
    assert "Nobody is named for Area Police any longer." in day.since(ADMIN, before[ADMIN])


BY = {
    "hackney": ("agency leaves Housing Team; its written notice is there: yes", ADMIN, CHAIR),
    "wolverhampton": (
        "agency leaves Housing Team; its written notice is there: yes; "
        "the notice was passed on to the board: yes",
        CHAIR,
        ADMIN,
    ),
    "kent-and-medway": ("agency leaves Housing Team; its written notice is there: yes", CHAIR, ADMIN),
    "luton": ("agency leaves Housing Team; its written notice is there: yes", ADMIN, CHAIR),
}
ROWS = {"hackney": "HAC-56", "wolverhampton": "WOL-57", "kent-and-medway": "KEN-58", "luton": "LUT-62"}


@pytest.mark.parametrize("area", [pytest.param(a, marks=pytest.mark.rule(row)) for a, row in ROWS.items()])
async def test_an_agency_leaves_on_the_right_entry_alone_and_hears_one_last_word(
    store: Store, area: str
) -> None:
    day = await in_area(store, area)
    words, enters, other = BY[area]
    before = messages(day, "housing-rep", "housing-deputy", "police-rep", other)

    await day.say(other, words)
    assert not (await day.meeting()).agencies["housing"].left
    await day.say(enters, "agency leaves Housing Team")
    assert not (await day.meeting()).agencies["housing"].left  # the notice is not there yet

    await day.say(enters, words)
    await day.told()

    meeting = await day.meeting()
    assert meeting.agencies["housing"].left
    assert not meeting.members_of("housing")
    assert "Housing Team has been entered as leaving" in day.since(other, before[other])
    assert "Housing Team" not in day.since("police-rep", before["police-rep"])
    reminder = day.protocol.leaving.reminder if day.protocol.leaving else ""
    for person in ("housing-rep", "housing-deputy"):
        told = day.since(person, before[person])
        assert reminder in told
        assert told.count("This is the last message that I send you.") == bool(reminder)

    after = messages(day, "housing-rep", "housing-deputy")
    await nothing_holds(day)
    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    await day.until(day.starts_at)
    assert messages(day, "housing-rep", "housing-deputy") == after


@pytest.mark.rule("KEN-58")
async def test_no_register_brings_an_agency_back_and_the_chair_can_take_it_back(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    await day.say(CHAIR, BY["kent-and-medway"][0])
    await registered(day, "Vetted", housing_rep="yes")
    assert not (await day.meeting()).members_of("housing")
    assert (await store.register.agencies("kent-and-medway"))["housing"].left

    await day.say(CHAIR, "agency stays Housing Team")
    assert not (await day.meeting()).agencies["housing"].left


def test_nothing_of_a_reason_is_kept() -> None:
    for event in (AgencyLeft, LeavingTakenBack, LeaverReported, DepartureAnnounced):
        assert not sealed_fields(event)
        assert not {"reason", "note", "why"} & set(event.__struct_fields__)
