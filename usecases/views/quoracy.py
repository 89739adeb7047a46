"""How quoracy stands, or stood at a past moment or for a case, as the journal has it.

Everybody on the roll may see requirements and agencies. Who the people were, since when and by what
source is for chair and administrators, in 1:1.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from marac.admission import is_restricted, may_see
from marac.decide import Refused, Why
from marac.meeting import Case, Meeting
from marac.quoracy import assess
from marac.words import AgencyId, CaseNumber, PersonId, Source
from usecases.office import Office
from usecases.requests import ShowQuoracy, View, answers
from usecases.rooms import Place, Room
from usecases.views.meeting import NoMeetingYet, RequirementLine


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was there at the moment: since when, and how the bot knows."""

    person: PersonId
    agency: AgencyId | None
    since: datetime
    sources: tuple[Source, ...]


class QuoracyAt(View, frozen=True, kw_only=True):
    """How it stood. `sequence` is the journal line up to which it was read."""

    meeting: str
    at: datetime
    is_past: bool
    case: CaseNumber | None
    sitting: int | None
    is_quorate: bool
    requirements: tuple[RequirementLine, ...]
    people: tuple[Attendance, ...] | None
    sequence: int
    binding: bool = True


@answers(ShowQuoracy)
async def show_quoracy(request: ShowQuoracy, room: Room, office: Office) -> View:
    """How it stands now; with `at`, how it stood then; with `case`, for that case (when it opened, if
    heard)."""
    now = room.meeting
    if now is None:
        return NoMeetingYet(area_name=room.protocol.name)
    case = _case(request, room, now)
    at = request.at or _opened(case)
    meeting = now if at is None else await office.ledger.load_at(now.key, at)
    return quoracy_at(room, meeting, at, case.number if case else None)


def quoracy_at(room: Room, meeting: Meeting, at: datetime | None, case: CaseNumber | None) -> QuoracyAt:
    """How `meeting`, read up to `at`, stood."""
    stands = assess(meeting, room.protocol, meeting.cases.get(case) if case else None)
    shows_people = room.place is Place.PERSONAL and _may_see_people(room)
    return QuoracyAt(
        meeting=meeting.key,
        at=at or room.now,
        is_past=at is not None,
        case=case,
        sitting=meeting.sitting.number if meeting.sitting else None,
        is_quorate=stands.is_quorate,
        requirements=tuple(
            RequirementLine(label=r.label, needs=r.needs, has=r.has, agencies=r.agencies)
            for r in stands.requirements
        ),
        people=attendances(meeting) if shows_people else None,
        sequence=meeting.sequence,
        binding=room.protocol.quoracy.binding,
    )


def _case(request: ShowQuoracy, room: Room, meeting: Meeting) -> Case | None:
    if request.case is None:
        return None
    case = meeting.cases.get(request.case)
    hidden = case is None or not may_see(meeting, room.person, case.number)
    if case is None or hidden or (is_restricted(case) and room.place is Place.CHAT):
        raise Refused(Why.NO_SUCH_CASE, case=request.case)
    return case


def _opened(case: Case | None) -> datetime | None:
    return case.hearing.opened_at if case and case.hearing else None


def _may_see_people(room: Room) -> bool:
    attendee = room.attendee
    return attendee is not None and (attendee.is_administrator or attendee.is_chair)


def attendances(meeting: Meeting) -> tuple[Attendance, ...]:
    """Everybody on the roll who is here."""
    return tuple(
        Attendance(
            person=a.person,
            agency=a.agency,
            since=meeting.presence[a.person][-1].start,
            sources=meeting.presence[a.person][-1].came,
        )
        for a in meeting.present()
    )
