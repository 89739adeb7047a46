"""Which of somebody's areas a typed line is meant for: `for testshire: desk` says it, and where two meetings
could be meant and nothing says which, it is asked.

Nobody hears from here of an area that they are not in: its name is then read as anybody else's would be.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import elements, wording_edge
from dialogs.acts import Table
from dialogs.elements import Element
from dialogs.reading import act_in, plain
from marac.personal_details import find_details
from usecases.requests import Request
from usecases.rooms import Room

LONGEST_REPEATED = 300
"""Characters of a line that a button says again; of a longer one people are told how to say it."""


def area_in(line: str, names: Mapping[str, str]) -> tuple[str | None, str]:
    """The area that a line begins with, as in `for testshire: next` or `testshire` alone, and the rest of
    it. `names` are the areas that can be meant, each with what people call it."""
    words = plain(line)
    head, colon, rest = words.partition(":")
    area = area_called(head, names)
    if area is None:
        return None, line
    return area, rest.strip() if colon else ""


def area_called(words: str, names: Mapping[str, str]) -> str | None:
    """The area that is called so, by its key or its name, with or without “for”, “the” and “MARAC”."""
    called = _folded(words)
    return next((a for a, name in names.items() if called and called in (_folded(a), _folded(name))), None)


def _folded(words: str) -> str:
    spaced = words.casefold().replace("&", " and ").replace("-", " ").strip(" .!?")
    parts = spaced.split()
    while parts and parts[0] in ("for", "the"):
        parts = parts[1:]
    return " ".join(parts[:-1] if parts[-1:] == ["marac"] else parts)


def has_to_say_which(table: Table, room: Room, line: str) -> bool:
    """Whether the line could be meant for either of two meetings, and it matters for which: what only shows
    something of the meeting is shown of the nearest, under its area's name."""
    act = act_in(table, line) if room.rivals else None
    return act is not None and (not issubclass(act.wanted, Request) or bool(act.fields))


def which(room: Room, line: str) -> Element:
    """Asks for which area a line was meant; a button says it again with the area. A line with a person's
    details is not repeated (LIN-51)."""
    words = plain(line)
    names = {area: room.known[area][0].name for area in room.rivals}
    is_repeated = len(words) <= LONGEST_REPEATED and not find_details(words)
    return elements.card(
        elements.text(wording_edge.which_meeting([*names])),
        elements.buttons([_again(area, name, words) for area, name in names.items()] if is_repeated else []),
    )


def _again(area: str, name: str, words: str) -> Element:
    said = {"type": "imBack", "value": f"for {area}: {words}"}
    return {"type": "Action.Submit", "title": name, "data": {"msteams": said}}


def with_area(card: Element, room: Room) -> Element:
    """The card, for somebody in more than one area headed by the name of the area that it is of."""
    name = room.protocol.name
    if not room.several or any(name in str(part.get("text", "")) for part in card["body"][:2]):
        return card
    return {**card, "body": [elements.subtle(name), *card["body"]]}
