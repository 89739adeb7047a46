"""A process that is killed outright has lost nothing that it had answered, and has left nothing half done."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from marac.journal import replay
from marac.meeting import Meeting
from store.opening import Store
from tests.store.conftest import Opener
from tests.store.world import AREA, MEETING, a_meeting, entered, happened

ROOT = Path(__file__).resolve().parents[2]
ENOUGH = 60


async def test_what_was_answered_before_a_kill_is_there_afterwards(
    store: Store, address: str, master_key: str, opened: Opener
) -> None:
    await a_meeting(store.ledger)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.store.writer_to_kill", address, master_key),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    answered = [(await process.stdout.readline()).decode().strip() for _ in range(ENOUGH)]
    process.kill()
    answered += (await process.stdout.read()).decode().split("\n")[:-1]
    assert await process.wait() < 0, "it was killed, it did not end"

    after = await opened(address)
    meeting = await after.ledger.load(MEETING)

    assert len(answered) >= ENOUGH
    assert "" not in answered
    assert not set(answered) - set(meeting.roll)
    assert set(meeting.roll) == set(meeting.actions), "a turn's lines are there together"
    letters = await after.outbox.letters(limit=10_000)
    assert {letter.notice.key for letter in letters} == set(meeting.roll)
    assert replay(Meeting(key=MEETING, area=AREA), await after.ledger.entries(MEETING)) == meeting
    assert (await after.audit.verify(MEETING)).is_whole
    assert (await happened(after.ledger, entered("next"))).sequence == meeting.sequence + 1
