"""Closing the cases that have not come back: listed when the area says, looked through by administrators, and
approved by one of them.

The numbers are looked up over all of the area's meetings. Nobody sees the number of a case that they could
not see at the meeting that heard it, and a case that is on a list again is not closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from marac.admission import may_see
from marac.area_dates import carrier_of
from marac.closures import (
    ApproveClosures,
    LastHeard,
    ListClosures,
    due_for_closure,
    list_key,
    stands_until,
)
from marac.decide import Refused, Why
from marac.facts import ClosureList, DueForClosure
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.protocol import FlagRule
from marac.words import CaseNumber, CaseState, PersonId
from usecases.csv_files import Cell
from usecases.handing_over import CSV, XLSX, MadeFile, hands_over, offer
from usecases.nudge import nudging_day
from usecases.office import Office
from usecases.ports import HeardRow, NoMeeting
from usecases.requests import Request, View, answers
from usecases.rooms import Room
from usecases.sweep_matters import stopped_cases
from usecases.sweepers import sweeps
from usecases.tables import Sheet, write_csv, write_xlsx
from usecases.take import CLOSED, SETTLED, take

LOOKED_AFTER = timedelta(days=60)
SHORTEST_MONTH = timedelta(days=28)
WORKING_RECORD = (
    "A working record of hearings that the bot took part in: not minutes, and no record of a case."
)
HEADINGS = ("Case", "Last heard", "Flag until", "State")


class ShowClosures(Request, frozen=True):
    """The cases that are due to be closed, for administrators."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators, where the area closes cases."""
        who = room.attendee
        closes = room.protocol.closures is not None and room.protocol.flags is not None
        return closes and who is not None and who.is_administrator


class ApproveClosureList(ShowClosures, frozen=True):
    """Close the cases of a list, and have agencies take the flags off."""

    key: str


class OfferClosures(ShowClosures, frozen=True):
    """The year's closures and the flags to be taken off, as a file."""

    format: str = "xlsx"


class Closable(msgspec.Struct, frozen=True, kw_only=True):
    """A case to be closed: its number, when it was heard last, and the last day of its flag."""

    case: CaseNumber
    heard_on: date
    until: date


class ClosureLines(msgspec.Struct, frozen=True, kw_only=True):
    """One list: its key and day, its cases, and since when it is approved (None: it waits)."""

    key: str
    listed_on: date
    lines: tuple[Closable, ...]
    approved_on: date | None


class Closures(View, frozen=True, kw_only=True):
    """The lists of a meeting, the newest first, and when cases are listed next."""

    meeting: str
    lists: tuple[ClosureLines, ...]
    months: int
    listed: str


@sweeps
async def closures(office: Office, meeting: Meeting) -> None:
    """Within the hours of a day's digests cases are listed as the area says, each list once (LIN-31, KEN-50,
    LUT-40)."""
    protocol, now = office.protocol(meeting.area), office.now()
    key = list_key(protocol, meeting, now)
    day = nudging_day(protocol, now) if key is not None else None
    flags = protocol.flags
    if key is None or day is None or flags is None or not await _may_be_due(office, meeting.area, flags, day):
        return
    known = await _known(office, meeting.area)
    weekly = protocol.closures is not None and protocol.closures.listed == "weekly"
    carrier = carrier_of(known, day, protocol)
    is_carrier = carrier is not None and carrier.key == meeting.key
    if weekly and (not is_carrier or any(key in m.closure_lists for m in known)):
        return
    waiting = {c.case for m in known for one in m.closure_lists.values() for c in _waiting(one)}
    passed_over = waiting | await stopped_cases(office, meeting.area, "flagging")
    heard = [_last(row) for row in await office.ledger.heard(meeting.area) if row.case not in passed_over]
    due = due_for_closure(heard, _returning(known), flags, protocol, day)
    if due:
        await take(office, meeting.key, ListClosures(key=key, closures=due), SYSTEM)


async def _may_be_due(office: Office, area: str, flags: FlagRule, day: date) -> bool:
    """Some hearing is old enough, and nothing has settled it; no meeting is read for that, for on most days
    there is none."""
    until = day - flags.months * SHORTEST_MONTH
    return any(row.state not in SETTLED for row in await office.ledger.heard(area, until=until))


async def _known(office: Office, area: str) -> list[Meeting]:
    keys = await office.ledger.meetings(area, on=office.today(area) - LOOKED_AFTER)
    return [await office.ledger.load(key) for key in keys]


def _waiting(listed: ClosureList) -> Sequence[DueForClosure]:
    return listed.closures if listed.approved_at is None else ()


def _last(row: HeardRow) -> LastHeard:
    return LastHeard(
        case=row.case, meeting=row.meeting, on=row.on, settled=row.state in SETTLED, until=row.until
    )


def _returning(known: Sequence[Meeting]) -> frozenset[CaseNumber]:
    """The cases that are on the list of a meeting to come, or are being heard."""
    return frozenset(
        case.number
        for meeting in known
        if meeting.closed_at is None
        for case in meeting.cases.values()
        if case.state in (CaseState.LISTED, CaseState.OPEN)
    )


@answers(ApproveClosureList)
async def approve(request: ApproveClosureList, room: Room, office: Office) -> View:
    """Close what has still not come back by now (LIN-100). Raises Refused for no such list."""
    meeting = room.meeting
    if meeting is None:
        raise Refused(Why.NOT_ALLOWED)
    listed = meeting.closure_lists.get(request.key)
    still = await _still_due(office, meeting, listed.closures if listed is not None else ())
    await take(office, meeting.key, ApproveClosures(key=request.key, numbers=still), room.person)
    return await _view(office, await office.ledger.load(meeting.key), room.person)


async def _still_due(
    office: Office, meeting: Meeting, listed: Sequence[DueForClosure]
) -> tuple[CaseNumber, ...]:
    returning, today = _returning(await _known(office, meeting.area)), office.today(meeting.area)
    still = []
    for one in listed:
        last = (await office.ledger.heard(meeting.area, case=one.case))[-1]
        is_longer = last.until is not None and last.until > today
        if last.on == one.on and one.case not in returning and not is_longer:
            still.append(one.case)
    return tuple(still)


@answers(ShowClosures)
async def show_closures(request: ShowClosures, room: Room, office: Office) -> View:
    """The lists in the journal of the meeting in question."""
    if room.meeting is None:
        raise Refused(Why.NOT_ALLOWED)
    return await _view(office, room.meeting, room.person)


async def _view(office: Office, meeting: Meeting, person: PersonId) -> Closures:
    protocol = office.protocol(meeting.area)
    if protocol.flags is None or protocol.closures is None:
        raise Refused(Why.NOT_IN_THIS_AREA)
    day_of = protocol.calendar.day_of
    lists = []
    for listed in reversed(list(meeting.closure_lists.values())):
        shown = listed.closures
        if listed.approved_at is not None:
            shown = tuple(c for c in shown if c.case in listed.approved)
        lists.append(
            ClosureLines(
                key=listed.key,
                listed_on=day_of(listed.listed_at),
                approved_on=day_of(listed.approved_at) if listed.approved_at else None,
                lines=tuple(
                    [
                        Closable(
                            case=c.case,
                            heard_on=c.on,
                            until=stands_until(c.on, c.until, protocol.flags, protocol),
                        )
                        for c in shown
                        if await _may_see(office, c.meeting, c.case, person)
                    ]
                ),
            )
        )
    return Closures(
        meeting=meeting.key, lists=tuple(lists), months=protocol.flags.months, listed=protocol.closures.listed
    )


async def _may_see(office: Office, key: str, number: CaseNumber, person: PersonId) -> bool:
    """The person may see the case at the meeting that heard it. Of a meeting that is gone nothing is
    known."""
    try:
        meeting = await office.ledger.load(key)
    except NoMeeting:
        return False
    return number in meeting.cases and may_see(meeting, person, number)


@answers(OfferClosures)
async def offer_closures(request: OfferClosures, room: Room, office: Office) -> View:
    """Offer the file in 1:1; it is made anew when it is accepted."""
    return await offer(office, room, "closures", format=request.format)


@hands_over("closures")
async def closures_file(office: Office, room: Room, arguments: Mapping[str, str]) -> MadeFile:
    """Every case of the last year and the one before by its last hearing: how long its flag stands, and
    whether it is to come off. Raises Refused for anybody but an administrator."""
    if room.meeting is None or not ShowClosures.is_open_to(room):
        raise Refused(Why.NOT_ALLOWED)
    rows = await _rows(office, room)
    limit, name = room.protocol.purpose_limit, f"MARAC closures {office.today(room.area):%Y-%m-%d}"
    if arguments.get("format") == "csv":
        content = write_csv((WORKING_RECORD, limit), iter((HEADINGS, *rows)))
        return MadeFile(name=f"{name}.csv", content=content, media_type=CSV)
    read_first = Sheet("Read first", ("Read first",), ((WORKING_RECORD,), (limit,)))
    sheets = (read_first, Sheet("Closures", HEADINGS, rows))
    return MadeFile(name=f"{name}.xlsx", content=write_xlsx(sheets), media_type=XLSX)


async def _rows(office: Office, room: Room) -> list[Sequence[Cell]]:
    rule, today = room.protocol.flags, office.today(room.area)
    if rule is None:
        return []
    last: dict[CaseNumber, HeardRow] = {}
    for row in await office.ledger.heard(room.area, since=today - timedelta(days=62 * rule.months)):
        last[row.case] = row
    rows: list[Sequence[Cell]] = []
    for row in sorted(last.values(), key=lambda r: (r.on, r.case)):
        until = stands_until(row.on, row.until, rule, room.protocol)
        if await _may_see(office, row.meeting, row.case, room.person):
            rows.append((row.case, row.on, until, _state(row, until, today)))
    return rows


def _state(row: HeardRow, until: date, today: date) -> str:
    if row.state == CLOSED:
        return "closed, flags to be off"
    if row.state in SETTLED:
        return "not flagged"
    return "to be closed" if until <= today else "flagged"
