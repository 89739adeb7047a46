"""From what somebody typed, pressed or filled in to a command or request, or to a sentence about what is
unclear.

A typed line is an act's words and then its fields in their order: short ones by word, choices by name or
key, free text up to a semicolon; or `label: value` parts in any order. A form or button gives the fields by
name. Both come through the same reading, so a thing is valid or not however it was said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from dialogs import wording
from dialogs.acts import Act, Field, Kind, Option, Table
from marac.personal_details import find_details
from marac.words import PersonId
from usecases.requests import Wanted
from usecases.rooms import Room

_MENTION = re.compile(r"<at>.*?</at>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]{0,200}>")
_WORDY = (Kind.TEXT, Kind.LONG_TEXT, Kind.CONTACT)
_YES = frozenset({"yes", "y", "true", "1", "on", "done", "agree"})
_ALL = frozenset({"all", "everything", "all of them"})
_NO = frozenset({"no", "n", "false", "0", "off", "", "none"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Something was asked that can be carried out."""

    act: Act
    wanted: Wanted
    subject: PersonId


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something was asked that lacks a part or has one that cannot be read; `values` are what was
    understood."""

    sentence: str
    act: Act | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def plain(text: str) -> str:
    """What was typed, without the bot's mention, mark-up or stray white space."""
    without = _TAGS.sub(" ", _MENTION.sub(" ", text or "")).replace("&nbsp;", " ").replace("\xa0", " ")
    return " ".join(without.split())


def read_line(table: Table, room: Room, text: str) -> Asked | Unclear | None:
    """Read a typed line. None where it is no act's words at all; what holds a person's details is not taken
    and not repeated (LIN-51)."""
    line = plain(text)
    subject, line = _on_behalf(room, line)
    words = line.split(" ")
    found = table.find([w.casefold().strip(".,!?") for w in words])
    if found is None:
        details = find_details(line)
        return Unclear(wording.personal_details(d.kind for d in details)) if details else None
    act, taken = found
    rest = " ".join(words[taken:])
    return read_values(act, room, _raw_from(act, room, rest), subject)


def read_values(
    act: Act, room: Room, raw: Mapping[str, Any], subject: PersonId | None = None
) -> Asked | Unclear:
    """Read the fields of a form, a button or a typed line; every value is checked here, wherever it came
    from."""
    values: dict[str, Any] = {}
    for one in act.fields:
        given = raw.get(one.name)
        text = "" if given is None else str(given).strip()
        if not text and one.default is not None:
            text = one.default(room)
        if not text:
            if one.required:
                return Unclear(wording.missing(act, one), act, values)
            continue
        try:
            values[one.name] = _value(one, room, text)
        except ValueError as error:
            return Unclear(str(error), act, values)
    subject = subject or str(raw.get("person") or room.person)
    return Asked(act, act.ask(room, subject, values), subject)


def _on_behalf(room: Room, line: str) -> tuple[PersonId, str]:
    """`for NAME: words` asks on somebody else's behalf; whether that may be is for the rules to say."""
    head, colon, rest = line.partition(":")
    if not colon or not head.casefold().startswith("for ") or room.meeting is None:
        return room.person, line
    wanted = head[4:].strip().casefold()
    for key in room.meeting.roll:
        if wanted in (key.casefold(), room.names.person(key).casefold()):
            return key, rest.strip()
    return room.person, line


def _raw_from(act: Act, room: Room, rest: str) -> dict[str, str]:
    """The fields' raw texts out of the end of a typed line."""
    raw, loose = _labelled(act, rest)
    if not any(f.kind in _WORDY for f in act.fields):
        loose = [left for part in loose if (left := _named(act, part, raw))]
    waiting = [f for f in act.asked if f.name not in raw] or [f for f in act.fields if f.name not in raw]
    for part in loose:
        left = part
        while left and waiting:
            one = waiting.pop(0)
            if waiting and _is_left_out(one, room, left):
                continue
            raw[one.name], left = _take(one, room, left, is_last=not waiting)
            if one.kind in _WORDY:
                break
    return {name: value for name, value in raw.items() if value}


def _is_left_out(one: Field, room: Room, text: str) -> bool:
    """A field that may be left out and with which the line does not go on."""
    if one.kind in (*_WORDY, Kind.CHOICES) or (one.required and one.default is None):
        return False
    begin, _ = _take(one, room, text, is_last=False)
    try:
        _value(one, room, begin)
    except ValueError:
        return True
    return False


def _named(act: Act, part: str, raw: dict[str, str]) -> str:
    """Take `case 20461` and `at 10:32` out of a line by the fields' names; what is left of it."""
    names = [f.name for f in act.fields if f.name not in raw]
    if not names:
        return part
    pieces = re.split(rf"\b({'|'.join(map(re.escape, names))})\s+", part, flags=re.IGNORECASE)
    for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
        raw[name.casefold()] = value.strip(" ,")
    return pieces[0].strip()


def _labelled(act: Act, rest: str) -> tuple[dict[str, str], list[str]]:
    names = {f.label.casefold(): f.name for f in act.fields} | {f.name: f.name for f in act.fields}
    raw: dict[str, str] = {}
    loose: list[str] = []
    for part in (p.strip() for p in rest.split(";")):
        label, colon, value = part.partition(":")
        if colon and label.strip().casefold() in names:
            raw[names[label.strip().casefold()]] = value.strip()
        elif part:
            loose.append(part)
    return raw, loose


def _take(one: Field, room: Room, text: str, *, is_last: bool) -> tuple[str, str]:
    """The part of `text` that this field takes from its beginning, and what is left for the next."""
    if one.kind in (*_WORDY, Kind.CHOICES) or is_last:
        return text, ""
    if one.kind is Kind.CHOICE and one.options is not None:
        for option in sorted(one.options(room), key=lambda o: -len(o.label)):
            for name in (option.label, option.value):
                if (
                    text.casefold().startswith(name.casefold())
                    and not text[len(name) : len(name) + 1].isalnum()
                ):
                    return name, text[len(name) :].strip(" ,")
    words = text.split(" ")
    if one.kind is Kind.DATE and _is_date(one, room, " ".join(words[:3])):
        return " ".join(words[:3]), " ".join(words[3:])
    first, _, left = text.partition(" ")
    return first.strip(","), left.strip()


def _value(one: Field, room: Room, text: str) -> Any:
    if one.kind is Kind.CHOICE:
        return _choose(one, room, text).value
    if one.kind is Kind.CHOICES:
        if text.casefold() in _NO:
            return ()
        if text.casefold() in _ALL and one.options is not None:
            return tuple(o.value for o in one.options(room))
        parts = [p for p in re.split(r"[;,]|\band\b", text) if p.strip()]
        if len(parts) == 1 and not _is_one(one, room, text):
            parts = text.split(" ")
        return tuple(dict.fromkeys(_choose(one, room, p.strip()).value for p in parts if p.strip()))
    readers = {Kind.DATE: _date, Kind.TIME: _moment, Kind.NUMBER: _number, Kind.TICK: _tick}
    if one.kind in readers:
        return readers[one.kind](one, room, text)
    if len(text) > one.max_length:
        raise ValueError(wording.too_long(one, len(text)))
    if one.kind is not Kind.CONTACT and (found := find_details(text)):
        raise ValueError(wording.personal_details(finding.kind for finding in found))
    return text


def _is_one(one: Field, room: Room, text: str) -> bool:
    try:
        _choose(one, room, text)
    except ValueError:
        return False
    return True


def _choose(one: Field, room: Room, text: str) -> Option:
    options: Sequence[Option] = one.options(room) if one.options else ()
    wanted = text.casefold().strip(" .")
    for option in options:
        if wanted in {name.casefold() for name in (option.value, option.label, *option.also)}:
            return option
    beginning = [o for o in options if o.label.casefold().startswith(wanted)]
    holding = [o for o in options if set(wanted.split()) <= set(re.findall(r"\w+", o.label.casefold()))]
    for found in (beginning, holding):
        if len(found) == 1:
            return found[0]
    raise ValueError(wording.no_such_choice(one, [o.label for o in options]))


def _is_date(one: Field, room: Room, text: str) -> bool:
    try:
        _date(one, room, text)
    except ValueError:
        return False
    return True


def _date(one: Field, room: Room, text: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError(wording.no_date(one))


def _moment(one: Field, room: Room, text: str) -> datetime:
    """A clock time today, or a day and a clock time, in the area's zone."""
    day_text, _, clock_text = text.rpartition(" ")
    try:
        clock = time.fromisoformat(clock_text.zfill(5))
    except ValueError:
        raise ValueError(wording.no_time(one)) from None
    calendar = room.protocol.calendar
    day = _date(one, room, day_text) if day_text else calendar.day_of(room.now)
    return calendar.moment(day, clock)


def _number(one: Field, room: Room, text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise ValueError(wording.no_number(one))
    return int(text)


def _tick(one: Field, room: Room, text: str) -> bool:
    wanted = text.casefold()
    if wanted in _YES or wanted == one.label.casefold():
        return True
    if wanted in _NO:
        return False
    raise ValueError(wording.no_tick(one))
