"""Putting somebody out of an area's meetings, and letting them in again: leavers, and those who are barred.

It takes effect in the register and in every meeting of the area that has not ended or in which they still owe
an action, so that nothing more reaches them: no roll, card, post or nudge (LIN-15, LIN-18).
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from marac.decide import Command, Refused, Why
from marac.journal import SYSTEM
from marac.leavers import BarPerson, LiftBar, ReportLeaver, ReportReturn, needs_of
from marac.meeting import Meeting
from marac.words import Capacity, PersonId
from usecases.new_people import Newcomer, check_administers, check_would_do, record_of, the_meeting
from usecases.office import Office
from usecases.ports import PersonRecord
from usecases.requests import Request, ShowDesk, ShowHelp, ShowPeople, View, answer, answers
from usecases.rolls import put_successors, refresh_rolls
from usecases.rooms import Room
from usecases.take import take


class _ForAdministrators(Request, frozen=True):
    """Something that administrators do about a person."""

    person: PersonId

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


class Bar(_ForAdministrators, frozen=True):
    """Bar somebody from the area's meetings. No reason is asked or kept (LIN-15)."""


class Unbar(_ForAdministrators, frozen=True):
    """Let somebody in again who was barred."""


class Leaver(Request, frozen=True):
    """Report that somebody has left the work (LIN-18); with the notice and who follows, where the area closes
    an entry only then: somebody of the agency, or somebody new with name and address (HAC-56)."""

    person: PersonId
    notice: bool = False
    successor: PersonId | None = None
    name: str = ""
    email: str = ""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For members, for their own agency, and for administrators and the Lead."""
        who = room.attendee
        return who is not None and (
            who.is_member or who.is_administrator or "operational-lead" in who.capacities
        )


class Returned(_ForAdministrators, frozen=True):
    """Report that somebody marked as having left is there after all."""


@answers(Bar)
async def bar(request: Bar, room: Room, office: Office) -> View:
    """Bar the person everywhere in the area."""
    check_administers(room)
    return await _everywhere(office, room, BarPerson(person=request.person), barred=True)


@answers(Unbar)
async def unbar(request: Unbar, room: Room, office: Office) -> View:
    """Lift the bar everywhere in the area."""
    check_administers(room)
    return await _everywhere(office, room, LiftBar(person=request.person), barred=False)


@answers(Leaver)
async def leaver(request: Leaver, room: Room, office: Office) -> View:
    """Take the leaver off everything in the area; where administrators close the entry, tell them alone."""
    meeting, person = the_meeting(room), request.person
    who, leaver_now = room.attendee, meeting.roll.get(person)
    needs = needs_of(leaver_now, room.protocol) if leaver_now is not None else ()
    if not needs:
        return await _everywhere(office, room, ReportLeaver(person=person), left=True)
    if who is None or not who.is_administrator:
        taken = await take(office, meeting.key, ReportLeaver(person=person), room.person)
        return await answer(office, replace(room, meeting=taken.after), ShowDesk())
    successor = await _successor(request, room, office)
    command = ReportLeaver(
        person=person, notice=request.notice, successor=successor.key if successor else None
    )
    return await _everywhere(office, room, command, successor, left=True)


async def _successor(request: Leaver, room: Room, office: Office) -> PersonRecord | None:
    """Who follows, as the agency's representative: not saved yet. Raises Refused for a name or an address
    that will not do."""
    leaver_record = room.names.people.get(request.person)
    if request.successor is not None:
        known = room.names.people.get(request.successor)
        if known is None:
            raise Refused(Why.NO_SUCH_PERSON)
        return msgspec.structs.replace(known, capacities=known.capacities | {Capacity.REPRESENTATIVE})
    if not request.name and not request.email:
        return None
    agency = leaver_record.agency if leaver_record else None
    newcomer = Newcomer(name=request.name, email=request.email, agency=agency)
    return await record_of(office, room, newcomer, Capacity.REPRESENTATIVE)


@answers(Returned)
async def returned(request: Returned, room: Room, office: Office) -> View:
    """Put the person back everywhere in the area."""
    check_administers(room)
    return await _everywhere(office, room, ReportReturn(person=request.person), left=False)


async def _everywhere(
    office: Office,
    room: Room,
    command: BarPerson | LiftBar | ReportLeaver | ReportReturn,
    successor: PersonRecord | None = None,
    **mark: bool,
) -> View:
    """The mark in the register first, so that no roll read from it lets the person in meanwhile; then the
    command in every meeting concerned. Raises Refused, and then nothing has changed."""
    meeting, person = the_meeting(room), command.person
    check_would_do(office, meeting, (command, room.person))
    record = room.names.people.get(person)
    if record is None:
        raise Refused(Why.NO_SUCH_PERSON)
    if successor is not None:
        await office.register.save([], [successor])
        await refresh_rolls(office, room.area)
    await office.register.save([], [msgspec.structs.replace(record, **mark)])
    for key in await _concerned(office, room.area, person):
        await _tell(office, await office.ledger.load(key), command, room.person)
    await put_successors(office, room.area)
    after = await office.ledger.load(meeting.key)
    room = replace(room, meeting=after, names=await office.names(room.area))
    return await answer(office, room, _shown_next(room))


def _shown_next(room: Room) -> Request:
    """The people for those who run the meeting; nothing of the meeting for somebody who has just left."""
    who = room.attendee
    if who is None or not who.is_welcome:
        return ShowHelp()
    return ShowPeople() if who.is_administrator or who.is_chair else ShowDesk()


async def _concerned(office: Office, area: str, person: PersonId) -> tuple[str, ...]:
    """The area's meetings that have not ended, and those in which the person owes or collects an action."""
    coming = await office.ledger.meetings(area, on=office.today(area))
    owing = {row.meeting for row in await office.ledger.actions(owner=person, area=area)}
    return tuple(dict.fromkeys((*coming, *sorted(owing))))


async def _tell(office: Office, meeting: Meeting, command: Command, by: PersonId) -> None:
    """Give the command where the person is on the roll: by whoever asked, where they are on it as well."""
    person = getattr(command, "person", None)
    if person not in meeting.roll:
        return
    try:
        await take(office, meeting.key, command, by if by in meeting.roll else SYSTEM)
    except Refused:
        await take(office, meeting.key, command, SYSTEM)
