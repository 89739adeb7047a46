"""The next year's meetings by the area's pattern, with everything that stands in the way pointed out.

Proposed, never set: administrators take a date or choose another, and where the area says so the chair agrees
to one that is not the pattern's (LUT-12). A holiday is shown with the nearest day that would do, and a gap
that grows around Christmas is said, so that it can be kept short (HAC-09).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count, dropwhile, pairwise, takewhile
from typing import Final

import msgspec

from marac.calendar import WEEKDAYS, DueRule, DueUnit, holiday_name
from marac.protocol import Protocol, Rhythm, SittingRule

CHRISTMAS: Final = ((12, 18), (1, 7))
"""From which day (month, day) to which a gap counts as one around Christmas."""
_NEAREST: Final = 7
WEEKLY: Final = "+7 days"


class Clash(msgspec.Struct, frozen=True):
    """A day of a proposed meeting that does not suit; `why` names the holiday."""

    day: date
    why: str


class ProposedMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting by the pattern. `instead` is the first day of the nearest one without a clash; `gap` counts
    the days since the meeting before, where that is longer than the pattern around Christmas."""

    days: tuple[date, ...]
    clashes: tuple[Clash, ...] = ()
    instead: date | None = None
    gap: int | None = None


def proposed(protocol: Protocol, rhythm: Rhythm, first: date, until: date) -> tuple[ProposedMeeting, ...]:
    """The meetings from `first` on by `rhythm`, those whose first day is not after `until`.

    Raises ValueError where `first` is not the weekday on which the area's meetings begin (WOL-27).
    """
    begins = _sorted(protocol)[0].weekday
    if begins is not None and WEEKDAYS[first.weekday()] != begins.casefold():
        raise ValueError(f"{first:%d/%m/%Y} is a {WEEKDAYS[first.weekday()].capitalize()}, not a {begins}.")
    found = [_proposed(protocol, day) for day in _days(protocol, rhythm, first, until)]
    return tuple(_with_gaps(found, rhythm, protocol))


def _sorted(protocol: Protocol) -> list[SittingRule]:
    return sorted(protocol.sittings, key=lambda sitting: sitting.number)


def _days(protocol: Protocol, rhythm: Rhythm, first: date, until: date) -> Iterator[date]:
    """The first days by the pattern: so many days apart, or each month on the same weekday of the month."""
    return takewhile(lambda day: day <= until, _from(protocol, rhythm.every, first, 0))


def _from(protocol: Protocol, every: str, anchor: date, number: int) -> Iterator[date]:
    """The days of the pattern from the one so many rounds after `anchor`, which is a day of it."""
    return (_round(protocol, DueRule.parse(every), anchor, n) for n in count(number))


def _round(protocol: Protocol, rule: DueRule, anchor: date, number: int) -> date:
    if rule.unit is DueUnit.MONTH:
        return _same_weekday(anchor, rule.amount * number)
    away = DueRule(rule.unit, rule.amount * number)
    return protocol.calendar.day_of(away.apply(anchor, protocol.calendar))


def rhythm_of(protocol: Protocol, key: str = "") -> Rhythm | None:
    """The area's rhythm of that name, or its first; None where it has none."""
    return next((one for one in protocol.rhythms if key in ("", one.key)), None)


def pattern_days(protocol: Protocol, anchor: date, after: date, rhythm: str = "") -> Iterator[date]:
    """The days of the pattern later than `after`, reckoned from a day of it, whether before or behind; every
    week where the area has no rhythm."""
    found = rhythm_of(protocol, rhythm)
    every = found.every if found else WEEKLY
    rule, number = DueRule.parse(every), 0
    while _round(protocol, rule, anchor, number) > after:
        number -= 1
    return dropwhile(lambda day: day <= after, _from(protocol, every, anchor, number))


def following_meeting(protocol: Protocol, after: date, rhythm: str = "") -> date:
    """The day of the meeting after the one on `after`, by that rhythm of the area's, or its first."""
    return next(pattern_days(protocol, after, after, rhythm))


def anchor_among(protocol: Protocol, days: Iterable[date]) -> date | None:
    """The last of these days that can be a day of the pattern: one to which a meeting was moved is none."""
    begins = _sorted(protocol)[0].weekday
    fits = (d for d in days if begins is None or WEEKDAYS[d.weekday()] == begins.casefold())
    return max(fits, default=None)


def days_without_clash(protocol: Protocol, anchor: date, after: date, rhythm: str = "") -> Iterator[date]:
    """The pattern's days later than `after` on which no sitting falls on a holiday."""
    days = pattern_days(protocol, anchor, after, rhythm)
    return (d for d in days if not any(clash_on(protocol, one) for one in sitting_days(protocol, d)))


def next_without_clash(protocol: Protocol, anchor: date, after: date, rhythm: str = "") -> date:
    """The first day of the pattern later than `after`; where it falls on a holiday, the nearest that would
    do."""
    first = next(pattern_days(protocol, anchor, after, rhythm))
    one = _proposed(protocol, first)
    return one.instead if one.instead is not None and one.instead > after else first


def _same_weekday(first: date, months: int) -> date:
    """The day so many months on that is the same weekday of its month, such as its second Tuesday; its last,
    where the month has no fifth."""
    place = (first.day - 1) // 7
    years, month = divmod(first.month - 1 + months, 12)
    start = date(first.year + years, month + 1, 1)
    day = start + timedelta(days=(first.weekday() - start.weekday()) % 7 + 7 * place)
    return day if day.month == start.month else day - timedelta(days=7)


def _proposed(protocol: Protocol, first: date) -> ProposedMeeting:
    days = sitting_days(protocol, first)
    clashes = tuple(clash for day in days if (clash := clash_on(protocol, day)))
    instead = _instead(protocol, first) if clashes else None
    return ProposedMeeting(days=days, clashes=clashes, instead=instead)


def sitting_days(protocol: Protocol, first: date) -> tuple[date, ...]:
    """The days of a meeting that begins on `first`, one a sitting."""
    days: list[date] = []
    day = first
    for sitting in _sorted(protocol):
        if sitting.weekday is not None and days:
            day += timedelta(days=(WEEKDAYS.index(sitting.weekday.casefold()) - day.weekday()) % 7)
        days.append(day)
    return tuple(days)


def clash_on(protocol: Protocol, day: date) -> Clash | None:
    """What stands against a meeting on that day: a bank, area or school holiday (LUT-12)."""
    if name := holiday_name(day):
        return Clash(day, name)
    if not protocol.calendar.is_working_day(day):
        return Clash(day, "closed")
    for holiday in protocol.school_holidays:
        if holiday.starts <= day <= holiday.ends:
            return Clash(day, holiday.label)
    return None


def _instead(protocol: Protocol, first: date) -> date | None:
    """The nearest first day, the earlier one first, on which no sitting clashes; None within a week."""
    for away in range(1, _NEAREST):
        for day in (first - timedelta(days=away), first + timedelta(days=away)):
            span = [day + (held - first) for held in sitting_days(protocol, first)]
            if not any(clash_on(protocol, one) for one in span):
                return day
    return None


def _with_gaps(found: list[ProposedMeeting], rhythm: Rhythm, protocol: Protocol) -> Iterator[ProposedMeeting]:
    """The meetings, each with its gap to the last that can be held, where that is too long at Christmas."""
    if not found:
        return
    yield found[0]
    held = found[0].days[-1]
    for before, meeting in pairwise(found):
        pattern = (meeting.days[0] - before.days[-1]).days
        gap = (meeting.days[0] - held).days
        if rhythm.short_at_christmas and gap > pattern and _is_around_christmas(held, meeting.days[0]):
            yield msgspec.structs.replace(meeting, gap=gap)
        else:
            yield meeting
        if not meeting.clashes:
            held = meeting.days[-1]


def _is_around_christmas(start: date, end: date) -> bool:
    (from_month, from_day), (to_month, to_day) = CHRISTMAS
    year = start.year if start.month > to_month else start.year - 1
    return start <= date(year + 1, to_month, to_day) and end >= date(year, from_month, from_day)
