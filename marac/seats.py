"""Who sits in the chair and who takes the minutes, when it is not the sitting's own chair or minute taker.

A chair with a conflict does not chair that case, whatever anybody says: administrators seat somebody else,
and the journal has who chaired from when to when (LIN-62). A minute taker with a conflict is replaced for
that case (LIN-61).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.admission import has_conflict, may_know_of
from marac.call import person_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import chair_for, minute_taker_for, with_case, with_hearing
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Case, Chairing, Hearing, Meeting
from marac.opening import sitting_under_way
from marac.quoracy import with_sitting
from marac.words import CaseNumber, CaseState, PersonId


class SeatChair(Command, frozen=True):
    """Put somebody in the chair: for one case, or for the rest of the sitting when `case` is None
    (LIN-62)."""

    person: PersonId
    case: CaseNumber | None = None


class NameCaseMinuteTaker(Command, frozen=True):
    """Say who takes the minutes of one case instead of the sitting's minute taker (LIN-61)."""

    case: CaseNumber
    person: PersonId


class ChairSeated(Event, frozen=True):
    """Somebody was put in the chair, for one case or for the rest of the sitting."""

    person: PersonId
    sitting: int
    case: CaseNumber | None = None


class CaseMinuteTakerNamed(Event, frozen=True):
    """Somebody was named to take the minutes of one case."""

    case: CaseNumber
    person: PersonId


@decides(SeatChair, Who.ADMINISTRATOR)
def seat_chair(command: SeatChair, setting: Setting) -> Iterator[Event]:
    """Seat somebody who may chair and is here; for a case, somebody with no conflict in it who may know of
    it."""
    meeting = setting.meeting
    sitting = sitting_under_way(setting)
    attendee = person_on_roll(setting, command.person)
    if not attendee.is_welcome or attendee.is_observer or attendee.is_guest:
        raise Refused(Why.NOT_VALID, field="person", wanted="chair")
    if not meeting.is_present(command.person):
        raise Refused(Why.NOT_PRESENT)
    if command.case is not None:
        _check_may_sit(meeting, command.person, command.case)
    seated = sitting.chair if command.case is None else chair_for(meeting, command.case)
    if seated != command.person:
        yield ChairSeated(person=command.person, sitting=sitting.number, case=command.case)


@decides(NameCaseMinuteTaker, Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def name_case_minute_taker(command: NameCaseMinuteTaker, setting: Setting) -> Iterator[Event]:
    """Name an administrator who has no conflict in the case."""
    attendee = person_on_roll(setting, command.person)
    if not attendee.is_administrator:
        raise Refused(Why.NOT_VALID, field="person", wanted="administrator")
    if has_conflict(setting.meeting, command.person, command.case):
        raise Refused(Why.STEPPED_OUT, case=command.case)
    if minute_taker_for(setting.meeting, command.case) != command.person:
        yield CaseMinuteTakerNamed(case=command.case, person=command.person)


def _check_may_sit(meeting: Meeting, person: PersonId, number: CaseNumber) -> None:
    if has_conflict(meeting, person, number):
        raise Refused(Why.CHAIR_CONFLICTED, case=number)
    if not may_know_of(meeting, person, number):
        raise Refused(Why.NO_SUCH_PERSON)


def _may_sit(meeting: Meeting, person: PersonId, number: CaseNumber) -> bool:
    return may_know_of(meeting, person, number) and not has_conflict(meeting, person, number)


@evolves(ChairSeated)
def chair_seated(meeting: Meeting, event: ChairSeated, entry: Entry) -> Meeting:
    """The person is in the chair; an open case that had the chair before has this one from now."""
    before = next(s.chair for s in meeting.sittings if s.number == event.sitting)
    now_open = meeting.case_now
    if event.case is None:
        meeting = with_sitting(meeting, event.sitting, chair=event.person)
    else:
        meeting = with_case(meeting, event.case, chair=event.person)
    if now_open is None or now_open.hearing is None:
        return meeting
    for_all = event.case is None and now_open.hearing.chair in (None, before)
    fit = _may_sit(meeting, event.person, now_open.number)
    if event.case != now_open.number and not (for_all and fit):
        return meeting
    chaired = handed_over(now_open.hearing, event.person, entry.at)
    return with_hearing(meeting, now_open.number, chair=event.person, chaired=chaired)


@evolves(CaseMinuteTakerNamed)
def case_minute_taker_named(meeting: Meeting, event: CaseMinuteTakerNamed, entry: Entry) -> Meeting:
    """The case's minutes are that person's."""
    meeting = with_case(meeting, event.case, minute_taker=event.person)
    if meeting.current_case == event.case:
        return with_hearing(meeting, event.case, minute_taker=event.person)
    return meeting


def handed_over(hearing: Hearing, person: PersonId | None, at: datetime) -> tuple[Chairing, ...]:
    """Who chaired the case, with the last one's part ended at `at` and `person`'s begun (None: nobody's)."""
    ended = tuple(c if c.end else msgspec.structs.replace(c, end=at) for c in hearing.chaired)
    return ended if person is None else (*ended, Chairing(person=person, start=at))


def possible_chairs(meeting: Meeting, case: Case) -> tuple[Attendee, ...]:
    """Who can chair the case: everybody here who may chair and has no conflict in it (in a restricted one,
    admitted)."""
    return tuple(a for a in meeting.present() if a.is_chair and _may_sit(meeting, a.person, case.number))


def cases_without_chair(meeting: Meeting) -> tuple[Case, ...]:
    """The cases still to be heard whose chair has a conflict: administrators have to seat somebody else
    (LIN-62)."""
    return tuple(
        case
        for number, case in meeting.cases.items()
        if case.state in (CaseState.LISTED, CaseState.OPEN)
        and (chair := chair_for(meeting, number)) is not None
        and has_conflict(meeting, chair, number)
    )
