"""Working days, office hours and due rules: tables of known dates, and properties over many."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.calendar import WEEKDAYS, DueRule, DueUnit, OfficeHours, WorkingCalendar, is_bank_holiday

LONDON = ZoneInfo("Europe/London")
WEEK = dict.fromkeys(WEEKDAYS[:5], "08:30-16:30")
CALENDAR = WorkingCalendar.from_week(WEEK, closed=[date(2026, 11, 18)])

days = st.dates(date(2003, 1, 1), date(2060, 12, 31))
counts = st.integers(-80, 80)
moments = st.builds(
    lambda day, seconds: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds),
    days,
    st.integers(0, 86_399),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2022, 6, 3), "the Platinum Jubilee"),
        (date(2022, 9, 19), "the State Funeral"),
        (date(2023, 5, 8), "the Coronation"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 8, 31), "the late summer bank holiday"),
        (date(2026, 12, 28), "Boxing Day kept on the Monday"),
    ],
)
def test_england_keeps_its_bank_holidays(day: date, name: str) -> None:
    assert is_bank_holiday(day), name
    assert not CALENDAR.is_working_day(day)


def test_scotlands_holidays_are_worked_in_england() -> None:
    assert CALENDAR.is_working_day(date(2026, 11, 30))
    assert CALENDAR.is_working_day(date(2026, 1, 2))


def test_the_areas_own_closed_day_is_not_worked() -> None:
    assert not CALENDAR.is_working_day(date(2026, 11, 18))
    assert WorkingCalendar.from_week(WEEK).is_working_day(date(2026, 11, 18))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 26), 5, date(2026, 12, 3)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), 1, date(2026, 11, 30)),
        (date(2026, 12, 23), 5, date(2027, 1, 4)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 11, 25), -8, date(2026, 11, 12)),
        (date(2026, 11, 28), -1, date(2026, 11, 27)),
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
    ],
)
def test_working_days_are_counted_past_weekends_holidays_and_closed_days(
    day: date, count: int, expected: date
) -> None:
    assert CALENDAR.add_working_days(day, count) == expected


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-26T10:00", "2026-11-26T10:00"),
        ("2026-11-26T08:30", "2026-11-26T08:30"),
        ("2026-11-26T08:29:59", "2026-11-26T08:30"),
        ("2026-11-26T16:30", "2026-11-27T08:30"),
        ("2026-11-27T17:00", "2026-11-30T08:30"),
        ("2026-11-28T12:00", "2026-11-30T08:30"),
        ("2026-11-17T20:00", "2026-11-19T08:30"),
        ("2026-03-28T12:00", "2026-03-30T08:30"),
        ("2026-10-24T12:00", "2026-10-26T08:30"),
    ],
)
def test_a_message_that_can_wait_goes_when_the_offices_open(moment: str, opening: str) -> None:
    assert CALENDAR.next_opening(at(moment)) == at(opening)
    assert CALENDAR.is_open(at(moment)) == (moment == opening)


def test_office_hours_are_by_the_local_clock_in_summer_and_winter() -> None:
    assert CALENDAR.is_open(datetime(2026, 7, 1, 7, 30, tzinfo=UTC))
    assert not CALENDAR.is_open(datetime(2026, 12, 1, 7, 30, tzinfo=UTC))


def test_offices_may_keep_different_hours_on_different_days() -> None:
    calendar = WorkingCalendar.from_week({"Wednesday": "13:00-20:00", "thursday": "09:00-12:00"})
    assert calendar.next_opening(at("2026-11-26T12:00")) == at("2026-12-02T13:00")
    assert calendar.add_working_days(date(2026, 11, 26), 1) == date(2026, 12, 2)


def test_hours_are_elapsed_hours_across_both_clock_changes() -> None:
    assert CALENDAR.add_hours(at("2026-03-28T12:00"), 24).isoformat() == "2026-03-29T13:00:00+01:00"
    assert CALENDAR.add_hours(at("2026-10-24T12:00"), 24).isoformat() == "2026-10-25T11:00:00+00:00"


def test_a_clock_time_that_is_skipped_or_repeated_has_one_moment() -> None:
    assert CALENDAR.moment(date(2026, 3, 29), time(1, 30)).isoformat() == "2026-03-29T02:30:00+01:00"
    assert CALENDAR.moment(date(2026, 10, 25), time(1, 30)).isoformat() == "2026-10-25T01:30:00+01:00"


MEETING = at("2026-11-26T09:00")  # a Thursday


@pytest.mark.parametrize(
    ("rule", "anchor", "due"),
    [
        ("+5 working days", MEETING, date(2026, 12, 3)),
        ("+1 working day", MEETING, date(2026, 11, 27)),
        ("-8 working days", date(2026, 11, 25), date(2026, 11, 12)),
        ("-5 working days", MEETING, date(2026, 11, 19)),
        ("+10 working days", MEETING, date(2026, 12, 10)),
        ("+0 working days", date(2026, 11, 28), date(2026, 11, 30)),
        ("-1 working day 12:00", MEETING, at("2026-11-25T12:00")),
        ("+14 days", MEETING, date(2026, 12, 10)),
        ("-7 days 13:00", MEETING, at("2026-11-19T13:00")),
        ("-13 days at 12:00", date(2026, 11, 24), at("2026-11-11T12:00")),
        ("+2 weeks", MEETING, date(2026, 12, 10)),
        ("+12 months", MEETING, date(2027, 11, 26)),
        ("+12 months", date(2028, 2, 29), date(2029, 2, 28)),
        ("+1 month", date(2026, 1, 31), date(2026, 2, 28)),
        ("-1 month", date(2028, 3, 31), date(2028, 2, 29)),
        ("-3 months", date(2026, 1, 15), date(2025, 10, 15)),
        ("+1 year", date(2028, 2, 29), date(2029, 2, 28)),
        ("+72 hours", MEETING, at("2026-11-29T09:00")),
        ("-24 hours", MEETING, at("2026-11-25T09:00")),
        ("+24 hours", at("2026-03-28T12:00"), at("2026-03-29T13:00")),
        ("next Tuesday 16:00", MEETING, at("2026-12-01T16:00")),
        ("next Tuesday 16:00", at("2026-12-01T09:00"), at("2026-12-08T16:00")),
        ("next monday at 09:00", date(2026, 3, 28), at("2026-03-30T09:00")),
        ("Friday 12:00 before", MEETING, at("2026-11-20T12:00")),
        ("Thursday 12:00 before", MEETING, at("2026-11-19T12:00")),
        ("second Friday 12:00 before", MEETING, at("2026-11-13T12:00")),
        ("second Wednesday at 12:00 before", MEETING, at("2026-11-18T12:00")),
        ("  +5   Working DAYS ", MEETING, date(2026, 12, 3)),
        ("−5 working days", MEETING, date(2026, 11, 19)),
    ],
)
def test_due_rules(rule: str, anchor: date | datetime, due: date | datetime) -> None:
    answer = DueRule.parse(rule).apply(anchor, CALENDAR)
    assert answer == due
    assert isinstance(answer, datetime) == isinstance(due, datetime)


def test_a_moment_late_in_the_evening_counts_from_the_local_day() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 00:30 on the 2nd in London
    assert DueRule.parse("+1 day").apply(late, CALENDAR) == date(2026, 7, 3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write it like"),
        ("5 working days", "Write it like"),
        ("+5", "Write it like"),
        ("+five days", "Write it like"),
        ("+5 fortnights", "Write it like"),
        ("+99999 days", "Write it like"),
        ("next Tuesday", "Write it like"),
        ("next Tues 16:00", '"tues" is no weekday'),
        ("Fryday 12:00 before", '"fryday" is no weekday'),
        ("next Tuesday 24:00", 'A time of day is written like "16:00", not "24:00"'),
        ("Friday 1200 before", 'A time of day is written like "16:00", not "1200"'),
        ("+5 days 9:00", 'A time of day is written like "16:00", not "9:00"'),
        ("+72 hours 12:00", "they take no time of day"),
    ],
)
def test_a_bad_expression_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="does not say when something is due") as refusal:
        DueRule.parse(text)
    assert sentence in str(refusal.value)
    assert f'"{text}"' in str(refusal.value)


def test_hours_need_a_moment() -> None:
    rule = DueRule.parse("+72 hours")
    assert rule.needs_moment
    assert not DueRule.parse("+3 days").needs_moment
    with pytest.raises(ValueError, match="needs the moment"):
        rule.apply(date(2026, 11, 26), CALENDAR)


@pytest.mark.parametrize("rule", ["+72 hours", "+1 working day", "next Tuesday 16:00"])
def test_a_moment_without_a_time_zone_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        DueRule.parse(rule).apply(MEETING.replace(tzinfo=None), CALENDAR)


@pytest.mark.parametrize("hours", ["0830-1630", "8:30-16:30", "08:30", "16:30-08:30", "09:00-09:00"])
def test_office_hours_that_make_no_sense_are_refused(hours: str) -> None:
    with pytest.raises(ValueError, match=r"Office hours|time of day"):
        OfficeHours.parse(hours)


def test_a_week_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match='"mon" is no weekday'):
        WorkingCalendar.from_week({"mon": "09:00-17:00"})
    with pytest.raises(ValueError, match="at least one weekday"):
        WorkingCalendar.from_week({})
    with pytest.raises(ValueError, match="seven weekdays"):
        WorkingCalendar(hours=())


def test_an_area_closed_for_good_is_an_error_and_no_endless_search() -> None:
    every_day = (date(2026, 1, 1) + timedelta(days=n) for n in range(900))
    with pytest.raises(ValueError, match="no working day"):
        WorkingCalendar(closed=frozenset(every_day)).next_working_day(date(2026, 1, 1))


@given(days, counts)
def test_no_count_ever_lands_on_a_closed_day(day: date, count: int) -> None:
    assert CALENDAR.is_working_day(CALENDAR.add_working_days(day, count))


@given(days, counts)
def test_counting_on_and_back_returns_to_a_working_day(day: date, count: int) -> None:
    start = CALENDAR.add_working_days(day, 0)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, count), -count) == start


@given(days, days, counts)
def test_a_later_start_never_gives_an_earlier_date(one: date, other: date, count: int) -> None:
    first, second = sorted([one, other])
    assert CALENDAR.add_working_days(first, count) <= CALENDAR.add_working_days(second, count)


@given(days, counts.filter(bool))
def test_the_days_between_are_the_days_that_were_added(day: date, count: int) -> None:
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, count)) == count


@given(moments)
def test_the_next_opening_is_open_not_earlier_and_the_first(moment: datetime) -> None:
    opening = CALENDAR.next_opening(moment)
    assert CALENDAR.is_open(opening)
    assert opening >= moment
    if opening > moment:
        assert not CALENDAR.is_open(moment)
        assert not CALENDAR.is_open(opening - timedelta(seconds=1))


@given(moments, st.integers(0, 6), st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_a_weekday_lies_within_a_week_and_on_its_day(moment: datetime, weekday: int, clock: time) -> None:
    following = CALENDAR.weekday_at(moment, weekday, clock)
    before = CALENDAR.weekday_at(moment, weekday, clock, before=True)
    assert following.weekday() == before.weekday() == weekday
    assert before < moment < following
    today = CALENDAR.day_of(moment)
    assert 1 <= (following.date() - today).days <= 7
    assert 1 <= (today - before.date()).days <= 7


clocks = st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0))
counted = st.builds(
    DueRule,
    st.sampled_from([unit for unit in DueUnit if unit not in {DueUnit.WEEKDAY, DueUnit.HOUR}]),
    st.integers(-9999, 9999),
    clocks,
)
hourly = st.builds(DueRule, st.just(DueUnit.HOUR), st.integers(-9999, 9999))
weekly = st.builds(
    DueRule, st.just(DueUnit.WEEKDAY), st.sampled_from([1, -1, -2]), clocks.filter(bool), st.integers(0, 6)
)


@given(counted | hourly | weekly)
def test_a_rule_written_out_reads_back_as_itself(rule: DueRule) -> None:
    assert DueRule.parse(str(rule)) == rule


def refusal_of(text: str) -> str | None:
    try:
        DueRule.parse(text)
    except ValueError as refusal:
        return str(refusal)
    return None


@given(
    st.text(max_size=30) | st.from_regex(r"(next )?[a-z+-]{0,4}[0-9]* ?(days|Friday|hours)[ 0-9:]*( before)?")
)
def test_any_text_is_a_rule_or_a_sentence(text: str) -> None:
    sentence = refusal_of(text)
    assert sentence is None or sentence.endswith(".")
