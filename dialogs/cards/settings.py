"""What somebody has settled for themselves, with the way to change it."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.my_settings import MySettings
from usecases.rooms import Room


@renders(MySettings)
def settings(view: MySettings, room: Room, table: Table) -> Element:
    """The hour of the digest."""
    act, meeting = table.by_verb["digest-hour"], room.meeting.key if room.meeting else ""
    usual = elements.press(act, meeting, "The usual hour", at="usual") if view.digest_at else None
    return elements.card(
        elements.title("My settings"),
        elements.text(_words(view)),
        elements.subtle(
            "You hear of what is overdue on every working day on which it is; what is urgent comes at once."
        ),
        elements.buttons([elements.press(act, meeting) if view.hours else None, usual]),
    )


def _words(view: MySettings) -> str:
    if view.digest_at is None:
        said = f"Your daily digest comes at {wording.clock(view.usual)}, the area’s usual hour"
    else:
        said = f"Your daily digest comes at {wording.clock(view.digest_at)}"
    return f"{said}, from the next one on." if view.changed else f"{said}."
