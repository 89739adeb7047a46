"""Announcing news on cases: what was reported before administrators ticked the week's announcement."""

from __future__ import annotations

from marac.decide import Refused
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.updates import AnnounceNews, news_waiting
from usecases.area_dates import meetings_looked_at
from usecases.office import Office
from usecases.sweepers import sweeps
from usecases.take import take


@sweeps
async def announced(office: Office, meeting: Meeting) -> None:
    """Once the date that announces it is ticked, in whichever meeting, news that was reported before is
    announced by number (LIN-32); what comes in later waits for the next."""
    waiting = news_waiting(meeting, office.protocol(meeting.area))
    if not waiting:
        return
    ticks = [tick for one in await meetings_looked_at(office, meeting.area) for tick in one.duties.items()]
    found = tuple(
        raised.key
        for raised, rule in waiting
        if any(key.startswith(f"{rule.announced_by}:") and at > raised.reported_at for key, at in ticks)
    )
    if not found:
        return
    try:
        await take(office, meeting.key, AnnounceNews(matters=found), SYSTEM)
    except Refused:
        return
