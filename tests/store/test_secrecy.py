"""Nothing that somebody typed and nobody's name or address is to be found in the database's files."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.masterkeys import keys_beside
from store.opening import Store, migrate, open_store
from tests.store.test_register import a_person, an_agency
from tests.store.world import WORDS, a_meeting, a_notice, bytes_of, called, entered, happened, recorded, sql
from usecases.ports import Contact, Unavailable

AGENCY = an_agency(
    contact=Contact(role="Duty desk Quince", phone="01632 960777", email="duty@police.example"),
    signatory="Basil Thimble",
)
PERSON = a_person(
    name="Marigold Quill",
    email="Marigold.Quill@police.example",
    phone="07700 900123",
    job_title="Sergeant Mackerel",
    line_manager_email="boss@police.example",
)
SECRETS = [
    *("Zebra-striped", "umbrella", "Quince", "01632 960777", "duty@police", "Thimble", "Marigold", "Quill"),
    *("07700 900123", "Mackerel", "boss@police"),
]
TO_BE_FOUND = [b"action-recorded", b"testshire-2026-11-24", b"Testshire Police"]


async def use(store: Store) -> None:
    await a_meeting(store.ledger)
    await happened(store.ledger, called(), entered(), turn="t1", notices=[a_notice("n1")])
    await happened(store.ledger, recorded(), turn="t2")
    await store.register.save([AGENCY], [PERSON])
    await store.register.save([AGENCY], [a_person(name="Marigold Quill")])


def found(everything: bytes) -> list[str]:
    lowered = everything.lower()
    forms: list[Callable[[str], bytes]] = [str.encode, lambda words: words.encode("utf-16-le")]
    return [secret for secret in SECRETS if any(form(secret.lower()) in lowered for form in forms)]


async def test_no_typed_word_and_no_name_is_in_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    await asyncio.to_thread(folder.mkdir)
    keys = keys_beside(tmp_path / "marac.keys")
    address = f"sqlite:///{folder / 'marac.db'}"
    await migrate(address)
    store = await open_store(address, keys)
    await use(store)

    while_open = bytes_of(folder)
    names = {path.name for path in await asyncio.to_thread(lambda: list(folder.iterdir()))}
    await store.close()

    assert names == {"marac.db", "marac.db-wal", "marac.db-shm"}
    for everything in (while_open, bytes_of(folder)):
        assert not found(everything)
        assert all(said in everything for said in TO_BE_FOUND), "the search looks in the right place"
        assert keys[0].encode() not in everything


@pytest.mark.postgres
async def test_no_typed_word_and_no_name_is_in_the_servers_files(
    postgres_server: Any, postgres_address: str, master_key: str
) -> None:
    store = await open_store(postgres_address, [master_key])
    here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
    look = f"SELECT {here}, pg_walfile_name(pg_current_wal_lsn())"
    ((database, first_log),) = await sql(store, look)
    await use(store)
    await sql(store, "CHECKPOINT")
    ((_, last_log),) = await sql(store, look)
    await store.close()

    tables = bytes_of(postgres_server.pgdata / "base" / str(database))
    logs = await asyncio.to_thread(lambda: sorted((postgres_server.pgdata / "pg_wal").glob("0*")))
    written = [path.read_bytes() for path in logs if first_log <= path.name <= last_log]

    assert written
    for everything in (tables, b"".join(written)):
        assert not found(everything)
        assert all(said in everything for said in TO_BE_FOUND), "the search looks in the right place"


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "clear").write_bytes(b"..." + WORDS.upper().encode() + b"...")
    (tmp_path / "wide").write_bytes("Mackerel".encode("utf-16-le"))

    assert found(bytes_of(tmp_path)) == ["Zebra-striped", "umbrella", "Mackerel"]


async def test_what_goes_wrong_is_told_without_words_or_names(store: Store) -> None:
    await use(store)
    await sql(store, "ALTER TABLE person RENAME TO lost_people")
    await sql(store, "ALTER TABLE journal RENAME TO lost_lines")
    told = []
    for attempt in (
        store.register.save([], [PERSON]),
        happened(store.ledger, recorded(key="a2")),
        store.ledger.has_taken("t9"),
    ):
        with pytest.raises(Unavailable, match="Check that it is running") as failure:
            await attempt
        told.append("".join(traceback.format_exception(failure.value)))
        while failure.value.__context__ is not None:
            told.append(str(failure.value.__context__))
            failure.value.__context__ = failure.value.__context__.__context__

    assert len(told) > 3, "what lies behind was looked at as well"
    assert not found("\n".join(told).encode())
