"""What can be chosen about who chairs, what people must have, and who leaves."""

from __future__ import annotations

from dialogs.acts import Option
from dialogs.options import agency_options
from marac.leavers import needs_of
from marac.person_checks import is_to_have
from usecases.outside import LINE_MANAGER, SIGNATORY
from usecases.rooms import Room


def may_chair_here(room: Room) -> list[Option]:
    """Everybody here who could sit in the chair, those held as chairs first."""
    meeting = room.meeting
    if meeting is None:
        return []
    here = [a for a in meeting.present() if not (a.is_observer or a.is_guest)]
    here.sort(key=lambda a: not a.is_chair)
    return [Option(a.person, room.names.person(a.person)) for a in here]


def checks(room: Room) -> list[Option]:
    """What the area asks of its people."""
    return [Option(c.key, c.label, (c.key.replace("-", " "),)) for c in room.protocol.person_checks]


def people_to_check(room: Room) -> list[Option]:
    """Everybody of whom the area asks something."""
    roll = room.meeting.roll.values() if room.meeting else ()
    wanted = room.protocol.person_checks
    return [
        Option(a.person, room.names.person(a.person)) for a in roll if any(is_to_have(a, c) for c in wanted)
    ]


def keeps_days(room: Room) -> bool:
    """The area keeps the day of something."""
    return any(check.dated for check in room.protocol.person_checks)


def closes_entries(room: Room) -> bool:
    """The person closes entries, which the area does with notice or successor alone."""
    who = room.attendee
    rule = room.protocol.leaving
    return who is not None and who.is_administrator and rule is not None and bool(rule.person_needs)


def successors(room: Room) -> list[Option]:
    """Everybody who speaks for an agency, and so may follow on somebody of it."""
    roll = room.meeting.roll.values() if room.meeting else ()
    return [Option(a.person, room.names.person(a.person)) for a in roll if needs_of(a, room.protocol)]


def needs_notice(room: Room) -> bool:
    """An agency's written notice is confirmed."""
    return room.protocol.leaving is not None and "written-notice" in room.protocol.leaving.agency_needs


def needs_passing_on(room: Room) -> bool:
    """It is confirmed that the notice was passed on."""
    return room.protocol.leaving is not None and "passed-on" in room.protocol.leaving.agency_needs


def members(room: Room) -> list[Option]:
    """The agencies that have not left, but the person's own."""
    own = room.attendee.agency if room.attendee else None
    found = room.meeting.agencies.values() if room.meeting else ()
    return agency_options(room, (a.key for a in found if not a.left and a.key != own))


def former(room: Room) -> list[Option]:
    """The agencies that have left."""
    found = room.meeting.agencies.values() if room.meeting else ()
    return agency_options(room, (a.key for a in found if a.left))


def to_ring(room: Room) -> list[Option]:
    """Everybody who may have to be rung: those in the register, and those outside who may get a mail."""
    names = room.names
    people = [Option(key, record.name) for key, record in names.people.items() if not record.left]
    managers = [
        Option(LINE_MANAGER + key, f"The line manager of {record.name}")
        for key, record in names.people.items()
        if record.line_manager_email
    ]
    signatories = [
        Option(SIGNATORY + key, f"The signatory of {record.name}") for key, record in names.agencies.items()
    ]
    return [*people, *managers, *signatories]
