"""The notices that an area's file sends to people outside without anybody's approval: mailed on their day, in
the hours of the day's digests, and recorded as sent.

What cannot be mailed waits for an administrator like one that has to be approved.
"""

from __future__ import annotations

from marac.decide import Refused
from marac.duties import OUTSIDE
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.protocol import Protocol
from usecases.area_dates import meetings_looked_at
from usecases.nudge import nudging_day
from usecases.office import Office
from usecases.outside import Waiting, notices_of_dates, waiting_notices, why_not_by_mail
from usecases.sweepers import sweeps
from usecases.take import take
from usecases.views.prepared import said_gone


@sweeps
async def send_on(office: Office, meeting: Meeting) -> None:
    """Mail the last step of each ladder that has come; the same again adds nothing."""
    protocol = office.protocol(meeting.area)
    if not office.mails or not _mails_of_itself(protocol) or nudging_day(protocol, office.now()) is None:
        return
    found = {one.key: one for one in waiting_notices(meeting, protocol, office.now())}
    found |= {one.key: one for one in await _of_dates(office, meeting, protocol)}
    for waiting in found.values():
        await _send(waiting, office)


async def _of_dates(office: Office, meeting: Meeting, protocol: Protocol) -> list[Waiting]:
    """The notices of what comes round, in the meeting that carries them."""
    if not any(step.tells for area_date in protocol.dates for step in area_date.ladder):
        return []
    found = notices_of_dates(await meetings_looked_at(office, meeting.area), protocol, office.now())
    return [one for one in found if one.meeting.key == meeting.key]


async def _send(waiting: Waiting, office: Office) -> None:
    names = await office.names(waiting.meeting.area)
    if waiting.approved or why_not_by_mail(waiting, names, mails=office.mails):
        return
    try:
        await take(office, waiting.meeting.key, said_gone(waiting, mailed=True), SYSTEM)
    except Refused:
        return


def _mails_of_itself(protocol: Protocol) -> bool:
    """Some step of the area's file is for people outside, and needs nobody's approval."""
    ladders = [
        protocol.actions.ladder,
        *(duty.ladder for duty in protocol.duties),
        *(area_date.ladder for area_date in protocol.dates),
        *(stage.ladder for matter in protocol.matters for stage in matter.stages),
    ]
    return any(not step.approved and OUTSIDE & set(step.tells) for ladder in ladders for step in ladder)
