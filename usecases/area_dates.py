"""What comes round by the calendar, for those who see to it: what waits now, and the list that an audit is
made from.

A list is case numbers alone: nothing restricted is on one, nor a case that whoever asks may not see.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from marac.admission import BARE_SLOT, may_see
from marac.area_dates import dates_waiting, rounds_about
from marac.calendar import DueRule, DueUnit
from marac.duties import DutyDue, tick_key
from marac.meeting import Meeting
from marac.protocol import AreaDate
from marac.words import CaseNumber, PersonId
from usecases.as_it_stands import as_it_stands
from usecases.office import Office
from usecases.ports import HeardRow, Ledger, NoMeeting, Standing

LOOKED_AT = timedelta(days=60)
"""A date that comes round is carried by a meeting that ended no longer ago."""
LONGEST: Final = timedelta(days=2 * 366)
"""A date's tick is looked for in every meeting that ended no longer ago: that of a yearly round from when it
was first spoken of until the next one has come."""

_Tick = tuple[Standing, frozenset[str]]
_TICKED: WeakKeyDictionary[Ledger, dict[str, _Tick]] = WeakKeyDictionary()


class WaitingDate(msgspec.Struct, frozen=True, kw_only=True):
    """A round that somebody sees to, with what it offers: `cases` of an audit, or the name of a list."""

    due: DutyDue
    offers: str
    cases: tuple[CaseNumber, ...] = ()


async def meetings_looked_at(office: Office, area: str, day: date | None = None) -> tuple[Meeting, ...]:
    """The area's meetings of late, the last there was among them; and before them those in whose journals the
    round of a date was ticked that is last or next on the day: a yearly one stays done for a year."""
    protocol, day = office.protocol(area), day or office.today(area)
    wanted = {
        tick_key(area_date.key, on.isoformat())
        for area_date in protocol.dates
        for on in rounds_about(area_date, protocol.calendar, day)
    }
    known = await _ticks(office, area, day)
    last = next(reversed(known), None)
    keys = [
        key
        for key, (standing, ticked) in known.items()
        if standing.last_day >= day - LOOKED_AT or wanted & ticked or key == last
    ]
    return tuple([await office.ledger.load(key) for key in keys])


async def _ticks(office: Office, area: str, day: date) -> dict[str, _Tick]:
    """How each of the area's meetings stands and what has been ticked in it, by first day; read once while a
    journal stands still."""
    known, found = _TICKED.setdefault(office.ledger, {}), dict[str, _Tick]()
    for key, standing in (await office.ledger.standing(area, since=day - LONGEST)).items():
        if key not in known or known[key][0] != standing:
            meeting = await as_it_stands(office, key, standing)
            if meeting is None:
                continue
            known[key] = (standing, frozenset(meeting.duties))
        found[key] = known[key]
    return found


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
