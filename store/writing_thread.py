"""Writes to SQLite on a thread of its own: a whole transaction is one way there and back.

Through the asynchronous driver each statement goes to a thread and back several times, which costs more than
what it does. Reading stays with that driver; only the one writer, who has many statements to say, is here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine

P = ParamSpec("P")
T = TypeVar("T")


class Writing(Protocol):
    """A connection to write through."""

    async def run_sync(self, fn: Callable[Concatenate[Connection, P], T], *arg: P.args, **kw: P.kwargs) -> T:
        """Do something with the connection, and give back what came of it."""


class WritingThread:
    """The thread, with its own engine on the database. Raises what the engine raises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="marac-writer")
        self._is_closed = False

    async def __aenter__(self) -> WritingThread:
        """Nothing is opened before there is something to do."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing was kept open."""

    async def run_sync(self, fn: Callable[Concatenate[Connection, P], T], *arg: P.args, **kw: P.kwargs) -> T:
        """Do something with a connection on the thread. Cancelled, it waits until the thread is done."""
        work = asyncio.get_running_loop().run_in_executor(self._thread, partial(self._do, fn, *arg, **kw))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])
            raise

    def _do(self, fn: Callable[Concatenate[Connection, P], T], *arg: P.args, **kw: P.kwargs) -> T:
        with self._engine.connect() as connection:
            return fn(connection, *arg, **kw)

    async def close(self) -> None:
        """Let go of the database and of the thread; a second time there is nothing to let go of."""
        if self._is_closed:
            return
        self._is_closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()
