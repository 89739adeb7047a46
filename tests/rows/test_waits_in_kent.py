"""How long Kent's cases wait from their referral until they are heard (KEN-23, KEN-24)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from marac.caselist import ListCases
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay
from tests.rows.orders import EVERYBODY, ahead, case, counts, hear
from usecases.action_list import all_actions
from usecases.import_cases import import_cases
from usecases.rooms import Place, room_for

LIMIT = "Not heard within {} of its referral"
WHY = "The agencies needed could not come before"


async def on_day(day: AreaDay, on: date) -> dict[str, str]:
    """What each heard on that day, at ten o'clock."""
    before = counts(day)
    await day.until(datetime(on.year, on.month, on.day, 10, tzinfo=UTC))
    return {person: day.since(person, count) for person, count in before.items()}


@pytest.mark.rule("KEN-23")
async def test_six_weeks_are_shown_warned_of_and_asked_about_where_meetings_are_monthly(store: Store) -> None:
    late, in_time = date(2026, 10, 15), date(2026, 11, 10)
    cases = (case("101", referred_on=late), case("102", referred_on=in_time))
    day = await ahead(store, "kent-and-medway", *cases, days=14, rhythm="monthly")
    assert day.starts_at.date() == date(2026, 12, 1)

    for person in (ADMIN, CHAIR):
        shown = await day.say(person, "order")
        assert "33 days since referral" in shown
        assert "7 days since referral" in shown
    assert "since referral" not in await day.say("police-rep", "order")

    label = LIMIT.format("6 weeks")
    assert label not in (await on_day(day, date(2026, 11, 18)))[ADMIN]
    warned = await on_day(day, date(2026, 11, 19))
    for person in (ADMIN, OTHER_ADMIN):
        assert label in warned[person], person
        assert "case 101 · by Thu 26 Nov 2026" in warned[person], person
        assert "102" not in warned[person], person
    assert all(label not in warned[person] for person in ("police-rep", CHAIR))

    asked = await on_day(day, date(2026, 11, 27))
    assert "case 101 · late, was due Thu 26 Nov 2026" in asked[ADMIN]
    before = counts(day)
    await day.say(ADMIN, f"why it waited {WHY}")
    assert (await day.case("101")).wait_reason == WHY
    assert label not in (await on_day(day, date(2026, 11, 30)))[ADMIN]

    assert WHY in await day.say(ADMIN, "case 101")
    room = await room_for(day.stage.office, ADMIN, Place.PERSONAL, meeting=day.key)
    assert WHY in (await all_actions(day.stage.office, room, {"format": "csv"})).content.decode()
    for person in ("police-rep", "housing-rep", "observer"):
        assert WHY not in day.since(person, before[person]) + await day.say(person, "case 101")
    assert WHY not in day.stage.everything("chat")


@pytest.mark.rule("KEN-24")
async def test_where_meetings_are_fortnightly_the_limit_is_four_weeks_from_reaching_the_coordinator(
    store: Store,
) -> None:
    day = await ahead(store, "kent-and-medway", case("101"), days=29, rhythm="fortnightly")
    label = LIMIT.format("4 weeks")
    assert (await on_day(day, date(2026, 11, 23)))[ADMIN].count(label) == 1
    await day.say(ADMIN, f"wait reason {WHY}")
    assert (await day.case("101")).wait_reason == WHY


async def test_a_case_heard_just_in_time_is_asked_nothing_about(store: Store) -> None:
    day = await ahead(store, "kent-and-medway", case("101"), days=28, rhythm="fortnightly")
    assert "referral" not in await day.say(ADMIN, "duties")
    shown = await day.say(ADMIN, "wait reason 101; no reason")
    assert (await day.case("101")).wait_reason == "", shown


async def test_a_case_that_was_heard_too_late_is_asked_about_until_somebody_says_why(store: Store) -> None:
    day = await ahead(store, "kent-and-medway", case("101", referred_on=date(2026, 10, 1)), days=1)
    await day.opened(*EVERYBODY)
    await hear(day, "101")
    label = LIMIT.format("6 weeks")
    assert label in await day.say(ADMIN, "duties")
    await day.until(day.starts_at + timedelta(days=30))
    assert label in await day.say(ADMIN, "duties")
    await day.say(CHAIR, f"wait reason 101; {WHY}")
    assert label not in await day.say(ADMIN, "duties")


async def test_a_list_says_at_once_which_cases_are_too_late(store: Store) -> None:
    day = await ahead(store, "kent-and-medway", case("101"), days=20)
    data = b"Case number,Referring agency,Children,Referral date\n101,Area Police,no,01/10/2026\n"
    taken = await import_cases(day.stage.office, "kent-and-medway", data, "cases.csv", by=ADMIN)
    assert "long-wait" in taken.warnings
    assert "Case 101 will be heard later after its referral" in await day.say(ADMIN, "order")


async def test_the_reason_is_not_for_a_persons_details_and_elsewhere_there_is_no_limit(store: Store) -> None:
    day = await ahead(store, "hackney", case("101", referred_on=date(2026, 1, 1)))
    assert "since referral" not in await day.say(ADMIN, "order")
    await day.take(ListCases(listed=()), by=ADMIN)
    assert "referral" not in await day.say(ADMIN, "duties")
