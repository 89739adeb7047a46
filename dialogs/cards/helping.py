"""The list of what this person may do here, from the table; also the way on after something not
understood."""

from __future__ import annotations

from dialogs import elements
from dialogs.acts import Act, Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.rooms import Room
from usecases.views.help import Help

FIRST = ("check-in", "declare", "conflicts", "desk", "meeting", "my-actions")


@renders(Help)
def help_card(view: Help, room: Room, table: Table) -> Element:
    """Every act open to the person here, with the words to type, and buttons for the usual ones."""
    offered = [act for act in table.acts if act.listed and act.is_for(room)]
    meeting = room.meeting.key if room.meeting else ""
    usual = [elements.press(act, meeting) for act in offered if act.verb in FIRST]
    opening = (
        "I did not understand that. Here is what you can type or press."
        if view.unknown
        else "Hello, I am the meeting's secretary. Here is what you can type or press."
    )
    return elements.card(
        elements.title("What you can do here"),
        elements.text(opening),
        elements.buttons(usual),
        elements.facts((_typed(act), act.help) for act in offered),
    )


def _typed(act: Act) -> str:
    wanted = [f"<{f.label.lower()}>" for f in act.asked if f.required]
    return " ".join([act.words[0], *wanted])
