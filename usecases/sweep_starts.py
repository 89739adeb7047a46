"""Asking administrators when a meeting starts, once its list has closed and it is known how many cases there
are (HAC-10)."""

from __future__ import annotations

from marac.meeting import Meeting
from marac.moving import waits_for_start
from usecases.office import Office
from usecases.ports import Notice, Work
from usecases.sweepers import sweeps

CHOOSE_START = "choose-start"


@sweeps
async def starts_to_choose(office: Office, meeting: Meeting) -> None:
    """Ask each of them once; their desk shows it until it is settled."""
    protocol, now = office.protocol(meeting.area), office.now()
    if not waits_for_start(meeting, protocol, now) or not protocol.calendar.is_open(now):
        return
    notices = [
        Notice(
            key=f"{CHOOSE_START}:{meeting.key}:{person}",
            to=person,
            kind=CHOOSE_START,
            area=meeting.area,
            meeting=meeting.key,
        )
        for person in meeting.administrators()
    ]
    await office.ledger.commit(Work(meeting=meeting, notices=notices))
