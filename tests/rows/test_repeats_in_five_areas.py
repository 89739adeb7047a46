"""Cases that come back: the label that is suggested, who confirms it, and the flags that count anew.
(LIN-100, HAC-48, WOL-17, KEN-29, LUT-43)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marac.caselist import Listing
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR
from tests.rows.plans import open_case
from tests.rows.records import a_year_on, called_later, desk, held, on_working_day

PROVISIONAL = "Repeat, provisionally: heard on"

AREAS = [
    pytest.param("hackney", ADMIN, "police-rep", "Stalking", marks=pytest.mark.rule("HAC-48")),
    pytest.param("wolverhampton", "police-rep", "idva-rep", "Violence", marks=pytest.mark.rule("WOL-17")),
    pytest.param("kent-and-medway", ADMIN, "police-rep", "Sexual", marks=pytest.mark.rule("KEN-29")),
    pytest.param("luton", ADMIN, "police-rep", "Breach", marks=pytest.mark.rule("LUT-43")),
]


@pytest.mark.parametrize(("area", "confirms", "other", "incident"), AREAS)
async def test_a_case_heard_in_the_last_year_is_a_repeat_once_whoever_confirms_it_has_said_so(
    store: Store, area: str, confirms: str, other: str, incident: str
) -> None:
    day = await held(store, area)
    # Any agency may bring it back, and nothing is asked of a score.
    back = (Listing(number="101", referring_agency="housing"), Listing(number="302", referring_agency="idva"))
    later = await called_later(day, day.starts_at + timedelta(weeks=20), *back)
    await on_working_day(later, later.starts_at - timedelta(days=10))
    assert set((await later.meeting()).repeat_questions) == {"101"}
    assert not (await later.case("101")).repeat
    assert PROVISIONAL not in await desk(later, other)
    assert PROVISIONAL in await desk(later, confirms)
    await later.stage.press(confirms, incident, about=PROVISIONAL)
    assert (await later.case("101")).repeat
    assert PROVISIONAL not in (await desk(later, confirms)).split("You ticked")[0]
    assert "101" not in later.stage.chat_words().split("Running order")[0]


@pytest.mark.parametrize("area", ["hackney", "wolverhampton", "kent-and-medway", "luton"])
async def test_what_was_heard_longer_ago_is_no_repeat(store: Store, area: str) -> None:
    day = await held(store, area)
    later = await a_year_on(day, Listing(number="101", referring_agency="housing"))
    await on_working_day(later, later.starts_at - timedelta(days=10))
    assert (await later.meeting()).repeat_questions == {}


@pytest.mark.rule("LIN-100")
async def test_a_repeat_counts_the_flag_anew_ends_the_closure_and_is_ticked_by_agencies(store: Store) -> None:
    day = await held(store, "lincolnshire")
    words = "Change the flag’s last day"
    assert words not in await desk(day, "police-rep")
    repeat = Listing(number="101", referring_agency="housing", repeat=True, last_heard=day.starts_at.date())
    again = await called_later(day, day.starts_at + timedelta(weeks=30), repeat)
    await again.opened("police-rep", "idva-rep")
    await open_case(again)
    await again.say(CHAIR, "close anyway nothing of note")
    await again.say(CHAIR, "close meeting")
    until = (await again.case("101")).flagged_until
    met = again.starts_at.date()
    assert until is not None
    assert until >= date(met.year + 1, met.month, met.day)
    shown = await desk(again, "police-rep")
    assert f"{words} to {until:%d/%m/%Y} for what was heard again: 101" in shown
    await again.stage.press("police-rep", "Done", about=words)
    assert words not in (await desk(again, "police-rep")).split("You ticked")[0]

    later = await a_year_on(day, weeks=55)
    await on_working_day(later, later.starts_at - timedelta(days=3))
    assert (await later.meeting()).closure_lists == {}
