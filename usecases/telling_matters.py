"""What of the notices of matters is checked again when they are sent: that it is open, and theirs to know."""

from __future__ import annotations

from marac.duties import tick_key
from marac.matter_stages import is_concerned, may_hear_of_matter
from marac.meeting import Meeting
from usecases.ports import Notice
from usecases.rooms import Room
from usecases.telling import still_right


@still_right("stage-done")
def _stays_done(notice: Notice, room: Room, meeting: Meeting) -> bool:
    """The tick has not been taken back, and the reader still deals with it."""
    raised = meeting.matters.get(notice.facts["matter"])
    ticked = tick_key(notice.facts["duty"], notice.facts["subject"]) in meeting.duties
    return ticked and raised is not None and may_hear_of_matter(meeting, room.protocol, notice.to, raised)


@still_right("matter-reported")
def _is_open(notice: Notice, room: Room, meeting: Meeting) -> bool:
    raised = meeting.matters.get(notice.facts["matter"])
    if raised is None or raised.settled_at is not None:
        return False
    return is_concerned(meeting, room.protocol, notice.to, raised)
