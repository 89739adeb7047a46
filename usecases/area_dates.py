"""What comes round by the calendar, for those who see to it: what waits now, and the list that an audit is
made from.

A list is case numbers alone: nothing restricted is on one, nor a case that whoever asks may not see.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import msgspec

from marac.admission import BARE_SLOT, may_see
from marac.area_dates import dates_waiting
from marac.calendar import DueRule, DueUnit
from marac.duties import DutyDue
from marac.meeting import Meeting
from marac.protocol import AreaDate
from marac.words import CaseNumber, PersonId
from usecases.office import Office
from usecases.ports import HeardRow, NoMeeting

LOOKED_AT = timedelta(days=60)
"""A date's tick is looked for in every meeting that ended no longer ago."""


class WaitingDate(msgspec.Struct, frozen=True, kw_only=True):
    """A round that somebody sees to, with what it offers: `cases` of an audit, or the name of a list."""

    due: DutyDue
    offers: str
    cases: tuple[CaseNumber, ...] = ()


async def meetings_looked_at(office: Office, area: str) -> tuple[Meeting, ...]:
    """The area's meetings in whose journals a date may have been ticked."""
    keys = await office.ledger.meetings(area, on=office.today(area) - LOOKED_AT)
    return tuple([await office.ledger.load(key) for key in keys])


async def waiting_dates(office: Office, area: str, person: PersonId) -> tuple[WaitingDate, ...]:
    """What waits for the person now, of all that comes round in the area; the earliest first."""
    waiting = dates_waiting(await meetings_looked_at(office, area), office.protocol(area), office.now())
    found = [
        WaitingDate(due=due, offers=of.offers, cases=await audited(office, area, of, due.subject.key, person))
        for due, of in waiting
        if person in due.people
    ]
    return tuple(sorted(found, key=lambda one: one.due.due))


async def audited(
    office: Office, area: str, area_date: AreaDate, day: str, person: PersonId
) -> tuple[CaseNumber, ...]:
    """The case numbers that the audit of that day looks into: the same for the same day whenever it is asked,
    and by no other rule than chance."""
    if area_date.offers != "audit-cases":
        return ()
    calendar, on = office.protocol(area).calendar, date.fromisoformat(day)
    since, until = (
        calendar.day_of(DueRule(DueUnit.MONTH, -months).apply(on, calendar))
        for months in (area_date.heard_from, area_date.heard_until)
    )
    rows = [row for row in await office.ledger.heard(area, since=since) if row.on <= until]
    drawn: dict[CaseNumber, None] = {}
    for row in sorted(rows, key=lambda row: sha256(f"{area_date.key}:{day}:{row.case}".encode()).digest()):
        if len(drawn) == area_date.sample:
            break
        if await _may_be_audited(office, row, person):
            drawn[row.case] = None
    return tuple(sorted(drawn))


async def _may_be_audited(office: Office, row: HeardRow, person: PersonId) -> bool:
    try:
        meeting: Meeting = await office.ledger.load(row.meeting)
    except NoMeeting:
        return False
    case = meeting.cases.get(row.case)
    return case is not None and case.kind not in BARE_SLOT and may_see(meeting, person, row.case)
