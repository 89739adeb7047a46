"""What is due at an hour is told only while somebody still owes it, and on its own day."""

from __future__ import annotations

from marac.duties import all_duties, tick_key
from marac.meeting import Meeting
from usecases.announcements_actions import SEEN_TO
from usecases.ports import Notice
from usecases.rooms import Room
from usecases.sweep_timed import TIMED
from usecases.telling import still_right


@still_right(SEEN_TO)
def _is_ticked(notice: Notice, room: Room, meeting: Meeting) -> bool:
    """The tick has not been taken back."""
    return tick_key(notice.facts["date"], notice.facts["on"]) in meeting.duties


@still_right(TIMED)
def _is_owed(notice: Notice, room: Room, meeting: Meeting) -> bool:
    """Something of the duty is owed, by the reader or as the reader's business."""
    key, step = notice.facts["duty"], notice.facts["step"]
    return any(
        due.is_owed and any(rung.step == step and room.person in rung.people for rung in due.rungs)
        for due in all_duties(meeting, room.protocol)
        if due.duty.key == key
    )
