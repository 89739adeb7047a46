"""How agencies keep up, by the area's numbers: actions that are not followed up, and meetings missed.

Numbers and days by agency, for those whom the area asks to speak to it. Actions of restricted cases are left
out: a number would tell of a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from marac.absence import expected_agencies
from marac.admission import is_restricted
from marac.calendar import DueRule
from marac.lateness import months_before
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.records import agencies_that_attended
from marac.representation import absence_of
from marac.subjects import over_since
from marac.words import AgencyId
from usecases.office import Office
from usecases.ports import ActionRow, NoMeeting

LATE_OR_ABSENT: Final = "late-or-absent"


class Upkeep(msgspec.Struct, frozen=True, kw_only=True):
    """How one agency keeps up: since which day each of its actions counts as not followed up, on which days
    it missed a meeting, and how many were held in so many months."""

    late_since: tuple[date, ...] = ()
    missed_on: tuple[date, ...] = ()
    held: int = 0
    months: int = 0


async def upkeep_of(office: Office, area: str) -> Mapping[AgencyId, Upkeep]:
    """All agencies with anything of it (HAC-57)."""
    late = await _late(office, area)
    missed, held = await _missed(office, area)
    months = office.protocol(area).alerts.missed_months
    return {
        agency: Upkeep(
            late_since=tuple(late.get(agency, ())),
            missed_on=tuple(missed.get(agency, ())),
            held=held,
            months=months,
        )
        for agency in dict.fromkeys((*late, *missed))
    }


async def _late(office: Office, area: str) -> Mapping[AgencyId, list[date]]:
    """By agency, since when each open action of a case that is not restricted is late by the area's time."""
    protocol, today = office.protocol(area), office.today(area)
    found: dict[AgencyId, list[date]] = {}
    if protocol.alerts.not_followed_up is None:
        return found
    rule = DueRule.parse(protocol.alerts.not_followed_up)
    for row in await office.ledger.actions(area=area, due_before=today):
        since = protocol.calendar.day_of(rule.apply(row.due, protocol.calendar)) if row.due else None
        if since is not None and since <= today and not await _is_hidden(office, row):
            found.setdefault(row.agency, []).append(since)
    return found


async def _is_hidden(office: Office, row: ActionRow) -> bool:
    """The action is of a restricted case, or its meeting is gone."""
    try:
        meeting = await office.ledger.load(row.meeting)
    except NoMeeting:
        return True
    case = meeting.cases.get(row.case)
    return case is None or is_restricted(case)


async def _missed(office: Office, area: str) -> tuple[Mapping[AgencyId, list[date]], int]:
    """By agency the days of the meetings that it missed, and how many were held."""
    protocol, today = office.protocol(area), office.today(area)
    found: dict[AgencyId, list[date]] = {}
    if protocol.alerts.missed_meetings is None:
        return found, 0
    held = 0
    since = months_before(today, protocol.alerts.missed_months, protocol)
    for key in await office.ledger.meetings(area, on=since):
        meeting = await office.ledger.load(key)
        over = over_since(meeting)
        if over is not None:
            held += 1
            for agency in absent_from(meeting, protocol):
                found.setdefault(agency, []).append(protocol.calendar.day_of(over))
    return found, held


def absent_from(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """The agencies that were expected, of which nobody came and no report was there."""
    came = set(agencies_that_attended(meeting))
    expected = expected_agencies(meeting, protocol)
    return tuple(a for a in expected if a not in came and absence_of(meeting, a).report_at is None)
