"""Who tells the victim the outcome of a case, and what is settled with it: what may be told, whether a letter
is safe, and who else is to be told.

The area says whom to name first (LUT-36). What may be told is kept sealed with the action; a letter is the
last resort and never without the tick that it is safe to post one there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from marac.actions import (
    Draft,
    agreed_for,
    check_case,
    check_own_agency,
    check_words,
    lines,
    missing_of,
    with_action,
)
from marac.confirmation import ActionChanged
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import speaks_for
from marac.journal import Entry, Event, evolves
from marac.meeting import Action, Case, Meeting
from marac.ownership import check_collector, check_date, check_owner, default_due, feedback_default, owner_in
from marac.protocol import FeedbackRule, Protocol, ReadyAction
from marac.words import ActionId, AgencyId, CaseNumber, FreeText, PersonId, Protects


class SettleFeedback(Command, frozen=True):
    """Say who tells the victim the outcome, what may be told, and who else is to be told.

    What was said before need not be said again; without an agency it is the area's first choice.
    """

    case: CaseNumber
    agency: AgencyId | None = None
    what: str = ""
    may_tell: str = ""
    others_told: str = ""
    by_letter: bool = False
    safe_to_post: bool = False
    due: date | None = None
    collector: PersonId | None = None


class FeedbackSettled(Event, frozen=True):
    """It is settled what may be told, who else is told, and whether it is by a letter that is safe to
    post."""

    action: ActionId
    may_tell: FreeText
    others_told: FreeText
    by_letter: bool


@decides(SettleFeedback, Who.CHAIR, Who.ADMINISTRATOR, Who.MEMBER)
def settle_feedback(command: SettleFeedback, setting: Setting) -> Iterator[Event]:
    """Enter the action, or change the one that there is. Raises Refused with what is missing."""
    check_case(setting, command.case)
    rule = setting.protocol.actions.feedback
    known = feedback_action(setting.meeting, command.case)
    agency = command.agency or (known.agency if known else None) or _usual(setting, command.case)
    check_own_agency(setting, (agency,) if agency else (), command.case)
    check_date(setting, command.due)
    check_collector(setting, command.collector, command.case)
    settled = _settled(command, known, rule)
    draft = _draft(command, agency, known, setting)
    missing = (*missing_of(draft, setting.protocol), *_missing(settled, rule, command, known))
    if missing or agency is None:
        raise Refused(Why.MISSING, what=missing)
    for words in (draft.what, settled.may_tell, settled.others_told):
        check_words(words)
    if known is None or agency != known.agency:
        check_owner(setting, agency, command.case, command.collector)
    yield from _entered(draft, agency, settled, known, setting)


def _usual(setting: Setting, case: CaseNumber) -> AgencyId | None:
    return feedback_default(setting.meeting, setting.protocol, case)


def _settled(command: SettleFeedback, known: Action | None, rule: FeedbackRule | None) -> FeedbackSettled:
    """What is given, and what was given before for the rest. Raises Refused for a letter where the area sends
    none."""
    if command.by_letter and (rule is None or not rule.letter):
        raise Refused(Why.NOT_VALID, field="by_letter")
    return FeedbackSettled(
        action=known.key if known else "",
        may_tell=command.may_tell.strip() or (known.may_tell if known else ""),
        others_told=command.others_told.strip() or (known.others_told if known else ""),
        by_letter=command.by_letter,
    )


def _missing(
    settled: FeedbackSettled, rule: FeedbackRule | None, command: SettleFeedback, known: Action | None
) -> tuple[str, ...]:
    """What the area wants to know beside the action itself."""
    if rule is None:
        return ()
    given = {
        "may_tell": bool(settled.may_tell) or not rule.may_be_told,
        "others_told": bool(settled.others_told) or not rule.others_asked,
        "safe_to_post": not command.by_letter
        or command.safe_to_post
        or (known is not None and known.by_letter),
    }
    return tuple(name for name, there in given.items() if not there)


def _draft(command: SettleFeedback, agency: AgencyId | None, known: Action | None, setting: Setting) -> Draft:
    ready = feedback_ready(setting.protocol)
    usual = default_due(setting.meeting, setting.protocol, ready.due if ready else None)
    return Draft(
        case=command.case,
        what=command.what.strip() or (known.what if known else ready.what if ready else ""),
        agencies=(agency,) if agency else (),
        due=command.due or (known.due if known else usual),
        protects=Protects.ADULT,
        collector=command.collector or (known.collector if known else None),
        feedback=True,
    )


def _entered(
    draft: Draft, agency: AgencyId, settled: FeedbackSettled, known: Action | None, setting: Setting
) -> Iterator[Event]:
    if known is None:
        for line in lines(draft, setting):
            yield line
            yield msgspec.structs.replace(settled, action=line.key)
        return
    if (draft.what, agency, draft.due) != (known.what, known.agency, known.due):
        yield _changed(draft, agency, known, setting)
    if (settled.may_tell, settled.others_told, settled.by_letter) != _as_settled(known):
        yield settled


def _changed(draft: Draft, agency: AgencyId, known: Action, setting: Setting) -> ActionChanged:
    meeting, rules = setting.meeting, setting.protocol.actions
    confirmed = known.standard or speaks_for(meeting, setting.by, agency, draft.case)
    return ActionChanged(
        action=known.key,
        what=draft.what,
        agency=agency,
        owner=known.owner if agency == known.agency else owner_in(meeting, agency, draft.case, None),
        due=draft.due,
        protects=known.protects,
        collector=draft.collector,
        confirmed=confirmed,
        category=known.category,
        proposed=rules.volunteered and not confirmed,
    )


def _as_settled(known: Action) -> tuple[str, str, bool]:
    return known.may_tell, known.others_told, known.by_letter


@evolves(FeedbackSettled)
def feedback_settled(meeting: Meeting, event: FeedbackSettled, entry: Entry) -> Meeting:
    """It stands with the action."""
    action = msgspec.structs.replace(
        meeting.actions[event.action],
        may_tell=event.may_tell,
        others_told=event.others_told,
        by_letter=event.by_letter,
    )
    return with_action(meeting, action)


def feedback_ready(protocol: Protocol) -> ReadyAction | None:
    """The area's own wording and date of the action, if it keeps any."""
    return next((r for r in protocol.ready_actions if r.feedback and r.scope != "meeting"), None)


def feedback_action(meeting: Meeting, case: CaseNumber) -> Action | None:
    """The case's open action to tell the victim, taken on or only proposed; the one taken on first."""
    found = [a for a in meeting.actions_for(case) if a.feedback]
    taken = [a for a in agreed_for(meeting, case) if a.feedback and a.is_open]
    return next(iter((*taken, *found)), None)


def feedback_unsettled(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[str, ...]:
    """What the area wants settled about feedback that is not: `owner`, `may_tell`, `others_told` (HAC-37,
    KEN-37); nothing where feedback is not safe."""
    rule = protocol.actions.feedback
    if (
        rule is None
        or not protocol.hearing.feedback_needed
        or (case.hearing and case.hearing.feedback_not_safe)
    ):
        return ()
    taken = [a for a in agreed_for(meeting, case.number) if a.feedback]
    if not taken:
        return ("owner",)
    given = {
        "may_tell": not rule.may_be_told or any(a.may_tell for a in taken),
        "others_told": not rule.others_asked or any(a.others_told for a in taken),
    }
    return tuple(name for name, there in given.items() if not there)
