"""A prepared notice that was sent, checked again when it goes: it is still owed, its reader may still know of
it, and nobody gets it twice.

To people outside it goes by e-mail alone, at the address that the register has for them now.
"""

from __future__ import annotations

import msgspec

from marac.area_dates import dates_owed
from marac.chasing import NoticeSent
from marac.duties import all_duties
from marac.duty_notices import DutyNoticeSent
from marac.meeting import Meeting
from marac.protocol import Protocol
from usecases.announcements_sent_on import SENT_ON
from usecases.office import Office
from usecases.outside import Waiting, of_action, of_duty, outsiders, why_not_by_mail
from usecases.perform import leads_to
from usecases.ports import NoMeeting, Notice
from usecases.requests import Request
from usecases.rooms import Place, Room
from usecases.telling import NoLongerRight, Told, still_right
from usecases.views.mail import Mailed, mailed
from usecases.views.prepared import ShowNotices


class Unmailable(Exception):
    """It may not or cannot be mailed; the text is the reason, without content."""


class OutsideMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to somebody outside: to which address, and what it says in which room."""

    address: str
    says: Mailed
    room: Room


async def outside_mail(notice: Notice, office: Office) -> OutsideMail:
    """What goes to somebody outside. Raises NoLongerRight, or Unmailable where an administrator has to see
    to it."""
    try:
        meeting = await office.ledger.load(notice.meeting or "", fresh=True)
    except NoMeeting:
        raise NoLongerRight("the meeting is gone") from None
    names, protocol = await office.names(notice.area), office.protocol(notice.area)
    waiting = _owed(notice, meeting, protocol, office)
    if waiting is None:
        raise NoLongerRight("no longer so")
    told = outsiders(waiting, names)
    found = next((one for one in told if one.to == notice.to), None)
    if found is None:
        raise NoLongerRight("another notice goes to that address")
    hindrance = why_not_by_mail(waiting, names, mails=True)
    if hindrance and (hindrance != "no-address" or not found.address):
        raise Unmailable(hindrance)
    room = Room(
        person="",
        place=Place.PERSONAL,
        now=office.now(),
        area=notice.area,
        protocol=protocol,
        names=names,
        meeting=meeting,
    )
    view = Told(kind=notice.kind, facts=notice.facts, meeting=notice.meeting)
    return OutsideMail(address=found.address, says=await mailed(notice, view, room, office), room=room)


def _owed(notice: Notice, meeting: Meeting, protocol: Protocol, office: Office) -> Waiting | None:
    """What the notice is about, while it is owed and that step of its ladder has been sent on."""
    key, step = notice.facts["notice"], notice.facts["step"]
    action = meeting.actions.get(key)
    if action is not None:
        is_late = action.is_overdue(office.today(notice.area)) and not meeting.asks_no_more(action)
        ladder = protocol.actions.ladder
        if not is_late or step not in action.sent_on or step > len(ladder):
            return None
        return of_action(action, step, ladder[step - 1], meeting)
    today = office.today(notice.area)
    for due in (*all_duties(meeting, protocol), *dates_owed((meeting,), protocol, today)):
        for rung in due.rungs if due.key == key and due.is_owed else ():
            if rung.step == step and step in meeting.duty_notices.get(key, ()):
                return of_duty(due, rung, meeting, protocol)
    return None


@leads_to(NoticeSent, DutyNoticeSent)
def _to_those_left(command: NoticeSent | DutyNoticeSent, room: Room) -> Request | None:
    """The notices that still wait."""
    return ShowNotices()


@still_right(SENT_ON)
def _is_owed(notice: Notice, room: Room, meeting: Meeting) -> bool:
    """Nobody hears of what has been done since."""
    key = notice.facts["notice"]
    action = meeting.actions.get(key)
    if action is not None:
        return action.is_open and notice.facts["step"] in action.sent_on
    today = room.protocol.calendar.day_of(room.now)
    known = (*all_duties(meeting, room.protocol), *dates_owed((meeting,), room.protocol, today))
    return any(due.is_owed for due in known if due.key == key)
