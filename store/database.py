"""The way to the database: one engine, opened durable, with the keys that belong to it.

SQLite runs in WAL with a real fsync at every commit; PostgreSQL with its own full durability. What goes wrong
here comes out as `Unavailable`, which names the sort of failure and never a value: no statement's parameters,
no row.
"""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

import aiosqlite
import asyncpg
import msgspec
from sqlalchemy import Engine, Result, RowMapping, Select, create_engine, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from store.columns import unlock
from store.masterkeys import MasterKeys
from store.migrate import head_revision, revision_of
from store.tables import key_material
from store.writing_thread import Writing, WritingThread
from usecases.ports import Collision, Unavailable

BLIND_INDEX = "blind-index"
HEAD_SEAL = "head-seal"
FAILURES = (SQLAlchemyError, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""Everything that a database at fault can raise through the engine."""
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


class NotMigrated(Exception):
    """The database's tables are not those of this version. The sentence says what to run."""


class Secrets(msgspec.Struct, frozen=True):
    """Keys that stay the same through every rotation: for looking addresses up, and for sealing journal
    heads.
    """

    blind: bytes
    seal: bytes

    def blind_index(self, address: str) -> str:
        """Under what `address` is found, in whatever case it is written; nothing for no address."""
        plain = address.strip().casefold()
        return hmac.digest(self.blind, plain.encode(), "sha256").hex() if plain else ""

    def head_seal(self, meeting: str, sequence: int, head: str) -> str:
        """The seal on a journal's length and last hash: nobody can make it who has the database alone."""
        said = f"{len(meeting)}:{meeting}:{sequence}:{head}"
        return hmac.digest(self.seal, said.encode(), "sha256").hex()


class Readiness(msgspec.Struct, frozen=True):
    """Whether the store can work, and if not, a sentence why."""

    is_ready: bool
    why: str = ""


def database_url(address: str) -> URL:
    """`address` with the driver that this store speaks through. Raises ValueError for another sort of
    database.
    """
    try:
        url = make_url(address)
    except SQLAlchemyError:
        raise ValueError(
            "The database's address cannot be read; see MARAC_DATABASE_URL in the README."
        ) from None
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise ValueError("The database must be SQLite or PostgreSQL: sqlite:///marac.db or postgresql://…")
    return url.set(drivername=driver)


def make_engine(address: str) -> AsyncEngine:
    """An engine on the database at `address`; nothing is connected yet."""
    url = database_url(address)
    if url.get_backend_name() == "sqlite":
        given = {"isolation_level": None, "async_creator_fn": _connected_to_sqlite}
        engine = create_async_engine(
            url, hide_parameters=True, pool_size=5, max_overflow=5, connect_args=given
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    settings = {"application_name": "marac-bot", "synchronous_commit": "on", "jit": "off", "timezone": "UTC"}
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=5,
        pool_timeout=10,
        connect_args={"server_settings": settings, "timeout": 10, "command_timeout": 30},
    )


async def _connected_to_sqlite(*given: Any, **options: Any) -> aiosqlite.Connection:
    """A connection of the driver's own; one that cannot be made is let go whole.

    The driver tells the thread of a failed connection to stop and does not wait for it. The thread would
    answer a loop that the command line has closed by then, and print a trace after the operator's sentence.
    """
    connection = aiosqlite.connect(*given, **options)
    thread = connection._thread  # noqa: SLF001 - the driver has no other way to it
    thread.daemon = True
    try:
        return await connection
    except BaseException:
        await asyncio.to_thread(thread.join)
        raise


def make_writing_engine(address: str) -> Engine:
    """An engine on the SQLite database at `address` for a thread that writes; nothing is connected yet."""
    url = database_url(address).set(drivername="sqlite")
    given = {"isolation_level": None, "check_same_thread": False}
    engine = create_engine(url, hide_parameters=True, pool_size=1, max_overflow=0, connect_args=given)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Durable, strict about references, patient with another process, and clean behind itself
    (secure_delete).
    """
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """Python's driver begins late; a writer takes the lock first, so that what it read stays so."""
    if begin := connection.get_execution_options().get("begin", "BEGIN"):
        connection.exec_driver_sql(begin)


def unavailable(error: BaseException) -> Unavailable:
    """What to raise for `error`: its sort, and nothing of its content."""
    cause = getattr(error, "orig", None) or error
    return Unavailable(
        f"The database did not do what was asked ({type(cause).__name__}). "
        "Check that it is running, reachable and not full, then try again."
    )


class Database:
    """An open database and its keys. Everything in this room reads and writes through one."""

    def __init__(self, engine: AsyncEngine, keys: MasterKeys, secrets: Secrets) -> None:
        self.engine = engine
        self.keys = keys
        self.secrets = secrets
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._thread: WritingThread | None = None
        self.turn_to_write: AbstractAsyncContextManager[Any]
        """SQLite takes one writer at a time: within the process they queue here, instead of polling its lock.
        """
        if self.is_sqlite:
            self.turn_to_write = asyncio.Lock()
            writing = make_writing_engine(engine.url.render_as_string(hide_password=False))
            unlock(writing.dialect, keys)
            self._thread = WritingThread(writing.execution_options(begin="BEGIN IMMEDIATE"))
            self._reading, self._writing = engine, engine.execution_options(begin="BEGIN IMMEDIATE")
            self._looking = engine.execution_options(begin="")
        else:
            self.turn_to_write = nullcontext()
            self._reading, self._writing = engine.execution_options(isolation_level="REPEATABLE READ"), engine
            self._looking = engine

    @classmethod
    async def open(cls, address: str, keys: MasterKeys) -> Database:
        """Open the database. Raises Unavailable, NotMigrated, WrongKeys or ValueError, saying what to do."""
        engine = make_engine(address)
        unlock(engine.sync_engine.dialect, keys)
        database = cls(engine, keys, Secrets(b"", b""))
        try:
            readiness = await database.readiness()
            if not readiness.is_ready:
                raise NotMigrated(readiness.why)
            blind = await database._material(BLIND_INDEX)
            database.secrets = Secrets(blind, await database._material(HEAD_SEAL))
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Let go of every connection."""
        if self._thread is not None:
            await self._thread.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection with one consistent view. Raises Unavailable."""
        try:
            async with self._reading.connect() as connection:
                yield connection
        except FAILURES as error:
            raise unavailable(error) from None

    async def rows(self, find: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[RowMapping]:
        """What one statement finds; cheaper than `reading`, and no less consistent. Raises Unavailable."""
        try:
            async with self._looking.connect() as connection:
                found: Result[Any] = await connection.execute(find, values)
                return found.mappings().all()
        except FAILURES as error:
            raise unavailable(error) from None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction, kept if the block ends well. Raises Unavailable, or Collision where rows collide."""
        try:
            async with self.turn_to_write, self._writing.begin() as connection:
                yield connection
        except IntegrityError:
            raise Collision("Somebody else has just written the same; try again.") from None
        except FAILURES as error:
            raise unavailable(error) from None

    def writing_connection(self) -> AbstractAsyncContextManager[Writing]:
        """A connection whose transactions write, for one who takes `turn_to_write` for each of many."""
        return self._thread or self._writing.connect()

    async def overwrite_deleted(self) -> None:
        """Take what was deleted out of the files too, as far as the database can. Raises Unavailable."""
        plain = {"begin": ""} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        clean = "PRAGMA wal_checkpoint(TRUNCATE)" if self.is_sqlite else "VACUUM meeting_key"
        try:
            async with self.turn_to_write, self.engine.execution_options(**plain).connect() as connection:
                await connection.exec_driver_sql(clean)
        except FAILURES as error:
            raise unavailable(error) from None

    def insert(self, table: Any) -> Any:
        """An INSERT in this database's dialect, for its ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def readiness(self) -> Readiness:
        """Whether the database answers and has this version's tables. Raises Unavailable if it does not
        answer.
        """
        async with self.reading() as connection:
            found = await connection.run_sync(revision_of)
        expected = head_revision()
        if found == expected:
            return Readiness(True)
        return Readiness(
            False,
            f"The database is at revision {found or 'none'}, this version needs {expected}: "
            "run `marac-bot migrate` and start again.",
        )

    async def _material(self, name: str) -> bytes:
        """The key of that name, made on first use; two processes that both make it end with the same one."""
        fresh = {
            "name": name,
            "wrapped": self.keys.seal(os.urandom(32)),
            "master": self.keys.newest,
        }
        find = select(key_material.c.wrapped).where(key_material.c.name == name)
        async with self.writing() as connection:
            wrapped = (await connection.execute(find)).scalar_one_or_none()
            if wrapped is None:
                await connection.execute(self.insert(key_material).on_conflict_do_nothing(), fresh)
                wrapped = (await connection.execute(find)).scalar_one()
        return self.keys.open(wrapped)
