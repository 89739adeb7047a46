"""The year's meeting dates: shown with their holidays, handed over, and called when they are taken up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from marac.decide import Refused, Why
from store.opening import Store
from tests.journeys.stage import StageClock
from tests.rows.areas import ADMIN, CHAIR, AreaDay
from tests.rows.orders import ahead, case, counts, news
from usecases.calendar_files import CalendarEntry, write_ics
from usecases.import_cases import import_cases
from usecases.meeting_dates import dates_of_year, meeting_dates_file
from usecases.office import Office
from usecases.rooms import Place, room_for


async def starts(day: AreaDay, area: str) -> list[str]:
    """On which local days and times the area's meetings begin."""
    ledger, local = day.stage.office.ledger, day.protocol.calendar.local
    found = [await ledger.load(key) for key in await ledger.meetings(area)]
    return [f"{local(m.sittings[0].starts_at):%a %d %b %Y}" for m in found]


async def test_a_year_from_the_last_meeting_called_with_what_was_called(store: Store) -> None:
    day = await ahead(store, "luton", case("101"))
    year = await dates_of_year(day.stage.office, "luton")
    assert [one.days[0] for one in year.lines[:3]] == [
        date(2026, 12, 1),
        date(2026, 12, 22),
        date(2027, 1, 12),
    ]
    assert [one.called for one in year.lines[:3]] == [True, False, False]
    assert len(year.lines) == 18


async def test_holidays_on_and_beside_a_meeting_are_pointed_out_with_the_nearest_day(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"))
    year = await dates_of_year(day.stage.office, "hackney", date(2026, 12, 24))
    christmas = year.lines[0]
    assert not christmas.clashes
    assert [(c.day, c.why) for c in christmas.beside] == [(date(2026, 12, 25), "Christmas Day")]


async def test_administrators_see_the_year_on_a_card_and_nobody_else_does(store: Store) -> None:
    day = await ahead(store, "luton", case("101"))
    shown = await day.say(ADMIN, "meeting dates")
    assert "Luton MARAC: Every three weeks, on a Tuesday" in shown
    assert "✓ Tue 1 Dec 2026" in shown
    assert "Tue 22 Dec 2026" in shown
    for person in (CHAIR, "police-rep"):
        assert "22 Dec" not in await day.say(person, "meeting dates"), person
        assert "22 Dec" not in await day.say(person, "call meetings 31 January 2027"), person
    assert await starts(day, "luton") == ["Tue 01 Dec 2026"]


async def test_taken_up_they_are_called_once_and_nobody_is_told_of_dates_without_a_list(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"))
    before = counts(day)
    await day.say(ADMIN, "call meetings 31 January 2027")
    await day.say(ADMIN, "call meetings 31 January 2027")
    assert await starts(day, "hackney") == [
        "Thu 03 Dec 2026",
        "Thu 17 Dec 2026",
        "Thu 31 Dec 2026",
        "Thu 14 Jan 2027",
        "Thu 28 Jan 2027",
    ]
    assert "✓ Thu 28 Jan 2027" in day.since(ADMIN, before[ADMIN])
    assert not (await news(day, before)).get("police-rep")


async def test_one_on_a_holiday_is_put_on_the_nearest_day_or_waits_for_the_chair(store: Store) -> None:
    day = await ahead(store, "wolverhampton", case("101"))
    day.stage.clock.moment = datetime(2030, 12, 2, 10, tzinfo=UTC)
    shown = await day.say(ADMIN, "meeting dates")
    assert "Wed 25 Dec 2030: Christmas Day. Tue 24 Dec 2030 would do." in shown
    await day.say(ADMIN, "call meetings 27 December 2030; first meeting: 25 December 2030")
    assert (await starts(day, "wolverhampton"))[-1] == "Tue 24 Dec 2030"
    assert "✓ Wed 25 Dec 2030" in await day.say(ADMIN, "meeting dates")
    data = b"Case number,Referring agency,Children\n201,Area Police,no\n"
    first = await import_cases(day.stage.office, "wolverhampton", data, "cases.csv", by=ADMIN)
    assert first.meeting == "wolverhampton-2030-12-25"


async def test_where_the_chair_agrees_to_another_day_it_stays_until_then(store: Store) -> None:
    day = await ahead(store, "luton", case("101"))
    day.stage.clock.moment = datetime(2028, 12, 1, 10, tzinfo=UTC)
    await day.say(ADMIN, "call meetings 26 December 2028; first meeting: 26 December 2028")
    assert (await starts(day, "luton"))[-1] == "Tue 26 Dec 2028"
    await day.told()
    assert "whether the meeting may begin on" in day.stage.everything(CHAIR)
    await day.say(CHAIR, "move answer yes")
    assert (await starts(day, "luton"))[-1] != "Tue 26 Dec 2028"


async def test_another_rhythm_can_be_chosen_where_the_area_has_several(store: Store) -> None:
    day = await ahead(store, "kent-and-medway", case("101"))
    assert "Every fortnight" in await day.say(ADMIN, "meeting dates")
    await day.say(ADMIN, "call meetings 31 January 2027; 5 January 2027; Every fortnight")
    ledger = day.stage.office.ledger
    called = [await ledger.load(key) for key in await ledger.meetings("kent-and-medway")]
    assert [m.rhythm for m in called] == ["", "fortnightly", "fortnightly"]


async def test_an_area_that_says_no_day_asks_for_the_first(store: Store) -> None:
    clock = StageClock(datetime(2026, 11, 16, 10, tzinfo=UTC))
    office = Office(ledger=store.ledger, register=store.register, clock=clock)
    with pytest.raises(Refused) as refused:
        await dates_of_year(office, "kent-and-medway")
    assert refused.value.why is Why.MISSING
    with pytest.raises(Refused):
        await dates_of_year(office, "lincolnshire", rhythm="never")
    with pytest.raises(ValueError, match="is a Thursday, not a Wednesday"):
        await dates_of_year(office, "lincolnshire", date(2026, 11, 26))
    year = await dates_of_year(office, "lincolnshire")
    assert year.lines[0].days == (date(2026, 11, 18), date(2026, 11, 19))


async def test_the_year_as_files(store: Store) -> None:
    day = await ahead(store, "luton", case("101"))
    room = await room_for(day.stage.office, ADMIN, Place.PERSONAL, meeting=day.key)
    made = await meeting_dates_file(day.stage.office, room, {"format": "csv"})
    assert "22/12/2026" in made.content.decode("utf-8-sig")
    entries = (await meeting_dates_file(day.stage.office, room, {"format": "ics"})).content.decode()
    assert "DTSTART:20261222T090000Z\r\nDTEND:20261222T164500Z" in entries
    assert (await meeting_dates_file(day.stage.office, room, {})).name.endswith(".xlsx")
    other = await room_for(day.stage.office, CHAIR, Place.PERSONAL, meeting=day.key)
    with pytest.raises(Refused):
        await meeting_dates_file(day.stage.office, other, {})


def test_an_entry_is_escaped_and_no_line_is_longer_than_a_calendar_takes() -> None:
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    words = "Stay; please, until the end.\n" + "é" * 60
    entry = CalendarEntry(key="k", starts_at=at, ends_at=at, title="A meeting", words=words)
    made = write_ics([entry], at)
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    whole = made.decode().replace("\r\n ", "")
    assert "DESCRIPTION:Stay\\; please\\, until the end.\\n" + "é" * 60 in whole
