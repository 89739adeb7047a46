"""Notices that stand ready for people outside the meeting, or to be approved: whom each is for, what it says,
and the press that sends it or says that it has gone."""

from __future__ import annotations

from typing import Any

from dialogs import elements
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_actions import day
from usecases.rooms import Room
from usecases.views.prepared import Notices, PreparedNotice, Recipient

ROLES = {"signatory": "The agency’s signatory", "line-manager": "The line manager", "person": "In Teams"}
HINDRANCES = {
    "no-mail": "I have no mail server, so it is yours to send, or not.",
    "no-address": "Somebody’s address is not in the register, so it is yours to send, or not.",
    "restricted": "The case is restricted, so I mail nothing about it. Whether anybody hears is for you.",
    "kept-out": "Somebody of these may not know of the case, so I mail nothing about it.",
}


@renders(PreparedNotice)
def prepared(view: PreparedNotice, room: Room, table: Table) -> Element:
    """Whom it is for, the words, and the press that sends it; or that says that it has gone."""
    if view.gone:
        return elements.card(
            elements.title("The notice goes out"),
            elements.text(f"{_about(view, room)}. It is in the record that you sent it."),
        )
    hint = HINDRANCES.get(view.hindrance) or (
        f"My e-mail says no more than the case’s number, the agency, the day, and "
        f"“see {room.protocol.case_system}”."
    )
    by_hand = " By secure e-mail, and with nothing added about anybody." if view.hindrance else ""
    return elements.card(
        elements.title("A notice to send"),
        elements.text(hint + by_hand),
        elements.facts([(ROLES[one.role], _whom(one, room)) for one in view.to]) if view.to else None,
        elements.section(elements.text(_words(view, room))),
        elements.buttons(_presses(view, table)),
    )


@renders(Notices)
def notices(view: Notices, room: Room, table: Table) -> Element:
    """Each with its presses."""
    return elements.card(
        elements.title("Notices to send"),
        elements.text("No notice waits to be sent.") if not view.lines else None,
        [part for line in view.lines for part in _line(line, room, table)],
        elements.subtle(f"And {view.more} more, once these have gone.") if view.more else None,
    )


def _line(line: PreparedNotice, room: Room, table: Table) -> list[Element]:
    look = "notice" if line.action else "duty-notice"
    send, gone = _presses(line, table)
    buttons = [send, elements.press(table.by_verb[look], line.meeting, **_which(line)), gone]
    words = [elements.text(_about(line, room)), elements.subtle(line.what) if line.what else None]
    return [elements.section(*words, *elements.buttons(buttons))]


def _presses(view: PreparedNotice, table: Table) -> tuple[Element | None, Element]:
    """The press that sends it, where the bot can; and the one that says that it has gone by hand."""
    mail, gone = ("mail-notice", "notice-sent") if view.action else ("mail-duty-notice", "duty-notice-sent")
    send = elements.press(table.by_verb[mail], view.meeting, style="positive", **_which(view))
    by_hand = elements.press(table.by_verb[gone], view.meeting, **_which(view))
    return (None if view.hindrance else send), by_hand


def _which(view: PreparedNotice) -> dict[str, Any]:
    about: dict[str, Any] = {"action": view.action} if view.action else {"duty": view.duty}
    return {**about, "step": view.step}


def _about(view: PreparedNotice, room: Room) -> str:
    case = f"Case {view.case}" if view.case else ""
    agency = room.names.agency(view.agency) if view.agency else ""
    said = ", ".join(part for part in (case, agency) if part) or view.what
    return f"{said}: was due {day(view.due)}"


def _words(view: PreparedNotice, room: Room) -> str:
    """What an administrator may write."""
    system = room.protocol.case_system
    says = f" {view.says}" if view.says else ""
    if view.action:
        agency = room.names.agency(view.agency or "")
        return (
            f"An action of {agency} in MARAC case {view.case} was due {day(view.due)} and is still open. "
            f"{view.says or 'Please see that it is completed.'} Details are in {system}."
        )
    return f"{view.what}: it was due {day(view.due)}, and is still open.{says} Details are in {system}."


def _whom(one: Recipient, room: Room) -> str:
    if one.person is not None:
        return room.names.person(one.person)
    return one.address or "no address in the register"
