"""What can be chosen of a list's questions, late cases, set times and marks: never a case that the person may
not see."""

from __future__ import annotations

from dialogs.acts import Option
from dialogs.options import agency_options, cases_taking_part
from marac.case_marks import NO, YES, answers_for, mark_of, marks_on
from marac.fixed_times import times_asked
from marac.list_questions import may_answer_as
from marac.meeting import Case
from marac.protocol import CaseMark
from marac.words import CaseNumber, CaseState
from usecases.rooms import Room


def _cases(room: Room, wanted: frozenset[CaseNumber]) -> list[Option]:
    return [o for o in cases_taking_part(room) if o.value in wanted]


def _case(room: Room, number: CaseNumber) -> Case | None:
    return room.meeting.cases.get(number) if room.meeting else None


def cases_asked(room: Room) -> list[Option]:
    """The cases of which the person is asked whether they are heard; for administrators, all that wait."""
    meeting, who = room.meeting, room.attendee
    if meeting is None or who is None:
        return []
    waiting = frozenset(
        case.number
        for case in meeting.cases.values()
        if case.state is CaseState.LISTED
        for asked in case.asked.values()
        if asked.outcome is None
        and any(may_answer_as(who, r) or who.is_administrator for r in asked.asked_of)
    )
    return _cases(room, waiting)


def only_case_asked(room: Room) -> str:
    """Its number, where there is one alone."""
    found = cases_asked(room)
    return found[0].value if len(found) == 1 else ""


def heard_or_not(room: Room) -> list[Option]:
    """Yes or no, as it is meant."""
    return [
        Option("yes", "Yes, it is heard", ("yes", "heard")),
        Option("no", "No, it comes off the list", ("no", "off")),
    ]


def roles(room: Room) -> list[Option]:
    """For whom an answer is entered."""
    return [Option("chair", "The chair"), Option("administrators", "The administrators")]


def cases_with_time_asked(room: Room) -> list[Option]:
    """The cases for which a set time is asked and nobody has answered."""
    meeting = room.meeting
    return _cases(room, frozenset(c.number for c in times_asked(meeting))) if meeting else []


def cases_with_set_time(room: Room) -> list[Option]:
    """The cases still to be heard that have a set time."""
    meeting = room.meeting
    if meeting is None:
        return []
    return _cases(room, frozenset(n for n, c in meeting.cases.items() if c.fixed_at and _to_come(c)))


def _to_come(case: Case) -> bool:
    return case.state is CaseState.LISTED


def cases_to_come(room: Room) -> list[Option]:
    """The cases still to be heard in which the person takes part."""
    meeting = room.meeting
    if meeting is None:
        return []
    return _cases(room, frozenset(n for n, c in meeting.cases.items() if _to_come(c)))


def own_agency(room: Room) -> list[Option]:
    """The person's own agency; for administrators every one of the roll."""
    who, meeting = room.attendee, room.meeting
    if who is None or meeting is None:
        return []
    if who.is_administrator:
        return agency_options(room, meeting.agencies)
    return agency_options(room, [who.agency] if who.agency else [])


def marks(room: Room) -> list[Option]:
    """The area's marks that the person may set."""
    who = room.attendee
    administers = who is not None and who.is_administrator
    return [Option(m.key, m.label) for m in room.protocol.case_marks if administers or m.asked == "chair"]


def marks_to_confirm(room: Room) -> list[Option]:
    """The area's marks about which the chair is asked."""
    return [Option(m.key, m.label) for m in room.protocol.case_marks if m.confirm]


def mark_answers(room: Room) -> list[Option]:
    """What can be said with any of the area's marks."""
    labels = {YES: "Yes", NO: "No"}
    for mark in room.protocol.case_marks:
        labels |= {choice.key: choice.label for choice in mark.answers}
    return [Option(key, label) for key, label in labels.items()]


def marks_words(case: Case, room: Room) -> list[str]:
    """The case's marks in the area's words, each with what was said of it."""
    return [mark_words(mark, answer) for mark, answer in marks_on(case, room.protocol)]


def mark_words(mark: CaseMark, answer: str) -> str:
    """A mark, with what was said if that is more than yes."""
    said = next((choice.label for choice in mark.answers if choice.key == answer), "")
    return f"{mark.label}: {said}" if said else mark.label


def mark_label(room: Room, key: str) -> str:
    """The words for a mark of the area."""
    mark = mark_of(room.protocol, key)
    return mark.label if mark else key


def answers_of(room: Room, key: str) -> list[str]:
    """What can be said with this mark."""
    mark = mark_of(room.protocol, key)
    return list(answers_for(mark)) if mark else []


def districts(room: Room) -> list[Option]:
    """The area's districts."""
    return [Option(d, d) for d in room.protocol.order.districts]
