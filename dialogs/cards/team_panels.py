"""What chair and administrators have on their desks beside the hearing: quoracy, the opening, conflicts.

Each shows what is missing in full and folds away what is in order.
"""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.elements import Element
from marac.words import SittingState
from usecases.rooms import Room
from usecases.views.desk import ConflictLine, Desk, OpeningPanel, QuoracyPanel, Shortfall, Step

MOST_ASKED = 2
"""So many conflicts carry their own buttons; of more, one form asks which is meant."""


def is_short(view: Desk) -> bool:
    """The open sitting lacks something, and nobody has decided to go ahead all the same. Where quoracy only
    informs, that comes first during the opening alone."""
    panel = view.quoracy
    if panel is not None and not panel.binding and view.state is not SittingState.OPENING:
        return False
    return panel is not None and not panel.is_quorate and not panel.going_ahead and _is_on(view)


def _is_on(view: Desk) -> bool:
    return view.state not in (None, SittingState.PLANNED, SittingState.ENDED)


def quoracy(view: Desk, room: Room, table: Table) -> Element | None:
    """Whether it is quorate; what is missing with whom to ring; the rest folded away."""
    panel = view.quoracy
    if panel is None:
        return None
    missing = [line for r in panel.requirements if not r.is_met for line in _missing(r, room)]
    met = [line for r in panel.requirements if r.is_met for line in _met(r, room)]
    return elements.section(
        _verdict(panel),
        *missing,
        *elements.buttons(_quoracy_buttons(panel, view, table)),
        *elements.folded("who-is-here", "Who is here", *met),
    )


def _verdict(panel: QuoracyPanel) -> Element:
    if panel.is_quorate:
        said = wording.verdict(panel.binding, True)
        return elements.text(f"✓ {said}", weight="Bolder", color="Good")
    if not panel.binding:
        return elements.notice("Not here yet – going on is for the chair to decide", "accent")
    if panel.going_ahead:
        return elements.notice("Not quorate – going ahead was decided", "warning")
    return elements.notice("Not quorate", "attention")


def _missing(one: Shortfall, room: Room) -> list[Element]:
    lines = [elements.text(f"✗ {one.label}: {one.has} of {one.needs}", spacing="Small")]
    if _who(one, room):
        lines.append(elements.subtle(f"Here: {_who(one, room)}"))
    for ring in one.ring:
        number = f", {ring.contact.phone}" if ring.contact.phone else ""
        done = " – rung" if ring.contacted else ""
        role = ring.contact.role or "no contact in the register"
        lines.append(elements.subtle(f"Ring {room.names.agency(ring.agency)}: {role}{number}{done}"))
    return lines


def _met(one: Shortfall, room: Room) -> list[Element]:
    return [elements.text(f"✓ {one.label}", spacing="Small"), elements.subtle(_who(one, room) or "here")]


def _who(one: Shortfall, room: Room) -> str:
    names = [*(room.names.agency(a) for a in one.agencies), *(room.names.person(p) for p in one.people)]
    return wording.listed(names)


def _quoracy_buttons(panel: QuoracyPanel, view: Desk, table: Table) -> list[Element | None]:
    act = table.by_verb
    if panel.is_quorate or not _is_on(view):
        return []
    return [
        None if panel.going_ahead or not panel.binding else elements.press(act["go-ahead"], view.meeting),
        None if view.state is SittingState.SUSPENDED else elements.press(act["suspend"], view.meeting),
        elements.press(act["rung"], view.meeting),
    ]


def opening(view: Desk, room: Room, table: Table) -> Element | None:
    """The steps of the opening, the next one ready to be ticked, and who still owes an answer."""
    panel = view.opening
    if panel is None:
        return None
    lines: list[Element] = [elements.heading("Opening")]
    for step in panel.steps:
        mark = {"done": "✓", "skipped": "skipped:"}.get(step.state or "", "○")
        lines.append(elements.text(f"{mark} {step.label}{_at(step, room)}", spacing="None"))
        lines += _with_step(step, room)
    waiting = next((s for s in panel.steps if s.state is None), None)
    if waiting and not waiting.may_confirm and view.state is not SittingState.PLANNED:
        lines.append(elements.subtle("Whoever is in the chair confirms this.", spacing="Small"))
    elif waiting and view.state is not SittingState.PLANNED:
        act, data = table.by_verb, {"step": waiting.key}
        style = "positive" if view.state is SittingState.OPENING else "default"
        lines += elements.buttons(
            [
                elements.press(act["step"], view.meeting, f"Done: {waiting.label}", style, **data),
                elements.press(act["skip"], view.meeting, **data),
            ]
        )
    return elements.section(*lines, *_owing(panel, room), *_invitation(panel, view, table))


def _at(step: Step, room: Room) -> str:
    """When it was confirmed, where that is kept."""
    return f", {wording.clock(room.protocol.calendar.local(step.at))}" if step.at and step.timed else ""


def _with_step(step: Step, room: Room) -> list[Element]:
    """What goes with the step that is due: what the chair says, the cases to be closed, who is new."""
    new = wording.listed(room.names.agency(a) for a in step.newcomers)
    closures = wording.listed(f"case {c}" for c in step.closures)
    said = [elements.notice(step.says, "accent")] if step.says else []
    if new:
        said.append(elements.subtle(f"Here for the first time: {new}", spacing="Small"))
    if closures:
        said.append(elements.subtle(f"To be closed: {closures}", spacing="Small"))
    return said


def _invitation(panel: OpeningPanel, view: Desk, table: Table) -> list[Element]:
    """Whether the calendar invitation carries the declaration, for administrators beforehand."""
    if panel.invitation is None:
        return []
    if panel.invitation == "checked":
        return [elements.subtle("✓ The invitation carries the declaration.")]
    act = table.by_verb
    return [
        elements.text("Before the invitation goes out: does it carry the declaration?", spacing="Small"),
        *elements.buttons(
            [
                elements.press(act["invitation-checked"], view.meeting),
                elements.press(act["declare"], view.meeting, "Its text"),
            ]
        ),
    ]


def _owing(panel: OpeningPanel, room: Room) -> list[Element]:
    """Whose answer is still awaited, in a line each."""
    names = room.names.person
    owing = {
        "Not declared": panel.undeclared,
        "Not answered on conflicts": panel.unanswered,
        "No authority to commit their agency": panel.without_authority,
        "Observers": panel.observers,
        "Induction not complete": panel.without_induction,
    }
    lines = [f"{label}: {wording.listed(names(p) for p in who)}" for label, who in owing.items() if who]
    lines += [f"Without “{label}”: {wording.listed(names(p) for p in who)}" for label, who in panel.lacking]
    if panel.strangers:
        lines.append(f"Not on the roll: {wording.count(panel.strangers, 'person', 'people')}")
    return [elements.subtle(words, spacing="Small") for words in lines]


def conflicts(view: Desk, room: Room, table: Table) -> Element | None:
    """Conflicts of interest, those that the chair has still to decide on first (LIN-60)."""
    if not view.conflict_lines:
        return None
    open_ones = [c for c in view.conflict_lines if c.decided is None]
    lines: list[Element] = [elements.heading("Conflicts of interest")]
    for one in open_ones:
        lines.append(elements.text(f"{_conflict(one, room)} – not decided", spacing="Small"))
        if len(open_ones) <= MOST_ASKED:
            lines += _decide(view, table, one)
    if len(open_ones) > MOST_ASKED:
        lines += _decide(view, table)
    decided = [c for c in view.conflict_lines if c.decided is not None]
    lines += [
        elements.subtle(f"{_conflict(one, room)} – {'stays' if one.decided else 'leaves'}") for one in decided
    ]
    return elements.section(*lines)


def _conflict(one: ConflictLine, room: Room) -> str:
    return f"Case {one.case}: {room.names.person(one.person)}"


def _decide(view: Desk, table: Table, about: ConflictLine | None = None) -> list[Element]:
    data = {"case": about.case, "person": about.person} if about else {}
    return elements.buttons(
        [elements.press(table.by_verb[verb], view.meeting, **data) for verb in ("leave-case", "stay")]
    )
