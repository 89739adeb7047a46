"""Actions as they are taken: what, for which agency, by when, protecting whom (LIN-19, LIN-38).

An action that somebody else entered for an agency is only offered until that agency confirms it, and a joint
one is a line for each agency, linked. No action holds a person's details: those belong in the case system,
and wording that seems to hold any is refused with the kind that was found, never with the words (LIN-51).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from marac.admission import may_see
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import chair_for, check_part, speaks_for
from marac.journal import SYSTEM, Entry, Event, evolves
from marac.meeting import Action, Meeting, put
from marac.own_search import is_own_search
from marac.ownership import (
    check_chosen_owner,
    check_collector,
    check_date,
    check_owner,
    default_due,
    feedback_default,
    owner_in,
)
from marac.personal_details import find_details
from marac.protocol import Protocol
from marac.words import (
    ActionId,
    ActionState,
    AgencyId,
    CaseNumber,
    CaseState,
    FreeText,
    PersonId,
    Protects,
)

AGREED: Final = "agreed"
"""The kind of an action that the meeting agreed; a ready-made one has its own name as its kind."""
ALREADY_TAKEN: Final = "already-taken"
"""The kind of a step that an agency took before the meeting."""
_RECORDERS: Final = (Who.CHAIR, Who.ADMINISTRATOR, Who.MEMBER)


class RecordAction(Command, frozen=True):
    """Enter an action of a case: what, for which agencies, owned by whom, due when, protecting whom.

    What is left out is filled in where the area has a default; `collector` gathers the update where the
    agency cannot be asked itself. Several agencies make a joint action. `after_repeat` lets an agency look
    through its own records, where the area has that for after a repeat incident alone.
    """

    case: CaseNumber
    what: str = ""
    agencies: tuple[AgencyId, ...] = ()
    owner: PersonId | None = None
    due: date | None = None
    protects: Protects | None = None
    collector: PersonId | None = None
    feedback: bool = False
    category: str | None = None
    after_repeat: bool = False


class LogAlreadyTaken(Command, frozen=True):
    """Say what an agency has done about a case before it is heard (LIN-64)."""

    case: CaseNumber
    agency: AgencyId
    what: str


class ActionRecorded(Event, frozen=True):
    """An action was entered; `confirmed` if by somebody who speaks for its agency, `proposed` if its agency
    has yet to take it on, `agreed` if the chair entered it where the chair's word is needed, `standard` if
    every case has it. `joint` is the first line's key."""

    key: ActionId
    case: CaseNumber
    what: FreeText
    agency: AgencyId
    confirmed: bool
    owner: PersonId | None = None
    collector: PersonId | None = None
    due: date | None = None
    protects: Protects | None = None
    joint: ActionId | None = None
    kind: str = AGREED
    feedback: bool = False
    category: str | None = None
    proposed: bool = False
    agreed: bool = False
    standard: bool = False
    after_repeat: bool = False


class AlreadyTakenLogged(Event, frozen=True):
    """An agency said what it has done about a case before the meeting."""

    key: ActionId
    case: CaseNumber
    agency: AgencyId
    what: FreeText
    owner: PersonId | None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An action before it becomes a line for each of its agencies. `by_rule`: it follows from the area's
    rules, so nobody has to offer it."""

    case: CaseNumber
    what: str
    agencies: tuple[AgencyId, ...]
    owner: PersonId | None = None
    due: date | None = None
    protects: Protects | None = None
    collector: PersonId | None = None
    feedback: bool = False
    kind: str = AGREED
    category: str | None = None
    standard: bool = False
    after_repeat: bool = False
    by_rule: bool = False


@decides(RecordAction, *_RECORDERS)
def record_action(command: RecordAction, setting: Setting) -> Iterator[Event]:
    """Enter it, a line for each agency. A member offers for their own agency, alone or with others
    (LIN-19)."""
    check_case(setting, command.case)
    draft = _draft(command, setting)
    missing = missing_of(draft, setting.protocol)
    if missing:
        raise Refused(Why.MISSING, what=missing)
    check_own_agency(setting, draft.agencies, draft.case)
    check_date(setting, command.due)
    check_words(draft.what)
    check_category(setting.protocol, draft.category)
    check_search(setting.protocol, draft.what, after_repeat=draft.after_repeat)
    for agency in draft.agencies:
        check_owner(setting, agency, draft.case, draft.collector)
    check_chosen_owner(setting, draft.owner, draft.agencies, draft.case)
    check_collector(setting, draft.collector, draft.case)
    yield from lines(draft, setting)


def _draft(command: RecordAction, setting: Setting) -> Draft:
    """What is given, and the area's defaults for the rest."""
    agencies = command.agencies
    if command.feedback and not agencies:
        default = feedback_default(setting.meeting, setting.protocol, command.case)
        agencies = (default,) if default else ()
    return Draft(
        case=command.case,
        what=command.what.strip(),
        agencies=tuple(dict.fromkeys(agencies)),
        owner=command.owner,
        due=command.due or default_due(setting.meeting, setting.protocol),
        protects=command.protects,
        collector=command.collector,
        feedback=command.feedback,
        category=command.category,
        after_repeat=command.after_repeat,
    )


def missing_of(draft: Draft, protocol: Protocol) -> tuple[str, ...]:
    """What an action still lacks, of `what`, `owner`, `due` and `protects` (LIN-38)."""
    given = {
        "what": bool(draft.what),
        "owner": bool(draft.agencies),
        "due": draft.due is not None or protocol.actions.undated,
        "protects": draft.protects is not None or not protocol.actions.needs_protects,
    }
    return tuple(name for name, there in given.items() if not there)


def check_case(setting: Setting, number: CaseNumber) -> None:
    """Raise Refused unless the asker takes part in the case and actions can be entered for it now.

    From when it is opened, whatever became of it (LIN-69); once the meeting is closed, by administrators
    alone.
    """
    meeting, asker = setting.meeting, setting.asker
    check_part(setting, number)
    if not may_record(meeting, setting.protocol, setting.by, number):
        raise Refused(Why.RECORDED_FOR_THEM)
    if meeting.closed_at is not None and asker is not None and not asker.is_administrator:
        raise Refused(Why.MEETING_CLOSED)
    if meeting.cases[number].state is CaseState.LISTED:
        raise Refused(Why.NOT_HEARD_YET, case=number)


def may_record(meeting: Meeting, protocol: Protocol, person: PersonId, case: CaseNumber) -> bool:
    """The area lets the person enter the case's actions at all: some leave it to whoever chairs it and the
    administrators (HAC-02)."""
    attendee = meeting.roll.get(person)
    if protocol.actions.recorded_by == "anybody" or attendee is None:
        return True
    return attendee.is_administrator or chair_for(meeting, case) == person


def check_own_agency(setting: Setting, agencies: tuple[AgencyId, ...], case: CaseNumber) -> None:
    """Raise Refused where a member, neither in the chair nor an administrator, enters for others alone."""
    asker, meeting = setting.asker, setting.meeting
    if asker is None or asker.is_administrator or chair_for(meeting, case) == setting.by:
        return
    if not any(speaks_for(meeting, setting.by, agency, case) for agency in agencies):
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)


def check_words(words: str) -> None:
    """Raise Refused, with the kinds found and not the words, where they seem to hold a person's details."""
    kinds = tuple(dict.fromkeys(finding.kind for finding in find_details(words)))
    if kinds:
        raise Refused(Why.PERSONAL_DETAILS, kinds=kinds)


def check_category(protocol: Protocol, category: str | None) -> None:
    """Raise Refused for a kind of action that the area does not have."""
    if category is not None and category not in {c.key for c in protocol.actions.categories}:
        raise Refused(Why.NOT_VALID, field="category", value=category)


def check_search(protocol: Protocol, words: str, *, after_repeat: bool) -> None:
    """Raise Refused where the area warns of an action that only has an agency look through its own records,
    unless it is for after a repeat incident (KEN-17)."""
    if protocol.actions.warns_of_own_search and not after_repeat and is_own_search(words):
        raise Refused(Why.OWN_SEARCH)


def lines(draft: Draft, setting: Setting, entered: int = 0) -> Iterator[ActionRecorded]:
    """The draft's lines, one an agency; one that stands already, word for word, is not entered again.

    `entered` is how many actions the same command has entered so far.
    """
    meeting, rules = setting.meeting, setting.protocol.actions
    agencies = [a for a in draft.agencies if not _stands(meeting, draft, a)]
    first = len(meeting.actions) + entered + 1
    in_the_chair = chair_for(meeting, draft.case) == setting.by
    for place, agency in enumerate(agencies):
        confirmed = draft.standard or speaks_for(meeting, setting.by, agency, draft.case)
        yield ActionRecorded(
            key=f"a{first + place}",
            case=draft.case,
            what=draft.what,
            agency=agency,
            confirmed=confirmed,
            owner=owner_in(meeting, agency, draft.case, draft.owner),
            collector=draft.collector,
            due=draft.due,
            protects=draft.protects,
            joint=f"a{first}" if len(draft.agencies) > 1 else None,
            kind=draft.kind,
            feedback=draft.feedback,
            category=draft.category,
            proposed=rules.volunteered and not (confirmed or draft.by_rule),
            agreed=rules.chair_confirms and in_the_chair,
            standard=draft.standard,
            after_repeat=draft.after_repeat,
        )


def _stands(meeting: Meeting, draft: Draft, agency: AgencyId) -> bool:
    return any(
        a.agency == agency and a.kind == draft.kind and a.what == draft.what and a.feedback == draft.feedback
        for a in meeting.actions_for(draft.case)
    )


@decides(LogAlreadyTaken, Who.ADMINISTRATOR, Who.MEMBER)
def log_already_taken(command: LogAlreadyTaken, setting: Setting) -> Iterator[Event]:
    """Note the step for one's own agency, before the case is heard; afterwards it is an action like any
    other."""
    meeting = setting.meeting
    check_part(setting, command.case)
    check_own_agency(setting, (command.agency,), command.case)
    if meeting.cases[command.case].state not in (CaseState.LISTED, CaseState.OPEN):
        raise Refused(Why.CASE_NOT_LISTED, case=command.case)
    what = command.what.strip()
    if not what:
        raise Refused(Why.MISSING, what=("what",))
    check_words(what)
    draft = Draft(case=command.case, what=what, agencies=(command.agency,), kind=ALREADY_TAKEN)
    if not _stands(meeting, draft, command.agency):
        owner = owner_in(meeting, command.agency, command.case, setting.by)
        key = f"a{len(meeting.actions) + 1}"
        yield AlreadyTakenLogged(key=key, case=command.case, agency=command.agency, what=what, owner=owner)


@evolves(ActionRecorded)
def action_recorded(meeting: Meeting, event: ActionRecorded, entry: Entry) -> Meeting:
    """The action stands, confirmed or offered."""
    action = Action(
        key=event.key,
        case=event.case,
        what=event.what,
        agency=event.agency,
        state=_state(event),
        owner=event.owner,
        collector=event.collector,
        due=event.due,
        protects=event.protects,
        joint=event.joint,
        kind=event.kind,
        feedback=event.feedback,
        category=event.category,
        standard=event.standard,
        after_repeat=event.after_repeat,
        agreed=event.agreed,
    )
    return with_action(meeting, action)


def _state(event: ActionRecorded) -> ActionState:
    if event.proposed:
        return ActionState.PROPOSED
    return ActionState.CONFIRMED if event.confirmed else ActionState.OFFERED


@evolves(AlreadyTakenLogged)
def already_taken_logged(meeting: Meeting, event: AlreadyTakenLogged, entry: Entry) -> Meeting:
    """The step stands as done, and with its case."""
    action = Action(
        key=event.key,
        case=event.case,
        what=event.what,
        agency=event.agency,
        state=ActionState.DONE,
        owner=event.owner,
        kind=ALREADY_TAKEN,
    )
    case = meeting.cases[event.case]
    case = msgspec.structs.replace(case, already_taken=(*case.already_taken, event.key))
    meeting = msgspec.structs.replace(meeting, cases=put(meeting.cases, event.case, case))
    return with_action(meeting, action)


def with_action(meeting: Meeting, action: Action) -> Meeting:
    """`meeting` with this action in place of the one with its key."""
    return msgspec.structs.replace(meeting, actions=put(meeting.actions, action.key, action))


def known_action(setting: Setting, key: ActionId) -> Action:
    """The action. Raises Refused where there is none that the asker may see."""
    action = setting.meeting.actions.get(key)
    if action is None or action.state is ActionState.STRUCK:
        raise Refused(Why.NO_SUCH_ACTION, action=key)
    if setting.by != SYSTEM and not may_see(setting.meeting, setting.by, action.case):
        raise Refused(Why.NO_SUCH_ACTION, action=key)
    return action


def agreed_for(meeting: Meeting, case: CaseNumber) -> tuple[Action, ...]:
    """The case's actions that stand, without the steps that had been taken before the meeting and without
    what no agency has accepted."""
    found = (a for a in meeting.actions_for(case) if a.state is not ActionState.PROPOSED)
    return tuple(a for a in found if a.kind != ALREADY_TAKEN)


def tailored_for(meeting: Meeting, case: CaseNumber) -> tuple[Action, ...]:
    """Those of them that were made for this case, without the ones that every case has (LUT-35)."""
    return tuple(a for a in agreed_for(meeting, case) if not a.standard)


def proposals(meeting: Meeting, case: CaseNumber) -> tuple[Action, ...]:
    """What was proposed for an agency and has not been accepted by it (WOL-38, LUT-37)."""
    return tuple(a for a in meeting.actions_for(case) if a.state is ActionState.PROPOSED)


def already_taken(meeting: Meeting, case: CaseNumber) -> tuple[Action, ...]:
    """The steps that agencies took about the case before the meeting (LIN-64)."""
    return tuple(a for a in meeting.actions_for(case) if a.kind == ALREADY_TAKEN)


def has_feedback_owner(meeting: Meeting, case: CaseNumber) -> bool:
    """An action says who gives the victim feedback (LIN-40)."""
    return any(a.feedback for a in agreed_for(meeting, case))


def agencies_with_an_action(meeting: Meeting, case: CaseNumber) -> frozenset[AgencyId]:
    """The agencies that took an action of the case, before the meeting or at it (LIN-23): not by what only
    was proposed for them, nor by what every case has."""
    taken = (*tailored_for(meeting, case), *already_taken(meeting, case))
    return frozenset(a.agency for a in taken)
