"""The thread that writes to SQLite: one way there and back, and nobody goes on before it is done."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from store.database import make_writing_engine
from store.writing_thread import WritingThread


@pytest.fixture
async def thread(tmp_path: Path) -> AsyncIterator[WritingThread]:
    engine = make_writing_engine(f"sqlite:///{tmp_path / 'made.db'}")
    writing = WritingThread(engine.execution_options(begin="BEGIN IMMEDIATE"))
    await writing.run_sync(put, "CREATE TABLE note (word TEXT)")
    yield writing
    await writing.close()


def put(connection: Connection, statement: str) -> int:
    with connection.begin():
        connection.execute(text(statement))
    return threading.get_ident()


def words(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT word FROM note")).scalars())


async def test_everything_is_done_on_one_thread_that_is_not_the_loops(thread: WritingThread) -> None:
    statements = ("INSERT INTO note VALUES ('a')", "INSERT INTO note VALUES ('b')")
    idents = [await thread.run_sync(put, statement) for statement in statements]

    assert len(set(idents)) == 1
    assert threading.get_ident() not in idents
    assert await thread.run_sync(words) == ["a", "b"]


async def test_what_goes_wrong_comes_out_and_the_next_one_works(thread: WritingThread) -> None:
    with pytest.raises(OperationalError):
        await thread.run_sync(put, "INSERT INTO nowhere VALUES (1)")

    await thread.run_sync(put, "INSERT INTO note VALUES ('a')")
    assert await thread.run_sync(words) == ["a"]


async def test_whoever_gives_up_waits_until_the_thread_is_done(thread: WritingThread) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slowly(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(10)
        put(connection, "INSERT INTO note VALUES ('late')")

    waiting = asyncio.ensure_future(thread.run_sync(slowly))
    await begun.wait()
    waiting.cancel()
    await asyncio.wait([waiting], timeout=0.05)
    assert not waiting.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await thread.run_sync(words) == ["late"]


async def test_every_commit_waits_for_the_disk(thread: WritingThread) -> None:
    def settings(connection: Connection) -> list[str]:
        asked = ("synchronous", "journal_mode", "foreign_keys", "secure_delete")
        return [str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in asked]

    assert await thread.run_sync(settings) == ["2", "wal", "1", "1"]


async def test_closing_twice_is_closing(thread: WritingThread) -> None:
    await thread.close()
    await thread.close()
