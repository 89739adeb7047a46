"""Whether what is said of a meeting's day and start is still so when it is sent, and what whoever changed it
is shown."""

from __future__ import annotations

from marac.decide import Command
from marac.meeting import Meeting
from marac.moving import CancelMeeting, MoveMeeting, waits_for_start
from usecases.perform import leads_to
from usecases.ports import Notice
from usecases.requests import Request, ShowOrder
from usecases.rooms import Room
from usecases.telling import still_right


@still_right("choose-start")
def _is_still_to_be_chosen(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(waits_for_start(meeting, room.protocol, room.now))


@still_right("move-asked")
def _is_still_asked(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(meeting.move_asked)


@still_right("meeting-moved")
def _is_still_held(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.cancelled_at is None


@leads_to(MoveMeeting, CancelMeeting)
def _to_the_order(command: Command, room: Room) -> Request:
    """Whoever moved the meeting sees its order at the new times."""
    return ShowOrder()
