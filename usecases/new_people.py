"""Writing somebody into the register who comes by invitation: a guest, or an observer.

Their name and addresses go there, sealed, and nowhere else; the journal has their key. Somebody whom the
register knows already keeps their record and gets the capacity besides.
"""

from __future__ import annotations

import msgspec

from marac.decide import Command, Refused, Why, decide
from marac.meeting import Meeting
from marac.words import AgencyId, Capacity, PersonId
from usecases.import_register import new_person_key
from usecases.office import Office
from usecases.ports import PersonRecord
from usecases.register_rows import can_be_rung, is_email
from usecases.rooms import Room


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """What is given of somebody who comes by invitation."""

    name: str
    email: str
    agency: AgencyId | None = None
    job_title: str = ""
    phone: str = ""


async def record_of(office: Office, room: Room, newcomer: Newcomer, capacity: Capacity) -> PersonRecord:
    """The record that the newcomer would have, not saved. Raises Refused for a name, an address or a number
    that will not do."""
    _check(newcomer)
    email = newcomer.email.strip().casefold()
    key = await office.register.person_by_email(email) or new_person_key()
    known = room.names.people.get(key)
    if known is not None:
        return msgspec.structs.replace(known, capacities=known.capacities | {capacity})
    return PersonRecord(
        area=room.area,
        key=key,
        name=newcomer.name.strip(),
        email=email,
        agency=newcomer.agency,
        capacities=frozenset({capacity}),
        job_title=newcomer.job_title.strip(),
        phone=newcomer.phone.strip(),
    )


def _check(newcomer: Newcomer) -> None:
    if not newcomer.name.strip():
        raise Refused(Why.MISSING, what=("name",))
    if not is_email(newcomer.email.strip().casefold()):
        raise Refused(Why.NOT_VALID, field="email", wanted="work e-mail address")
    if newcomer.phone.strip() and not can_be_rung(newcomer.phone.strip()):
        raise Refused(Why.NOT_VALID, field="phone", wanted="telephone number")


def check_would_do(office: Office, meeting: Meeting, *steps: tuple[Command, PersonId]) -> None:
    """Raise Refused if one of these commands, given one after the other, would be refused. Writes nothing."""
    protocol, now = office.protocol(meeting.area), office.now()
    for command, by in steps:
        meeting = decide(command, by, meeting, protocol, now).meeting


def the_meeting(room: Room) -> Meeting:
    """The room's meeting. Raises Refused where there is none."""
    if room.meeting is None:
        raise Refused(Why.NO_SITTING)
    return room.meeting


def check_administers(room: Room) -> None:
    """Raise Refused for anybody but an administrator."""
    if room.attendee is None or not room.attendee.is_administrator:
        raise Refused(Why.NOT_ALLOWED)
