"""What becomes of an action once it is entered: the agency confirms or corrects it, or it is changed or
struck.

Administrator and representatives must have recorded the same actions (LIN-42). A correction is the agency's
word and changes nothing by itself: chair or administrators change the action, and the agency confirms anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from marac.actions import check_words, known_action, with_action
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import speaks_for
from marac.journal import SYSTEM, Entry, Event, evolves
from marac.meeting import Action, Meeting
from marac.ownership import (
    check_chosen_owner,
    check_collector,
    check_date,
    check_owner,
    may_report,
    owner_in,
)
from marac.words import ActionId, ActionState, AgencyId, CaseNumber, FreeText, PersonId, Protects


class ConfirmAction(Command, frozen=True):
    """Confirm for the agency that the action is recorded as it was taken on (LIN-42)."""

    action: ActionId


class CorrectAction(Command, frozen=True):
    """Say for the agency what is wrong with an action as it was recorded (LIN-42)."""

    action: ActionId
    correction: str


class ChangeAction(Command, frozen=True):
    """Change what is given of an action; what is left out stays."""

    action: ActionId
    what: str | None = None
    agency: AgencyId | None = None
    owner: PersonId | None = None
    due: date | None = None
    protects: Protects | None = None
    collector: PersonId | None = None


class StrikeAction(Command, frozen=True):
    """Strike an action, with a note."""

    action: ActionId
    note: str


class ActionConfirmed(Event, frozen=True):
    """The agency confirmed an action."""

    action: ActionId


class ActionCorrected(Event, frozen=True):
    """The agency said what is wrong with an action."""

    action: ActionId
    correction: FreeText


class ActionChanged(Event, frozen=True):
    """An action was changed; every value is as it is from now on."""

    action: ActionId
    what: FreeText
    agency: AgencyId
    owner: PersonId | None
    due: date | None
    protects: Protects | None
    collector: PersonId | None
    confirmed: bool


class ActionStruck(Event, frozen=True):
    """An action was struck."""

    action: ActionId
    note: FreeText


@decides(ConfirmAction, Who.ANYONE)
def confirm_action(command: ConfirmAction, setting: Setting) -> Iterator[Event]:
    """Whoever speaks for the agency confirms, or an administrator on its word; confirming twice changes
    nothing."""
    action = known_action(setting, command.action)
    if action.state is ActionState.OFFERED:
        action_of_asker(setting, command.action)
        yield ActionConfirmed(action=action.key)


@decides(CorrectAction, Who.ANYONE)
def correct_action(command: CorrectAction, setting: Setting) -> Iterator[Event]:
    """What is wrong goes to chair and administrators, and the action counts as unconfirmed until it is
    changed."""
    action = action_of_asker(setting, command.action)
    correction = command.correction.strip()
    if not correction:
        raise Refused(Why.MISSING, what=("correction",))
    check_words(correction)
    if action.correction != correction:
        yield ActionCorrected(action=action.key, correction=correction)


@decides(ChangeAction, Who.CHAIR, Who.ADMINISTRATOR)
def change_action(command: ChangeAction, setting: Setting) -> Iterator[Event]:
    """Change it; new wording, another agency or a correction asks for the agency's confirmation anew."""
    action = open_action(setting, command.action)
    check_date(setting, command.due)
    changed = _changed(command, action, setting.meeting)
    if not changed.what:
        raise Refused(Why.MISSING, what=("what",))
    check_words(changed.what)
    if changed.agency != action.agency:
        check_owner(setting, changed.agency, action.case, changed.collector)
    check_chosen_owner(setting, command.owner, (changed.agency,), action.case)
    check_collector(setting, command.collector, action.case)
    still = changed.what == action.what and changed.agency == action.agency and action.correction is None
    confirmed = still and action.state is not ActionState.OFFERED
    event = msgspec.structs.replace(
        changed, confirmed=confirmed or speaks_for(setting.meeting, setting.by, changed.agency, action.case)
    )
    if _as_changed(action, event) != action:
        yield event


def _changed(command: ChangeAction, action: Action, meeting: Meeting) -> ActionChanged:
    """Every value as it will be: what the command gives, else what was."""
    agency = command.agency or action.agency
    owner = command.owner
    if owner is None:
        same = agency == action.agency
        owner = action.owner if same else owner_in(meeting, agency, action.case, None)
    return ActionChanged(
        action=action.key,
        what=action.what if command.what is None else command.what.strip(),
        agency=agency,
        owner=owner,
        due=command.due or action.due,
        protects=command.protects or action.protects,
        collector=command.collector or action.collector,
        confirmed=False,
    )


@decides(StrikeAction, Who.CHAIR, Who.ADMINISTRATOR)
def strike_action(command: StrikeAction, setting: Setting) -> Iterator[Event]:
    """Strike it, with a note of why; its line stays in the journal."""
    action = known_action(setting, command.action)
    if not command.note.strip():
        raise Refused(Why.NOTE_NEEDED)
    yield ActionStruck(action=action.key, note=command.note)


def open_action(setting: Setting, key: ActionId) -> Action:
    """The action. Raises Refused where the asker may see none of that key, or it is finished."""
    action = known_action(setting, key)
    if not action.is_open:
        raise Refused(Why.ACTION_FINISHED, action=key)
    return action


def action_of_asker(setting: Setting, key: ActionId) -> Action:
    """The open action on which the asker may speak for its agency. Raises Refused where there is none."""
    action = open_action(setting, key)
    if setting.by != SYSTEM and not may_report(setting.meeting, setting.by, action):
        raise Refused(Why.OWN_AGENCY_ONLY, agency=action.agency)
    return action


@evolves(ActionConfirmed)
def action_confirmed(meeting: Meeting, event: ActionConfirmed, entry: Entry) -> Meeting:
    """The agency has taken the action on; what it found wrong before is settled."""
    action = meeting.actions[event.action]
    return with_action(meeting, msgspec.structs.replace(action, state=ActionState.CONFIRMED, correction=None))


@evolves(ActionCorrected)
def action_corrected(meeting: Meeting, event: ActionCorrected, entry: Entry) -> Meeting:
    """The action waits for its change."""
    action = meeting.actions[event.action]
    return with_action(
        meeting,
        msgspec.structs.replace(action, state=ActionState.OFFERED, correction=event.correction),
    )


@evolves(ActionChanged)
def action_changed(meeting: Meeting, event: ActionChanged, entry: Entry) -> Meeting:
    """The action is as given."""
    return with_action(meeting, _as_changed(meeting.actions[event.action], event))


@evolves(ActionStruck)
def action_struck(meeting: Meeting, event: ActionStruck, entry: Entry) -> Meeting:
    """The action no longer stands."""
    action = meeting.actions[event.action]
    return with_action(meeting, msgspec.structs.replace(action, state=ActionState.STRUCK))


def _as_changed(action: Action, event: ActionChanged) -> Action:
    """The action with the event's values, its old date kept."""
    state = action.state if event.confirmed else ActionState.OFFERED
    if event.confirmed and action.state is ActionState.OFFERED:
        state = ActionState.CONFIRMED
    moved = event.due != action.due and action.due is not None
    return msgspec.structs.replace(
        action,
        what=event.what,
        agency=event.agency,
        owner=event.owner,
        due=event.due,
        was_due=(*action.was_due, action.due) if moved and action.due else action.was_due,
        protects=event.protects,
        collector=event.collector,
        state=state,
        correction=None,
    )


def unconfirmed(meeting: Meeting, case: CaseNumber) -> tuple[Action, ...]:
    """The case's actions whose agency has not confirmed them: listed at the close, never a hold (LIN-42)."""
    return tuple(a for a in meeting.actions_for(case) if a.state is ActionState.OFFERED)
