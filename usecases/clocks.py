"""The clocks of minutes and action lists: what is due of the area's meetings of late, since when it is out,
and by how much it was late, for administrators, as a card and as a file.

Dates and the area's own words for what is due, and nothing of any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from marac.decide import Refused, Why
from marac.duties import DutyDue, all_duties
from marac.meeting import Meeting
from usecases.csv_files import Cell
from usecases.handing_over import CSV, XLSX, MadeFile, hands_over, offer
from usecases.office import Office
from usecases.requests import Request, View, answers
from usecases.rooms import Room
from usecases.tables import Sheet, write_csv, write_xlsx

LOOKED_BACK = timedelta(days=60)
TOPICS = ("action-list", "minutes")
MOST_LINES = 12
HEADINGS = ("Meeting", "What is due", "Due", "Done", "Hours late")


class ShowClocks(Request, frozen=True):
    """When minutes and action lists are due, and how they stand."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


class OfferClocks(ShowClocks, frozen=True):
    """The same as a file."""

    format: str = "xlsx"


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is due of one meeting. `done_at` is None while it is owed, `hours_late` 0 in time."""

    meeting: str
    held_on: date
    duty: str
    label: str
    due: datetime
    done_at: datetime | None
    hours_late: int


class Clocks(View, frozen=True, kw_only=True):
    """The newest meeting first; `more` did not fit."""

    lines: tuple[Clock, ...]
    more: int


async def clocks_of(office: Office, room: Room) -> tuple[Clock, ...]:
    """Every clock that has started in the area's meetings of late in which the person is an administrator."""
    keys = await office.ledger.meetings(room.area, on=office.today(room.area) - LOOKED_BACK)
    meetings = [await office.ledger.load(key) for key in keys]
    theirs = (m for m in meetings if room.person in m.roll and m.roll[room.person].is_administrator)
    lines = [line for meeting in theirs for line in _of_meeting(meeting, room)]
    return tuple(sorted(lines, key=lambda line: (-line.held_on.toordinal(), line.due)))


def _of_meeting(meeting: Meeting, room: Room) -> Iterator[Clock]:
    day_of = room.protocol.calendar.day_of
    held_on = max((day_of(s.starts_at) for s in meeting.sittings if s.was_held), default=None)
    if held_on is None:
        return
    for due in all_duties(meeting, room.protocol):
        counted = due.duty.topic in TOPICS and due.is_timed and not due.is_void
        if counted and due.subject.case is None and due.subject.agency is None:
            yield _clock(due, meeting, held_on, room.now)


def _clock(due: DutyDue, meeting: Meeting, held_on: date, now: datetime) -> Clock:
    over = (due.done_at or (due.due if due.is_done else now)) - due.due
    return Clock(
        meeting=meeting.key,
        held_on=held_on,
        duty=due.key,
        label=due.duty.label,
        due=due.due,
        done_at=due.done_at,
        hours_late=max(0, -(-over // timedelta(hours=1))),
    )


@answers(ShowClocks)
async def show_clocks(request: ShowClocks, room: Room, office: Office) -> View:
    """The clocks as they are now."""
    lines = await clocks_of(office, room)
    return Clocks(lines=lines[:MOST_LINES], more=max(0, len(lines) - MOST_LINES))


@answers(OfferClocks)
async def offer_clocks(request: OfferClocks, room: Room, office: Office) -> View:
    """Offer the file in 1:1; it is made anew when it is accepted."""
    return await offer(office, room, "clocks", format=request.format)


@hands_over("clocks")
async def clocks_file(office: Office, room: Room, arguments: Mapping[str, str]) -> MadeFile:
    """All of them as a table. Raises Refused for anybody but an administrator."""
    if not ShowClocks.is_open_to(room):
        raise Refused(Why.NOT_ALLOWED)
    rows = list(_rows(await clocks_of(office, room), room))
    limit, name = room.protocol.purpose_limit, f"MARAC clocks {office.today(room.area):%Y-%m-%d}"
    if arguments.get("format") == "csv":
        return MadeFile(
            name=f"{name}.csv", content=write_csv((limit,), iter((HEADINGS, *rows))), media_type=CSV
        )
    sheets = (Sheet("Read first", ("Purpose",), ((limit,),)), Sheet("Clocks", HEADINGS, rows))
    return MadeFile(name=f"{name}.xlsx", content=write_xlsx(sheets), media_type=XLSX)


def _rows(lines: Iterable[Clock], room: Room) -> Iterator[Sequence[Cell]]:
    local = room.protocol.calendar.local
    for one in lines:
        done = f"{local(one.done_at):%d/%m/%Y %H:%M}" if one.done_at is not None else ""
        yield (one.held_on, one.label, f"{local(one.due):%d/%m/%Y %H:%M}", done, one.hours_late or None)
