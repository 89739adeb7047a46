"""Cases that came too late for one meeting, or were not heard at it, and are for the next: kept with the one
they were sent for, labelled so, and put on the other as soon as it is called.

Nothing is lost between the two: a case is for the next meeting from the moment at which it is not for this
one, and stays so until it stands on a list that is open (HAC-11, WOL-19, LUT-14). One that was to be heard
and was not goes on the very next list, closed or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from marac.decide import Command, Setting, Who, decides, follows
from marac.floor import with_case
from marac.hearing import left
from marac.journal import Entry, Event, evolves
from marac.list_questions import LATE
from marac.meeting import Case, Meeting
from marac.meeting_dates import next_without_clash
from marac.protocol import Protocol
from marac.words import CaseNumber, CaseState, ReviewRoute, SittingState


class HoldOver(Command, frozen=True):
    """Keep for the next meeting what was asked for late and had no answer by the end of this one, and what
    was listed and not heard."""


class PutOnNext(Command, frozen=True):
    """Note that a case for the next meeting stands on that one's list, and on what day it begins."""

    number: CaseNumber
    meeting: str
    day: date


class CaseForNextMeeting(Event, frozen=True):
    """A case came too late and is for the next meeting, which begins on `day`, or would by the pattern."""

    case: CaseNumber
    day: date


class CaseCarriedOver(Event, frozen=True):
    """A case was listed and not heard; it is for the next meeting, which begins on `day`, or would."""

    case: CaseNumber
    day: date


class CasePutOnNext(Event, frozen=True):
    """A case stands on the list of the meeting that it was kept for."""

    case: CaseNumber
    meeting: str
    day: date


@decides(HoldOver, Who.SYSTEM)
def hold_over(command: HoldOver, setting: Setting) -> Iterator[Event]:
    """Once nobody can answer any more, nor any case be heard."""
    if not is_over(setting.meeting):
        return
    for case in unanswered(setting.meeting):
        yield for_next(case.number, setting)
    for case in left_unheard(setting.meeting):
        yield CaseCarriedOver(case=case.number, day=next_day(setting.meeting, setting.protocol))


@decides(PutOnNext, Who.SYSTEM)
def put_on_next(command: PutOnNext, setting: Setting) -> Iterator[Event]:
    """Note it, once a meeting."""
    case = setting.meeting.cases.get(command.number)
    if case is not None and case.for_next is not None and case.put_on != command.meeting:
        yield CasePutOnNext(case=command.number, meeting=command.meeting, day=command.day)


@follows
def refused_is_for_next(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A late case that was answered with no."""
    for number, case in after.cases.items() if before.cases is not after.cases else ():
        if case.kept_off == LATE and case.for_next is None:
            yield for_next(number, setting)


def for_next(number: CaseNumber, setting: Setting, day: date | None = None) -> CaseForNextMeeting:
    """That the case is for the next meeting: on `day` where that is known, else on the pattern's next day
    without a holiday."""
    return CaseForNextMeeting(case=number, day=day or next_day(setting.meeting, setting.protocol))


def next_day(meeting: Meeting, protocol: Protocol) -> date:
    """On what day the meeting after this one begins, by the pattern."""
    first = protocol.calendar.day_of(meeting.sittings[0].starts_at)
    return next_without_clash(protocol, first, first, meeting.rhythm)


@evolves(CaseForNextMeeting)
def case_for_next(meeting: Meeting, event: CaseForNextMeeting, entry: Entry) -> Meeting:
    """The case is off this list."""
    meeting = with_case(meeting, event.case, kept_off=LATE, for_next=event.day)
    if meeting.cases[event.case].state is CaseState.LISTED:
        return left(meeting, event.case, CaseState.WITHDRAWN, entry)
    return meeting


@evolves(CaseCarriedOver)
def case_carried_over(meeting: Meeting, event: CaseCarriedOver, entry: Entry) -> Meeting:
    """It stays on the list that it was on, as one that was not heard."""
    return with_case(meeting, event.case, for_next=event.day)


@evolves(CasePutOnNext)
def case_put_on_next(meeting: Meeting, event: CasePutOnNext, entry: Entry) -> Meeting:
    """The case has its place."""
    return with_case(meeting, event.case, put_on=event.meeting, for_next=event.day)


def is_over(meeting: Meeting) -> bool:
    """Nothing can be added to the meeting any more."""
    ended = all(s.state is SittingState.ENDED for s in meeting.sittings)
    return bool(meeting.sittings) and (meeting.closed_at is not None or ended)


def unanswered(meeting: Meeting) -> tuple[Case, ...]:
    """The late cases of which nobody has said whether they are heard at this meeting."""
    return tuple(
        case
        for case in meeting.cases.values()
        if case.state is CaseState.LISTED and LATE in case.asked and case.asked[LATE].outcome is None
    )


def left_unheard(meeting: Meeting) -> tuple[Case, ...]:
    """The cases that a meeting was to hear and did not, and that are not for the next one yet: neither those
    that go straight to a review nor those that are heard on request alone."""
    elsewhere = {case.number for case in unanswered(meeting)}
    elsewhere |= {n for n, c in meeting.cases.items() if c.route is ReviewRoute.STRAIGHT_TO_REVIEW}
    return tuple(
        case
        for case in meeting.cases.values()
        if case.state is CaseState.LISTED
        and case.number not in elsewhere
        and not case.waits_for_request
        and case.for_next is None
    )


def was_carried_over(case: Case) -> bool:
    """It is for the next meeting because it was not heard, and not because it came too late."""
    return case.for_next is not None and case.state is CaseState.LISTED


def without_a_place(meeting: Meeting) -> tuple[Case, ...]:
    """The cases for the next meeting that stand on no other list yet."""
    return tuple(c for c in meeting.cases.values() if c.for_next is not None and c.put_on is None)
