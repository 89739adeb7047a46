"""The running order as a card: times and numbers under their districts, and for those who run the meeting
what is still to be settled."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from dialogs.wording_before import worry_words
from dialogs.wording_hearing import CONSENT
from dialogs.wording_people import turn_words
from dialogs.wording_waiting import waited_words
from marac.words import CaseState
from usecases.rooms import Room
from usecases.views.case_ticks import CaseTicks
from usecases.views.order import Moved, OrderLine, OrderView, SittingOrder


@renders(OrderView)
def order(view: OrderView, room: Room, table: Table) -> Element:
    """The order, under what is said with it."""
    return elements.card(
        elements.title("Running order"),
        elements.subtle(view.area_name),
        _said(view, room),
        [_sitting(sitting, room) for sitting in view.sittings]
        or [elements.text("There is nothing in the running order for you yet.")],
        elements.text(f"Also on the agenda, to be reviewed: {_cases(view.to_review)}.")
        if view.to_review
        else None,
        _for_next(view),
        _warnings(view, room),
        _unsettled(view),
        _ticks(view, room, table),
        _copies(view, room),
        elements.buttons(_buttons(view, table)),
    )


def _cases(numbers: Iterable[str]) -> str:
    return wording.listed(f"case {number}" for number in numbers)


def _for_next(view: OrderView) -> list[Element]:
    """What came too late, under the day of the meeting that it is for."""
    days = sorted({on for _, on in view.for_next})
    lines = [
        f"For the next meeting, on {day(on)}: {_cases(n for n, other in view.for_next if other == on)}."
        for on in days
    ]
    if view.may_be_late:
        waits = "once everybody who is asked says yes"
        lines.append(f"For the next meeting, or for this one {waits}: {_cases(view.may_be_late)}.")
    return [elements.text(line) for line in lines]


def _said(view: OrderView, room: Room) -> list[Element]:
    if view.said == "told":
        system = room.protocol.case_system
        return [
            elements.notice(f"The agenda is in {system}", "accent"),
            elements.text(
                f"Please read the cases in {system} and search your agency's records. If you have a conflict "
                "of interest in any of them, tell the administrators here, privately and without a "
                "reason, so that cover can be arranged."
            ),
            *_stay(room),
            *_turn(room),
        ]
    if view.said == "lengthened":
        return [
            elements.notice("The meeting has been lengthened", "accent"),
            elements.text("These are the times as they stand now."),
        ]
    return []


def _turn(room: Room) -> list[Element]:
    """Whose turn it is to chair, where the area keeps turns (LUT-24)."""
    turn = room.meeting.chair_turn if room.meeting else None
    return [elements.text(turn_words(turn, room))] if turn else []


def _stay(room: Room) -> list[Element]:
    """For how long people are asked to keep the time free (WOL-28)."""
    rule = room.protocol.absence
    return [elements.text(rule.stay_note)] if rule is not None and rule.stay_note else []


def _sitting(sitting: SittingOrder, room: Room) -> Element:
    local = room.protocol.calendar.local
    until = wording.clock(local(sitting.ends_at))
    return elements.section(
        elements.heading(f"Sitting {sitting.number}, {wording.day(local(sitting.starts_at))}"),
        elements.subtle(f"planned until {until}"),
        *_lines(sitting.lines, room),
    )


def _lines(lines: Iterable[OrderLine], room: Room) -> list[Element]:
    shown: list[Element] = []
    district: str | None = None
    section: str | None = None
    for line in lines:
        if line.section and line.section != section:
            section = line.section
            shown.append(elements.text(section, weight="Bolder", size="Small", spacing="Medium"))
        if line.district and line.district != district:
            district = line.district
            shown.append(elements.text(district, weight="Bolder", size="Small", spacing="Small"))
        weight = "Bolder" if line.mine or line.is_open else "Default"
        shown.append(elements.text(line_words(line, room), spacing="None", weight=weight))
        if line.shows_handling:
            shown.append(elements.subtle(_handling(line, room), size="Small"))
    return shown


def line_words(line: OrderLine, room: Room) -> str:
    """A slot in one line: its time, and the number, the label, or that it is a break."""
    at = wording.clock(room.protocol.calendar.local(line.starts_at))
    if line.is_break:
        return f"{at}  Break"
    if line.bare:
        return f"{at}  {line.bare}"
    mark = "▸ " if line.is_open else ""
    restricted = " (restricted)" if line.restricted else ""
    over = line.state not in (None, CaseState.LISTED) and not line.is_open
    notes = [note for is_so, note in ((line.additional, "additional"), (line.fixed, "set time")) if is_so]
    noted = f" ({', '.join(notes)})" if notes else ""
    name = f"Case {line.case}" if line.case else wording.nth_case(line.place)
    return f"{at}  {mark}{name}{restricted}{noted}{'  ✓' if over else ''}"


def _handling(line: OrderLine, room: Room) -> str:
    referred = f"referred by {room.names.agency(line.referring_agency)}" if line.referring_agency else ""
    presents = ""
    if line.presenter_person:
        presents = f"presented by {room.names.person(line.presenter_person)}"
    elif line.presenter:
        presents = f"presented by {room.names.agency(line.presenter)}"
    elif line.state is CaseState.LISTED:
        presents = "presenter not confirmed"
    name = room.names.agency
    common = [f"also at {name(agency)}, summary by {name(by)}" for agency, by in line.common]
    closure = "for closure" if line.for_closure else ""
    waited = waited_words(line.waited)
    return " · ".join(p for p in (referred, waited, presents, CONSENT[line.consent], closure, *common) if p)


def _warnings(view: OrderView, room: Room) -> Element | None:
    if not view.warnings:
        return None
    sentences = [elements.text(worry_words(w, room), spacing="Small") for w in view.warnings]
    return elements.section(elements.notice("Please look at these", "warning"), *sentences)


def _unsettled(view: OrderView) -> Element | None:
    pairs = [
        ("No presenter confirmed", _cases(view.without_presenter)),
        ("Consent not marked", _cases(view.without_consent)),
    ]
    there = [(label, cases) for label, cases in pairs if cases]
    return elements.section(elements.facts(there)) if there else None


def _ticks(view: OrderView, room: Room, table: Table) -> list[Element]:
    """What is ticked for each case, with the cases that lack it and their times, and a way to tick it."""
    return [part for tick in view.ticks for part in _tick(tick, view.meeting, room, table)]


def _tick(tick: CaseTicks, meeting: str, room: Room, table: Table) -> list[Element]:
    local = room.protocol.calendar.local
    waits = [
        f"case {number} (by {day(local(due).date())}, {wording.clock(local(due))})"
        + (", late" if due < room.now else "")
        for number, due in tick.lacking
    ]
    said = [f"case {number}{': ' + wording.answer(a).lower() if a else ''}" for number, a in tick.said]
    press = elements.press(table.by_verb["tick-duty"], meeting, "Tick") if tick.lacking else None
    return [
        elements.section(
            elements.heading(tick.label, size="Default"),
            elements.text(f"○ {wording.listed(waits)}", spacing="None") if waits else None,
            elements.subtle(f"✓ {wording.listed(said)}") if said else None,
            *elements.buttons([press]),
        )
    ]


def _copies(view: OrderView, room: Room) -> Element | None:
    """The agencies that need the order by secure e-mail or as a copy to pick up (LUT-29)."""
    if not view.copies:
        return None
    names = wording.listed(room.names.agency(a) for a in view.copies)
    words = f"By secure e-mail, or as a copy to pick up, for want of {room.protocol.case_system}: {names}."
    return elements.section(elements.text(words))


def _buttons(view: OrderView, table: Table) -> list[Element | None]:
    act = table.by_verb
    if view.said == "told":
        return [elements.press(act["conflicts"], view.meeting, style="positive")]
    if not view.runs_it:
        return []
    administers = view.administers
    return [
        elements.press(act["tell-order"], view.meeting) if administers and not view.told else None,
        elements.press(act["move-case"], view.meeting) if view.may_change else None,
        elements.press(act["retime"], view.meeting) if view.may_change else None,
        elements.press(act["lengthen"], view.meeting) if administers else None,
        elements.press(act["presents"], view.meeting) if administers and view.without_presenter else None,
        elements.press(act["consent"], view.meeting) if administers and view.without_consent else None,
    ]


@renders(Moved)
def moved(view: Moved, room: Room, table: Table) -> Element:
    """New times for somebody whom they touch."""
    return elements.card(
        elements.notice("New times", "accent"),
        elements.subtle(view.area_name),
        [elements.text(_new_time(line, room)) for _, line in view.lines],
    )


def _new_time(line: OrderLine, room: Room) -> str:
    at = room.protocol.calendar.local(line.starts_at)
    return f"Case {line.case}: {wording.day(at)}, about {wording.clock(at)}"
