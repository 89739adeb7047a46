"""What a person may settle for themselves: at which hour of the day their one digest comes.

It can come later than the area's hour, within office hours, and never not at all: what is overdue is said on
every day on which it is. What is urgent waits for nothing. Kept in the register, in no journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from marac.decide import Refused, Why
from marac.protocol import Protocol
from usecases.office import Office
from usecases.requests import Request, View, answers
from usecases.rooms import Place, Room

STEP: Final = timedelta(minutes=30)
BEFORE_CLOSING: Final = timedelta(minutes=30)
"""A digest later than that might find the offices closed, and would not be said that day."""
_ANY_DAY: Final = date(2026, 1, 5)


class _OfOneself(Request, frozen=True):
    """Something that everybody in a register can ask for in their own chat."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For everybody in an area's register."""
        return room.place is Place.PERSONAL and room.person in room.names.people


class ShowSettings(_OfOneself, frozen=True):
    """What I have settled for myself."""


class SetDigestHour(_OfOneself, frozen=True):
    """Have my digest at that hour (None: at the area's), from the next one on."""

    at: time | None = None


class MySettings(View, frozen=True, kw_only=True):
    """When the person's digest comes (None: at the area's hour, `usual`), and the hours that can be
    chosen."""

    digest_at: time | None
    usual: time
    hours: tuple[time, ...]
    changed: bool = False


def digest_hours(protocols: Iterable[Protocol]) -> tuple[time, ...]:
    """The hours that can be chosen: after that of each of the areas' digests, and well before any of their
    offices close on any weekday."""
    of_areas = [_hours_of(protocol) for protocol in protocols]
    return tuple(at for at in of_areas[0] if all(at in hours for hours in of_areas[1:])) if of_areas else ()


def _hours_of(protocol: Protocol) -> list[time]:
    closes = min(hours.end for hours in protocol.calendar.hours if hours is not None)
    last = datetime.combine(_ANY_DAY, closes) - BEFORE_CLOSING
    at = datetime.combine(_ANY_DAY, time(protocol.nudge_at.hour))
    found = []
    while at <= last:
        if at.time() > protocol.nudge_at:
            found.append(at.time())
        at += STEP
    return found


def digest_moment(protocol: Protocol, day: date, at: time | None) -> datetime | None:
    """The moment on that day for which somebody's digest waits; None where it waits for none: they chose no
    hour, or the area's offices are not open then."""
    if at is None or at <= protocol.nudge_at:
        return None
    moment = protocol.calendar.moment(day, at)
    return moment if protocol.calendar.is_open(moment) else None


@answers(ShowSettings)
async def show_settings(request: ShowSettings, room: Room, office: Office) -> View:
    """As they stand."""
    return _view(room, office)


@answers(SetDigestHour)
async def set_digest_hour(request: SetDigestHour, room: Room, office: Office) -> View:
    """Write it into the register of each of the person's areas. Raises Refused for an hour that is none of
    those that can be chosen."""
    hours = digest_hours(office.protocol(area) for area in room.areas)
    if request.at is not None and request.at not in hours:
        raise Refused(Why.NOT_VALID, field="at")
    found = [(await office.register.people(area)).get(room.person) for area in room.areas]
    kept = [msgspec.structs.replace(one, digest_at=request.at) for one in found if one is not None]
    await office.register.save([], kept)
    room = replace(room, names=await office.names(room.area))
    return msgspec.structs.replace(_view(room, office), changed=True)


def _view(room: Room, office: Office) -> MySettings:
    protocols = [office.protocol(area) for area in room.areas]
    record = room.names.people.get(room.person)
    return MySettings(
        digest_at=record.digest_at if record is not None else None,
        usual=min((protocol.nudge_at for protocol in protocols), default=room.protocol.nudge_at),
        hours=digest_hours(protocols),
    )
