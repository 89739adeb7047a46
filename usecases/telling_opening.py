"""What is checked again before a message around the opening goes out, and what is shown after an answer."""

from __future__ import annotations

from marac.admission import may_know_of
from marac.going_through import ExplainOverdue, RecordOutstanding, ReplaceAction
from marac.meeting import Meeting
from marac.words import PersonId
from usecases.announcements_opening import guests_without_declaration
from usecases.office import Office
from usecases.perform import leads_to
from usecases.ports import Notice
from usecases.requests import Request, ShowOutstanding, View
from usecases.rooms import Room
from usecases.telling import NoLongerRight, Told, shows, still_right


@still_right("invitation-unchecked")
def _is_unchecked(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.invitation_checked_at is None and meeting.sitting is None


@shows("guests-undeclared")
async def guests_undeclared(notice: Notice, room: Room, office: Office) -> View:
    """Those who have still not declared, of cases of which the reader may know."""
    meeting = room.meeting
    if meeting is None:
        raise NoLongerRight("the meeting is gone")
    left = guests_without_declaration(meeting, room.protocol)
    people = [p for p in left if p in notice.facts["who"] and _knows_of(meeting, notice.to, p)]
    if not people:
        raise NoLongerRight("everybody has declared")
    return Told(kind=notice.kind, facts={"who": people}, meeting=notice.meeting)


def _knows_of(meeting: Meeting, reader: PersonId, guest: PersonId) -> bool:
    return any(may_know_of(meeting, reader, case) for case in meeting.roll[guest].cases)


@leads_to(RecordOutstanding, ReplaceAction, ExplainOverdue)
def _to_what_is_left(
    command: RecordOutstanding | ReplaceAction | ExplainOverdue, room: Room
) -> Request | None:
    """The list that is gone through."""
    return ShowOutstanding(under_way=True)
