"""What was reported privately, looked up across meetings: by area, open or all, its kind and number alone."""

from __future__ import annotations

from store.opening import Store
from tests.store.world import AREA, MEETING, a_meeting
from usecases.ports import MatterRow, Work


def row(matter: str = "m1", *, is_open: bool = True) -> MatterRow:
    return MatterRow(meeting=MEETING, matter=matter, area=AREA, kind="complaint", case=None, is_open=is_open)


async def test_what_is_open_is_found_until_it_is_settled(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    await store.ledger.commit(Work(meeting=meeting, matters=[row(), row("m2")]))
    assert await store.ledger.matters(AREA) == [row(), row("m2")]
    await store.ledger.commit(Work(meeting=meeting, matters=[row(is_open=False)]))
    assert await store.ledger.matters(AREA) == [row("m2")]
    assert len(await store.ledger.matters(AREA, open_only=False)) == 2
    assert await store.ledger.matters("elsewhere") == []
