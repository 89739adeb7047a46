"""Calling a meeting: on the area's days, with everybody of the area on its roll."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marac.words import Capacity
from tests.usecases.office import AREA, WEDNESDAY, Desk
from usecases.call_meeting import NotAMeetingDay, call_meeting, next_meeting_day, sittings_from


async def test_a_meeting_sits_on_wednesday_and_thursday_at_nine(desk: Desk) -> None:
    await desk.register()

    meeting = await call_meeting(desk.office, AREA, WEDNESDAY)

    assert meeting.key == "lincolnshire-2026-11-25"
    assert [f"{s.number} {s.starts_at:%A %H:%M}" for s in meeting.sittings] == [
        "1 Wednesday 09:00",
        "2 Thursday 09:00",
    ]


async def test_everybody_of_the_area_is_on_the_roll_except_guests(desk: Desk) -> None:
    await desk.register()

    meeting = await call_meeting(desk.office, AREA, WEDNESDAY)

    assert await desk.key("chair") in meeting.chairs()
    assert meeting.roll[await desk.key("blackthorn")].capacities == {Capacity.DEPUTY}
    assert not meeting.roll[await desk.key("blackthorn")].induction
    assert await desk.key("olive") in meeting.roll
    assert await desk.key("gorse") not in meeting.roll
    assert meeting.agencies["police"].type == "police"
    assert meeting.agencies["police"].statutory


async def test_the_same_day_again_is_the_same_meeting(desk: Desk) -> None:
    await desk.register()
    first = await call_meeting(desk.office, AREA, WEDNESDAY)

    again = await call_meeting(desk.office, AREA, WEDNESDAY)

    assert again == first
    assert list(await desk.office.ledger.meetings(AREA)) == [first.key]


async def test_another_weekday_is_refused_with_the_right_one(desk: Desk) -> None:
    with pytest.raises(NotAMeetingDay) as refused:
        await call_meeting(desk.office, AREA, WEDNESDAY + timedelta(days=1))

    assert refused.value.begins == "Wednesday"
    assert list(await desk.office.ledger.meetings(AREA)) == []


async def test_sittings_keep_the_clock_in_summer(desk: Desk) -> None:
    sittings = sittings_from(desk.office.protocol(AREA), date(2027, 6, 2))

    assert [f"{at:%H:%M}" for _, _, at in sittings] == ["08:00", "08:00"]
    assert next_meeting_day(desk.office.protocol(AREA), date(2026, 11, 26)) == date(2026, 12, 2)
