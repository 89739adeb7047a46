"""The running product for the edge's tests: each has a database of its own, copied from one migrated once."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from bot import limits
from bot.logs import set_up_logs
from store.opening import migrate
from tests.bot.product import Product, a_product


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edge") / "marac.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the product logs, at its most talkative."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs("debug", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


@pytest.fixture
async def product(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> AsyncIterator[Product]:
    """The product, running; its cards follow as fast as its messages, so that a test need not wait."""
    monkeypatch.setattr(limits, "CARDS_PER_CONVERSATION", limits.PER_CONVERSATION)
    async with a_product(tmp_path, migrated) as running:
        yield running
