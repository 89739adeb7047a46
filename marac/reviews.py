"""Complex and multiple repeat reviews: when the chair is told of one, its date, and how a reviewed case
comes back.

No case is ever referred to a review by count alone (LIN-101): the chair is told, and the meeting decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from marac.calendar import DueRule, DueUnit
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting
from marac.protocol import Protocol
from marac.words import CaseNumber, Question, ReviewRoute


class SetReviewDate(Command, frozen=True):
    """Say on what day the agreed review is held (LIN-103)."""

    case: CaseNumber
    on: date


class ListReviewed(Command, frozen=True):
    """Say how a case that was reviewed before comes back: heard first, or straight to the review
    (LIN-104)."""

    case: CaseNumber
    route: ReviewRoute


class ReviewDateSet(Event, frozen=True):
    """The review has its day."""

    case: CaseNumber
    on: date


class ReviewedListed(Event, frozen=True):
    """It was said how a reviewed case comes back."""

    case: CaseNumber
    route: ReviewRoute


@decides(SetReviewDate, Who.CHAIR, Who.ADMINISTRATOR)
def set_review_date(command: SetReviewDate, setting: Setting) -> Iterator[Event]:
    """Take a day from today to the area's limit after the meeting agreed. Raises Refused outside it."""
    check_part(setting, command.case)
    case = setting.meeting.cases[command.case]
    if case.review_agreed_on is None:
        raise Refused(Why.NO_SUCH_VOTE, case=command.case, question=Question.REVIEW.value)
    today = setting.protocol.calendar.day_of(setting.now)
    latest = latest_review_day(setting.protocol, case.review_agreed_on)
    if command.on < today:
        raise Refused(Why.DATE_PAST, on=command.on)
    if latest is not None and command.on > latest:
        raise Refused(Why.DATE_AHEAD, on=command.on, latest=latest)
    if case.review_on != command.on:
        yield ReviewDateSet(case=command.case, on=command.on)


@decides(ListReviewed, Who.ADMINISTRATOR)
def list_reviewed(command: ListReviewed, setting: Setting) -> Iterator[Event]:
    """Take the answer for a case that was reviewed before; the last one counts."""
    check_part(setting, command.case)
    case = setting.meeting.cases[command.case]
    if not case.reviewed_before:
        raise Refused(Why.NOT_VALID, field="case", wanted="reviewed before")
    if case.route is not command.route:
        yield ReviewedListed(case=command.case, route=command.route)


@evolves(ReviewDateSet)
def review_date_set(meeting: Meeting, event: ReviewDateSet, entry: Entry) -> Meeting:
    """The day is known."""
    return with_case(meeting, event.case, review_on=event.on)


@evolves(ReviewedListed)
def reviewed_listed(meeting: Meeting, event: ReviewedListed, entry: Entry) -> Meeting:
    """The way back is known."""
    return with_case(meeting, event.case, route=event.route)


def latest_review_day(protocol: Protocol, agreed_on: date) -> date | None:
    """The last day on which a review agreed on `agreed_on` may be held; None where the area sets no limit."""
    rule = protocol.decision(Question.REVIEW)
    if rule is None or rule.within_days is None:
        return None
    return agreed_on + timedelta(days=rule.within_days)


def suggested_review_day(protocol: Protocol, agreed_on: date, next_meeting: date | None) -> date | None:
    """The day to suggest: the next meeting's, at whose end a review is normally held, else the last working
    day allowed.

    None where the area sets no limit and no next meeting is known.
    """
    latest = latest_review_day(protocol, agreed_on)
    if next_meeting is not None and next_meeting >= agreed_on and (latest is None or next_meeting <= latest):
        return next_meeting
    if latest is None:
        return None
    return (
        latest if protocol.calendar.is_working_day(latest) else protocol.calendar.previous_working_day(latest)
    )


def is_multiple_repeat(case: Case, protocol: Protocol, today: date) -> bool:
    """The case was heard as often before as the area's file says, the last time recently enough (LIN-101)."""
    wanted = protocol.alerts.multiple_repeat
    if wanted is None or case.last_heard is None or case.previous_hearings < wanted:
        return False
    since = DueRule(DueUnit.MONTH, -protocol.alerts.multiple_repeat_months).apply(today, protocol.calendar)
    return case.last_heard >= (since.date() if isinstance(since, datetime) else since)


def multiple_repeats(meeting: Meeting, protocol: Protocol, today: date) -> tuple[Case, ...]:
    """The cases of which the chair is told privately that they can be reviewed; nothing follows of itself."""
    return tuple(case for case in meeting.cases.values() if is_multiple_repeat(case, protocol, today))
