"""Which part of a typed line belongs to which field of an act.

Fields come in their order, or named in any order (`due: 2/12/2026; what: ...`, `case 20461 at 10:32`). A part
that fits no field is handed back and never dropped: what was not understood must not be half done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dialogs.acts import Act, Field, Kind
from dialogs.values import WORDY, folded_words, is_readable, option_at
from usecases.rooms import Room

LONGEST_DATE = 5
"""Words, as in `Wednesday 2 of December 2026`."""
LONGEST_MOMENT = 7


@dataclass(slots=True)
class Split:
    """A typed line's raw values by field name, and what was left over."""

    raw: dict[str, str] = field(default_factory=dict)
    left: str = ""


def split_line(act: Act, room: Room, rest: str) -> Split:
    """The fields' raw texts out of what follows an act's words."""
    found = Split()
    loose = _labelled(act, rest, found.raw)
    if not any(f.kind in WORDY for f in act.asked):
        loose = [_named(act, room, part, found.raw) for part in loose]
    waiting = [f for f in act.asked if f.name not in found.raw and f.is_asked(room)] or [
        f for f in act.fields if f.carried and f.kind not in WORDY and f.name not in found.raw
    ]
    unused = []
    for part in loose:
        left = _given_out(room, part, waiting, found.raw)
        if left:
            unused.append(left)
    found.left = " ".join(unused)
    return found


def _given_out(room: Room, left: str, waiting: list[Field], raw: dict[str, str]) -> str:
    """Give the part to the fields that wait, in their order; what none of them took."""
    while left and waiting:
        one = waiting[0]
        if _is_left_out(one, room, left):
            if len(waiting) == 1:
                return left
            waiting.pop(0)
            continue
        waiting.pop(0)
        raw[one.name], left = _take(one, room, left, is_last=not waiting)
        if one.kind in WORDY:
            break
    return left


def _is_left_out(one: Field, room: Room, text: str) -> bool:
    """A field that may be left out and with which the line does not go on."""
    if one.kind in WORDY or (one.required and one.default is None):
        return False
    if one.kind is Kind.CHOICES:
        return one.required is False and one.default is not None and not is_readable(one, room, text)
    begin, _ = _take(one, room, text, is_last=False)
    return not is_readable(one, room, begin) and not is_readable(one, room, text)


def _take(one: Field, room: Room, text: str, *, is_last: bool) -> tuple[str, str]:
    """The part of `text` that this field takes from its beginning, and what is left for the next."""
    if one.kind in (*WORDY, Kind.CHOICES):
        return text, ""
    if one.kind is Kind.CHOICE and (found := option_at(one, room, text)):
        return text[: found[1]], text[found[1] :].lstrip(" ,.")
    words = text.split(" ")
    longest = {Kind.DATE: LONGEST_DATE, Kind.TIME: LONGEST_MOMENT}.get(one.kind, 0)
    for length in range(min(longest, len(words)), 0, -1):
        if is_readable(one, room, " ".join(words[:length]).strip(",")):
            return " ".join(words[:length]).strip(","), " ".join(words[length:])
    if is_last:
        return text, ""
    return words[0].strip(","), " ".join(words[1:])


def _named(act: Act, room: Room, part: str, raw: dict[str, str]) -> str:
    """Take `case 20461` and `at 10:32` out of a line by the fields' names, from its end; what is left of
    it."""
    by_name = {f.name: f for f in act.fields if f.name not in raw}
    if not by_name:
        return part
    names = "|".join(map(re.escape, by_name))
    for found in reversed(list(re.finditer(rf"\b({names})\s+", part, re.IGNORECASE))):
        one, value = by_name.get(found[1].casefold()), part[found.end() :].strip(" ,.!?")
        if one is not None and one.name not in raw and is_readable(one, room, value):
            raw[one.name] = value
            part = part[: found.start()].strip(" ,")
    return part


def _labelled(act: Act, rest: str, raw: dict[str, str]) -> list[str]:
    """Take `label: value` parts into `raw`; the other parts."""
    names = dict(_names(act))
    loose: list[str] = []
    for part in (p.strip() for p in rest.split(";")):
        folded = folded_words(part)
        name = next((n for n in sorted(names, key=len, reverse=True) if folded.startswith(f"{n}:")), None)
        if name is not None:
            raw[names[name]] = part[len(name) + 1 :].strip()
        elif part:
            loose.append(part)
    return loose


def _names(act: Act) -> Iterator[tuple[str, str]]:
    """What may stand before a colon for each field: its name, its label, and the label without what it adds
    in brackets."""
    for one in act.fields:
        label = folded_words(one.label)
        yield label, one.name
        yield label.split(" (", maxsplit=1)[0], one.name
        yield one.name, one.name
