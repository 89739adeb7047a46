"""Opens the whole store: the one call that the wiring needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.audit import Audit
from store.database import FAILURES, Database, make_engine, unavailable
from store.keys import Keys
from store.ledger import SqlLedger
from store.masterkeys import MasterKeys
from store.migrate import revision_of, upgrade
from store.outbox import SqlOutbox
from store.register import SqlRegister
from store.sweeps import Sweeps
from store.writer import Writer


@dataclass(frozen=True)
class Store:
    """Everything that stands on one open database."""

    database: Database
    ledger: SqlLedger
    register: SqlRegister
    outbox: SqlOutbox
    writer: Writer
    keys: Keys
    audit: Audit
    sweeps: Sweeps

    async def close(self) -> None:
        """Finish what was handed in, and let go of the database."""
        await self.writer.finish()
        await self.database.close()


async def open_store(address: str, master_keys: Sequence[str]) -> Store:
    """Open the database at `address` with Fernet keys, newest first.

    Raises MissingKeys, WrongKeys, NotMigrated, Unavailable or ValueError, each with a sentence saying what to
    do.
    """
    database = await Database.open(address, MasterKeys(master_keys))
    writer = Writer(database)
    outbox = SqlOutbox(database, writer)
    ledger = SqlLedger(database, writer, outbox.ring)
    return Store(
        database=database,
        ledger=ledger,
        register=SqlRegister(database),
        outbox=outbox,
        writer=writer,
        keys=Keys(database, erased=ledger.forget),
        audit=Audit(database),
        sweeps=Sweeps(database),
    )


async def migrate(address: str, revision: str = "head") -> None:
    """Bring the database's tables to this version's, all or nothing. Raises Unavailable."""
    engine = make_engine(address)
    try:
        async with engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
            await connection.run_sync(upgrade, revision)
    except FAILURES as error:
        raise unavailable(error) from None
    finally:
        await engine.dispose()


async def current_revision(address: str) -> str | None:
    """The revision of the database's tables; None while it is empty. Raises Unavailable."""
    engine = make_engine(address)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(revision_of)
    except FAILURES as error:
        raise unavailable(error) from None
    finally:
        await engine.dispose()
