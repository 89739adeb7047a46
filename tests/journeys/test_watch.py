"""Reminders that silently stop: whoever administers hears that nothing was looked after, once a day and no
more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.ticker import Ticker
from tests.journeys.stage import ADMIN, CHAIR, Stage

MONDAY = datetime(2026, 12, 7, 10, tzinfo=UTC)


@pytest.fixture
def ticker(stage: Stage) -> Ticker:
    return Ticker(stage.office, stage.store.sweeps, stage.store.outbox, "stage", timedelta(days=90))


def told(stage: Stage, person: str) -> list[str]:
    """What the person has heard of reminders that stood still."""
    return [m.words for m in stage.seen(person) if "Reminders stood still" in m.words]


async def at(stage: Stage, ticker: Ticker, moment: datetime, *, sweeping: bool) -> None:
    stage.clock.moment = moment
    await (ticker.wake() if sweeping else ticker.watch())
    await stage.settle()


async def test_a_day_without_a_sweep_is_told_to_administrators_alone_once_a_day(
    stage: Stage, ticker: Ticker
) -> None:
    await at(stage, ticker, MONDAY, sweeping=True)
    await at(stage, ticker, MONDAY + timedelta(hours=23), sweeping=False)
    assert told(stage, ADMIN) == []

    for hours in (24, 25, 30):
        await at(stage, ticker, MONDAY + timedelta(hours=hours), sweeping=False)
    assert len(told(stage, ADMIN)) == 1
    assert "10:00 on Monday 7 December" in told(stage, ADMIN)[0]
    assert told(stage, CHAIR) == []

    await at(stage, ticker, MONDAY + timedelta(hours=49), sweeping=False)
    assert len(told(stage, ADMIN)) == 2


async def test_whoever_takes_the_work_up_again_says_that_it_stood_still(stage: Stage, ticker: Ticker) -> None:
    await at(stage, ticker, MONDAY, sweeping=True)
    await at(stage, ticker, MONDAY + timedelta(days=3), sweeping=True)
    await at(stage, ticker, MONDAY + timedelta(days=3, hours=1), sweeping=True)

    assert len(told(stage, ADMIN)) == 1


async def test_a_new_bot_says_nothing(stage: Stage, ticker: Ticker) -> None:
    await at(stage, ticker, MONDAY, sweeping=False)
    await at(stage, ticker, MONDAY, sweeping=True)

    assert told(stage, ADMIN) == []


async def test_a_rehearsal_that_moves_its_time_on_by_days_let_nothing_stand_still(
    stage: Stage, ticker: Ticker
) -> None:
    await at(stage, ticker, MONDAY, sweeping=True)
    stage.clock.moment = MONDAY + timedelta(days=3)
    await ticker.time_moved()
    await stage.settle()

    assert told(stage, ADMIN) == []
