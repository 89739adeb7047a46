"""The questions that wait in a case, on the desk of whoever runs it: how each stands, who has not answered,
and the press that settles it."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.elements import Element
from dialogs.wording_hearing import QUESTIONS
from marac.words import Question
from usecases.rooms import Room
from usecases.views.hearing_panel import QuestionLine


def questions_part(
    questions: tuple[QuestionLine, ...], meeting: str, room: Room, table: Table
) -> list[Element | None]:
    """Each question that waits, with who has not answered, and the button that settles it."""
    lines: list[Element | None] = []
    for one in questions:
        waiting = wording.listed(room.names.agency(a) for a in one.awaited)
        against = wording.listed(room.names.agency(a) for a in one.against)
        so_far = _SO_FAR.get(one.by, "agreed by all") if one.is_agreed else "not agreed"
        data = {"case": one.case, "question": one.question.value}
        label = "Confirm: agreed" if one.is_agreed else "Confirm: not agreed"
        lines += [
            elements.heading(QUESTIONS[one.question], spacing="Medium"),
            elements.text(f"So far: {so_far}{_counted(one, room)}", spacing="None"),
            elements.subtle(f"Why: {one.reason}") if one.reason else None,
            elements.subtle(f"Not answered: {waiting}") if waiting else None,
            elements.subtle(f"Does not agree: {against}") if against else None,
            elements.subtle("Look first at what is not finished, also from earlier meetings.")
            if one.question is Question.REVIEW
            else None,
            *elements.buttons(
                [
                    elements.press(table.by_verb["confirm-result"], meeting, label, **data),
                    _unfinished(one, meeting, table),
                ]
            ),
        ]
    return lines


_SO_FAR = {"majority": "agreed by a majority", "referring-agency": "agreed by the agency that referred it"}


def _counted(one: QuestionLine, room: Room) -> str:
    """The totals where people vote; the time where one agency's word decides (HAC-12, WOL-47)."""
    if one.totals is not None:
        yes, no = one.totals
        return f" – {yes} agree, {no} do not, of {one.voices}"
    if one.by == "referring-agency" and one.answered_at is not None:
        return f", {wording.clock(room.protocol.calendar.local(one.answered_at))}"
    return ""


def _unfinished(one: QuestionLine, meeting: str, table: Table) -> Element | None:
    """The way to the case's actions, before a review is decided (LIN-102)."""
    if one.question is not Question.REVIEW:
        return None
    return elements.press(table.by_verb["case-actions"], meeting, "Unfinished actions", case=one.case)
