"""When a case that comes back is a repeat: suggested by the day on which it was heard last, confirmed by
whoever the area says.

Until then it is provisional. The kinds of incident that count are the area's; what happened is never asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

import msgspec

from marac.calendar import DueRule, DueUnit
from marac.decide import Command, Setting, Who, decides, follows
from marac.duties import DutyDue, further_duties, tick_key
from marac.facts import RepeatQuestion
from marac.floor import with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting, put
from marac.protocol import Duty, Protocol, RepeatRule
from marac.records import owed
from marac.subjects import Subject
from marac.words import CaseNumber, CaseState

CONFIRM: Final = "repeat-confirmed"
NO: Final = "no-repeat"
YES: Final = "repeat"


class SuggestRepeats(Command, frozen=True):
    """Say of cases on the list on which day each was heard last."""

    last_heard: Mapping[CaseNumber, date]


class RepeatSuggested(Event, frozen=True):
    """A case was heard so lately that it may be a repeat; it stays provisional until that is confirmed."""

    case: CaseNumber
    heard_on: date


class RepeatAnswered(Event, frozen=True):
    """It was said whether a case is a repeat: the kind of incident, or that it is none."""

    case: CaseNumber
    answer: str


@decides(SuggestRepeats, Who.SYSTEM)
def suggest_repeats(command: SuggestRepeats, setting: Setting) -> Iterator[Event]:
    """Each case once, where it was heard no longer ago than the area's months (HAC-48, KEN-29)."""
    rule = setting.protocol.repeats
    if rule is None:
        return
    for number, on in command.last_heard.items():
        case = setting.meeting.cases.get(number)
        if case is not None and may_be_repeat(case, on, rule, setting.meeting, setting.protocol):
            yield RepeatSuggested(case=number, heard_on=on)


def may_be_repeat(case: Case, on: date, rule: RepeatRule, meeting: Meeting, protocol: Protocol) -> bool:
    """The case has not been asked about, and was heard within the area's months before it is heard now."""
    if case.number in meeting.repeat_questions or case.state is not CaseState.LISTED:
        return False
    starts = min((s.starts_at for s in meeting.sittings), default=None)
    if starts is None:
        return False
    meets = protocol.calendar.day_of(starts)
    counted = DueRule(DueUnit.MONTH, -rule.months).apply(meets, protocol.calendar)
    return (counted.date() if isinstance(counted, datetime) else counted) <= on < meets


@follows
def answers_confirm(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """The tick of whoever confirms it settles it; a list that is brought again does not take it back."""
    for number, question in after.repeat_questions.items():
        case = after.cases.get(number)
        if case is None:
            continue
        said = after.duty_answers.get(tick_key(CONFIRM, number))
        was = question.answer
        if said is not None and (said != was or case.repeat != (said != NO)):
            yield RepeatAnswered(case=number, answer=said)


@evolves(RepeatSuggested)
def repeat_suggested(meeting: Meeting, event: RepeatSuggested, entry: Entry) -> Meeting:
    """It is asked; the day on which it was heard last is known."""
    question = RepeatQuestion(heard_on=event.heard_on)
    asked = put(meeting.repeat_questions, event.case, question)
    with_day = with_case(meeting, event.case, last_heard=event.heard_on)
    return msgspec.structs.replace(with_day, repeat_questions=asked)


@evolves(RepeatAnswered)
def repeat_answered(meeting: Meeting, event: RepeatAnswered, entry: Entry) -> Meeting:
    """The case bears the label, or does not."""
    question = msgspec.structs.replace(meeting.repeat_questions[event.case], answer=event.answer)
    asked = put(meeting.repeat_questions, event.case, question)
    labelled = with_case(meeting, event.case, repeat=event.answer != NO)
    return msgspec.structs.replace(labelled, repeat_questions=asked)


def is_provisional(meeting: Meeting, number: CaseNumber) -> bool:
    """It is suggested that the case is a repeat, and nobody has confirmed it yet (WOL-17)."""
    question = meeting.repeat_questions.get(number)
    return question is not None and question.answer is None


@further_duties
def repeats_to_confirm(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """Whoever the area says confirms each suggested repeat by the day before the meeting."""
    rule = protocol.repeats
    starts = min((s.starts_at for s in meeting.sittings), default=None)
    if rule is None or starts is None:
        return
    for number, question in meeting.repeat_questions.items():
        case = meeting.cases.get(number)
        if case is None:
            continue
        subject = Subject(key=number, case=number, sitting=case.sitting)
        duty = _confirm(rule, question)
        is_void = case.state is CaseState.WITHDRAWN
        yield owed(duty, subject, starts, meeting, protocol, is_void=is_void)


def _confirm(rule: RepeatRule, question: RepeatQuestion) -> Duty:
    return Duty(
        key=CONFIRM,
        label=f"Repeat, provisionally: heard on {question.heard_on:%d/%m/%Y}. Say what kind of incident came "
        "after that, or that it is no repeat",
        owed_by=rule.confirmed_by,
        subject="case",
        anchor="meeting",
        due="-1 working day",
        remind=("-3 working days", "+0 working days"),
        answers=(*(tuple(c.key for c in rule.incidents) or (YES,)), NO),
        cite=rule.cite,
    )
