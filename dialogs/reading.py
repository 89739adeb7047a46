"""From what somebody typed, pressed or filled in to a command or request, or to a sentence about what is
unclear.

A typed line is an act's words and then its fields in their order: short ones by word, choices by name or
key, free text up to a semicolon; or `label: value` parts in any order. A form or button gives the fields by
name. Both come through the same reading, so a thing is valid or not however it was said.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dialogs import wording
from dialogs.acts import Act, Kind, Table
from dialogs.typed import split_line
from dialogs.values import folded_words, value_of
from marac.personal_details import find_details
from marac.words import PersonId
from usecases.requests import Request, Wanted
from usecases.rooms import Room

MOST_READ = 8000
"""Characters of a typed line. Nothing that can be asked is longer."""
_MENTION = re.compile(r"<at>.*?</at>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]{0,200}>")
_COURTESY = re.compile(r"^(?:please[, ]+)+|(?:[, ]+(?:please|thanks|thank you|now))+[.! ]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """Something was asked that can be carried out."""

    act: Act
    wanted: Wanted
    subject: PersonId


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something was asked that lacks a part or has one that cannot be read; `values` are what was
    understood, as a button carries it to the form."""

    sentence: str
    act: Act | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def plain(text: str) -> str:
    """What was typed, without the bot's mention, mark-up or stray white space."""
    shown = _TAGS.sub(" ", _MENTION.sub(" ", (text or "")[:MOST_READ]))
    return " ".join(_printable(html.unescape(shown)).split())


def act_in(table: Table, text: str) -> Act | None:
    """The act whose words a typed line begins with, whoever it is on behalf of."""
    line = _COURTESY.sub("", plain(text))
    head, colon, rest = line.partition(":")
    found = table.find((rest.strip() if colon and head.casefold().startswith("for ") else line).split(" "))
    return found[0] if found else None


def read_line(table: Table, room: Room, text: str) -> Asked | Unclear | None:
    """Read a typed line. None where it is no act's words at all; what holds a person's details is not taken
    and not repeated (LIN-51)."""
    whole = plain(text)
    subject, line = _on_behalf(room, _COURTESY.sub("", whole))
    words = line.split(" ")
    found = table.find(words)
    if found is None:
        details = find_details(whole)
        return Unclear(wording.personal_details(d.kind for d in details)) if details else None
    if subject is None:
        return Unclear(wording.NOBODY_OF_THAT_NAME)
    act, taken = found
    if room.place not in act.where and not act.private:
        return Unclear(wording.IN_PRIVATE)
    split = split_line(act, room, " ".join(words[taken:]))
    if split.left and not (issubclass(act.wanted, Request) and not act.fields):
        return Unclear(_left_over(act, room, split.left, split.raw), act, split.raw)
    given = {name: value for name, value in split.raw.items() if value}
    silent = next((f for f in act.asked if f.stated and f.is_asked(room) and f.name not in given), None)
    if silent is not None:
        return Unclear(wording.missing(act, silent), act, given)
    return read_values(act, room, given, subject)


def _left_over(act: Act, room: Room, left: str, raw: Mapping[str, str]) -> str:
    """What to say of a part that fits nothing: what the field that it was meant for can take."""
    if details := find_details(left):
        return wording.personal_details(d.kind for d in details)
    kinds = (Kind.TIME, Kind.DATE) if re.search(r"\d[:./]\d", left) else (Kind.CHOICE, Kind.CHOICES)
    free = [f for f in act.fields if f.name not in raw]
    for one in sorted(free, key=lambda f: f.kind not in kinds):
        try:
            value_of(one, room, left)
        except ValueError as error:
            return str(error)
    return wording.left_over(act)


def read_values(
    act: Act, room: Room, raw: Mapping[str, Any], subject: PersonId | None = None
) -> Asked | Unclear:
    """Read the fields of a form, a button or a typed line; every value is checked here, wherever it came
    from."""
    values: dict[str, Any] = {}
    for one in act.fields:
        text = as_text(raw.get(one.name))
        if not text and one.kind is Kind.CHOICES and not one.required and raw.get(one.name) is not None:
            values[one.name] = ()  # nothing ticked in a form is an answer, and not the default
            continue
        if not text and one.default is not None:
            text = one.default(room)
        if not text:
            if one.required and one.is_asked(room):
                return Unclear(wording.missing(act, one), act, as_given(values, room))
            continue
        try:
            values[one.name] = value_of(one, room, text)
        except ValueError as error:
            return Unclear(str(error), act, as_given(values, room))
    subject = subject or as_text(raw.get("person")) or room.person
    return Asked(act, act.ask(room, subject, values), subject)


def as_text(given: Any) -> str:
    """What a client sent for a field, as text; nothing for what no field can hold."""
    if isinstance(given, str):
        return _printable(given).strip()
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, int):
        return str(given) if abs(given) < 10**15 else ""
    if isinstance(given, float):
        return str(int(given)) if given.is_integer() and abs(given) < 10**15 else ""
    if isinstance(given, (list, tuple)):
        return "; ".join(filter(None, (as_text(one) for one in given if not isinstance(one, (list, tuple)))))
    return ""


def as_given(values: Mapping[str, Any], room: Room) -> dict[str, str]:
    """Values that were understood, as a button can carry them to a form and back."""
    return {name: _carried(value, room) for name, value in values.items()}


def _carried(value: Any, room: Room) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(map(str, value))
    if isinstance(value, datetime):
        return f"{room.protocol.calendar.local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return as_text(value)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _on_behalf(room: Room, line: str) -> tuple[PersonId | None, str]:
    """`for NAME: words` asks on somebody else's behalf; whether that may be is for the rules to say. None
    for somebody who is not on the roll, or where several have the name."""
    head, colon, rest = line.partition(":")
    if not colon or not head.casefold().startswith("for ") or room.meeting is None:
        return room.person, line
    wanted = folded_words(head[4:]).strip()
    named = {key: folded_words(room.names.person(key)) for key in room.meeting.roll}
    exactly = [key for key, name in named.items() if wanted in (key.casefold(), name)]
    partly = [key for key, name in named.items() if wanted and set(wanted.split()) <= set(name.split())]
    found = exactly or partly
    return found[0] if len(found) == 1 else None, rest.strip()
