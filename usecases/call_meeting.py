"""Calling a meeting of an area: its sittings on the area's days, and everybody of the area on its roll.

The same day again gives the same meeting, with its roll as the register is now. A day on which the area does
not meet is refused with the days on which it does (LIN-01).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import chain, count

from marac.call import CallMeeting
from marac.chairing import SetChairTurn, next_turn, turn_taken
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.protocol import Protocol
from usecases.late_cases import begins_on, place_all
from usecases.office import Office
from usecases.ports import NoMeeting
from usecases.rolls import refresh_roll
from usecases.take import take

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class NotAMeetingDay(Exception):
    """The area's meetings do not begin on that day. `begins` is the weekday on which they do."""

    def __init__(self, area: str, day: date, begins: str) -> None:
        super().__init__(f"{area}: {day:%Y-%m-%d} is a {WEEKDAYS[day.weekday()]}, meetings begin on {begins}")
        self.area = area
        self.day = day
        self.begins = begins


class NoSuchRhythm(ValueError):
    """The area has no rhythm of that name."""


def _check_rhythm(rhythm: str, protocol: Protocol) -> None:
    known = [one.key for one in protocol.rhythms]
    if rhythm and rhythm not in known:
        raise NoSuchRhythm(f'No meeting has the rhythm "{rhythm}". There is: {", ".join(known) or "none"}.')


async def call_meeting(office: Office, area: str, first_day: date, rhythm: str = "") -> Meeting:
    """Call the area's meeting that begins on `first_day`, by one of its rhythms (empty: its first). Raises
    NotAMeetingDay, NoSuchRhythm, or FileNotFoundError for an area without a protocol."""
    protocol = office.protocol(area)
    _check_rhythm(rhythm, protocol)
    sittings = sittings_from(protocol, first_day)
    key = await _key_for(office, area, first_day)
    last_day = max(day for _, day, _ in sittings)
    await office.ledger.call_meeting(key, area, first_day, last_day)
    starts = tuple((number, at) for number, _, at in sittings)
    called = await take(office, key, CallMeeting(area=area, sittings=starts, rhythm=rhythm), SYSTEM)
    meeting = await _with_turn(office, (await refresh_roll(office, called.after)).after)
    await place_all(office, area)
    return await office.ledger.load(meeting.key)


async def _key_for(office: Office, area: str, first_day: date) -> str:
    """The key of the meeting of that day: of the one that begins then, wherever it was moved from; else a new
    one, which no meeting has that was moved away or cancelled."""
    for key in await office.ledger.meetings(area, on=first_day):
        if await _begins(office, key) == first_day:
            return key
    plain = meeting_key(area, first_day)
    for key in chain((plain,), (f"{plain}-{number}" for number in count(2))):
        try:
            meeting = await office.ledger.load(key)
        except NoMeeting:
            return key
        if not meeting.sittings:
            return key
    raise AssertionError("the numbers never end")


async def _begins(office: Office, key: str) -> date | None:
    """The day on which the meeting begins; None for one that is cancelled, or not called whole."""
    meeting = await office.ledger.load(key)
    return begins_on(office, meeting) if meeting.sittings and meeting.cancelled_at is None else None


async def _with_turn(office: Office, meeting: Meeting) -> Meeting:
    """The meeting with whose turn it is to chair, where the area keeps turns: after whoever chaired the last
    one before it (LUT-24)."""
    protocol = office.protocol(meeting.area)
    keys = list(await office.ledger.meetings(meeting.area))
    before = keys[: keys.index(meeting.key)] if meeting.key in keys else keys
    last = turn_taken(await office.ledger.load(before[-1]), protocol) if before else None
    turn = next_turn(protocol, last)
    if turn is None or meeting.chair_turn is not None:
        return meeting
    return (await take(office, meeting.key, SetChairTurn(type=turn), SYSTEM)).after


def meeting_key(area: str, first_day: date) -> str:
    """The key of the area's meeting that begins on that day."""
    return f"{area}-{first_day:%Y-%m-%d}"


def sittings_from(protocol: Protocol, first_day: date) -> list[tuple[int, date, datetime]]:
    """Each sitting's number, day and start (UTC) for a meeting that begins on `first_day`. Raises
    NotAMeetingDay."""
    rules = sorted(protocol.sittings, key=lambda rule: rule.number)
    begins = rules[0].weekday
    if begins is not None and WEEKDAYS[first_day.weekday()] != begins:
        raise NotAMeetingDay(protocol.area, first_day, begins)
    sittings, day = [], first_day
    for rule in rules:
        day = _from(day, rule.weekday)
        start = protocol.calendar.moment(day, rule.starts)
        sittings.append((rule.number, day, start.astimezone(UTC)))
    return sittings


def next_meeting_day(protocol: Protocol, on_or_after: date) -> date:
    """The first day from then on which a meeting of the area can begin."""
    rules = sorted(protocol.sittings, key=lambda rule: rule.number)
    return _from(on_or_after, rules[0].weekday)


def _from(day: date, weekday: str | None) -> date:
    """The first such weekday from `day` on; `day` itself where the area leaves the day to each meeting."""
    if weekday is None:
        return day
    return day + timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
