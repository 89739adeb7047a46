"""Keys: turned over without losing a word, and deleted so that the words are gone and the chain is whole."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from store.keys import Erasure, Rotated
from store.masterkeys import MasterKeys, MissingKeys, WrongKeys, keys_beside, new_key
from store.meetingkeys import Erased
from store.opening import Store, open_store
from tests.store.conftest import Opener
from tests.store.test_register import a_person, an_agency
from tests.store.world import (
    AREA,
    MEETING,
    NOON,
    WORDS,
    a_meeting,
    bytes_of,
    entered,
    happened,
    recorded,
    sql,
    work,
)
from usecases.ports import Contact, NoMeeting

AN_AGENCY = an_agency(contact=Contact(role="Duty desk", phone="01632 960001"), signatory="Basil Thimble")


async def filled(store: Store) -> None:
    for key in (MEETING, "another"):
        await a_meeting(store.ledger, key)
        await happened(store.ledger, entered(), recorded(), key=key)
    await store.register.save([AN_AGENCY], [a_person("p1"), a_person("p2", phone="07700 900001")])


async def everything_reads(store: Store) -> None:
    assert (await store.ledger.load(MEETING)).actions["a1"].what == WORDS
    assert await store.register.agencies(AREA) == {"police": AN_AGENCY}
    assert (await store.register.people(AREA))["p2"].phone == "07700 900001"
    assert await store.register.person_by_email("P1@police.example") == "p1"
    assert all(verdict.is_whole for verdict in await store.audit.verify_all())


async def test_after_a_rotation_everything_reads_and_the_old_key_opens_nothing(
    address: str, opened: Opener, master_key: str
) -> None:
    await filled(await opened(address))
    newer = new_key()
    between = await opened(address, newer, master_key)

    rotated = await between.keys.rotate()

    assert rotated == Rotated(keys=4, records=3)
    await everything_reads(between)
    await everything_reads(await opened(address, newer))
    with pytest.raises(WrongKeys, match="Put the key that was in use back"):
        await open_store(address, [master_key])


async def test_rotating_again_finds_nothing_left(address: str, opened: Opener, master_key: str) -> None:
    store = await opened(address)
    await filled(store)
    assert await store.keys.rotate() == Rotated(keys=0, records=0)
    between = await opened(address, new_key(), master_key)
    await between.keys.rotate()

    assert await between.keys.rotate() == Rotated(keys=0, records=0)


async def test_a_rotation_that_was_broken_off_goes_on(
    address: str, opened: Opener, master_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(await opened(address))
    newer = new_key()
    between = await opened(address, newer, master_key)
    monkeypatch.setattr("store.keys.STEP", 1)
    steps = iter(range(3))
    resealed = between.keys._resealed

    def power_cut(table: Any, row: dict[str, Any]) -> Mapping[str, Any]:
        next(steps)
        return resealed(table, row)

    monkeypatch.setattr(between.keys, "_resealed", power_cut)
    with pytest.raises(RuntimeError):
        await between.keys.rotate()
    await everything_reads(await opened(address, newer, master_key))
    monkeypatch.undo()

    assert await between.keys.rotate() == Rotated(keys=1, records=3)
    await everything_reads(await opened(address, newer))


async def test_a_key_list_without_the_one_in_use_does_not_open(
    address: str, opened: Opener, master_key: str
) -> None:
    await filled(await opened(address))
    with pytest.raises(WrongKeys):
        await open_store(address, [new_key(), new_key()])
    await everything_reads(await opened(address, new_key(), master_key))


async def test_erased_words_are_gone_and_the_chain_is_whole(
    store: Store, other: Store, address: str, opened: Opener
) -> None:
    await filled(store)
    await other.ledger.load(MEETING)
    later = NOON + timedelta(days=400)

    assert await store.keys.erase(MEETING, later)
    assert not await store.keys.erase(MEETING, later + timedelta(days=1))

    for process in (store, other, await opened(address)):
        meeting = await process.ledger.load(MEETING, fresh=True)
        assert meeting.actions["a1"].what == ""
        assert meeting.actions["a1"].agency == "police"
        assert (await process.ledger.load("another")).actions["a1"].what == WORDS
        assert (await process.audit.verify(MEETING)).is_whole
    assert await store.keys.erasures() == [Erasure(MEETING, later)]
    with pytest.raises(NoMeeting):
        await store.keys.erase("nowhere", later)


async def test_after_an_erasure_facts_can_be_written_and_words_cannot(store: Store, other: Store) -> None:
    await filled(store)
    await other.ledger.load(MEETING)
    await store.keys.erase(MEETING, NOON)

    meeting = await happened(store.ledger, entered("p2"))
    with pytest.raises(Erased, match="have been erased"):
        await store.ledger.commit(work(meeting, recorded(key="a2")))
    assert (await store.ledger.load(MEETING)).sequence == 3
    await happened(store.ledger, entered("p3"))
    assert (await other.ledger.load(MEETING, fresh=True)).sequence == 4


async def test_a_deleted_key_leaves_the_files(sqlite_address: str, opened: Opener, tmp_path: Path) -> None:
    store = await opened(sqlite_address)
    await filled(store)
    ((wrapped,),) = await sql(store, "SELECT wrapped FROM meeting_key WHERE meeting = :m", m=MEETING)
    ((kept,),) = await sql(store, "SELECT wrapped FROM meeting_key WHERE meeting = 'another'")

    await store.keys.erase(MEETING, NOON)

    files = bytes_of(tmp_path)
    assert bytes(kept) in files
    assert bytes(wrapped) not in files


def test_without_a_key_the_sentence_says_what_to_do() -> None:
    with pytest.raises(MissingKeys, match="MARAC_MASTER_KEYS"):
        MasterKeys([])
    with pytest.raises(MissingKeys, match="MARAC_MASTER_KEYS"):
        MasterKeys(["  "])
    with pytest.raises(MissingKeys, match="not of the right shape") as failure:
        MasterKeys([new_key(), "hunter2"])
    assert "hunter2" not in str(failure.value)


def test_a_master_key_opens_what_it_sealed_and_its_name_gives_nothing_away() -> None:
    key = new_key()
    old, both = MasterKeys([key]), MasterKeys([new_key(), key])
    assert both.open(old.seal(b"words")) == b"words"
    with pytest.raises(WrongKeys):
        old.open(both.seal(b"words"))
    assert old.newest != both.newest
    assert old.newest not in key
    assert len(old.newest) == 16


def test_the_key_file_for_rehearsal_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "marac.keys"
    made = keys_beside(path)

    assert keys_beside(path) == made
    assert len(made) == 1
    Fernet(made[0])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    newer = new_key()
    path.write_text(f"{newer}\n{made[0]}\n", encoding="ascii")
    assert keys_beside(path) == [newer, made[0]]
