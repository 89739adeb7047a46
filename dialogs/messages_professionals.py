"""The words of messages about professionals' meetings: case numbers, and where to go on."""

from __future__ import annotations

from dialogs import wording
from dialogs.messages import Facts, message
from usecases import telling_professionals
from usecases.rooms import Room

ABSENCES_GO = "Who was not there, and why, goes into today's minutes."
MINUTES_GO = "Its minutes go into the MARAC's minutes of the case."
CHECKED = telling_professionals
"""Imported so that these messages are checked again before they go out."""


@message(
    "professionals-agreed",
    title="A professionals' meeting was agreed",
    acts=("name-professionals",),
    carry=("case",),
)
def _agreed(facts: Facts, room: Room) -> list[str]:
    return [f"Case {facts['case']} goes to a professionals' meeting. Please name who leads it and who comes."]


@message("professionals-to-minute", title="For today's minutes", acts=("professionals",))
def _to_minute(facts: Facts, room: Room) -> list[str]:
    cases = wording.listed(f"case {c}" for c in facts["numbers"])
    rule = room.protocol.professionals
    goes = ABSENCES_GO if rule is not None and rule.absence_reasons else MINUTES_GO
    return [f"A professionals' meeting was held about {cases}. {goes}"]


@message("settled-again", title="Heard again on request alone", acts=("hear-again",), carry=("case",))
def _settled_again(facts: Facts, room: Room) -> list[str]:
    return [
        f"It was agreed before that case {facts['case']} needs no more professionals' meetings. It gets a "
        "slot only for new information, or when an agency asks for a full hearing. Please say which."
    ]
