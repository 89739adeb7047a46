"""The year's meetings by an area's pattern: shown with the holidays that they fall on, handed over as a file,
and called when administrators take them up.

Where one falls on a holiday it is moved to the nearest day that would do, by the administrator's word; where
the area wants a chair's agreement to another day, the chairs are asked and it waits for them (LUT-12).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile

import msgspec

from marac.decide import Refused, Why
from marac.meeting_dates import (
    Clash,
    ProposedMeeting,
    anchor_among,
    clash_on,
    pattern_days,
    proposed,
    rhythm_of,
)
from marac.moving import MoveMeeting
from marac.protocol import Protocol, Rhythm
from marac.words import Capacity
from usecases.calendar_files import ICS, CalendarEntry, write_ics
from usecases.call_meeting import call_meeting, next_meeting_day, sittings_from
from usecases.csv_files import Cell, write_csv
from usecases.handing_over import CSV, XLSX, MadeFile, hands_over, offer
from usecases.late_cases import begins_on
from usecases.office import Office
from usecases.requests import Request, View, answers
from usecases.rooms import Room
from usecases.tables import Sheet, write_xlsx
from usecases.take import take

YEAR = timedelta(days=364)
HEADINGS = ("Meeting", "Falls on or beside", "Nearest day that would do", "Days since the last", "Called")


class _ForAdministrators(Request, frozen=True):
    """Something about the area's meetings that its administrators do, whether or not one has been called."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For the area's administrators, by the register where there is no meeting."""
        record = room.names.people.get(room.person)
        by_register = record is not None and not (record.left or record.barred)
        return room.administers or (
            record is not None and by_register and Capacity.ADMINISTRATOR in record.capacities
        )


class ShowMeetingDates(_ForAdministrators, frozen=True):
    """The next year's meetings by the pattern, from `first` on, by one of the area's rhythms."""

    first: date | None = None
    rhythm: str = ""


class CallMeetings(_ForAdministrators, frozen=True):
    """Call the meetings that the pattern proposes, up to and with `until`."""

    until: date
    first: date | None = None
    rhythm: str = ""


class OfferMeetingDates(_ForAdministrators, frozen=True):
    """The same year as a file: `csv`, `xlsx` or `ics`."""

    format: str = "xlsx"
    first: date | None = None
    rhythm: str = ""


class DateLine(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed meeting's days, with the holidays that they fall on, or beside, the day that would do
    instead, the gap where it grows around Christmas, and the day on which it has been called."""

    days: tuple[date, ...]
    clashes: tuple[Clash, ...] = ()
    beside: tuple[Clash, ...] = ()
    instead: date | None = None
    gap: int | None = None
    called: bool = False


class MeetingDates(View, frozen=True, kw_only=True):
    """The year. `rhythms`: the area's, by key and label, where it has several."""

    area_name: str
    label: str
    rhythm: str
    rhythms: tuple[tuple[str, str], ...]
    lines: tuple[DateLine, ...]


def first_of_year(protocol: Protocol, called: Sequence[date], today: date, rhythm: Rhythm) -> date:
    """The first day after today by the pattern of the last meeting called, or else the next one on which the
    area meets. Raises Refused where nothing says which day that is."""
    anchor = anchor_among(protocol, called)
    if anchor is not None:
        return next(pattern_days(protocol, anchor, today, rhythm.key))
    if protocol.sittings[0].weekday is None:
        raise Refused(Why.MISSING, what=("the first day",))
    return next_meeting_day(protocol, today + timedelta(days=1))


async def dates_of_year(
    office: Office, area: str, first: date | None = None, rhythm: str = ""
) -> MeetingDates:
    """The proposals. Raises Refused for a rhythm that the area does not have or a first day that is missing,
    and ValueError for one on which the area does not meet."""
    protocol, today = office.protocol(area), office.today(area)
    found = rhythm_of(protocol, rhythm)
    if found is None:
        raise Refused(Why.NOT_VALID, field="rhythm", answers=tuple(one.key for one in protocol.rhythms))
    called = await _called(office, area, found)
    start = first or first_of_year(protocol, called, today, found)
    lines = [_line(one, protocol, called) for one in proposed(protocol, found, start, start + YEAR)]
    several = tuple((one.key, one.label) for one in protocol.rhythms) if len(protocol.rhythms) > 1 else ()
    return MeetingDates(
        area_name=protocol.name, label=found.label, rhythm=found.key, rhythms=several, lines=tuple(lines)
    )


async def _called(office: Office, area: str, rhythm: Rhythm) -> list[date]:
    """The first days of the meetings called by that rhythm, of the last year and to come."""
    protocol = office.protocol(area)
    keys = await office.ledger.meetings(area, on=office.today(area) - YEAR)
    meetings = [await office.ledger.load(key) for key in keys]
    return [
        begins_on(office, m)
        for m in meetings
        if m.sittings and m.cancelled_at is None and rhythm_of(protocol, m.rhythm) == rhythm
    ]


def _line(one: ProposedMeeting, protocol: Protocol, called: Sequence[date]) -> DateLine:
    beside = () if one.clashes else tuple(_beside(one.days, protocol))
    return DateLine(
        days=one.days,
        clashes=one.clashes,
        beside=beside,
        instead=one.instead,
        gap=one.gap,
        called=one.days[0] in called or one.instead in called,
    )


def _beside(days: Sequence[date], protocol: Protocol) -> Iterator[Clash]:
    """The bank and school holidays on the day before or after, on which people may be away."""
    for day in (days[0] - timedelta(days=1), days[-1] + timedelta(days=1)):
        clash = clash_on(protocol, day)
        if clash is not None and clash.why != "closed":
            yield clash


@answers(ShowMeetingDates)
async def show_meeting_dates(request: ShowMeetingDates, room: Room, office: Office) -> View:
    """The room's area's year."""
    return await _year(office, room, request.first, request.rhythm)


async def _year(office: Office, room: Room, first: date | None, rhythm: str) -> MeetingDates:
    try:
        return await dates_of_year(office, room.area, first, rhythm)
    except ValueError:
        weekday = room.protocol.sittings[0].weekday
        raise Refused(Why.NOT_VALID, field="first", wanted=f"{weekday}") from None


@answers(CallMeetings)
async def call_meetings(request: CallMeetings, room: Room, office: Office) -> View:
    """Call them, those on a holiday moved to the nearest day that would do; where there is none within a week
    the meeting is left for somebody to settle."""
    year = await _year(office, room, request.first, request.rhythm)
    for line in takewhile(lambda one: one.days[0] <= request.until, year.lines):
        if line.called or (line.clashes and line.instead is None):
            continue
        meeting = await call_meeting(office, room.area, line.days[0], year.rhythm)
        if line.clashes:
            await take(office, meeting.key, MoveMeeting(day=line.instead), room.person)
    return await _year(office, room, request.first or year.lines[0].days[0], request.rhythm)


@hands_over("meeting-dates")
async def meeting_dates_file(office: Office, room: Room, arguments: Mapping[str, str]) -> MadeFile:
    """The year as a file. Raises Refused for anybody but an administrator."""
    if not OfferMeetingDates.is_open_to(room):
        raise Refused(Why.NOT_ALLOWED)
    first = arguments.get("first")
    day = date.fromisoformat(first) if first else None
    year = await _year(office, room, day, arguments.get("rhythm", ""))
    name = f"MARAC meeting dates {office.today(room.area):%Y-%m-%d}"
    form = arguments.get("format")
    if form == "ics":
        entries = list(_entries(year, room.protocol))
        return MadeFile(name=f"{name}.ics", content=write_ics(entries, office.now()), media_type=ICS)
    rows = dates_table(year)
    if form == "csv":
        return MadeFile(name=f"{name}.csv", content=write_csv(HEADINGS, rows), media_type=CSV)
    content = write_xlsx((Sheet("Meeting dates", HEADINGS, rows),))
    return MadeFile(name=f"{name}.xlsx", content=content, media_type=XLSX)


def dates_table(year: MeetingDates) -> list[Sequence[Cell]]:
    """The year as rows under `HEADINGS`."""
    return [
        (
            one.days[0],
            "; ".join(f"{c.day:%d/%m/%Y} {c.why}" for c in (*one.clashes, *one.beside)),
            one.instead,
            one.gap,
            "yes" if one.called else "",
        )
        for one in year.lines
    ]


def _entries(year: MeetingDates, protocol: Protocol) -> Iterator[CalendarEntry]:
    """Each sitting of those meetings that fall on no holiday."""
    ends = {rule.number: rule.ends for rule in protocol.sittings}
    for line in year.lines:
        for number, day, starts_at in sittings_from(protocol, line.days[0]) if not line.clashes else ():
            until: datetime = protocol.calendar.moment(day, ends[number])
            key = f"{protocol.area}-{line.days[0]:%Y-%m-%d}-{number}"
            title = f"{protocol.name} meeting"
            yield CalendarEntry(key=key, starts_at=starts_at, ends_at=until, title=title)


@answers(OfferMeetingDates)
async def offer_meeting_dates(request: OfferMeetingDates, room: Room, office: Office) -> View:
    """Offer the file in 1:1; it is made anew when it is accepted."""
    first = request.first.isoformat() if request.first else ""
    return await offer(
        office, room, "meeting-dates", format=request.format, first=first, rhythm=request.rhythm
    )
