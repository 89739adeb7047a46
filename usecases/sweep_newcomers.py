"""Finding out which agencies come for the first time, on the day of a meeting whose opening asks for it.

Only what the bot has seen itself counts: at its first meeting of an area nobody is called new.
"""

from __future__ import annotations

from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.steps import NoteNewcomers
from marac.words import AgencyId
from usecases.office import Office
from usecases.sweepers import sweeps
from usecases.take import take
from usecases.views.professionals import earlier


@sweeps
async def newcomers(office: Office, meeting: Meeting) -> None:
    """Note them once, on the day and before a sitting is opened, where a step is for newcomers (KEN-38)."""
    protocol = office.protocol(meeting.area)
    asked = any(step.when == "newcomers" for step in protocol.opening)
    begun = any(s.opened_at is not None for s in meeting.sittings)
    if not asked or begun or not meeting.sittings or meeting.newcomers is not None:
        return
    if protocol.calendar.day_of(meeting.sittings[0].starts_at) != office.today(meeting.area):
        return
    before = [one for one in await earlier(office, meeting) if one.presence]
    known = {agency for one in before for agency in agencies_seen(one)}
    new = tuple(key for key in meeting.agencies if key not in known) if before else ()
    await take(office, meeting.key, NoteNewcomers(agencies=new), SYSTEM)


def agencies_seen(meeting: Meeting) -> frozenset[AgencyId]:
    """The agencies of which somebody was at the meeting."""
    people = (meeting.roll[p] for p in meeting.presence if p in meeting.roll)
    return frozenset(a.agency for a in people if a.agency is not None and a.is_member)
