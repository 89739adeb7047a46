"""What is checked again, when they are sent, of the messages about chairs, what people lack, and leaving."""

from __future__ import annotations

from marac.chairing import chair_worry
from marac.meeting import Meeting
from marac.person_checks import agencies_without_both, lacking_warned
from usecases.ports import Notice
from usecases.rooms import Room
from usecases.telling import for_those_who_left, still_right

for_those_who_left("return-or-destroy")


@still_right("chair-unexpected")
def _still_in_the_chair(notice: Notice, room: Room, meeting: Meeting) -> bool:
    person = meeting.sitting.chair if meeting.sitting else None
    worry = chair_worry(meeting, room.protocol, person)
    return person == notice.facts["person"] and worry is not None and worry.value == notice.facts["worry"]


@still_right("checks-missing")
def _still_lacking(notice: Notice, room: Room, meeting: Meeting) -> bool:
    """Somebody still lacks something of what was meant."""
    return any(
        set(keys) & set(lacking_warned(meeting.roll[person], room.protocol))
        for person, keys in notice.facts["lacks"]
    )


@still_right("deputies-missing")
def _still_without(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(set(notice.facts["agencies"]) & set(agencies_without_both(meeting, room.protocol)))


@still_right("entry-to-close")
def _still_to_close(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return notice.facts["person"] in meeting.departing


@still_right("agency-with-nobody")
def _still_nobody(notice: Notice, room: Room, meeting: Meeting) -> bool:
    agency = meeting.agencies[notice.facts["agency"]]
    return not agency.left and not meeting.members_of(agency.key)


@still_right("agency-left")
@still_right("return-or-destroy")
def _still_left(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.agencies[notice.facts["agency"]].left
