"""The cards of one case's actions: for those who take part in it, and for an agency that is asked to
confirm."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import PROTECTS, STATES, day
from marac.words import ActionState
from usecases.rooms import Room
from usecases.views.actions import ActionLine
from usecases.views.case_actions import CaseAction, CaseActions, ToConfirm

MOST_BUTTONS = 6
"""So many lines carry buttons of their own; of more, the rest are changed by typing."""


@renders(CaseActions)
def case_actions(view: CaseActions, room: Room, table: Table) -> Element:
    """Every action with its state, and for chair and administrators what they can do about it."""
    return elements.card(
        elements.title(f"Case {view.case}: actions"),
        elements.subtle(_summary(view.total, view.unconfirmed)),
        _earlier(view.earlier, room),
        _taken_before(view.taken_before, room),
        [
            part
            for place, line in enumerate(view.lines)
            for part in _line(line, view, room, table, with_buttons=view.runs_it and place < MOST_BUTTONS)
        ],
        elements.subtle(f"And {view.more} more, all in the action list at the close.") if view.more else None,
        elements.buttons(_adding(view, table)),
    )


def _summary(number: int, waiting: int) -> str:
    if not number:
        return "No actions recorded yet"
    return f"{wording.count(number, 'action')} recorded, {waiting or 'none'} still to be confirmed"


def _earlier(lines: tuple[ActionLine, ...], room: Room) -> Element | None:
    if not lines:
        return None
    shown = [
        elements.text(
            f"{room.names.agency(line.agency)}: {line.what} (due {day(line.due)}, {STATES[line.state]})",
            spacing="Small",
        )
        for line in lines
    ]
    return elements.section(elements.heading("Unfinished from earlier meetings"), *shown)


def _taken_before(lines: tuple[CaseAction, ...], room: Room) -> Element | None:
    if not lines:
        return None
    shown = [
        elements.text(f"{room.names.agency(line.agency)}: {line.what}", spacing="Small") for line in lines
    ]
    return elements.section(elements.heading("Done before the meeting"), *shown)


def _line(
    line: CaseAction, view: CaseActions, room: Room, table: Table, *, with_buttons: bool
) -> list[Element]:
    act, about = table.by_verb, {"action": line.action}
    waits = line.state is ActionState.OFFERED
    confirm = elements.press(act["confirm"], view.meeting, "Confirm for them", **about)
    agree = elements.press(act["agree-date"], view.meeting, "Agree date", **about) if line.asked_for else None
    further = [
        elements.press(act["change"], view.meeting, **about),
        elements.press(act["strike"], view.meeting, **about),
    ]
    buttons = [confirm if waits else None, agree, *({**b, "mode": "secondary"} for b in further)]
    return [
        elements.section(
            *described(line, room),
            elements.notice(f"To be corrected: {line.correction}", "warning") if line.correction else None,
            *(elements.buttons(buttons) if with_buttons else []),
        )
    ]


def described(line: CaseAction, room: Room) -> list[Element]:
    """An action in full: who, what, by when, for whom, and how it stands."""
    who = room.names.agency(line.agency)
    if line.owner:
        who += f", {room.names.person(line.owner)}"
    facts = [
        f"due {day(line.due)}",
        PROTECTS[line.protects].lower() if line.protects else "",
        "feedback to the victim" if line.feedback else "",
        "joint" if line.is_joint else "",
        f"update by {room.names.person(line.collector)}" if line.collector else "",
        f"new date asked: {day(line.asked_for)}" if line.asked_for else "",
    ]
    mark = {ActionState.OFFERED: "○", ActionState.IMPOSSIBLE: "✗"}.get(line.state, "✓")
    return [
        elements.heading(f"{mark} {who}", spacing="None"),
        elements.text(line.what, spacing="None"),
        elements.subtle(" · ".join([f for f in facts if f] + [STATES[line.state], line.action])),
    ]


def _adding(view: CaseActions, table: Table) -> list[Element | None]:
    act, about = table.by_verb, {"case": view.case}
    if not view.may_add:
        return []
    return [
        elements.press(act["action" if view.runs_it else "offer"], view.meeting, style="positive", **about),
        elements.press(act["ready"], view.meeting, **about),
    ]


@renders(ToConfirm)
def to_confirm(view: ToConfirm, room: Room, table: Table) -> Element:
    """What waits for the agency: confirm or correct each."""
    act = table.by_verb
    return elements.card(
        elements.title(f"Case {view.case}: is this what was agreed?"),
        elements.text(_asked(view)),
        [
            elements.section(
                *described(line, room),
                *elements.buttons(
                    [
                        elements.press(act["confirm"], view.meeting, style="positive", action=line.action),
                        elements.press(act["correct"], view.meeting, action=line.action),
                    ]
                ),
            )
            for line in view.lines
        ],
        elements.subtle(f"And {view.more} more, once these are answered.") if view.more else None,
    )


def _asked(view: ToConfirm) -> str:
    sent = (
        f" {wording.count(view.corrected, 'correction')} sent; the administrators will change it and ask "
        "you again."
        if view.corrected
        else ""
    )
    if not view.lines:
        return f"Nothing more waits for you in this case. Thank you.{sent}"
    return f"Please confirm each action that your agency takes, or say what is wrong with it.{sent}"
