"""Taking in a case list: for a meeting that is called where there is none yet, all of the file or nothing.

The same file twice changes nothing; a longer one adds its cases and the running order follows. Only numbers
and handling marks are kept. What an earlier meeting of the area agreed about a case (a review, LIN-104) is
found in that meeting's own journal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from marac.caselist import ListCases, Listing
from marac.decide import Refused, Why
from marac.journal import SYSTEM
from marac.list_closing import has_list, is_closed
from marac.meeting import Case, Meeting
from marac.meeting_dates import anchor_among, days_without_clash
from marac.order_warnings import warnings_for
from marac.words import CaseNumber, PersonId, SittingState
from usecases.agency_names import AgencyNames
from usecases.call_meeting import call_meeting, next_meeting_day
from usecases.case_list import COLUMNS, CaseListRefused, CaseListTerms, ListedCase, parse_case_list
from usecases.imported_files import Problem
from usecases.keep_back import keep_back
from usecases.late_cases import begins_on, next_called, pass_on, place
from usecases.office import Office
from usecases.receive import FileTaken, takes
from usecases.rolls import refresh_roll
from usecases.rooms import Room
from usecases.table_shape import Table, TableFault, TableRefused
from usecases.tables import read_table
from usecases.take import take

KIND = "cases"
LEFT_OUT = "listed-but-not-in-file"
LONGEST_LOOK_BACK = timedelta(days=731)
"""How far back an earlier meeting's review still says how a case comes back."""


class ImportFault(StrEnum):
    """What a meeting can have against a sound list."""

    RESTRICTION_STAYS = "restriction-stays"


async def import_cases(
    office: Office,
    area: str,
    data: bytes,
    file_name: str,
    first_day: date | None = None,
    by: PersonId = SYSTEM,
    *,
    rhythm: str = "",
) -> FileTaken:
    """Take in a case list for the area's meeting that begins on `first_day`; without one, for the meeting
    that the list is about. Raises TableRefused, CaseListRefused, NotAMeetingDay or Refused; then nothing of
    it is kept."""
    table = await asyncio.to_thread(read_table, data, file_name)
    return await take_cases(office, area, table, first_day, by, rhythm)


async def take_cases(
    office: Office,
    area: str,
    table: Table,
    first_day: date | None = None,
    by: PersonId = SYSTEM,
    rhythm: str = "",
) -> FileTaken:
    """Take in a case list's table. Raises as `import_cases`."""
    listed = parse_case_list(table, await _terms(office, area))
    meeting = await _meeting_for(office, area, first_day, listed, rhythm)
    reviewed = await _earlier_cases(office, meeting, lambda case: case.review_agreed_on is not None)
    settled = await _earlier_cases(office, meeting, lambda case: case.no_more_professionals_on is not None)
    following = await next_called(office, meeting, is_open=True)
    command = ListCases(
        listed=tuple(_listing(case, case.number in reviewed, case.number in settled) for case in listed),
        next_day=begins_on(office, following) if following else None,
    )
    giver = by if by in meeting.roll else SYSTEM
    try:
        taken = await take(office, meeting.key, command, giver)
    except Refused as refused:
        if refused.why is not Why.RESTRICTION_STAYS:
            raise
        raise CaseListRefused(_restrictions(table, listed, refused.facts)) from None
    await pass_on(office, taken.after, command.listed, by)
    await place(office, taken.after)
    await keep_back(office, taken.after)
    return _summary(office, taken.before, taken.after, listed, by)


async def _terms(office: Office, area: str) -> CaseListTerms:
    protocol = office.protocol(area)
    agencies = await office.register.agencies(area)
    return CaseListTerms(
        districts=protocol.order.districts,
        agencies=AgencyNames(agencies.values()),
        sittings=len(protocol.sittings),
        today=office.today(area),
        marks=tuple(mark for mark in protocol.case_marks if mark.asked == "with-the-list"),
    )


async def _meeting_for(
    office: Office, area: str, first_day: date | None, listed: Sequence[ListedCase], rhythm: str
) -> Meeting:
    """The meeting that begins on `first_day`; else the coming one that has most of these cases; else the
    first coming one that has none yet and has not begun, or whose list is open where cases roll in; else the
    next there can be, called now."""
    if first_day is not None:
        return await call_meeting(office, area, first_day, rhythm)
    coming = [await office.ledger.load(k) for k in await office.ledger.meetings(area, on=office.today(area))]
    coming = [m for m in coming if m.closed_at is None and m.sittings]
    shared = {m.key: sum(case.number in m.cases for case in listed) for m in coming}
    best = max(coming, key=lambda m: shared[m.key], default=None)
    if best is None or not shared[best.key]:
        best = next((m for m in coming if _has_not_begun(m) and _takes_new(office, m)), None)
    if best is not None:
        return (await refresh_roll(office, best)).after
    return await call_meeting(office, area, await _next_free_day(office, area, rhythm), rhythm)


def _takes_new(office: Office, meeting: Meeting) -> bool:
    """A list that is about no meeting's cases can be this one's: it has none, or its list is open where cases
    roll in (WOL-19)."""
    protocol = office.protocol(meeting.area)
    rolling = protocol.listing is not None and protocol.listing.rolling
    return not has_list(meeting) or (rolling and not is_closed(meeting, protocol, office.now()))


def _has_not_begun(meeting: Meeting) -> bool:
    return all(sitting.state is SittingState.PLANNED for sitting in meeting.sittings)


async def _next_free_day(office: Office, area: str, rhythm: str) -> date:
    """The first day after today by the area's pattern, as its last called meeting has it, on which none has
    been called and that is no holiday; where there is none yet, from the first on which one can begin."""
    protocol, today = office.protocol(area), office.today(area)
    called = {begins_on(office, m) for m in await _meetings(office, area) if m.sittings}
    anchor = anchor_among(protocol, called) or next_meeting_day(protocol, today + timedelta(days=1))
    days = days_without_clash(protocol, anchor, today, rhythm)
    return next(day for day in days if day not in called)


async def _meetings(office: Office, area: str) -> list[Meeting]:
    keys = await office.ledger.meetings(area, on=office.today(area) - LONGEST_LOOK_BACK)
    loaded = [await office.ledger.load(key) for key in keys]
    return [meeting for meeting in loaded if meeting.cancelled_at is None]


async def _earlier_cases(
    office: Office, meeting: Meeting, wanted: Callable[[Case], bool]
) -> frozenset[CaseNumber]:
    """The cases of which that is so in an earlier meeting of the area: that a review was agreed (LIN-104), or
    that no more professionals' meetings are needed (LUT-50)."""
    if not meeting.sittings:
        return frozenset()
    since = meeting.sittings[0].starts_at - LONGEST_LOOK_BACK
    found: set[CaseNumber] = set()
    for key in await office.ledger.meetings(meeting.area, on=since.date()):
        earlier = await office.ledger.load(key)
        if earlier.sittings and earlier.sittings[0].starts_at < meeting.sittings[0].starts_at:
            found.update(n for n, c in earlier.cases.items() if wanted(c))
    return frozenset(found)


def _listing(case: ListedCase, reviewed_before: bool, settled_before: bool) -> Listing:
    given = msgspec.structs.asdict(case)
    return Listing(**given, reviewed_before=reviewed_before, settled_before=settled_before)


def _restrictions(table: Table, listed: Sequence[ListedCase], facts: Mapping[str, object]) -> list[Problem]:
    """A problem for each line that would lift a restriction."""
    lifted = facts["cases"]
    title = next(column.title for column in COLUMNS if column.key == "kind")
    return [
        Problem(reason=ImportFault.RESTRICTION_STAYS, line=row.line, column=title)
        for row, case in zip(table.rows, listed, strict=True)
        if isinstance(lifted, tuple) and case.number in lifted
    ]


def _summary(
    office: Office, before: Meeting, after: Meeting, listed: Sequence[ListedCase], by: PersonId
) -> FileTaken:
    new = sum(case.number not in before.cases for case in listed)
    changed = sum(
        case.number in before.cases and before.cases[case.number] != after.cases[case.number]
        for case in listed
    )
    worries = warnings_for(after, office.protocol(after.area), by)
    in_file = {case.number for case in listed}
    left_out = [LEFT_OUT] if any(number not in in_file for number in before.cases) else []
    return FileTaken(
        kind=KIND,
        new=new,
        changed=changed,
        same=len(listed) - new - changed,
        meeting=after.key,
        for_next=tuple((c.number, c.for_next) for n in in_file if (c := after.cases[n]).for_next),
        warnings=tuple(dict.fromkeys([*(w.worry.value for w in worries), *left_out])),
    )


def is_case_list(headings: frozenset[str]) -> bool:
    """The headings are those of a case list: one of them is the number's."""
    number = next(column for column in COLUMNS if column.key == "number")
    return any(number.goes_by(heading) for heading in headings)


@takes(is_case_list)
async def take_dropped(office: Office, room: Room, tables: Sequence[Table]) -> FileTaken:
    """A case list dropped by an administrator of the room's area."""
    if len(tables) > 1:
        raise TableRefused(TableFault.SEVERAL_SHEETS, count=len(tables))
    return await take_cases(office, room.area, tables[0], by=room.person)
