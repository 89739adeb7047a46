"""How an agency leaves the MARAC: on the entry of those whom the area's file names, and at once.

From that moment nobody of it is on the roll, so that nothing more reaches it but the last reminder of what to
do with its papers. Why it leaves is nowhere kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.call import agency_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.leavers import out_of_everything
from marac.meeting import Attendee, Meeting, put
from marac.protocol import Protocol
from marac.words import AgencyId, PersonId

NOTICE, PASSED_ON = "written-notice", "passed-on"


class EnterLeaving(Command, frozen=True):
    """Enter that an agency leaves: its written notice is there, and was passed on to the board."""

    agency: AgencyId
    notice: bool = False
    passed_on: bool = False


class TakeBackLeaving(Command, frozen=True):
    """Take back that an agency leaves; its people are put back one by one."""

    agency: AgencyId


class AgencyLeft(Event, frozen=True):
    """An agency left, with these people of it who were on the roll."""

    agency: AgencyId
    people: tuple[PersonId, ...] = ()


class LeavingTakenBack(Event, frozen=True):
    """The agency had not left after all."""

    agency: AgencyId


@decides(EnterLeaving, Who.ADMINISTRATOR, Who.ANY_CHAIR)
def enter_leaving(command: EnterLeaving, setting: Setting) -> Iterator[Event]:
    """Take it from those on whose entry the area has it, of another agency; once is enough. Raises Refused
    with what has not been confirmed."""
    agency = agency_on_roll(setting, command.agency)
    _check_may_enter(setting, command.agency)
    given = {NOTICE: command.notice, PASSED_ON: command.passed_on}
    rule = setting.protocol.leaving
    needs = tuple(need for need in (rule.agency_needs if rule else ()) if not given[need])
    if needs:
        raise Refused(Why.LEAVING_NEEDS, needs=needs)
    if not agency.left:
        people = (a.person for a in setting.meeting.roll.values() if a.agency == command.agency)
        yield AgencyLeft(agency=command.agency, people=tuple(people))


@decides(TakeBackLeaving, Who.ADMINISTRATOR, Who.ANY_CHAIR)
def take_back_leaving(command: TakeBackLeaving, setting: Setting) -> Iterator[Event]:
    """Put the agency back, on the entry of the same people."""
    agency = agency_on_roll(setting, command.agency)
    _check_may_enter(setting, command.agency)
    if agency.left:
        yield LeavingTakenBack(agency=command.agency)


def _check_may_enter(setting: Setting, agency: AgencyId) -> None:
    asker = setting.asker
    if asker is None:
        return
    if not may_enter(setting.protocol, asker):
        raise Refused(Why.NOT_ALLOWED)
    if asker.agency == agency:
        raise Refused(Why.OWN_AGENCY_LEAVES)


def may_enter(protocol: Protocol, attendee: Attendee) -> bool:
    """Whether an agency leaves on this person's entry; nobody's where the area has no such rule."""
    if protocol.leaving is None:
        return False
    by_chair = protocol.leaving.agency_entered_by == "chair"
    return attendee.is_chair if by_chair else attendee.is_administrator


@evolves(AgencyLeft)
def agency_left(meeting: Meeting, event: AgencyLeft, entry: Entry) -> Meeting:
    """Nobody of the agency is on the roll any more."""
    for person in event.people:
        meeting = out_of_everything(meeting, person, entry.at)
    return _marked(meeting, event.agency, left=True)


@evolves(LeavingTakenBack)
def leaving_taken_back(meeting: Meeting, event: LeavingTakenBack, entry: Entry) -> Meeting:
    """The agency is a member as before."""
    return _marked(meeting, event.agency, left=False)


def _marked(meeting: Meeting, agency: AgencyId, *, left: bool) -> Meeting:
    marked = msgspec.structs.replace(meeting.agencies[agency], left=left)
    return msgspec.structs.replace(meeting, agencies=put(meeting.agencies, agency, marked))
