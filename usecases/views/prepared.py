"""The notice that stands ready about an overdue action or duty, for people outside the meeting or to be
approved by an administrator: case number, agency and date, and nothing else (LIN-93, WOL-05).

One press mails it, or says it in Teams; where the bot cannot mail it an administrator sends it by hand, and
says that it has gone. Either way the journal has it.
"""

from __future__ import annotations

from datetime import date

import msgspec

from marac.admission import may_see
from marac.chasing import NoticeSent
from marac.decide import Refused, Why
from marac.duty_notices import DutyNoticeSent
from marac.words import ActionId, AgencyId, CaseNumber, PersonId
from usecases.area_dates import meetings_looked_at
from usecases.looked_after import looked_after
from usecases.office import Office
from usecases.outside import (
    Waiting,
    notices_of_dates,
    outsiders,
    people_told,
    waiting_notices,
    why_not_by_mail,
)
from usecases.requests import Request, ShowNotice, View, answers
from usecases.rooms import Room
from usecases.take import take

MOST_NOTICES = 10


class SendNotice(Request, frozen=True):
    """Send a notice that stands ready: by e-mail to those outside, and in Teams to everybody else."""

    step: int
    action: ActionId = ""
    duty: str = ""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


class ShowNotices(Request, frozen=True):
    """All the notices of the area that stand ready and have not gone."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return room.administers


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a notice is for: as what, and at which address, which may not be known; or which person."""

    role: str
    address: str = ""
    person: PersonId | None = None


class PreparedNotice(View, frozen=True, kw_only=True):
    """A notice. `duty` is what it is ticked by, `what` the words for it. `hindrance`: why the bot cannot mail
    it (`usecases.outside`); `gone`: it has been sent just now."""

    meeting: str
    step: int
    to: tuple[Recipient, ...]
    action: ActionId = ""
    duty: str = ""
    what: str = ""
    case: CaseNumber | None = None
    agency: AgencyId | None = None
    due: date | None = None
    says: str = ""
    hindrance: str = ""
    gone: bool = False


class Notices(View, frozen=True, kw_only=True):
    """The notices that wait for the area's administrators; `more` did not fit."""

    lines: tuple[PreparedNotice, ...]
    more: int = 0


@answers(ShowNotice)
async def show_notice(request: ShowNotice, room: Room, office: Office) -> View:
    """The notice of a step that waits. Raises Refused where there is none for the person."""
    return _view(await _find(request, room, office), room, office)


@answers(SendNotice)
async def send_notice(request: SendNotice, room: Room, office: Office) -> View:
    """Send it, once. Raises Refused where the bot cannot, saying why."""
    waiting = await _find(request, room, office)
    hindrance = why_not_by_mail(waiting, room.names, mails=office.mails)
    if hindrance:
        raise Refused(Why.NOT_BY_MAIL, hindrance=hindrance)
    await take(office, waiting.meeting.key, said_gone(waiting, mailed=True), room.person)
    return msgspec.structs.replace(_view(waiting, room, office), gone=True)


@answers(ShowNotices)
async def show_notices(request: ShowNotices, room: Room, office: Office) -> View:
    """Those of every meeting of the area that is looked after, of the cases that the person may see."""
    found = await _all(room, office)
    return Notices(
        lines=tuple(_view(one, room, office) for one in found[:MOST_NOTICES]),
        more=max(0, len(found) - MOST_NOTICES),
    )


def said_gone(waiting: Waiting, *, mailed: bool) -> NoticeSent | DutyNoticeSent:
    """The command that says so."""
    if waiting.action:
        return NoticeSent(action=waiting.action, step=waiting.step, mailed=mailed)
    return DutyNoticeSent(duty=waiting.duty, subject=waiting.about.key, step=waiting.step, mailed=mailed)


async def _all(room: Room, office: Office) -> list[Waiting]:
    found: list[Waiting] = []
    for key in await looked_after(office, room.area, office.today(room.area)):
        meeting = await office.ledger.load(key)
        attendee = meeting.roll.get(room.person)
        if attendee is not None and attendee.is_administrator and attendee.is_welcome:
            found += waiting_notices(meeting, room.protocol, room.now, room.person)
    dates = notices_of_dates(await meetings_looked_at(office, room.area), room.protocol, room.now)
    return [*found, *(one for one in dates if room.person in one.meeting.administrators())]


async def _find(request: ShowNotice | SendNotice, room: Room, office: Office) -> Waiting:
    """The notice meant, in the room's meeting. Raises Refused."""
    meeting = room.meeting
    action = meeting.actions.get(request.action) if meeting is not None else None
    if request.action and (
        meeting is None or action is None or not may_see(meeting, room.person, action.case)
    ):
        raise Refused(Why.NO_SUCH_ACTION)
    for one in await _all(room, office):
        is_here = meeting is not None and one.meeting.key == meeting.key
        if is_here and (one.key, one.step) == (request.action or request.duty, request.step):
            return one
    raise Refused(Why.NOT_ASKED)


def _view(waiting: Waiting, room: Room, office: Office) -> PreparedNotice:
    return PreparedNotice(
        meeting=waiting.meeting.key,
        step=waiting.step,
        to=recipients(waiting, room),
        action=waiting.action,
        duty=waiting.key if waiting.duty else "",
        what=waiting.what,
        case=waiting.case,
        agency=waiting.agency,
        due=waiting.due,
        says=waiting.says,
        hindrance=why_not_by_mail(waiting, room.names, mails=office.mails),
    )


def recipients(waiting: Waiting, room: Room) -> tuple[Recipient, ...]:
    """Those outside by the register, and where it is to be approved first the people on the roll."""
    outside = [Recipient(role=one.role, address=one.address) for one in outsiders(waiting, room.names)]
    return (*outside, *(Recipient(role="person", person=person) for person in people_told(waiting)))
