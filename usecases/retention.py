"""Working data is kept only as long as the area's file says: after that a meeting's typed words and all that
is looked up of it are deleted, and the journal's bare chain stays as the log of it.

Long-term keeping is the case system's. Nothing of a meeting is deleted whose time has not come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import msgspec

from marac.calendar import DueRule, DueUnit
from marac.words import CaseNumber
from usecases.office import Office


class Disposal(Protocol):
    """What deletes a meeting's working data for good, and keeps the log of it."""

    async def erase(self, meeting: str, now: datetime) -> bool:
        """Delete it, and log when; False if that was done before."""


class Deletion(msgspec.Struct, frozen=True, kw_only=True):
    """That a meeting's working data was deleted, or is to be: the numbers of its cases, and the day."""

    meeting: str
    on: date
    cases: tuple[CaseNumber, ...]


async def over_time(office: Office, area: str, on: date) -> tuple[str, ...]:
    """The area's meetings whose time is up on that day and whose data is still there, the earliest first."""
    protocol = office.protocol(area)
    if protocol.retention is None:
        return ()
    counted = DueRule(DueUnit.MONTH, -protocol.retention.months).apply(on, protocol.calendar)
    kept = frozenset(await office.ledger.meetings(area, on=protocol.calendar.day_of(counted)))
    known = await office.ledger.standing(area, date.min)
    return tuple(key for key, standing in known.items() if not standing.erased and key not in kept)


async def let_go(office: Office, disposal: Disposal) -> tuple[Deletion, ...]:
    """Delete what has been kept long enough, in every area; what was deleted now."""
    done = []
    for area in office.areas:
        for key in await over_time(office, area, office.today(area)):
            deletion = await deletion_of(office, key, office.now())
            if await disposal.erase(key, office.now()):
                done.append(deletion)
    return tuple(done)


async def deletion_of(office: Office, meeting: str, at: datetime) -> Deletion:
    """The line of the log for one meeting: by case number and day (LIN-129). Raises NoMeeting."""
    known = await office.ledger.load(meeting)
    on = office.protocol(known.area).calendar.day_of(at)
    return Deletion(meeting=meeting, on=on, cases=tuple(sorted(known.cases)))


def lines_of(deletions: Sequence[Deletion]) -> list[str]:
    """The log as lines: the day, the meeting, and its case numbers."""
    return [f"{one.on:%Y-%m-%d}  {one.meeting}: {', '.join(one.cases) or 'no cases'}" for one in deletions]
