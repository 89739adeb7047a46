"""What somebody has to tick, send or confirm, and by when: the nearest on their desk, all of it when asked
for.

A duty of the time before a meeting is over with the meeting; nobody sees one about a case that they may
not see.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from marac.duties import DutyDue, all_duties
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.subjects import may_hear_of
from marac.words import AgencyId, CaseNumber, PersonId
from usecases.office import Office
from usecases.requests import ShowDuties, View, answers
from usecases.rooms import Room
from usecases.views.meeting import NoMeetingYet

AHEAD_WORKING_DAYS = 5
"""A duty stands on the desk from so many working days before it is due."""
MOST_ON_DESK = 4
MOST_SHOWN = 12
_BEFORE = frozenset({"meeting", "sitting", "listing"})


class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A duty for one of its subjects. `may_tick`: the person may; others see that it is waited for."""

    key: str
    label: str
    due: datetime
    is_late: bool
    case: CaseNumber | None
    agency: AgencyId | None
    person: PersonId | None
    answers: tuple[str, ...]
    discharged_by: str
    may_tick: bool


class DutiesPanel(msgspec.Struct, frozen=True, kw_only=True):
    """The nearest duties on a desk, and how many there are in all."""

    lines: tuple[DutyLine, ...]
    total: int


class Duties(View, frozen=True, kw_only=True):
    """All that the person has to see to; `more` did not fit."""

    meeting: str
    lines: tuple[DutyLine, ...]
    more: int


def duty_lines(meeting: Meeting, protocol: Protocol, person: PersonId, now: datetime) -> tuple[DutyLine, ...]:
    """What the person owes, or as an administrator has to tick, the earliest first."""
    mine = [d for d in all_duties(meeting, protocol) if d.is_owed and _is_theirs(d, meeting, person)]
    mine = [d for d in mine if meeting.closed_at is None or d.duty.anchor not in _BEFORE]
    return tuple(_line(d, meeting, person, now) for d in sorted(mine, key=lambda d: d.due))


def _is_theirs(due: DutyDue, meeting: Meeting, person: PersonId) -> bool:
    if person in due.people:
        return True
    attendee = meeting.roll.get(person)
    ticks = attendee is not None and attendee.is_administrator and due.duty.ticked_by == "administrators"
    return ticks and may_hear_of(meeting, person, due.subject)


def _line(due: DutyDue, meeting: Meeting, person: PersonId, now: datetime) -> DutyLine:
    attendee, about = meeting.roll[person], due.subject
    return DutyLine(
        key=due.key,
        label=due.duty.label,
        due=due.due,
        is_late=due.is_late(now),
        case=about.case,
        agency=about.agency if about.agency != attendee.agency else None,
        person=about.person if about.person != person else None,
        answers=due.duty.answers,
        discharged_by=due.duty.discharged_by,
        may_tick=attendee.is_administrator or due.duty.ticked_by == "owed",
    )


def duties_panel(meeting: Meeting, protocol: Protocol, person: PersonId, now: datetime) -> DutiesPanel | None:
    """What is late or due soon; None where nothing is."""
    calendar = protocol.calendar
    horizon = calendar.add_working_days(calendar.day_of(now), AHEAD_WORKING_DAYS)
    near = [
        line for line in duty_lines(meeting, protocol, person, now) if calendar.day_of(line.due) <= horizon
    ]
    return DutiesPanel(lines=tuple(near[:MOST_ON_DESK]), total=len(near)) if near else None


@answers(ShowDuties)
async def show_duties(request: ShowDuties, room: Room, office: Office) -> View:
    """All that the asker has to see to for the meeting in question."""
    if room.meeting is None or room.attendee is None:
        return NoMeetingYet(area_name=room.protocol.name)
    lines = duty_lines(room.meeting, room.protocol, room.person, room.now)
    return Duties(meeting=room.meeting.key, lines=lines[:MOST_SHOWN], more=max(0, len(lines) - MOST_SHOWN))
