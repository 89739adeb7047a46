"""Who comes and who is there, on a desk: what the person's agency is asked, and what chair and administrators
see of agencies and guests."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.elements import Element
from dialogs.messages_attendance import report_words
from marac.attendance import Left, ReportHeld
from usecases.rooms import Room
from usecases.views.attendance_panel import AttendancePanel, Attending, AwayLine, GuestLine, OwnAgency

MOST_CASES = 8
"""So many numbers are listed; of more, how many there are."""


def attendance_part(
    panel: AttendancePanel, meeting: str, room: Room, table: Table, *, runs_it: bool
) -> list[Element]:
    """What waits for the person first, then who is away, and who has left."""
    return [
        *(_own(panel.own, meeting, room, table) if panel.own else []),
        *_observers(panel, meeting, room, table),
        *(_away(panel.away, meeting, room, table, runs_it=runs_it) if panel.away else []),
        *(_left(panel.left, room) if panel.left else []),
        *([_guests("Please let go", panel.let_go, room)] if panel.let_go else []),
    ]


def _own(own: OwnAgency, meeting: str, room: Room, table: Table) -> list[Element]:
    agency = room.names.agency(own.agency)
    shown: list[Element] = []
    if own.wants_substitute:
        shown.append(
            elements.section(
                elements.text(f"Who comes for {agency} instead?", weight="Bolder"),
                elements.subtle("Please name somebody. No reason is asked."),
                *_said(report_words(room)),
                *elements.buttons(
                    [
                        elements.press(table.by_verb["substitute"], meeting, style="positive"),
                        elements.press(table.by_verb["nobody-comes"], meeting, agency=own.agency),
                    ]
                ),
            )
        )
    if own.wants_report:
        shown.append(
            elements.section(
                elements.text(f"Nobody can come for {agency}", weight="Bolder"),
                *_said(report_words(room, last=True)),
                *elements.buttons([elements.press(table.by_verb["substitute"], meeting)]),
            )
        )
    if own.asked_cases:
        shown.append(_which_cases(own, agency, meeting, table))
    return shown


def _said(words: str) -> list[Element]:
    return [elements.subtle(words, spacing="Small")] if words else []


def _which_cases(own: OwnAgency, agency: str, meeting: str, table: Table) -> Element:
    if own.concerned is None:
        return elements.section(
            elements.text(f"Which cases concern {agency}?", weight="Bolder"),
            elements.subtle("You are expected for those alone."),
            *elements.buttons([elements.press(table.by_verb["which-cases"], meeting, style="positive")]),
        )
    cases = _numbers(own.concerned)
    words = f"You are expected for {cases}." if cases else "No case concerns you, so nobody expects you."
    return elements.section(
        elements.subtle(words), *elements.buttons([elements.press(table.by_verb["which-cases"], meeting)])
    )


def _observers(panel: AttendancePanel, meeting: str, room: Room, table: Table) -> list[Element]:
    act, name = table.by_verb, room.names.person
    asked = [
        elements.section(
            elements.text(f"{name(person)} asks to observe the meeting.", weight="Bolder"),
            *elements.buttons(
                [
                    elements.press(act["allow-observer"], meeting, person=person),
                    elements.press(act["refuse-observer"], meeting, person=person),
                ]
            ),
        )
        for person in panel.to_answer
    ]
    briefed = [
        elements.section(
            elements.text(f"Has {name(person)}, who observes, been briefed on confidentiality?"),
            *elements.buttons([elements.press(act["briefed"], meeting, person=person)]),
        )
        for person in panel.to_brief
    ]
    return [*asked, *briefed]


def _away(
    away: Iterable[AwayLine], meeting: str, room: Room, table: Table, *, runs_it: bool
) -> list[Element]:
    lines = [
        elements.text(f"{room.names.agency(one.agency)} – {away_words(one)}", spacing="None") for one in away
    ]
    received = table.by_verb["report-received"]
    waits = room.protocol.absence is not None and room.protocol.absence.written_report != "none"
    open_ones = [one for one in away if not one.report]
    press = (
        elements.press(received, meeting)
        if runs_it and waits and open_ones and received.is_for(room)
        else None
    )
    return [elements.section(elements.heading("Cannot come"), *lines, *elements.buttons([press]))]


def away_words(one: AwayLine) -> str:
    """How far it is settled for an agency that cannot come."""
    if one.report:
        return "written report held, came late" if one.late else "written report held"
    return "nobody can come" if one.nobody else "asked for a substitute"


def _left(left: Iterable[Left], room: Room) -> list[Element]:
    lines = [elements.text(_left_words(one, room), spacing="Small") for one in left]
    return [elements.section(elements.heading("Left before the end"), *lines)]


def _left_words(one: Left, room: Room) -> str:
    at = wording.clock(room.protocol.calendar.local(one.since))
    presents = f"; it presents {_numbers(one.presents)}" if one.presents else ""
    return f"{room.names.agency(one.agency)} left at {at}. Without it now: {_numbers(one.cases)}{presents}."


def _numbers(cases: tuple[str, ...]) -> str:
    if len(cases) > MOST_CASES:
        return f"{wording.listed(f'case {c}' for c in cases[:MOST_CASES])} and {len(cases) - MOST_CASES} more"
    return wording.listed(f"case {c}" for c in cases)


def attending_lines(one: Attending | None, room: Room) -> list[Element | None]:
    """Who is not there for a case and what is held of them; which guests come in, and which go."""
    if one is None:
        return []
    absent = wording.listed(room.names.agency(a) for a in one.absent)
    waiting = [r for r in one.reports if r not in one.due]
    return [
        elements.text(f"Absent for this case: {absent}", spacing="Small") if absent else None,
        *(elements.notice(_report(r, room), "accent") for r in one.due),
        *(elements.subtle(_report(r, room)) for r in waiting),
        _guests("Please bring in", one.bring_in, room) if one.bring_in else None,
        elements.subtle(f"Guests in the room: {_people(one.are_in, room)}") if one.are_in else None,
        _guests("Not for this case, please let go", one.let_go, room) if one.let_go else None,
    ]


def _report(one: ReportHeld, room: Room) -> str:
    late = " (came late)" if one.late else ""
    return f"A written report of {room.names.agency(one.agency)} is held by the administrators{late}."


def _guests(label: str, guests: tuple[GuestLine, ...], room: Room) -> Element:
    return elements.notice(f"{label}: {_people(guests, room)}", "accent")


def _people(guests: tuple[GuestLine, ...], room: Room) -> str:
    names = room.names
    return wording.listed(
        names.person(g.person) + (f" ({names.agency(g.agency)})" if g.agency else "") for g in guests
    )
