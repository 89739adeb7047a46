"""The speaking order beyond the agencies, on the desk of whoever runs a case: turns to mark, other panels,
and what the chair is warned of or reminded to ask."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.elements import Element
from dialogs.places_options import NO_PANEL
from dialogs.wording_places import MARKS, fell_to_words, nobody_words, place_words, unspoken_words
from marac.places import OUTSIDE_VIEWS
from marac.words import CaseNumber, TurnMark
from usecases.rooms import Room
from usecases.views.places_part import MarkLine, PanelLine, PlacesPart


def warnings(part: PlacesPart, room: Room) -> list[Element | None]:
    """Who is missing for the victim, and to whom the victim's views fell (FJC-13, LUT-53)."""
    return [
        elements.notice(nobody_words(part.nobody_of, room), "warning") if part.nobody_of else None,
        elements.text(fell_to_words(part.voice_fell_to, room), spacing="Small")
        if part.voice_fell_to
        else None,
    ]


def by_name(part: PlacesPart, room: Room) -> str:
    """Who presents, by name, to stand behind the agency; nothing where they are not named (WOL-14)."""
    names = wording.listed((room.names.person(p) for p in part.presenters), "or")
    return f" ({names})" if names else ""


def turn_line(part: PlacesPart) -> Element | None:
    """The area's words for the turn that is on."""
    return elements.subtle(part.label) if part.label else None


def to_hear(part: PlacesPart, room: Room) -> list[Element | None]:
    """Who has not spoken, where the area hears everybody before actions (LUT-27)."""
    if not part.unspoken:
        return []
    words = unspoken_words(part.unspoken, room, begun=part.begun)
    return [elements.notice(words, "warning") if part.begun else elements.text(words, spacing="Small")]


def is_voice_due(part: PlacesPart, room: Room) -> bool:
    """The turn for the victim's views is before the chair to be marked."""
    voice = room.protocol.hearing.victim_voice
    return any(one.place == voice and one.is_due and one.mark is None for one in part.marks)


def to_mark(
    part: PlacesPart, case: CaseNumber, meeting: str, room: Room, table: Table, *, is_round_on: bool
) -> list[Element | None]:
    """Each turn that is marked, once it has come with the way to mark it; and the other panels, about which
    is asked once the agencies have spoken."""
    marks = [line for one in part.marks for line in _mark(one, case, meeting, room, table)]
    return [*marks, *_panels(part.panels, case, meeting, table, is_round_on=is_round_on)]


def _mark(one: MarkLine, case: CaseNumber, meeting: str, room: Room, table: Table) -> list[Element | None]:
    name = place_words(one.place, one.label, room)
    if one.mark is not None:
        sign = "✓" if one.mark is TurnMark.TAKEN else "–"
        return [elements.subtle(f"{sign} {name}: {MARKS[one.mark].lower()}", spacing="Small")]
    if not one.is_due:
        return [elements.subtle(f"To come: {name}", spacing="Small")]
    act = table.by_verb["mark-turn"]
    data = {"case": case, "place": one.place}
    presses = [elements.press(act, meeting, MARKS[mark], mark=mark.value, **data) for mark in TurnMark]
    words = f"{'Please ask' if one.place == OUTSIDE_VIEWS else 'Now'}: {name}"
    return [elements.section(elements.notice(words, "accent"), *elements.buttons(presses), separator=False)]


def _panels(
    panels: tuple[PanelLine, ...], case: CaseNumber, meeting: str, table: Table, *, is_round_on: bool
) -> list[Element | None]:
    """What is known of each panel; one press says that it is before none (HAC-34)."""
    act = table.by_verb["panels"]
    is_open = any(one.involved is None for one in panels)
    if not panels or (is_open and is_round_on):
        return []
    if is_open:
        names = wording.listed((one.label for one in panels), "or")
        return [
            elements.text(f"○ Is it before another panel: {names}?", spacing="Small"),
            *elements.buttons(
                [
                    elements.press(act, meeting, case=case),
                    elements.press(act, meeting, "None of them", case=case, panels=NO_PANEL),
                ]
            ),
        ]
    said = ", ".join(f"{one.label} {'yes' if one.involved else 'no'}" for one in panels)
    return [elements.subtle(f"✓ Other panels: {said}", spacing="Small")]
