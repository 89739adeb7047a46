"""Whatever was written: what the journal adds up to is what memory held, and the chain is whole."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from marac.journal import Event, replay
from marac.meeting import Meeting
from marac.words import Capacity
from store.masterkeys import new_key
from store.opening import Store, open_store
from tests.store.world import AREA, MEETING, NOON, a_meeting, called, entered, happened, recorded

PEOPLE = st.sampled_from(["p1", "p2", "Åsa-Ωmega"])
WORDS = st.text(max_size=60) | st.sampled_from(["", "\x00", "'; DROP TABLE journal; --", "🙂 “quoted”\n"])
EVENTS = st.one_of(
    st.just(called()),
    st.builds(
        entered,
        person=PEOPLE,
        late=st.booleans(),
        authority=st.none() | st.booleans(),
        capacities=st.frozensets(st.sampled_from(Capacity)),
        cases=st.lists(st.sampled_from(["101", "102"]), max_size=2).map(tuple),
    ),
    st.builds(
        recorded,
        what=WORDS,
        key=st.sampled_from(["a1", "a2", "a3"]),
        owner=st.none() | PEOPLE,
        due=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    ),
)
TURNS = st.lists(st.lists(EVENTS, min_size=1, max_size=4), min_size=1, max_size=8)


async def written(store: Store, turns: list[list[Event]]) -> None:
    await a_meeting(store.ledger)
    in_memory = [Meeting(key=MEETING, area=AREA)]
    for minute, events in enumerate(turns):
        at = NOON + timedelta(minutes=minute, microseconds=minute * 7)
        in_memory.append(await happened(store.ledger, *events, at=at, turn=f"t{minute}"))

    store.ledger.forget(MEETING)
    assert await store.ledger.load(MEETING) == in_memory[-1]
    entries = await store.ledger.entries(MEETING)
    assert [entry.event for entry in entries] == [event for events in turns for event in events]
    assert replay(in_memory[0], entries) == in_memory[-1]
    for minute, then in enumerate(in_memory[1:]):
        assert await store.ledger.load_at(MEETING, NOON + timedelta(minutes=minute + 0.5)) == then
    verdict = await store.audit.verify(MEETING)
    assert verdict.is_whole
    assert verdict.lines == len(entries)


@settings(max_examples=30, deadline=None)
@given(turns=TURNS)
def test_what_was_stored_adds_up_to_what_memory_held(sqlite_template: Path, turns: list[list[Event]]) -> None:
    async def play() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = shutil.copy(sqlite_template, folder)
            store = await open_store(f"sqlite:///{path}", [new_key()])
            try:
                await written(store, turns)
            finally:
                await store.close()

    asyncio.run(play())


async def test_awkward_words_come_back_from_either_database(store: Store) -> None:
    awkward = ["", "\x00", "a\x00b", "'; DROP TABLE journal; --", "🙂 “quoted”\n\t\\", "x" * 20_000]
    await written(store, [[recorded(words, key=f"a{n}") for n, words in enumerate(awkward)], [called()]])
