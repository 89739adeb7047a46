"""Looking up how often a case on the list came back, so that one that came back too often gets a
professionals' meeting of its own.

Counted are hearings of other meetings within the area's months, or those that the list itself gives.
"""

from __future__ import annotations

from datetime import date

from marac.journal import SYSTEM
from marac.lateness import months_before
from marac.meeting import Case, Meeting
from marac.professionals import RaiseProfessionals, is_free_for_one, wants_professionals
from marac.words import CaseState
from usecases.office import Office
from usecases.sweepers import sweeps
from usecases.take import take
from usecases.views.professionals import earlier


@sweeps
async def persistent_repeats(office: Office, meeting: Meeting) -> None:
    """Each case of a meeting that has not been opened, once for what brought it back (LUT-46)."""
    rule = office.protocol(meeting.area).professionals
    if rule is None or rule.after_repeats is None or any(s.opened_at for s in meeting.sittings):
        return
    for case in meeting.cases.values():
        if case.state is CaseState.LISTED and is_free_for_one(case):
            heard = await _heard(office, meeting, case, rule.repeat_months)
            often = len(heard) >= rule.after_repeats or wants_professionals(
                case, office.protocol(meeting.area), office.today(meeting.area)
            )
            if often and not await _seen_to(office, meeting, case, heard):
                await take(office, meeting.key, RaiseProfessionals(case=case.number), SYSTEM)


async def _heard(office: Office, meeting: Meeting, case: Case, months: int) -> list[date]:
    """The days on which it was heard within the months before now, one a meeting."""
    since = months_before(office.today(meeting.area), months, office.protocol(meeting.area))
    rows = await office.ledger.heard(meeting.area, case=case.number, since=since)
    return list({row.meeting: row.on for row in rows if row.meeting != meeting.key}.values())


async def _seen_to(office: Office, meeting: Meeting, case: Case, heard: list[date]) -> bool:
    """An earlier meeting has it under way already, or it was held since the case was heard last: a case that
    was only put off comes with nothing new."""
    last = max((*heard, *([case.last_heard] if case.last_heard else [])))
    known = [m.cases.get(case.number) for m in await earlier(office, meeting)]
    records = [one.professionals for one in known if one is not None]
    return any(one is not None and one.agreed_on > last for one in records)
