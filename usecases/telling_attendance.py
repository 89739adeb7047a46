"""What is checked again before a message about who comes goes out: whether it is still so."""

from __future__ import annotations

from marac.absence import agencies_away, agencies_unsettled, wants_report, wants_substitute
from marac.attendance import is_asked
from marac.meeting import Meeting
from marac.observers import awaiting_briefing, awaiting_chair, observers
from usecases.ports import Notice
from usecases.rooms import Room
from usecases.telling import still_right


@still_right("substitute-wanted")
def _wants_somebody(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return wants_substitute(meeting, room.protocol, notice.facts["agency"])


@still_right("agency-away")
def _is_away(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return notice.facts["agency"] in agencies_away(meeting, room.protocol)


still_right("agency-stays-away")(_is_away)


@still_right("report-wanted")
def _wants_report(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return wants_report(meeting, room.protocol, notice.facts["agency"])


@still_right("absence-chased")
def _is_unsettled(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return notice.facts["agency"] in agencies_unsettled(meeting, room.protocol)


@still_right("nobody-named")
def _are_unsettled(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(set(notice.facts["agencies"]) & set(agencies_unsettled(meeting, room.protocol)))


@still_right("substitute-named")
def _is_named(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.representatives.get(notice.facts["agency"]) == notice.to


@still_right("which-cases")
def _has_not_said(notice: Notice, room: Room, meeting: Meeting) -> bool:
    agency = notice.facts["agency"]
    return agency not in meeting.concerned and is_asked(meeting, room.protocol, agency)


@still_right("observer-request")
def _waits_for_the_chair(notice: Notice, room: Room, meeting: Meeting) -> bool:
    waiting = awaiting_chair(meeting, room.protocol.observers)
    return notice.facts["person"] in {a.person for a in waiting}


@still_right("observer-briefing")
def _waits_for_the_host(notice: Notice, room: Room, meeting: Meeting) -> bool:
    waiting = awaiting_briefing(meeting, room.protocol.observers)
    return notice.facts["person"] in {a.person for a in waiting}


@still_right("observer-agreed")
def _is_approved(notice: Notice, room: Room, meeting: Meeting) -> bool:
    approved = {a.person for a in observers(meeting) if a.approved_by is not None}
    return notice.facts["person"] in approved
