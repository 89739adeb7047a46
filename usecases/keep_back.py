"""Keeping cases off the running order of whatever meeting has them on its list, while something that was
reported of them is open.

It is looked up across the area's meetings: what was reported may stand in the journal of an earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping

from marac.journal import SYSTEM
from marac.kept_back import KeepBack, keeping_back
from marac.meeting import Meeting
from marac.words import CaseNumber, CaseState
from usecases.office import Office
from usecases.ports import NoMeeting
from usecases.report_matter import AFTER_REPORTS
from usecases.sweepers import sweeps
from usecases.take import take


@sweeps
async def keep_back(office: Office, meeting: Meeting) -> None:
    """Each case of its list that is still to be heard (LIN-49)."""
    if not _kinds(office, meeting.area) or meeting.closed_at is not None:
        return
    kept = await _kept(office, meeting.area)
    for number, case in meeting.cases.items():
        kinds = kept.get(number, frozenset())
        if case.state is CaseState.LISTED and case.kept_back != kinds:
            await take(office, meeting.key, KeepBack(case=number, kinds=tuple(sorted(kinds))), SYSTEM)


async def keep_back_everywhere(office: Office, area: str, kind: str) -> None:
    """At once in every meeting that is still to come, where something of such a kind was reported or seen
    to."""
    if kind in _kinds(office, area):
        for key in await office.ledger.meetings(area, on=office.today(area)):
            await keep_back(office, await office.ledger.load(key))


AFTER_REPORTS.append(keep_back_everywhere)


def _kinds(office: Office, area: str) -> frozenset[str]:
    return frozenset(m.key for m in office.protocol(area).matters if m.holds_until is not None)


async def _kept(office: Office, area: str) -> Mapping[CaseNumber, frozenset[str]]:
    """The cases that something open keeps off the order, each with the kinds of it."""
    kinds, found = _kinds(office, area), dict[CaseNumber, frozenset[str]]()
    rows = await office.ledger.matters(area)
    for key in dict.fromkeys(row.meeting for row in rows if row.kind in kinds):
        try:
            meeting = await office.ledger.load(key)
        except NoMeeting:
            continue
        for number, kind in keeping_back(meeting, office.protocol(area)):
            found[number] = found.get(number, frozenset()) | {kind}
    return found
