"""Where somebody stands when they say or press something: which person, in which place, about which meeting.

The meeting in question is the one whose card was pressed; else the chat's area's; else one of the person's
own areas'. It is the one under way, else today's, else the next, else the last, whichever area's that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from marac.meeting import Attendee, Meeting
from marac.protocol import Protocol
from marac.words import PersonId, SittingState
from usecases.directory import Names
from usecases.office import Office


class Place(StrEnum):
    """Where it was said."""

    CHAT = "chat"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Room:
    """One person, in one place, before one meeting. `meeting` is None where there is none to speak of."""

    person: PersonId
    place: Place
    now: datetime
    area: str
    protocol: Protocol
    names: Names
    meeting: Meeting | None = None
    areas: tuple[str, ...] = ()

    @property
    def attendee(self) -> Attendee | None:
        """The person's entry on the meeting's roll."""
        return self.meeting.roll.get(self.person) if self.meeting else None


class NoArea(LookupError):
    """The person is in no area's register, may not take part in the meeting, or the chat serves none."""


async def room_for(
    office: Office, person: PersonId, place: Place, *, meeting: str | None = None, area: str | None = None
) -> Room:
    """The room in which `person` stands. Raises NoArea for somebody who is in no register, and NoMeeting
    where `meeting` names none that there is: no other is meant then."""
    areas = await areas_of(office, person)
    if not areas:
        raise NoArea(area or "")
    if meeting is not None:
        found: Meeting | None = await office.ledger.load(meeting)
    else:
        found = await _of_areas(office, (area,) if area else areas)
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


async def _of_areas(office: Office, areas: tuple[str, ...]) -> Meeting | None:
    """Of several areas, the one with a sitting under way; else the one whose meeting is nearest, those to
    come before those that are over."""
    found = [m for m in [await meeting_of(office, area) for area in areas] if m is not None]
    return min(found, key=lambda m: _distance(office, m), default=None)


def _distance(office: Office, meeting: Meeting) -> tuple[int, timedelta]:
    """How far a meeting is from being the one that is meant."""
    now, day_of = office.now(), office.protocol(meeting.area).calendar.day_of
    if meeting.sitting is not None:
        return 0, timedelta()
    planned = (s.starts_at for s in meeting.sittings if s.state is SittingState.PLANNED)
    coming = [starts - now for starts in planned if day_of(starts) >= day_of(now)]
    if coming and meeting.closed_at is None:
        return 1, min(coming)
    return 2, min((now - s.starts_at for s in meeting.sittings), default=timedelta.max)


async def meeting_of(office: Office, area: str) -> Meeting | None:
    """The area's meeting in question now: under way, else today's or the next, else the last one held."""
    coming = await office.ledger.meetings(area, on=office.today(area))
    meetings = [await office.ledger.load(key) for key in coming]
    under_way = next((m for m in meetings if m.sitting is not None), None)
    if under_way or meetings:
        return under_way or meetings[0]
    past = await office.ledger.meetings(area)
    return await office.ledger.load(past[-1]) if past else None
