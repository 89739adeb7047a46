"""What is checked again before an agency is asked about a case that concerns somebody of its own."""

from __future__ import annotations

from marac.hosts import statements_owed
from marac.meeting import Meeting
from usecases.ports import Notice
from usecases.rooms import Room
from usecases.telling import still_right


@still_right("host-statement-wanted")
def _is_owed(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return (notice.facts["case"], notice.facts["agency"]) in statements_owed(meeting, notice.to)
