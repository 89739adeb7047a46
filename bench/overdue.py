"""The morning's sweep over thousands of open actions: how long it takes to decide and queue, how it grows.

Each size is filled once through the product's own commands, and swept in copies of what that gave: on SQLite,
and on PostgreSQL where this machine can start one.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from bench.cores import Cores, stay_on
from bench.figures import Finding, at_most, below, exactly
from bench.maracs import maracs
from bench.past_meetings import fill
from bench.postgres import NoPostgres, Postgres, postgres
from bench.processes import NotStarted, plain_environment
from bench.product import ROOT
from bench.sweeping import MASTER_KEY, Swept
from store.masterkeys import new_key
from store.opening import migrate, open_store

JUDGED = 10_000
"""How many open actions are held against the clock; owners and overdue actions follow from them."""
SMALLEST, LARGEST = 1_000, 100_000
SECONDS = 5.0
GROWTH = 2.0
ROUNDS = 2
SQLITE, POSTGRES = "SQLite", "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Filled:
    """A size, filled: its database on SQLite, and the key that opens it there and on PostgreSQL."""

    actions: int
    folder: Path
    key: str

    @property
    def file(self) -> Path:
        """The SQLite database."""
        return self.folder / "bench.db"

    @property
    def name(self) -> str:
        """What it is called on PostgreSQL."""
        return f"actions_{self.actions}"


@dataclass(frozen=True, slots=True)
class Morning:
    """What was measured: each database's sweeps by size, why one is missing, and the size that is judged."""

    swept: Mapping[str, Mapping[int, Swept]]
    missing: str
    judged: Filled
    findings: list[Finding]


async def sweep_mornings(sizes: Sequence[int], work: Path, cores: Cores, *, also_postgres: bool) -> Morning:
    """Fill and sweep each of the sizes, which go up. Raises NotStarted where a sweep ends in a fault."""
    work = work / "overdue"
    work.mkdir()
    swept: dict[str, dict[int, Swept]] = {SQLITE: {}}
    filled: dict[int, Filled] = {}
    async with AsyncExitStack() as stack:
        server, missing = None, ""
        if also_postgres:
            try:
                server = await stack.enter_async_context(postgres(work / "postgres"))
                swept[POSTGRES] = {}
            except NoPostgres as reason:
                missing = str(reason)
        for actions in sizes:
            filled[actions] = one = await _filled(actions, work, server)
            swept[SQLITE][actions] = await _least(_sqlite_copies(one), one, cores)
            if server is not None:
                swept[POSTGRES][actions] = await _least(_postgres_copies(one, server), one, cores)
    return Morning(swept, missing, filled[JUDGED], findings_of(swept))


async def _filled(actions: int, work: Path, server: Postgres | None) -> Filled:
    one = Filled(actions, work / str(actions), new_key())
    one.folder.mkdir()
    addresses = [f"sqlite+aiosqlite:///{one.file}"]
    if server is not None:
        addresses.append(await server.make(one.name))
    async with AsyncExitStack() as stack:
        stores = []
        for address in addresses:
            await migrate(address)
            stores.append(await open_store(address, [one.key]))
            stack.push_async_callback(stores[-1].close)
        await fill(stores, maracs(actions))
    return one


async def _sqlite_copies(one: Filled) -> AsyncIterator[str]:
    for number in range(ROUNDS):
        copy = one.folder / f"copy-{number}.db"
        shutil.copy(one.file, copy)
        yield f"sqlite+aiosqlite:///{copy}"


async def _postgres_copies(one: Filled, server: Postgres) -> AsyncIterator[str]:
    for number in range(ROUNDS):
        yield await server.make(f"{one.name}_{number}", template=one.name)


async def _least(addresses: AsyncIterator[str], one: Filled, cores: Cores) -> Swept:
    """The quickest of several rounds: whatever else the machine does makes none quicker."""
    rounds = [await _swept(address, one, cores) async for address in addresses]
    return min(rounds, key=lambda swept: swept.wall)


async def _swept(address: str, one: Filled, cores: Cores) -> Swept:
    env = plain_environment() | {"PYTHONPATH": str(ROOT), MASTER_KEY: one.key}
    command = [sys.executable, "-m", "bench.sweeping", address, str(one.actions)]
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=env,
        cwd=one.folder,
        preexec_fn=partial(stay_on, cores.measured),
    )
    printed, complaint = await process.communicate()
    if process.returncode != 0:
        raise NotStarted(f"The sweep failed: {complaint.decode(errors='replace')[-1500:].strip()}")
    return msgspec.json.decode(printed, type=Swept)


def findings_of(swept: Mapping[str, Mapping[int, Swept]]) -> list[Finding]:
    """Each database's figures against their bounds."""
    return [finding for name, sizes in swept.items() for finding in _findings(name, sizes)]


def _findings(name: str, sizes: Mapping[int, Swept]) -> list[Finding]:
    """The size that is judged against the clock, and the largest against the one before it, by action."""
    smaller, largest = sorted(sizes)[-2:]
    growth = (sizes[largest].wall / largest) / (sizes[smaller].wall / smaller)
    owners = {actions: sum(len(marac.owners) for marac in maracs(actions)) for actions in sizes}
    return [
        below(f"sweep of {JUDGED:,} open actions on {name}", sizes[JUDGED].wall, SECONDS, " s"),
        at_most(f"time an action at {largest:,}, against {smaller:,}, on {name}", growth, GROWTH, "×"),
        *(
            exactly(f"owners with a digest of {actions:,} actions on {name}", one.owners, owners[actions])
            for actions, one in sizes.items()
        ),
    ]
