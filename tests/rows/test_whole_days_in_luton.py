"""Luton's day is kept free from nine until the last case has been heard (LUT-13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.decide import Refused
from marac.running_order import TellOrder
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, nothing_holds
from tests.rows.orders import EVERYBODY, ahead, case, hear
from usecases.invitation import invitation
from usecases.rooms import Place, room_for

STAY = "Please keep the whole day free, and stay until all cases have been heard."


@pytest.mark.rule("LUT-13")
async def test_the_day_is_booked_to_the_last_slot_with_the_request_to_stay(store: Store) -> None:
    day = await ahead(store, "luton", *(case(str(n)) for n in range(101, 105)), days=15)
    room = await room_for(day.stage.office, ADMIN, Place.PERSONAL, meeting=day.key)
    made = await invitation(day.stage.office, room, {})
    entry = made.content.decode().replace("\r\n ", "")
    assert "DTSTART:20261201T090000Z" in entry
    assert "DTEND:20261201T100000Z" in entry
    assert STAY.replace(",", "\\,") in entry
    assert not any(str(n) in entry for n in range(101, 105))
    assert made.name == "MARAC invitation 2026-12-01.ics"
    other = await room_for(day.stage.office, "police-rep", Place.PERSONAL, meeting=day.key)
    with pytest.raises(Refused):
        await invitation(day.stage.office, other, {})

    await nothing_holds(day)
    await day.take(TellOrder(), by=ADMIN)
    await day.told()
    assert STAY in day.stage.everything("housing-rep")


@pytest.mark.rule("LUT-13")
async def test_the_chair_sees_who_has_left_before_later_cases(store: Store) -> None:
    day = await ahead(store, "luton", case("101"), case("102", "housing"), case("103"))
    await day.opened(*EVERYBODY)
    await hear(day, "101")
    day.stage.clock.moment += timedelta(minutes=20)
    await day.say("housing-rep", "leaving")
    at = day.protocol.calendar.local(day.stage.clock.moment)
    lost = f"Housing Team left at {at:%H:%M}. Without it now: case 102 and case 103"
    assert lost in await day.desk_of(CHAIR)
    assert "left at" not in await day.desk_of("police-rep")
