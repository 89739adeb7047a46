"""What follows from matters in other meetings: one that arises of itself once a case was heard often, and
feedback that is asked no more.

Both are found again whenever the clock wakes, so that nothing is lost with a process that stops in between.
"""

from __future__ import annotations

from datetime import timedelta

from marac.decide import Command, Refused
from marac.journal import SYSTEM
from marac.lateness import months_before
from marac.matter_stages import matter_of
from marac.matters import ReportMatter, StopFeedback, StopFlagging
from marac.meeting import Case, Meeting
from marac.protocol import Matter
from marac.words import CaseNumber, CaseState
from usecases.office import Office
from usecases.report_matter import AFTER_REPORTS
from usecases.sweepers import sweeps
from usecases.take import take

OVER = timedelta(days=3)
"""So long after a meeting was closed its cases are still counted."""


@sweeps
async def heard_often(office: Office, meeting: Meeting) -> None:
    """A case heard as often as the area says raises its matter, once in as many months (WOL-50)."""
    protocol, now = office.protocol(meeting.area), office.now()
    if meeting.closed_at is not None and now - meeting.closed_at > OVER:
        return
    for matter in protocol.matters:
        if matter.after_hearings is None:
            continue
        for case in meeting.cases.values():
            if _counts(case, matter) and await _is_due(office, meeting, case.number, matter):
                await _take(office, meeting, ReportMatter(kind=matter.key, number=case.number))


def _counts(case: Case, matter: Matter) -> bool:
    """The case has been heard here, or is listed where a listing counts."""
    if case.hearing is not None and case.hearing.closed_at is not None:
        return True
    return matter.counts_listing and case.state is CaseState.LISTED


async def _is_due(office: Office, meeting: Meeting, number: CaseNumber, matter: Matter) -> bool:
    protocol = office.protocol(meeting.area)
    since = months_before(office.today(meeting.area), matter.hearing_months, protocol)
    rows = await office.ledger.heard(meeting.area, case=number, since=since)
    times = len(rows) + (meeting.cases[number].state is CaseState.LISTED)
    if times < (matter.after_hearings or 0):
        return False
    known = await office.ledger.matters(meeting.area, open_only=False)
    alike = [row for row in known if row.kind == matter.key and row.case == number]
    return not any([row.is_open or await _is_of_late(office, row.meeting, rows[0].meeting) for row in alike])


async def _is_of_late(office: Office, meeting: str, first: str) -> bool:
    """It was raised for some of the same hearings."""
    raised, earliest = await office.ledger.load(meeting), await office.ledger.load(first)
    starts = [min((s.starts_at for s in m.sittings), default=None) for m in (raised, earliest)]
    return starts[0] is not None and starts[1] is not None and starts[0] >= starts[1]


@sweeps
async def asking_stops(office: Office, meeting: Meeting) -> None:
    """Nobody is asked any more whether the victim was told, or about flags, once something was reported that
    ends it."""
    if any(a.feedback for a in meeting.actions.values()):
        await _stop(office, meeting, "feedback")
    if any(c.hearing is not None for c in meeting.cases.values()):
        await _stop(office, meeting, "flagging")


async def _stop(office: Office, meeting: Meeting, what: str) -> None:
    for number in await stopped_cases(office, meeting.area, what):
        case = meeting.cases.get(number)
        if case is None:
            continue
        if what == "feedback" and not case.feedback_stopped:
            await _take(office, meeting, StopFeedback(case=number))
        elif what == "flagging" and not case.flagging_stopped:
            await _take(office, meeting, StopFlagging(case=number))


async def stopped_cases(office: Office, area: str, what: str) -> frozenset[CaseNumber]:
    """The cases of which something was reported after which `what` is asked no more."""
    kinds = frozenset(m.key for m in office.protocol(area).matters if what in m.stops)
    rows = await office.ledger.matters(area, open_only=False) if kinds else ()
    return frozenset(row.case for row in rows if row.kind in kinds and row.case)


async def stop_everywhere(office: Office, area: str, kind: str) -> None:
    """Carry a report after which something is asked no more at once into every meeting that heard its case or
    has an open action of it."""
    matter = matter_of(office.protocol(area), kind)
    for what in matter.stops if matter is not None else ():
        cases = await stopped_cases(office, area, what)
        owing = (r.meeting for r in await office.ledger.actions(area=area) if r.case in cases)
        heard = [r.meeting for case in sorted(cases) for r in await office.ledger.heard(area, case=case)]
        for key in dict.fromkeys((*owing, *heard)):
            await _stop(office, await office.ledger.load(key), what)


AFTER_REPORTS.append(stop_everywhere)


async def _take(office: Office, meeting: Meeting, command: Command) -> None:
    try:
        await take(office, meeting.key, command, SYSTEM)
    except Refused:
        return
