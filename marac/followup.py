"""How an action stands after the meeting: done, in hand, cannot be done, another date, escalated, handed
back.

An action is done only when its date is given and the case system is updated (LIN-24), feedback only when it
was safe to give (LIN-95), and one whose owner only ever ticks, only by that tick (LIN-90). It never lapses
and never moves to the MARAC; a leaver's goes back to the agency (LIN-18).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from marac.actions import check_words, known_action, with_action
from marac.confirmation import action_of_asker, open_action
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Meeting
from marac.ownership import check_date, may_report, today
from marac.protocol import Protocol
from marac.words import ActionId, ActionState, FreeText, PersonId


class ReportDone(Command, frozen=True):
    """Say that an action is done, as far as it is: the date, `MODUS is updated`, and for feedback that it was
    safe to give. What was said before need not be said again."""

    action: ActionId
    completed_on: date | None = None
    modus_updated: bool = False
    safe_to_feed_back: bool = False


class TickAction(Command, frozen=True):
    """Tick an action of which nothing but a tick is ever asked (LIN-90)."""

    action: ActionId


class ReportInHand(Command, frozen=True):
    """Say that an action is being worked on."""

    action: ActionId


class ReportImpossible(Command, frozen=True):
    """Say that an action cannot be done, and what was done instead or why, as the area asks; `changed`: it is
    no longer needed, and the reason is what changed."""

    action: ActionId
    instead: str = ""
    reason: str = ""
    changed: bool = False


class AskNewDate(Command, frozen=True):
    """Ask for another date; with a reason where the area wants one."""

    action: ActionId
    on: date
    reason: str = ""


class AgreeNewDate(Command, frozen=True):
    """Agree another date: the one asked for, or `on`."""

    action: ActionId
    on: date | None = None


class DeclineNewDate(Command, frozen=True):
    """Leave the date as it is."""

    action: ActionId


class ProgressReported(Event, frozen=True):
    """Something of what makes an action done was given."""

    action: ActionId
    completed_on: date | None
    modus_updated: bool
    safe_to_feed_back: bool


class ActionDone(Event, frozen=True):
    """An action is done."""

    action: ActionId


class ActionInHand(Event, frozen=True):
    """An action is being worked on."""

    action: ActionId


class ActionImpossible(Event, frozen=True):
    """An action cannot be done."""

    action: ActionId
    instead: FreeText
    reason: FreeText = ""
    changed: bool = False


class NewDateAsked(Event, frozen=True):
    """Another date was asked for."""

    action: ActionId
    on: date
    reason: FreeText = ""


class NewDateAgreed(Event, frozen=True):
    """Another date was agreed."""

    action: ActionId
    on: date


class NewDateDeclined(Event, frozen=True):
    """The date stays."""

    action: ActionId


class ActionHandedBack(Event, frozen=True):
    """The action's owner, collector or both left, so the agency (or the administrators) must name another."""

    action: ActionId
    owner_left: bool
    collector_left: bool


@decides(ReportDone, Who.ANYONE)
def report_done(command: ReportDone, setting: Setting) -> Iterator[Event]:
    """Note what is given; the action is done once nothing is missing (`missing_for_done`)."""
    action = action_to_report(setting, command.action)
    if action.state is ActionState.DONE:
        return
    if asks_only_a_tick(action, setting.protocol):
        raise Refused(Why.TICK_ONLY, action=action.key)
    if command.completed_on is not None and command.completed_on > today(setting):
        raise Refused(Why.DATE_AHEAD, on=command.completed_on)
    progress = ProgressReported(
        action=action.key,
        completed_on=command.completed_on or action.completed_on,
        modus_updated=command.modus_updated or action.modus_updated,
        safe_to_feed_back=command.safe_to_feed_back or action.safe_to_feed_back,
    )
    reported = _with_progress(action, progress)
    if reported != action:
        yield progress
    if not missing_for_done(reported):
        yield ActionDone(action=action.key)


def missing_for_done(action: Action) -> tuple[str, ...]:
    """What keeps an action open although its owner reports it: `completed_on`, `modus_updated` and for
    feedback `safe_to_feed_back` (LIN-24, LIN-95)."""
    given = {
        "completed_on": action.completed_on is not None,
        "modus_updated": action.modus_updated,
        "safe_to_feed_back": action.safe_to_feed_back or not action.feedback,
    }
    return tuple(name for name, there in given.items() if not there)


def asks_only_a_tick(action: Action, protocol: Protocol) -> bool:
    """The area says that nothing but a tick is ever asked of it (LIN-90)."""
    return any(ready.key == action.kind and ready.tick for ready in protocol.ready_actions)


@decides(TickAction, Who.ANYONE)
def tick_action(command: TickAction, setting: Setting) -> Iterator[Event]:
    """The tick is all: no date, no detail."""
    action = action_to_report(setting, command.action)
    if not asks_only_a_tick(action, setting.protocol):
        raise Refused(Why.MISSING, what=missing_for_done(action))
    if action.state is not ActionState.DONE:
        yield ActionDone(action=action.key)


@decides(ReportInHand, Who.ANYONE)
def report_in_hand(command: ReportInHand, setting: Setting) -> Iterator[Event]:
    """It stays open, and says so."""
    action = action_of_asker(setting, command.action)
    if action.state is not ActionState.IN_HAND:
        yield ActionInHand(action=action.key)


@decides(ReportImpossible, Who.ANYONE)
def report_impossible(command: ReportImpossible, setting: Setting) -> Iterator[Event]:
    """It is closed with what was done instead, or with the reason, which has to be said (HAC-45, WOL-44);
    what circumstances have overtaken is told apart from what was not done."""
    action = action_to_report(setting, command.action)
    if action.state is ActionState.IMPOSSIBLE:
        return
    open_action(setting, action.key)
    needed = "reason" if command.changed else setting.protocol.actions.cannot_needs
    said = {"instead": command.instead.strip(), "reason": command.reason.strip()}
    if not said[needed]:
        raise Refused(Why.MISSING, what=("changed" if command.changed else needed,))
    for words in filter(None, said.values()):
        check_words(words)
    yield ActionImpossible(action=action.key, **said, changed=command.changed)


@decides(AskNewDate, Who.ANYONE)
def ask_new_date(command: AskNewDate, setting: Setting) -> Iterator[Event]:
    """The date stands until another is agreed; where none is needed its owner sets the first (LUT-38).

    Where what cannot be done needs a reason, so does a date that cannot be met (WOL-44).
    """
    action, rule = action_of_asker(setting, command.action), setting.protocol.actions
    check_date(setting, command.on)
    if action.due is None and rule.undated:
        yield NewDateAgreed(action=action.key, on=command.on)
    elif command.on not in (action.due, action.asked_for):
        reason = command.reason.strip()
        if rule.cannot_needs == "reason" and not reason:
            raise Refused(Why.MISSING, what=("reason",))
        check_words(reason)
        yield NewDateAsked(action=action.key, on=command.on, reason=reason)


@decides(AgreeNewDate, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def agree_new_date(command: AgreeNewDate, setting: Setting) -> Iterator[Event]:
    """The new date counts from now; the old one is kept."""
    action = open_action(setting, command.action)
    on = command.on or action.asked_for
    if on is None:
        raise Refused(Why.NOT_ASKED, action=action.key)
    check_date(setting, on)
    if on != action.due:
        yield NewDateAgreed(action=action.key, on=on)


@decides(DeclineNewDate, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def decline_new_date(command: DeclineNewDate, setting: Setting) -> Iterator[Event]:
    """The question is answered; the owner may ask again."""
    action = open_action(setting, command.action)
    if action.asked_for is not None:
        yield NewDateDeclined(action=action.key)


@follows
def leavers_hand_back(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """Nobody who has left or is barred owns or collects an open action (LIN-15, LIN-18)."""
    if before.roll is after.roll:
        return
    for action in after.actions.values():
        owner_left, collector_left = _has_left(after, action.owner), _has_left(after, action.collector)
        if action.is_open and (owner_left or collector_left):
            yield ActionHandedBack(action=action.key, owner_left=owner_left, collector_left=collector_left)


def _has_left(meeting: Meeting, person: PersonId | None) -> bool:
    return person is not None and person in meeting.roll and not meeting.roll[person].is_welcome


def action_to_report(setting: Setting, key: ActionId) -> Action:
    """The action, finished or not, on which the asker may report. Raises Refused where there is none."""
    action = known_action(setting, key)
    if action.is_open or action.state is ActionState.PROPOSED:
        return action_of_asker(setting, key)
    if setting.asker is not None and not may_report(setting.meeting, setting.by, action):
        raise Refused(Why.OWN_AGENCY_ONLY, agency=action.agency)
    return action


def _with_progress(action: Action, event: ProgressReported) -> Action:
    return msgspec.structs.replace(
        action,
        completed_on=event.completed_on,
        modus_updated=event.modus_updated,
        safe_to_feed_back=event.safe_to_feed_back,
    )


@evolves(ProgressReported)
def progress_reported(meeting: Meeting, event: ProgressReported, entry: Entry) -> Meeting:
    """What was given is known."""
    return with_action(meeting, _with_progress(meeting.actions[event.action], event))


@evolves(ActionDone)
def action_done(meeting: Meeting, event: ActionDone, entry: Entry) -> Meeting:
    """Nobody owes anything of it any longer."""
    action = meeting.actions[event.action]
    done = msgspec.structs.replace(action, state=ActionState.DONE, asked_for=None, reported_at=entry.at)
    return with_action(meeting, done)


@evolves(ActionInHand)
def action_in_hand(meeting: Meeting, event: ActionInHand, entry: Entry) -> Meeting:
    """It is being worked on."""
    action = meeting.actions[event.action]
    in_hand = msgspec.structs.replace(action, state=ActionState.IN_HAND, reported_at=entry.at)
    return with_action(meeting, in_hand)


@evolves(ActionImpossible)
def action_impossible(meeting: Meeting, event: ActionImpossible, entry: Entry) -> Meeting:
    """It is closed, with what was done instead or why."""
    action = meeting.actions[event.action]
    impossible = msgspec.structs.replace(
        action,
        state=ActionState.IMPOSSIBLE,
        instead=event.instead or None,
        not_because=event.reason or None,
        changed=event.changed,
        asked_for=None,
        reported_at=entry.at,
    )
    return with_action(meeting, impossible)


@evolves(NewDateAsked)
def new_date_asked(meeting: Meeting, event: NewDateAsked, entry: Entry) -> Meeting:
    """The question waits for chair or administrators."""
    action = meeting.actions[event.action]
    because = event.reason or action.overdue_because
    asked = msgspec.structs.replace(action, asked_for=event.on, overdue_because=because, reported_at=entry.at)
    return with_action(meeting, asked)


@evolves(NewDateDeclined)
def new_date_declined(meeting: Meeting, event: NewDateDeclined, entry: Entry) -> Meeting:
    """No question waits."""
    action = meeting.actions[event.action]
    return with_action(meeting, msgspec.structs.replace(action, asked_for=None))


@evolves(NewDateAgreed)
def new_date_agreed(meeting: Meeting, event: NewDateAgreed, entry: Entry) -> Meeting:
    """The new date counts, and with it a new start; the old one is kept."""
    action = meeting.actions[event.action]
    was_due = (*action.was_due, action.due) if action.due else action.was_due
    changed = msgspec.structs.replace(
        action,
        due=event.on,
        was_due=was_due,
        asked_for=None,
        escalated_at=None,
        rationale_given=False,
        sent_on=(),
    )
    return with_action(meeting, changed)


@evolves(ActionHandedBack)
def action_handed_back(meeting: Meeting, event: ActionHandedBack, entry: Entry) -> Meeting:
    """The agency owes it, with nobody named."""
    action = meeting.actions[event.action]
    changed = msgspec.structs.replace(
        action,
        owner=None if event.owner_left else action.owner,
        collector=None if event.collector_left else action.collector,
    )
    return with_action(meeting, changed)


def overdue(meeting: Meeting, today: date) -> tuple[Action, ...]:
    """The open actions whose date has gone by; none of which nobody is asked any more."""
    late = (a for a in meeting.actions.values() if a.is_overdue(today))
    return tuple(a for a in late if not meeting.asks_no_more(a))
