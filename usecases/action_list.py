"""The lists of actions as files: the whole meeting's for its administrators, an agency's own for its members.

An agency's file holds no other agency's actions, nobody's holds those of a case that they may not see, and
every file says what it may be used for (LIN-21, LIN-29, LIN-86, LIN-114).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marac.closing import actions_of_agency, full_list, standing_for
from marac.decide import Refused, Why
from marac.meeting import Action, Meeting
from marac.protocol import Protocol
from marac.words import AgencyId
from usecases.csv_files import Cell
from usecases.handing_over import CSV, XLSX, MadeFile, hands_over, offer
from usecases.office import Office
from usecases.requests import OfferActionList, View, answers
from usecases.rooms import Room
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
    return _file(rows, room, meeting, arguments, "MARAC actions")


@hands_over("own-actions")
async def own_actions(office: Office, room: Room, arguments: Mapping[str, str]) -> MadeFile:
    """The actions of the person's own agency and no other's. Raises Refused where they speak for none."""
    meeting, attendee = room.meeting, room.attendee
    agency = attendee.agency if attendee is not None and (attendee.is_member or attendee.is_guest) else None
    if meeting is None or agency is None:
        raise Refused(Why.NOT_ALLOWED)
    rows = [_row(action, meeting, room) for action in actions_of_agency(meeting, agency, room.person)]
    rows += [_standing_row(key, agency, room) for key in standing_for(meeting, agency)]
    return _file(rows, room, meeting, arguments, "MARAC own actions")


def _row(action: Action, meeting: Meeting, room: Room) -> Sequence[Cell]:
    case = meeting.cases[action.case]
    return (
        action.case,
        case.district or "",
        room.names.agency(action.agency),
        room.names.person(action.owner) if action.owner else "",
        action.what,
        action.due,
        action.protects.value if action.protects else "",
        action.state.value,
        "yes" if action.feedback else "",
        room.names.person(action.collector) if action.collector else "",
        case.flagged_until,
    )


def _standing_row(key: str, agency: AgencyId, room: Room) -> Sequence[Cell]:
    words = standing_words(room.protocol, key)
    return (STANDING, "", room.names.agency(agency), "", words, None, "", "standing", "", "", None)


def standing_words(protocol: Protocol, key: str) -> str:
    """The wording of one of the area's standing actions."""
    return next((ready.what for ready in protocol.ready_actions if ready.key == key), key)


def _file(
    rows: Sequence[Sequence[Cell]], room: Room, meeting: Meeting, arguments: Mapping[str, str], name: str
) -> MadeFile:
    """The table with its purpose limit: a sheet ahead of it in a workbook, the first line of a CSV file."""
    day = min((s.starts_at for s in meeting.sittings), default=room.now)
    name = f"{name} {room.protocol.calendar.local(day):%Y-%m-%d}"
    limit = room.protocol.purpose_limit
    if arguments.get("format") == "csv":
        lines: Iterator[Sequence[Cell]] = iter((HEADINGS, *rows))
        return MadeFile(name=f"{name}.csv", content=write_csv((limit,), lines), media_type=CSV)
    read_first = Sheet("Read first", ("Purpose",), ((limit,),))
    content = write_xlsx((read_first, Sheet("Actions", HEADINGS, rows)))
    return MadeFile(name=f"{name}.xlsx", content=content, media_type=XLSX)


@answers(OfferActionList)
async def offer_action_list(request: OfferActionList, room: Room, office: Office) -> View:
    """Offer the file in 1:1; it is made anew when it is accepted."""
    return await offer(office, room, "own-actions" if request.own else "actions", format=request.format)
