"""What the clock alone brings about: a start that has come, a turn whose time is up, reminders that are due.

Called whenever the ticker wakes, or time has been moved in a rehearsal. What is due follows from rows
and rules, never from how often this is called.
"""

from __future__ import annotations

from marac.decide import Refused
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.opening import CheckStart
from marac.words import SittingState
from usecases import (
    closing_cases,
    keep_back,
    late_cases,
    sweep_attendance,
    sweep_hearing,
    sweep_matters,
    sweep_newcomers,
    sweep_outside,
    sweep_professionals,
    sweep_repeats,
    sweep_starts,
    sweep_timed,
    sweep_updates,
    sweep_upkeep,
)
from usecases.looked_after import looked_after
from usecases.office import Office
from usecases.ports import Unavailable
from usecases.sweepers import SWEEPERS, sweeps
from usecases.take import take

REGISTERED = (
    closing_cases,
    late_cases,
    keep_back,
    sweep_attendance,
    sweep_hearing,
    sweep_matters,
    sweep_newcomers,
    sweep_outside,
    sweep_professionals,
    sweep_repeats,
    sweep_starts,
    sweep_timed,
    sweep_updates,
    sweep_upkeep,
)
"""What has to have been imported for the sweep to be complete; importing this module sees to it."""


async def sweep(office: Office) -> int:
    """Look after every area's meetings; how many were looked at.

    Raises Unavailable, and after all others have been looked after an ExceptionGroup of what failed.
    """
    looked_at, faults = 0, list[Exception]()
    for area in office.areas:
        for key in await looked_after(office, area, office.today(area)):
            for sweeper in SWEEPERS:
                try:
                    await sweeper(office, await office.ledger.load(key))
                except Unavailable:
                    raise
                except Exception as fault:  # noqa: BLE001 - one meeting's fault must not stop the others
                    faults.append(fault)
            looked_at += 1
    if faults:
        raise ExceptionGroup("not everything could be looked after", faults)
    return looked_at


@sweeps
async def starts(office: Office, meeting: Meeting) -> None:
    """At a sitting's start, administrators hear who is missing (LIN-09)."""
    now = office.now()
    waiting = (s for s in meeting.sittings if s.state is not SittingState.ENDED and not s.start_checked)
    if any(s.starts_at <= now for s in waiting):
        try:
            await take(office, meeting.key, CheckStart(), SYSTEM)
        except Refused:
            return
