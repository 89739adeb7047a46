"""What of the list and its order waits on a desk, and how far the meeting is ahead of its times or behind."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.elements import Element
from dialogs.messages_moving import ANSWERS, clock_words, move_words
from dialogs.messages_order import question_words
from usecases.rooms import Room
from usecases.views.order_panel import OrderPanel


def order_part(panel: OrderPanel, meeting: str, room: Room, table: Table) -> list[Element]:
    """Each case that waits, with its answers, and each time to settle."""
    return [
        *_start(panel, meeting, table),
        *_move(panel, meeting, room, table),
        *(_question(case, question, meeting, room, table) for case, question in panel.questions),
        *(_time(case, meeting, table) for case in panel.times),
    ]


def pace_line(panel: OrderPanel) -> Element | None:
    """How the meeting keeps its times, in one line, where the area shows it."""
    return None if panel.behind is None else elements.subtle(pace_words(panel.behind))


def pace_words(behind: int) -> str:
    """How far the meeting is ahead of its times or behind them."""
    if behind == 0:
        return "The meeting is on time."
    by = wording.count(abs(behind), "minute")
    return f"The meeting is {by} {'behind' if behind > 0 else 'ahead of'} its times."


def _start(panel: OrderPanel, meeting: str, table: Table) -> list[Element]:
    """The start to choose, once the list has closed (HAC-10)."""
    if not panel.starts:
        return []
    pressed: list[Element | None] = [
        elements.press(table.by_verb["set-start"], meeting, f"At {clock_words(at)}", at=clock_words(at))
        for at in panel.starts
    ]
    other = elements.press(table.by_verb["move-meeting"], meeting, "At another time")
    asked = elements.text("The list has closed. When does the meeting start?", weight="Bolder")
    return [elements.section(asked, *elements.buttons([*pressed, other]))]


def _move(panel: OrderPanel, meeting: str, room: Room, table: Table) -> list[Element]:
    """A day or start that a chair is asked to agree to."""
    if not panel.move:
        return []
    act = table.by_verb["answer-move"]
    pressed: list[Element | None] = [
        elements.press(act, meeting, label, agreed=agreed) for agreed, label in ANSWERS.items()
    ]
    words = elements.text(move_words(panel.move, room), weight="Bolder")
    return [elements.section(words, *elements.buttons(pressed))]


def _question(case: str, question: str, meeting: str, room: Room, table: Table) -> Element:
    act = table.by_verb["list-answer"]
    about = {"case": case, "question": question}
    pressed: list[Element | None] = [
        elements.press(act, meeting, label, heard=heard, **about)
        for heard, label in (("yes", "Yes, it is heard"), ("no", "No, off the list"))
    ]
    return elements.section(
        elements.text(f"Case {case} waits for your answer", weight="Bolder"),
        elements.text(question_words(question, room), spacing="None"),
        *elements.buttons(pressed),
    )


def _time(case: str, meeting: str, table: Table) -> Element:
    act = table.by_verb["settle-time"]
    pressed: list[Element | None] = [
        elements.press(act, meeting, label, case=case, agreed=agreed)
        for agreed, label in (("yes", "Agree"), ("no", "It cannot be had"))
    ]
    return elements.section(
        elements.text(f"A set time is asked for case {case}", weight="Bolder"), *elements.buttons(pressed)
    )
