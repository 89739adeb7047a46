"""The sentences about places in the speaking order: whose turn, taken or missing, who is not here for the
victim.

For chair and administrators of the case alone; none of them is ever put into the meeting chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs import wording
from marac.places import OUTSIDE_VIEWS
from marac.words import TurnMark
from usecases.rooms import Room

MARKS: Mapping[TurnMark, str] = {TurnMark.TAKEN: "Taken", TurnMark.MISSING: "Missing"}
_PLACES = {
    OUTSIDE_VIEWS: "What others say who are no agency",
    "referring": "The agency that referred the case",
    "others": "The other agencies",
}


def place_words(who: str, label: str, room: Room) -> str:
    """A place in the speaking order: the area's words for it, else its name."""
    return label or _PLACES.get(who) or room.protocol.type_label(who)


def nobody_words(types: Iterable[str], room: Room) -> str:
    """That nobody of these agency types is here, so that the chair can send for somebody (FJC-13)."""
    who = wording.listed((room.protocol.type_label(key) for key in types), "or")
    return f"Nobody is here from: {who}. Ask who speaks for the victim."


def fell_to_words(agency: str, room: Room) -> str:
    """Who gives the victim's views where the victim has declined the service that would (LUT-53)."""
    name = room.names.agency(agency)
    return f"IDVA support was refused, so {name}, who referred, gives the victim's views."


def unspoken_words(agencies: Iterable[str], room: Room, *, begun: bool) -> str:
    """Who has not spoken yet, before actions start or although they have (LUT-27)."""
    who = wording.listed(room.names.agency(a) for a in agencies)
    if begun:
        return f"Actions have begun, and these have not spoken: {who}."
    return f"Not spoken yet: {who}. Hear them before actions start."
