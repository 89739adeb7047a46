"""Professionals' meetings of this MARAC and of earlier ones whose record is not in the minutes yet.

For chair and administrators, of the cases that they may see where the meeting was agreed, and for whoever
leads one of that one. The reasons for
absences are here because somebody has to put them into the minutes; nothing of them is sent unasked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec

from marac.admission import may_see
from marac.decide import Refused, Why
from marac.meeting import Case, Meeting
from marac.professionals import missing_for_held, needs_left, to_minute, types_absent
from marac.protocol import Protocol
from marac.words import AgencyId, CaseNumber, PersonId
from usecases.office import Office
from usecases.requests import Request, View, answers
from usecases.rooms import Room

LOOK_BACK = timedelta(days=366)
"""How far back a professionals' meeting is still looked for."""
MOST_SHOWN = 8


class ShowProfessionals(Request, frozen=True):
    """The professionals' meetings that were agreed, and what is still to be said of each."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For chairs and administrators, and for whoever leads one."""
        return room.is_of_the_team or bool(led_by(room.person, room.meeting))


def led_by(person: PersonId, meeting: Meeting | None) -> tuple[CaseNumber, ...]:
    """The cases whose professionals' meeting the person leads."""
    cases = meeting.cases.values() if meeting is not None else ()
    return tuple(c.number for c in cases if c.professionals and c.professionals.lead == person)


class ProfessionalsLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. `absent` are the expected agency types that did not come, each with the reason or none."""

    meeting: str
    case: CaseNumber
    agreed_on: date
    lead: PersonId | None
    agencies: tuple[AgencyId, ...]
    unnamed: tuple[str, ...]
    met_on: date | None
    is_held: bool
    is_minuted: bool
    present: tuple[AgencyId, ...]
    absent: Mapping[str, str]
    yields: tuple[str, ...]
    yields_left: tuple[str, ...]
    of_itself: bool = False
    wants_incident: bool = False
    incident: date | None = None
    runs_it: bool = True


class ProfessionalsList(View, frozen=True, kw_only=True):
    """All that the person may see of them; `more` did not fit."""

    meeting: str
    lines: tuple[ProfessionalsLine, ...]
    more: int = 0


@answers(ShowProfessionals)
async def show_professionals(request: ShowProfessionals, room: Room, office: Office) -> View:
    """Those of the room's meeting, then of earlier ones, newest first."""
    if room.meeting is None:
        raise Refused(Why.NO_SITTING)
    lines = [
        line
        for meeting in (room.meeting, *await earlier(office, room.meeting))
        for line in lines_of(meeting, room.protocol, room.person)
        if meeting.key == room.meeting.key or not line.is_minuted
    ]
    more = max(0, len(lines) - MOST_SHOWN)
    return ProfessionalsList(meeting=room.meeting.key, lines=tuple(lines[:MOST_SHOWN]), more=more)


async def earlier(office: Office, meeting: Meeting) -> tuple[Meeting, ...]:
    """The area's meetings before this one, newest first."""
    if not meeting.sittings:
        return ()
    start = meeting.sittings[0].starts_at
    keys = await office.ledger.meetings(meeting.area, on=(start - LOOK_BACK).date())
    found = [await office.ledger.load(key) for key in keys if key != meeting.key]
    before = [m for m in found if m.sittings and m.sittings[0].starts_at < start]
    return tuple(sorted(before, key=lambda m: m.sittings[0].starts_at, reverse=True))


def lines_of(meeting: Meeting, protocol: Protocol, person: PersonId) -> Iterator[ProfessionalsLine]:
    """The meeting's professionals' meetings of cases that the person may see in it: of whoever is neither
    chair nor administrator those that they lead."""
    who, led = meeting.roll.get(person), led_by(person, meeting)
    runs_it = who is not None and (who.is_administrator or who.is_chair)
    for case in meeting.cases.values():
        if case.professionals is None or not may_see(meeting, person, case.number):
            continue
        if runs_it or case.number in led:
            yield _line(meeting, protocol, case, runs_it=runs_it)


def _line(meeting: Meeting, protocol: Protocol, case: Case, *, runs_it: bool) -> ProfessionalsLine:
    record, rule = case.professionals, protocol.professionals
    if record is None:
        raise LookupError("No professionals' meeting was agreed for this case.")
    absent = types_absent(meeting, protocol, record) if record.met_on else ()
    return ProfessionalsLine(
        meeting=meeting.key,
        case=case.number,
        agreed_on=record.agreed_on,
        lead=record.lead,
        agencies=record.agencies,
        unnamed=needs_left(protocol, record.lead, record.agencies),
        met_on=record.met_on,
        is_held=record.held_on is not None,
        is_minuted=record.minuted_at is not None,
        present=record.present,
        absent={kind: record.absent.get(kind, "") for kind in absent},
        yields=tuple(sorted(record.yields)),
        yields_left=missing_for_held(meeting, protocol, record)[1],
        of_itself=record.of_itself,
        wants_incident=rule is not None and rule.counted_from == "incident" and record.incident is None,
        incident=record.incident,
        runs_it=runs_it,
    )


async def waiting_for_minutes(office: Office, meeting: Meeting, person: PersonId) -> tuple[CaseNumber, ...]:
    """The cases of earlier meetings whose absences are to go into this meeting's minutes (LUT-48)."""
    return tuple(
        case.number
        for one in await earlier(office, meeting)
        for case in to_minute(one)
        if may_see(one, person, case.number)
    )
