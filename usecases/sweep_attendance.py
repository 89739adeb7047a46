"""What the clock alone brings about for agencies that cannot come: they are chased, and administrators hear
that they have named nobody."""

from __future__ import annotations

from marac.absence import ChaseAbsences
from marac.decide import Refused
from marac.journal import SYSTEM
from marac.meeting import Meeting
from usecases.office import Office
from usecases.sweepers import sweeps
from usecases.take import take


@sweeps
async def absences(office: Office, meeting: Meeting) -> None:
    """From the area's time on, each agency once (HAC-05, LUT-03)."""
    if office.protocol(meeting.area).absence is None or meeting.closed_at is not None:
        return
    try:
        await take(office, meeting.key, ChaseAbsences(), SYSTEM)
    except Refused:
        return
