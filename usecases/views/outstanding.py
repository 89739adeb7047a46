"""What is outstanding from earlier meetings, as everybody in the meeting chat may see it (LIN-36).

By case number and agency, how many and due when: no wording, no person, and nothing of a restricted case,
which goes to owner, chair and administrators privately.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec

from marac.chat_naming import are_numbers_named
from marac.meeting import Meeting
from marac.outstanding import for_the_chat
from marac.words import AgencyId, CaseNumber
from usecases.office import Office
from usecases.open_actions import from_earlier
from usecases.requests import ShowOutstanding, View, answers
from usecases.rooms import Place, Room
from usecases.views.actions import outstanding_for

MOST_LINES = 40


class OutstandingLine(msgspec.Struct, frozen=True, kw_only=True):
    """An agency's open actions of a case, or of all cases where no number is named: how many, the earliest
    date, and how many are overdue."""

    case: CaseNumber | None
    agency: AgencyId
    count: int
    due: date | None
    overdue: int


class Outstanding(View, frozen=True, kw_only=True):
    """The list for the chat; `more` lines did not fit."""

    lines: tuple[OutstandingLine, ...]
    total: int
    overdue: int
    more: int = 0


async def public_outstanding(office: Office, room: Room) -> Outstanding:
    """The area's outstanding actions as the chat may have them."""
    today = office.today(room.area)
    rows = for_the_chat(o.row for o in await from_earlier(office, room))
    named = room.meeting is not None and are_numbers_named(room.meeting, room.protocol)
    grouped: dict[tuple[CaseNumber | None, AgencyId], list[date | None]] = {}
    for row in rows:
        grouped.setdefault((row.case if named else None, row.agency), []).append(row.due)
    lines = [
        OutstandingLine(
            case=case,
            agency=agency,
            count=len(dates),
            due=min((d for d in dates if d is not None), default=None),
            overdue=sum(d is not None and d < today for d in dates),
        )
        for (case, agency), dates in grouped.items()
    ]
    lines.sort(key=lambda line: (line.overdue == 0, line.case or "", line.agency))
    return Outstanding(
        lines=tuple(lines[:MOST_LINES]),
        total=len(rows),
        overdue=sum(line.overdue for line in lines),
        more=max(0, len(lines) - MOST_LINES),
    )


async def _under_way(office: Office, room: Room) -> Meeting | None:
    """The area's meeting with a sitting under way."""
    for key in await office.ledger.meetings(room.area, on=office.today(room.area)):
        meeting = await office.ledger.load(key)
        if meeting.sitting is not None and room.person in meeting.roll:
            return meeting
    return None


@answers(ShowOutstanding)
async def show_outstanding(request: ShowOutstanding, room: Room, office: Office) -> View:
    """In the chat the list for everybody; in 1:1 what the asker is asked about."""
    if request.under_way:
        room = replace(room, meeting=await _under_way(office, room) or room.meeting)
    if room.place is Place.CHAT or room.meeting is None:
        return await public_outstanding(office, room)
    return await outstanding_for(office, room, room.meeting)
