"""A case in words, the same on every card: its number, marks and who presents it."""

from __future__ import annotations

from dialogs import elements
from dialogs.elements import Element
from dialogs.order_options import mark_words
from dialogs.wording_hearing import CONSENT, KINDS
from marac.words import CaseKind, PersonId
from usecases.rooms import Room
from usecases.views.hearing_panel import Marks, Presenting

COMES_BACK = (
    "Back so often that a professionals' meeting is due, unless the meeting finds that none is needed."
)


def head(marks: Marks, room: Room, before: str = "") -> list[Element | None]:
    """Number, where it comes from, and its marks; `before` stands ahead of the number."""
    if marks.unminuted:
        return [
            elements.heading(f"{before}Case {marks.number}", size="Medium"),
            elements.subtle("Nothing is kept of this request but its number, and that it was dealt with."),
        ]
    where = [marks.district or "", _referred(marks, room)]
    kind = [KINDS[marks.kind]] if marks.kind is not CaseKind.ORDINARY else []
    said = [*kind, *_flags(marks), *_own_marks(marks, room), CONSENT[marks.consent]]
    repeat = (
        "Heard often enough for a multiple repeat review. Nothing follows unless somebody asks for one."
        if marks.is_multiple_repeat
        else ""
    )
    return [
        elements.heading(f"{before}Case {marks.number}", size="Medium"),
        elements.subtle(" · ".join(part for part in where if part)),
        elements.subtle(" · ".join(said)),
        elements.text(repeat, color="Warning", spacing="Small") if repeat else None,
        elements.text(COMES_BACK, color="Warning", spacing="Small") if marks.wants_professionals else None,
    ]


def _own_marks(marks: Marks, room: Room) -> list[str]:
    """The area's own marks in its words, with what was said of each."""
    known = {mark.key: mark for mark in room.protocol.case_marks}
    return [mark_words(known[key], answer) for key, answer in marks.said if key in known]


def _referred(marks: Marks, room: Room) -> str:
    return f"referred by {room.names.agency(marks.referring_agency)}" if marks.referring_agency else ""


def _flags(marks: Marks) -> list[str]:
    given = (
        (marks.children, "Children"),
        (marks.pregnancy, "Pregnancy"),
        (marks.repeat, "Repeat"),
        (marks.transfer_out, "Transfer out"),
        (marks.for_closure, "For closure"),
        (marks.not_high_risk, "Not high risk"),
        (bool(marks.guests), "Guests invited"),
    )
    return [label for is_so, label in given if is_so]


def person(key: PersonId | None, room: Room) -> str:
    """The person's name, or that there is nobody."""
    return room.names.person(key) if key else "nobody yet"


def presents(presenting: Presenting, room: Room) -> str:
    """Who presents, instead of whom, and whether they are here."""
    who = room.names.agency(presenting.agency) if presenting.agency else person(presenting.person, room)
    if presenting.instead_of:
        return f"{who}, instead of {room.names.agency(presenting.instead_of)}"
    return who if presenting.is_here else f"{who} – not here"
