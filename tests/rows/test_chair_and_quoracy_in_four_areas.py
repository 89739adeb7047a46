"""Who takes the chair, and quoracy that informs and never blocks, on four areas' own files (HAC-01, HAC-07,
WOL-01, WOL-09, KEN-01, LUT-01, LUT-24, LUT-25)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.call import UpdateRoll
from marac.chairing import SetChairTurn
from marac.hearing import OpenCase
from marac.holds import HoldCode, holds_on_opening
from marac.meeting import Attendee
from marac.opening import OpenSitting
from marac.presence import Depart
from marac.protocol import protocol_for
from marac.quoracy import QuoracyGained, QuoracyLost, assess
from marac.running_order import TellOrder
from marac.words import Capacity
from store.opening import Store
from tests.journeys.stage import CHAT
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who
from tests.rows.test_who_comes_in_four_areas import in_area, messages
from usecases.call_meeting import call_meeting, next_meeting_day

INFORMING = ("hackney", "wolverhampton", "kent-and-medway", "luton")


async def begun(day: AreaDay, *present: str, by: str = CHAIR) -> None:
    """The sitting is opened by somebody, and these people have come."""
    await day.until(day.starts_at)
    await day.take(OpenSitting(), by=by)
    for person in present:
        await day.comes(person)


# The chair


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("hackney", marks=pytest.mark.rule("HAC-01")),
        pytest.param("wolverhampton", marks=pytest.mark.rule("WOL-01")),
    ],
)
async def test_the_opening_asks_who_chairs_and_takes_the_areas_own_chair(store: Store, area: str) -> None:
    day = await in_area(store, area)
    before = messages(day, ADMIN)
    await begun(day, CHAIR, ADMIN)

    assert "Who is in the chair?" in await day.desk_of(CHAIR)
    assert "Who is in the chair?" in await day.desk_of(ADMIN)
    assert "Who is in the chair?" not in await day.desk_of("police-rep")

    await day.stage.press(CHAIR, "Yes, Chair Alder chairs")

    assert "Who is in the chair?" not in await day.desk_of(CHAIR)
    assert (await day.meeting()).sittings[0].chair_confirmed == CHAIR
    assert "not held as one" not in day.since(ADMIN, before[ADMIN])


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("hackney", marks=pytest.mark.rule("HAC-01")),
        pytest.param("wolverhampton", marks=pytest.mark.rule("WOL-01")),
    ],
)
async def test_the_coordinator_hears_of_anybody_else_in_the_chair(store: Store, area: str) -> None:
    day = await in_area(store, area)
    await begun(day, CHAIR, ADMIN, "idva-rep")
    before = messages(day, ADMIN, OTHER_ADMIN, "police-rep")

    await day.say(CHAIR, "who chairs Idva Rowan")

    assert (await day.meeting()).chair == "idva-rep"
    for person in (ADMIN, OTHER_ADMIN):
        told = day.since(person, before[person])
        assert "Idva Rowan is not held as one of this area’s chairs." in told
    assert "not held" not in day.since("police-rep", before["police-rep"])


@pytest.mark.rule("HAC-01")
async def test_a_chair_in_the_register_of_another_type_is_not_hackneys(store: Store) -> None:
    other: dict[str, Who] = {"other-chair": ("Chair Hornbeam", "idva", Capacity.CHAIR)}
    day = await in_area(store, "hackney", other)
    before = messages(day, ADMIN)
    await begun(day, "other-chair", ADMIN, by="other-chair")
    assert "Chair Hornbeam is not held as one" in day.since(ADMIN, before[ADMIN])


@pytest.mark.rule("WOL-01")
async def test_wolverhamptons_deputies_of_other_agencies_may_chair(store: Store) -> None:
    deputy: dict[str, Who] = {"deputy-chair": ("Chair Hornbeam", "housing", Capacity.CHAIR)}
    day = await in_area(store, "wolverhampton", deputy)
    before = messages(day, ADMIN)
    await begun(day, "deputy-chair", ADMIN, by="deputy-chair")
    assert "In the chair: Chair Hornbeam" in await day.desk_of(ADMIN)
    assert "not held as one" not in day.since(ADMIN, before[ADMIN])


async def test_nothing_is_asked_where_the_area_does_not_ask(store: Store) -> None:
    day = await in_area(store, "kent-and-medway")
    await begun(day, CHAIR, ADMIN)
    assert "Who is in the chair?" not in await day.desk_of(CHAIR)


@pytest.mark.rule("LUT-24")
async def test_lutons_turns_alternate_from_meeting_to_meeting(store: Store) -> None:
    day = await in_area(store, "luton")
    office, protocol = day.stage.office, day.protocol
    first = next_meeting_day(protocol, day.starts_at.date() + timedelta(days=1))
    second = next_meeting_day(protocol, first + timedelta(days=1))
    await begun(day, CHAIR)  # of the police

    later = await call_meeting(office, "luton", first)
    after_it = await call_meeting(office, "luton", second)

    assert (later.chair_turn, after_it.chair_turn) == ("idva", "police")
    assert (await call_meeting(office, "luton", first)).chair_turn == "idva"


@pytest.mark.rule("LUT-24")
async def test_lutons_turn_is_told_and_confirmation_asked_if_the_other_chairs(
    store: Store,
) -> None:
    day = await in_area(store, "luton")
    label = day.protocol.type_label("idva")
    await day.take(SetChairTurn(type="idva"))
    before = messages(day, "housing-rep", CHAIR, ADMIN)
    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    assert f"It is the turn of {label} to take the chair." in day.since("housing-rep", before["housing-rep"])

    await begun(day, CHAIR, ADMIN)

    said = f"Chair Alder is in the chair, and it is the turn of {label}."
    assert said in day.since(CHAIR, before[CHAIR])
    assert said in day.since(ADMIN, before[ADMIN])
    assert "Who is in the chair?" in await day.desk_of(CHAIR)
    await day.stage.press(CHAIR, "Yes, Chair Alder chairs")
    assert "Who is in the chair?" not in await day.desk_of(CHAIR)


# Quoracy that informs


@pytest.mark.parametrize(
    ("area", "types"),
    [
        pytest.param("hackney", 14, marks=pytest.mark.rule("HAC-07")),
        pytest.param("kent-and-medway", 4, marks=pytest.mark.rule("KEN-01")),
        pytest.param("luton", 8, marks=pytest.mark.rule("LUT-01")),
    ],
)
def test_the_agencies_that_an_area_looks_for(area: str, types: int) -> None:
    rule = protocol_for(area).quoracy
    looked_for = {
        r.any_of for r in rule.requirements if r.any_of and r.when == "always" and not r.person_check
    }
    assert not rule.binding
    assert len(looked_for) == types


@pytest.mark.parametrize(
    ("area", "missing"),
    [
        pytest.param("hackney", "Housing", marks=pytest.mark.rule("HAC-07")),
        pytest.param("wolverhampton", "Housing", marks=pytest.mark.rule("WOL-09")),
        pytest.param("kent-and-medway", "Probation", marks=pytest.mark.rule("KEN-01")),
        pytest.param("luton", "Probation", marks=pytest.mark.rule("LUT-01")),
    ],
)
async def test_the_chair_hears_who_is_missing_and_the_meeting_goes_on(
    store: Store, area: str, missing: str
) -> None:
    day = await in_area(store, area)
    before = messages(day, CHAIR, ADMIN, "police-rep")
    await day.opened("police-rep", "idva-rep")

    for person in (CHAIR, ADMIN):
        told = day.since(person, before[person])
        assert "Not here yet" in told
        assert missing in told.partition("Not here:")[2].partition("The meeting can go on")[0]
    assert "Not here:" not in day.since("police-rep", before["police-rep"])
    meeting = await day.meeting()
    assert not assess(meeting, day.protocol).is_quorate
    for number in meeting.cases:
        holds = {hold.code for hold in holds_on_opening(meeting, day.protocol, number)}
        assert not holds & {HoldCode.NOT_QUORATE, HoldCode.NOT_QUORATE_FOR_CASE}
    await day.take(OpenCase(case="101", note="It is time."), by=CHAIR)
    assert (await day.meeting()).current_case == "101"

    everything = "\n".join(m.words for m in day.stage.teams.messages)
    everything += await day.say(CHAIR, "quoracy") + await day.desk_of(CHAIR) + await day.desk_of(ADMIN)
    assert "uorate" not in everything
    assert "Go ahead" not in day.buttons(CHAIR)
    assert any(m.conversation == CHAT for m in day.stage.teams.messages)


@pytest.mark.rule("LUT-01")
async def test_lutons_gap_stays_in_the_record(store: Store) -> None:
    day = await in_area(store, "luton")
    await day.opened("police-rep", "idva-rep")
    lost = [e.event for e in await store.ledger.entries(day.key) if isinstance(e.event, QuoracyLost)]
    labels = {r.key: r.label for r in day.protocol.quoracy.requirements}
    assert any("Probation" in labels[key] for event in lost for key in event.missing)
    assert not any(isinstance(e.event, QuoracyGained) for e in await store.ledger.entries(day.key))


RANKED: dict[str, Who] = {"inspector": ("Inspector Ivy", "police", Capacity.DEPUTY)}


async def at_luton(store: Store) -> AreaDay:
    """Luton's meeting, to which the IDVA service and the police can each send a chair."""
    more: dict[str, Who] = {"idva-chair": ("Chair Hornbeam", "idva", Capacity.CHAIR), **RANKED}
    day = await in_area(store, "luton", more)
    inspector = (await day.meeting()).roll["inspector"]
    ranked = Attendee(
        person="inspector",
        agency="police",
        capacities=inspector.capacities,
        authority=True,
        checks=(("rank", None),),
    )
    await day.take(UpdateRoll(agencies=(), attendees=(ranked,)))
    return day


@pytest.mark.rule("LUT-25")
async def test_the_chair_hears_when_the_police_have_nobody_here_who_can_decide(store: Store) -> None:
    day = await at_luton(store)
    before = messages(day, "idva-chair", ADMIN)
    label = next(r.label for r in day.protocol.quoracy.requirements if r.person_check == "rank")
    await begun(day, "idva-chair", ADMIN, "police-rep", by="idva-chair")

    assert label in day.since("idva-chair", before["idva-chair"])
    assert "Ring Area Police" in day.since("idva-chair", before["idva-chair"])
    missing = {r.label for r in assess(await day.meeting(), day.protocol).missing}
    assert label in missing
    assert "Police" not in missing

    await day.comes("inspector")
    assert label not in {r.label for r in assess(await day.meeting(), day.protocol).missing}
    await day.take(Depart(person="inspector"), by="inspector")
    assert label in {r.label for r in assess(await day.meeting(), day.protocol).missing}


@pytest.mark.rule("LUT-25")
async def test_a_rank_is_asked_for_only_while_the_idva_service_chairs(store: Store) -> None:
    day = await at_luton(store)
    await begun(day, CHAIR, ADMIN, "police-rep")  # the police chair
    keys = {r.key for r in assess(await day.meeting(), day.protocol).requirements}
    assert not any("decide" in key for key in keys)
