"""Two processes on one database: they sweep the same morning and share what is to be said, and nothing is
there twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from store.opening import Store
from tests.store.conftest import Opener
from tests.store.world import NOON, a_notice
from tests.usecases.office import AREA, Desk, HandClock
from usecases.announcements_actions import DIGEST
from usecases.nudge import nudge
from usecases.office import Office
from usecases.ports import Letter

MORNING = datetime(2026, 11, 20, 10, tzinfo=UTC)
LEASE = 90.0


def a_desk(store: Store) -> Desk:
    clock = HandClock()
    return Desk(Office(ledger=store.ledger, register=store.register, clock=clock), store, clock)


async def test_both_sweep_the_same_morning_and_each_digest_is_there_once(store: Store, other: Store) -> None:
    first, second = a_desk(store), a_desk(other)
    await first.meeting()
    for desk in (first, second):
        desk.clock.moment = MORNING

    counts = await asyncio.gather(*(nudge(desk.office, AREA) for desk in (first, second) for _ in range(2)))

    letters = [one for one in await store.outbox.letters(limit=1000) if one.notice.kind == DIGEST]
    assert len(letters) > 0
    assert set(counts) == {len(letters)}
    assert set(Counter(one.notice.to for one in letters).values()) == {1}


async def test_both_get_a_share_and_nobody_gets_what_the_other_has(store: Store, other: Store) -> None:
    await store.outbox.add([a_notice(f"n{n}") for n in range(60)])
    both = asyncio.Barrier(2)

    async def take_all(mine: Store, name: str) -> list[Letter]:
        found: list[Letter] = []
        while letters := await mine.outbox.claim(NOON, 5, LEASE, name):
            if not found:  # a slow one is not left behind by one that takes everything meanwhile
                await both.wait()
            for letter in letters:
                assert await mine.outbox.sent(letter)
            found += letters
        return found

    shares = await asyncio.gather(take_all(store, "w1"), take_all(other, "w2"))

    assert all(len(share) >= 5 for share in shares)
    assert sorted(one.number for share in shares for one in share) == sorted(
        one.number for one in await store.outbox.letters("sent", limit=100)
    )
    assert sum(map(len, shares)) == 60


@pytest.mark.postgres
async def test_nobody_waits_for_one_who_is_just_taking_others(postgres_address: str, opened: Opener) -> None:
    store = await opened(postgres_address)
    await store.outbox.add([a_notice(f"n{n}") for n in range(6)])
    taking = await asyncpg.connect(postgres_address)
    try:
        async with taking.transaction():
            await taking.fetch("SELECT number FROM outbox ORDER BY number LIMIT 4 FOR UPDATE")
            found = await asyncio.wait_for(store.outbox.claim(NOON, 10, LEASE, "w1"), 10)
            assert [one.notice.key for one in found] == ["n4", "n5"]
    finally:
        await taking.close()
    rest = await store.outbox.claim(NOON + timedelta(seconds=1), 10, LEASE, "w1")
    assert [one.notice.key for one in rest] == ["n0", "n1", "n2", "n3"]
