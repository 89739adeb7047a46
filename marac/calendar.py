"""When the offices of an area are open, and the day on which something falls due.

Deadlines in the protocols count England's working days, clock hours, weeks or months, and non-urgent
messages wait for office hours (LIN-26). Everything here is arithmetic on what it is given: it reads no
clock, and it refuses moments without a time zone, because a deadline that is an hour out twice a year is
worse than an error.
"""

from __future__ import annotations

import re
import sys
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Final
from zoneinfo import ZoneInfo

from holidays import HolidayBase

LONDON: Final = "Europe/London"
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_CLOSURE: Final = 366


@cache
def _united_kingdom() -> type[HolidayBase]:
    """The library's calendar of the United Kingdom, without the other countries.

    Asked for one, its package of countries loads all of them: 20 MB, a seventh of what the bot may use. So
    an empty package stands in for it.
    """
    countries = "holidays.countries"
    spec = find_spec(countries)
    if spec is not None:
        sys.modules.setdefault(countries, module_from_spec(spec))
    found: type[HolidayBase] = import_module(f"{countries}.united_kingdom").UnitedKingdom
    return found


@lru_cache(maxsize=256)
def _bank_holidays(year: int) -> dict[date, str]:
    return dict(_united_kingdom()(subdiv="ENG", years=year).items())


def is_bank_holiday(day: date) -> bool:
    """Whether England keeps `day` as a bank holiday, the one-off ones included."""
    return day in _bank_holidays(day.year)


def holiday_name(day: date) -> str:
    """What England calls the bank holiday on `day`; empty where it keeps none."""
    return _bank_holidays(day.year).get(day, "")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From when until when an office is open on a weekday, in local time; the end itself is closed."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(
                f"Office hours must start before they end, not {self.start:%H:%M}-{self.end:%H:%M}."
            )

    @classmethod
    def parse(cls, text: str) -> OfficeHours:
        """Read "08:30-16:30". Raises ValueError with a sentence that says how to write it."""
        start, dash, end = text.replace("–", "-").partition("-")
        if not dash:
            raise ValueError(f'Office hours are written like "08:30-16:30", not "{text}".')
        return cls(_clock_time(start.strip()), _clock_time(end.strip()))


MONDAY_TO_FRIDAY: Final = tuple(OfficeHours(time(9), time(17)) if day < 5 else None for day in range(7))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days and office hours of one area.

    `hours` has seven entries, Monday first; None is a weekday on which the area never works. `closed` are the
    area's own closed days, on top of England's bank holidays. LIN-26.
    """

    hours: tuple[OfficeHours | None, ...] = MONDAY_TO_FRIDAY
    closed: frozenset[date] = frozenset()
    timezone: str = LONDON

    def __post_init__(self) -> None:
        if len(self.hours) != len(WEEKDAYS):
            raise ValueError(
                "A working calendar needs an entry for each of the seven weekdays, Monday first."
            )
        if not any(self.hours):
            raise ValueError("A working calendar needs at least one weekday with office hours.")
        ZoneInfo(self.timezone)

    @classmethod
    def from_week(
        cls, week: Mapping[str, str], *, closed: Iterable[date] = (), timezone: str = LONDON
    ) -> WorkingCalendar:
        """Build from an area's file: weekday names to hours like "08:30-16:30"; absent weekdays are closed.

        Raises ValueError naming a weekday or hours that cannot be read.
        """
        by_number = {_weekday_number(name): OfficeHours.parse(text) for name, text in week.items()}
        return cls(tuple(by_number.get(day) for day in range(7)), frozenset(closed), timezone)

    @property
    def zone(self) -> ZoneInfo:
        """The area's time zone."""
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """`moment` on the area's clock. Raises ValueError when it carries no time zone."""
        if moment.tzinfo is None or moment.utcoffset() is None:
            raise ValueError("A moment needs a time zone: pass an aware datetime.")
        return moment.astimezone(self.zone)

    def moment(self, day: date, at: time) -> datetime:
        """The moment when the area's clock shows `at` on `day`.

        A time which the spring clock change skips gives the moment an hour on; one which the autumn change
        repeats gives the first of the two.
        """
        wall = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=self.zone)
        return wall.astimezone(UTC).astimezone(self.zone)

    def is_working_day(self, day: date) -> bool:
        """Whether the area works on `day`: a weekday with hours, no bank holiday, none of its closed days."""
        return self.hours[day.weekday()] is not None and day not in self.closed and not is_bank_holiday(day)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`, never `day` itself."""
        return next(self._working_days(day, 1))

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`, never `day` itself."""
        return next(self._working_days(day, -1))

    def add_working_days(self, day: date, count: int) -> date:
        """Count working days on (or back, when `count` is negative) from `day`.

        `day` is day 0 and the next working day is day 1, whether or not `day` is itself worked: one working
        day after a Friday, Saturday or Sunday is the Monday. A count of 0 gives `day` when it is a working
        day, otherwise the next one, so that no answer ever falls on a closed day.
        """
        if count == 0:
            return day if self.is_working_day(day) else self.next_working_day(day)
        days = self._working_days(day, 1 if count > 0 else -1)
        for _ in range(abs(count) - 1):
            next(days)
        return next(days)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days `end` lies after `start`: `start` not counted, `end` counted when worked.

        Negative when `end` is earlier. `add_working_days(start, …)` leads back to an `end` that is worked.
        """
        step = 1 if end >= start else -1
        span = (start + timedelta(days=step * n) for n in range(1, abs((end - start).days) + 1))
        return step * sum(1 for day in span if self.is_working_day(day))

    def is_open(self, moment: datetime) -> bool:
        """Whether the offices are open at `moment`, so that a non-urgent message may go. LIN-26."""
        local = self.local(moment)
        hours = self.hours[local.weekday()]
        if hours is None or not self.is_working_day(local.date()):
            return False
        return hours.start <= local.time() < hours.end

    def next_opening(self, moment: datetime) -> datetime:
        """`moment` itself when the offices are open, otherwise the moment when they next open. LIN-26."""
        local = self.local(moment)
        if self.is_open(local):
            return local
        opening = self._opening_of(local.date())
        if opening is None or opening <= local:
            opening = self._opening_of(self.next_working_day(local.date()))
        if opening is None:
            raise AssertionError("a working day without office hours")
        return opening

    def add_hours(self, moment: datetime, hours: float) -> datetime:
        """`moment` plus elapsed hours: across a clock change 24 of them end an hour off by the clock."""
        return self.local(self.local(moment).astimezone(UTC) + timedelta(hours=hours))

    def weekday_at(
        self, anchor: date | datetime, weekday: int, at: time, *, before: bool = False, weeks_off: int = 0
    ) -> datetime:
        """The first `weekday` (0 is Monday) after the anchor's day, or the last one `before`, at `at`;
        `weeks_off` more weeks away where the next one is not meant.

        The anchor's own day never counts: the next Tuesday after a Tuesday is a week on.
        """
        day = self.day_of(anchor)
        away = (day.weekday() - weekday) % 7 if before else (weekday - day.weekday()) % 7
        return self.moment(day + timedelta(days=((away or 7) + 7 * weeks_off) * (-1 if before else 1)), at)

    def day_of(self, anchor: date | datetime) -> date:
        """The area's local day of a date or an aware moment."""
        return self.local(anchor).date() if isinstance(anchor, datetime) else anchor

    def _opening_of(self, day: date) -> datetime | None:
        hours = self.hours[day.weekday()]
        return self.moment(day, hours.start) if hours is not None and self.is_working_day(day) else None

    def _working_days(self, day: date, step: int) -> Iterator[date]:
        closed_in_a_row = 0
        while closed_in_a_row <= _LONGEST_CLOSURE:
            day += timedelta(days=step)
            closed_in_a_row += 1
            if self.is_working_day(day):
                closed_in_a_row = 0
                yield day
        raise ValueError(
            f"The calendar has no working day in the year around {day:%d/%m/%Y}: check its closed days."
        )


class DueUnit(StrEnum):
    """What a due rule counts."""

    WORKING_DAY = "working day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    WEEKDAY = "weekday"


_COUNTED: Final = re.compile(
    r"(?P<amount>[+-][0-9]{1,4}) (?P<unit>working day|day|week|month|year|hour)s?(?: (?:at )?(?P<at>\S+))?"
)
_NEXT: Final = re.compile(r"next (?P<weekday>[a-z]+) (?:at )?(?P<at>\S+)")
_BEFORE: Final = re.compile(r"(?P<second>second )?(?P<weekday>[a-z]+) (?:at )?(?P<at>\S+) before")
_HOW: Final = (
    'Write it like "+5 working days", "-8 working days 12:00", "+14 days", "+2 weeks", "+12 months", '
    '"+72 hours", "next Tuesday 16:00", "Friday 12:00 before" or "second Friday 12:00 before".'
)


@dataclass(frozen=True, slots=True)
class DueRule:
    """When something falls due, counted from a day or moment: "+5 working days", "Friday 12:00 before".

    `amount` is signed; for a weekday it is 1 (the next one), -1 (the one before) or -2 (the second one
    before). `at` is local time.
    """

    unit: DueUnit
    amount: int
    at: time | None = None
    weekday: int | None = None

    @classmethod
    def parse(cls, text: str) -> DueRule:
        """Read an expression of an area's file. Raises ValueError with a sentence that says what is wrong."""
        plain = " ".join(text.casefold().replace("−", "-").split())
        try:
            if match := _COUNTED.fullmatch(plain):
                return cls._counted(match)
            if match := _NEXT.fullmatch(plain):
                return cls(DueUnit.WEEKDAY, 1, _clock_time(match["at"]), _weekday_number(match["weekday"]))
            if match := _BEFORE.fullmatch(plain):
                amount = -2 if match["second"] else -1
                return cls(
                    DueUnit.WEEKDAY, amount, _clock_time(match["at"]), _weekday_number(match["weekday"])
                )
        except ValueError as error:
            raise ValueError(f'"{text}" does not say when something is due. {error}') from None
        raise ValueError(f'"{text}" does not say when something is due. {_HOW}')

    @classmethod
    def _counted(cls, match: re.Match[str]) -> DueRule:
        unit = DueUnit(match["unit"])
        at = _clock_time(match["at"]) if match["at"] else None
        if unit is DueUnit.HOUR and at is not None:
            raise ValueError("Hours are counted from a moment, so they take no time of day.")
        return cls(unit, int(match["amount"]), at)

    @property
    def needs_moment(self) -> bool:
        """Whether the rule can only be counted from a moment, not from a bare date."""
        return self.unit is DueUnit.HOUR

    def apply(self, anchor: date | datetime, calendar: WorkingCalendar) -> date | datetime:
        """When it is due, counted from `anchor` on the area's calendar.

        A rule with a clock time, a weekday or hours gives an aware moment; any other gives a date, due by the
        end of that day. Only working days avoid closed days. Months keep to the end of a shorter month.
        Raises ValueError when hours are counted from a bare date, or the moment carries no time zone.
        """
        if self.unit is DueUnit.HOUR:
            if not isinstance(anchor, datetime):
                raise ValueError(
                    f'"{self}" counts hours, so it needs the moment to count from and not only a date.'
                )
            return calendar.add_hours(anchor, self.amount)
        if self.unit is DueUnit.WEEKDAY and self.weekday is not None and self.at is not None:
            off = abs(self.amount) - 1
            return calendar.weekday_at(anchor, self.weekday, self.at, before=self.amount < 0, weeks_off=off)
        day = _COUNTING[self.unit](calendar, calendar.day_of(anchor), self.amount)
        return day if self.at is None else calendar.moment(day, self.at)

    def __str__(self) -> str:
        """The expression as an area's file would write it; parsing it again gives the same rule."""
        at = "" if self.at is None else f" {self.at:%H:%M}"
        if self.weekday is not None:
            name = WEEKDAYS[self.weekday].capitalize()
            second = "second " if self.amount == -2 else ""
            return f"next {name}{at}" if self.amount > 0 else f"{second}{name}{at} before"
        return f"{self.amount:+d} {self.unit}{'' if abs(self.amount) == 1 else 's'}{at}"


def _days_on(calendar: WorkingCalendar, day: date, count: int) -> date:
    return day + timedelta(days=count)


def _weeks_on(calendar: WorkingCalendar, day: date, count: int) -> date:
    return day + timedelta(weeks=count)


def _months_on(calendar: WorkingCalendar, day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _years_on(calendar: WorkingCalendar, day: date, count: int) -> date:
    return _months_on(calendar, day, 12 * count)


_COUNTING: Final[Mapping[DueUnit, Callable[[WorkingCalendar, date, int], date]]] = {
    DueUnit.WORKING_DAY: WorkingCalendar.add_working_days,
    DueUnit.DAY: _days_on,
    DueUnit.WEEK: _weeks_on,
    DueUnit.MONTH: _months_on,
    DueUnit.YEAR: _years_on,
}


def _clock_time(text: str) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise ValueError(f'A time of day is written like "16:00", not "{text}".')
    return time.fromisoformat(text)


def _weekday_number(name: str) -> int:
    if name.casefold() not in WEEKDAYS:
        raise ValueError(f'"{name}" is no weekday: write one in full, like "Tuesday".')
    return WEEKDAYS.index(name.casefold())
