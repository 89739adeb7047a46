"""Somebody can have their digest at a quieter hour, within office hours, and can have no silence about what
is overdue."""

from __future__ import annotations

from datetime import time

import pytest

from marac.protocol import protocol_for
from store.opening import Store
from tests.rows.areas import ADMIN
from tests.rows.test_actions_afterwards import digest, heard, on
from usecases.import_register import import_register
from usecases.my_settings import digest_hours

OWNER = "police-rep"


async def test_a_digest_comes_at_the_hour_that_its_reader_chose_and_nothing_else_waits(store: Store) -> None:
    day = await heard(store, "lincolnshire")
    assert "at 09:00, the area’s usual hour" in await day.say(OWNER, "my settings")
    assert "at 16:00, from the next one on" in await day.say(OWNER, "my digest at 16:00")
    await on(day, 1, hour=10)
    assert digest(day, OWNER) == ""
    await day.say(ADMIN, "chase a1")
    assert "Please say how it stands" in day.stage.last(OWNER).words
    await on(day, 1, hour=16)
    assert "Tue 19 Jan 2027: 1 overdue action" in digest(day, OWNER)
    await on(day, 2, hour=10)
    assert "Wed 20 Jan" not in digest(day, OWNER)
    await on(day, 2, hour=16)
    assert "Wed 20 Jan 2027: 1 overdue action" in digest(day, OWNER)
    assert "at 09:00" in await day.say(OWNER, "my digest usual")
    await on(day, 3, hour=9)
    assert "Thu 21 Jan 2027: 1 overdue action" in digest(day, OWNER)


@pytest.mark.parametrize("hour", ["22:00", "08:00", "16:30", "never", "off", ""])
async def test_an_hour_out_of_office_hours_is_none_and_silence_cannot_be_chosen(
    store: Store, hour: str
) -> None:
    day = await heard(store, "lincolnshire", taken=False)
    await day.say(OWNER, f"my digest at {hour}")
    known = await store.register.people("lincolnshire")
    assert known[OWNER].digest_at is None


async def test_it_is_kept_when_the_register_is_read_again(store: Store) -> None:
    day = await heard(store, "lincolnshire", taken=False)
    await day.say(OWNER, "my digest at 2 pm")
    people = f"Name,Email,Agency,Roles\nPolice Birch,{OWNER}@area.example,police,representative\n"
    await import_register(day.stage.office, "lincolnshire", people.encode(), "people.csv")
    record = (await store.register.people("lincolnshire"))[OWNER]
    assert record.digest_at == time(14)


def test_what_can_be_chosen_suits_all_of_somebodys_areas() -> None:
    lincolnshire, luton = protocol_for("lincolnshire"), protocol_for("luton")
    assert digest_hours([lincolnshire])[0] == time(9, 30)
    assert digest_hours([lincolnshire])[-1] == time(16)
    assert digest_hours([luton])[-1] == time(16, 30)
    assert digest_hours([lincolnshire, luton]) == tuple(h for h in digest_hours([luton]) if h <= time(16))
