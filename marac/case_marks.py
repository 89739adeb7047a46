"""The handling marks that an area's cases may carry: that another panel leads, that a specialist is needed.

A mark is one of the area's own words with yes or one of its answers, never content. Some come with the list,
others are set here, and some the chair confirms when the case opens (LIN-63).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting, put
from marac.protocol import CaseMark, Protocol
from marac.words import CaseNumber

YES: Final = "yes"
NO: Final = "no"
_MARK: Final = "mark:"
_CONFIRMED: Final = "confirmed:"


class SetMark(Command, frozen=True):
    """Set one of the area's marks on a case: yes, one of the mark's answers, or no."""

    case: CaseNumber
    mark: str
    answer: str = YES


class ConfirmMark(Command, frozen=True):
    """The chair confirms what the area asks about a mark when its case opens."""

    case: CaseNumber
    mark: str
    answer: str = YES


class CaseMarked(Event, frozen=True):
    """A mark was set on a case, or taken back with no."""

    case: CaseNumber
    mark: str
    answer: str


class MarkConfirmed(Event, frozen=True):
    """What is asked about a mark was answered in the chair."""

    case: CaseNumber
    mark: str
    answer: str


@decides(SetMark, Who.ADMINISTRATOR, Who.CHAIR, Who.ANY_CHAIR)
def set_mark(command: SetMark, setting: Setting) -> Iterator[Event]:
    """Set it. A chair sets those alone that the area asks of the chair."""
    check_part(setting, command.case)
    mark = _known(setting, command.mark)
    asker = setting.asker
    if asker is not None and not asker.is_administrator and mark.asked != "chair":
        raise Refused(Why.NOT_ALLOWED, who=("ADMINISTRATOR",))
    check_answer(mark, command.answer)
    if (answer_of(setting.meeting.cases[command.case], command.mark) or NO) != command.answer:
        yield CaseMarked(case=command.case, mark=command.mark, answer=command.answer)


@decides(ConfirmMark, Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def confirm_mark(command: ConfirmMark, setting: Setting) -> Iterator[Event]:
    """Take the answer for a case with the mark; the last one counts."""
    check_part(setting, command.case)
    mark, case = _known(setting, command.mark), setting.meeting.cases[command.case]
    if not mark.confirm or not has_mark(case, command.mark):
        raise Refused(Why.NOT_VALID, field="mark", wanted="mark that is confirmed")
    if command.answer not in confirmations(mark):
        raise Refused(Why.NOT_VALID, field="answer", answers=confirmations(mark))
    if confirmed(case, command.mark) != command.answer:
        yield MarkConfirmed(case=command.case, mark=command.mark, answer=command.answer)


def _known(setting: Setting, key: str) -> CaseMark:
    mark = mark_of(setting.protocol, key)
    if mark is None:
        known = tuple(m.key for m in setting.protocol.case_marks)
        raise Refused(Why.NOT_VALID, field="mark", answers=known)
    return mark


def check_answer(mark: CaseMark, answer: str) -> None:
    """Raise Refused unless this can be said with the mark."""
    allowed = answers_for(mark)
    if answer not in allowed:
        raise Refused(Why.NOT_VALID, field="answer", answers=allowed)


def answers_for(mark: CaseMark) -> tuple[str, ...]:
    """What can be said with the mark: yes, one of its own answers, and no."""
    return (YES, *(choice.key for choice in mark.answers), NO)


def confirmations(mark: CaseMark) -> tuple[str, ...]:
    """What can be said when it is confirmed: one of its own answers, or yes and no where it has none."""
    return tuple(choice.key for choice in mark.answers) or (YES, NO)


@evolves(CaseMarked)
def case_marked(meeting: Meeting, event: CaseMarked, entry: Entry) -> Meeting:
    """The mark is so; what was confirmed about an earlier one no longer counts."""
    marks = with_mark(meeting.cases[event.case].marks, event.mark, event.answer)
    return with_case(meeting, event.case, marks=marks)


@evolves(MarkConfirmed)
def mark_confirmed(meeting: Meeting, event: MarkConfirmed, entry: Entry) -> Meeting:
    """The answer is kept with the case."""
    marks = put(meeting.cases[event.case].marks, f"{_CONFIRMED}{event.mark}", event.answer)
    return with_case(meeting, event.case, marks=marks)


def with_mark(marks: Mapping[str, str], key: str, answer: str) -> Mapping[str, str]:
    """`marks` with this one so, or gone with no."""
    if marks.get(f"{_MARK}{key}", NO) == answer:
        return marks
    kept = {k: v for k, v in marks.items() if k not in (f"{_MARK}{key}", f"{_CONFIRMED}{key}")}
    return kept if answer == NO else {**kept, f"{_MARK}{key}": answer}


def mark_of(protocol: Protocol, key: str) -> CaseMark | None:
    """The area's mark of that name."""
    return next((mark for mark in protocol.case_marks if mark.key == key), None)


def answer_of(case: Case, key: str) -> str | None:
    """What was said with the mark; None where the case does not carry it."""
    return case.marks.get(f"{_MARK}{key}")


def has_mark(case: Case, key: str) -> bool:
    """The case carries the mark."""
    return answer_of(case, key) is not None


def has_marks_condition(when: str, case: Case) -> bool:
    """Whether a condition such as `mark:` and a mark's name holds for the case."""
    return when.startswith(_MARK) and has_mark(case, when.removeprefix(_MARK))


def confirmed(case: Case, key: str) -> str | None:
    """What the chair confirmed about the mark."""
    return case.marks.get(f"{_CONFIRMED}{key}")


def marks_on(case: Case, protocol: Protocol) -> tuple[tuple[CaseMark, str], ...]:
    """The area's marks that the case carries, each with what was said."""
    return tuple((m, answer) for m in protocol.case_marks if (answer := answer_of(case, m.key)) is not None)


def to_confirm(case: Case, protocol: Protocol) -> tuple[CaseMark, ...]:
    """The marks of the case about which the chair has still to be asked."""
    return tuple(m for m, _ in marks_on(case, protocol) if m.confirm and confirmed(case, m.key) is None)
