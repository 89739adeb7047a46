"""One writer for everything: what is written together still succeeds or fails each for itself."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from store.opening import Store
from store.writer import Job
from tests.store.world import MEETING, NOON, a_meeting, a_notice, counted, entered, happened, work
from usecases.ports import Collision, Unavailable


async def a_turn(store: Store, person: str, turn: str | None = None) -> None:
    await store.ledger.commit(work(await store.ledger.load(MEETING), entered(person), turn=turn))


async def test_what_waits_together_is_one_transaction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_meeting(store.ledger)
    batches: list[int] = []
    write = store.writer._write

    def counting(connection: Connection, jobs: list[Job]) -> None:
        batches.append(len(jobs))
        write(connection, jobs)

    monkeypatch.setattr(store.writer, "_write", counting)
    await asyncio.gather(
        *(a_turn(store, f"p{n}") for n in range(40)),
        store.outbox.claim(NOON, 5, 30, "w"),
        store.outbox.add([a_notice("n1")]),
    )

    assert sum(batches) == 42
    assert len(batches) <= 3


async def test_one_who_hands_in_nonsense_fails_alone(store: Store) -> None:
    await a_meeting(store.ledger)
    without_zone = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - the point

    outcomes = await asyncio.gather(
        a_turn(store, "p1"),
        store.outbox.claim(without_zone, 5, 30, "w"),
        a_turn(store, "p2"),
        store.outbox.add([a_notice("n1")]),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [type(None), Unavailable, type(None), int]
    assert list((await store.ledger.load(MEETING, fresh=True)).roll) == ["p1", "p2"]
    assert await counted(store, "journal", "outbox") == [2, 1]


async def test_a_database_that_fails_half_way_leaves_what_it_has_and_memory_knows(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_meeting(store.ledger)
    await a_meeting(other.ledger, "another")
    await happened(other.ledger, entered(), key="another", turn="taken")
    write = store.writer._write
    calls: list[int] = []

    def failing(connection: Connection, jobs: list[Job]) -> Any:
        calls.append(len(jobs))
        if len(calls) == 3:
            raise OperationalError("", {}, Exception("the disk is full"))
        return write(connection, jobs)

    monkeypatch.setattr(store.writer, "_write", failing)
    outcomes = await asyncio.gather(
        a_turn(store, "p1"), a_turn(store, "p2", "taken"), a_turn(store, "p3"), return_exceptions=True
    )
    monkeypatch.undo()

    assert calls == [3, 1, 1]
    assert [type(outcome) for outcome in outcomes] == [type(None), Unavailable, Unavailable]
    assert list((await store.ledger.load(MEETING)).roll) == ["p1"]
    await a_turn(store, "p4")
    assert list((await other.ledger.load(MEETING)).roll) == ["p1", "p4"]
    assert (await store.audit.verify(MEETING)).is_whole


async def test_what_collides_is_undone_and_told(store: Store) -> None:
    await store.outbox.add([a_notice("n1")])

    def twice(connection: Connection) -> None:
        connection.execute(text("UPDATE outbox SET kind = 'half done'"))
        row = "INSERT INTO sweep (name, worker, held_until) VALUES ('s', 'w', '2026-11-24 12:00:00')"
        connection.execute(text(row))
        connection.execute(text(row))

    with pytest.raises(Collision):
        await store.writer.run(twice)
    assert await counted(store, "sweep") == [0]
    assert [letter.notice.kind for letter in await store.outbox.letters()] == ["nudge"]


async def test_closing_waits_for_what_was_handed_in(store: Store, other: Store) -> None:
    await a_meeting(store.ledger)
    handed_in = [asyncio.ensure_future(a_turn(store, f"p{n}")) for n in range(5)]
    await asyncio.sleep(0)

    await store.close()

    await asyncio.gather(*handed_in)
    assert (await other.ledger.load(MEETING)).sequence == 5
