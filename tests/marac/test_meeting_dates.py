"""The next year's meetings by an area's pattern: which days, what stands in the way, and what would do."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.meeting_dates import ProposedMeeting, clash_on, proposed
from marac.protocol import Protocol, Rhythm, SchoolHoliday, protocol_for


def rhythm(every: str = "+14 days", **more: object) -> Rhythm:
    return Rhythm.model_validate({"key": "r", "label": "r", "every": every, "cite": "1", **more})


def year(protocol: Protocol, first: date, using: Rhythm | None = None) -> tuple[ProposedMeeting, ...]:
    return proposed(protocol, using or protocol.rhythms[0], first, first + timedelta(days=365))


@pytest.mark.rule("HAC-09")
def test_thursdays_a_fortnight_apart_with_a_gap_at_christmas_pointed_out() -> None:
    found = year(protocol_for("hackney"), date(2025, 11, 27))

    assert all(m.days[0].weekday() == 3 for m in found)
    assert {(b.days[0] - a.days[0]).days for a, b in pairwise(found)} == {14}
    christmas = next(m for m in found if m.days == (date(2025, 12, 25),))
    assert [c.why for c in christmas.clashes] == ["Christmas Day"]
    assert christmas.instead == date(2025, 12, 24)
    after = found[found.index(christmas) + 1]
    assert (after.days, after.gap) == ((date(2026, 1, 8),), 28)
    assert [m.gap for m in found if m is not after] == [None] * (len(found) - 1)


@pytest.mark.rule("LUT-12")
def test_tuesdays_three_weeks_apart_with_bank_and_school_holidays_pointed_out() -> None:
    luton = protocol_for("luton")
    half_term = SchoolHoliday(label="Half-term", starts=date(2027, 2, 15), ends=date(2027, 2, 19), cite="1")
    luton = luton.model_copy(update={"school_holidays": (half_term,)})

    found = year(luton, date(2027, 1, 5))

    assert [m.days[0] for m in found[:3]] == [date(2027, 1, 5), date(2027, 1, 26), date(2027, 2, 16)]
    assert [(c.day, c.why) for c in found[2].clashes] == [(date(2027, 2, 16), "Half-term")]
    assert found[2].instead is not None
    assert luton.rhythms[0].moved_with == "chair"


@pytest.mark.rule("WOL-27")
def test_every_wednesday_and_no_other_day_without_being_asked() -> None:
    found = year(protocol_for("wolverhampton"), date(2027, 1, 6))

    assert len(found) == 53
    assert all(m.days[0].weekday() == 2 for m in found)
    with pytest.raises(ValueError, match="is a Thursday, not a Wednesday"):
        year(protocol_for("wolverhampton"), date(2027, 1, 7))


@pytest.mark.rule("KEN-21")
def test_a_part_that_meets_monthly_keeps_its_weekday_of_the_month() -> None:
    kent = protocol_for("kent-and-medway")
    monthly, fortnightly = kent.rhythms

    found = year(kent, date(2027, 1, 12), monthly)

    assert len(found) == 13
    assert all(m.days[0].weekday() == 1 and 8 <= m.days[0].day <= 14 for m in found)
    assert len(year(kent, date(2027, 1, 12), fortnightly)) == 27


def test_a_fifth_weekday_is_the_last_one_where_a_month_has_none() -> None:
    kent = protocol_for("kent-and-medway")
    days = [m.days[0] for m in year(kent, date(2027, 3, 30), rhythm("+1 month"))]

    assert days[:3] == [date(2027, 3, 30), date(2027, 4, 27), date(2027, 5, 25)]


def test_a_meeting_of_two_days_clashes_on_either() -> None:
    found = year(protocol_for("lincolnshire"), date(2020, 12, 2))
    by_first = {m.days[0]: m for m in found}

    assert by_first[date(2020, 12, 23)].clashes == ()
    assert by_first[date(2020, 12, 23)].days == (date(2020, 12, 23), date(2020, 12, 24))
    assert len(by_first[date(2021, 1, 6)].days) == 2


@given(
    first=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    area=st.sampled_from(["hackney", "luton", "wolverhampton"]),
)
def test_what_is_offered_instead_never_clashes_and_the_pattern_is_kept(first: date, area: str) -> None:
    protocol = protocol_for(area)
    weekday = {"hackney": 3, "luton": 1, "wolverhampton": 2}[area]
    first += timedelta(days=(weekday - first.weekday()) % 7)

    found = year(protocol, first)

    assert [m.days[0] for m in found] == sorted({m.days[0] for m in found})
    for meeting in found:
        assert bool(meeting.clashes) == any(clash_on(protocol, day) for day in meeting.days)
        if meeting.instead is not None:
            assert clash_on(protocol, meeting.instead) is None
            assert abs((meeting.instead - meeting.days[0]).days) < 7
