"""Agencies of which much is late, or whose referrals are often found not high risk: counts by agency over the
area's months, for administrators and the operational lead, who decide what follows.

Nothing is decided about an agency here, and nothing says which case it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from marac.calendar import DueRule, DueUnit
from marac.meeting import Action, Meeting
from marac.protocol import Protocol
from marac.words import AgencyId


def often_late(meetings: Iterable[Meeting], protocol: Protocol, today: date) -> Mapping[AgencyId, int]:
    """The agencies with as many late actions as the area counts, with how many (LIN-94)."""
    many, since = protocol.actions.many_late, months_before(today, protocol.actions.late_months, protocol)
    if many is None:
        return {}
    late = (a for m in meetings for a in _asked(m) if _was_late_since(a, since, protocol, today))
    return {agency: found for agency, found in Counter(a.agency for a in late).items() if found >= many}


def _asked(meeting: Meeting) -> Iterator[Action]:
    return (a for a in meeting.actions.values() if not meeting.asks_no_more(a))


def _was_late_since(action: Action, since: date, protocol: Protocol, today: date) -> bool:
    """Its agreed date went by within the months with the action still open."""
    if action.due is None or not since <= action.due < today:
        return False
    reported = protocol.calendar.day_of(action.reported_at) if action.reported_at is not None else None
    finished = action.completed_on or reported
    return action.is_open or (finished is not None and finished > action.due)


def often_not_high_risk(
    meetings: Iterable[Meeting], protocol: Protocol, today: date
) -> Mapping[AgencyId, int]:
    """The referring agencies of as many cases found not high risk as the area counts, of those heard before
    that day's digests (LIN-71)."""
    many, months = protocol.alerts.many_not_high_risk, protocol.alerts.not_high_risk_months
    if many is None:
        return {}
    since, day_of = months_before(today, months, protocol), protocol.calendar.day_of
    until = protocol.calendar.moment(today, protocol.nudge_at)
    found = Counter(
        case.referring_agency
        for meeting in meetings
        for case in meeting.cases.values()
        if case.not_high_risk
        and case.referring_agency
        and case.hearing is not None
        and since <= day_of(case.hearing.opened_at)
        and case.hearing.opened_at < until
    )
    return {agency: number for agency, number in found.items() if agency and number >= many}


def months_before(day: date, months: int, protocol: Protocol) -> date:
    """The day so many months before `day`."""
    calendar = protocol.calendar
    return calendar.day_of(DueRule(DueUnit.MONTH, -months).apply(day, calendar))
