"""Offices for the use cases' tests: each test gets a store of its own on SQLite."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.masterkeys import new_key
from store.opening import migrate, open_store
from tests.usecases.office import Desk, HandClock
from usecases.office import Office


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("usecases") / "marac.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def desk(migrated: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    shutil.copy(migrated, tmp_path / "marac.db")
    store = await open_store(f"sqlite:///{tmp_path / 'marac.db'}", [new_key()])
    clock = HandClock()
    yield Desk(Office(ledger=store.ledger, register=store.register, clock=clock), store, clock)
    await store.close()
