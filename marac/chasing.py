"""What administrators do about an action that is overdue: chase whoever answers for it, and send on the
notice that the area's ladder has ready for somebody outside the meeting.

A person is chased about an action once a day and in office hours, and nowhere where the area chases nobody.
Whether a notice goes to a line manager or a signatory is for people: it waits until one of them says that it
has gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from marac.actions import with_action
from marac.calendar import DueRule
from marac.confirmation import open_action
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.duties import OUTSIDE
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Meeting
from marac.ownership import today
from marac.protocol import LadderStep, Protocol
from marac.words import ActionId


class Chase(Command, frozen=True):
    """Remind whoever answers for an overdue action, now (HAC-46, WOL-05)."""

    action: ActionId


class NoticeSent(Command, frozen=True):
    """Say that the notice of one step of the ladder has gone to those outside whom it is for (WOL-05);
    `mailed`: by the bot's own e-mail."""

    action: ActionId
    step: int
    mailed: bool = False


class ActionChased(Event, frozen=True):
    """Whoever answers for it was reminded."""

    action: ActionId


class ActionSentOn(Event, frozen=True):
    """The notice of one step of the ladder has gone out, by hand or `mailed`."""

    action: ActionId
    step: int
    mailed: bool = False


@decides(Chase, Who.ADMINISTRATOR)
def chase(command: Chase, setting: Setting) -> Iterator[Event]:
    """Once a day, in office hours, of what is overdue, and not where nobody is chased (LUT-31)."""
    action = open_action(setting, command.action)
    if setting.protocol.actions.nudged == "nobody":
        raise Refused(Why.NOT_IN_THIS_AREA)
    if setting.meeting.asks_no_more(action) or not action.is_overdue(today(setting)):
        raise Refused(Why.NOT_ASKED, action=action.key)
    if not setting.protocol.calendar.is_open(setting.now):
        raise Refused(Why.OUT_OF_HOURS, opens=setting.protocol.calendar.next_opening(setting.now))
    if not was_chased_on(action, today(setting), setting.protocol):
        yield ActionChased(action=action.key)


@decides(NoticeSent, Who.ADMINISTRATOR, Who.SYSTEM)
def notice_sent(command: NoticeSent, setting: Setting) -> Iterator[Event]:
    """It is asked about no longer."""
    action = open_action(setting, command.action)
    come = (number for number, _ in steps_come(action, setting.protocol, today(setting)))
    if setting.meeting.asks_no_more(action) or command.step not in come:
        raise Refused(Why.NOT_ASKED, action=action.key)
    if command.step not in action.sent_on:
        yield ActionSentOn(action=action.key, step=command.step, mailed=command.mailed)


@evolves(ActionChased)
def action_chased(meeting: Meeting, event: ActionChased, entry: Entry) -> Meeting:
    """It is known when that was."""
    action = meeting.actions[event.action]
    return with_action(meeting, msgspec.structs.replace(action, chased_at=entry.at))


@evolves(ActionSentOn)
def action_sent_on(meeting: Meeting, event: ActionSentOn, entry: Entry) -> Meeting:
    """That step has been seen to."""
    action = meeting.actions[event.action]
    return with_action(meeting, msgspec.structs.replace(action, sent_on=(*action.sent_on, event.step)))


def was_chased_on(action: Action, day: date, protocol: Protocol) -> bool:
    """Somebody was reminded of it by hand on that day."""
    return action.chased_at is not None and protocol.calendar.day_of(action.chased_at) == day


def steps_come(action: Action, protocol: Protocol, today: date) -> tuple[tuple[int, LadderStep], ...]:
    """The steps of the area's ladder whose day has come for an action that is overdue, by number from 1."""
    if not action.is_overdue(today):
        return ()
    return tuple(
        (number, step)
        for number, step in enumerate(protocol.actions.ladder, 1)
        if step_day(action, step, protocol) <= today
    )


def step_day(action: Action, step: LadderStep, protocol: Protocol) -> date:
    """The day on which a step comes; never, for an action without a date."""
    if action.due is None:
        return date.max
    at: date | datetime = DueRule.parse(step.at).apply(action.due, protocol.calendar)
    return protocol.calendar.day_of(at)


def to_send_on(action: Action, protocol: Protocol, today: date) -> tuple[tuple[int, LadderStep], ...]:
    """The steps whose notice has not gone: for people outside, or to be approved by administrators first. One
    gives way once a later one has gone."""
    gone = max(action.sent_on, default=0)
    return tuple(
        (number, step)
        for number, step in steps_come(action, protocol, today)
        if number > gone and (step.approved or OUTSIDE & set(step.tells))
    )
