"""The register: saved whole or not at all, found by whoever needs it, seen everywhere within a second."""

from __future__ import annotations

import asyncio
from datetime import time
from typing import Any

import msgspec
import pytest

from marac.words import Capacity
from store.opening import Store
from store.register import TRUSTED_SECONDS, SqlRegister
from tests.store.world import AREA, sql
from usecases.ports import AgencyRecord, Chat, Collision, Contact, PersonRecord, Reach


def an_agency(key: str = "police", **more: Any) -> AgencyRecord:
    given = {"area": AREA, "key": key, "name": "Testshire Police", "type": "police", "statutory": True}
    return AgencyRecord(**{**given, **more})


def a_person(key: str = "p1", **more: Any) -> PersonRecord:
    given = {"area": AREA, "key": key, "name": "Marigold Quill", "email": f"{key}@police.example"}
    return PersonRecord(**{**given, **more})


def a_reach(person: str = "p1", **more: Any) -> Reach:
    return Reach(**{"person": person, "teams_id": f"29:{person}", "aad_id": f"aad-{person}", **more})


def a_chat(conversation: str = "chat-1", area: str = AREA, **more: Any) -> Chat:
    given = {"conversation": conversation, "area": area, "service_url": "https://s.example", "tenant": "t"}
    return Chat(**{**given, **more})


async def test_records_come_back_as_they_were_saved(store: Store, other: Store) -> None:
    contact = Contact(role="Duty desk", phone="01632 960001", email="desk@police.example")
    agency = an_agency(aliases=("Constabulary", "TP"), contact=contact, signatory="Basil Thimble")
    person = a_person(
        agency="police",
        capacities=frozenset({Capacity.CHAIR, Capacity.REPRESENTATIVE}),
        job_title="Inspector",
        phone="07700 900001",
        line_manager_email="boss@police.example",
        authority=True,
        induction=False,
        covers=("north", "south"),
        barred=True,
        left=True,
        digest_at=time(16, 30),
    )
    assert await store.register.save([agency], [person, a_person("p2")]) == 3

    for process in (store, other):
        assert await process.register.agencies(AREA) == {"police": agency}
        assert await process.register.people(AREA) == {"p1": person, "p2": a_person("p2")}
        assert await process.register.people("elsewhere") == {}


async def test_saving_the_same_changes_nothing_and_what_is_not_named_stays(store: Store) -> None:
    await store.register.save([an_agency()], [a_person("p1"), a_person("p2")])
    version = await sql(store, "SELECT version FROM register_version")

    assert await store.register.save([an_agency()], [a_person("p1"), a_person("p1")]) == 0
    assert await store.register.save([], []) == 0
    assert await sql(store, "SELECT version FROM register_version") == version

    moved = a_person("p1", job_title="Sergeant")
    assert await store.register.save([], [moved, a_person("p2")]) == 1
    assert await store.register.people(AREA) == {"p1": moved, "p2": a_person("p2")}


async def test_saving_is_all_or_nothing(store: Store) -> None:
    await store.register.save([], [a_person("p1")])
    await sql(store, "CREATE UNIQUE INDEX one_an_agency ON person (agency)")

    with pytest.raises(Collision):
        await store.register.save(
            [an_agency()], [a_person("p1", name="Olive Tangle"), *(a_person(p, agency="x") for p in "ab")]
        )

    assert await store.register.agencies(AREA) == {}
    assert await store.register.people(AREA) == {"p1": a_person("p1")}


async def test_people_are_found_by_address_in_whatever_case(store: Store) -> None:
    await store.register.save([], [a_person("p1", email="Marigold@Police.Example"), a_person("p2", email="")])

    assert await store.register.person_by_email("marigold@police.example") == "p1"
    assert await store.register.person_by_email("  MARIGOLD@POLICE.EXAMPLE ") == "p1"
    assert await store.register.person_by_email("else@police.example") is None
    assert await store.register.person_by_email("") is None


async def test_somebody_may_stand_in_several_areas(store: Store) -> None:
    elsewhere = a_person("p1", area="otherfolk")
    await store.register.save([], [a_person("p1"), elsewhere])
    assert await store.register.areas_of("p1") == ["otherfolk", AREA]

    await store.register.save([], [msgspec.structs.replace(elsewhere, left=True)])

    assert await store.register.areas_of("p1") == [AREA]
    assert await store.register.areas_of("nobody") == []


async def test_how_a_person_is_reached_is_learnt_bit_by_bit(store: Store) -> None:
    register = store.register
    assert await register.reach("p1") is None
    await register.saw(Reach(person="p1", teams_id="29:p1", service_url="https://s.example", tenant="t"))
    await register.saw(Reach(person="p1", teams_id="", conversation="19:one"))
    await register.saw(Reach(person="p1", teams_id="29:new", aad_id="aad-1"))

    assert await register.reach("p1") == Reach(
        person="p1",
        teams_id="29:new",
        aad_id="aad-1",
        tenant="t",
        service_url="https://s.example",
        conversation="19:one",
    )
    assert await register.person_of("aad-1", "29:other") == "p1"
    assert await register.person_of(None, "29:new") == "p1"
    assert await register.person_of("aad-9", "29:p1") is None
    assert await register.person_of(None, "") is None


async def test_seeing_somebody_again_writes_nothing(store: Store) -> None:
    await store.register.saw(a_reach())
    version = await sql(store, "SELECT version FROM register_version")

    await store.register.saw(a_reach())
    await store.register.saw(Reach(person="p1", teams_id="29:p1"))

    assert await sql(store, "SELECT version FROM register_version") == version


async def test_a_chat_serves_one_area_and_the_latest_binding_counts(store: Store) -> None:
    register = store.register
    assert await register.chat("chat-1") is None
    await register.bind_chat(a_chat("chat-1"))
    await register.bind_chat(a_chat("chat-2"))
    assert await register.chat_of(AREA) == a_chat("chat-2")

    await register.bind_chat(a_chat("chat-1", bot_id="28:bot"))
    assert await register.chat_of(AREA) == a_chat("chat-1", bot_id="28:bot")

    await register.bind_chat(a_chat("chat-1", "otherfolk"))
    assert await register.chat("chat-1") == a_chat("chat-1", "otherfolk")
    assert await register.chat_of(AREA) == a_chat("chat-2")
    assert await register.chat_of("nowhere") is None


async def test_another_processs_change_is_seen_within_a_second(store: Store, other: Store) -> None:
    now = 100.0
    register = SqlRegister(store.database, lambda: now)
    await other.register.save([], [a_person("p1")])
    assert not (await register.people(AREA))["p1"].barred

    await other.register.save([], [a_person("p1", barred=True, left=True)])
    assert await register.areas_of("p1") == [AREA]
    now += TRUSTED_SECONDS

    assert (await register.people(AREA))["p1"].barred
    assert await register.areas_of("p1") == []


async def test_one_processs_own_change_is_seen_at_once(store: Store) -> None:
    assert await store.register.people(AREA) == {}
    await store.register.save([], [a_person("p1")])
    assert list(await store.register.people(AREA)) == ["p1"]


async def test_many_at_once_are_all_remembered(store: Store, other: Store) -> None:
    registers = [store.register, other.register]
    await asyncio.gather(*(registers[n % 2].saw(a_reach(f"p{n}")) for n in range(20)))

    for n in range(20):
        fresh = SqlRegister(store.database)
        assert await fresh.person_of(f"aad-p{n}", "") == f"p{n}"


async def test_a_turn_costs_no_look_up_once_the_register_is_known(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = SqlRegister(store.database, lambda: 100.0)
    await register.saw(a_reach())
    await register.people(AREA)
    monkeypatch.setattr(store.database, "reading", None)
    monkeypatch.setattr(store.database, "rows", None)
    monkeypatch.setattr(store.database, "writing", None)

    assert await register.person_of("aad-p1", "") == "p1"
    assert await register.areas_of("p1") == []
    assert await register.people(AREA) == {}
    await register.saw(a_reach())
