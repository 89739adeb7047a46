"""What can be said on a day is worked out once for everybody, and anew only of a meeting that has changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.duties import TickDuty
from marac.meeting import Agency, Attendee, Meeting
from marac.words import Capacity
from tests.usecases.office import AREA, Desk
from usecases import material
from usecases.material import day_of, materials
from usecases.take import take

DAY = date(2026, 12, 1)
WORKED = [date(2026, 11, day) for day in (20, 23, 24, 25, 26, 27, 30)]
DAYS = (date(2026, 12, 2), date(2026, 12, 16))


async def two_meetings(desk: Desk) -> list[str]:
    """Two meetings of the area, each with one case and somebody who has to see to it."""
    keys = []
    for on in DAYS:
        key = f"{AREA}-{on}"
        await desk.office.ledger.call_meeting(key, AREA, on, on)
        for command in (
            CallMeeting(area=AREA, sittings=((1, datetime(on.year, on.month, on.day, 9, tzinfo=UTC)),)),
            UpdateRoll(
                agencies=(Agency(key="team", name="MARAC Team", type="administration"),),
                attendees=(
                    Attendee(person="ash", agency="team", capacities=frozenset({Capacity.ADMINISTRATOR})),
                ),
            ),
            ListCases(listed=(Listing(number="101"),)),
        ):
            await take(desk.office, key, command, "system")
        keys.append(key)
    return keys


async def test_nine_hundred_digests_work_it_out_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await two_meetings(desk)
    worked_out: list[str] = []
    real = material.material_of

    def counted(meeting: Meeting, *rest: object) -> material.Material:
        worked_out.append(meeting.key)
        return real(meeting, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(material, "material_of", counted)
    first = await materials(desk.office, AREA, DAY)
    assert worked_out == [f"{AREA}-{on}" for on in DAYS]
    for _ in range(900):
        assert await materials(desk.office, AREA, DAY) is first
    assert len(worked_out) == 2


async def test_what_has_changed_is_worked_out_anew_and_nothing_else(desk: Desk) -> None:
    first, second = await two_meetings(desk)
    owed = {on: day_of("ash", await materials(desk.office, AREA, on)).duties for on in WORKED}
    on = next(on for on, duties in owed.items() if duties)
    before = {one.meeting.key: one for one in await materials(desk.office, AREA, on)}
    meeting, reminder = day_of("ash", before.values()).duties[0]
    due = reminder.due
    answer = due.duty.answers[0] if due.duty.answers else None
    ticked = TickDuty(duty=due.duty.key, subject=due.subject.key, answer=answer)
    await take(desk.office, meeting.key, ticked, "ash")

    after = {one.meeting.key: one for one in await materials(desk.office, AREA, on)}
    other = second if meeting.key == first else first
    assert after[other] is before[other]
    assert due.key not in {r.due.key for m, r in day_of("ash", after.values()).duties if m.key == meeting.key}


async def test_another_day_is_another_material(desk: Desk) -> None:
    await two_meetings(desk)
    first = await materials(desk.office, AREA, DAY)
    assert await materials(desk.office, AREA, date(2026, 12, 3)) != first
