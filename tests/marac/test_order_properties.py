"""Whatever an area's file says of sections, breaks, sorting and set times, and whatever is moved: no case is
lost or doubled, no slot overlaps another, a set time is kept or its loss is warned of, and sections come in
their order or it is said that they do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marac.admission import BARE_SLOT
from marac.decide import Refused, decide
from marac.meeting import Case, Meeting, Sitting, Slot
from marac.order_warnings import Worry, warnings
from marac.pace import minutes_behind
from marac.protocol import Protocol
from marac.running_order import MoveCase, SetOrder
from marac.sections import place_in_order, section_number, visited_cases
from marac.timetable import ends_at, minutes_of
from marac.words import CaseKind, CaseState, SittingState
from tests.marac.builders import ADMIN, PEOPLE, a_protocol

START = datetime(2026, 12, 2, 9, tzinfo=UTC)
BEFORE = START - timedelta(days=3)
TAKES = ("children", "pregnancy", "one-case-visitor", "disclosure-request", "additional", "others")


@st.composite
def areas(draw: st.DrawFn) -> Protocol:
    """Any order that an area could have."""
    kinds = draw(st.lists(st.sampled_from(TAKES), unique=True, max_size=6))
    cuts = draw(st.lists(st.integers(0, len(kinds)), max_size=3))
    edges = sorted({0, len(kinds), *cuts})
    sections = [
        {"cite": "1", "key": f"s{start}", "label": f"Part {start}", "takes": kinds[start:stop]}
        for start, stop in pairwise(edges)
        if start < stop
    ]
    breaks = [
        {"cite": "1", "sitting": 1, "after": f"{hour:02}:{minute:02}", "minutes": length}
        for hour, minute, length in draw(
            st.lists(
                st.tuples(st.integers(9, 15), st.sampled_from([0, 15, 40]), st.sampled_from([5, 15, 30])),
                max_size=3,
            )
        )
    ]
    order = {
        "cite": "1",
        "slot_minutes": draw(st.sampled_from([10, 15, 20])),
        "restricted_minutes": draw(st.sampled_from([None, 5, 30])),
        "sections": sections,
        "sort": draw(st.sampled_from([("district", "number"), ("number",), ("referred", "district")])),
        "districts": ["north", "south"],
        "breaks": breaks,
        "bare_slot_before_break": draw(st.booleans()),
        "capacity": draw(st.sampled_from([None, 1, 5, 12])),
        "fixed_times": True,
    }
    return a_protocol(order=order)


CASES = st.lists(
    st.builds(
        Case,
        number=st.integers(1, 300).map(str),
        district=st.sampled_from(["north", "south", None]),
        kind=st.sampled_from([CaseKind.ORDINARY, CaseKind.ORDINARY, CaseKind.ORDINARY, *CaseKind]),
        children=st.booleans(),
        pregnancy=st.booleans(),
        additional=st.sampled_from([False, False, True]),
        guests=st.sampled_from([(), (), ("refuge",), ("outreach",)]),
        referred_on=st.dates(date(2026, 10, 1), date(2026, 11, 20)),
        fixed_at=st.one_of(
            st.none(), st.none(), st.integers(0, 28).map(lambda n: START + timedelta(minutes=15 * n))
        ),
    ),
    max_size=24,
    unique_by=lambda case: case.number,
)


def a_listed(cases: Sequence[Case]) -> Meeting:
    """A meeting of one sitting with these cases and no order yet."""
    return Meeting(
        key="m1",
        area="testshire",
        sittings=(Sitting(number=1, starts_at=START),),
        roll={attendee.person: attendee for attendee in PEOPLE},
        cases={case.number: case for case in cases},
    )


def laid_out(protocol: Protocol, cases: Sequence[Case]) -> Meeting:
    """The same with its order, as the area's rules lay it out."""
    return decide(SetOrder(), ADMIN, a_listed(cases), protocol, BEFORE).meeting


def check_whole(protocol: Protocol, meeting: Meeting) -> None:
    """Every case that may be heard has exactly one slot, and no slot begins before the one ahead is over."""
    held = sorted(slot.case for slot in meeting.order if slot.case)
    wanted = [n for n, c in meeting.cases.items() if c.kind is not CaseKind.EMPLOYEE_SENSITIVE]
    assert held == sorted(wanted)
    for one, following in pairwise(meeting.order):
        assert ends_at(one) <= following.starts_at
    for slot in meeting.order:
        assert slot.starts_at >= START
        if slot.case:
            assert slot.minutes == minutes_of(meeting.cases[slot.case], protocol)


def check_set_times(protocol: Protocol, meeting: Meeting) -> None:
    """A slot stands at its set time, or that it does not is warned of; it never comes before it."""
    missed = {w.case for w in warnings(meeting, protocol) if w.worry is Worry.SET_TIME_MISSED}
    for slot in meeting.order:
        fixed_at = meeting.cases[slot.case].fixed_at if slot.case else None
        if fixed_at is not None:
            assert slot.starts_at >= fixed_at
            assert (slot.starts_at != fixed_at) == (slot.case in missed)


def movable(protocol: Protocol, meeting: Meeting) -> list[Case]:
    """The cases in the order of hearing whose place the sections say."""
    heard = [meeting.cases[slot.case] for slot in meeting.order if slot.case]
    before_break = protocol.order.bare_slot_before_break
    return [c for c in heard if c.fixed_at is None and not (before_break and c.kind in BARE_SLOT)]


@given(protocol=areas(), cases=CASES)
@settings(max_examples=120, deadline=None)
def test_an_order_by_the_rules_is_whole_and_keeps_sections_sorting_and_set_times(
    protocol: Protocol, cases: list[Case]
) -> None:
    meeting = laid_out(protocol, cases)
    check_whole(protocol, meeting)
    check_set_times(protocol, meeting)
    visited = visited_cases(meeting)
    places = [place_in_order(case, protocol, visited) for case in movable(protocol, meeting)]
    assert places == sorted(places)
    assert Worry.SECTION_ORDER not in {w.worry for w in warnings(meeting, protocol)}
    held = sum(1 for slot in meeting.order if slot.case)
    too_many = protocol.order.capacity is not None and held > protocol.order.capacity
    assert (Worry.OVER_CAPACITY in {w.worry for w in warnings(meeting, protocol)}) == too_many


@given(protocol=areas(), cases=CASES)
@settings(max_examples=60, deadline=None)
def test_a_set_time_that_nothing_else_wants_is_kept_to_the_minute(
    protocol: Protocol, cases: list[Case]
) -> None:
    meeting = laid_out(protocol, cases)
    fixed = sorted((c for c in cases if c.fixed_at), key=lambda c: c.fixed_at or START)
    fixed = [c for c in fixed if c.kind is not CaseKind.EMPLOYEE_SENSITIVE]
    clear = [
        one
        for n, one in enumerate(fixed)
        if all(_ends(other, protocol) <= (one.fixed_at or START) for other in fixed[:n])
    ]
    times = {slot.case: slot.starts_at for slot in meeting.order}
    if len(clear) == len(fixed):
        assert [times[c.number] for c in fixed] == [c.fixed_at for c in fixed]


def _ends(case: Case, protocol: Protocol) -> datetime:
    return (case.fixed_at or START) + timedelta(minutes=minutes_of(case, protocol))


MOVES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.booleans()), max_size=5)


@given(protocol=areas(), cases=CASES, moves=MOVES)
@settings(max_examples=100, deadline=None)
def test_moves_lose_nothing_and_whatever_they_put_out_of_its_section_is_warned_of(
    protocol: Protocol, cases: list[Case], moves: list[tuple[int, int, bool]]
) -> None:
    meeting = laid_out(protocol, cases)
    for one, other, ahead in moves:
        meeting = moved(meeting, protocol, one, other, ahead=ahead)
        check_whole(protocol, meeting)
        check_set_times(protocol, meeting)
    warned = {w.case for w in warnings(meeting, protocol) if w.worry is Worry.SECTION_ORDER}
    visited = visited_cases(meeting)
    numbers = [section_number(case, protocol, visited) for case in movable(protocol, meeting)]
    said = [n for n in numbers if n is not None]
    if said != sorted(said):
        assert warned


def moved(meeting: Meeting, protocol: Protocol, one: int, other: int, *, ahead: bool) -> Meeting:
    """The meeting after a move of the `one`th case beside the `other`th, if that can be."""
    numbers = [slot.case for slot in meeting.order if slot.case]
    if len(numbers) < 2:
        return meeting
    case, anchor = numbers[one % len(numbers)], numbers[other % len(numbers)]
    if case == anchor:
        return meeting
    command = MoveCase(case=case, before=anchor) if ahead else MoveCase(case=case, after=anchor)
    if meeting.cases[case].fixed_at is not None:
        with pytest.raises(Refused):
            decide(command, ADMIN, meeting, protocol, BEFORE)
        return meeting
    return decide(command, ADMIN, meeting, protocol, BEFORE).meeting


@given(cases=CASES, heard=st.integers(0, 24), minutes=st.integers(0, 500))
@settings(max_examples=60, deadline=None)
def test_the_pace_says_by_how_much_the_next_case_misses_its_time(
    cases: list[Case], heard: int, minutes: int
) -> None:
    protocol = a_protocol()
    plain = [msgspec.structs.replace(case, kind=CaseKind.ORDINARY, fixed_at=None) for case in cases]
    meeting = laid_out(protocol, plain)
    over = [slot.case for slot in meeting.order][:heard]
    done = {n: msgspec.structs.replace(meeting.cases[n or ""], state=CaseState.HEARD) for n in over}
    sitting = msgspec.structs.replace(meeting.sittings[0], state=SittingState.HEARING)
    meeting = msgspec.structs.replace(meeting, cases={**meeting.cases, **done}, sittings=(sitting,))
    left: list[Slot] = [slot for slot in meeting.order if slot.case not in over]
    now = START + timedelta(minutes=minutes)
    behind = minutes_behind(meeting, now)
    if not left:
        assert behind is None
    else:
        assert behind is not None
        assert left[0].starts_at + timedelta(minutes=behind) == now
