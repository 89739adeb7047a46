"""A meeting that was held, and the time after it: for the rows about minutes, flags and closing cases."""

from __future__ import annotations

from datetime import datetime, timedelta

from marac.call import CallMeeting, UpdateRoll
from marac.caselist import ListCases, Listing
from marac.running_order import SetOrder
from store.opening import Store
from tests.rows.areas import CHAIR, AreaDay
from tests.rows.plans import hearing


async def held(store: Store, area: str) -> AreaDay:
    """The area's meeting has heard case 101 and is closed."""
    day = await hearing(store, area)
    await day.say(CHAIR, "close anyway nothing of note")
    assert (await day.meeting()).current_case is None, day.stage.last(CHAIR).words
    await day.say(CHAIR, "close meeting the rest goes to another day")
    assert (await day.meeting()).closed_at is not None, day.stage.last(CHAIR).words
    return day


async def called_later(day: AreaDay, starts_at: datetime, *listed: Listing) -> AreaDay:
    """A later meeting of the same people is called, with these cases."""
    key, on = f"{day.protocol.area}-{starts_at:%Y-%m-%d}", starts_at.date()
    earlier = await day.meeting()
    await day.stage.office.ledger.call_meeting(key, day.protocol.area, on, on)
    later = AreaDay(day.stage, key, day.protocol, starts_at)
    await later.take(
        CallMeeting(area=day.protocol.area, sittings=((1, starts_at),)),
        UpdateRoll(agencies=tuple(earlier.agencies.values()), attendees=tuple(earlier.roll.values())),
        ListCases(listed=listed or (Listing(number="301", referring_agency="police"),)),
        SetOrder(),
    )
    return later


async def a_year_on(day: AreaDay, *listed: Listing, weeks: int = 53) -> AreaDay:
    """The meeting of a year and a week later is called."""
    return await called_later(day, day.starts_at + timedelta(weeks=weeks), *listed)


async def on_working_day(day: AreaDay, moment: datetime) -> None:
    """It is the hour of the digests on that day, or on the next working day."""
    calendar = day.protocol.calendar
    on = calendar.next_working_day(calendar.day_of(moment) - timedelta(days=1))
    await day.until(calendar.moment(on, day.protocol.nudge_at) + timedelta(minutes=1))


async def desk(day: AreaDay, person: str) -> str:
    """All that the person has to see to in this day's meeting."""
    await day.say(person, "duties")
    return day.stage.last(person).words
