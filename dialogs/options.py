"""What can be chosen in a field, for the person who is looking: never a case that they may not know of."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.acts import Option
from marac.admission import cases_known, is_out
from marac.steps import steps_of
from marac.words import AgencyId, CaseState, PersonId
from usecases.rooms import Room


def cases(room: Room) -> list[Option]:
    """The cases that the person may know of, in the order of hearing."""
    if room.meeting is None:
        return []
    return [Option(c.number, f"Case {c.number}") for c in cases_known(room.meeting, room.person)]


def cases_taking_part(room: Room) -> list[Option]:
    """The cases in which the person takes part."""
    meeting = room.meeting
    if meeting is None:
        return []
    return [o for o in cases(room) if not is_out(meeting, room.person, o.value)]


def cases_to_hear(room: Room) -> list[Option]:
    """The cases that have not been heard."""
    meeting = room.meeting
    if meeting is None:
        return []
    return [o for o in cases(room) if meeting.cases[o.value].state is CaseState.LISTED]


def agencies(room: Room) -> list[Option]:
    """The agencies on the roll that have not left."""
    found = room.meeting.agencies.values() if room.meeting else ()
    return agency_options(room, (agency.key for agency in found if not agency.left))


def agencies_here(room: Room) -> list[Option]:
    """The agencies with a member here now."""
    return agency_options(room, room.meeting.agencies_present() if room.meeting else ())


def agency_options(room: Room, keys: Iterable[AgencyId]) -> list[Option]:
    """These agencies, with the other names that the register has for them."""
    known = room.names.agencies
    return [Option(k, room.names.agency(k), known[k].aliases if k in known else ()) for k in keys]


def _people(room: Room, keys: Iterable[PersonId]) -> list[Option]:
    return [Option(k, room.names.person(k)) for k in keys]


def people(room: Room) -> list[Option]:
    """Everybody on the roll who is welcome."""
    if room.meeting is None:
        return []
    return _people(room, (k for k, a in room.meeting.roll.items() if a.is_welcome))


def people_here(room: Room) -> list[Option]:
    """Everybody here now."""
    return _people(room, (a.person for a in room.meeting.present())) if room.meeting else []


def members_here(room: Room) -> list[Option]:
    """The members here now who are of another agency than the person, each with their agency."""
    if room.meeting is None:
        return []
    mine = room.attendee.agency if room.attendee else None
    names = room.names
    return [
        Option(a.person, f"{names.person(a.person)} ({names.agency(a.agency)})", (names.person(a.person),))
        for a in room.meeting.present()
        if a.is_member and a.agency and a.agency != mine
    ]


def administrators(room: Room) -> list[Option]:
    """The meeting's administrators."""
    return _people(room, room.meeting.administrators()) if room.meeting else []


def chairs(room: Room) -> list[Option]:
    """Everybody who may chair."""
    return _people(room, room.meeting.chairs()) if room.meeting else []


def steps(room: Room) -> list[Option]:
    """The steps of the area's opening."""
    found = steps_of(room.meeting, room.protocol) if room.meeting else room.protocol.opening
    return [Option(s.key, s.label) for s in found]


def yes_no(room: Room) -> list[Option]:
    """Yes or no."""
    return [Option("yes", "Yes"), Option("no", "No")]
