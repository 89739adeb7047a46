"""An agency leaves the MARAC, or had not left after all: in the register and in every meeting concerned.

Its people are put out with it, so that nothing more reaches them; the announcement in the meeting where it
was entered is the last that they hear. No file that is taken in later brings them back.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from marac.decide import Refused, Why
from marac.journal import SYSTEM
from marac.leaving import EnterLeaving, TakeBackLeaving, may_enter
from marac.words import AgencyId
from usecases.new_people import check_would_do, the_meeting
from usecases.office import Office
from usecases.requests import Request, ShowPeople, View, answer, answers
from usecases.rolls import refresh_rolls
from usecases.rooms import Room
from usecases.take import take


class _OnEntry(Request, frozen=True):
    """Something that the area leaves to its chairs, or to its administrators."""

    agency: AgencyId

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For those on whose entry the area has it."""
        return room.attendee is not None and may_enter(room.protocol, room.attendee)


class EnterAgencyLeaves(_OnEntry, frozen=True):
    """Enter that an agency leaves (WOL-57, KEN-58, LUT-62, HAC-56)."""

    notice: bool = False
    passed_on: bool = False


class EnterAgencyStays(_OnEntry, frozen=True):
    """Enter that an agency had not left after all."""


@answers(EnterAgencyLeaves)
async def enter_agency_leaves(request: EnterAgencyLeaves, room: Room, office: Office) -> View:
    """Stop everything that would reach the agency."""
    command = EnterLeaving(agency=request.agency, notice=request.notice, passed_on=request.passed_on)
    return await _entered(command, room, office, left=True)


@answers(EnterAgencyStays)
async def enter_agency_stays(request: EnterAgencyStays, room: Room, office: Office) -> View:
    """Make it a member again; who speaks for it is entered person by person."""
    return await _entered(TakeBackLeaving(agency=request.agency), room, office, left=False)


async def _entered(
    command: EnterLeaving | TakeBackLeaving, room: Room, office: Office, *, left: bool
) -> View:
    """The mark in the register first, so that no roll read from it lets anybody in meanwhile; then the
    command, here by whoever asked and elsewhere of itself. Raises Refused, and then nothing has changed."""
    meeting = the_meeting(room)
    check_would_do(office, meeting, (command, room.person))
    record = room.names.agencies.get(command.agency)
    if record is None:
        raise Refused(Why.NO_SUCH_AGENCY, agency=command.agency)
    people = [
        msgspec.structs.replace(person, left=True)
        for person in room.names.people.values()
        if left and person.agency == command.agency
    ]
    await office.register.save([msgspec.structs.replace(record, left=left)], people)
    await take(office, meeting.key, command, room.person)
    for key in await _others_concerned(office, room.area, command.agency):
        other = await office.ledger.load(key)
        if key != meeting.key and command.agency in other.agencies:
            await take(office, key, command, SYSTEM)
    await refresh_rolls(office, room.area)
    after = await office.ledger.load(meeting.key)
    room = replace(room, meeting=after, names=await office.names(room.area))
    return await answer(office, room, ShowPeople())


async def _others_concerned(office: Office, area: str, agency: AgencyId) -> tuple[str, ...]:
    """The area's meetings that have not ended, and those of which the agency has open actions."""
    coming = await office.ledger.meetings(area, on=office.today(area))
    owing = {row.meeting for row in await office.ledger.actions(agency=agency, area=area)}
    return tuple(dict.fromkeys((*coming, *sorted(owing))))
