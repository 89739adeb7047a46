"""What is still owed of the area's meetings and nobody is reminded of any more, for its administrators: how
much once a week in their digest, and all of it as a card on which it is ticked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from marac.duties import DutyDue
from marac.meeting import Meeting
from marac.subjects import may_hear_of
from marac.unreminded import LONGEST, unreminded
from marac.words import PersonId
from usecases.as_it_stands import as_it_stands
from usecases.heard_since import Days, has_come
from usecases.office import Office
from usecases.ports import Ledger, Standing
from usecases.requests import Request, View, answers
from usecases.rooms import Room
from usecases.views.duties_panel import DutyLine, gathered, line_of

ON: Final = "mon"
"""The day of the week on which administrators hear how much there is, or the first day with digests after."""
MOST_LINES: Final = 12


class ShowStillOwed(Request, frozen=True):
    """What is owed of earlier meetings and nobody is reminded of any more."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


class OwedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is owed of the meeting of that day, for all its cases at once."""

    meeting: str
    held_on: date
    line: DutyLine


class StillOwed(View, frozen=True, kw_only=True):
    """The meeting of longest ago first; `more` did not fit."""

    lines: tuple[OwedLine, ...]
    more: int


_Known = dict[str, tuple[Standing, date, tuple[DutyDue, ...]]]
_KNOWN: WeakKeyDictionary[Ledger, _Known] = WeakKeyDictionary()


async def still_owed(office: Office, area: str, person: PersonId) -> tuple[OwedLine, ...]:
    """All of it in the meetings of the area's last year in which the person is an administrator, of what they
    may hear of."""
    day_of, now = office.protocol(area).calendar.day_of, office.now()
    lines = list[OwedLine]()
    async for meeting, found in _owed(office, area):
        attendee = meeting.roll.get(person)
        if attendee is None or not attendee.is_administrator:
            continue
        theirs = (due for due in found if may_hear_of(meeting, person, due.subject))
        held_on = day_of(meeting.sittings[-1].starts_at)
        lines += [
            OwedLine(meeting=meeting.key, held_on=held_on, line=line)
            for line in gathered(line_of(due, meeting, person, now) for due in theirs)
        ]
    return tuple(lines)


async def administrators_to_tell(office: Office, area: str, within: Days) -> set[PersonId]:
    """Those whose digest says on that day how much is still owed."""
    if not has_come(ON, within):
        return set()
    return {
        person
        async for meeting, found in _owed(office, area)
        for person in meeting.administrators()
        if any(may_hear_of(meeting, person, due.subject) for due in found)
    }


async def _owed(office: Office, area: str) -> AsyncIterator[tuple[Meeting, tuple[DutyDue, ...]]]:
    """The meetings of which something is; worked out once a day while a journal stands still."""
    protocol, today = office.protocol(area), office.today(area)
    known = _KNOWN.setdefault(office.ledger, {})
    for key, standing in (await office.ledger.standing(area, since=today - LONGEST)).items():
        if known.get(key, (None, None))[:2] == (standing, today) and not known[key][2]:
            continue
        meeting = await as_it_stands(office, key, standing)
        if meeting is None:
            continue
        found = unreminded(meeting, protocol, office.now()) if meeting.sittings else ()
        known[key] = (standing, today, found)
        if found:
            yield meeting, found


@answers(ShowStillOwed)
async def show_still_owed(request: ShowStillOwed, room: Room, office: Office) -> View:
    """The list as it is now."""
    lines = await still_owed(office, room.area, room.person)
    return StillOwed(lines=lines[:MOST_LINES], more=max(0, len(lines) - MOST_LINES))
