"""Whether what was to be said of a meeting's records is still so when it is sent."""

from __future__ import annotations

from marac.meeting import Meeting
from marac.records import minutes_out_at
from usecases.announcements_records import MINUTES_OUT
from usecases.ports import Notice
from usecases.rooms import Room
from usecases.telling import still_right


@still_right(MINUTES_OUT)
def _still_out(notice: Notice, room: Room, meeting: Meeting) -> bool:
    """The tick was not taken back."""
    return minutes_out_at(meeting, room.protocol) is not None
