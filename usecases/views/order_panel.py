"""What of the list and its order waits on somebody's desk: cases of which they are asked, set times to
settle, and for whoever runs the meeting how far it is ahead or behind."""

from __future__ import annotations

from datetime import datetime, time

import msgspec

from marac.admission import may_see
from marac.fixed_times import times_asked
from marac.list_questions import asked_people
from marac.meeting import Meeting
from marac.moving import waits_for_start
from marac.pace import minutes_behind
from marac.protocol import Protocol
from marac.words import CaseNumber, CaseState, PersonId


class OrderPanel(msgspec.Struct, frozen=True, kw_only=True):
    """The panel: cases with the question that waits for this person, cases with a time to settle, and by how
    many minutes the meeting is behind (below 0: ahead). `starts`: the times between which an administrator
    has to choose; `move`: the starts that a chair is asked about."""

    questions: tuple[tuple[CaseNumber, str], ...] = ()
    times: tuple[CaseNumber, ...] = ()
    behind: int | None = None
    starts: tuple[time, ...] = ()
    move: tuple[tuple[int, datetime], ...] = ()


def order_panel(meeting: Meeting, protocol: Protocol, person: PersonId, now: datetime) -> OrderPanel | None:
    """The person's panel; None where nothing of it is theirs."""
    attendee = meeting.roll[person]
    runs_it = attendee.is_administrator or attendee.is_chair
    if not runs_it:
        return None
    panel = OrderPanel(
        questions=_questions(meeting, person),
        times=_times(meeting, person) if attendee.is_administrator else (),
        behind=minutes_behind(meeting, now) if protocol.order.pace else None,
        starts=waits_for_start(meeting, protocol, now) if attendee.is_administrator else (),
        move=meeting.move_asked if attendee.is_chair else (),
    )
    return None if panel == OrderPanel() else panel


def _questions(meeting: Meeting, person: PersonId) -> tuple[tuple[CaseNumber, str], ...]:
    return tuple(
        (case.number, question)
        for case in meeting.cases.values()
        if case.state is CaseState.LISTED
        for question in case.asked
        if person in asked_people(meeting, case.number, question)
    )


def _times(meeting: Meeting, person: PersonId) -> tuple[CaseNumber, ...]:
    return tuple(case.number for case in times_asked(meeting) if may_see(meeting, person, case.number))
