"""Cases that have not come back: when they are listed, who approves the list, and whose flags come off
(LIN-31, WOL-22, KEN-50, LUT-40, LUT-41, LUT-42)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marac.caselist import Listing
from store.opening import Store
from tests.rows.areas import ADMIN
from tests.rows.records import a_year_on, desk, held, on_working_day

APPROVE = "Approve: close these cases"


@pytest.mark.rule("LUT-40")
@pytest.mark.rule("LUT-41")
async def test_luton_lists_before_the_meeting_then_agencies_take_flags_off_and_cases_are_discharged(
    store: Store,
) -> None:
    day = await held(store, "luton")
    later = await a_year_on(day)
    await on_working_day(later, later.starts_at - timedelta(days=10))
    assert (await later.meeting()).closure_lists == {}
    await on_working_day(later, later.starts_at - timedelta(days=6))
    shown = await later.say(ADMIN, "closures")
    assert "Case 101: last heard" in shown
    assert "101" not in await desk(later, "police-rep")
    assert "closures" not in (await later.say("police-rep", "help")).casefold()

    await later.stage.press(ADMIN, APPROVE, about="Case 101")
    assert (await later.meeting()).closure_lists["before"].approved == ("101",)
    assert "Take off the flags" in await desk(later, "police-rep")
    assert "Discharge the 1 closed case in MODUS" in await desk(later, ADMIN)
    await later.say("police-rep", "duties")
    await later.stage.press("police-rep", "Flags off")
    answered = await later.say(ADMIN, "who has answered")
    assert "Flags off: Area Police" in answered
    assert "IDVA Service" in answered.split("Flags off")[0]


@pytest.mark.rule("LUT-42")
async def test_luton_counts_a_flag_from_the_meeting_and_again_from_another_hearing(store: Store) -> None:
    day = await held(store, "luton")
    first = (await day.case("101")).flagged_until
    met = day.starts_at.date()
    assert first == met.replace(year=met.year + 1)
    again = await a_year_on(day, Listing(number="101", referring_agency="police", repeat=True), weeks=20)
    await again.opened("police-rep", "idva-rep")
    await again.say("chair", "open anyway for the story; case: 101")
    await again.say("chair", "close anyway nothing of note")
    await again.say("chair", "close meeting the rest goes to another day")
    met = again.starts_at.date()
    assert (await again.case("101")).flagged_until == met.replace(year=met.year + 1)
    later = await a_year_on(day)
    await on_working_day(later, later.starts_at - timedelta(days=3))
    assert (await later.meeting()).closure_lists == {}


@pytest.mark.rule("WOL-22")
async def test_wolverhampton_asks_all_to_flag_and_all_but_the_police_to_take_flags_off(store: Store) -> None:
    day = await held(store, "wolverhampton")
    await on_working_day(day, day.starts_at + timedelta(days=1))
    for person in ("police-rep", "idva-rep"):
        assert "Say whether the files of those heard are flagged for 12 months" in await desk(day, person)
    later = await a_year_on(day)
    await on_working_day(later, later.starts_at - timedelta(days=2))
    await later.say(ADMIN, "closures")
    await later.stage.press(ADMIN, APPROVE, about="Case 101")
    assert "Take off the flags" in await desk(later, "idva-rep")
    assert "Take off the flags" not in await desk(later, "police-rep")


@pytest.mark.rule("KEN-50")
async def test_kent_lists_cases_for_the_minutes_once_the_meeting_is_over(store: Store) -> None:
    day = await held(store, "kent-and-medway")
    later = await a_year_on(day)
    await on_working_day(later, later.starts_at - timedelta(days=1))
    assert (await later.meeting()).closure_lists == {}
    await later.opened("police-rep", "idva-rep")
    await later.say("chair", "close meeting the rest goes to another day")
    await on_working_day(later, later.starts_at + timedelta(days=1))
    assert "Case 101: last heard" in await later.say(ADMIN, "closures")
    assert "Take off the flags" not in await desk(later, "idva-rep")
    await later.stage.press(ADMIN, APPROVE, about="Case 101")
    assert "Take off the flags" in await desk(later, "idva-rep")


@pytest.mark.rule("LIN-31")
async def test_lincolnshire_lists_weekly_and_tells_representatives_of_the_list_once_it_is_approved(
    store: Store,
) -> None:
    day = await held(store, "lincolnshire")
    later = await a_year_on(day, weeks=54)
    over = day.starts_at.date().replace(year=day.starts_at.year + 1)
    await on_working_day(later, later.starts_at - timedelta(days=15))
    assert (await later.meeting()).closure_lists == {}
    await on_working_day(later, later.starts_at - timedelta(days=9))
    await on_working_day(later, later.starts_at - timedelta(days=8))
    assert date.fromisoformat(str(over)) <= later.stage.clock.moment.date()
    assert "Look through the list: 1 case due to be closed" in later.stage.card(ADMIN, "For today").words
    await later.say(ADMIN, "closures")
    before = later.stage.everything("police-rep", "idva-rep")
    assert "closure list" not in before
    await later.stage.press(ADMIN, APPROVE, about="Case 101")
    await later.told()
    assert "The list of closed cases is in MODUS" in later.stage.card("idva-rep", "closure list").words
    assert "101" not in later.stage.card("idva-rep", "closure list").words


async def test_a_list_that_is_approved_closes_only_what_has_still_not_come_back(store: Store) -> None:
    day = await held(store, "luton")
    later = await a_year_on(day)
    await on_working_day(later, later.starts_at - timedelta(days=6))
    await a_year_on(day, Listing(number="101", referring_agency="police"), weeks=55)
    await later.say(ADMIN, "closures")
    await later.stage.press(ADMIN, APPROVE, about="Case 101")
    assert (await later.meeting()).closure_lists["before"].approved == ()
    assert "Take off the flags" not in await desk(later, "idva-rep")
