"""The card of what agencies have answered after a meeting, and of those that have not."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.rooms import Room
from usecases.views.answers import Answers, Asked


@renders(Answers)
def answers(view: Answers, room: Room, table: Table) -> Element:
    """Each question with its answers, those who are silent first."""
    return elements.card(
        elements.title("Who has answered"),
        elements.text("Nothing has been asked of agencies yet.") if not view.asked else None,
        [_asked(one, room) for one in view.asked],
        elements.subtle(f"And {view.more} more.") if view.more else None,
    )


def _asked(one: Asked, room: Room) -> Element:
    label = f"Case {one.case}: {one.label}" if one.case else one.label
    silent = f"{'Late' if one.is_late else 'Not yet'}: {_named(one.silent, room)}"
    return elements.section(
        elements.text(label, weight="Bolder"),
        elements.text(silent, spacing="None", color="Attention" if one.is_late else "Default")
        if one.silent
        else None,
        *(
            elements.text(f"{wording.answer(said)}: {_named(agencies, room)}", spacing="None")
            for said, agencies in one.answered
        ),
    )


def _named(agencies: tuple[str, ...], room: Room) -> str:
    return wording.listed(room.names.agency(agency) for agency in agencies)
