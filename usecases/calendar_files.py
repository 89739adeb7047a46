"""Entries for people's own calendars, as a file that every calendar takes (iCalendar, RFC 5545).

A calendar is shared and shown on lock screens: an entry says what, when and how long to stay, and nothing of
a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

import msgspec

ICS: Final = "text/calendar"
_LONGEST: Final = 73
"""A line has 75 octets at most; a continued one begins with a blank."""


class CalendarEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: its own key, from when to when (aware), its title, and the words in it."""

    key: str
    starts_at: datetime
    ends_at: datetime
    title: str
    words: str = ""


def write_ics(entries: Iterable[CalendarEntry], now: datetime) -> bytes:
    """The entries as a file, made at `now`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//MARAC Assistant//EN",
        *(line for entry in entries for line in _entry(entry, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _entry(entry: CalendarEntry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}@marac-assistant"
    yield f"DTSTAMP:{_moment(now)}"
    yield f"DTSTART:{_moment(entry.starts_at)}"
    yield f"DTEND:{_moment(entry.ends_at)}"
    yield f"SUMMARY:{_escaped(entry.title)}"
    if entry.words:
        yield f"DESCRIPTION:{_escaped(entry.words)}"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(words: str) -> str:
    for char in ("\\", ";", ","):
        words = words.replace(char, f"\\{char}")
    return words.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    part = ""
    for char in line:
        if len((part + char).encode()) > _LONGEST:
            yield part
            part = " "
        part += char
    yield part
