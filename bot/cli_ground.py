"""What every command stands on: it opens the store for one piece of work, and whatever an operator can mend
comes out as one sentence on standard error and exit code 1, never a trace.
"""

from __future__ import annotations

import asyncio
import errno
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click

from bot.clock import MachineClock
from bot.rehearse import NotRehearsed
from bot.settings import SettingsRefused, load_settings
from bot.wiring import master_keys
from store.database import NotMigrated
from store.masterkeys import MissingKeys, WrongKeys
from store.opening import Store, open_store
from usecases.office import Office
from usecases.ports import NoMeeting, Unavailable

P = ParamSpec("P")
T = TypeVar("T")
MENDABLE = (
    SettingsRefused,
    NotMigrated,
    NotRehearsed,
    MissingKeys,
    WrongKeys,
    Unavailable,
    NoMeeting,
    ValueError,
)
"""What goes wrong with a sentence that says what to do."""
STOPPED = 128 + signal.SIGTERM


def mendable(command: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an async command; what an operator can mend becomes a sentence, and being told to stop an orderly
    end."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            asyncio.run(_stoppable(command(*args, **kwargs)))
        except MENDABLE as problem:
            raise click.ClickException(str(problem)) from None
        except OSError as problem:
            raise click.ClickException(_sentence(problem)) from None
        except asyncio.CancelledError:
            raise SystemExit(STOPPED) from None

    return run


async def _stoppable(work: Coroutine[Any, Any, None]) -> None:
    """Let SIGTERM end the work as Ctrl+C does, with everything closed that was opened."""
    task = asyncio.current_task()
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel if task else lambda: None)
    await work


def _sentence(problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return "Something else on this machine uses the port already: stop it, or set MARAC_PORT to another."
    where = f": {problem.filename}" if problem.filename else ""
    return f"{problem.strerror or type(problem).__name__}{where}."


def told_to_stop() -> asyncio.Event:
    """Set once the signal to stop has come; from now on that no longer breaks in anywhere."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(sign, stopped.set)
    return stopped


async def with_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store for one piece of work, and close it."""
    settings = load_settings()
    store = await open_store(settings.database_url, master_keys(settings))
    try:
        return await work(store)
    finally:
        await store.close()


def office_of(store: Store) -> Office:
    """The office of a command: the store's, by the machine's clock."""
    return Office(ledger=store.ledger, register=store.register, clock=MachineClock())
