"""The card of what is due of minutes and action lists, with the tick for what is still owed."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from usecases.clocks import Clock, Clocks
from usecases.rooms import Room

NOTHING = "Nothing is due of the meetings of late."


@renders(Clocks)
def clocks(view: Clocks, room: Room, table: Table) -> Element:
    """Each meeting with what is due of it, the newest first, and all of it as a file."""
    act, meeting = table.by_verb["clocks-file"], room.meeting.key if room.meeting else ""
    held = dict.fromkeys(line.held_on for line in view.lines)
    return elements.card(
        elements.title("Minutes and action lists"),
        elements.text(NOTHING) if not view.lines else None,
        [
            elements.section(
                elements.heading(f"Meeting of {day(on)}"),
                *(_line(line, room, table) for line in view.lines if line.held_on == on),
            )
            for on in held
        ],
        elements.subtle(f"And {view.more} more in the file.") if view.more else None,
        elements.buttons(
            [
                elements.press(act, meeting, "All as a file (Excel)", format="xlsx"),
                elements.press(act, meeting, "As CSV", format="csv"),
            ]
        ),
    )


def _line(line: Clock, room: Room, table: Table) -> Element:
    late = line.hours_late > 0
    colour = "Attention" if late else "Default"
    tick = elements.press(table.by_verb["tick-duty"], line.meeting, duty=line.duty)
    items = [
        elements.text(f"{'✓' if line.done_at else '○'} {line.label}"),
        elements.text(_when(line, room), spacing="None", color=colour, isSubtle=not late),
        *(elements.buttons([tick]) if line.done_at is None else []),
    ]
    return {"type": "Container", "spacing": "Medium", "items": items}


def _when(line: Clock, room: Room) -> str:
    local = room.protocol.calendar.local
    due, late = local(line.due), f", {_late(line.hours_late)} late" if line.hours_late else ""
    said = f"due {day(due.date())}, {wording.clock(due)}"
    if line.done_at is None:
        return f"{said}{late}"
    done = local(line.done_at)
    return f"{said} · done {day(done.date())}, {wording.clock(done)}{late}"


def _late(hours: int) -> str:
    return wording.count(hours, "hour") if hours < 48 else wording.count(hours // 24, "day")
