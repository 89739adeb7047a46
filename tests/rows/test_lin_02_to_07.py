"""The running order, who is expected, guests, and when the meeting is quorate (LIN-02 to LIN-07)."""

from __future__ import annotations

import pytest

from marac.call import UpdateRoll
from marac.caselist import ListCases, Listing
from marac.meeting import Attendee
from marac.running_order import SetOrder
from marac.words import Capacity
from tests.journeys.hearing_day import ADMIN, CHAIR, OTHER_ADMIN, PROTOCOL, Day
from tests.journeys.stage import FIRST_DAY
from tests.rows.county import SECOND_DAY, comes, counts, goes, hear, seen_in_teams


@pytest.mark.rule("LIN-02")
async def test_the_chat_sees_an_order_a_day_under_districts_with_times_and_numbers_alone(ahead: Day) -> None:
    listed = (
        Listing(number="104", district="East Lindsey", referring_agency="police"),
        Listing(number="105", district="West Lindsey", referring_agency="trust", children=True),
        Listing(number="106", district="South Kesteven", referring_agency="csc"),
    )
    await ahead.take(ListCases(listed=listed), SetOrder())
    await ahead.without_guests()
    ahead.stage.clock.moment = FIRST_DAY
    await ahead.say(CHAIR, "open")
    assert _order_in_chat(ahead) == [
        "West Lindsey",
        "09:15  Case 101",
        "09:30  Case 105",
        "Lincoln City",
        "09:45  Case 102",
        "South Kesteven",
        "10:00  Case 106",
    ]
    await ahead.say(CHAIR, "end sitting the rest goes to another day")
    ahead.stage.clock.moment = SECOND_DAY
    await ahead.say(CHAIR, "open")
    later = ["South Holland", "09:15  Case 103", "East Lindsey", "09:30  Case 104"]
    assert _order_in_chat(ahead) == later

    order = (await ahead.say("das-rep", "order")).splitlines()
    assert order[order.index("Sitting 2, Thursday 3 December") + 2 :] == later


def _order_in_chat(day: Day) -> list[str]:
    card = next(m for m in reversed(day.stage.in_chat()) if "Running order" in m.words)
    words = card.words.split("Running order\n")[1].splitlines()
    return words[: words.index("Who is here")]


@pytest.mark.rule("LIN-03")
async def test_administrators_see_each_expected_type_for_which_nobody_comes(ahead: Day) -> None:
    expected = {t.key for t in PROTOCOL.agency_types if t.expected}
    assert expected >= {"police", "probation", "childrens-services", "health-0-19", "education", "a-and-e"}
    assert expected >= {
        "maternity",
        "gp",
        "community-nursing",
        "mental-health",
        "adult-social-care",
        "housing",
    }
    assert expected >= {"district-council", "idva", "homelessness", "drug-and-alcohol", "sexual-violence"}
    assert expected >= {"domestic-abuse", "cafcass"}
    assert not expected & {"school", "immigration"}

    people = await ahead.say(ADMIN, "people")
    missing = people.split("Nobody comes for\n")[1].splitlines()[0]
    assert "Cafcass" in missing
    assert "Education" in missing
    assert "Probation" not in missing
    assert "School" not in missing

    before = counts(ahead, (ADMIN, OTHER_ADMIN, "police-rep"))
    await ahead.say("probation-rep", "apologies")
    for person in (ADMIN, OTHER_ADMIN):
        assert "Nobody is named for: Probation." in ahead.since(person, before[person])
    assert "Nobody is named" not in ahead.since("police-rep", before["police-rep"])
    assert "Probation" in (await ahead.say(ADMIN, "people")).split("Nobody comes for\n")[1].splitlines()[0]


@pytest.mark.rule("LIN-04")
async def test_a_guest_gets_the_slot_and_posts_of_their_case_and_nothing_else(ahead: Day) -> None:
    stage = ahead.stage
    await stage.say(ADMIN, "people")
    form = await stage.press(ADMIN, "Invite a guest")
    form = await stage.fill(
        form,
        name="Refuge Rowanberry",
        job_title="Outreach worker",
        phone="01632 960077",
        email="refuge@guest.example",
        cases="103",
        new_agency="Refuge of the Wolds",
        agency_type="invited",
    )
    assert "Refuge Rowanberry" in form.words
    roll = (await ahead.meeting()).roll
    guest = next(p for p, a in roll.items() if a.is_guest and p != "guest")
    await seen_in_teams(ahead, guest)
    order = await ahead.say(guest, "order")
    assert "09:15  Case 103" in order
    assert "101" not in order
    assert "102" not in order
    assert "Case 103: expected at 09:15, Thursday 3 December." in await ahead.say(guest, "desk")
    assert "Please choose Case 103." in await ahead.say(guest, "case 101")
    await stage.say(guest, "meeting")
    await stage.say(guest, "my actions")
    await stage.say(guest, "case actions 101")
    seen = "\n".join(
        m.words for m in stage.seen(guest) if "Lincolnshire MARAC" not in m.words.splitlines()[0]
    )
    assert "101" not in seen
    assert "102" not in seen


@pytest.mark.rule("LIN-04")
async def test_a_guest_hears_of_their_own_case_when_it_is_called_and_of_no_other(day: Day) -> None:
    await day.say(CHAIR, "open case 101")
    await hear(day, "101")
    assert "101" not in day.stage.everything("guest")
    await comes(day, "guest")
    await day.say("guest", "private setting")
    await day.say(CHAIR, "open anyway it is heard today; case: 103")
    assert "Case 103 is being heard now." in day.stage.everything("guest")
    await hear(day, "103")
    assert "Case 103 is over." in day.stage.everything("guest")


@pytest.mark.rule("LIN-05")
async def test_it_is_not_quorate_until_a_chair_and_an_administrator_are_here(ahead: Day) -> None:
    stage = ahead.stage
    stage.clock.moment = FIRST_DAY
    await comes(ahead, "police-rep", "idva-rep", "trust-rep", "csc-rep", "das-rep", "probation-rep")
    answer = await ahead.say("police-rep", "quorum")
    assert "Not quorate" in answer
    assert "✗ A chair" in answer
    assert "✗ A MARAC administrator" in answer

    await comes(ahead, CHAIR)
    await ahead.say(CHAIR, "open")
    desk = await ahead.say(CHAIR, "desk")
    await stage.say("police-rep", "meeting", chat=True)
    card = stage.in_chat()[-1].words
    assert "Not quorate" in card
    assert "missing: A MARAC administrator" in card
    assert "Not quorate" in desk
    assert "✓ A chair" in desk
    assert "✗ A MARAC administrator: 0 of 1" in desk
    told = stage.card(ADMIN, "Missing:").words
    assert "Missing: A MARAC administrator." in told
    assert "Ring County MARAC Team: Duty manager of County MARAC Team" in told
    assert "Ring Maternity" not in told

    await comes(ahead, ADMIN)
    assert "✓ Quorate" in await ahead.say(CHAIR, "desk")
    await goes(ahead, CHAIR)
    assert "Missing: A chair." in stage.card(ADMIN, "Missing:").words
    await comes(ahead, CHAIR)
    assert "✓ Quorate" in await ahead.say(CHAIR, "desk")


@pytest.mark.rule("LIN-06")
async def test_agencies_are_counted_by_type_and_not_people_observers_or_guests(ahead: Day) -> None:
    stage = ahead.stage
    stage.clock.moment = FIRST_DAY
    watching = Attendee(person="observer", agency="idva", capacities=frozenset({Capacity.OBSERVER}))
    visiting = Attendee(person="guest", agency="trust", capacities=frozenset({Capacity.GUEST}))
    await ahead.take(UpdateRoll(agencies=(), attendees=(watching, visiting)))
    await comes(ahead, CHAIR, ADMIN, "police-rep", "police-deputy", "csc-rep", "probation-rep")
    await comes(ahead, "observer", "guest", "iom-rep")
    await stage.say(CHAIR, "open")
    await stage.say("police-rep", "meeting", chat=True)
    card = stage.in_chat()[-1].words
    missing = "Five statutory agencies, Health and The domestic abuse or IDVA service"
    assert f"Not quorate – missing: {missing}" in card
    assert "✗ Five statutory agencies, 3 of 5: " in card

    await comes(ahead, "nought19-rep")
    assert "✗ Health" in await ahead.say(CHAIR, "quorum")
    await comes(ahead, "trust-rep")
    answer = await ahead.say(CHAIR, "quorum")
    assert "✓ Five statutory agencies" in answer
    assert "✓ Health" in answer
    assert "✗ The domestic abuse or IDVA service" in answer
    assert "Not quorate" in answer
    await comes(ahead, "das-rep")
    assert "✓ Quorate" in await ahead.say(CHAIR, "quorum")


@pytest.mark.rule("LIN-07")
async def test_a_case_with_children_needs_childrens_services_from_its_opening_to_its_end(day: Day) -> None:
    await goes(day, "csc-rep")
    assert "✓ Quorate" in await day.say(CHAIR, "desk")
    assert "For this case you need children’s services." in await day.say(CHAIR, "open case 102")
    assert (await day.meeting()).current_case is None

    before = counts(day, (CHAIR, ADMIN, OTHER_ADMIN, "police-rep"))
    await day.say(CHAIR, "open anyway they are on their way; case: 102")
    for person in (CHAIR, ADMIN, OTHER_ADMIN):
        told = day.since(person, before[person])
        assert "The meeting is not quorate for case 102. Missing: Children’s services." in told
        assert "Ring Children’s Services: Duty manager of Children’s Services" in told
    assert "not quorate" not in day.since("police-rep", before["police-rep"])

    await comes(day, "csc-rep")
    before = counts(day, (CHAIR, ADMIN))
    await goes(day, "csc-rep")
    for person in (CHAIR, ADMIN):
        assert "not quorate for case 102" in day.since(person, before[person])
