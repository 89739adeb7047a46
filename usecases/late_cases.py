"""Putting cases that came too late for one meeting on the next, once that is called and its list is open; and
those that were not heard at it, once the next is called.

First the next meeting's list, then the note in the earlier one's journal: whatever breaks off between the two
is done again, and a case that stands there already is not listed twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from marac.caselist import ListCases, Listing
from marac.decide import Refused
from marac.journal import SYSTEM
from marac.late_cases import listing_of
from marac.list_closing import is_closed
from marac.meeting import Case, Meeting
from marac.meeting_dates import rhythm_of
from marac.next_meeting import (
    HoldOver,
    PutOnNext,
    is_over,
    left_unheard,
    unanswered,
    was_carried_over,
    without_a_place,
)
from marac.words import PersonId, SittingState
from usecases.office import Office
from usecases.sweepers import sweeps
from usecases.take import take

LOOKED_BACK: Final = timedelta(days=120)
"""Of how old a meeting cases are still put on one that is called now."""


@sweeps
async def late_cases(office: Office, meeting: Meeting) -> None:
    """What nobody answered or heard is for the next meeting, and what is for it is put on it."""
    if is_over(meeting) and (unanswered(meeting) or left_unheard(meeting)):
        meeting = (await take(office, meeting.key, HoldOver(), SYSTEM)).after
    await place(office, meeting)


async def place_all(office: Office, area: str) -> None:
    """Put what waits of any of the area's meetings on the next one, after one has been called."""
    for key in await office.ledger.meetings(area, on=office.today(area) - LOOKED_BACK):
        await place(office, await office.ledger.load(key))


async def place(office: Office, meeting: Meeting) -> None:
    """Put the meeting's late cases on the next one's list, where that has been called and is open, and those
    that were not heard on the very next. A case that its list will not have stays where it is, to be tried
    again."""
    waiting = without_a_place(meeting)
    if not waiting:
        return
    targets = {
        True: await next_called(office, meeting),
        False: await next_called(office, meeting, is_open=True),
    }
    for case in waiting:
        target = targets[was_carried_over(case)]
        if target is not None:
            await _put(office, meeting, case, target.key)


async def _put(office: Office, meeting: Meeting, case: Case, key: str) -> None:
    target = await office.ledger.load(key)
    listed = listing_of(case, office.protocol(meeting.area))
    try:
        if case.number not in target.cases:
            list_it = ListCases(listed=(listed,), from_earlier=True)
            await take(office, key, list_it, SYSTEM)
        note = PutOnNext(number=case.number, meeting=key, day=begins_on(office, target))
        await take(office, meeting.key, note, SYSTEM)
    except Refused:
        return


async def pass_on(office: Office, meeting: Meeting, listed: Sequence[Listing], by: PersonId) -> None:
    """What a list says anew of cases that were put on another meeting's list belongs there."""
    for key in dict.fromkeys(c.put_on for c in meeting.cases.values() if c.put_on):
        mine = tuple(one for one in listed if meeting.cases[one.number].put_on == key)
        target = await office.ledger.load(key)
        if mine and not is_over(target):
            await take(office, key, ListCases(listed=mine), by if by in target.roll else SYSTEM)


async def next_called(office: Office, meeting: Meeting, *, is_open: bool = False) -> Meeting | None:
    """The first meeting after this one, by the same rhythm, that has not begun; with `is_open` the first
    whose list has not closed."""
    if not meeting.sittings:
        return None
    protocol, mine = office.protocol(meeting.area), begins_on(office, meeting)
    for key in await office.ledger.meetings(meeting.area, on=mine):
        other = await office.ledger.load(key)
        if key == meeting.key or not _is_to_come(other) or begins_on(office, other) <= mine:
            continue
        same = rhythm_of(protocol, other.rhythm) == rhythm_of(protocol, meeting.rhythm)
        if same and not (is_open and is_closed(other, protocol, office.now())):
            return other
    return None


def _is_to_come(meeting: Meeting) -> bool:
    planned = all(sitting.state is SittingState.PLANNED for sitting in meeting.sittings)
    return bool(meeting.sittings) and planned and meeting.closed_at is None


def begins_on(office: Office, meeting: Meeting) -> date:
    """The local day on which the meeting begins."""
    return office.protocol(meeting.area).calendar.day_of(meeting.sittings[0].starts_at)
