"""Escalation of an action that is long overdue: put forward, started by an administrator, explained (LIN-93).

The area says how long after its date and how long the owner then has. The bot only puts forward: whether to
go to an owner and their line manager is for people, and the reasons given are kept in the case system, not
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from marac.actions import with_action
from marac.calendar import DueRule
from marac.confirmation import open_action
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.followup import action_to_report, overdue
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Attendee, Meeting
from marac.ownership import today
from marac.protocol import Protocol
from marac.words import ActionId


class Escalate(Command, frozen=True):
    """Put an action before its owner and their line manager, which starts their clock (LIN-93)."""

    action: ActionId


class GiveRationale(Command, frozen=True):
    """Tick that the agency has said why an action got that far; the words belong elsewhere (LIN-93)."""

    action: ActionId


class ActionEscalated(Event, frozen=True):
    """An action was escalated."""

    action: ActionId


class RationaleGiven(Event, frozen=True):
    """The agency said why."""

    action: ActionId


@decides(Escalate, Who.ADMINISTRATOR, Who.ANY_CHAIR)
def escalate(command: Escalate, setting: Setting) -> Iterator[Event]:
    """Whoever escalates in the area escalates what its rule puts forward; once for each date (LIN-93,
    WOL-42)."""
    action = open_action(setting, command.action)
    asker = setting.asker
    if asker is not None and not escalates(asker, setting.protocol):
        raise Refused(Why.NOT_ALLOWED)
    if action.escalated_at is not None:
        return
    asked_no_more = setting.meeting.asks_no_more(action)
    if asked_no_more or not may_be_escalated(action, setting.protocol, today(setting)):
        raise Refused(Why.NOT_VALID, field="due", due=action.due)
    yield ActionEscalated(action=action.key)


@decides(GiveRationale, Who.ANYONE)
def give_rationale(command: GiveRationale, setting: Setting) -> Iterator[Event]:
    """Only what was escalated asks for it; it may come after the action is done."""
    action = action_to_report(setting, command.action)
    if action.escalated_at is None:
        raise Refused(Why.NOT_ASKED, action=action.key)
    if not action.rationale_given:
        yield RationaleGiven(action=action.key)


@evolves(ActionEscalated)
def action_escalated(meeting: Meeting, event: ActionEscalated, entry: Entry) -> Meeting:
    """The clock for acting and saying why has started."""
    action = meeting.actions[event.action]
    return with_action(meeting, msgspec.structs.replace(action, escalated_at=entry.at, rationale_given=False))


@evolves(RationaleGiven)
def rationale_given(meeting: Meeting, event: RationaleGiven, entry: Entry) -> Meeting:
    """It has been said why."""
    action = meeting.actions[event.action]
    return with_action(meeting, msgspec.structs.replace(action, rationale_given=True))


def escalates(attendee: Attendee, protocol: Protocol) -> bool:
    """In this area it is for them to escalate."""
    by_chair = protocol.actions.escalated_by == "chair"
    return attendee.is_chair if by_chair else attendee.is_administrator


def may_be_escalated(action: Action, protocol: Protocol, today: date) -> bool:
    """Open, and so long past its date that the area's rule puts it forward (LIN-93)."""
    rule = protocol.actions.escalate_after
    if rule is None or action.due is None or not action.is_overdue(today):
        return False
    return protocol.calendar.day_of(DueRule.parse(rule).apply(action.due, protocol.calendar)) <= today


def to_escalate(meeting: Meeting, protocol: Protocol, today: date) -> tuple[Action, ...]:
    """What administrators are asked to escalate today (LIN-93)."""
    return tuple(
        a for a in overdue(meeting, today) if not a.escalated_at and may_be_escalated(a, protocol, today)
    )


def rationale_due(action: Action, protocol: Protocol) -> datetime | None:
    """By when an escalated action must be done and explained; None while nothing is owed (LIN-93)."""
    rule = protocol.actions.rationale_within
    if action.escalated_at is None or action.rationale_given or rule is None:
        return None
    due = DueRule.parse(rule).apply(action.escalated_at, protocol.calendar)
    return due if isinstance(due, datetime) else protocol.calendar.moment(due, protocol.nudge_at)
