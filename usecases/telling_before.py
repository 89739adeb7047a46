"""What the readers of notices before a meeting are shown, built anew when it is sent.

A time that has moved again meanwhile is told as it is now, and of a case that the reader may no longer see
nothing is told at all.
"""

from __future__ import annotations

from marac.admission import may_see
from marac.caselist import ChangeKind, MarkCommon, MarkConsent
from marac.decide import Command
from marac.guests import MarkDeclarationSent, WithdrawInvitation
from marac.meeting import Meeting
from marac.observers import ApproveObserver, DeclineObserver, MarkInstructed, unapproved_here
from marac.order_warnings import warnings_for
from marac.presenters import ConfirmPresenter
from marac.representation import types_without_representative
from marac.running_order import Lengthen, MoveCase, Retime, SetOrder, TellOrder
from usecases.office import Office
from usecases.perform import leads_to
from usecases.ports import Notice
from usecases.requests import Request, ShowOrder, ShowPeople, View
from usecases.rooms import Room
from usecases.telling import NoLongerRight, Told, shows, still_right
from usecases.views.order import moved_for, order_for


def _meeting(room: Room) -> Meeting:
    if room.meeting is None:
        raise NoLongerRight("the meeting is gone")
    return room.meeting


@shows("order-told")
async def order_told(notice: Notice, room: Room, office: Office) -> View:
    """The order as the reader may see it."""
    return order_for(room, _meeting(room), said="told")


@shows("lengthened")
async def lengthened(notice: Notice, room: Room, office: Office) -> View:
    """The order with the new end."""
    return order_for(room, _meeting(room), said="lengthened")


@shows("moved")
async def moved(notice: Notice, room: Room, office: Office) -> View:
    """The new times of those of the cases that the reader may see and that are still to come."""
    view = moved_for(room, _meeting(room), tuple(notice.facts["numbers"]))
    if not view.lines:
        raise NoLongerRight("nothing of it is still to come")
    return view


@shows("order-warning")
async def order_warning(notice: Notice, room: Room, office: Office) -> View:
    """Those of the worries that still stand and that the reader may still see."""
    now = {(w.worry.value, w.case) for w in warnings_for(_meeting(room), room.protocol, notice.to)}
    standing = [worry for worry in notice.facts["worries"] if (worry[0], worry[1]) in now]
    if not standing:
        raise NoLongerRight("nothing of it is amiss any more")
    return Told(kind=notice.kind, facts={"worries": standing}, meeting=notice.meeting)


@still_right("nobody-comes")
def _does_nobody_come(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return bool(set(notice.facts["types"]) & set(types_without_representative(meeting, room.protocol)))


@still_right("observer-unapproved")
def _is_unapproved(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return notice.facts["person"] in {a.person for a in unapproved_here(meeting)}


@still_right("guest-late")
def _may_still_be_told(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return all(may_see(meeting, notice.to, case) for case in notice.facts["cases"])


@leads_to(SetOrder, MoveCase, Retime, Lengthen, TellOrder)
@leads_to(ConfirmPresenter, MarkConsent, MarkCommon, ChangeKind)
def _to_the_order(command: Command, room: Room) -> Request:
    """Whoever changed something of the order sees the order."""
    return ShowOrder()


@leads_to(ApproveObserver, MarkInstructed, DeclineObserver, WithdrawInvitation, MarkDeclarationSent)
def _to_the_people(command: Command, room: Room) -> Request | None:
    """Whoever admitted somebody sees the people, if they may."""
    return ShowPeople() if ShowPeople.is_open_to(room) else None
