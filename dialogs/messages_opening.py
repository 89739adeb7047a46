"""The words of messages around the opening: the declaration beforehand, and what carries it."""

from __future__ import annotations

from dialogs import wording
from dialogs.messages import Facts, message
from usecases import telling_opening
from usecases.rooms import Room

CHECKED = telling_opening
"""Imported so that these messages are checked again before they go out."""


@message("declare-beforehand", title="Before you come", acts=("declare",), leads=True)
def _declare_beforehand(facts: Facts, room: Room) -> list[str]:
    counts = wording.PRESENCE_COUNTS if room.protocol.declaration.presence_counts else ""
    return [
        f"Please read the confidentiality declaration of {room.protocol.name} and accept it before the "
        "meeting: it is a condition of taking part, and holds for this meeting alone.",
        counts,
    ]


@message(
    "invitation-unchecked",
    title="Does the invitation carry the declaration?",
    acts=("invitation-checked", "declare"),
    style="warning",
)
def _invitation_unchecked(facts: Facts, room: Room) -> list[str]:
    return [
        "The order has gone out, and nobody has confirmed that the calendar invitation carries the "
        "confidentiality declaration. Please look, and put its text in if it is not there."
    ]


@message("guests-undeclared", title="Guests who have not declared", acts=("people",), style="warning")
def _guests_undeclared(facts: Facts, room: Room) -> list[str]:
    who = wording.listed(room.names.person(p) for p in facts["who"])
    return [
        f"It is time to start, and {who} has not accepted the confidentiality declaration. It is to be given "
        "before they come in."
    ]
