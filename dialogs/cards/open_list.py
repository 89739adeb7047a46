"""What administrators follow up: the area's open and overdue actions with one press to chase, and notices
that stand ready to be sent."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.digest import alert_words
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day, due
from usecases.open_list import OpenLine, OpenList, Tally
from usecases.rooms import Room
from usecases.status_words import STATES, status
from usecases.views.changes_today import ActionChanges, Change
from usecases.views.circulated import Circulated, CirculatedLine

MOST_TALLIES = 20
HEADINGS = {"agency": "By agency", "case": "By case", "person": "By person"}


@renders(OpenList)
def open_list(view: OpenList, room: Room, table: Table) -> Element:
    """Counts first, then what is overdue with its buttons, then the other ways to see it."""
    meeting = room.meeting.key if room.meeting else ""
    others = [by for by in HEADINGS if by != view.by]
    act = table.by_verb["open-list"]
    return elements.card(
        elements.title("Open actions"),
        elements.heading(HEADINGS[view.by]) if view.tallies else None,
        elements.facts([(_who(one, view.by, room), _tally(one)) for one in view.tallies[:MOST_TALLIES]])
        if view.tallies
        else elements.text("Nothing is open, and nothing was finished of late."),
        _more(len(view.tallies) - MOST_TALLIES),
        [elements.text(alert_words(one, room), spacing="Small") for one in view.alerts],
        [_asked(line, room, table) for line in view.asked],
        elements.section(elements.heading("Overdue")) if view.overdue else None,
        [part for line in view.overdue for part in _line(line, room, table)],
        _more(view.more),
        _not_done(view, room, table),
        elements.buttons(
            [
                *(elements.execute(act.verb, HEADINGS[by], {"meeting": meeting, "by": by}) for by in others),
                elements.press(table.by_verb["open-file"], meeting, "Excel", format="xlsx"),
                elements.press(table.by_verb["open-file"], meeting, "CSV", format="csv"),
            ]
        ),
    )


def _more(number: int) -> Element | None:
    return elements.subtle(f"And {number} more in the file.") if number > 0 else None


def _who(one: Tally, by: str, room: Room) -> str:
    if by == "case":
        return f"Case {one.key}"
    if by == "agency":
        return room.names.agency(one.key)
    return room.names.person(one.key) if one.key else "Nobody named"


def _tally(one: Tally) -> str:
    return f"{one.open} open, {one.overdue} overdue, {one.finished} finished"


def _asked(line: OpenLine, room: Room, table: Table) -> Element:
    """A new date that somebody asked for, until it is answered."""
    agency, about = room.names.agency(line.agency), {"action": line.action}
    act = table.by_verb
    return elements.section(
        elements.text(
            f"Case {line.case}, {agency}: asks for {day(line.asked_for)}, {due(line.due)} till then"
        ),
        *elements.buttons(
            [elements.press(act[v], line.meeting, **about) for v in ("agree-date", "keep-date")]
        ),
    )


def _not_done(view: OpenList, room: Room, table: Table) -> Element | None:
    """What was closed without being done; why stands with the case's actions."""
    if not view.not_done:
        return None
    act = table.by_verb["case-actions"]
    cases = dict.fromkeys((line.meeting, line.case) for line in view.not_done)
    return elements.section(
        elements.heading("Not carried out"),
        *(elements.text(_closed(line, room), spacing="Small") for line in view.not_done),
        *elements.buttons(
            [elements.in_dialog(act, key, f"Why: case {case}", case=case) for key, case in cases],
        ),
    )


def _closed(line: OpenLine, room: Room) -> str:
    agency = room.names.agency(line.agency)
    return f"Case {line.case}, {agency}: {status(line.state, line.changed)}"


def _line(line: OpenLine, room: Room, table: Table) -> list[Element]:
    who = f" ({room.names.person(line.owner)})" if line.owner else ""
    who = " (nobody named)" if line.unowned else who
    said = [f"due {day(line.due)}", wording.count(line.days_late, "day") + " late", STATES[line.state]]
    said += [f"first due {day(line.first_due)}"] if line.first_due else []
    said += ["escalated"] if line.escalated else []
    said += [f"chased {day(line.chased_on)}"] if line.chased_on else []
    about = {"action": line.action}
    name = elements.press(table.by_verb["change"], line.meeting, "Who takes it on", **about)
    chase = elements.press(table.by_verb["chase"], line.meeting, **about) if line.may_chase else None
    notices = [
        elements.press(table.by_verb["notice"], line.meeting, **about, step=step) for step in line.notices
    ]
    return [
        elements.section(
            elements.text(f"Case {line.case}, {room.names.agency(line.agency)}{who}"),
            elements.subtle(" · ".join(said)),
            *elements.buttons([name if line.unowned else None, chase, *notices]),
        )
    ]


@renders(ActionChanges)
def changes(view: ActionChanges, room: Room, table: Table) -> Element:
    """What was reported on the day, with the times, the latest first."""
    return elements.card(
        elements.title("Actions reported on today"),
        elements.subtle(day(view.day)),
        [elements.text(_change(one, room), spacing="Small") for one in view.lines],
        elements.subtle(f"And {view.more} more.") if view.more else None,
        elements.buttons([elements.execute("open-list", "Open actions", {"meeting": view.meeting})]),
    )


def _change(one: Change, room: Room) -> str:
    at = wording.clock(room.protocol.calendar.local(one.at))
    asked = f", asks for {day(one.asked_for)} instead of {day(one.due)}" if one.asked_for else ""
    return f"{at} · case {one.case}, {room.names.agency(one.agency)}: {status(one.state, one.changed)}{asked}"


@renders(Circulated)
def circulated(view: Circulated, room: Room, table: Table) -> Element:
    """Case, agency and date, and where to say how one's own stands."""
    meeting = room.meeting.key if room.meeting else ""
    return elements.card(
        elements.title("Unfinished actions"),
        [elements.text(_circulated(one, room), spacing="Small") for one in view.lines],
        elements.subtle(f"And {view.more} more.") if view.more else None,
        elements.text("Please say of your own how they stand."),
        elements.buttons([elements.in_dialog(table.by_verb["my-actions"], meeting)]),
    )


def _circulated(one: CirculatedLine, room: Room) -> str:
    late = " (overdue)" if one.is_overdue else ""
    return f"Case {one.case}, {room.names.agency(one.agency)}: {due(one.due)}{late}"
