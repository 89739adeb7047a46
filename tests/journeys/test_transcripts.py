"""Every area's meeting, played from its script, reads as it did when somebody last read it through.

The transcripts are for reading: who says and presses what, and what the chat and each person is told. A
difference is a change of what people see: read it, and if it is meant write it anew with UPDATE_GOLDEN=1.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from difflib import unified_diff
from itertools import count, islice
from pathlib import Path
from typing import Final

import pytest

from bot.clock import MachineClock, MovableClock
from bot.limits import Windows
from bot.rehearse import SCENARIOS, rehearsing
from rehearsal.client import connected
from rehearsal.script import load
from tests.journeys.scribe import Scribe

UPDATE: Final = os.environ.get("UPDATE_GOLDEN") == "1"
KEPT: Final = Path(__file__).parent / "transcripts"
AREAS: Final = sorted(path.parent.name for path in SCENARIOS.glob("*/meeting.txt"))
SHOWN: Final = 60
"""How many lines of a difference are told."""


@pytest.fixture
def standing_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time passes by whole minutes and only where the script says so, people's keys are no lot, and nothing
    waits for Teams' limits or the ticker's next round."""
    keys = map("p-{:04}".format, count(1))
    for module in ("import_register", "new_people"):
        monkeypatch.setattr(f"usecases.{module}.new_person_key", lambda: next(keys))
    moved = MovableClock.now
    monkeypatch.setattr(MachineClock, "now", lambda _: datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(MovableClock, "now", lambda clock: moved(clock).replace(second=0, microsecond=0))
    monkeypatch.setattr(Windows, "wait", lambda self, now: 0.0)
    monkeypatch.setattr("bot.ticker.SECONDS", 24 * 60 * 60)
    monkeypatch.setattr("bot.delivery.BREATH_SECONDS", 0.0)


@pytest.mark.parametrize("area", AREAS)
async def test_a_meeting_reads_as_it_did(area: str, tmp_path: Path, standing_still: None) -> None:
    told, failures = await played(area, tmp_path)
    kept = KEPT / f"{area}.txt"
    if UPDATE:
        KEPT.mkdir(exist_ok=True)
        kept.write_text(told, encoding="utf-8")
    before = kept.read_text(encoding="utf-8") if kept.is_file() else ""
    changes = unified_diff(before.splitlines(), told.splitlines(), "kept", "played", lineterm="", n=1)

    assert failures == []
    assert told == before, "\n".join(
        ["UPDATE_GOLDEN=1 writes it anew; read it first:", *islice(changes, SHOWN)]
    )


async def played(area: str, folder: Path) -> tuple[str, list[str]]:
    """The transcript of the area's meeting, and what did not go as its script expects."""
    async with rehearsing(area, folder) as under_way, connected(under_way.room) as client:
        lines: list[str] = []
        scribe = Scribe(client, lines.append, bot=under_way.bot)
        script = load(SCENARIOS / area / "meeting.txt", await scribe.meet_everybody())
        report = await scribe.play(script)
    return "\n".join([*lines, ""]), report.failures


def test_every_area_with_a_rehearsal_has_its_transcript() -> None:
    assert len(AREAS) >= 5
    assert sorted(path.stem for path in KEPT.glob("*.txt")) == AREAS
