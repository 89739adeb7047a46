"""Noting in the register what somebody has of what the area asks for: training, vetting, a rank.

The rolls of coming meetings are brought into line at once. Nothing but yes or no and a day is kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec

from marac.decide import Refused, Why
from marac.declarations import ConfirmAuthority
from marac.person_checks import AUTHORITY, INDUCTION
from marac.words import PersonId
from usecases.import_register import checks_after
from usecases.new_people import check_administers, the_meeting
from usecases.office import Office
from usecases.ports import PersonRecord
from usecases.requests import Request, ShowPeople, View, answer, answers
from usecases.rolls import refresh_rolls
from usecases.rooms import Room
from usecases.take import take


class MarkCheck(Request, frozen=True):
    """Note that somebody has what the area asks for, since a day; or that they do not."""

    person: PersonId
    check: str
    on: date | None = None
    lacks: bool = False

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators, where the area asks for anything."""
        who = room.attendee
        return who is not None and who.is_administrator and bool(room.protocol.person_checks)


@answers(MarkCheck)
async def mark_check(request: MarkCheck, room: Room, office: Office) -> View:
    """Write it down. Raises Refused for somebody unknown, or for something that the area does not ask for."""
    check_administers(room)
    meeting, record = the_meeting(room), room.names.people.get(request.person)
    if record is None:
        raise Refused(Why.NO_SUCH_PERSON)
    if all(check.key != request.check for check in room.protocol.person_checks):
        raise Refused(Why.NOT_IN_THIS_AREA)
    await office.register.save([], [_noted(record, request)])
    await refresh_rolls(office, room.area)
    if request.check == AUTHORITY and request.person in meeting.roll:
        command = ConfirmAuthority(person=request.person, has_authority=not request.lacks)
        await take(office, meeting.key, command, room.person)
    after = await office.ledger.load(meeting.key)
    room = replace(room, meeting=after, names=await office.names(room.area))
    return await answer(office, room, ShowPeople())


def _noted(record: PersonRecord, request: MarkCheck) -> PersonRecord:
    """The record with it; what everybody's entry has of itself is kept there as well."""
    has = not request.lacks
    checks = checks_after(record.checks, {request.check: (has, request.on)})
    noted = msgspec.structs.replace(record, checks=checks)
    if request.check == AUTHORITY:
        return msgspec.structs.replace(noted, authority=has)
    return msgspec.structs.replace(noted, induction=has) if request.check == INDUCTION else noted
