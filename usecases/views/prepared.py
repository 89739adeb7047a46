"""The notice that stands ready for people outside the meeting about an action that is overdue: case number,
agency and date, and nothing else (LIN-93, WOL-05)."""

from __future__ import annotations

from datetime import date

import msgspec

from marac.admission import may_see
from marac.chasing import to_send_on
from marac.decide import Refused, Why
from marac.meeting import Action, Meeting
from marac.outstanding import told_of
from marac.words import ActionId, AgencyId, CaseNumber
from usecases.office import Office
from usecases.requests import ShowNotice, View, answers
from usecases.rooms import Room


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a notice is for: as what, and at which address, which may not be known."""

    role: str
    address: str


class PreparedNotice(View, frozen=True, kw_only=True):
    """The notice, for an administrator to send."""

    meeting: str
    action: ActionId
    step: int
    to: tuple[Recipient, ...]
    case: CaseNumber
    agency: AgencyId
    due: date | None
    says: str


@answers(ShowNotice)
async def show_notice(request: ShowNotice, room: Room, office: Office) -> View:
    """The notice of a step that waits. Raises Refused where there is none for the person."""
    meeting = room.meeting
    action = meeting.actions.get(request.action) if meeting is not None else None
    if meeting is None or action is None or not may_see(meeting, room.person, action.case):
        raise Refused(Why.NO_SUCH_ACTION)
    waiting = dict(to_send_on(action, room.protocol, office.today(room.area)))
    if request.step not in waiting:
        raise Refused(Why.NOT_ASKED, action=action.key)
    step = waiting[request.step]
    return PreparedNotice(
        meeting=meeting.key,
        action=action.key,
        step=request.step,
        to=tuple(one for who in step.tells for one in recipients(who, action, meeting, room)),
        case=action.case,
        agency=action.agency,
        due=action.due,
        says=step.label,
    )


def recipients(who: str, action: Action, meeting: Meeting, room: Room) -> tuple[Recipient, ...]:
    """The line managers of those who answer for the action, or its agency's signatory, by the register."""
    names = room.names
    if who == "signatories":
        record = names.agencies.get(action.agency)
        return (Recipient(role="signatory", address=record.signatory if record else ""),)
    if who == "line-managers":
        people = [names.people[p] for p in told_of(meeting, action) if p in names.people]
        managers = dict.fromkeys(person.line_manager_email for person in people)
        return tuple(Recipient(role="line-manager", address=address) for address in managers)
    return ()
