"""The administrators' list of people to ring, each with the button that says it has been done."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.outside import LINE_MANAGER, SIGNATORY
from usecases.ring import PersonToRing, RingList
from usecases.rooms import Room

MOST_SHOWN = 20


@renders(RingList)
def ring_list(view: RingList, room: Room, table: Table) -> Element:
    """One card for all of them; or that there is nobody to ring."""
    if not view.lines:
        return elements.card(elements.title("People to ring"), elements.text("There is nobody to ring."))
    more = len(view.lines) - MOST_SHOWN
    return elements.card(
        elements.notice("People to ring", "warning"),
        elements.text(
            "I could reach these people neither in Teams nor by e-mail. What waits for them is in "
            f"{room.protocol.case_system}. You are reminded once a day until it is ticked."
        ),
        [part for line in view.lines[:MOST_SHOWN] for part in _line(line, room, table)],
        elements.subtle(f"And {more} more, once these are ticked.") if more > 0 else None,
    )


def _line(line: PersonToRing, room: Room, table: Table) -> list[Element]:
    words = f"{reader(line.person, room)}: {wording.count(line.things, 'thing')}"
    meeting = room.meeting.key if room.meeting else ""
    press = elements.press(table.by_verb["person-rung"], meeting, person=line.person)
    items = [elements.text(words), *elements.buttons([press])]
    return [{"type": "Container", "spacing": "Medium", "items": items}]


def reader(to: str, room: Room) -> str:
    """Who that is: a person with their telephone, or somebody outside by whose line manager or which agency's
    signatory they are."""
    if to.startswith(LINE_MANAGER):
        return f"The line manager of {room.names.person(to.removeprefix(LINE_MANAGER))}"
    if to.startswith(SIGNATORY):
        return f"The signatory of {room.names.agency(to.removeprefix(SIGNATORY))}"
    record = room.names.people.get(to)
    phone = f", {record.phone}" if record is not None and record.phone else ""
    return f"{room.names.person(to)}{phone}"
