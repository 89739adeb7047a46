"""What somebody has to tick, send or confirm, and by when: the nearest on their desk, all of it when asked
for.

A duty of the time before a meeting is over with the meeting; nobody sees one about a case that they may
not see.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from marac.admission import may_see
from marac.duties import DutyDue, all_duties
from marac.meeting import Meeting
from marac.mistaken_ticks import ticked_lately
from marac.protocol import Protocol
from marac.said_at_once import is_over
from marac.subjects import may_hear_of
from marac.words import AgencyId, CaseNumber, CaseState, PersonId
from usecases.area_dates import waiting_dates
from usecases.office import Office
from usecases.requests import ShowDuties, View, answers
from usecases.rooms import Room
from usecases.views.meeting import NoMeetingYet

AHEAD_WORKING_DAYS = 5
"""A duty stands on the desk from so many working days before it is due."""
MOST_ON_DESK = 4
MOST_SHOWN = 12
MOST_OF_ONE = 25
"""So many cases of one duty fit a card, each with its answers."""
MOST_TICKED = 4
JUST_TICKED = timedelta(hours=1)
"""For so long a desk shows what its owner has ticked last, in case it was a mistake."""


class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A duty for one of its subjects. `may_tick`: the person may; others see that it is waited for. `listed`:
    for so many cases at once (LIN-22). With `several` it is one line for the same thing about all of them.
    `sitting_at` tells the days of a meeting apart."""

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
    listed: int = 0
    several: tuple[DutyLine, ...] = ()
    sitting_at: datetime | None = None

    @property
    def duty(self) -> str:
        """The duty's own name, without what it is about."""
        return self.key.partition(":")[0]


class DutiesPanel(msgspec.Struct, frozen=True, kw_only=True):
    """The nearest duties on a desk, how many there are in all, and what was ticked just now."""

    lines: tuple[DutyLine, ...]
    total: int
    ticked: DutyLine | None = None


class DateLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something that comes round by the calendar, with the case numbers of an audit or the list it goes
    with."""

    line: DutyLine
    offers: str
    cases: tuple[CaseNumber, ...]


class Duties(View, frozen=True, kw_only=True):
    """All that the person has to see to, of which `more` did not fit; what comes round by the calendar; and
    what they ticked last. `is_of_one`: it is one duty, case by case."""

    meeting: str
    lines: tuple[DutyLine, ...]
    more: int
    ticked: tuple[DutyLine, ...] = ()
    dates: tuple[DateLine, ...] = ()
    is_of_one: bool = False


def duty_lines(meeting: Meeting, protocol: Protocol, person: PersonId, now: datetime) -> tuple[DutyLine, ...]:
    """What the person owes, or as an administrator has to tick, the earliest first."""
    mine = [d for d in all_duties(meeting, protocol) if d.is_owed and _is_theirs(d, meeting, person)]
    mine = [d for d in mine if d.is_timed and not is_over(d, meeting)]
    return tuple(line_of(d, meeting, person, now) for d in sorted(mine, key=lambda d: d.due))


def _is_theirs(due: DutyDue, meeting: Meeting, person: PersonId) -> bool:
    if person in due.people:
        return True
    attendee = meeting.roll.get(person)
    ticks = attendee is not None and attendee.is_administrator and due.duty.ticked_by == "administrators"
    return ticks and may_hear_of(meeting, person, due.subject)


def line_of(due: DutyDue, meeting: Meeting, person: PersonId, now: datetime) -> DutyLine:
    """A duty as that person sees it."""
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
        may_tick=attendee.is_administrator
        or (due.duty.ticked_by == "owed" and not (due.duty.closes and due.is_late(now))),
        listed=_listed(due, meeting, person),
        sitting_at=_sitting_at(due, meeting),
    )


def _sitting_at(due: DutyDue, meeting: Meeting) -> datetime | None:
    """When the sitting starts that the duty is about, where the meeting has several."""
    if due.duty.subject != "sitting" or len(meeting.sittings) == 1:
        return None
    return next((s.starts_at for s in meeting.sittings if s.number == due.subject.sitting), None)


def _listed(due: DutyDue, meeting: Meeting, person: PersonId) -> int:
    """The cases of the list that research is done for, as far as the person may see them."""
    if due.duty.topic != "research" or due.subject.case is not None:
        return 0
    listed = (case for case in meeting.cases.values() if case.state is CaseState.LISTED)
    return sum(may_see(meeting, person, case.number) for case in listed)


def gathered(lines: Iterable[DutyLine]) -> tuple[DutyLine, ...]:
    """The lines with one for each thing that is to be seen to by the same time for several cases, in the
    place of the first of them."""
    groups: dict[object, list[DutyLine]] = {}
    for line in lines:
        alike = (line.duty, line.due, line.is_late, line.label, line.agency, line.answers, line.may_tick)
        groups.setdefault(alike if line.case is not None else line.key, []).append(line)
    return tuple(
        msgspec.structs.replace(group[0], case=None, several=tuple(group)) if len(group) > 1 else group[0]
        for group in groups.values()
    )


def duties_panel(meeting: Meeting, protocol: Protocol, person: PersonId, now: datetime) -> DutiesPanel | None:
    """What is late or due soon, and what the person has just ticked; None where there is nothing of it."""
    calendar = protocol.calendar
    horizon = calendar.add_working_days(calendar.day_of(now), AHEAD_WORKING_DAYS)
    lines = duty_lines(meeting, protocol, person, now)
    near = gathered(line for line in lines if calendar.day_of(line.due) <= horizon)
    last = next(iter(ticked_lately(meeting, protocol, person)), None)
    is_fresh = last is not None and last.done_at is not None and now - last.done_at < JUST_TICKED
    ticked = line_of(last, meeting, person, now) if last is not None and is_fresh else None
    if not near and ticked is None:
        return None
    return DutiesPanel(lines=near[:MOST_ON_DESK], total=len(near), ticked=ticked)


@answers(ShowDuties)
async def show_duties(request: ShowDuties, room: Room, office: Office) -> View:
    """All that the asker has to see to for the meeting in question; of one duty, for each of its cases."""
    if room.meeting is None or room.attendee is None:
        return NoMeetingYet(area_name=room.protocol.name)
    meeting, protocol, person = room.meeting, room.protocol, room.person
    lines = duty_lines(meeting, protocol, person, room.now)
    if request.duty is not None:
        mine = tuple(line for line in lines if line.duty == request.duty)
        more = max(0, len(mine) - MOST_OF_ONE)
        return Duties(meeting=meeting.key, lines=mine[:MOST_OF_ONE], more=more, is_of_one=True)
    lines = gathered(lines)
    ticked = ticked_lately(meeting, protocol, person)[:MOST_TICKED]
    dates = await waiting_dates(office, meeting.area, person)
    return Duties(
        meeting=meeting.key,
        lines=lines[:MOST_SHOWN],
        more=max(0, len(lines) - MOST_SHOWN),
        ticked=tuple(line_of(due, meeting, person, room.now) for due in ticked),
        dates=tuple(
            DateLine(line=line_of(d.due, meeting, person, room.now), offers=d.offers, cases=d.cases)
            for d in dates
        ),
    )
