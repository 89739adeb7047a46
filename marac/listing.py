"""A listed case stays listed: it can be marked for closure, and the chair gives the reason at its slot
(LIN-65).

There is no command that takes a case off the agenda. It goes to the meeting, and is withdrawn by the
meeting or closed with a reason from the area's list.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import check_part, open_case, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting
from marac.words import CaseNumber, CaseState


class MarkForClosure(Command, frozen=True):
    """Mark a listed case as one to be closed at its slot, or take the mark back."""

    case: CaseNumber
    marked: bool = True


class GiveClosingReason(Command, frozen=True):
    """The chair gives the reason for closing the open case: a key from the area's list."""

    case: CaseNumber
    reason: str


class MarkedForClosure(Event, frozen=True):
    """A case was marked for closure, or the mark taken back."""

    case: CaseNumber
    marked: bool


class ClosingReasonGiven(Event, frozen=True):
    """The reason for closing a case was given."""

    case: CaseNumber
    reason: str


@decides(MarkForClosure, Who.ADMINISTRATOR, Who.CHAIR)
def mark_for_closure(command: MarkForClosure, setting: Setting) -> Iterator[Event]:
    """Mark a case that is still to be heard; it keeps its slot."""
    check_part(setting, command.case)
    case = setting.meeting.cases[command.case]
    if case.state not in (CaseState.LISTED, CaseState.OPEN):
        raise Refused(Why.CASE_NOT_LISTED, case=command.case)
    if case.for_closure is not command.marked:
        yield MarkedForClosure(case=command.case, marked=command.marked)


@decides(GiveClosingReason, Who.CHAIR, Who.ADMINISTRATOR)
def give_closing_reason(command: GiveClosingReason, setting: Setting) -> Iterator[Event]:
    """Take a reason from the area's list, at the case's slot."""
    case, _ = open_case(setting, command.case)
    if command.reason not in {choice.key for choice in setting.protocol.hearing.closing_reasons}:
        raise Refused(Why.NOT_VALID, field="reason", value=command.reason)
    if case.closing_reason != command.reason:
        yield ClosingReasonGiven(case=command.case, reason=command.reason)


@evolves(MarkedForClosure)
def marked_for_closure(meeting: Meeting, event: MarkedForClosure, entry: Entry) -> Meeting:
    """The mark is set or gone; a reason given under a mark goes with it."""
    reason = meeting.cases[event.case].closing_reason if event.marked else None
    return with_case(meeting, event.case, for_closure=event.marked, closing_reason=reason)


@evolves(ClosingReasonGiven)
def closing_reason_given(meeting: Meeting, event: ClosingReasonGiven, entry: Entry) -> Meeting:
    """The case closes for this reason."""
    return with_case(meeting, event.case, for_closure=True, closing_reason=event.reason)
