"""The lists of actions as files: the whole meeting's for its administrators, an agency's own for its members.

An agency's file holds no other agency's actions, nobody's holds those of a case that they may not see, and
every file says what it may be used for (LIN-21, LIN-29, LIN-86, LIN-114).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marac.admission import may_see
from marac.case_words import worded, words_for
from marac.closing import actions_of_agency, full_list, standing_for
from marac.decide import Refused, Why
from marac.meeting import Action, Meeting
from marac.protocol import Protocol
from marac.standard import is_for_all, standard_of
from marac.waiting import reasons_given
from marac.words import ActionState, AgencyId
from usecases.csv_files import Cell
from usecases.handing_over import CSV, XLSX, MadeFile, hands_over, offer
from usecases.office import Office
from usecases.requests import OfferActionList, View, answers
from usecases.rooms import Room
from usecases.status_words import status
from usecases.tables import Sheet, write_csv, write_xlsx

HEADINGS = (
    "Case",
    "District",
    "Agency",
    "Owner",
    "Action",
    "Due",
    "Protects",
    "Status",
    "Feedback",
    "Update collected by",
    "Case flagged until",
)
EVERYBODY = "All agencies"
STANDING = "All cases heard"
"""What stands in the column of cases for an action of the whole meeting."""


@hands_over("actions")
async def all_actions(office: Office, room: Room, arguments: Mapping[str, str]) -> MadeFile:
    """Every action that the administrator may see. Raises Refused for anybody else."""
    meeting, attendee = room.meeting, room.attendee
    if meeting is None or attendee is None or not attendee.is_administrator:
        raise Refused(Why.NOT_ALLOWED)
    rows = [_row(action, meeting, room) for action in full_list(meeting, room.person)]
    rows += [
        _standing_row(key, agency, room) for key, agencies in meeting.standing.items() for agency in agencies
    ]
    rows += _standard_rows(meeting, room)
    return _file(rows, room, meeting, arguments, "MARAC actions", _waits(meeting, room))


@hands_over("own-actions")
async def own_actions(office: Office, room: Room, arguments: Mapping[str, str]) -> MadeFile:
    """The actions of the person's own agency and no other's. Raises Refused where they speak for none."""
    meeting, attendee = room.meeting, room.attendee
    agency = attendee.agency if attendee is not None and (attendee.is_member or attendee.is_guest) else None
    if meeting is None or agency is None:
        raise Refused(Why.NOT_ALLOWED)
    rows = [_row(action, meeting, room) for action in actions_of_agency(meeting, agency, room.person)]
    rows += [_standing_row(key, agency, room) for key in standing_for(meeting, agency)]
    rows += _standard_rows(meeting, room, agency)
    return _file(rows, room, meeting, arguments, "MARAC own actions")


def _waits(meeting: Meeting, room: Room) -> tuple[str, ...]:
    """Why cases were heard later than the area wants, for whoever writes the minutes (KEN-23)."""
    return tuple(
        f"Case {case.number} was not heard in time after its referral: {case.wait_reason}"
        for case in reasons_given(meeting)
        if may_see(meeting, room.person, case.number)
    )


def _row(action: Action, meeting: Meeting, room: Room) -> Sequence[Cell]:
    case, words = meeting.cases[action.case], words_for(meeting, room.protocol, action.case)
    return (
        action.case,
        case.district or "",
        room.names.agency(action.agency),
        room.names.person(action.owner) if action.owner else "",
        worded(action.what, words),
        action.due,
        worded(action.protects.value, words) if action.protects else "",
        status(action.state, action.changed),
        "yes" if action.feedback else "",
        room.names.person(action.collector) if action.collector else "",
        case.flagged_until,
        *(worded(str(cell), words) for cell in _more_cells(action, room.protocol)),
    )


def _standing_row(key: str, agency: AgencyId, room: Room) -> Sequence[Cell]:
    words = standing_words(room.protocol, key)
    return (STANDING, "", room.names.agency(agency), "", words, None, "", "standing", "", "", None)


def _standard_rows(meeting: Meeting, room: Room, agency: AgencyId | None = None) -> list[Sequence[Cell]]:
    """What falls to all agencies in each case; for one agency's file in its name."""
    rows: list[Sequence[Cell]] = []
    for case in meeting.cases.values():
        if not may_see(meeting, room.person, case.number):
            continue
        for key, agencies, struck in standard_of(meeting, case):
            if not struck and is_for_all(room.protocol, key) and (agency is None or agency in agencies):
                who = room.names.agency(agency) if agency else EVERYBODY
                replaced = words_for(meeting, room.protocol, case.number)
                words, until = worded(standing_words(room.protocol, key), replaced), case.flagged_until
                rows.append(
                    (case.number, case.district or "", who, "", words, None, "", "standing", "", "", until)
                )
    return rows


def _more_headings(protocol: Protocol) -> tuple[str, ...]:
    """The columns that the area's rules add."""
    rule = protocol.actions.feedback
    return (
        *(("Kind",) if protocol.actions.categories else ()),
        *(("May be told",) if rule is not None and rule.may_be_told else ()),
        *(("Also to be told",) if rule is not None and rule.others_asked else ()),
    )


def _more_cells(action: Action, protocol: Protocol) -> tuple[Cell, ...]:
    labels = {c.key: c.label for c in protocol.actions.categories}
    cells = {
        "Kind": labels.get(action.category or "", ""),
        "May be told": action.may_tell,
        "Also to be told": action.others_told,
    }
    return tuple(cells[name] for name in _more_headings(protocol))


def standing_words(protocol: Protocol, key: str) -> str:
    """The wording of one of the area's standing actions."""
    return next((ready.what for ready in protocol.ready_actions if ready.key == key), key)


def _file(
    rows: Sequence[Sequence[Cell]],
    room: Room,
    meeting: Meeting,
    arguments: Mapping[str, str],
    name: str,
    more: tuple[str, ...] = (),
) -> MadeFile:
    """The table with its purpose limit: a sheet ahead of it in a workbook, the first line of a CSV file."""
    day = min((s.starts_at for s in meeting.sittings), default=room.now)
    name = f"{name} {room.protocol.calendar.local(day):%Y-%m-%d}"
    limit, headings = room.protocol.purpose_limit, (*HEADINGS, *_more_headings(room.protocol))
    rows = [(*row, *("" for _ in headings[len(row) :])) for row in rows]
    record = (*_record_words(rows, meeting, room.protocol), *more)
    if arguments.get("format") == "csv":
        lines: Iterator[Sequence[Cell]] = iter((headings, *rows))
        content = write_csv((limit, *record), lines)
        return MadeFile(name=f"{name}.csv", content=content, media_type=CSV)
    read_first = Sheet("Read first", ("Read first",), tuple((words,) for words in (limit, *record)))
    content = write_xlsx((read_first, Sheet("Actions", headings, rows)))
    return MadeFile(name=f"{name}.xlsx", content=content, media_type=XLSX)


def _record_words(rows: Sequence[Sequence[Cell]], meeting: Meeting, protocol: Protocol) -> tuple[str, ...]:
    """What this file is and is not, how much of it nobody has confirmed, and the chair's remark (FJC-09)."""
    open_words = {status(ActionState.OFFERED), status(ActionState.PROPOSED)}
    unconfirmed = sum(row[HEADINGS.index("Status")] in open_words for row in rows)
    words = [
        f"A working record kept during the meeting. These are not the minutes, which are in "
        f"{protocol.case_system}.",
        f"Not confirmed by their owners, or not accepted: {unconfirmed or 'none'}.",
    ]
    if meeting.record_remark:
        words.append(f"The chair’s remark on this record: {meeting.record_remark}")
    return tuple(words)


@answers(OfferActionList)
async def offer_action_list(request: OfferActionList, room: Room, office: Office) -> View:
    """Offer the file in 1:1; it is made anew when it is accepted."""
    return await offer(office, room, "own-actions" if request.own else "actions", format=request.format)
