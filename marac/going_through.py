"""Going through earlier meetings' actions at an opening: how each is recorded, replaced or explained.

What is said of an action goes into the journal of the meeting that took it. A replacement keeps the dates of
what it replaces, so that nothing that was owed disappears; reasons are sealed like all free text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from marac.actions import check_words, with_action
from marac.confirmation import action_of_asker, open_action
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Meeting
from marac.ownership import check_date, today
from marac.protocol import OutstandingAnswer, OutstandingRule, Protocol
from marac.words import ActionId, ActionState, FreeText


class RecordOutstanding(Command, frozen=True):
    """Record how an action of an earlier meeting stands, by one of the area's answers (KEN-32)."""

    action: ActionId
    answer: str


class ReplaceAction(Command, frozen=True):
    """Settle another action, for the same agency, in place of one that is still open (HAC-30)."""

    action: ActionId
    what: str
    due: date | None = None


class ExplainOverdue(Command, frozen=True):
    """Say why an action is overdue."""

    action: ActionId
    reason: str


class OutstandingRecorded(Event, frozen=True):
    """It was recorded how an earlier action stands; `closes`: nothing more is owed of it."""

    action: ActionId
    answer: str
    closes: bool = False
    done: bool = False


class ActionReplaced(Event, frozen=True):
    """Another action stands in place of one, for the same agency and owner."""

    action: ActionId
    by: ActionId
    what: FreeText
    due: date | None


class OverdueExplained(Event, frozen=True):
    """It was said why an action is overdue."""

    action: ActionId
    reason: FreeText


@decides(RecordOutstanding, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def record_outstanding(command: RecordOutstanding, setting: Setting) -> Iterator[Event]:
    """Take the answer; the last one counts, and one that closes it ends the matter."""
    answer = next((one for one in answers_of(setting.protocol) if one.key == command.answer), None)
    if answer is None:
        raise Refused(Why.NOT_VALID, field="answer", value=command.answer)
    action = open_action(setting, command.action)
    if action.raised != answer.key or answer.closes:
        yield OutstandingRecorded(
            action=action.key, answer=answer.key, closes=answer.closes, done=answer.done
        )


def answers_of(protocol: Protocol) -> tuple[OutstandingAnswer, ...]:
    """How the area records what it goes through; nothing where an action is raised and no more."""
    return protocol.outstanding.answers if protocol.outstanding is not None else ()


@decides(ReplaceAction, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def replace_action(command: ReplaceAction, setting: Setting) -> Iterator[Event]:
    """Enter the new one and end the old one. The date stays unless another is given."""
    if not _rule(setting).new_dates:
        raise Refused(Why.NOT_IN_THIS_AREA)
    action = open_action(setting, command.action)
    what = command.what.strip()
    if not what:
        raise Refused(Why.MISSING, what=("what",))
    check_words(what)
    check_date(setting, command.due)
    key = f"a{len(setting.meeting.actions) + 1}"
    yield ActionReplaced(action=action.key, by=key, what=what, due=command.due or action.due)


@decides(ExplainOverdue, Who.ANYONE)
def explain_overdue(command: ExplainOverdue, setting: Setting) -> Iterator[Event]:
    """Take the reason from whoever answers for the action, where the area asks for one."""
    if not _rule(setting).wants_reason:
        raise Refused(Why.NOT_IN_THIS_AREA)
    action = action_of_asker(setting, command.action)
    reason = command.reason.strip()
    if not reason:
        raise Refused(Why.NOTE_NEEDED)
    if not action.is_overdue(today(setting)):
        raise Refused(Why.NOT_ASKED)
    check_words(reason)
    if action.overdue_because != reason:
        yield OverdueExplained(action=action.key, reason=reason)


def _rule(setting: Setting) -> OutstandingRule:
    rule = setting.protocol.outstanding
    if rule is None:
        raise Refused(Why.NOT_IN_THIS_AREA)
    return rule


@evolves(OutstandingRecorded)
def outstanding_recorded(meeting: Meeting, event: OutstandingRecorded, entry: Entry) -> Meeting:
    """The answer and its time are known; with one that closes it nothing more is owed."""
    action = meeting.actions[event.action]
    raised = msgspec.structs.replace(action, raised=event.answer, raised_at=entry.at)
    if event.closes:
        state = ActionState.DONE if event.done else ActionState.IMPOSSIBLE
        raised = msgspec.structs.replace(raised, state=state, asked_for=None)
    return with_action(meeting, raised)


@evolves(ActionReplaced)
def action_replaced(meeting: Meeting, event: ActionReplaced, entry: Entry) -> Meeting:
    """The new one stands in the old one's place, with the old one's dates behind it."""
    old = meeting.actions[event.action]
    was_due = (*old.was_due, old.due) if old.due is not None else old.was_due
    new = Action(
        key=event.by,
        case=old.case,
        what=event.what,
        agency=old.agency,
        state=ActionState.CONFIRMED,
        owner=old.owner,
        collector=old.collector,
        due=event.due,
        was_due=was_due,
        protects=old.protects,
        kind=old.kind,
        feedback=old.feedback,
    )
    ended = msgspec.structs.replace(old, state=ActionState.STRUCK, replaced_by=event.by, asked_for=None)
    return with_action(with_action(meeting, ended), new)


@evolves(OverdueExplained)
def overdue_explained(meeting: Meeting, event: OverdueExplained, entry: Entry) -> Meeting:
    """The reason is known."""
    action = meeting.actions[event.action]
    return with_action(meeting, msgspec.structs.replace(action, overdue_because=event.reason))
