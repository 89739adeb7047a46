"""The county's meeting a week ahead, and the same opened, each prepared once and copied for each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.masterkeys import new_key
from store.opening import Store, migrate, open_store
from tests.journeys.hearing_day import Day
from tests.rows.county import Prepared, opened_again, prepare


@pytest.fixture(scope="session")
def a_week_ahead(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The meeting has been called, its cases are listed, and nobody has met."""
    return asyncio.run(prepare(tmp_path_factory.mktemp("ahead"), is_open=False))


@pytest.fixture(scope="session")
def under_way(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The first sitting is open, everybody of the everyday cast is in the room, and the opening is done."""
    return asyncio.run(prepare(tmp_path_factory.mktemp("open"), is_open=True))


@pytest.fixture
async def ahead(a_week_ahead: Prepared, tmp_path: Path) -> AsyncIterator[Day]:
    """A week before the first sitting."""
    async with opened_again(a_week_ahead, tmp_path) as day:
        yield day


@pytest.fixture
async def day(under_way: Prepared, tmp_path: Path) -> AsyncIterator[Day]:
    """In the first sitting, before the first case."""
    async with opened_again(under_way, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which nothing stands yet."""
    path = tmp_path_factory.mktemp("areas") / "area.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def store(migrated: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store, for an area's own meeting (`areas.called`)."""
    shutil.copy(migrated, tmp_path / "area.db")
    opened = await open_store(f"sqlite:///{tmp_path / 'area.db'}", [new_key()])
    yield opened
    await opened.close()
