"""Starts what is measured in a process of its own, on its core, and stops it again.

What it prints goes to a file, whose end is shown when it does not come up.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from bench.cores import stay_on

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.05


class NotStarted(Exception):
    """Something did not come up; the text holds the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server under measurement."""

    process: asyncio.subprocess.Process
    port: int

    @property
    def messages(self) -> str:
        """Where it takes activities."""
        return f"http://{HOST}:{self.port}/api/messages"

    def resident(self) -> int:
        """Its memory now, in bytes."""
        return int(psutil.Process(self.process.pid).memory_info().rss)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def running(
    command: Sequence[str], *, port: int, core: int | None, log: Path, env: Mapping[str, str], cwd: Path
) -> AsyncIterator[Running]:
    """Run a server until the block ends. Raises NotStarted where it does not listen in time."""
    with log.open("wb") as printed:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=printed, stderr=printed, env=env, cwd=cwd, preexec_fn=partial(stay_on, core)
        )
    try:
        await _listens(process, port, log)
        yield Running(process, port)
    finally:
        await _stop(process)


async def _listens(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    for _ in range(int(START_SECONDS / LOOK_EVERY_SECONDS)):
        if process.returncode is not None:
            break
        with suppress(OSError):
            _, writer = await asyncio.open_connection(HOST, port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    raise NotStarted(f"It does not listen; it printed last: {_end_of(log)}")


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-1500:].strip() or "nothing"


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def plain_environment() -> dict[str, str]:
    """This process's environment without any setting of the product, so that nobody's `.env` is measured."""
    ours = ("MARAC_", "Microsoft", "IDENTITY_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
