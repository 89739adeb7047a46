"""Taking in a register: whole or not at all, keys that stay, and nobody let back in by a file."""

from __future__ import annotations

import msgspec
import pytest

from marac.words import Capacity
from tests.usecases.office import AGENCIES, AREA, PEOPLE, WEDNESDAY, Desk
from usecases.call_meeting import call_meeting
from usecases.import_register import STILL_BARRED, STILL_LEFT, import_register, is_register
from usecases.ports import PersonRecord
from usecases.register_file import RegisterRefused


async def people_file(desk: Desk, text: str = PEOPLE) -> tuple[int, int, int]:
    taken = await import_register(desk.office, AREA, text.encode(), "people.csv")
    return taken.new, taken.changed, taken.same


async def test_a_register_is_taken_in_and_the_same_again_changes_nothing(desk: Desk) -> None:
    taken = await desk.register()
    before = await desk.office.register.people(AREA)

    assert (taken.new, taken.changed, taken.same) == (9, 0, 0)
    assert await people_file(desk) == (0, 0, 14)
    assert await desk.office.register.people(AREA) == before


async def test_a_file_with_one_bad_row_changes_nothing_at_all(desk: Desk) -> None:
    await desk.register()
    bad = PEOPLE.replace("rowan@idva.example", "not an address").replace("Chair Alder", "Chair Elder")

    with pytest.raises(RegisterRefused):
        await people_file(desk, bad)

    people = await desk.office.register.people(AREA)
    assert people[await desk.key("chair")].name == "Chair Alder"


async def test_a_persons_key_says_nothing_of_them_and_stays(desk: Desk) -> None:
    await desk.register()
    key = await desk.key("birch")

    await people_file(desk, PEOPLE.replace("Police Birch", "Police Beech"))

    people = await desk.office.register.people(AREA)
    assert people[key].name == "Police Beech"
    assert "birch" not in key
    assert "police" not in key


async def test_somebody_known_in_another_area_keeps_their_key(desk: Desk) -> None:
    elsewhere = PersonRecord(area="upshire", key="p-1", name="Idva Rowan", email="rowan@idva.example")
    await desk.office.register.save([], [elsewhere])

    await desk.register()

    assert await desk.key("rowan") == "p-1"
    assert await desk.office.register.areas_of("p-1") == [AREA, "upshire"]


async def test_an_agencys_type_says_whether_it_is_statutory_unless_the_file_does(desk: Desk) -> None:
    await desk.register()
    agencies = await desk.office.register.agencies(AREA)

    assert agencies["police"].statutory
    assert not agencies["school"].statutory
    text = "Agency,Type,Key,Statutory\nTestshire Police,police,police,no\n"
    await import_register(desk.office, AREA, text.encode(), "agencies.csv")
    assert not (await desk.office.register.agencies(AREA))["police"].statutory


async def test_what_the_file_leaves_blank_stays_known(desk: Desk) -> None:
    await desk.register()

    await people_file(
        desk, "Name,E-mail,Agency,Role\nPolice Blackthorn,blackthorn@police.example,police,deputy\n"
    )

    record = (await desk.office.register.people(AREA))[await desk.key("blackthorn")]
    assert (record.authority, record.induction) == (True, False)


async def test_a_file_neither_lifts_a_bar_nor_brings_back_a_leaver(desk: Desk) -> None:
    await desk.register()
    people = await desk.office.register.people(AREA)
    barred = msgspec.structs.replace(people[await desk.key("birch")], barred=True)
    left = msgspec.structs.replace(people[await desk.key("rowan")], left=True)
    await desk.office.register.save([], [barred, left])

    taken = await import_register(desk.office, AREA, PEOPLE.encode(), "people.csv")

    people = await desk.office.register.people(AREA)
    assert people[barred.key].barred
    assert people[left.key].left
    assert set(taken.warnings) == {STILL_LEFT, STILL_BARRED}


async def test_coming_meetings_rolls_follow_the_register(desk: Desk) -> None:
    await desk.register()
    await call_meeting(desk.office, AREA, WEDNESDAY)
    more = "Name,E-mail,Agency,Role\nHealth Heather,heather@health.example,health,representative\n"

    await people_file(desk, more)

    meeting = await desk.office.ledger.load(f"{AREA}-{WEDNESDAY}")
    assert Capacity.REPRESENTATIVE in meeting.roll[await desk.key("heather")].capacities


async def test_a_meeting_that_is_over_keeps_its_roll(desk: Desk) -> None:
    await desk.register()
    meeting = await call_meeting(desk.office, AREA, WEDNESDAY)
    desk.clock.moment = meeting.sittings[-1].starts_at.replace(day=30)
    more = "Name,E-mail,Agency,Role\nHealth Heather,heather@health.example,health,representative\n"

    await people_file(desk, more)

    assert await desk.office.ledger.load(meeting.key, fresh=True) == meeting


def test_a_register_is_known_by_its_headings() -> None:
    assert is_register(frozenset(PEOPLE.splitlines()[0].casefold().split(",")))
    assert is_register(frozenset(AGENCIES.splitlines()[0].casefold().split(",")))
    assert not is_register(frozenset({"case number", "district", "referring agency", "children", "type"}))
