"""The area's unfinished actions as they are circulated to its members: by case number and agency, and to each
no case that they may not see (WOL-41)."""

from __future__ import annotations

from datetime import date

import msgspec

from marac.outstanding import for_the_chat
from marac.words import AgencyId, CaseNumber
from usecases.announcements_actions import CIRCULATED
from usecases.office import Office
from usecases.open_actions import open_actions
from usecases.ports import Notice
from usecases.requests import View
from usecases.rooms import Room
from usecases.telling import NoLongerRight, shows

MOST_LINES = 30


class CirculatedLine(msgspec.Struct, frozen=True, kw_only=True):
    """An agency's unfinished action."""

    case: CaseNumber
    agency: AgencyId
    due: date | None
    is_overdue: bool


class Circulated(View, frozen=True, kw_only=True):
    """The list, the earliest due first; `more` did not fit."""

    lines: tuple[CirculatedLine, ...]
    more: int


@shows(CIRCULATED)
async def circulated(notice: Notice, room: Room, office: Office) -> View:
    """The list as it is when it is sent; nothing where nothing of it is the reader's to see."""
    today = office.today(room.area)
    rows = for_the_chat(one.row for one in await open_actions(office, (room.area,)))
    lines = [
        CirculatedLine(case=row.case, agency=row.agency, due=row.due, is_overdue=row.is_overdue(today))
        for row in rows
        if room.person in row.seen_by
    ]
    if not lines:
        raise NoLongerRight("nothing is open")
    return Circulated(lines=tuple(lines[:MOST_LINES]), more=max(0, len(lines) - MOST_LINES))
