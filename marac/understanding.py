"""Whether what is asked is understood by those who are to do it, and whether the chair has agreed to it.

Both are asked for once the actions of a case stand and before it closes, where the area wants it. Words that
are changed afterwards are asked about anew. What every case has, and what was only proposed, is not asked
about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from marac.actions import known_action, tailored_for, with_action
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import check_part
from marac.followup import asks_only_a_tick
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Meeting
from marac.outstanding import told_of
from marac.ownership import may_report
from marac.protocol import Protocol
from marac.words import ActionId, AgencyId, CaseNumber, PersonId


class SayUnderstood(Command, frozen=True):
    """Say that one knows what one's own agency is asked to do in a case (WOL-03, KEN-34, LUT-28)."""

    case: CaseNumber


class SayAllUnderstood(Command, frozen=True):
    """Say for everybody who has not said so that they know what is asked of them."""

    case: CaseNumber


class AgreeActions(Command, frozen=True):
    """Agree as chair to an action, or to all of the case that wait for it (HAC-36)."""

    case: CaseNumber
    action: ActionId | None = None


class ActionsUnderstood(Event, frozen=True):
    """Those who are to do these actions know what is asked."""

    case: CaseNumber
    actions: tuple[ActionId, ...]


class ActionsAgreed(Event, frozen=True):
    """The chair agreed to these actions."""

    case: CaseNumber
    actions: tuple[ActionId, ...]


@decides(SayUnderstood, Who.ANYONE)
def say_understood(command: SayUnderstood, setting: Setting) -> Iterator[Event]:
    """Take it from whoever may report on an action, for all of theirs. Raises Refused where none is."""
    check_part(setting, command.case)
    meeting = setting.meeting
    theirs = [a for a in tailored_for(meeting, command.case) if _is_theirs(meeting, setting.by, a)]
    if not theirs:
        raise Refused(Why.NOT_ASKED, case=command.case)
    waiting = _not_understood(theirs, setting.protocol)
    if waiting:
        yield ActionsUnderstood(case=command.case, actions=tuple(a.key for a in waiting))


def _is_theirs(meeting: Meeting, person: PersonId, action: Action) -> bool:
    """The person is one of those who are asked about it; not an administrator for everybody."""
    named = person in told_of(meeting, action)
    attendee = meeting.roll.get(person)
    own = attendee is not None and attendee.agency == action.agency and not attendee.is_administrator
    return named or (own and may_report(meeting, person, action))


@decides(SayAllUnderstood, Who.CHAIR, Who.ADMINISTRATOR)
def say_all_understood(command: SayAllUnderstood, setting: Setting) -> Iterator[Event]:
    """The chair has made sure in the room."""
    check_part(setting, command.case)
    waiting = not_understood(setting.meeting, setting.protocol, command.case)
    if waiting:
        yield ActionsUnderstood(case=command.case, actions=tuple(a.key for a in waiting))


@decides(AgreeActions, Who.CHAIR, Who.ADMINISTRATOR)
def agree_actions(command: AgreeActions, setting: Setting) -> Iterator[Event]:
    """The chair's word, or an administrator's for the chair; agreeing twice changes nothing."""
    check_part(setting, command.case)
    waiting = tuple(a.key for a in not_agreed(setting.meeting, setting.protocol, command.case))
    if command.action is not None:
        if known_action(setting, command.action).case != command.case:
            raise Refused(Why.NO_SUCH_ACTION, action=command.action)
        waiting = tuple(key for key in waiting if key == command.action)
    if waiting:
        yield ActionsAgreed(case=command.case, actions=waiting)


@evolves(ActionsUnderstood)
def actions_understood(meeting: Meeting, event: ActionsUnderstood, entry: Entry) -> Meeting:
    """It is known that they are understood."""
    return _marked(meeting, event.actions, understood=True)


@evolves(ActionsAgreed)
def actions_agreed(meeting: Meeting, event: ActionsAgreed, entry: Entry) -> Meeting:
    """The chair has agreed to them."""
    return _marked(meeting, event.actions, agreed=True)


def _marked(meeting: Meeting, keys: Iterable[ActionId], **changes: bool) -> Meeting:
    for key in keys:
        meeting = with_action(meeting, msgspec.structs.replace(meeting.actions[key], **changes))
    return meeting


def not_understood(meeting: Meeting, protocol: Protocol, case: CaseNumber) -> tuple[Action, ...]:
    """The case's actions of which nobody has said that they are understood, where the area asks for it."""
    return _not_understood(tailored_for(meeting, case), protocol)


def _not_understood(actions: Iterable[Action], protocol: Protocol) -> tuple[Action, ...]:
    if not protocol.actions.understood:
        return ()
    asked = (a for a in actions if a.is_open and not asks_only_a_tick(a, protocol))
    return tuple(a for a in asked if not a.understood)


def not_agreed(meeting: Meeting, protocol: Protocol, case: CaseNumber) -> tuple[Action, ...]:
    """The case's actions to which the chair has not agreed, where the area asks for it (HAC-36)."""
    if not protocol.actions.chair_confirms:
        return ()
    return tuple(a for a in tailored_for(meeting, case) if a.is_open and not a.agreed)


def agencies_not_understood(meeting: Meeting, protocol: Protocol, case: CaseNumber) -> tuple[AgencyId, ...]:
    """Whose actions those are that nobody has said to be understood."""
    return tuple(dict.fromkeys(a.agency for a in not_understood(meeting, protocol, case)))
