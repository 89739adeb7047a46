"""The card of the documents that a meeting needs."""

from __future__ import annotations

from dialogs import elements
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.rooms import Room
from usecases.views.papers import Papers


@renders(Papers)
def papers(view: Papers, room: Room, table: Table) -> Element:
    """Where blank ones are found, and for administrators what is ready."""
    if view.missing is None:
        listed = [f"– {paper.label}" for paper in view.listed if paper.blank]
    else:
        listed = [f"{'○' if p.key in view.missing else '✓'} {p.label}" for p in view.listed]
    return elements.card(
        elements.title("Documents for the meeting"),
        elements.text(view.found) if view.found else None,
        [elements.text(line, spacing="None") for line in listed],
    )
