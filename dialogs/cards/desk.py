"""A person's own card: where they stand, what waits for them, and for chair and administrators how the
meeting does."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.duties_panel import duties_part
from dialogs.cards.hearing_panel import hearing_panel
from dialogs.cards.meeting import STATES
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from marac.words import SittingState, Source
from usecases.rooms import Room
from usecases.views.desk import Desk, OpeningPanel, QuoracyPanel, Shortfall

SOURCES = {
    Source.JOINED: "joined",
    Source.CHECKED_IN: "checked in",
    Source.MARKED: "marked by an administrator",
}


@renders(Desk)
def desk(view: Desk, room: Room, table: Table) -> Element:
    """The card; every panel stands only where its facts are given."""
    return elements.card(
        elements.title("Your MARAC desk"),
        elements.subtle(_when(view, room)),
        hearing_panel(view.hearing, view.meeting, room, table) if view.hearing else None,
        _own(view, room),
        elements.buttons(_own_buttons(view, table)),
        _quoracy(view.quoracy, view, room, table) if view.quoracy else None,
        _opening(view.opening, view, room, table) if view.opening else None,
        _conflicts(view, room, table),
        elements.buttons(_running_buttons(view, table)) if view.runs_it else None,
        _duties(view, room, table),
    )


def _when(view: Desk, room: Room) -> str:
    if view.starts_at is None or view.state is None:
        return view.area_name
    local = room.protocol.calendar.local(view.starts_at)
    return f"{view.area_name}, {wording.day(local)}, {wording.clock(local)} – {STATES[view.state]}"


def _own(view: Desk, room: Room) -> Element:
    here = "not here yet"
    if view.present_since:
        since = wording.clock(room.protocol.calendar.local(view.present_since))
        here = f"since {since} ({wording.listed(SOURCES[s] for s in view.sources)})"
    conflicts = "not answered yet"
    if view.conflicts is not None:
        conflicts = wording.listed(f"case {c}" for c in view.conflicts) or "none"
    pairs = [
        ("Here", here),
        ("Declaration", "accepted" if view.declared else "not accepted yet"),
        ("Conflicts of interest", conflicts),
    ]
    if view.authority is not None or view.agency:
        pairs.append(("Acting for", room.names.agency(view.agency) if view.agency else "–"))
    return elements.section(elements.facts(pairs))


def _own_buttons(view: Desk, table: Table) -> list[Element | None]:
    act = table.by_verb
    return [
        None if view.present_since else elements.press(act["check-in"], view.meeting, style="positive"),
        None if view.declared else elements.press(act["declare"], view.meeting, style="positive"),
        elements.press(act["conflicts"], view.meeting),
        elements.press(act["leave"], view.meeting) if view.present_since else None,
        elements.in_dialog(act["my-actions"], view.meeting) if view.agency else None,
        *(
            button
            for agency in view.delegation_from
            for button in (
                elements.press(act["accept"], view.meeting, agency=agency),
                elements.press(act["decline"], view.meeting, agency=agency),
            )
        ),
    ]


def _quoracy(panel: QuoracyPanel, view: Desk, room: Room, table: Table) -> Element:
    if panel.is_quorate:
        head = elements.notice("✓ Quorate", "good")
    elif panel.going_ahead:
        head = elements.notice("Not quorate – going ahead was decided", "warning")
    else:
        head = elements.notice("Not quorate", "attention")
    lines = [line for r in panel.requirements for line in _requirement(r, room)]
    return elements.section(head, *lines, *elements.buttons(_quoracy_buttons(panel, view, table)))


def _requirement(one: Shortfall, room: Room) -> list[Element]:
    who = [*(room.names.agency(a) for a in one.agencies), *(room.names.person(p) for p in one.people)]
    mark = "✓" if one.is_met else "✗"
    short = "" if one.is_met else f": {one.has} of {one.needs}"
    lines = [elements.text(f"{mark} {one.label}{short}", spacing="Small")]
    if who:
        lines.append(elements.subtle(wording.listed(who)))
    for ring in one.ring:
        number = f", {ring.contact.phone}" if ring.contact.phone else ""
        done = " – rung" if ring.contacted else ""
        role = ring.contact.role or "no contact in the register"
        lines.append(elements.subtle(f"Ring {room.names.agency(ring.agency)}: {role}{number}{done}"))
    return lines


def _quoracy_buttons(panel: QuoracyPanel, view: Desk, table: Table) -> list[Element | None]:
    act = table.by_verb
    if panel.is_quorate or view.state in (SittingState.PLANNED, SittingState.ENDED):
        return []
    return [
        None if panel.going_ahead else elements.press(act["go-ahead"], view.meeting),
        None if view.state is SittingState.SUSPENDED else elements.press(act["suspend"], view.meeting),
        elements.press(act["rung"], view.meeting),
    ]


def _opening(panel: OpeningPanel, view: Desk, room: Room, table: Table) -> Element:
    act = table.by_verb
    lines: list[Element] = [elements.heading("Opening")]
    for step in panel.steps:
        mark = {"done": "✓", "skipped": "skipped:"}.get(step.state or "", "○")
        lines.append(elements.text(f"{mark} {step.label}", spacing="Small"))
    waiting = next((s for s in panel.steps if s.state is None), None)
    names = room.names.person
    for label, people in (
        ("Not declared", panel.undeclared),
        ("Not answered on conflicts", panel.unanswered),
        ("No authority to commit their agency", panel.without_authority),
        ("Observers", panel.observers),
        ("Induction not complete", panel.without_induction),
    ):
        if people:
            lines.append(elements.subtle(f"{label}: {wording.listed(names(p) for p in people)}"))
    if panel.strangers:
        lines.append(
            elements.subtle(f"Not on the roll: {wording.count(panel.strangers, 'person', 'people')}")
        )
    if waiting and view.state is not SittingState.PLANNED:
        lines += elements.buttons(
            [
                elements.press(act["step"], view.meeting, f"Done: {waiting.label}", step=waiting.key),
                elements.press(act["skip"], view.meeting, step=waiting.key),
            ]
        )
    return elements.section(*lines)


def _conflicts(view: Desk, room: Room, table: Table) -> Element | None:
    if not view.conflict_lines:
        return None
    lines: list[Element] = [elements.heading("Conflicts of interest")]
    for line in view.conflict_lines:
        said = {True: "stays", False: "leaves", None: "not decided"}[line.decided]
        lines.append(elements.text(f"Case {line.case}: {room.names.person(line.person)} – {said}"))
        if line.decided is None:
            data = {"case": line.case, "person": line.person}
            lines += elements.buttons(
                [
                    elements.press(table.by_verb["leave-case"], view.meeting, **data),
                    elements.press(table.by_verb["stay"], view.meeting, **data),
                ]
            )
    return elements.section(*lines)


def _duties(view: Desk, room: Room, table: Table) -> list[Element] | None:
    if view.duties is None:
        return None
    busy = view.state not in (None, SittingState.PLANNED, SittingState.ENDED)
    return duties_part(view.duties, view.meeting, room, table, fold=busy)


def _running_buttons(view: Desk, table: Table) -> list[Element | None]:
    act = table.by_verb
    stopped = view.state in (SittingState.SUSPENDED, SittingState.BREAK)
    return [
        elements.press(act["open"], view.meeting) if view.state is SittingState.PLANNED else None,
        elements.press(act["resume"], view.meeting) if stopped else None,
        elements.press(act["break"], view.meeting) if view.state is SittingState.HEARING else None,
        elements.press(act["end-sitting"], view.meeting) if view.ends == "sitting" else None,
        elements.press(act["close-meeting"], view.meeting) if view.ends == "meeting" else None,
    ]
