"""Lists that close, and what comes after: kept for the next meeting, labelled so, and put on it once it is
called (HAC-11, WOL-19, LUT-14)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from marac.caselist import ListCases
from marac.closing import CloseMeeting
from marac.meeting import Case
from marac.running_order import TellOrder
from marac.words import CaseKind, CaseState
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, nothing_holds
from tests.rows.orders import ahead, case, counts, news, order_of, pass_minutes
from usecases.call_meeting import call_meeting, meeting_key
from usecases.import_cases import import_cases
from usecases.receive import FileTaken

HEADINGS = "Case number,Referring agency,Children"


async def imported(day: AreaDay, *rows: str, on: date | None = None) -> FileTaken:
    """An administrator takes in a list: for the day's own meeting, or for whichever it is about."""
    data = "\n".join([HEADINGS, *rows, ""]).encode()
    taken = await import_cases(day.stage.office, day.protocol.area, data, "cases.csv", on, by=ADMIN)
    await day.stage.settle()
    return taken


async def called(day: AreaDay, on: date) -> dict[str, Case]:
    """The area's meeting on that day, called now; the cases on its list that are to be heard."""
    meeting = await call_meeting(day.stage.office, day.protocol.area, on)
    await day.stage.settle()
    return {n: c for n, c in meeting.cases.items() if c.state is CaseState.LISTED}


def local(day: AreaDay, *moment: int) -> datetime:
    """A moment on the area's clock."""
    wall = datetime(*moment)  # type: ignore[arg-type]  # noqa: DTZ001 - a time on the wall
    return day.protocol.calendar.moment(wall.date(), wall.time())


@pytest.mark.rule("HAC-11")
async def test_hackneys_list_closes_at_one_on_the_thursday_a_week_before(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"), days=8)
    await day.until(local(day, 2026, 11, 26, 12, 59))
    await imported(day, "101,Area Police,no", "102,Housing Team,no", on=day.starts_at.date())
    assert await order_of(day) == ["101", "102"]

    await day.until(local(day, 2026, 11, 26, 13, 1))
    before = counts(day)
    taken = await imported(day, "101,Area Police,no", "103,Housing Team,no", on=day.starts_at.date())

    assert taken.for_next == (("103", date(2026, 12, 17)),)
    assert await order_of(day) == ["101", "102"]
    for person in (ADMIN, OTHER_ADMIN, CHAIR):
        shown = await day.say(person, "order")
        assert "For the next meeting, on Thu 17 Dec 2026: case 103." in shown, person
    assert "For the next meeting" not in await day.say("police-rep", "order")
    assert "For the next meeting, on Thu 17 Dec 2026" in await day.say("housing-rep", "case 103")
    told = await news(day, before)
    assert "Case 103 is not added to this meeting" in told["housing-rep"]
    assert "Thu 17 Dec 2026" in told["housing-rep"]
    assert "please telephone the Chair" in told["housing-rep"]
    assert "103" not in told.get("police-rep", "")

    listed = await called(day, date(2026, 12, 17))
    assert set(listed) == {"103"}
    kept = (await day.meeting()).cases["103"]
    assert kept.put_on == meeting_key("hackney", date(2026, 12, 17))


async def test_a_late_case_keeps_its_kind_and_the_day_on_which_it_came(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"), days=3)
    sensitive = case("102", "housing", kind=CaseKind.EMPLOYEE_SENSITIVE, children=True, sitting=1)
    before = counts(day)
    await day.take(ListCases(listed=(sensitive,)), by=ADMIN)

    listed = (await called(day, date(2026, 12, 17)))["102"]

    assert listed.kind is CaseKind.EMPLOYEE_SENSITIVE
    assert listed.children
    assert listed.referred_on == date(2026, 11, 30)
    told = await news(day, before)
    assert "102" not in told.get("housing-rep", "") + told.get("police-rep", "")


async def test_another_day_than_was_promised_is_told_to_whoever_referred_the_case(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"), days=3)
    await day.take(ListCases(listed=(case("102", "housing"),)), by=ADMIN)
    await day.told()
    before = counts(day)

    await called(day, date(2026, 12, 10))

    told = await news(day, before)
    assert "Case 102 is on the list of the meeting on Thu 10 Dec 2026." in told["housing-rep"]
    assert "police-rep" not in told


async def test_what_a_list_says_anew_of_a_late_case_goes_to_the_meeting_that_has_it(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"), days=3)
    await imported(day, "101,Area Police,no", "102,Housing Team,no", on=day.starts_at.date())
    assert set(await called(day, date(2026, 12, 17))) == {"102"}

    taken = await imported(day, "101,Area Police,no", "102,Housing Team,yes")

    assert taken.meeting == day.key
    later = await day.stage.meeting(meeting_key("hackney", date(2026, 12, 17)))
    assert later.cases["102"].children
    assert await order_of(day) == ["101"]


@pytest.mark.rule("WOL-19")
async def test_wolverhamptons_cases_go_to_the_first_meeting_whose_agenda_has_not_gone_out(
    store: Store,
) -> None:
    day = await ahead(store, "wolverhampton", case("101"), days=9)
    await call_meeting(day.stage.office, "wolverhampton", date(2026, 12, 9))
    await imported(day, "201,Area Police,no", on=date(2026, 12, 9))
    before = counts(day)

    taken = await imported(day, "102,Housing Team,no")

    assert taken.meeting == day.key
    told = await news(day, before)
    assert "Listed for the meeting on Wednesday 2 December: case 102." in told["housing-rep"]

    await nothing_holds(day)
    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    await pass_minutes(day, 24 * 60)  # what a day may bring has been brought on this one
    before = counts(day)
    taken = await imported(day, "103,Housing Team,no")
    assert taken.meeting == meeting_key("wolverhampton", date(2026, 12, 9))
    again = await imported(day, "101,Area Police,no", "104,Housing Team,no", on=day.starts_at.date())
    assert again.for_next == (("104", date(2026, 12, 9)),)
    assert await order_of(day) == ["101", "102"]
    later = await day.stage.meeting(meeting_key("wolverhampton", date(2026, 12, 9)))
    assert set(later.cases) == {"201", "103", "104"}
    told = await news(day, before)
    assert "Listed for the meeting on Wednesday 9 December: case 103" in told["housing-rep"]
    assert "Case 104 is not added to this meeting" in told["housing-rep"]
    assert "on Wed 9 Dec 2026" in told["housing-rep"]


@pytest.mark.rule("LUT-14")
async def test_lutons_list_closes_at_noon_on_the_wednesday_thirteen_days_before(store: Store) -> None:
    day = await ahead(store, "luton", case("101"), days=14)
    assert day.starts_at.date() == date(2026, 12, 1)
    await day.until(local(day, 2026, 11, 18, 11, 59))
    await imported(day, "101,Area Police,no", "102,Housing Team,no", on=day.starts_at.date())
    assert await order_of(day) == ["101", "102"]

    await day.until(local(day, 2026, 11, 18, 12, 1))
    await imported(day, "103,Housing Team,no", on=day.starts_at.date())
    assert await order_of(day) == ["101", "102"]
    shown = await day.say(ADMIN, "order")
    assert "For the next meeting, or for this one once everybody who is asked says yes: case 103." in shown
    before = counts(day)
    await day.say(CHAIR, "list answer 103; no")
    assert "For the next meeting, on Tue 22 Dec 2026: case 103." in await day.say(ADMIN, "order")
    assert "kept for the next one, on Tue 22 Dec 2026" in (await news(day, before))["housing-rep"]

    await day.until(day.starts_at - timedelta(days=3))
    await imported(day, "104,Housing Team,no", on=day.starts_at.date())
    assert "case 103 and case 104" in await day.say(ADMIN, "order")
    assert "waits for your answer" not in day.since(CHAIR, before[CHAIR])

    assert set(await called(day, date(2026, 12, 22))) == {"103", "104"}


async def test_a_late_case_that_nobody_answered_is_for_the_next_meeting(store: Store) -> None:
    day = await ahead(store, "luton", case("101"), days=10)
    await day.say("housing-rep", "late case no; 102")
    await call_meeting(day.stage.office, "luton", date(2026, 12, 22))
    await day.opened("police-rep", "housing-rep")
    await day.say(CHAIR, "open anyway for the story; case: 101")
    await day.say(CHAIR, "close anyway nothing of note")
    assert (await day.case("102")).for_next is None

    await day.take(CloseMeeting(note="Nobody answered."), by=CHAIR)
    await day.until(day.stage.clock.moment + timedelta(minutes=10))

    assert (await day.case("102")).for_next == date(2026, 12, 22)
    later = await day.stage.meeting(meeting_key("luton", date(2026, 12, 22)))
    assert set(later.cases) == {"102"}
