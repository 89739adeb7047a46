"""What can be chosen about actions, for the person who is looking: nothing of a case that they may not
see."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import options
from dialogs.acts import Option
from dialogs.wording_actions import PROTECTS
from marac.admission import cases_known, may_see
from marac.floor import speaks_for
from marac.meeting import Action, Meeting
from marac.ownership import default_due, is_an_owner, is_here_for, may_report
from marac.words import ActionState, CaseState
from usecases.rooms import Room
from usecases.views.case_actions import runs_case

SHOWN = 60
"""So much of an action's wording is shown where one is to be chosen."""


def _label(action: Action) -> str:
    short = action.what if len(action.what) <= SHOWN else f"{action.what[:SHOWN].rstrip()}…"
    return f"Case {action.case}: {short}"


def _as_options(actions: Iterable[Action]) -> list[Option]:
    return [Option(a.key, _label(a)) for a in actions if a.state is not ActionState.STRUCK]


def mine_to_report(room: Room) -> list[Option]:
    """The actions on which the person may report, finished ones too: saying it twice is no fault."""
    meeting = room.meeting
    if meeting is None:
        return []
    return _as_options(a for a in meeting.actions.values() if may_report(meeting, room.person, a))


def seen(room: Room) -> list[Option]:
    """The actions of the cases that the person may see."""
    meeting = room.meeting
    if meeting is None:
        return []
    return _as_options(a for a in meeting.actions.values() if may_see(meeting, room.person, a.case))


def cases(room: Room) -> list[Option]:
    """The cases that the person may see, the open one first."""
    meeting = room.meeting
    if meeting is None:
        return []
    found = [c for c in cases_known(meeting, room.person) if may_see(meeting, room.person, c.number)]
    found.sort(key=lambda c: c.number != meeting.current_case)
    return [Option(c.number, f"Case {c.number}") for c in found]


def cases_with_actions(room: Room) -> list[Option]:
    """Those of them for which an action can be entered: opened, whatever became of them since."""
    meeting = room.meeting
    if meeting is None:
        return []
    return [o for o in cases(room) if meeting.cases[o.value].state is not CaseState.LISTED]


def open_case(room: Room) -> str:
    """The open case, where the person may see it; else nothing."""
    meeting = room.meeting
    number = meeting.current_case if meeting is not None else None
    if meeting is None or number is None or not may_see(meeting, room.person, number):
        return ""
    return number


def due(room: Room) -> str:
    """The area's usual due date, as a form holds it."""
    on = (
        default_due(room.meeting, room.protocol)
        if room.meeting is not None and room.meeting.sittings
        else None
    )
    return on.isoformat() if on else ""


def today(room: Room) -> str:
    """The day that it is in the area."""
    return room.protocol.calendar.day_of(room.now).isoformat()


def owners(room: Room) -> list[Option]:
    """The agencies that can take an action, those here first; the others are marked. The MARAC and those who
    administer it are known by name and not offered, so that no other agency is taken for them (LIN-19)."""
    meeting = room.meeting
    if meeting is None:
        return []
    can = [key for key in meeting.agencies if is_an_owner(meeting, key)]
    absent = {key for key in can if not _is_here(room, meeting, key)}
    found = options.agency_options(room, sorted(can, key=lambda key: key in absent))
    never = options.agency_options(room, [key for key in meeting.agencies if key not in can])
    return [
        *(
            Option(o.value, f"{o.label} (not here)" if o.value in absent else o.label, (o.label, *o.also))
            for o in found
        ),
        *(Option(o.value, o.label, o.also, offered=False) for o in never),
        Option("marac", "MARAC", (room.protocol.name,), offered=False),
    ]


def _is_here(room: Room, meeting: Meeting, agency: str) -> bool:
    number = open_case(room)
    return is_here_for(meeting, agency, number) if number else agency in meeting.agencies_present()


def own_agency(room: Room) -> str:
    """The agency for which the person speaks, or which they have taken over; else nothing."""
    meeting, attendee = room.meeting, room.attendee
    if meeting is None or attendee is None:
        return ""
    number = open_case(room)
    if number:
        spoken_for = [key for key in meeting.agencies if speaks_for(meeting, room.person, key, number)]
        return attendee.agency if attendee.agency in spoken_for else next(iter(spoken_for), "")
    return attendee.agency or "" if attendee.is_member else ""


def owner_unless_running(room: Room) -> str:
    """The person's own agency, unless they run the case and enter it for others."""
    meeting, number = room.meeting, open_case(room)
    if meeting is None or (number and runs_case(meeting, room.person, number)):
        return ""
    return own_agency(room)


def collectors(room: Room) -> list[Option]:
    """Who may collect an update: administrators and members."""
    meeting = room.meeting
    if meeting is None:
        return []
    people = [a for a in meeting.roll.values() if a.is_administrator or a.is_member]
    people.sort(key=lambda a: not a.is_administrator)
    return [Option(a.person, room.names.person(a.person)) for a in people]


def members(room: Room) -> list[Option]:
    """Everybody who can own an action by name."""
    meeting = room.meeting
    if meeting is None:
        return []
    return [
        Option(a.person, room.names.person(a.person))
        for a in meeting.roll.values()
        if a.is_member or a.is_guest
    ]


def protects(room: Room) -> list[Option]:
    """Whom an action protects or concerns: a category, never a name."""
    return [Option(kind.value, label, (kind.value,)) for kind, label in PROTECTS.items()]


def ready(room: Room) -> list[Option]:
    """The actions that the area keeps ready for a case."""
    return [Option(r.key, r.what) for r in room.protocol.ready_actions if r.scope != "meeting"]
