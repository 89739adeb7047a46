"""The sentences about who chairs, what people must have, and who leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs import wording
from marac.chairing import ChairWorry
from marac.words import PersonId
from usecases.rooms import Room


def turn_words(kind: str, room: Room) -> str:
    """Whose turn it is to chair."""
    return f"It is the turn of {room.protocol.type_label(kind)} to take the chair."


def chair_worry_words(worry: ChairWorry, person: PersonId, room: Room) -> str:
    """What is out of the ordinary about whoever is in the chair."""
    name = room.names.person(person)
    if worry is ChairWorry.NOT_OF_THE_AREA:
        return f"{name} is not held as one of this area’s chairs."
    turn = room.meeting.chair_turn if room.meeting else None
    label = room.protocol.type_label(turn) if turn else "somebody else"
    return f"{name} is in the chair, and it is the turn of {label}."


def lack_words(keys: Iterable[str], room: Room) -> str:
    """What somebody lacks, in the area's own words."""
    labels: Mapping[str, str] = {check.key: check.label for check in room.protocol.person_checks}
    return wording.listed(f"“{labels[key]}”" for key in keys if key in labels)
