"""What can be chosen about the places in the speaking order of the open case, and about other panels."""

from __future__ import annotations

from typing import Final

from dialogs.acts import Option
from dialogs.hearing_options import case_now
from dialogs.wording_places import MARKS, place_words
from marac.places import marked_places
from marac.words import TurnMark
from usecases.rooms import Room

NO_PANEL: Final = "none"
"""Stands for: before none of them."""


def places(room: Room) -> list[Option]:
    """The turns that are marked in the open case."""
    meeting, number = room.meeting, case_now(room)
    if meeting is None or not number:
        return []
    found = marked_places(room.protocol, meeting.cases[number])
    return [Option(place.who, place_words(place.who, place.label, room)) for place in found]


def marks(room: Room) -> list[Option]:
    """Taken or missing."""
    return [Option(key.value, MARKS[key]) for key in TurnMark]


def panels(room: Room) -> list[Option]:
    """The panels that the area asks about, and the word that it is before none."""
    known = room.protocol.hearing.other_panels
    none = [Option(NO_PANEL, "None of them", ("no", "none"), offered=False)] if known else []
    return [*(Option(panel.key, panel.label) for panel in known), *none]


def panels_noted(room: Room) -> str:
    """The panels that the open case is known to be before, as a form takes them."""
    meeting, number = room.meeting, case_now(room)
    hearing = meeting.cases[number].hearing if meeting and number else None
    noted = hearing.panels if hearing else {}
    return ",".join(p.key for p in room.protocol.hearing.other_panels if noted.get(p.key))
