"""One person's day: what is overdue or nearly due, and what they have to see to, across meetings and areas.

By case number, agency and date alone: it is pushed, so no wording of an action is in it (LIN-63).
"""

from __future__ import annotations

from datetime import date

import msgspec

from marac.area_dates import is_area_date
from marac.words import ActionId, AgencyId, CaseNumber, PersonId
from usecases.announce import QUIET
from usecases.announcements_actions import DIGEST
from usecases.material import Day, day_of, materials
from usecases.nudge import nudging_day
from usecases.office import Office
from usecases.ports import Notice
from usecases.requests import View
from usecases.rooms import Room
from usecases.telling import NoLongerRight, shows
from usecases.views.actions import ActionLine, lines_of
from usecases.views.duties_panel import DutyLine, duty_lines, line_of

MOST_ACTIONS = 6
MOST_DUTIES = 5


class DutyToSeeTo(msgspec.Struct, frozen=True, kw_only=True):
    """A duty, in the meeting that it is about."""

    area: str
    meeting: str
    line: DutyLine


class ToEscalate(msgspec.Struct, frozen=True, kw_only=True):
    """An action that is put forward for escalation."""

    area: str
    meeting: str
    action: ActionId
    case: CaseNumber
    agency: AgencyId
    due: date | None


class Digest(View, frozen=True, kw_only=True):
    """The day's digest; `more_actions` and `more_duties` did not fit."""

    person: PersonId
    day: date
    actions: tuple[ActionLine, ...]
    overdue: int
    due_soon: int
    more_actions: int
    duties: tuple[DutyToSeeTo, ...]
    more_duties: int
    escalations: tuple[ToEscalate, ...]


async def digest_of(office: Office, room: Room, day: date) -> Digest:
    """What the person hears on that day, of all their areas."""
    days: list[Day] = []
    for area in room.areas:
        known = await materials(office, area, day)
        days.append(day_of(room.person, known))
    lines = lines_of((a for one in days for a in one.actions), office, worded=False)
    duties = [d for one in days for d in _duties(one, room, office)]
    return Digest(
        person=room.person,
        day=day,
        actions=lines[:MOST_ACTIONS],
        overdue=sum(line.is_overdue for line in lines),
        due_soon=sum(not line.is_overdue for line in lines),
        more_actions=max(0, len(lines) - MOST_ACTIONS),
        duties=tuple(duties[:MOST_DUTIES]),
        more_duties=max(0, len(duties) - MOST_DUTIES),
        escalations=tuple(
            ToEscalate(area=m.area, meeting=m.key, action=a.key, case=a.case, agency=a.agency, due=a.due)
            for one in days
            for m, a in one.escalations[:MOST_DUTIES]
        ),
    )


def _duties(one: Day, room: Room, office: Office) -> list[DutyToSeeTo]:
    found = []
    for meeting, reminder in one.duties:
        protocol = office.protocol(meeting.area)
        lines = duty_lines(meeting, protocol, room.person, office.now())
        mine = [line for line in lines if line.key == reminder.due.key]
        if is_area_date(reminder.due, protocol):
            mine = [line_of(reminder.due, meeting, room.person, office.now())]
        found += [DutyToSeeTo(area=meeting.area, meeting=meeting.key, line=line) for line in mine]
    return found


@shows(DIGEST)
async def digest(notice: Notice, room: Room, office: Office) -> View:
    """The digest as it is now; dropped out of hours, on another day, or when all has been seen to meanwhile.

    A card that is there already is brought up to date at any hour: nobody is disturbed by that.
    """
    if notice.facts.get(QUIET):
        return await digest_of(office, room, office.today(room.area))
    day = nudging_day(room.protocol, room.now)
    if day is None or day.isoformat() != notice.facts["day"]:
        raise NoLongerRight("the day's hours are over")
    view = await digest_of(office, room, day)
    if not (view.actions or view.duties or view.escalations):
        raise NoLongerRight("all has been seen to")
    return view
