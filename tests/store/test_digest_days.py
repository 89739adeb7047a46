"""On which days digests were made, and which of them were said: what the next digest begins with."""

from __future__ import annotations

from datetime import date

from store.opening import Store
from tests.store.world import AREA, NOON, a_notice
from usecases.ports import Unsaid

MONDAY, TUESDAY, THURSDAY = (date(2026, 11, day) for day in (23, 24, 26))


async def test_a_day_is_kept_once_and_each_area_has_its_own(store: Store, other: Store) -> None:
    assert await store.ledger.digest_day_before(AREA, THURSDAY) is None
    for one in (store, other, store):
        await one.ledger.digests_made(AREA, MONDAY)
    await other.ledger.digests_made("elsewhere", TUESDAY)

    assert await store.ledger.digest_day_before(AREA, THURSDAY) == MONDAY
    assert await store.ledger.digest_day_before("elsewhere", THURSDAY) == TUESDAY
    assert await store.ledger.digest_day_before(AREA, MONDAY) is None


async def test_what_was_not_said_is_told_with_its_reason(store: Store) -> None:
    for number in range(4):
        letter = a_notice(
            f"digest:{number}", f"p{number}", kind="digest", meeting=None, facts={"day": "a day"}
        )
        await store.outbox.add([letter])
    await store.outbox.add(
        [a_notice("card", "p1", kind="digest", surface="digest"), a_notice("another", "p1")]
    )
    said, dropped, taken = [
        one
        for one in await store.outbox.claim(NOON, 10, 90.0, "w")
        if one.notice.kind == "digest" and not one.notice.surface
    ][:3]
    await store.outbox.sent(said)
    await store.outbox.drop(dropped, "the day's hours are over")
    await store.outbox.postpone(taken, NOON, "502")

    found = {one.to: one for one in await store.ledger.unsaid("digest")}
    assert set(found) == {"p0", "p1", "p2", "p3"} - {said.notice.to}
    assert found[dropped.notice.to] == Unsaid(
        to=dropped.notice.to, facts={"day": "a day"}, why="the day's hours are over"
    )
    assert found[taken.notice.to].why == "", "it still waits, whatever came in the way so far"
