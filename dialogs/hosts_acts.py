"""The rows for a case that concerns somebody of a member agency."""

from __future__ import annotations

from dialogs import hearing_options as choices
from dialogs import options
from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from marac.hosts import GiveHostStatement, NoteConnected, able_to_attend
from usecases.rooms import Room


def _cases(room: Room) -> list[Option]:
    """The cases for which an agency is asked, as far as the person may see them."""
    meeting = room.meeting
    if meeting is None:
        return []
    return [o for o in options.cases_taking_part(room) if meeting.cases[o.value].hosts]


def _only_case(room: Room) -> str:
    found = _cases(room)
    return found[0].value if len(found) == 1 else ""


def _agencies(room: Room) -> list[Option]:
    meeting = room.meeting
    if meeting is None:
        return []
    asked = (agency for o in _cases(room) for agency in meeting.cases[o.value].hosts)
    return options.agency_options(room, dict.fromkeys(asked))


def _own(room: Room) -> str:
    """The person's own agency where it is asked; else the only one."""
    found = [o.value for o in _agencies(room)]
    mine = room.attendee.agency if room.attendee else None
    return mine if mine in found else found[0] if len(found) == 1 else ""


def _colleagues(room: Room) -> list[Option]:
    """Those of the agencies that are asked who may see the case."""
    meeting = room.meeting
    if meeting is None:
        return []
    found = {
        a.person: Option(a.person, room.names.person(a.person))
        for o in _cases(room)
        for agency in meeting.cases[o.value].hosts
        for a in able_to_attend(meeting, agency, o.value)
    }
    return list(found.values())


ACTS = (
    Act(
        "connected",
        "Concerns somebody's colleague",
        "Say that a case concerns somebody of a member agency. Whoever it is knows nothing of the case from "
        "then on, and the agency is asked who attends for it.",
        ("connected",),
        NoteConnected,
        (
            Field("case", "Case", Kind.CHOICE, options=choices.to_come, default=choices.case_at_hand),
            Field("agency", "Agency", Kind.CHOICE, options=options.agencies),
            Field("connected", "Who (if on the roll)", Kind.CHOICE, required=False, options=options.people),
        ),
        where=PRIVATE,
        private=True,
    ),
    Act(
        "host-statement",
        "Say who attends",
        "Say for your agency who attends for a case that concerns a colleague, and how its papers are kept.",
        ("host statement",),
        GiveHostStatement,
        (
            Field("case", "Case", Kind.CHOICE, options=_cases, default=_only_case, settled=True),
            Field("agency", "Agency", Kind.CHOICE, options=_agencies, default=_own, settled=True),
            Field("attends", "Who attends and takes on actions", Kind.CHOICES, options=_colleagues),
            Field(
                "papers",
                "How the papers are kept",
                Kind.LONG_TEXT,
                hint="Such as where they are locked away and who can open them; no names.",
            ),
        ),
        where=PRIVATE,
        private=True,
    ),
)
