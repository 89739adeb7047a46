"""Actions that an area keeps ready or has standing: for every meeting, every case of a kind, or when asked
for.

Their wording, owners and dates are the area's (LIN-69, LIN-87 to LIN-91, LIN-103, LIN-106, LIN-117, LIN-118).
What follows of itself follows here: from the close, from a case found not high risk, from a review, from a
move out of the area. An owner that the area fixes is not the chair's to change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from marac.actions import (
    Draft,
    check_case,
    check_category,
    check_own_agency,
    has_feedback_owner,
    lines,
)
from marac.calendar import DueRule
from marac.case_marks import has_marks_condition
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.floor import check_part, with_case
from marac.followup import NewDateAgreed
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting, put
from marac.ownership import (
    administration,
    agencies_of_type,
    check_chosen_owner,
    check_collector,
    check_date,
    check_owner,
    default_due,
    feedback_default,
    is_an_owner,
    meeting_day,
)
from marac.protocol import Protocol, ReadyAction
from marac.speaking import have_spoken
from marac.words import AgencyId, CaseKind, CaseNumber, CaseState, PersonId, Protects

AT_THE_CLOSE: Final = ("always", "pregnancy", "children")
"""For which cases an action can stand that is set at the close; the others follow from what happens to a
case."""


class OfferReady(Command, frozen=True):
    """Take one of the area's ready-made actions for a case; its owner is the area's unless another is
    given. `weighed`: what the area has to say to it was read, and it was agreed."""

    case: CaseNumber
    ready: str
    agency: AgencyId | None = None
    owner: PersonId | None = None
    due: date | None = None
    protects: Protects | None = None
    collector: PersonId | None = None
    category: str | None = None
    weighed: bool = False


class TransferOut(Command, frozen=True):
    """Say that a case moves out of the area (LIN-106)."""

    case: CaseNumber


class StandingActionSet(Event, frozen=True):
    """An action stands for the whole meeting, for these agencies."""

    ready: str
    agencies: tuple[AgencyId, ...]


class CaseFlagged(Event, frozen=True):
    """A case stays on the list, and flagged by every agency, until this day (LIN-87)."""

    case: CaseNumber
    until: date


class TransferOutNoted(Event, frozen=True):
    """A case moves out of the area."""

    case: CaseNumber


@decides(OfferReady, Who.CHAIR, Who.ADMINISTRATOR, Who.MEMBER)
def offer_ready(command: OfferReady, setting: Setting) -> Iterator[Event]:
    """Take it with the area's wording, owner and date. Raises Refused where the area fixes another owner, or
    leaves the choice to the chair and none is made (LIN-117, LIN-118); or where the area has something to
    say to it that has not been weighed (HAC-40)."""
    check_case(setting, command.case)
    ready = ready_action(setting.protocol, command.ready)
    if ready.prompt and not command.weighed:
        raise Refused(Why.WEIGH_FIRST, prompt=ready.prompt, ready=ready.key)
    agencies = _chosen(ready, command, setting)
    check_own_agency(setting, agencies, command.case)
    check_date(setting, command.due)
    for agency in agencies:
        check_owner(setting, agency, command.case, command.collector, as_ready=True)
    check_chosen_owner(setting, command.owner, agencies, command.case)
    check_collector(setting, command.collector, command.case)
    draft = Draft(
        case=command.case,
        what=ready.what,
        agencies=agencies,
        owner=command.owner,
        due=command.due or default_due(setting.meeting, setting.protocol, ready.due),
        protects=command.protects,
        collector=command.collector,
        feedback=ready.feedback,
        kind=ready.key,
        category=command.category,
    )
    if draft.due is None and not setting.protocol.actions.undated:
        raise Refused(Why.MISSING, what=("due",))
    check_category(setting.protocol, draft.category)
    yield from lines(draft, setting)


def ready_action(protocol: Protocol, key: str) -> ReadyAction:
    """The area's action of that name for a case. Raises Refused where it keeps none."""
    found = next((r for r in protocol.ready_actions if r.key == key and r.scope != "meeting"), None)
    if found is None:
        raise Refused(Why.NO_SUCH_READY_ACTION, ready=key)
    return found


def _chosen(ready: ReadyAction, command: OfferReady, setting: Setting) -> tuple[AgencyId, ...]:
    usual = owners_of(ready, setting.meeting, setting.protocol, setting.meeting.cases[command.case])
    if command.agency is None:
        if not usual:
            raise Refused(Why.MISSING, what=("owner",))
        return usual
    if ready.fixed_owner and command.agency not in usual:
        raise Refused(Why.OWNER_FIXED, ready=ready.key, agencies=usual)
    return (command.agency,)


def owners_of(
    ready: ReadyAction, meeting: Meeting, protocol: Protocol, case: Case | None
) -> tuple[AgencyId, ...]:
    """The agencies that own a ready-made action by the area's rule; none where the chair has to choose."""
    if (ready.feedback or ready.owner == "feedback") and case is not None:
        default = feedback_default(meeting, protocol, case.number)
        return (default,) if default else ()
    if ready.owner == "all":
        return tuple(key for key in meeting.agencies if is_an_owner(meeting, key))
    if ready.owner == "administrators":
        unit = administration(meeting)
        return (unit,) if unit else ()
    if ready.owner == "involved":
        return have_spoken(case.hearing) if case is not None and case.hearing is not None else ()
    if ready.owner == "referring":
        known = case is not None and case.referring_agency in meeting.agencies
        return (case.referring_agency,) if known and case and case.referring_agency else ()
    return tuple(agencies_of_type(meeting, ready.owner))


@decides(TransferOut, Who.MEMBER, Who.CHAIR, Who.ADMINISTRATOR)
def transfer_out(command: TransferOut, setting: Setting) -> Iterator[Event]:
    """Note it whenever it is known, heard or not; the actions that follow are the area's."""
    check_part(setting, command.case)
    if not setting.meeting.cases[command.case].transfer_out:
        yield TransferOutNoted(case=command.case)


@follows
def actions_follow(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """What happened to a case brings the actions that the area's file has for it (LIN-69, LIN-103,
    LIN-106)."""
    entered = 0
    for number, case in after.cases.items():
        earlier = before.cases.get(number)
        for what in _happened(earlier, case):
            for ready in setting.protocol.ready_actions:
                if ready.scope == "case" and ready.when == what:
                    for line in lines(_draft(ready, case, setting), setting, entered):
                        entered += 1
                        yield line


def _happened(before: Case | None, after: Case) -> Iterator[str]:
    if after.not_high_risk and not (before and before.not_high_risk):
        yield "not-high-risk"
    if after.review_agreed_on and not (before and before.review_agreed_on):
        yield "review"
    if after.transfer_out and not (before and before.transfer_out):
        yield "transfer-out"


def _draft(ready: ReadyAction, case: Case, setting: Setting) -> Draft:
    due = default_due(setting.meeting, setting.protocol, ready.due)
    if ready.when == "review" and ready.due is not None and case.review_agreed_on is not None:
        due = _review_day(ready.due, case.review_agreed_on, setting.protocol)
    return Draft(
        case=case.number,
        what=ready.what,
        agencies=owners_of(ready, setting.meeting, setting.protocol, case),
        due=due,
        feedback=ready.feedback,
        kind=ready.key,
        by_rule=True,
    )


def _review_day(expression: str, agreed_on: date, protocol: Protocol) -> date:
    """The last working day on which the review may be held: a limit is never passed by rolling on
    (LIN-103)."""
    calendar = protocol.calendar
    limit = calendar.day_of(DueRule.parse(expression).apply(agreed_on, calendar))
    return limit if calendar.is_working_day(limit) else calendar.previous_working_day(limit)


@follows
def review_dates_follow(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """The action to hold a review is due on the day that was set for it."""
    kinds = {ready.key for ready in setting.protocol.ready_actions if ready.when == "review"}
    for action in after.actions.values():
        on = after.cases[action.case].review_on
        if action.kind in kinds and action.is_open and on is not None and action.due != on:
            yield NewDateAgreed(action=action.key, on=on)


@follows
def standing_actions_follow(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """At the close: what stands for the meeting, what stands for each case heard, and its flag's last day."""
    if after.closed_at is None or before.closed_at is not None:
        return
    heard = cases_that_stay(after)
    entered = 0
    for ready in setting.protocol.ready_actions:
        if ready.scope == "meeting":
            owners = owners_of(ready, after, setting.protocol, None)
            yield StandingActionSet(ready=ready.key, agencies=owners)
            yield from _flags(ready, heard, setting)
        elif ready.scope == "every-case":
            yield from _flags(ready, tuple(c for c in heard if ready.key not in c.standard_struck), setting)
        elif ready.scope == "case" and is_for_the_close(ready):
            for case in heard:
                if stands_for(ready, case) and not _is_settled(ready, after, case):
                    for line in lines(_draft(ready, case, setting), setting, entered):
                        entered += 1
                        yield line


def _flags(ready: ReadyAction, heard: tuple[Case, ...], setting: Setting) -> Iterator[Event]:
    if ready.flag_for is None:
        return
    calendar, day = setting.protocol.calendar, meeting_day(setting.meeting, setting.protocol)
    until = calendar.day_of(DueRule.parse(ready.flag_for).apply(day, calendar))
    for case in heard:
        if case.flagged_until != until:
            yield CaseFlagged(case=case.number, until=until)


def cases_that_stay(meeting: Meeting) -> tuple[Case, ...]:
    """The cases that were heard and stay on the list: not those closed, withdrawn or found not high risk."""
    return tuple(
        c
        for c in meeting.cases.values()
        if c.state is CaseState.HEARD and not c.not_high_risk and c.kind is not CaseKind.DISCLOSURE
    )


def is_for_the_close(ready: ReadyAction) -> bool:
    """The action stands for cases of a kind, or with a mark, and nothing else has to happen."""
    return ready.when in AT_THE_CLOSE or ready.when.startswith("mark:")


def stands_for(ready: ReadyAction, case: Case) -> bool:
    """Whether an action that stands for cases of a kind, or with a mark, stands for this one."""
    if case.kind is CaseKind.DISCLOSURE:
        return False
    known = {"pregnancy": case.pregnancy, "children": case.children, "always": True}
    return known.get(ready.when, has_marks_condition(ready.when, case))


def _is_settled(ready: ReadyAction, meeting: Meeting, case: Case) -> bool:
    """Feedback was settled while the case was heard: somebody gives it, or it is not safe (LIN-40)."""
    not_safe = case.hearing is not None and case.hearing.feedback_not_safe
    return ready.feedback and (not_safe or has_feedback_owner(meeting, case.number))


def standing_without_owner(meeting: Meeting, protocol: Protocol) -> tuple[tuple[str, CaseNumber | None], ...]:
    """What should stand and has nobody to own it, as name and case (None: the meeting), for the
    administrators."""
    lost: list[tuple[str, CaseNumber | None]] = [
        (key, None) for key, owners in meeting.standing.items() if not owners
    ]
    for ready in protocol.ready_actions:
        if ready.scope == "case" and is_for_the_close(ready):
            for case in cases_that_stay(meeting):
                owned = _is_settled(ready, meeting, case) or owners_of(ready, meeting, protocol, case)
                if stands_for(ready, case) and not owned:
                    lost.append((ready.key, case.number))
    return tuple(lost)


@evolves(StandingActionSet)
def standing_action_set(meeting: Meeting, event: StandingActionSet, entry: Entry) -> Meeting:
    """It stands, on the meeting's list and on that of each of its agencies."""
    return msgspec.structs.replace(meeting, standing=put(meeting.standing, event.ready, event.agencies))


@evolves(CaseFlagged)
def case_flagged(meeting: Meeting, event: CaseFlagged, entry: Entry) -> Meeting:
    """The day is known; hearing the case again sets another (LIN-100)."""
    return with_case(meeting, event.case, flagged_until=event.until)


@evolves(TransferOutNoted)
def transfer_out_noted(meeting: Meeting, event: TransferOutNoted, entry: Entry) -> Meeting:
    """The case moves away."""
    return with_case(meeting, event.case, transfer_out=True)
