"""A case that was to be heard and was not is on the next meeting's list, whatever has closed, once that is
called; nobody has to remember it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marac.caselist import ListCases
from marac.closing import CloseMeeting, EndSitting
from marac.words import CaseKind, CaseState
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, AreaDay
from tests.rows.orders import ahead, case, counts, hear, news
from usecases.call_meeting import call_meeting, meeting_key
from usecases.import_cases import import_cases

NEXT = {"hackney": date(2026, 12, 17), "luton": date(2026, 12, 22), "lincolnshire": date(2026, 12, 9)}


async def later(day: AreaDay) -> dict[str, CaseState]:
    """The list of the next meeting."""
    area = day.protocol.area
    meeting = await day.stage.meeting(meeting_key(area, NEXT[area]))
    return {number: one.state for number, one in meeting.cases.items()}


async def one_heard(store: Store, area: str) -> AreaDay:
    """Of two cases the first was heard, and an HBA case was not either."""
    hba = case("103", by="idva", kind=CaseKind.HBA)
    day = await ahead(store, area, case("101"), case("102", by="housing", children=True), hba)
    await day.opened("police-rep", "housing-rep", "idva-rep")
    await hear(day, "101")
    return day


@pytest.mark.parametrize("is_called_before", [True, False])
@pytest.mark.parametrize("area", sorted(NEXT))
async def test_what_was_not_heard_is_on_the_next_list_once(
    store: Store, area: str, is_called_before: bool
) -> None:
    day = await one_heard(store, area)
    if is_called_before:
        await call_meeting(day.stage.office, area, NEXT[area])
    before = counts(day)
    await day.take(CloseMeeting(note="We ran out of time."), by=CHAIR)
    told = await news(day, before)
    goes_on = f"It goes on the list of the next one, on {NEXT[area]:%a} "
    assert f"Case 102 was not heard at this meeting. {goes_on}" in told["housing-rep"]
    assert "102 was not heard" not in told.get("police-rep", "")
    assert (await day.case("102")).for_next == NEXT[area]

    if not is_called_before:
        await call_meeting(day.stage.office, area, NEXT[area])
    for minutes in (10, 20):
        await day.until(day.stage.clock.moment + timedelta(minutes=minutes))
        assert await later(day) == {"102": CaseState.LISTED, "103": CaseState.LISTED}
    entry = (await day.stage.meeting(meeting_key(area, NEXT[area]))).cases["102"]
    assert (entry.referring_agency, entry.children) == ("housing", True)
    assert "101" not in await later(day)


async def test_it_goes_on_a_list_that_has_closed(store: Store) -> None:
    day = await one_heard(store, "hackney")
    await day.take(CloseMeeting(note="We ran out of time."), by=CHAIR)
    await day.until(day.protocol.calendar.moment(date(2026, 12, 15), day.protocol.nudge_at))
    await call_meeting(day.stage.office, "hackney", NEXT["hackney"])
    await day.until(day.stage.clock.moment + timedelta(minutes=5))
    assert await later(day) == {"102": CaseState.LISTED, "103": CaseState.LISTED}


async def test_the_end_of_the_last_sitting_is_enough(store: Store) -> None:
    day = await one_heard(store, "luton")
    await call_meeting(day.stage.office, "luton", NEXT["luton"])
    await day.take(EndSitting(note="We ran out of time."), by=CHAIR)
    await day.until(day.stage.clock.moment + timedelta(minutes=5))
    assert "102" in await later(day)


async def test_what_an_administrator_has_listed_there_already_stays_as_they_have_it(store: Store) -> None:
    day = await one_heard(store, "luton")
    following = await call_meeting(day.stage.office, "luton", NEXT["luton"])
    there = AreaDay(day.stage, following.key, day.protocol, following.sittings[0].starts_at)
    await there.take(ListCases(listed=(case("102", by="housing", pregnancy=True),)))
    await day.take(CloseMeeting(note="We ran out of time."), by=CHAIR)
    await day.until(day.stage.clock.moment + timedelta(minutes=5))
    assert (await there.case("102")).pregnancy
    assert (await day.case("102")).put_on == following.key


async def test_the_list_that_comes_later_is_still_the_meeting_s_first(store: Store) -> None:
    day = await one_heard(store, "hackney")
    await call_meeting(day.stage.office, "hackney", NEXT["hackney"])
    await day.take(CloseMeeting(note="We ran out of time."), by=CHAIR)
    await day.until(day.protocol.calendar.moment(date(2026, 12, 15), day.protocol.nudge_at))
    assert "102" in await later(day)

    rows = b"Case number,Referring agency,Children\n201,Area Police,no\n202,Housing Team,yes\n"
    taken = await import_cases(day.stage.office, "hackney", rows, "cases.csv", by=ADMIN)
    assert taken.meeting == meeting_key("hackney", NEXT["hackney"])
    assert taken.for_next == ()
    following = await day.stage.meeting(meeting_key("hackney", NEXT["hackney"]))
    assert {"201", "202"} <= {slot.case for slot in following.order}
