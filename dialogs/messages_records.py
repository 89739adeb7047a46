"""The words about minutes that are out and lists of closed cases."""

from __future__ import annotations

from dialogs.messages import Facts, message
from usecases.rooms import Room


@message("minutes-out", title="The minutes are out")
def _minutes_out(facts: Facts, room: Room) -> list[str]:
    system = room.protocol.case_system
    lines = [f"The minutes of the meeting can be read in {system}."]
    if room.protocol.minutes is not None and room.protocol.minutes.asks:
        lines.append("What you are asked about them is on your desk; I take no corrections myself.")
    return lines


@message("closures-approved", title="The closure list is there")
def _closures_approved(facts: Facts, room: Room) -> list[str]:
    return [
        f"The list of closed cases is in {room.protocol.case_system}: please take their flags off your "
        "systems, and say on your desk when that is done."
    ]


@message("papers-found", title="Blank forms")
def _papers_found(facts: Facts, room: Room) -> list[str]:
    rule = room.protocol.papers
    return [rule.found] if rule is not None else []
