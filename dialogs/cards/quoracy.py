"""The card that answers "is it quorate, and who is here", now or at a past moment."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.desk import SOURCES
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from usecases.rooms import Room
from usecases.views.quoracy import Attendance, QuoracyAt


@renders(QuoracyAt)
def quoracy(view: QuoracyAt, room: Room, table: Table) -> Element:
    """The verdict, each requirement, and for those who may see it everybody who was there."""
    head = wording.verdict(view.binding, view.is_quorate)
    return elements.card(
        elements.title(f"Quoracy{f' for case {view.case}' if view.case else ''}"),
        elements.subtle(_when(view, room)),
        elements.notice(f"{'✓ ' if view.is_quorate else ''}{head}", "good" if view.is_quorate else "warning"),
        None if view.binding else elements.subtle("No quorum is laid down here: the chair decides."),
        elements.facts(
            (
                f"{'✓' if r.is_met else '✗'} {r.label}",
                f"{r.has} of {r.needs}"
                + (f": {wording.listed(room.names.agency(a) for a in r.agencies)}" if r.agencies else ""),
            )
            for r in view.requirements
        ),
        _people(view, room),
    )


def _when(view: QuoracyAt, room: Room) -> str:
    local = room.protocol.calendar.local(view.at)
    seconds = f"{local:%H:%M:%S}"
    tense = "as it was" if view.is_past else "as it is"
    return f"{tense} on {wording.day(local)} at {seconds}, journal line {view.sequence}"


def _people(view: QuoracyAt, room: Room) -> Element | None:
    if view.people is None:
        return None
    lines = [elements.text(_line(p, room), spacing="None") for p in view.people]
    return elements.section(elements.heading("Who was here"), *(lines or [elements.text("Nobody.")]))


def _line(one: Attendance, room: Room) -> str:
    since = wording.clock(room.protocol.calendar.local(one.since))
    agency = f", {room.names.agency(one.agency)}" if one.agency else ""
    how = wording.listed(SOURCES[s] for s in one.sources)
    return f"{room.names.person(one.person)}{agency} – since {since} ({how})"
