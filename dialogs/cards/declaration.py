"""The declaration as a card: its text, what people must know, and the button that accepts exactly this
version."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.rooms import Room
from usecases.views.declaration import DeclarationText


@renders(DeclarationText)
def declaration(view: DeclarationText, room: Room, table: Table) -> Element:
    """The text with its button; after accepting it says so, and the text can still be read."""
    act = table.by_verb
    wanted = None
    if not view.accepted and view.meeting:
        wanted = elements.press(
            act["accept-declaration"], view.meeting, style="positive", version=view.version
        )
    private = (
        elements.press(act["private-setting"], view.meeting)
        if view.needs_private_setting and view.meeting
        else None
    )
    return elements.card(
        elements.title("Confidentiality declaration"),
        elements.subtle(f"{room.protocol.name}, version {view.version}"),
        [elements.text(p) for p in view.paragraphs],
        elements.notice(view.warning, "warning") if view.warning else None,
        elements.text(wording.PRESENCE_COUNTS) if view.presence_counts else None,
        elements.notice("✓ You have accepted it for this meeting.", "good") if view.accepted else None,
        elements.buttons([wanted, private]),
    )
