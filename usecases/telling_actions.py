"""What the readers of notices about actions are shown at the moment of sending: built anew, so that what
has been confirmed, done or taken back meanwhile is no longer asked."""

from __future__ import annotations

from marac.actions import RecordAction
from marac.administrators_notes import NoteForAdministrators
from marac.chasing import Chase, NoticeSent
from marac.confirmation import ConfirmAction, CorrectAction, DeclineAction
from marac.decide import Command, Refused
from marac.escalation import Escalate, GiveRationale
from marac.feedback import SettleFeedback
from marac.followup import (
    AgreeNewDate,
    AskNewDate,
    DeclineNewDate,
    ReportDone,
    ReportImpossible,
    ReportInHand,
    TickAction,
)
from marac.meeting import Meeting
from marac.standard import StrikeStandard
from marac.standing import OfferReady
from marac.understanding import AgreeActions, SayUnderstood
from usecases.announce import MY_ACTIONS, QUIET
from usecases.announcements_actions import CASE_ACTIONS
from usecases.office import Office
from usecases.perform import leads_to
from usecases.ports import Notice
from usecases.requests import Request, ShowActions, ShowCaseActions, ShowOpenList, ShowToConfirm, View, answer
from usecases.rooms import Room
from usecases.telling import NoLongerRight, shows, still_right
from usecases.views.actions import my_actions, outstanding_for
from usecases.views.case_actions import runs_case, to_confirm, waiting_for
from usecases.views.outstanding import public_outstanding


@shows(MY_ACTIONS)
async def own_list(notice: Notice, room: Room, office: Office) -> View:
    """The person's list as it is now."""
    return await my_actions(office, room)


@shows("to-confirm")
async def waiting(notice: Notice, room: Room, office: Office) -> View:
    """What waits for the person in the case; with nothing waiting a card that is there says so, and none is
    posted."""
    if room.meeting is None:
        raise NoLongerRight("the meeting is gone")
    view = to_confirm(room.meeting, room.protocol, notice.facts["case"], room.person)
    if not (view.lines or view.to_understand) and not notice.facts.get(QUIET):
        raise NoLongerRight("confirmed already")
    return view


@shows(CASE_ACTIONS)
async def case_list(notice: Notice, room: Room, office: Office) -> View:
    """The case's card as it is now, for somebody who has it."""
    try:
        return await answer(office, room, ShowCaseActions(case=notice.facts["case"]))
    except Refused:
        raise NoLongerRight("may not be shown it") from None


@shows("outstanding")
async def outstanding(notice: Notice, room: Room, office: Office) -> View:
    """The chat's list, as it is now."""
    return await public_outstanding(office, room)


@shows("outstanding-mine")
async def outstanding_mine(notice: Notice, room: Room, office: Office) -> View:
    """What the person is asked about at the opening, if anything."""
    view = await outstanding_for(office, room, room.meeting) if room.meeting else None
    if view is None or not (view.total or notice.facts.get(QUIET)):
        raise NoLongerRight("nothing is outstanding")
    return view


@still_right("action-corrected")
def _still_corrected(notice: Notice, room: Room, meeting: Meeting) -> bool:
    action = meeting.actions.get(notice.facts["action"])
    return action is not None and action.is_open and action.correction is not None


@still_right("new-date-asked")
def _still_asked(notice: Notice, room: Room, meeting: Meeting) -> bool:
    action = meeting.actions.get(notice.facts["action"])
    return action is not None and action.is_open and action.asked_for is not None


@still_right("action-handed-back")
def _still_unowned(notice: Notice, room: Room, meeting: Meeting) -> bool:
    action = meeting.actions.get(notice.facts["action"])
    return action is not None and action.is_open and action.owner is None


@leads_to(ConfirmAction, CorrectAction, DeclineAction)
def _to_what_waits(command: ConfirmAction | CorrectAction | DeclineAction, room: Room) -> Request | None:
    """What still waits in the case; whoever confirmed for others sees the case's list."""
    meeting = room.meeting
    if meeting is None:
        return None
    case = meeting.actions[command.action].case
    if runs_case(meeting, room.person, case) and not waiting_for(meeting, case, room.person):
        return ShowCaseActions(case=case)
    return ShowToConfirm(case=case)


@leads_to(SayUnderstood)
def _to_what_waits_in_it(command: SayUnderstood, room: Room) -> Request | None:
    """What still waits in the case."""
    return ShowToConfirm(case=command.case)


@leads_to(RecordAction, OfferReady, AgreeActions, SettleFeedback, StrikeStandard, NoteForAdministrators)
def _to_the_case(command: RecordAction | OfferReady | AgreeActions, room: Room) -> Request | None:
    """The case's list, where it may be shown."""
    return ShowCaseActions(case=command.case)


@leads_to(Chase, NoticeSent, Escalate, AgreeNewDate, DeclineNewDate)
def _to_what_is_open(command: Command, room: Room) -> Request | None:
    """What is still open, for the administrators who follow it up; their desk in the sitting itself."""
    busy = room.meeting is not None and room.meeting.sitting is not None
    return ShowOpenList() if ShowOpenList.is_open_to(room) and not busy else None


@leads_to(ReportDone, ReportInHand, ReportImpossible, TickAction, AskNewDate, GiveRationale)
def _to_own_list(command: Command, room: Room) -> Request | None:
    """One's own list."""
    return ShowActions()
