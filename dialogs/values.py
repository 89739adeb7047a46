"""One field's value out of what was typed, chosen or ticked, or a sentence about what is wrong with it.

The same text is read alike whether it was typed, came from a form or stood in a button. No sentence repeats
the text: it may be anybody's details.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any, Final

from dialogs import wording
from dialogs.acts import Field, Kind, Option
from marac.personal_details import find_details
from usecases.rooms import Room

WORDY: Final = (Kind.TEXT, Kind.LONG_TEXT, Kind.CONTACT)
"""The kinds that hold free text."""
YES: Final = frozenset({"yes", "y", "true", "1", "on", "done", "agree"})
ALL: Final = frozenset({"all", "everything", "all of them"})
NO: Final = frozenset({"no", "n", "false", "0", "off", "", "none"})
LONGEST_CHOICE: Final = 2000
"""Characters; a list of choices longer than that is none."""

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY_MONTH: Final = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9}),? )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ ./-]+"
    r"(?P<month>[a-z]{3,9}|\d{1,2})(?:[ ,./-]+(?P<year>\d{4}|\d{2}))?",
    re.ASCII,
)
_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_NEAR: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_CLOCK: Final = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>am|pm)?"
_DAY_CLOCK: Final = re.compile(rf"(?:(?P<day>.+?),? (?:at )?)?{_CLOCK}", re.ASCII)
_CLOCK_DAY: Final = re.compile(rf"{_CLOCK}(?:,? on)? (?P<day>.+)", re.ASCII)
_GOES_ON: Final = re.compile(r"['/-]?\w")
"""A word that has not come to its end: `2025` in `2025/7`, `children` in `children's`."""
_BETWEEN: Final = re.compile(r"(?:[\s;,&]|\band\b)+", re.IGNORECASE)


def value_of(one: Field, room: Room, text: str) -> Any:
    """The value that `text` stands for. Raises ValueError with a sentence that says what is wrong."""
    return _READERS[one.kind](one, room, text)


def is_readable(one: Field, room: Room, text: str) -> bool:
    """Whether `text` stands for a value of this field."""
    try:
        value_of(one, room, text)
    except ValueError:
        return False
    return True


def option_at(one: Field, room: Room, text: str) -> tuple[Option, int] | None:
    """The option with whose value or words `text` begins, and how many characters they take; the longest
    wins."""
    folded = folded_words(text)
    options: Sequence[Option] = one.options(room) if one.options else ()
    named = ((name, o) for o in options for name in names_of(o) if name)
    for name, option in sorted(named, key=lambda pair: -len(pair[0])):
        if folded.startswith(folded_words(name)) and not _GOES_ON.match(folded, len(name)):
            return option, len(name)
    return None


def names_of(option: Option) -> tuple[str, ...]:
    """What an option goes by when typed: its words, its value, its value as words, and what else it is
    called."""
    return (option.label, option.value, option.value.replace("-", " "), *option.also)


def folded_words(text: str) -> str:
    """The text as it is compared: in small letters, with plain apostrophes and as long as it was."""
    lowered = text.replace("’", "'")
    folded = lowered.casefold()
    return folded if len(folded) == len(lowered) else lowered.lower()


def _words(one: Field, room: Room, text: str) -> str:
    if len(text) > one.max_length:
        raise ValueError(wording.too_long(one, len(text)))
    if one.kind is not Kind.CONTACT and (found := find_details(text)):
        raise ValueError(wording.personal_details(finding.kind for finding in found))
    return text


def _choice(one: Field, room: Room, text: str) -> str:
    return choose(one, room, text).value


def choose(one: Field, room: Room, text: str, *, by_words: bool = True) -> Option:
    """The one option that `text` can mean: by its value or words, else by the beginning or (`by_words`) by
    words of them. Raises ValueError, naming what there is."""
    every: Sequence[Option] = one.options(room) if one.options else ()
    wanted = folded_words(text[:LONGEST_CHOICE]).strip(" .,!?")
    for option in every:
        if wanted in {folded_words(name) for name in names_of(option)}:
            return option
    labels = [o.label for o in every if o.offered]
    if not re.search(r"\w", wanted):
        raise ValueError(wording.no_such_choice(one, labels))
    beginning = [o for o in every if folded_words(o.label).startswith(wanted)]
    parts = set(wanted.split())
    holding = [o for o in every if by_words and parts <= set(re.findall(r"[\w'-]+", folded_words(o.label)))]
    for found in (beginning, holding):
        if len(found) == 1:
            return found[0]
    several = beginning or holding
    if several:
        raise ValueError(wording.several_choices(one, [o.label for o in several if o.offered]))
    raise ValueError(wording.no_such_choice(one, labels))


def _choices(one: Field, room: Room, text: str) -> tuple[str, ...]:
    if folded_words(text) in NO:
        return ()
    options = [o for o in one.options(room) if o.offered] if one.options else []
    if folded_words(text) in ALL:
        return tuple(o.value for o in options)
    if len(text) > LONGEST_CHOICE:
        raise ValueError(wording.no_such_choice(one, [o.label for o in options]))
    chosen: list[str] = []
    left = _after_gap(text)
    while left:
        option, length = option_at(one, room, left) or _by_part(one, room, left)
        chosen.append(option.value)
        left = _after_gap(left[length:])
    return tuple(dict.fromkeys(chosen))


def _after_gap(text: str) -> str:
    gap = _BETWEEN.match(text)
    return text[gap.end() :] if gap else text


def _by_part(one: Field, room: Room, text: str) -> tuple[Option, int]:
    """The option that the text up to the next comma, semicolon or `and` can mean, else its first word: that
    by its name or beginning alone, for the words of one name must not become several."""
    part = re.split(r"[;,&]|\band\b", text, maxsplit=1, flags=re.IGNORECASE)[0].rstrip()
    try:
        return choose(one, room, part), max(len(part), 1)
    except ValueError:
        first = part.split(" ")[0]
        if first == part:
            raise
        return choose(one, room, first, by_words=False), len(first)


def _date(one: Field, room: Room, text: str) -> date:
    """A day as people here write it: 2/12/2026, 2 December, Wednesday 2nd Dec 2026, tomorrow."""
    said = " ".join(folded_words(text).split()).removeprefix("on ").removeprefix("by ").strip(" .,!?")
    today = room.protocol.calendar.day_of(room.now)
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    parts = _ISO.fullmatch(said) or _DAY_MONTH.fullmatch(said)
    month = _month(parts["month"]) if parts else None
    if parts is None or month is None:
        raise ValueError(wording.no_date(one))
    day = _in_year(int(parts["day"]), month, parts["year"], today)
    if day is None:
        raise ValueError(wording.no_such_day(one))
    weekday = parts.groupdict().get("weekday")
    if weekday and not _DAYS[day.weekday()].startswith(weekday):
        raise ValueError(wording.other_weekday(one, day))
    return day


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(text)), None)


def _in_year(day: int, month: int, year: str | None, today: date) -> date | None:
    """The day in that year of this century; without a year the one nearest to today."""
    if year is not None:
        return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    near = [_day(today.year + more, month, day) for more in (-1, 0, 1)]
    return min((d for d in near if d is not None), key=lambda d: abs(d - today), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    if not 2000 <= year < 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(one: Field, room: Room, text: str) -> datetime:
    """A clock time today, or a day and a clock time in either order, in the area's zone."""
    said = " ".join(folded_words(text).split()).removeprefix("at ").strip(" .,!?")
    for pattern in (_DAY_CLOCK, _CLOCK_DAY):
        parts = pattern.fullmatch(said)
        clock = _clock(parts) if parts else None
        if parts is None or clock is None:
            continue
        calendar = room.protocol.calendar
        day = _date(one, room, parts["day"]) if parts["day"] else calendar.day_of(room.now)
        return calendar.moment(day, clock)
    raise ValueError(wording.no_time(one))


def _clock(parts: re.Match[str]) -> clock_time | None:
    hour, minute, half = int(parts["hour"]), parts["minute"], parts["half"]
    if half is None and minute is None:
        return None
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return clock_time(hour, int(minute or 0))
    except ValueError:
        return None


def _number(one: Field, room: Room, text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise ValueError(wording.no_number(one))
    return int(text)


def _tick(one: Field, room: Room, text: str) -> bool:
    wanted = folded_words(text).strip(" .,!?")
    if wanted in YES or wanted in (folded_words(one.label), folded_words(one.hint)):
        return True
    if wanted in NO:
        return False
    raise ValueError(wording.no_tick(one))


_READERS: Mapping[Kind, Callable[[Field, Room, str], Any]] = {
    Kind.TEXT: _words,
    Kind.LONG_TEXT: _words,
    Kind.CONTACT: _words,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DATE: _date,
    Kind.TIME: _moment,
    Kind.NUMBER: _number,
    Kind.TICK: _tick,
}
