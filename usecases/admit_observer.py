"""Taking an observer in who wrote to the mailbox: into the register, onto the roll, and approved (LIN-12).

Somebody who would like to observe is told how to ask and gets nothing else. Refused (a reason outside the
list without the Lead's word, too many observers), nothing has been written anywhere.
"""

from __future__ import annotations

from dataclasses import replace

from marac.call import UpdateRoll
from marac.decide import Refused, Why
from marac.journal import SYSTEM
from marac.observers import ApproveObserver, is_full
from marac.words import AgencyId, Capacity
from usecases.new_people import Newcomer, check_administers, check_would_do, record_of, the_meeting
from usecases.office import Office
from usecases.requests import Request, ShowPeople, View, answer, answers
from usecases.rolls import attendee_of
from usecases.rooms import Room
from usecases.take import take


class AdmitObserver(Request, frozen=True):
    """Admit somebody as an observer: `category` is None for a reason outside the area's list."""

    changes_people = True

    name: str
    email: str
    agency: AgencyId | None = None
    category: str | None = None
    sittings: tuple[int, ...] = ()
    instructed: bool = False
    lead_agrees: bool = False
    organisation: str | None = None

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


class AskToObserve(Request, frozen=True):
    """How does one ask to observe?"""


class HowToObserve(View, frozen=True, kw_only=True):
    """Where a would-be observer asks, the permitted reasons, and what is offered where there is no place."""

    how_to_ask: str
    reasons: tuple[str, ...]
    when_full: str = ""


@answers(AdmitObserver)
async def admit_observer(request: AdmitObserver, room: Room, office: Office) -> View:
    """Write the observer into the register and onto the roll, and approve them."""
    check_administers(room)
    meeting = the_meeting(room)
    newcomer = Newcomer(name=request.name, email=request.email, agency=request.agency)
    record = await record_of(office, room, newcomer, Capacity.OBSERVER)
    if record.capacities != {Capacity.OBSERVER}:
        raise Refused(Why.NOT_VALID, field="person", wanted="person with no other part in the meeting")
    enter = UpdateRoll(agencies=(), attendees=(attendee_of(record),))
    approve = ApproveObserver(
        person=record.key,
        category=request.category,
        sittings=request.sittings,
        instructed=request.instructed,
        lead_agrees=request.lead_agrees,
        organisation=request.organisation,
    )
    check_would_do(office, meeting, (enter, SYSTEM), (approve, room.person))
    await office.register.save([], [record])
    await take(office, meeting.key, enter, SYSTEM)
    taken = await take(office, meeting.key, approve, room.person)
    names = await office.names(room.area)
    return await answer(office, replace(room, meeting=taken.after, names=names), ShowPeople())


@answers(AskToObserve)
async def how_to_observe(request: AskToObserve, room: Room, office: Office) -> View:
    """The area's words on it."""
    rule = room.protocol.observers
    full = room.meeting is not None and is_full(room.meeting, rule)
    return HowToObserve(
        how_to_ask=rule.how_to_ask,
        reasons=tuple(c.label for c in rule.categories),
        when_full=rule.when_full if full else "",
    )
