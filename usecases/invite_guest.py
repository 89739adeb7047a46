"""Inviting somebody from outside for named cases (LIN-04, LIN-77, LIN-105).

An administrator gives it privately, with everything that the area wants given; who it is goes to the
register, and the journal has the key and the cases. Refused, nothing has been written anywhere.
"""

from __future__ import annotations

from dataclasses import replace

from marac.call import UpdateRoll
from marac.decide import Refused, Why
from marac.guests import InviteGuest
from marac.journal import SYSTEM
from marac.words import AgencyId, Capacity, CaseNumber
from usecases.new_people import Newcomer, check_administers, check_would_do, record_of, the_meeting
from usecases.office import Office
from usecases.ports import AgencyRecord
from usecases.register_agencies import key_from
from usecases.requests import Request, ShowPeople, View, answer, answers
from usecases.rolls import agency_of
from usecases.rooms import Room
from usecases.take import take


class Invite(Request, frozen=True):
    """Invite a guest for these cases: of an agency in the register, or of a new one with its type."""

    changes_people = True

    name: str
    job_title: str
    email: str
    cases: tuple[CaseNumber, ...]
    phone: str = ""
    agency: AgencyId | None = None
    new_agency: str = ""
    agency_type: str | None = None

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


@answers(Invite)
async def invite(request: Invite, room: Room, office: Office) -> View:
    """Write the guest into the register and invite them; the people of the meeting are shown."""
    check_administers(room)
    meeting = the_meeting(room)
    agency = _agency(request, room)
    newcomer = Newcomer(
        name=request.name,
        email=request.email,
        agency=agency.key,
        job_title=request.job_title,
        phone=request.phone,
    )
    record = await record_of(office, room, newcomer, Capacity.GUEST)
    enter = UpdateRoll(agencies=(agency_of(agency),), attendees=())
    command = InviteGuest(person=record.key, agency=agency.key, cases=request.cases, given=_given(request))
    check_would_do(office, meeting, (enter, SYSTEM), (command, room.person))
    await office.register.save([agency], [record])
    await take(office, meeting.key, enter, SYSTEM)
    taken = await take(office, meeting.key, command, room.person)
    names = await office.names(room.area)
    return await answer(office, replace(room, meeting=taken.after, names=names), ShowPeople())


def _agency(request: Invite, room: Room) -> AgencyRecord:
    """The guest's agency as the register has it, or would have it."""
    if request.agency is not None:
        known = room.names.agencies.get(request.agency)
        if known is None:
            raise Refused(Why.NO_SUCH_AGENCY, agency=request.agency)
        return known
    name = request.new_agency.strip()
    kind = next((k for k in room.protocol.agency_types if k.key == request.agency_type), None)
    key = key_from(name)
    if not key or kind is None:
        raise Refused(Why.MISSING, what=("agency",) if not key else ("agency type",))
    known = room.names.agencies.get(key)
    return known or AgencyRecord(area=room.area, key=key, name=name, type=kind.key, statutory=kind.statutory)


def _given(request: Invite) -> tuple[str, ...]:
    """Which of what an invitation can need has been given, by the names that areas' files use."""
    given = {
        "name": request.name,
        "job title": request.job_title,
        "phone": request.phone,
        "email": request.email,
        "case": request.cases,
    }
    return tuple(need for need, value in given.items() if value)
