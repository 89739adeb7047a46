"""The meeting as an entry for calendars: booked from the start to the end of the last slot, with the request
to stay (LUT-13). It names no case and holds no joining link (LIN-47)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from marac.decide import Refused, Why
from marac.meeting import Meeting, Sitting
from marac.progress import planned_end
from marac.protocol import Protocol
from marac.timetable import ends_at
from usecases.calendar_files import ICS, CalendarEntry, write_ics
from usecases.handing_over import MadeFile, hands_over, offer
from usecases.office import Office
from usecases.requests import Request, View, answers
from usecases.rooms import Room


class OfferInvitation(Request, frozen=True):
    """The meeting as a calendar entry, for administrators to send."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


def booked_until(meeting: Meeting, sitting: Sitting, protocol: Protocol) -> datetime:
    """The end of the sitting's last slot; its planned end while there is none."""
    ends = [ends_at(slot) for slot in meeting.order if slot.sitting == sitting.number]
    return max(ends, default=planned_end(sitting, protocol))


@hands_over("invitation")
async def invitation(office: Office, room: Room, arguments: Mapping[str, str]) -> MadeFile:
    """One entry a sitting. Raises Refused for anybody but an administrator."""
    meeting, protocol = room.meeting, room.protocol
    if meeting is None or not OfferInvitation.is_open_to(room):
        raise Refused(Why.NOT_ALLOWED)
    stay = protocol.absence.stay_note if protocol.absence is not None else ""
    entries = [
        CalendarEntry(
            key=f"{meeting.key}-{sitting.number}",
            starts_at=sitting.starts_at,
            ends_at=booked_until(meeting, sitting, protocol),
            title=f"{protocol.name} meeting",
            words=stay,
        )
        for sitting in meeting.sittings
    ]
    day = protocol.calendar.local(min((e.starts_at for e in entries), default=room.now))
    return MadeFile(
        name=f"MARAC invitation {day:%Y-%m-%d}.ics", content=write_ics(entries, room.now), media_type=ICS
    )


@answers(OfferInvitation)
async def offer_invitation(request: OfferInvitation, room: Room, office: Office) -> View:
    """Offer the file in 1:1; it is made anew when it is accepted."""
    return await offer(office, room, "invitation")
