"""What is open, overdue and finished in an area, for its administrators: by agency, case and person, and as a
file.

By case number, agency, owner and date alone, and without the cases that whoever reads it may not see
(HAC-46). The file for those who oversee the MARAC has neither case numbers nor names (WOL-42).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from marac.admission import may_see
from marac.chasing import to_send_on, was_chased_on
from marac.decide import Refused, Why
from marac.meeting import Action, Meeting
from marac.outstanding import told_of
from marac.words import ActionId, ActionState, AgencyId, CaseNumber, PersonId
from usecases.csv_files import Cell
from usecases.handing_over import CSV, XLSX, MadeFile, hands_over, offer
from usecases.material import LOOKED_AFTER, Alert, alerts_on
from usecases.office import Office
from usecases.requests import OfferOpenList, ShowOpenList, View, answers
from usecases.rooms import Room
from usecases.status_words import status
from usecases.tables import Sheet, write_csv, write_xlsx

MOST_LINES = 8
FINISHED = (ActionState.DONE, ActionState.IMPOSSIBLE)
HEADINGS = ("Case", "Agency", "Owner", "Due", "First due", "Status", "Days late", "Escalated", "Chased")
UNNAMED = ("Agency", "Due", "Status", "Days late", "Escalated")


class OpenLine(msgspec.Struct, frozen=True, kw_only=True):
    """An action as administrators follow it up: identifiers and dates, never wording."""

    meeting: str
    action: ActionId
    case: CaseNumber
    agency: AgencyId
    owner: PersonId | None
    due: date | None
    first_due: date | None
    state: ActionState
    changed: bool
    days_late: int
    escalated: bool
    chased_on: date | None
    may_chase: bool
    unowned: bool
    asked_for: date | None
    notices: tuple[int, ...]

    @property
    def is_open(self) -> bool:
        """Somebody still owes something."""
        return self.state not in FINISHED


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many of one agency's, case's or person's actions are open, overdue and finished."""

    key: str
    open: int
    overdue: int
    finished: int


class OpenList(View, frozen=True, kw_only=True):
    """The list: tallies of all, new dates that wait for an answer, the overdue ones that fit, the latest
    first, and what could not be done or is no longer needed."""

    by: str
    tallies: tuple[Tally, ...]
    overdue: tuple[OpenLine, ...]
    more: int
    alerts: tuple[Alert, ...] = ()
    not_done: tuple[OpenLine, ...] = ()
    asked: tuple[OpenLine, ...] = ()


async def open_lines(office: Office, room: Room) -> tuple[OpenLine, ...]:
    """The area's open actions and those finished of meetings of late, of the cases that the person may
    see."""
    day = office.today(room.area)
    standing = await office.ledger.standing(room.area, since=day - LOOKED_AFTER)
    meetings = [await office.ledger.load(key) for key in standing]
    lines = (
        _line(action, meeting, office, room)
        for meeting in meetings
        for action in meeting.actions.values()
        if (action.is_open or action.state in FINISHED) and may_see(meeting, room.person, action.case)
    )
    return tuple(sorted(lines, key=lambda x: (not x.days_late, -x.days_late, x.case, x.action)))


def _line(action: Action, meeting: Meeting, office: Office, room: Room) -> OpenLine:
    protocol = office.protocol(meeting.area)
    calendar, day = protocol.calendar, office.today(meeting.area)
    late = action.is_overdue(day)
    asked = not meeting.asks_no_more(action)
    unowned = asked and action.is_open and not told_of(meeting, action)
    chases = asked and protocol.actions.nudged == "owner" and not was_chased_on(action, day, protocol)
    return OpenLine(
        meeting=meeting.key,
        action=action.key,
        case=action.case,
        agency=action.agency,
        owner=action.owner,
        due=action.due,
        first_due=action.was_due[0] if action.was_due else None,
        state=action.state,
        changed=action.changed,
        days_late=(day - action.due).days if late and action.due is not None else 0,
        escalated=action.escalated_at is not None,
        chased_on=calendar.day_of(action.chased_at) if action.chased_at is not None else None,
        may_chase=late and chases and not unowned,
        unowned=unowned,
        asked_for=action.asked_for,
        notices=tuple(number for number, _ in to_send_on(action, protocol, day) if asked),
    )


def tallies(lines: Iterable[OpenLine], by: str) -> tuple[Tally, ...]:
    """The lines counted by `agency`, `case` or `person`, those with most overdue first."""
    groups: dict[str, list[OpenLine]] = {}
    for line in lines:
        key = {"agency": line.agency, "case": line.case, "person": line.owner or ""}[by]
        groups.setdefault(key, []).append(line)
    found = (
        Tally(
            key=key,
            open=sum(x.is_open for x in of),
            overdue=sum(x.days_late > 0 for x in of),
            finished=sum(not x.is_open for x in of),
        )
        for key, of in groups.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.overdue, -one.open, one.key)))


@answers(ShowOpenList)
async def show_open_list(request: ShowOpenList, room: Room, office: Office) -> View:
    """The list as it is now."""
    if request.by not in ("agency", "case", "person"):
        raise Refused(Why.NOT_VALID, field="by")
    lines = await open_lines(office, room)
    late = [line for line in lines if line.days_late]
    day = office.today(room.area)
    months = max(room.protocol.actions.late_months, room.protocol.alerts.not_high_risk_months)
    keys = await office.ledger.meetings(room.area, on=day - months * timedelta(days=31) - LOOKED_AFTER)
    return OpenList(
        by=request.by,
        tallies=tallies(lines, request.by),
        overdue=tuple(late[:MOST_LINES]),
        more=max(0, len(late) - MOST_LINES),
        not_done=tuple(line for line in lines if line.state is ActionState.IMPOSSIBLE)[:MOST_LINES],
        asked=tuple(line for line in lines if line.is_open and line.asked_for)[:MOST_LINES],
        alerts=alerts_on([await office.ledger.load(key) for key in keys], room.protocol, day),
    )


@hands_over("open-actions")
async def open_actions_file(office: Office, room: Room, arguments: Mapping[str, str]) -> MadeFile:
    """The list as a file. Raises Refused for anybody but an administrator."""
    if not OfferOpenList.is_open_to(room):
        raise Refused(Why.NOT_ALLOWED)
    lines = await open_lines(office, room)
    unnamed = arguments.get("unnamed") == "yes"
    headings = UNNAMED if unnamed else HEADINGS
    rows = [_unnamed(x, room) for x in lines if x.days_late] if unnamed else [_named(x, room) for x in lines]
    name = f"MARAC open actions {office.today(room.area):%Y-%m-%d}"
    limit = room.protocol.purpose_limit
    if arguments.get("format") == "csv":
        content: Iterator[Sequence[Cell]] = iter((headings, *rows))
        return MadeFile(name=f"{name}.csv", content=write_csv((limit,), content), media_type=CSV)
    sheets = (Sheet("Read first", ("Purpose",), ((limit,),)), Sheet("Open actions", headings, rows))
    return MadeFile(name=f"{name}.xlsx", content=write_xlsx(sheets), media_type=XLSX)


def _named(line: OpenLine, room: Room) -> Sequence[Cell]:
    owner = room.names.person(line.owner) if line.owner else ""
    first, late = line.first_due, line.days_late or None
    agency, escalated = room.names.agency(line.agency), "yes" if line.escalated else ""
    return (
        line.case,
        agency,
        owner,
        line.due,
        first,
        status(line.state, line.changed),
        late,
        escalated,
        line.chased_on,
    )


def _unnamed(line: OpenLine, room: Room) -> Sequence[Cell]:
    escalated = "yes" if line.escalated else ""
    return (room.names.agency(line.agency), line.due, status(line.state), line.days_late, escalated)


@answers(OfferOpenList)
async def offer_open_list(request: OfferOpenList, room: Room, office: Office) -> View:
    """Offer the file in 1:1; it is made anew when it is accepted."""
    unnamed = "yes" if request.unnamed else "no"
    return await offer(office, room, "open-actions", format=request.format, unnamed=unnamed)
