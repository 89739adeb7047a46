"""What becomes of an action once it is entered: the agency confirms or corrects it, or it is changed or
struck.

Administrator and representatives must have recorded the same actions (LIN-42). A correction is the agency's
word and changes nothing by itself: chair or administrators change the action, and the agency confirms anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from marac.actions import check_category, check_search, check_words, known_action, with_action
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import chair_for, speaks_for
from marac.journal import SYSTEM, Entry, Event, evolves
from marac.meeting import Action, Meeting
from marac.ownership import (
    can_take_one_now,
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


class DeclineAction(Command, frozen=True):
    """Say for the agency that it does not take on what was proposed for it (WOL-38)."""

    action: ActionId


class ChangeAction(Command, frozen=True):
    """Change what is given of an action; what is left out stays."""

    action: ActionId
    what: str | None = None
    agency: AgencyId | None = None
    owner: PersonId | None = None
    due: date | None = None
    protects: Protects | None = None
    collector: PersonId | None = None
    category: str | None = None


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


class ActionDeclined(Event, frozen=True):
    """The agency does not take on what was proposed for it."""

    action: ActionId


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
    category: str | None = None
    proposed: bool = False
    agreed: bool = False


class ActionStruck(Event, frozen=True):
    """An action was struck."""

    action: ActionId
    note: FreeText


@decides(ConfirmAction, Who.ANYONE)
def confirm_action(command: ConfirmAction, setting: Setting) -> Iterator[Event]:
    """Whoever speaks for the agency confirms, or an administrator on its word; confirming twice changes
    nothing. So is a proposal accepted, but not by whoever is in the chair (LUT-37)."""
    action = known_action(setting, command.action)
    if action.state is ActionState.PROPOSED:
        _check_may_accept(setting, action)
        yield ActionConfirmed(action=action.key)
    elif action.state is ActionState.OFFERED:
        action_of_asker(setting, command.action)
        yield ActionConfirmed(action=action.key)


def _check_may_accept(setting: Setting, action: Action) -> None:
    """Raise Refused unless the asker takes actions on for the agency: its own people, or an administrator
    on their word who is not in the chair."""
    meeting, by = setting.meeting, setting.by
    theirs = by == action.owner or speaks_for(meeting, by, action.agency, action.case)
    on_its_word = may_report(meeting, by, action) and chair_for(meeting, action.case) != by
    if not (theirs or on_its_word):
        raise Refused(Why.OWN_AGENCY_ONLY, agency=action.agency)
    if setting.protocol.actions.present_only and not can_take_one_now(meeting, action.agency, action.case):
        raise Refused(Why.AGENCY_NOT_HERE, agency=action.agency, case=action.case)


@decides(DeclineAction, Who.ANYONE)
def decline_action(command: DeclineAction, setting: Setting) -> Iterator[Event]:
    """Whoever could accept it says no; an action that was taken on is not handed back so."""
    action = known_action(setting, command.action)
    if action.state is not ActionState.PROPOSED:
        raise Refused(Why.NOT_ASKED, action=action.key)
    _check_may_accept(setting, action)
    yield ActionDeclined(action=action.key)


@decides(CorrectAction, Who.ANYONE)
def correct_action(command: CorrectAction, setting: Setting) -> Iterator[Event]:
    """What is wrong goes to chair and administrators, and the action counts as unconfirmed until it is
    changed."""
    action = known_action(setting, command.action)
    if action.state is ActionState.PROPOSED:
        _check_may_accept(setting, action)
    else:
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
    action = known_action(setting, command.action)
    if action.state is not ActionState.PROPOSED:
        action = open_action(setting, command.action)
    check_date(setting, command.due)
    changed = _changed(command, action, setting.meeting)
    if not changed.what:
        raise Refused(Why.MISSING, what=("what",))
    check_words(changed.what)
    check_category(setting.protocol, changed.category)
    check_search(setting.protocol, changed.what, after_repeat=action.after_repeat)
    if changed.agency != action.agency:
        check_owner(setting, changed.agency, action.case, changed.collector)
    check_chosen_owner(setting, command.owner, (changed.agency,), action.case)
    check_collector(setting, command.collector, action.case)
    still = changed.what == action.what and changed.agency == action.agency and action.correction is None
    confirmed = still and action.state not in (ActionState.OFFERED, ActionState.PROPOSED)
    confirmed = confirmed or speaks_for(setting.meeting, setting.by, changed.agency, action.case)
    rules, in_the_chair = setting.protocol.actions, chair_for(setting.meeting, action.case) == setting.by
    event = msgspec.structs.replace(
        changed,
        confirmed=confirmed,
        proposed=rules.volunteered and not confirmed and not action.standard,
        agreed=rules.chair_confirms and (in_the_chair or (action.agreed and _is_same(changed, action))),
    )
    if _as_changed(action, event) != action:
        yield event


def _is_same(changed: ActionChanged, action: Action) -> bool:
    """What the action asks, of whom and by when is as it was."""
    return (changed.what, changed.agency, changed.due) == (action.what, action.agency, action.due)


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
        category=command.category or action.category,
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
    if action.state is ActionState.PROPOSED:
        raise Refused(Why.NOT_ACCEPTED, action=key)
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
    state = ActionState.PROPOSED if action.state is ActionState.PROPOSED else ActionState.OFFERED
    return with_action(meeting, msgspec.structs.replace(action, state=state, correction=event.correction))


@evolves(ActionDeclined)
def action_declined(meeting: Meeting, event: ActionDeclined, entry: Entry) -> Meeting:
    """It was never an action, and nobody owes anything of it."""
    return _without(meeting, event.action)


@evolves(ActionChanged)
def action_changed(meeting: Meeting, event: ActionChanged, entry: Entry) -> Meeting:
    """The action is as given."""
    return with_action(meeting, _as_changed(meeting.actions[event.action], event))


@evolves(ActionStruck)
def action_struck(meeting: Meeting, event: ActionStruck, entry: Entry) -> Meeting:
    """The action no longer stands."""
    return _without(meeting, event.action)


def _without(meeting: Meeting, key: ActionId) -> Meeting:
    """`meeting` with the action struck: it stays in the journal and is on nobody's list."""
    struck = msgspec.structs.replace(meeting.actions[key], state=ActionState.STRUCK)
    return with_action(meeting, struck)


def _as_changed(action: Action, event: ActionChanged) -> Action:
    """The action with the event's values, its old date kept."""
    state = action.state if event.confirmed else ActionState.OFFERED
    if event.proposed:
        state = ActionState.PROPOSED
    elif event.confirmed and action.state in (ActionState.OFFERED, ActionState.PROPOSED):
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
        category=event.category,
        agreed=event.agreed,
        understood=action.understood and _is_same(event, action),
    )


def unconfirmed(meeting: Meeting, case: CaseNumber) -> tuple[Action, ...]:
    """The case's actions whose agency has not confirmed them: listed at the close, never a hold (LIN-42)."""
    return tuple(a for a in meeting.actions_for(case) if a.state is ActionState.OFFERED)
