"""Looking up when the cases on a list were heard last, so that a repeat can be suggested."""

from __future__ import annotations

from datetime import date, timedelta

from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.repeats import SuggestRepeats
from marac.words import CaseNumber, CaseState
from usecases.office import Office
from usecases.sweepers import sweeps
from usecases.take import take


@sweeps
async def repeats(office: Office, meeting: Meeting) -> None:
    """Each listed case once, by the table of hearings or by what came with the list (HAC-48, LUT-43)."""
    rule = office.protocol(meeting.area).repeats
    if rule is None or any(s.opened_at is not None for s in meeting.sittings):
        return
    listed = {
        n: c.last_heard
        for n, c in meeting.cases.items()
        if c.state is CaseState.LISTED and n not in meeting.repeat_questions
    }
    if not listed:
        return
    since = office.today(meeting.area) - timedelta(days=32 * rule.months)
    known: dict[CaseNumber, date] = {n: on for n, on in listed.items() if on is not None}
    for row in await office.ledger.heard(meeting.area, since=since):
        if row.case in listed and row.meeting != meeting.key:
            known[row.case] = max(row.on, known.get(row.case, row.on))
    if known:
        await take(office, meeting.key, SuggestRepeats(last_heard=known), SYSTEM)
