"""The administrators' list of people to ring: those who could be reached neither in Teams nor by e-mail.

Once a working day, an hour after the digests, every administrator of the area gets it, until everybody on it
has been ticked. It names people and how many things wait for them; what these are is in the case system.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from marac.decide import Refused, Why
from marac.protocol import Protocol
from marac.words import Capacity, PersonId
from usecases.announce import BECOMES
from usecases.nudge import nudging_day
from usecases.office import Office
from usecases.outside import is_outside
from usecases.ports import Notice, PersonRecord
from usecases.requests import Request, View, answers
from usecases.rooms import Room
from usecases.telling import NoLongerRight, shows

TO_RING_LIST: Final = "to-ring"
AFTER_DIGESTS: Final = timedelta(hours=1)
"""By then it has turned out whom the day's digests did not reach."""


class PersonToRing(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to ring, by key or, for somebody outside, by whose line manager or which agency's signatory
    they are; and how many things could not be said to them."""

    person: PersonId
    things: int


class RingList(View, frozen=True, kw_only=True):
    """Whom administrators have to ring."""

    lines: tuple[PersonToRing, ...]


class MarkRung(Request, frozen=True):
    """Say that somebody who could not be reached has been rung."""

    person: PersonId

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For the area's administrators."""
        return _administers(room)


class ShowToRing(Request, frozen=True):
    """The people whom I have to ring."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For the area's administrators."""
        return _administers(room)


def ringing_day(protocol: Protocol, now: datetime) -> date | None:
    """The day whose list may go out now: as for digests, an hour later."""
    day = nudging_day(protocol, now)
    if day is None or now < protocol.calendar.moment(day, protocol.nudge_at) + AFTER_DIGESTS:
        return None
    return day


async def to_ring(office: Office, area: str) -> tuple[PersonToRing, ...]:
    """Whom the area's administrators have to ring: nobody who has left or is barred."""
    waiting = await office.register.to_ring(area)
    people = (await office.names(area)).people
    return tuple(
        PersonToRing(person=person, things=things)
        for person, things in waiting.items()
        if is_outside(person)
        or ((record := people.get(person)) is not None and not (record.left or record.barred))
    )


async def ring_lists(office: Office, area: str) -> list[Notice]:
    """The day's list for each administrator; nothing outside of its hours or with nobody on it."""
    day = ringing_day(office.protocol(area), office.now())
    if day is None or not await to_ring(office, area):
        return []
    return [
        Notice(
            key=f"{TO_RING_LIST}:{area}:{person}:{day.isoformat()}",
            to=person,
            kind=TO_RING_LIST,
            area=area,
            facts={"day": day.isoformat(), BECOMES: f"{TO_RING_LIST}:{area}"},
        )
        for person, record in (await office.names(area)).people.items()
        if _is_administrator(record)
    ]


@shows(TO_RING_LIST)
async def ring_list(notice: Notice, room: Room, office: Office) -> View:
    """The list as it is now; dropped on another day, or when everybody has been rung."""
    if not _administers(room):
        raise NoLongerRight("no longer an administrator")
    day = nudging_day(room.protocol, room.now)
    if day is None or day.isoformat() != notice.facts["day"]:
        raise NoLongerRight("the day's hours are over")
    lines = await to_ring(office, room.area)
    if not lines:
        raise NoLongerRight("everybody has been rung")
    return RingList(lines=lines)


@answers(ShowToRing)
async def show_to_ring(request: ShowToRing, room: Room, office: Office) -> View:
    """The list as it is now. Raises Refused."""
    if not _administers(room):
        raise Refused(Why.NOT_ALLOWED)
    return RingList(lines=await to_ring(office, room.area))


@answers(MarkRung)
async def mark_rung(request: MarkRung, room: Room, office: Office) -> View:
    """Take the person off the list; what is left of it. Raises Refused."""
    if not _administers(room):
        raise Refused(Why.NOT_ALLOWED)
    await office.register.rung(room.area, request.person)
    return RingList(lines=await to_ring(office, room.area))


def _administers(room: Room) -> bool:
    """By the meeting's roll, or by the register where the meeting's does not have them."""
    who, record = room.attendee, room.names.people.get(room.person)
    if who is not None and who.is_administrator:
        return who.is_welcome
    return record is not None and _is_administrator(record)


def _is_administrator(record: PersonRecord) -> bool:
    return Capacity.ADMINISTRATOR in record.capacities and not (record.left or record.barred)
