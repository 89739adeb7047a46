"""The card of the cases that are to be closed: by number and date alone, with one tap to approve a list."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from usecases.closing_cases import ClosureLines, Closures
from usecases.rooms import Room

MOST_LINES = 30
WHEN = {
    "weekly": "Due cases are listed with the first digest of a week.",
    "before-meeting": "Due cases are listed some days before the meeting.",
    "after-meeting": "Due cases are listed when the meeting is over, for its minutes.",
}


@renders(Closures)
def closures(view: Closures, room: Room, table: Table) -> Element:
    """Every list of the meeting, and all of it as a file."""
    act = table.by_verb["closures-file"]
    return elements.card(
        elements.title("Cases to be closed"),
        elements.subtle(f"Not heard again for {view.months} months. {WHEN[view.listed]}"),
        elements.text("No case is due to be closed.") if not view.lists else None,
        [_listed(one, view.meeting, table) for one in view.lists],
        elements.buttons(
            [
                elements.press(act, view.meeting, "All as a file (Excel)", format="xlsx"),
                elements.press(act, view.meeting, "As CSV", format="csv"),
            ]
        ),
    )


def _listed(one: ClosureLines, meeting: str, table: Table) -> Element:
    words = [f"Case {c.case}: last heard {day(c.heard_on)}" for c in one.lines[:MOST_LINES]]
    more = len(one.lines) - MOST_LINES
    if one.approved_on is None:
        head = f"Listed {day(one.listed_on)}: {wording.count(len(one.lines), 'case')}"
        tap = [elements.press(table.by_verb["approve-closures"], meeting, style="positive", key=one.key)]
    else:
        head, tap = f"Approved {day(one.approved_on)}: agencies are asked to take the flags off", []
    return elements.section(
        elements.heading(head),
        *(elements.text(line, spacing="None") for line in words),
        elements.subtle(f"And {more} more: see the file.") if more > 0 else None,
        *elements.buttons(tap),
    )
