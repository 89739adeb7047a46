"""Days and hours of an area, read from its file and counted anew, so that a mistake in the product's calendar
would show: England's bank holidays stand here one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BANK_HOLIDAYS: Final = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31"),
        *("2027-08-30", "2027-12-27", "2027-12-28", "2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01"),
        *("2028-05-29", "2028-08-28", "2028-12-25", "2028-12-26"),
    )
)
"""As England publishes them, with the substitute days."""
_COUNTED = re.compile(r"([+-]\d+) (working day|day|week|month|year|hour)s?(?: (?:at )?(\d\d:\d\d))?")
_NEXT = re.compile(r"next (\w+) (\d\d:\d\d)")
_BEFORE = re.compile(r"(second )?(\w+) (\d\d:\d\d) before")
END_OF_DAY: Final = time(23, 59)


@dataclass(frozen=True)
class Days:
    """The working days and office hours of one area's file, its clock, and the hour of its digests."""

    hours: tuple[tuple[time, time] | None, ...]
    closed: frozenset[date]
    zone: ZoneInfo
    nudge_at: time

    @classmethod
    def of_file(cls, file: Mapping[str, Any]) -> Days:
        """Read them from the file's own entries."""
        week = {name.casefold(): _span(hours) for name, hours in file["office_hours"].items()}
        return cls(
            hours=tuple(week.get(day) for day in WEEK),
            closed=frozenset(file.get("closed_days", ())),
            zone=ZoneInfo(file.get("timezone", "Europe/London")),
            nudge_at=file.get("nudge_at", time(9)),
        )

    def day(self, moment: date | datetime) -> date:
        """The local day."""
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment

    def at(self, day: date, clock: time) -> datetime:
        """That hour of that day on the area's clock."""
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)

    def works(self, day: date) -> bool:
        """Somebody is at work on that day."""
        return self.hours[day.weekday()] is not None and day not in BANK_HOLIDAYS and day not in self.closed

    def is_open(self, moment: datetime) -> bool:
        """Somebody is at work at that moment."""
        local = moment.astimezone(self.zone)
        span = self.hours[local.weekday()]
        return self.works(local.date()) and span is not None and span[0] <= local.time() < span[1]

    def working(self, day: date, count: int) -> date:
        """So many working days on or back; none: the day itself, or the next that is worked."""
        if count == 0:
            return day if self.works(day) else self.working(day, 1)
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.works(day):
                day += step
        return day

    def opening(self, moment: datetime) -> datetime:
        """That moment in office hours, else when they next begin."""
        if self.is_open(moment):
            return moment
        day = self.day(moment)
        for one in (day, self.working(day, 1)):
            span = self.hours[one.weekday()]
            if span is not None and self.works(one) and self.at(one, span[0]) >= moment:
                return self.at(one, span[0])
        raise ValueError("no office hours")

    def digest(self, day: date) -> datetime:
        """When that day's digests go out."""
        return self.at(day, self.nudge_at)

    def digest_after(self, moment: datetime) -> date:
        """The first day whose digest comes at or after the moment."""
        day = self.working(self.day(moment), 0)
        return day if self.digest(day) >= moment else self.working(day, 1)

    def counted(self, rule: str, start: date | datetime) -> date | datetime:
        """What an expression of the file comes to, from `start`. Raises ValueError for one that is none."""
        plain = " ".join(rule.casefold().replace("−", "-").split())
        if found := _COUNTED.fullmatch(plain):
            return self._counted(int(found[1]), found[2], found[3], start)
        if found := _NEXT.fullmatch(plain):
            day, wanted = self.day(start), WEEK.index(found[1])
            return self.at(day + timedelta(days=(wanted - day.weekday()) % 7 or 7), _clock(found[2]))
        if found := _BEFORE.fullmatch(plain):
            day, wanted = self.day(start), WEEK.index(found[2])
            back = ((day.weekday() - wanted) % 7 or 7) + (7 if found[1] else 0)
            return self.at(day - timedelta(days=back), _clock(found[3]))
        raise ValueError(f"no such expression: {rule}")

    def _counted(self, count: int, unit: str, clock: str | None, start: date | datetime) -> date | datetime:
        if unit == "hour":
            if not isinstance(start, datetime):
                raise ValueError("hours are counted from a moment")
            return start + timedelta(hours=count)
        day = self.day(start)
        if unit == "working day":
            day = self.working(day, count)
        elif unit in ("day", "week"):
            day += timedelta(days=count * (7 if unit == "week" else 1))
        else:
            day = _months(day, count * (12 if unit == "year" else 1))
        return self.at(day, _clock(clock)) if clock else day

    def moment(self, counted: date | datetime, clock: time) -> datetime:
        """A moment as it is; a day at that hour."""
        return counted if isinstance(counted, datetime) else self.at(counted, clock)


def _months(day: date, count: int) -> date:
    number = day.year * 12 + day.month - 1 + count
    first = date(number // 12, number % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _span(hours: str) -> tuple[time, time]:
    start, _, end = hours.replace("–", "-").partition("-")
    return _clock(start.strip()), _clock(end.strip())


def _clock(text: str) -> time:
    return time.fromisoformat(text)
