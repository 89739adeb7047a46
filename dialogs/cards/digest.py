"""The day's digest: counts first, then each action and duty with its answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.actions import action_part, of_area
from dialogs.cards.duties_panel import duty_line
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from marac.outstanding import Count
from usecases.material import Alert
from usecases.rooms import Room
from usecases.views.digest import Digest, DutyToSeeTo, LadderLine, ToEscalate

MOST_LONG = 5
"""So many lines of what is long overdue have buttons."""


@renders(Digest)
def digest(view: Digest, room: Room, table: Table) -> Element:
    """One card for the whole day."""
    meeting = room.meeting.key if room.meeting else ""
    return elements.card(
        elements.title("For today"),
        elements.subtle(_summary(view)),
        [part for line in view.actions for part in action_part(line, view.person, room, table)],
        elements.subtle(f"And {view.more_actions} more.") if view.more_actions else None,
        _duties(view, room, table),
        _escalations(view, room, table),
        _steps(view, room, table),
        _news(view, room),
        _figures(view, room),
        _still_owed(view, room, table),
        elements.buttons(
            [elements.in_dialog(table.by_verb["my-actions"], meeting) if view.actions else None]
        ),
    )


def _summary(view: Digest) -> str:
    duties, alone = len(view.duties) + view.more_duties, len(_alone(view))
    parts = [
        wording.count(view.overdue, "overdue action") if view.overdue else "",
        f"{wording.count(view.due_soon, 'action')} due" if view.due_soon else "",
        f"{wording.count(duties, 'thing')} to see to" if duties else "",
        f"{len(view.escalations)} to escalate" if view.escalations else "",
        f"{wording.count(alone, 'action')} long overdue" if alone else "",
        f"news on {wording.count(len(view.news), 'case')}" if view.news else "",
        "how your agency stands" if view.counts else "",
        wording.count(len(view.alerts), "agency", "agencies") + " to look at" if view.alerts else "",
        "what is still owed of earlier meetings" if view.still_owed else "",
    ]
    said = wording.listed(part for part in parts if part)
    return (
        f"{day(view.day)}: {said or 'nothing more'}. The wording is in “My actions” and in the case system."
    )


def _duties(view: Digest, room: Room, table: Table) -> Element | None:
    if not view.duties:
        return None
    shown = [part for one in view.duties for part in _duty(one, room.in_area(one.area), table)]
    more = [elements.subtle(f"And {view.more_duties} more on your desk.")] if view.more_duties else []
    more += _briefly(_of_a_duty(one, room.in_area(one.area)) for one in view.also)
    return elements.section(elements.heading("To see to"), *shown, *more)


def _duty(one: DutyToSeeTo, room: Room, table: Table) -> list[Element]:
    """The duty's line, under its area's name for somebody who is in several; what a step of its ladder says
    stands above it, and whoever only hears of it ticks nothing."""
    area = [elements.subtle(room.protocol.name)] if room.several else []
    says = [elements.text(one.says, weight="Bolder", spacing="Medium")] if one.says else []
    line = one.line if one.theirs or room.administers else msgspec.structs.replace(one.line, may_tick=False)
    return [*area, *says, *duty_line(line, one.meeting, room, table), *_notice_of(one, table)]


def _notice_of(one: DutyToSeeTo, table: Table) -> list[Element]:
    """The way to the notice that waits for an administrator."""
    if one.notice is None:
        return []
    about: dict[str, Any] = {"duty": one.line.key, "step": one.notice}
    send = elements.press(table.by_verb["mail-duty-notice"], one.meeting, **about) if one.mails else None
    return elements.buttons([send, elements.press(table.by_verb["duty-notice"], one.meeting, **about)])


def _escalations(view: Digest, room: Room, table: Table) -> Element | None:
    if not view.escalations:
        return None
    shown = [part for one in _put_forward(view) for part in _escalation(one, view, room, table)]
    more = _briefly(_of_an_action(one, room.in_area(one.area)) for one in view.escalations[MOST_LONG:])
    return elements.section(elements.heading("Long overdue: escalate?"), *shown, *more)


def _put_forward(view: Digest) -> tuple[ToEscalate, ...]:
    """Those that fit with their buttons."""
    return view.escalations[:MOST_LONG]


def _escalation(one: ToEscalate, view: Digest, room: Room, table: Table) -> list[Element]:
    """An action to escalate, with the notices about it that wait: nothing is asked of it twice."""
    room = room.in_area(one.area)
    words = f"Case {one.case}, {room.names.agency(one.agency)}: was due {day(one.due)}{of_area(room)}"
    steps = [step for step in view.steps if _is_same(step, one)]
    presses: list[Element | None] = [
        elements.press(table.by_verb["escalate"], one.meeting, action=one.action)
    ]
    presses += [press for step in steps if step.waits for press in _sending(step, table)]
    said = [elements.subtle(step.says) for step in steps if step.says]
    lines = [elements.text(words), *said, *elements.buttons(presses)]
    return [{"type": "Container", "spacing": "Medium", "items": lines}]


def _is_same(step: LadderLine, one: ToEscalate) -> bool:
    return (step.meeting, step.action) == (one.meeting, one.action)


def _alone(view: Digest) -> list[LadderLine]:
    """The steps of actions that are not put forward for escalation beside them."""
    return [step for step in view.steps if not any(_is_same(step, one) for one in _put_forward(view))]


def _sending(step: LadderLine, table: Table) -> list[Element | None]:
    """The ways to the notice that waits for an administrator."""
    about: dict[str, Any] = {"action": step.action, "step": step.step}
    send = elements.press(table.by_verb["mail-notice"], step.meeting, **about) if step.mails else None
    return [send, elements.press(table.by_verb["notice"], step.meeting, **about)]


def _steps(view: Digest, room: Room, table: Table) -> Element | None:
    if not _alone(view):
        return None
    alone = _alone(view)
    shown = [part for one in alone[:MOST_LONG] for part in _step(one, room, table)]
    more = _briefly(_of_an_action(one, room.in_area(one.area)) for one in alone[MOST_LONG:])
    return elements.section(elements.heading("Still not done"), *shown, *more)


def _briefly(more: Iterable[str]) -> list[Element]:
    """What did not fit with its buttons, in one line: it is said today and not again."""
    said = list(dict.fromkeys(more))
    return [elements.text(f"And also {wording.listed(said)}.", spacing="Medium")] if said else []


def _of_an_action(one: ToEscalate | LadderLine, room: Room) -> str:
    return f"case {one.case} ({room.names.agency(one.agency)}, due {day(one.due)})"


def _of_a_duty(one: DutyToSeeTo, room: Room) -> str:
    case = f"case {one.line.case}" if one.line.case else ""
    agency = room.names.agency(one.line.agency) if one.line.agency else ""
    return " of ".join(part for part in (case or one.line.label, agency) if part)


def _step(one: LadderLine, room: Room, table: Table) -> list[Element]:
    """A step that has come; where its notice waits for an administrator, with the way to it."""
    room = room.in_area(one.area)
    words = f"Case {one.case}, {room.names.agency(one.agency)}: was due {day(one.due)}{of_area(room)}"
    lines = [elements.text(words), elements.subtle(one.says) if one.says else None]
    if one.waits:
        lines += elements.buttons(_sending(one, table))
    return [{"type": "Container", "spacing": "Medium", "items": [line for line in lines if line]}]


def _news(view: Digest, room: Room) -> Element | None:
    """The numbers of the cases that there is news on, and where to look it up (LIN-32)."""
    if not view.news:
        return None
    lines = []
    for one in view.news:
        there = room.in_area(one.area)
        said = f"News on case {one.case}: look it up in {there.protocol.case_system}.{of_area(there)}"
        lines.append(elements.text(said, spacing="Small"))
    return elements.section(elements.heading("News on open cases"), *lines)


def _still_owed(view: Digest, room: Room, table: Table) -> Element | None:
    """How much nobody is reminded of any more, and the way to it in the area of one's desk."""
    if not view.still_owed:
        return None
    lines = [
        elements.text(f"{wording.count(number, 'thing')} of earlier meetings{of_area(room.in_area(area))}")
        for area, number in view.still_owed
    ]
    act, meeting = table.by_verb["still-owed"], room.meeting.key if room.meeting else ""
    return elements.section(
        elements.heading("Still owed, with no reminder to come"),
        *lines,
        *elements.buttons([elements.in_dialog(act, meeting)]),
    )


def _figures(view: Digest, room: Room) -> Element | None:
    """Counts by agency: one's own, and those that the area's rules put before whoever reads it."""
    if not (view.counts or view.alerts):
        return None
    counted = (_count(one, room.in_area(area)) for area, one in view.counts)
    alerts = (alert_words(one, room.in_area(area)) for area, one in view.alerts)
    lines = [elements.text(words, spacing="Small") for words in (*counted, *alerts)]
    return elements.section(elements.heading("In figures"), *lines)


def _count(one: Count, room: Room) -> str:
    agency = room.names.agency(one.agency)
    return f"{agency}: {wording.count(one.open, 'open action')}, {one.overdue} overdue{of_area(room)}"


def alert_words(one: Alert, room: Room) -> str:
    """An agency of which the area has counted so many, and what may follow (LIN-71, LIN-94)."""
    agency, within = room.names.agency(one.agency), f"in {wording.count(one.months, 'month')}"
    if one.kind == "late":
        said = f"{wording.count(one.count, 'late action')} {within}. Please think of telling its signatory."
    else:
        cases = wording.count(one.count, "referred case")
        said = f"{cases} found not high risk {within}. This is for the steering group to look into."
    return f"{agency}: {said}{of_area(room)}"
