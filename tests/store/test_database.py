"""The way to the database: durable, ready or saying why not, and the same moments on both sorts."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from store import tables
from store.database import database_url, make_engine
from store.masterkeys import MissingKeys, new_key
from store.opening import Store, current_revision, migrate, open_store
from tests.store.world import NOON, sql
from usecases.ports import Unavailable


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///marac.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///marac.db", "sqlite+aiosqlite"),
        ("postgresql://marac@db.example/marac", "postgresql+asyncpg"),
        ("postgres://marac@db.example/marac", "postgresql+asyncpg"),
        ("postgresql+psycopg://marac@db.example/marac", "postgresql+asyncpg"),
    ],
)
def test_the_stores_own_drivers_are_used(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


@pytest.mark.parametrize("given", ["mysql://db.example/marac", "marac.db", ""])
def test_another_sort_of_database_is_refused_with_a_sentence(given: str) -> None:
    with pytest.raises(ValueError, match=r"SQLite or PostgreSQL|MARAC_DATABASE_URL"):
        make_engine(given)


async def test_sqlite_is_durable_at_every_commit(sqlite_address: str, master_key: str) -> None:
    store = await open_store(sqlite_address, [master_key])
    found = {
        name: (await sql(store, f"PRAGMA {name}"))[0][0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
    }
    await store.close()

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
    }


@pytest.mark.postgres
async def test_postgresql_is_durable_at_every_commit(postgres_address: str, master_key: str) -> None:
    store = await open_store(postgres_address, [master_key])
    found = [(await sql(store, f"SHOW {name}"))[0][0] for name in ("synchronous_commit", "timezone")]
    await store.close()

    assert found == ["on", "UTC"]


async def test_an_open_store_is_ready_until_its_tables_are_of_another_version(store: Store) -> None:
    assert (await store.database.readiness()).is_ready

    await sql(store, "UPDATE alembic_version SET version_num = '9999'")

    readiness = await store.database.readiness()
    assert not readiness.is_ready
    assert "9999" in readiness.why
    assert "marac-bot migrate" in readiness.why


async def test_a_database_that_is_not_there_says_so(tmp_path: Path) -> None:
    for address in (
        f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'marac.db'}",
        "postgresql://marac:hunter2@127.0.0.1:1/marac",
    ):
        for attempt in (migrate(address), current_revision(address), open_store(address, [new_key()])):
            with pytest.raises(Unavailable, match="Check that it is running") as failure:
                await attempt
            assert "hunter2" not in str(failure.value)


async def test_a_store_is_not_opened_without_keys(sqlite_address: str) -> None:
    with pytest.raises(MissingKeys):
        await open_store(sqlite_address, [])


async def test_a_store_whose_database_goes_away_says_so(
    sqlite_address: str, master_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(sqlite_address, [master_key])
    await store.close()
    monkeypatch.setattr("aiosqlite.connect", _refuse)

    for attempt in (
        store.database.readiness(),
        store.outbox.claim(NOON, 1, 1.0, "w"),
        store.register.people("testshire"),
        store.ledger.load("m"),
    ):
        with pytest.raises(Unavailable):
            await attempt


def _refuse(*_: object, **__: object) -> None:
    raise OSError("the disk is gone")


@pytest.mark.parametrize("hours", [0, 1, -5])
async def test_a_moment_comes_back_aware_and_in_utc(store: Store, hours: int) -> None:
    moment = datetime(2026, 7, 1, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=hours)))
    async with store.database.writing() as connection:
        await connection.execute(insert(tables.sweep).values(name="s", worker="w", held_until=moment))
        back = (await connection.execute(select(tables.sweep.c.held_until))).scalar_one()

    assert back == moment
    assert back.tzinfo is UTC or back.utcoffset() == timedelta(0)
    assert back.hour == 9 - hours


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Unavailable):
        await store.sweeps.take("s", "w", datetime(2026, 7, 1, 9, 30), 1)  # noqa: DTZ001 - the point


async def test_a_sealed_column_is_closed_to_an_engine_without_keys(sqlite_address: str) -> None:
    engine = make_engine(sqlite_address)
    async with engine.connect() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO agency (area, key, name, type, statutory, aliases, contact_role, contact_phone, "
            "contact_email, signatory, master) "
            "VALUES ('a', 'k', 'n', 't', 1, '[]', 'sealed', '', '', '', 'm')"
        )
        with pytest.raises(MissingKeys, match="open_store"):
            (await connection.execute(select(tables.agency.c.contact_role))).all()
    await engine.dispose()


def test_a_database_that_cannot_be_opened_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[object] = []
    monkeypatch.setattr(threading, "excepthook", faults.append)
    before = set(threading.enumerate())
    address = f"sqlite+aiosqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'marac.db'}"

    for _ in range(20):
        with pytest.raises(Unavailable):
            asyncio.run(current_revision(address))
        left = set(threading.enumerate()) - before
        assert not [thread for thread in left if "_connection_worker_thread" in thread.name]

    assert faults == []
