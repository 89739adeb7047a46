"""Laying cases out: nothing lost, nothing doubled, nothing at the same time, and the bare slot before a
break."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marac.meeting import Case, Sitting, Slot
from marac.protocol import Protocol, protocol_for
from marac.timetable import ends_at, lay_out, moved
from marac.words import CaseKind, CaseNumber, SittingState
from tests.marac.builders import a_protocol

WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
SITTINGS = (
    Sitting(number=1, starts_at=WEDNESDAY),
    Sitting(number=2, starts_at=WEDNESDAY + timedelta(days=1)),
)
LINCOLNSHIRE = protocol_for("lincolnshire")


def listed(*cases: Case) -> dict[CaseNumber, Case]:
    return {case.number: case for case in cases}


def of(district: str, *numbers: str, kind: CaseKind = CaseKind.ORDINARY) -> list[Case]:
    return [Case(number=number, district=district, kind=kind) for number in numbers]


def times(slots: tuple[Slot, ...], sitting: int) -> list[tuple[str, str | None]]:
    return [(f"{s.starts_at:%H:%M}", s.case) for s in slots if s.sitting == sitting]


def test_districts_are_heard_in_the_areas_order_over_the_two_days() -> None:
    cases = listed(
        *of("East Lindsey", "9"),
        *of("Lincoln City", "10", "9001"),
        *of("West Lindsey", "12", "3"),
        *of("South Holland", "7"),
    )

    slots = lay_out(cases, LINCOLNSHIRE, SITTINGS)

    assert times(slots, 1) == [("09:15", "3"), ("09:30", "12"), ("09:45", "10"), ("10:00", "9001")]
    assert times(slots, 2) == [("09:15", "7"), ("09:30", "9")]


def test_the_minutes_kept_for_the_opening_stand_before_the_first_slot_of_each_sitting() -> None:
    cases = listed(*of("West Lindsey", "1"), *of("East Lindsey", "2"))
    for minutes, first in ((0, "09:00"), (40, "09:40")):
        rule = LINCOLNSHIRE.order.model_copy(update={"opening_minutes": minutes})
        slots = lay_out(cases, LINCOLNSHIRE.model_copy(update={"order": rule}), SITTINGS)
        assert (times(slots, 1), times(slots, 2)) == ([(first, "1")], [(first, "2")])


def test_numbers_are_put_in_order_as_numbers() -> None:
    cases = listed(*of("Lincoln City", "2025/12", "2025/7", "100", "99"))

    assert [s.case for s in lay_out(cases, LINCOLNSHIRE, SITTINGS)] == ["99", "100", "2025/7", "2025/12"]


def test_breaks_fall_where_the_area_has_them() -> None:
    cases = listed(*of("Lincoln City", *(str(n) for n in range(1, 16))))

    slots = lay_out(cases, LINCOLNSHIRE, SITTINGS)

    breaks = [(f"{s.starts_at:%H:%M}", s.minutes) for s in slots if s.case is None]
    assert breaks == [("10:30", 15), ("12:15", 30)]


def test_no_break_stands_where_nothing_follows() -> None:
    cases = listed(*of("Lincoln City", *(str(n) for n in range(1, 6))))

    assert all(s.case for s in lay_out(cases, LINCOLNSHIRE, SITTINGS))


def test_summer_time_starts_at_the_same_hour_on_the_clock() -> None:
    june = LINCOLNSHIRE.calendar.moment(date(2027, 6, 2), LINCOLNSHIRE.sittings[0].starts)
    cases = listed(*of("Lincoln City", *(str(n) for n in range(1, 9))))

    slots = lay_out(cases, LINCOLNSHIRE, [Sitting(number=1, starts_at=june)])

    pause = next(s for s in slots if s.case is None)
    assert f"{LINCOLNSHIRE.calendar.local(pause.starts_at):%H:%M}" == "10:30"


@pytest.mark.parametrize("kind", [CaseKind.HBA, CaseKind.FORCED_MARRIAGE, CaseKind.FGM])
def test_a_bare_slot_stands_just_before_the_break_that_suits_its_district(kind: CaseKind) -> None:
    """North Kesteven is heard around the second break, so that is the one."""
    cases = listed(
        *of("West Lindsey", *(str(n) for n in range(1, 9))),
        *of("North Kesteven", *(str(n) for n in range(20, 28))),
        *of("North Kesteven", "5000", kind=kind),
    )

    day = times(lay_out(cases, LINCOLNSHIRE, SITTINGS), 1)

    place = [case for _, case in day].index("5000")
    assert day[place] == ("12:00", "5000")
    assert day[place + 1] == ("12:15", None)


def test_two_bare_slots_go_before_two_breaks() -> None:
    cases = listed(
        *of("West Lindsey", *(str(n) for n in range(1, 20))),
        *of("West Lindsey", "5000", "5001", kind=CaseKind.HBA),
    )

    day = times(lay_out(cases, LINCOLNSHIRE, SITTINGS), 1)

    after = {case: following for (_, case), (_, following) in pairwise(day)}
    assert after["5000"] is None
    assert after["5001"] is None


def test_a_bare_slot_ends_a_sitting_too_short_for_a_break() -> None:
    cases = listed(*of("West Lindsey", "1", "2"), *of("West Lindsey", "5000", kind=CaseKind.HBA))

    assert times(lay_out(cases, LINCOLNSHIRE, SITTINGS), 1)[-1] == ("09:45", "5000")


def test_an_emergency_comes_at_the_end_of_its_day() -> None:
    cases = listed(*of("West Lindsey", "1", kind=CaseKind.EMERGENCY), *of("South Kesteven", "2"))

    assert [s.case for s in lay_out(cases, LINCOLNSHIRE, SITTINGS)] == ["2", "1"]


def test_an_employee_sensitive_case_leaves_no_gap_in_the_times_that_others_see() -> None:
    cases = listed(
        *of("West Lindsey", "1", kind=CaseKind.EMPLOYEE_SENSITIVE),
        *of("West Lindsey", "2", "3"),
        *of("South Kesteven", "4"),
    )

    assert [s.case for s in lay_out(cases, LINCOLNSHIRE, SITTINGS)] == ["2", "3", "4", "1"]


def test_the_lists_own_sitting_counts_before_the_districts() -> None:
    case = Case(number="1", district="West Lindsey", sitting=2)

    assert [s.sitting for s in lay_out(listed(case), LINCOLNSHIRE, SITTINGS)] == [2]


def test_a_sitting_that_has_ended_takes_no_more_cases() -> None:
    ended = msgspec.structs.replace(SITTINGS[0], state=SittingState.ENDED)

    slots = lay_out(listed(*of("West Lindsey", "1")), LINCOLNSHIRE, [ended, SITTINGS[1]])

    assert [s.sitting for s in slots] == [2]


def test_without_set_sittings_they_fill_evenly() -> None:
    cases = listed(*of("north", "1", "2", "3"), *of("south", "4", "5"))

    slots = lay_out(cases, a_protocol(), SITTINGS)

    assert [(s.sitting, s.case) for s in slots] == [(1, "1"), (1, "2"), (1, "3"), (2, "4"), (2, "5")]


def test_moved_names_the_cases_whose_time_changed_and_no_others() -> None:
    first = lay_out(listed(*of("West Lindsey", "1", "2", "3")), LINCOLNSHIRE, SITTINGS)
    second = lay_out(listed(*of("West Lindsey", "1", "3", "4")), LINCOLNSHIRE, SITTINGS)

    assert set(moved(first, second)) == {"2", "3", "4"}
    assert moved(first, first) == ()


BREAK_TIMES = st.lists(
    st.tuples(st.integers(9, 15), st.sampled_from([0, 10, 15, 30, 45]), st.sampled_from([5, 15, 30])),
    max_size=3,
)


@st.composite
def areas(draw: st.DrawFn) -> Protocol:
    """Any order that an area could have, with a break at any time."""
    breaks = [
        {
            "sitting": draw(st.integers(1, 2)),
            "after": f"{hour:02}:{minute:02}",
            "minutes": length,
            "cite": "1",
        }
        for hour, minute, length in draw(BREAK_TIMES)
    ]
    order = {
        "cite": "1",
        "slot_minutes": draw(st.sampled_from([10, 15, 20])),
        "restricted_minutes": draw(st.sampled_from([None, 5, 15, 30])),
        "districts": ["north", "south", "west"],
        "district_sittings": draw(st.sampled_from([{}, {"north": 1, "south": 2, "west": 2}])),
        "bare_slot_before_break": True,
        "breaks": breaks,
    }
    return a_protocol(order=order)


CASES = st.lists(
    st.builds(
        Case,
        number=st.integers(1, 400).map(str),
        district=st.sampled_from(["north", "south", "west", None]),
        kind=st.sampled_from([CaseKind.ORDINARY, CaseKind.ORDINARY, *CaseKind]),
        sitting=st.sampled_from([None, None, None, 1, 2]),
    ),
    max_size=30,
    unique_by=lambda case: case.number,
)


@given(protocol=areas(), cases=CASES)
@settings(max_examples=150, deadline=None)
def test_no_order_loses_doubles_or_overlaps_and_every_bare_slot_is_before_a_break(
    protocol: Protocol, cases: list[Case]
) -> None:
    slots = lay_out(listed(*cases), protocol, SITTINGS)

    assert sorted(s.case for s in slots if s.case) == sorted(c.number for c in cases)
    kinds = {c.number: c.kind for c in cases}
    bare = {None: False} | {
        n: k in (CaseKind.HBA, CaseKind.FORCED_MARRIAGE, CaseKind.FGM) for n, k in kinds.items()
    }
    for sitting in SITTINGS:
        mine = [s for s in slots if s.sitting == sitting.number]
        assert not mine or mine[0].starts_at == sitting.starts_at
        for one, following in pairwise(mine):
            assert ends_at(one) == following.starts_at
            if bare[one.case]:
                assert following.case is None or bare[following.case]
