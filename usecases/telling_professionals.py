"""What the readers of notices about professionals' meetings are shown, worked out when it is sent."""

from __future__ import annotations

from marac.meeting import Meeting
from marac.professionals import (
    ExplainAbsence,
    NameProfessionals,
    RecordProfessionals,
    SayIncident,
    TakeIntoMinutes,
    needs_left,
)
from usecases.office import Office
from usecases.perform import leads_to
from usecases.ports import Notice
from usecases.requests import Request, View
from usecases.rooms import Room
from usecases.telling import NoLongerRight, Told, shows, still_right
from usecases.views.professionals import ShowProfessionals, waiting_for_minutes

AfterOne = NameProfessionals | RecordProfessionals | SayIncident | ExplainAbsence | TakeIntoMinutes


@shows("professionals-to-minute")
async def to_minute(notice: Notice, room: Room, office: Office) -> View:
    """The cases whose record is waiting, by number; their reasons are a press away."""
    cases = await waiting_for_minutes(office, room.meeting, room.person) if room.meeting else ()
    if not cases:
        raise NoLongerRight("nothing waits for the minutes")
    return Told(kind=notice.kind, facts={"numbers": list(cases)}, meeting=notice.meeting)


@still_right("professionals-agreed")
def _is_unnamed(notice: Notice, room: Room, meeting: Meeting) -> bool:
    record = meeting.cases[notice.facts["case"]].professionals
    return record is not None and bool(needs_left(room.protocol, record.lead, record.agencies))


@still_right("settled-again")
def _waits(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.cases[notice.facts["case"]].waits_for_request


@leads_to(NameProfessionals, RecordProfessionals, SayIncident, ExplainAbsence, TakeIntoMinutes)
def _to_the_list(command: AfterOne, room: Room) -> Request | None:
    """Whoever said something of one sees them all."""
    return ShowProfessionals() if ShowProfessionals.is_open_to(room) else None
