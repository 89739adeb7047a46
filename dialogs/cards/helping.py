"""The list of what this person may do here, from the table; also the way on after something not understood.

Grouped, so that it can be scanned on a phone: what people reach for stands open, the rest unfolds. In the
meeting chat nothing is listed that is better typed in one's own chat.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import elements
from dialogs.acts import Act, Field, Kind, Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.groups import Group, group_of, groups_in_order, is_timely
from usecases.rooms import Place, Room
from usecases.views.help import Help

FIRST = ("check-in", "declare", "conflicts", "desk", "meeting", "my-actions")
HELLO = "Hello, I am the meeting's secretary."
UNKNOWN = "I did not understand that."
WAY_ON = "Press a button, or type one of the words in bold."
ELSEWHERE = "Everything else is between you and me: open our own chat and type “help” there."
ON_BEHALF = "To do one of these for somebody else, begin with “for”, their name and a colon."


@renders(Help)
def help_card(view: Help, room: Room, table: Table) -> Element:
    """Every act open to the person here, with the words to type, and buttons for the usual ones."""
    offered = acts_offered(room, table)
    meeting = room.meeting.key if room.meeting else ""
    usual = [elements.press(act, meeting) for act in offered if act.verb in FIRST]
    groups = groups_in_order({group_of(act) for act in offered}, room)
    helps_others = room.place is Place.PERSONAL and room.attendee and room.attendee.is_administrator
    return elements.card(
        elements.title("What you can do here"),
        elements.text(f"{UNKNOWN if view.unknown else HELLO} {WAY_ON}"),
        elements.buttons(usual),
        *(_group(group, offered, place == 0) for place, group in enumerate(groups)),
        elements.subtle(ELSEWHERE, spacing="Medium") if room.place is Place.CHAT else None,
        elements.subtle(ON_BEHALF, spacing="Medium") if helps_others else None,
    )


def acts_offered(room: Room, table: Table) -> list[Act]:
    """What is listed for the person in this room: open to them, for this place, and of use now."""
    return [
        act
        for act in table.acts
        if act.listed and act.is_for(room) and is_timely(act, room) and _is_for_place(act, room)
    ]


def _is_for_place(act: Act, room: Room) -> bool:
    return room.place is Place.PERSONAL or not (act.private or group_of(act) is Group.ACTIONS)


def _group(group: Group, offered: Sequence[Act], is_open: bool) -> list[Element]:
    acts = [act for act in offered if group_of(act) is group]
    # What is folded away does without a spacing of its own: a hundred lines have to fit into one card.
    close = {"spacing": "Small"} if is_open else {}
    lines = [elements.marked(f"**{typed(act)}** – {act.help}", **close) for act in acts]
    if is_open:
        return [elements.section(elements.heading(group.value), *lines)]
    return elements.folded(group.name.lower(), f"{group.value} ({len(acts)})", *lines)


def typed(act: Act) -> str:
    """The words to type, with what has to be said after them in brackets."""
    wanted = [_in_brackets(one) for one in act.asked if one.required and one.default is None]
    return " ".join([act.words[0], *wanted])


def _in_brackets(one: Field) -> str:
    if one.kind is Kind.TICK:
        return "[yes or no]"
    return f"[{one.label.split(' (', maxsplit=1)[0].lower()}]"
