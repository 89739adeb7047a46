"""What Wolverhampton's and Luton's files say comes out right on a day: order, grid and deadlines."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from marac.calendar import DueRule
from marac.duties import times_of
from marac.escalation import rationale_due
from marac.meeting import Action, Case, Sitting
from marac.protocol import Protocol, protocol_for
from marac.timetable import lay_out
from marac.words import ActionState, CaseKind

WOLVERHAMPTON = protocol_for("wolverhampton")
LUTON = protocol_for("luton")
GRID = """
09:00 09:15 09:30 09:45 10:00 10:15 10:30
11:00 11:15 11:30 11:45 12:00 12:15 12:30
13:15 13:30 13:45 14:00 14:15 14:30 14:45
15:15 15:30 15:45 16:00 16:15 16:30
"""


def _due(protocol: Protocol, key: str) -> str:
    return next(duty.due for duty in protocol.duties if duty.key == key)


def test_lutons_grid_has_its_27_slots_at_their_times() -> None:
    cases = {number: Case(number=number) for number in map(str, range(1, 28))}
    tuesday = Sitting(number=1, starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC))

    slots = lay_out(cases, LUTON, [tuesday])
    heard = [(f"{slot.starts_at:%H:%M}", slot.case) for slot in slots if slot.case]
    breaks = [(f"{slot.starts_at:%H:%M}", slot.minutes) for slot in slots if not slot.case]

    assert heard == list(zip(GRID.split(), cases, strict=True))
    assert breaks == [("10:45", 15), ("12:45", 30), ("15:00", 15)]


def test_luton_hears_cases_with_children_first_and_a_late_one_last() -> None:
    cases = [
        Case(number="1"),
        Case(number="2", pregnancy=True),
        Case(number="3", additional=True),
        Case(number="4"),
        Case(number="5", children=True),
    ]
    tuesday = Sitting(number=1, starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC))

    slots = lay_out({case.number: case for case in cases}, LUTON, [tuesday])

    assert [slot.case for slot in slots] == ["2", "5", "1", "4", "3"]


def test_wolverhampton_hears_disclosure_requests_last_whatever_their_number() -> None:
    cases = [
        Case(number="1", kind=CaseKind.DISCLOSURE, children=True),
        Case(number="2"),
        Case(number="3", children=True),
    ]
    wednesday = Sitting(number=1, starts_at=datetime(2026, 11, 25, 9, 30, tzinfo=UTC))

    slots = lay_out({case.number: case for case in cases}, WOLVERHAMPTON, [wednesday])

    assert [slot.case for slot in slots] == ["2", "3", "1"]


# What Luton's protocol dates by weekday, for a meeting on its Tuesday and for one moved to a Thursday.
LUTON_DATES = [
    ("list closes", "2026-11-11T12:00", "2026-11-18T12:00"),
    ("list out", "2026-11-12T12:00", "2026-11-12T12:00"),
    ("research", "2026-11-19T17:00", "2026-11-19T17:00"),
]


@pytest.mark.parametrize(("what", "tuesday", "thursday"), LUTON_DATES)
def test_lutons_deadlines_fall_on_their_named_weekdays(what: str, tuesday: str, thursday: str) -> None:
    assert LUTON.listing is not None
    expressions = {
        "list closes": LUTON.listing.closes,
        "list out": _due(LUTON, "list-published"),
        "research": _due(LUTON, "research-lodged"),
    }
    for day, wanted in ((24, tuesday), (26, thursday)):
        meeting = LUTON.calendar.moment(date(2026, 11, day), time(9))
        due = DueRule.parse(expressions[what] or "").apply(meeting, LUTON.calendar)
        assert isinstance(due, datetime)
        assert due.strftime("%Y-%m-%dT%H:%M") == wanted


def test_wolverhamptons_48_hours_and_7_days_run_over_a_weekend() -> None:
    calendar = WOLVERHAMPTON.calendar
    friday = calendar.moment(date(2026, 11, 27), time(15))
    minutes = DueRule.parse(_due(WOLVERHAMPTON, "minutes-sent")).apply(friday, calendar)
    agenda = DueRule.parse(_due(WOLVERHAMPTON, "agenda-circulated")).apply(friday, calendar)

    assert minutes == calendar.moment(date(2026, 11, 29), time(15))
    assert agenda == date(2026, 11, 20)


CLOCKS_CHANGE = [
    ("2026-03-27T12:00+00:00", "2026-03-28T12:00+00:00", "2026-03-29T13:00+01:00"),
    ("2026-03-28T12:00+00:00", "2026-03-29T13:00+01:00", "2026-03-30T13:00+01:00"),
    ("2026-10-23T12:00+01:00", "2026-10-24T12:00+01:00", "2026-10-25T11:00+00:00"),
    ("2026-10-24T12:00+01:00", "2026-10-25T11:00+00:00", "2026-10-26T11:00+00:00"),
]
"""A moment, and the moments 24 and 48 hours on by the clock on the wall, across both changes of 2026."""


@pytest.mark.parametrize(("closed", "a_day_on", "two_days_on"), CLOCKS_CHANGE)
def test_hours_that_an_area_counts_are_hours_although_the_clocks_change(
    closed: str, a_day_on: str, two_days_on: str
) -> None:
    anchor = datetime.fromisoformat(closed)
    for key in ("actions-sent", "minutes-sent"):
        duty = next(d for d in WOLVERHAMPTON.duties if d.key == key)
        due = times_of(duty, anchor, WOLVERHAMPTON, None).due
        assert WOLVERHAMPTON.calendar.local(due).isoformat(timespec="minutes") == two_days_on
    lincolnshire = protocol_for("lincolnshire")
    action = Action(
        key="a1", case="1", what="", agency="police", state=ActionState.CONFIRMED, escalated_at=anchor
    )
    due_by = rationale_due(action, lincolnshire)
    assert due_by is not None
    assert lincolnshire.calendar.local(due_by).isoformat(timespec="minutes") == a_day_on


def test_easter_and_the_clocks_change_leave_working_days_as_they_are() -> None:
    """Good Friday is 3 April 2026 and Easter Monday 6 April; five working days from the Monday after the
    clocks changed on the Sunday."""
    calendar = protocol_for("lincolnshire").calendar
    due = DueRule.parse("+5 working days").apply(datetime(2026, 3, 30, 16, tzinfo=UTC), calendar)
    assert due == date(2026, 4, 8)
