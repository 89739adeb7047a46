"""What the clock alone brings about: a start that has come, a turn whose time is up, reminders that are due.

Called whenever the ticker wakes, or time has been moved in a rehearsal. What is due follows from rows
and rules, never from how often this is called.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from marac.decide import Refused
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.opening import CheckStart
from usecases.office import Office
from usecases.take import take

Sweeper = Callable[[Office, Meeting], Awaitable[None]]
SWEEPERS: list[Sweeper] = []
"""What is looked after in every meeting that has not long been over."""
LOOKED_AFTER = timedelta(days=60)


def sweeps(sweeper: Sweeper) -> Sweeper:
    """Register something that is looked after in every meeting."""
    SWEEPERS.append(sweeper)
    return sweeper


async def sweep(office: Office) -> int:
    """Look after every area's meetings; how many were looked at."""
    looked_at = 0
    for area in office.areas:
        since = office.today(area) - LOOKED_AFTER
        for key in await office.ledger.meetings(area, on=since):
            meeting = await office.ledger.load(key)
            for sweeper in SWEEPERS:
                await sweeper(office, meeting)
            looked_at += 1
    return looked_at


@sweeps
async def starts(office: Office, meeting: Meeting) -> None:
    """At a sitting's start, administrators hear who is missing (LIN-09)."""
    now = office.now()
    if any(s.starts_at <= now and not s.start_checked and s.ended_at is None for s in meeting.sittings):
        try:
            await take(office, meeting.key, CheckStart(), SYSTEM)
        except Refused:
            return
