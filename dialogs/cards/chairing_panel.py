"""What a desk says about the chair: whose turn it is, and the question at the opening who is in it."""

from __future__ import annotations

from dialogs import elements
from dialogs.acts import Table
from dialogs.elements import Element
from dialogs.wording_people import chair_worry_words, turn_words
from usecases.rooms import Room
from usecases.views.chairing_panel import ChairingPanel


def chairing_part(panel: ChairingPanel, meeting: str, room: Room, table: Table) -> Element:
    """The question with one tap for the usual answer, and a form for any other."""
    act = table.by_verb["who-chairs"]
    name = room.names.person(panel.chair) if panel.chair else None
    said = [elements.text(f"In the chair: {name}", weight="Bolder")] if name else []
    if panel.turn:
        said.append(elements.text(turn_words(panel.turn, room)))
    if panel.worry and panel.chair:
        said.append(elements.notice(chair_worry_words(panel.worry, panel.chair, room), "warning"))
    if not panel.asked:
        return elements.section(*said)
    usual = elements.press(act, meeting, f"Yes, {name} chairs", person=panel.chair) if name else None
    other = elements.press(act, meeting, "Somebody else chairs" if name else act.title)
    return elements.section(
        elements.text("Who is in the chair?", weight="Bolder"), *said, *elements.buttons([usual, other])
    )
