"""When a meeting starts, who may move or cancel it, and who is told (HAC-10, HAC-27, LUT-12)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from marac.presence import ReportStranger
from marac.running_order import TellOrder
from marac.words import CaseState
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay
from tests.rows.orders import EVERYBODY, OTHER_CHAIR, PEOPLE, ahead, case, counts, news, times_of
from usecases.call_meeting import call_meeting
from usecases.rooms import meeting_of

ASKED = "When does the meeting start?"
COMING = [person for person in PEOPLE if person != "observer"]


def starts(day: AreaDay, moment: datetime) -> str:
    """A moment on the area's clock."""
    return f"{day.protocol.calendar.local(moment):%a %d %b %H:%M}"


async def start_of(day: AreaDay) -> str:
    """When the meeting begins."""
    return starts(day, (await day.meeting()).sittings[0].starts_at)


async def closed(store: Store, *numbers: str) -> AreaDay:
    """Hackney's meeting after its list has closed."""
    day = await ahead(store, "hackney", *(case(n) for n in numbers or ("101", "102")), days=8)
    await day.until(datetime(2026, 11, 26, 13, 5, tzinfo=UTC))
    return day


@pytest.mark.rule("HAC-10")
async def test_the_coordinator_picks_nine_or_half_past_once_the_list_has_closed(store: Store) -> None:
    day = await ahead(store, "hackney", case("101"), case("102"), days=8)
    assert ASKED not in day.stage.everything(ADMIN)
    assert "once the list has closed" in await day.say(ADMIN, "set start 09:30")
    before = counts(day)

    await day.until(datetime(2026, 11, 26, 13, 5, tzinfo=UTC))
    await day.until(datetime(2026, 11, 26, 13, 20, tzinfo=UTC))
    for person in (ADMIN, OTHER_ADMIN):
        assert day.since(person, before[person]).count("The list has closed with 2 cases.") == 1
        assert ASKED in await day.desk_of(person)
    assert all(ASKED not in day.since(person, before[person]) for person in (CHAIR, "police-rep"))
    assert ASKED not in await day.desk_of(CHAIR)

    before = counts(day)
    await day.stage.press(ADMIN, "At 09:30")
    assert await start_of(day) == "Thu 03 Dec 09:30"
    assert list((await times_of(day)).values()) == ["09:45", "10:00"]
    told = await news(day, before)
    for person in COMING:
        assert "begins on Thursday 3 December, 09:30" in told[person], person
    assert "observer" not in told
    assert ASKED not in await day.desk_of(OTHER_ADMIN)


@pytest.mark.rule("HAC-10")
async def test_nine_as_planned_is_chosen_without_a_word_to_anybody(store: Store) -> None:
    day = await closed(store)
    assert ASKED in await day.desk_of(OTHER_ADMIN)
    before = counts(day)
    await day.say(ADMIN, "set start 9am")
    assert await start_of(day) == "Thu 03 Dec 09:00"
    assert ASKED not in await day.desk_of(OTHER_ADMIN)
    told = await news(day, before)
    assert not any("begins on" in words for words in told.values())


@pytest.mark.rule("HAC-10")
async def test_any_other_time_stands_only_once_the_chair_has_agreed(store: Store) -> None:
    day = await closed(store)
    before = counts(day)
    await day.say(ADMIN, "set start 10:15")
    assert await start_of(day) == "Thu 03 Dec 09:00"
    told = await news(day, before)
    for person in (CHAIR, OTHER_CHAIR):
        assert "whether the meeting may begin on Thursday 3 December, 10:15" in told[person], person
    assert set(told) <= {CHAIR, OTHER_CHAIR, ADMIN}
    assert "begin on" not in told.get(ADMIN, "")
    for person in (ADMIN, "police-rep"):
        await day.say(person, "move answer yes")
        assert await start_of(day) == "Thu 03 Dec 09:00", person

    before = counts(day)
    await day.stage.press(CHAIR, "Do not agree")
    assert "The chair does not agree" in (await news(day, before))[ADMIN]
    assert await start_of(day) == "Thu 03 Dec 09:00"
    assert ASKED in await day.desk_of(ADMIN)

    await day.say(ADMIN, "set start 10:15")
    await day.told()
    before = counts(day)
    await day.stage.press(OTHER_CHAIR, "Agree")
    assert await start_of(day) == "Thu 03 Dec 10:15"
    assert "begins on Thursday 3 December, 10:15" in (await news(day, before))["police-rep"]


@pytest.mark.rule("HAC-27")
async def test_the_coordinator_alone_moves_a_meeting_and_everybody_hears_of_it(store: Store) -> None:
    day = await closed(store)
    for person in (CHAIR, "police-rep", "observer"):
        shown = await day.say(person, "move meeting 4 December 2026")
        assert "administrator" in shown, person
        assert await start_of(day) == "Thu 03 Dec 09:00", person
    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    before = counts(day)

    await day.say(ADMIN, "move meeting 10 December 2026; 09:30")

    assert await start_of(day) == "Thu 10 Dec 09:30"
    assert list((await times_of(day)).values()) == ["09:45", "10:00"]
    told = await news(day, before)
    for person in COMING:
        assert told[person].count("begins on Thursday 10 December, 09:30") == 1, person
        assert "New times" not in told[person], person
    assert "change the calendar invitation" in told[ADMIN]
    assert "calendar invitation" not in told["police-rep"]
    ledger = day.stage.office.ledger
    assert day.key in await ledger.meetings("hackney", on=date(2026, 12, 10))
    assert (await call_meeting(day.stage.office, "hackney", date(2026, 12, 10))).key == day.key
    anew = await call_meeting(day.stage.office, "hackney", date(2026, 12, 3))
    assert anew.key != day.key
    assert not anew.cases


@pytest.mark.rule("HAC-27")
async def test_the_coordinator_alone_cancels_a_meeting_and_no_case_is_lost(store: Store) -> None:
    day = await closed(store)
    for person in (CHAIR, "police-rep"):
        assert "administrator" in await day.say(person, "cancel meeting yes"), person
        assert (await day.meeting()).cancelled_at is None, person
    await day.say(ADMIN, "cancel meeting no")
    assert (await day.meeting()).cancelled_at is None
    before = counts(day)

    await day.say(ADMIN, "cancel meeting yes")

    meeting = await day.meeting()
    assert meeting.cancelled_at is not None
    told = await news(day, before)
    for person in COMING:
        assert "of Thursday 3 December, 09:00 is not held" in told[person], person
    assert "Case 101 is kept for the next one, on Thu 17 Dec 2026" in told["police-rep"]
    later = await call_meeting(day.stage.office, "hackney", date(2026, 12, 17))
    assert {n for n, c in later.cases.items() if c.state is CaseState.LISTED} == {"101", "102"}
    found = await meeting_of(day.stage.office, "hackney")
    assert found is not None
    assert found.key == later.key
    before = counts(day, EVERYBODY)
    await day.until(day.starts_at + timedelta(hours=1))
    assert not any(day.since(person, count) for person, count in before.items())
    again = await call_meeting(day.stage.office, "hackney", date(2026, 12, 3))
    assert again.cancelled_at is None


@pytest.mark.rule("HAC-27")
async def test_whoever_comes_through_a_forwarded_invitation_is_reported_to_the_coordinator(
    store: Store,
) -> None:
    day = await closed(store)
    await day.opened(*EVERYBODY)
    before = counts(day)
    await day.take(ReportStranger(reference="29:a-stranger"))
    for person in (ADMIN, OTHER_ADMIN):
        assert "not on the roll is in the meeting" in day.since(person, before[person]), person
    for person in (CHAIR, "police-rep"):
        assert "not on the roll" not in day.since(person, before[person]), person


async def test_another_day_in_luton_waits_for_the_chair(store: Store) -> None:
    day = await ahead(store, "luton", case("101"), days=20)
    before = counts(day)
    await day.say(ADMIN, "move meeting 2 December 2026")
    assert await start_of(day) == "Tue 01 Dec 09:00"
    assert "may begin on Wednesday 2 December, 09:00" in (await news(day, before))[CHAIR]
    await day.say(CHAIR, "move answer yes")
    assert await start_of(day) == "Wed 02 Dec 09:00"


async def test_a_meeting_that_has_begun_is_neither_moved_nor_cancelled(store: Store) -> None:
    day = await closed(store)
    await day.opened(*EVERYBODY)
    assert "has begun" in await day.say(ADMIN, "move meeting 4 December 2026")
    assert "has begun" in await day.say(ADMIN, "cancel meeting yes")
    assert (await day.meeting()).cancelled_at is None


async def test_a_meeting_is_not_moved_into_the_past(store: Store) -> None:
    day = await closed(store)
    assert "has gone by" in await day.say(ADMIN, "move meeting 20 November 2026")
