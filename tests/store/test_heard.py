"""Which case was heard when, looked up across a year's meetings, written with the journal and by its
rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from store.opening import Store
from tests.store.world import AREA, MEETING, a_meeting, entered, work
from usecases.ports import Collision, HeardRow

OTHER = "testshire-2026-12-01"


THE_DAY = date(2026, 11, 24)


def heard(meeting: str = MEETING, case: str = "101", **more: Any) -> HeardRow:
    row = {"area": AREA, "on": THE_DAY, "until": None, "state": "heard", **more}
    return HeardRow(meeting=meeting, case=case, **row)


async def test_hearings_are_found_by_case_and_day(store: Store) -> None:
    first, second = await a_meeting(store.ledger), await a_meeting(store.ledger, OTHER)
    later = heard(OTHER, on=date(2026, 12, 1))
    await store.ledger.commit(work(first, entered(), heard=[heard(), heard(case="102")]))
    await store.ledger.commit(work(second, entered(), heard=[later]))

    assert await store.ledger.heard(AREA, case="101") == [heard(), later]
    assert await store.ledger.heard(AREA, since=date(2026, 11, 25)) == [later]
    assert await store.ledger.heard(AREA, until=date(2026, 11, 30)) == [heard(), heard(case="102")]
    assert await store.ledger.heard("elsewhere") == []


async def test_what_changes_of_a_hearing_takes_its_rows_place(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    await store.ledger.commit(work(meeting, entered(), heard=[heard()]))
    flagged = heard(until=date(2027, 11, 24), state="closed")
    await store.ledger.commit(work(await store.ledger.load(MEETING), entered("p2"), heard=[flagged]))

    assert await store.ledger.heard(AREA) == [flagged]


async def test_no_row_stands_without_its_journal_line(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    await store.ledger.commit(work(meeting, entered()))

    with pytest.raises(Collision):
        await store.ledger.commit(work(meeting, entered("p2"), heard=[heard()]))
    assert await store.ledger.heard(AREA) == []
