"""A morning without the bot: what was due is said once when it is back, and what is stale by then is dropped,
with the reason on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ticker import Ticker
from tests.journeys.stage import Stage
from tests.journeys.test_days_after import a_meeting_held, digests, morning

OWNERS = ("housing-rep", "idva-rep", "police-rep")
HELD = 90.0


def a_replica(stage: Stage, name: str) -> Ticker:
    """The ticker of a process that has just been started."""
    return Ticker(stage.office, stage.store.sweeps, stage.store.outbox, name, timedelta(days=90))


def heard(stage: Stage) -> dict[str, int]:
    return {person: len(digests(stage, person)) for person in OWNERS}


async def dropped(stage: Stage) -> dict[str, str]:
    """The digests that were dropped, and why."""
    letters = await stage.store.outbox.letters("dropped", limit=1000)
    return {one.notice.key: one.why for one in letters if one.notice.kind == "digest"}


@pytest.mark.parametrize("was_queued", [True, False], ids=["killed after its sweep", "down before its sweep"])
async def test_a_bot_that_comes_back_at_noon_says_the_morning_s_digests_once(
    stage: Stage, was_queued: bool
) -> None:
    await a_meeting_held(stage)
    if was_queued:
        stage.clock.moment = morning(10)
        await a_replica(stage, "killed").wake()
        taken = await stage.store.outbox.claim(stage.clock.moment, 2, HELD, "killed")
        assert {one.notice.kind for one in taken} == {"digest"}
    assert heard(stage) == dict.fromkeys(OWNERS, 0)

    for hour in (12, 13, 15):
        stage.clock.moment = morning(10, hour)
        await a_replica(stage, f"back at {hour}").wake()
        await stage.settle()
        assert heard(stage) == dict.fromkeys(OWNERS, 1)
    assert await dropped(stage) == {}


async def test_a_bot_that_comes_back_the_next_day_drops_what_is_stale_with_the_reason_and_says_what_is_so_now(
    stage: Stage,
) -> None:
    await a_meeting_held(stage)
    stage.clock.moment = morning(10)
    await a_replica(stage, "killed").wake()

    stage.clock.moment = morning(11)
    await a_replica(stage, "back").wake()
    await stage.settle()

    assert heard(stage) == dict.fromkeys(OWNERS, 1)
    assert all("Fri 11 Dec 2026" in digests(stage, person)[0] for person in OWNERS)
    stale = {f"digest:{person}:2026-12-10": "the day's hours are over" for person in OWNERS}
    assert await dropped(stage) == stale
