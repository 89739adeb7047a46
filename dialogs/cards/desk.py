"""A person's own card: where they stand, what waits for them, and for chair and administrators how the
meeting does."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards import team_panels
from dialogs.cards.attendance_panel import attendance_part
from dialogs.cards.chairing_panel import chairing_part
from dialogs.cards.duties_panel import duties_part
from dialogs.cards.hearing_panel import hearing_panel
from dialogs.cards.matters_part import matters_part
from dialogs.cards.meeting import STATES
from dialogs.cards.order_panel import order_part, pace_line
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from marac.words import SittingState, Source
from usecases.rooms import Room
from usecases.views.desk import Desk

SOURCES = {
    Source.JOINED: "joined",
    Source.CHECKED_IN: "checked in",
    Source.MARKED: "marked by an administrator",
}


@renders(Desk)
def desk(view: Desk, room: Room, table: Table) -> Element:
    """The card: what waits for the person first, then what is going on, then where they stand.

    Every panel stands only where its facts are given; what is in order comes last.
    """
    short = team_panels.is_short(view)
    quoracy = team_panels.quoracy(view, room, table)
    opening = team_panels.opening(view, room, table)
    hears = view.state is SittingState.HEARING
    return elements.card(
        elements.title("Your MARAC desk"),
        elements.subtle(_when(view, room)),
        _asked_to_act(view, room, table),
        _owed(view, table),
        elements.buttons(_next_step(view, table)),
        chairing_part(view.chairing, view.meeting, room, table) if view.chairing else None,
        matters_part(view.matters, view.meeting, table),
        _attendance(view, room, table),
        quoracy if short else None,
        pace_line(view.order) if view.order else None,
        None if hears else opening,
        hearing_panel(view.hearing, view.meeting, room, table) if view.hearing else None,
        order_part(view.order, view.meeting, room, table) if view.order else None,
        opening if hears else None,
        team_panels.conflicts(view, room, table),
        None if short else quoracy,
        _own(view, room),
        _seldom(view, room, table),
        _duties(view, room, table),
    )


def _when(view: Desk, room: Room) -> str:
    if view.starts_at is None or view.state is None:
        return view.area_name
    local = room.protocol.calendar.local(view.starts_at)
    return f"{view.area_name}, {wording.day(local)}, {wording.clock(local)} – {STATES[view.state]}"


def _asked_to_act(view: Desk, room: Room, table: Table) -> list[Element]:
    """The agencies that ask the person to act for them (LIN-08)."""
    act = table.by_verb
    return [
        elements.section(
            elements.text(f"{room.names.agency(agency)} asks you to act for it.", weight="Bolder"),
            *elements.buttons(
                [
                    elements.press(act["accept"], view.meeting, agency=agency),
                    elements.press(act["decline"], view.meeting, agency=agency),
                ]
            ),
        )
        for agency in view.delegation_from
    ]


def _owed(view: Desk, table: Table) -> list[Element]:
    """What everybody has to do and this person has not done yet; the first of it stands out."""
    if view.state is SittingState.ENDED:
        return []
    owed = [
        ("check-in", view.present_since is not None),
        ("declare", view.declared),
        ("conflicts", view.conflicts is not None),
    ]
    left = [verb for verb, is_done in owed if not is_done]
    pressed = [
        elements.press(table.by_verb[verb], view.meeting, style="default" if place else "positive")
        for place, verb in enumerate(left)
    ]
    return elements.buttons(pressed)


def _next_step(view: Desk, table: Table) -> list[Element | None]:
    """What moves a sitting that is not moving."""
    act = table.by_verb
    if not view.runs_it:
        return []
    stopped = view.state in (SittingState.SUSPENDED, SittingState.BREAK)
    planned = view.state is SittingState.PLANNED
    return [
        elements.press(act["open"], view.meeting, style="positive") if planned else None,
        elements.press(act["resume"], view.meeting, style="positive") if stopped else None,
    ]


def _own(view: Desk, room: Room) -> Element:
    """Where the person stands, in one line."""
    here = "not checked in"
    if view.present_since:
        since = wording.clock(room.protocol.calendar.local(view.present_since))
        here = f"here since {since} ({wording.listed(SOURCES[s] for s in view.sources)})"
    conflicts = "conflicts of interest not answered"
    if view.conflicts is not None:
        about = wording.listed(f"case {c}" for c in view.conflicts)
        conflicts = f"conflict of interest: {about}" if about else "no conflicts of interest"
        if not about and view.other_conflicts:
            conflicts = "conflict of interest noted"
    said = [
        here,
        "declaration accepted" if view.declared else "declaration not accepted",
        conflicts,
        f"for {room.names.agency(view.agency)}" if view.agency else "",
    ]
    return elements.section(elements.subtle("You: " + " · ".join(part for part in said if part)))


def _seldom(view: Desk, room: Room, table: Table) -> list[Element]:
    """What can be done at any time, and seldom is; whoever runs a case has it folded away."""
    rows = elements.buttons(_own_buttons(view, room, table))
    if view.runs_it and view.state is SittingState.HEARING:
        return elements.folded("own", "You and the sitting", *rows)
    return rows


def _own_buttons(view: Desk, room: Room, table: Table) -> list[Element | None]:
    act = table.by_verb
    return [
        elements.press(act["conflicts"], view.meeting) if view.conflicts is not None else None,
        elements.press(act["leave"], view.meeting) if view.present_since else None,
        elements.in_dialog(act["my-actions"], view.meeting) if view.agency else None,
        *(_running_buttons(view, table) if view.runs_it else []),
        elements.press(act["report"], view.meeting) if act["report"].is_for(room) else None,
    ]


def _attendance(view: Desk, room: Room, table: Table) -> list[Element] | None:
    if view.attendance is None:
        return None
    return attendance_part(view.attendance, view.meeting, room, table, runs_it=view.runs_it)


def _duties(view: Desk, room: Room, table: Table) -> list[Element] | None:
    if view.duties is None:
        return None
    busy = view.state not in (None, SittingState.PLANNED, SittingState.ENDED)
    return duties_part(view.duties, view.meeting, room, table, fold=busy)


def _running_buttons(view: Desk, table: Table) -> list[Element | None]:
    act = table.by_verb
    return [
        elements.press(act["break"], view.meeting) if view.state is SittingState.HEARING else None,
        elements.press(act["end-sitting"], view.meeting) if view.ends == "sitting" else None,
        elements.press(act["close-meeting"], view.meeting) if view.ends == "meeting" else None,
    ]
