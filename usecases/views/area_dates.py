"""What comes round by the calendar whatever meetings there are, with the version of the rules in force: for
chairs and administrators (LIN-53)."""

from __future__ import annotations

from datetime import date

import msgspec

from marac.area_dates import dates_owed
from usecases.area_dates import meetings_looked_at
from usecases.office import Office
from usecases.requests import ShowAreaDates, View, answers
from usecases.rooms import Room


class DateRound(msgspec.Struct, frozen=True, kw_only=True):
    """One date: the round that was missed, if one was, when it was last done, and the next one."""

    label: str
    every: str
    missed: date | None
    next: date
    is_done: bool


class AreaDates(View, frozen=True, kw_only=True):
    """All of the area's dates, the next one first."""

    area_name: str
    version: str
    declaration: str
    source: str
    rounds: tuple[DateRound, ...]


@answers(ShowAreaDates)
async def show_area_dates(request: ShowAreaDates, room: Room, office: Office) -> View:
    """The dates of the room's area."""
    protocol, today = room.protocol, office.today(room.area)
    owed = dates_owed(await meetings_looked_at(office, room.area), protocol, today)
    rounds = []
    for area_date in protocol.dates:
        mine = [due for due in owed if due.duty.key == area_date.key]
        days = {date.fromisoformat(due.subject.key): due for due in mine}
        missed = next((day for day, due in days.items() if day < today and due.is_owed), None)
        coming = min(day for day in days if day > today or (day == today and days[day].is_owed))
        rounds.append(
            DateRound(
                label=area_date.label,
                every=area_date.every,
                missed=missed,
                next=coming,
                is_done=days[coming].is_done,
            )
        )
    return AreaDates(
        area_name=protocol.name,
        version=protocol.version,
        declaration=protocol.declaration.version,
        source=protocol.source,
        rounds=tuple(sorted(rounds, key=lambda one: one.next)),
    )
