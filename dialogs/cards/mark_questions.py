"""What the area asks the chair about a marked case when it opens, each with its answers as buttons."""

from __future__ import annotations

from dialogs import elements
from dialogs.acts import Table
from dialogs.elements import Element
from marac.case_marks import NO, YES, confirmations, mark_of
from marac.protocol import CaseMark
from usecases.rooms import Room
from usecases.views.hearing_panel import Marks

_WORDS = {YES: "Yes", NO: "No"}


def mark_questions(marks: Marks, meeting: str, room: Room, table: Table) -> list[Element]:
    """The questions that wait."""
    asked = (mark_of(room.protocol, key) for key in marks.to_confirm)
    return [part for mark in asked if mark for part in _question(mark, marks, meeting, table)]


def _question(mark: CaseMark, marks: Marks, meeting: str, table: Table) -> list[Element]:
    labels = _WORDS | {choice.key: choice.label for choice in mark.answers}
    act, case = table.by_verb["confirm-mark"], marks.number
    pressed: list[Element | None] = [
        elements.press(act, meeting, labels[answer], case=case, mark=mark.key, answer=answer)
        for answer in confirmations(mark)
    ]
    return [elements.text(mark.confirm, weight="Bolder", spacing="Small"), *elements.buttons(pressed, most=3)]
