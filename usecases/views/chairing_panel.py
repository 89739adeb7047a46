"""Who is in the chair, as chairs and administrators are asked at the opening, and whose turn it is before
it."""

from __future__ import annotations

import msgspec

from marac.chairing import ChairWorry, chair_worry, is_chair_asked
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import PersonId


class ChairingPanel(msgspec.Struct, frozen=True, kw_only=True):
    """`asked`: it is still to be said who is in the chair; `turn` is the agency type whose turn it is, shown
    until the sitting has its chair; `worry` is what is out of the ordinary about this one."""

    asked: bool
    chair: PersonId | None = None
    turn: str | None = None
    worry: ChairWorry | None = None


def chairing_panel(meeting: Meeting, protocol: Protocol, person: PersonId) -> ChairingPanel | None:
    """For chairs and administrators, while there is anything to ask or to say."""
    who = meeting.roll.get(person)
    if protocol.chair is None or who is None or not (who.is_chair or who.is_administrator):
        return None
    sitting = meeting.sitting
    chair = sitting.chair if sitting is not None else None
    panel = ChairingPanel(
        asked=is_chair_asked(meeting, protocol),
        chair=chair,
        turn=meeting.chair_turn if chair is None else None,
        worry=chair_worry(meeting, protocol, chair),
    )
    is_empty = not panel.asked and panel.turn is None and panel.worry is None
    return None if is_empty or meeting.next_sitting is sitting is None else panel
