"""Reporting that there is an update form on a case that was heard and is not closed.

Taken are the case's number and whether all agencies are asked for a longer flag; what the form says stays
where it is.
"""

from __future__ import annotations

from marac.duties import TickDuty
from marac.matter_stages import duty_key
from marac.protocol import Matter, Protocol
from marac.words import CaseNumber
from usecases.office import Office
from usecases.report_matter import RaiseMatter, hearing_of, raise_matter
from usecases.requests import View, answers
from usecases.rooms import Room
from usecases.take import take
from usecases.views.matters import ShowMatters


class ReportUpdate(ShowMatters, frozen=True):
    """Say that there is an update on a case; `longer`: all agencies are asked to flag it for longer."""

    number: CaseNumber
    longer: bool = False

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For members and administrators, where the area announces news on cases."""
        who = room.attendee
        return (
            news_of(room.protocol) is not None and who is not None and (who.is_member or who.is_administrator)
        )


def news_of(protocol: Protocol) -> Matter | None:
    """What news on a case is reported as."""
    return next((m for m in protocol.matters if m.news is not None), None)


def answer_for(matter: Matter, *, longer: bool) -> tuple[str, str] | None:
    """The stage that asks whether the flag is to be longer, and what is said to it; None where the area does
    not ask."""
    stages = {stage.key: stage for stage in matter.stages}
    flag = stages.get(matter.news.flag or "") if matter.news is not None else None
    if flag is None:
        return None
    asked = stages[flag.counted_from]
    said = [a.key for a in asked.answers if (a.key in flag.after) is longer]
    return (asked.key, said[0]) if said else None


@answers(ReportUpdate)
async def report_update(request: ReportUpdate, room: Room, office: Office) -> View:
    """Take it like any report, with the answer about the flag. Raises Refused for a case that is not open, as
    far as the person could know."""
    matter = news_of(room.protocol)
    view = await raise_matter(
        RaiseMatter(kind=matter.key if matter else "", number=request.number), room, office
    )
    answer = answer_for(matter, longer=request.longer) if matter is not None else None
    if matter is None or answer is None:
        return view
    meeting = await hearing_of(office, room, request.number)
    stage, said = answer
    for raised in reversed(tuple(meeting.matters.values())):
        mine = (raised.kind, raised.number, raised.reported_by) == (matter.key, request.number, room.person)
        if mine and raised.settled_at is None:
            tick = TickDuty(duty=duty_key(matter.key, stage), subject=raised.key, answer=said)
            await take(office, meeting.key, tick, room.person)
            break
    return view
