"""What of the matters reported stands on a desk while they are open, and beside the case that is heard."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import elements
from dialogs.acts import Table
from dialogs.elements import Element
from dialogs.wording_actions import day
from dialogs.wording_matters import NOT_SAID, SHORT_NOTICE
from usecases.rooms import Room
from usecases.views.matters_panel import Followed, Standing


def matters_part(found: Iterable[Standing], meeting: str, table: Table) -> list[Element]:
    """Each in a line that stands out, and the way to the list."""
    said = [f"{one.words} {SHORT_NOTICE}" if one.is_short else one.words for one in found]
    if not said:
        return []
    press = elements.in_dialog(table.by_verb["matters"], meeting)
    return [elements.section(*(elements.notice(one, "warning") for one in said), *elements.buttons([press]))]


def followed_lines(found: Iterable[Followed], room: Room) -> list[Element]:
    """How far each has got, for whoever runs the case."""
    return [elements.text(followed_words(one, room), spacing="Small") for one in found]


def followed_words(one: Followed, room: Room) -> str:
    """A stage in a line, with what was said of it and when."""
    if one.done_at is None:
        return f"{one.label}: {NOT_SAID} ({one.stage})"
    on = day(room.protocol.calendar.day_of(one.done_at))
    return f"{one.label}: {one.answer or one.stage} (said on {on})"
