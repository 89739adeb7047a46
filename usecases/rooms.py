"""Where somebody stands when they say or press something: which person, in which place, about which meeting.

The meeting in question is the one whose card was pressed; else that of the area that was named, or that meets
in the chat; else one of the person's own areas'. It is the one under way, else today's, else the next, else
the last, whichever area's that is. Where several could as well be meant, the room says so. In a chat nothing
is said of another area than its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from marac.meeting import Attendee, Meeting
from marac.protocol import Protocol
from marac.words import PersonId, SittingState
from usecases.directory import Names
from usecases.office import Office
from usecases.ports import NoMeeting

_UNDER_WAY, _COMING, _OVER = range(3)
"""How near a meeting is."""


class Place(StrEnum):
    """Where it was said."""

    CHAT = "chat"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Room:
    """One person, in one place, before one meeting. `meeting` is None where there is none to speak of.

    `areas`: all of the person's; `known`: what there is to know of each. `named`: the area was said, by words
    or by the place. `rivals`: the areas one of whose meetings is meant, where more than one could be.
    """

    person: PersonId
    place: Place
    now: datetime
    area: str
    protocol: Protocol
    names: Names
    meeting: Meeting | None = None
    areas: tuple[str, ...] = ()
    known: Mapping[str, tuple[Protocol, Names]] = field(default_factory=dict)
    named: bool = False
    rivals: tuple[str, ...] = ()

    def in_area(self, area: str) -> Room:
        """The same room with the names and rules of another of the person's areas, for a line of its."""
        if area == self.area or area not in self.known:
            return self
        protocol, names = self.known[area]
        return replace(self, area=area, protocol=protocol, names=names)

    @property
    def several(self) -> bool:
        """The person is in more than one area, and has to be told of which one something is."""
        return len(self.areas) > 1

    @property
    def attendee(self) -> Attendee | None:
        """The person's entry on the meeting's roll."""
        return self.meeting.roll.get(self.person) if self.meeting else None

    @property
    def administers(self) -> bool:
        """The person is an administrator of the meeting."""
        return self.attendee is not None and self.attendee.is_administrator

    @property
    def is_of_the_team(self) -> bool:
        """The person is an administrator of the meeting, or may chair it."""
        return self.administers or (self.attendee is not None and self.attendee.is_chair)


class NoArea(LookupError):
    """The person is in no area's register, may not take part in the meeting, or the chat serves none."""


async def room_for(
    office: Office, person: PersonId, place: Place, *, meeting: str | None = None, area: str | None = None
) -> Room:
    """The room in which `person` stands. Raises NoArea for somebody who is in no register, and NoMeeting
    where `meeting` names none that there is, or one that is not of `area`: no other is meant then."""
    areas = await areas_of(office, person)
    if not areas:
        raise NoArea(area or "")
    meant: Sequence[Meeting] = ()
    if meeting is not None:
        meant = (await office.ledger.load(meeting),)
        if area is not None and meant[0].area != area:
            raise NoMeeting(meeting)
    else:
        meant = await _meant(office, person, (area,) if area else areas)
    found = meant[0] if meant else None
    where = found.area if found else (area or areas[0])
    entry = found.roll.get(person) if found else None
    if where not in areas or (entry is not None and not entry.is_welcome):
        raise NoArea(where)
    return Room(
        person=person,
        place=place,
        now=office.now(),
        area=where,
        protocol=office.protocol(where),
        names=await office.names(where),
        meeting=found,
        areas=areas,
        known={one: (office.protocol(one), await office.names(one)) for one in areas},
        named=area is not None or meeting is not None,
        rivals=tuple(m.area for m in meant) if len(meant) > 1 else (),
    )


async def areas_of(office: Office, person: PersonId) -> tuple[str, ...]:
    """The areas in whose registers the person stands, as the directory has them: neither having left nor
    barred (LIN-15, LIN-18)."""
    standing = []
    for area in office.areas:
        record = (await office.names(area)).people.get(person)
        if record is not None and not (record.left or record.barred):
            standing.append(area)
    return tuple(standing)


async def _meant(office: Office, person: PersonId, areas: tuple[str, ...]) -> Sequence[Meeting]:
    """Of several areas, those with a sitting under way; else the one whose meeting is nearest, those to
    come before those that are over. With one of today's all that are still to come today could be meant;
    one on whose roll the person is not, only where they are on none."""
    known = [m for m in [await meeting_of(office, area) for area in areas] if m is not None]
    found = [m for m in known if person in m.roll] or known
    found.sort(key=lambda m: _distance(office, m))
    if not found:
        return ()
    nearest, _ = _distance(office, found[0])
    as_near = [m for m in found[1:] if _distance(office, m)[0] == nearest and _is_on_today(office, m)]
    return [found[0], *as_near] if as_near and _is_on_today(office, found[0]) else found[:1]


def _is_on_today(office: Office, meeting: Meeting) -> bool:
    """It is under way, or comes today."""
    kind, until = _distance(office, meeting)
    day_of = office.protocol(meeting.area).calendar.day_of
    return kind == _UNDER_WAY or (kind == _COMING and day_of(office.now() + until) == day_of(office.now()))


def _distance(office: Office, meeting: Meeting) -> tuple[int, timedelta]:
    """How far a meeting is from being the one that is meant."""
    now, day_of = office.now(), office.protocol(meeting.area).calendar.day_of
    if meeting.sitting is not None:
        return _UNDER_WAY, timedelta()
    planned = (s.starts_at for s in meeting.sittings if s.state is SittingState.PLANNED)
    coming = [starts - now for starts in planned if day_of(starts) >= day_of(now)]
    if coming and meeting.closed_at is None:
        return _COMING, min(coming)
    return _OVER, min((now - s.starts_at for s in meeting.sittings), default=timedelta.max)


async def meeting_of(office: Office, area: str) -> Meeting | None:
    """The area's meeting in question now: under way, else today's or the next, else the last one held."""
    coming = await office.ledger.meetings(area, on=office.today(area))
    loaded = [await office.ledger.load(key) for key in coming]
    meetings = [one for one in loaded if one.cancelled_at is None]
    under_way = next((m for m in meetings if m.sitting is not None), None)
    if under_way or meetings:
        return under_way or meetings[0]
    for key in reversed(await office.ledger.meetings(area)):
        meeting = await office.ledger.load(key)
        if meeting.cancelled_at is None:
            return meeting
    return None
