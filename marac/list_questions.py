"""What keeps a case off the running order until it is answered: whether it is heard at all, or so late.

Whoever the area names is asked privately, and the case waits without a slot. The first no takes it off this
meeting's list, undiscussed; it is heard once all have said yes. Why is never kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from marac.admission import has_conflict, may_see
from marac.case_marks import has_mark
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.facts import Asked
from marac.floor import check_part, with_case
from marac.hearing import left
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Case, Meeting, put
from marac.protocol import Protocol
from marac.words import CaseNumber, CaseState, PersonId

LATE: Final = "late"
"""The question about a case that came after the list had closed."""
CHAIR: Final = "chair"
ADMINISTRATORS: Final = "administrators"


class AnswerListing(Command, frozen=True):
    """Say whether a case that waits is heard. `role` says for whom it is answered, where that is not plain:
    an administrator may enter what the chair said."""

    case: CaseNumber
    question: str
    yes: bool
    role: str | None = None


class ListingAsked(Event, frozen=True):
    """A case is kept off the running order until those in `asked_of` have answered."""

    case: CaseNumber
    question: str
    asked_of: tuple[str, ...]


class ListingAnswered(Event, frozen=True):
    """Somebody who was asked answered."""

    case: CaseNumber
    question: str
    role: str
    yes: bool


class ListingNoLongerAsked(Event, frozen=True):
    """What raised the question is gone, so the case does not wait for it any longer."""

    case: CaseNumber
    question: str


class CaseKeptOff(Event, frozen=True):
    """A case is off this meeting's list, undiscussed."""

    case: CaseNumber
    question: str


@decides(AnswerListing, Who.ANY_CHAIR, Who.CHAIR, Who.ADMINISTRATOR)
def answer_listing(command: AnswerListing, setting: Setting) -> Iterator[Event]:
    """Take the answer; it can be changed until the case is heard or off the list."""
    check_part(setting, command.case)
    case = setting.meeting.cases[command.case]
    asked = case.asked.get(command.question)
    if asked is None:
        raise Refused(Why.NOT_ASKED, case=command.case)
    role = _role(command, asked, setting.asker)
    if asked.answers.get(role) is command.yes:
        return
    if case.state is not CaseState.LISTED:
        raise Refused(Why.CASE_NOT_LISTED, case=command.case)
    yield ListingAnswered(case=command.case, question=command.question, role=role, yes=command.yes)


def _role(command: AnswerListing, asked: Asked, asker: Attendee | None) -> str:
    """For whom the asker answers. Raises Refused for somebody who is not asked."""
    mine = [role for role in asked.asked_of if asker is None or may_answer_as(asker, role)]
    if command.role is not None:
        administers = asker is None or asker.is_administrator
        if command.role in asked.asked_of and (command.role in mine or administers):
            return command.role
        raise Refused(Why.NOT_ASKED, case=command.case)
    if not mine:
        raise Refused(Why.NOT_ASKED, case=command.case)
    return next((role for role in mine if role not in asked.answers), mine[0])


def may_answer_as(asker: Attendee, role: str) -> bool:
    """The person is one of those who are asked."""
    return asker.is_chair if role == CHAIR else asker.is_administrator


@follows
def questions_follow(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A mark raises the area's question, a mark taken back drops it, and a no takes the case off."""
    if before.cases is after.cases:
        return
    for case in after.cases.values():
        if case is before.cases.get(case.number) or case.state is not CaseState.LISTED:
            continue
        yield from _raised(case, setting.protocol)
        off = next((q for q, asked in case.asked.items() if asked.outcome is False), None)
        if off is not None:
            yield CaseKeptOff(case=case.number, question=off)


def _raised(case: Case, protocol: Protocol) -> Iterator[Event]:
    for question in protocol.listing.questions if protocol.listing else ():
        is_marked, is_asked = has_mark(case, question.mark), question.key in case.asked
        if is_marked and not is_asked:
            yield ListingAsked(case=case.number, question=question.key, asked_of=question.asked_of)
        if is_asked and not is_marked:
            yield ListingNoLongerAsked(case=case.number, question=question.key)


@evolves(ListingAsked)
def listing_asked(meeting: Meeting, event: ListingAsked, entry: Entry) -> Meeting:
    """The case waits."""
    asked = put(meeting.cases[event.case].asked, event.question, Asked(asked_of=event.asked_of))
    return with_case(meeting, event.case, asked=asked)


@evolves(ListingAnswered)
def listing_answered(meeting: Meeting, event: ListingAnswered, entry: Entry) -> Meeting:
    """The answer counts; a late case to which all have said yes is additional."""
    case = meeting.cases[event.case]
    asked = case.asked[event.question]
    asked = msgspec.structs.replace(asked, answers=put(asked.answers, event.role, event.yes))
    additional = case.additional or (event.question == LATE and asked.outcome is True)
    return with_case(meeting, event.case, asked=put(case.asked, event.question, asked), additional=additional)


@evolves(ListingNoLongerAsked)
def listing_no_longer_asked(meeting: Meeting, event: ListingNoLongerAsked, entry: Entry) -> Meeting:
    """The case does not wait for it."""
    asked = {q: a for q, a in meeting.cases[event.case].asked.items() if q != event.question}
    return with_case(meeting, event.case, asked=asked)


@evolves(CaseKeptOff)
def case_kept_off(meeting: Meeting, event: CaseKeptOff, entry: Entry) -> Meeting:
    """The case is not heard at this meeting."""
    meeting = with_case(meeting, event.case, kept_off=event.question)
    return left(meeting, event.case, CaseState.WITHDRAWN, entry)


def waits_for(meeting: Meeting, role: str) -> tuple[tuple[CaseNumber, str], ...]:
    """The cases that wait for an answer of this role, each with its question."""
    return tuple(
        (case.number, question)
        for case in meeting.cases.values()
        if case.state is CaseState.LISTED
        for question, asked in case.asked.items()
        if asked.outcome is None and role in asked.asked_of and role not in asked.answers
    )


def asked_people(meeting: Meeting, case: CaseNumber, question: str) -> tuple[PersonId, ...]:
    """Everybody who is asked and has not been answered for, without those who are kept out of the case."""
    asked = meeting.cases[case].asked.get(question)
    if asked is None or asked.outcome is not None:
        return ()
    left_to_say = [role for role in asked.asked_of if role not in asked.answers]
    return tuple(
        a.person
        for a in meeting.roll.values()
        if any(may_answer_as(a, role) for role in left_to_say)
        and may_see(meeting, a.person, case)
        and not has_conflict(meeting, a.person, case)
    )


def question_label(protocol: Protocol, question: str) -> str:
    """What is asked, in the area's words; nothing for a late case, which the dialogs word."""
    asked = protocol.listing.questions if protocol.listing else ()
    return next((one.label for one in asked if one.key == question), "")
