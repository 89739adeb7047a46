"""Putting agencies before those who speak to them, once their actions are not followed up or they are often
absent.

Looked up once a day, for neither changes within one. Each agency is put forward once, and again only for what
has come since.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from weakref import WeakKeyDictionary

from marac.facts import RaisedMatter
from marac.journal import SYSTEM
from marac.matters import ReportMatter
from marac.meeting import Meeting
from marac.words import AgencyId
from usecases.office import Office
from usecases.ports import Ledger, NoMeeting
from usecases.rooms import meeting_of
from usecases.sweepers import sweeps
from usecases.take import take
from usecases.upkeep import LATE_OR_ABSENT, Upkeep, upkeep_of

_LOOKED_UP: WeakKeyDictionary[Ledger, dict[str, date]] = WeakKeyDictionary()
"""The day on which each area was looked up last."""


@sweeps
async def agencies_to_raise(office: Office, meeting: Meeting) -> None:
    """In the meeting under way or next, which keeps what is put forward (HAC-57)."""
    kinds = [m.key for m in office.protocol(meeting.area).matters if m.arises_from == LATE_OR_ABSENT]
    looked_up, today = _LOOKED_UP.setdefault(office.ledger, {}), office.today(meeting.area)
    if not kinds or looked_up.get(meeting.area) == today:
        return
    current = await meeting_of(office, meeting.area)
    if current is None or current.key != meeting.key:
        return
    known = await upkeep_of(office, meeting.area)
    for kind in kinds:
        raised = await _raised(office, meeting.area, kind)
        for agency, upkeep in known.items():
            if agency in meeting.agencies and _is_to_raise(
                office, meeting.area, upkeep, raised.get(agency, [])
            ):
                await take(office, meeting.key, ReportMatter(kind=kind, about_agency=agency), SYSTEM)
    looked_up[meeting.area] = today


async def _raised(office: Office, area: str, kind: str) -> Mapping[AgencyId, list[RaisedMatter]]:
    """What of that kind was put forward before, by agency."""
    found: dict[AgencyId, list[RaisedMatter]] = {}
    rows = await office.ledger.matters(area, open_only=False)
    for key in dict.fromkeys(row.meeting for row in rows if row.kind == kind):
        try:
            meeting = await office.ledger.load(key)
        except NoMeeting:
            continue
        for raised in meeting.matters.values():
            if raised.kind == kind and raised.agency is not None:
                found.setdefault(raised.agency, []).append(raised)
    return found


def _is_to_raise(office: Office, area: str, upkeep: Upkeep, before: list[RaisedMatter]) -> bool:
    """None is open, and something has come since the last one."""
    if any(raised.settled_at is None for raised in before):
        return False
    protocol = office.protocol(area)
    last = max((protocol.calendar.day_of(raised.reported_at) for raised in before), default=date.min)
    often = protocol.alerts.missed_meetings
    is_absent = often is not None and len(upkeep.missed_on) >= often and max(upkeep.missed_on) > last
    return is_absent or any(since > last for since in upkeep.late_since)
