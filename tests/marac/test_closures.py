"""Which cases are due to be closed, on what day, and what a repeat changes."""

from __future__ import annotations

from datetime import date

import pytest

from marac.closures import LastHeard, due_for_closure
from marac.protocol import protocol_for

LUTON = protocol_for("luton")
HEARD = date(2025, 12, 8)


def due(today: date, *heard: LastHeard, returning: frozenset[str] = frozenset()) -> list[str]:
    assert LUTON.flags is not None
    return [c.case for c in due_for_closure(heard, returning, LUTON.flags, LUTON, today)]


def row(case: str = "101", on: date = HEARD, *, settled: bool = False) -> LastHeard:
    return LastHeard(case=case, meeting=f"luton-{on}", on=on, settled=settled)


def test_a_case_is_due_when_its_twelve_months_are_over_and_not_a_day_before() -> None:
    assert due(date(2026, 12, 7), row()) == []
    assert due(date(2026, 12, 8), row()) == ["101"]


def test_a_repeat_starts_the_months_again() -> None:
    again = row(on=date(2026, 5, 4))
    assert due(date(2026, 12, 8), row(), again) == []
    assert due(date(2027, 5, 4), row(), again) == ["101"]


@pytest.mark.parametrize("settled", [True, False])
def test_what_is_settled_or_comes_back_is_not_listed(settled: bool) -> None:
    coming = frozenset() if settled else frozenset({"101"})
    assert due(date(2027, 1, 4), row(settled=settled), returning=coming) == []
