"""The card of what is owed of earlier meetings and nobody is reminded of any more."""

from __future__ import annotations

from dialogs import elements
from dialogs.acts import Table
from dialogs.cards.duties_panel import duty_line
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from usecases.rooms import Room
from usecases.still_owed import StillOwed

NOTHING = "Nothing of earlier meetings is owed without a reminder to come."
WHAT_TO_DO = "No more reminders go out for these. Please tick what is done, or ask whoever owes it."


@renders(StillOwed)
def still_owed(view: StillOwed, room: Room, table: Table) -> Element:
    """Each meeting with what is owed of it, the one of longest ago first."""
    meetings = dict.fromkeys((line.meeting, line.held_on) for line in view.lines)
    return elements.card(
        elements.title("Still owed"),
        elements.text(WHAT_TO_DO if view.lines else NOTHING),
        [
            elements.section(
                elements.heading(f"Meeting of {day(held_on)}"),
                *(
                    part
                    for line in view.lines
                    if line.meeting == meeting
                    for part in duty_line(line.line, meeting, room, table)
                ),
            )
            for meeting, held_on in meetings
        ],
        elements.subtle(f"And {view.more} more once these are seen to.") if view.more else None,
    )
