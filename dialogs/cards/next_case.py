"""The case to open next, on the desk of whoever runs it: what is known of it, what holds it, and what
settles each hold."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards import places_part
from dialogs.cards.attendance_panel import attending_lines
from dialogs.cards.case_words import head, presents
from dialogs.cards.matters_part import followed_lines
from dialogs.cards.questions_part import questions_part
from dialogs.elements import Element
from dialogs.wording_hearing import hold_words
from marac.holds import HoldCode
from usecases.rooms import Room
from usecases.views.hearing_panel import CaseNext


def next_case(one: CaseNext, meeting: str, room: Room, table: Table) -> Element:
    """What comes next, and the one step that opens it or the way there."""
    local = room.protocol.calendar.local
    when = f"{wording.clock(local(one.starts_at))}  " if one.starts_at else ""
    in_the_opening = any(h.code is HoldCode.STEPS_LEFT for h in one.holds)
    top = head(one.marks, room, f"Next: {when}")
    if in_the_opening:
        return elements.section(*top, elements.subtle("It can be opened once the opening is done."))
    waiting = [h for h in one.holds if h.code is not HoldCode.QUESTION_OPEN]
    return elements.section(
        *top,
        elements.subtle(f"Presents: {presents(one.presenting, room)}{places_part.by_name(one.places, room)}"),
        *places_part.warnings(one.places, room),
        *_admission(one, room),
        *followed_lines(one.followed, room),
        *attending_lines(one.attending, room),
        *[elements.text(f"○ {hold_words(h, room)}", spacing="Small") for h in waiting],
        *questions_part(one.questions, meeting, room, table),
        *elements.buttons(_opening_buttons(one, meeting, room, table), most=3),
    )


def _admission(one: CaseNext, room: Room) -> list[Element | None]:
    """Who has been admitted to a restricted case, and who of them is still to be telephoned."""
    if not one.admitted:
        return []
    return [
        elements.subtle(f"Admitted: {wording.listed(room.names.person(p) for p in one.admitted)}"),
        elements.subtle(f"Not telephoned: {wording.listed(room.names.person(p) for p in one.not_called)}")
        if one.not_called
        else None,
    ]


_OPENS_THE_WAY = {
    HoldCode.CHAIR_CONFLICTED: "seat-chair",
    HoldCode.CHAIR_NOT_ADMITTED: "admit",
    HoldCode.ROOM_NOT_CLEAR: "room-clear",
    HoldCode.EMPLOYER_NOT_TOLD: "employer-told",
    HoldCode.NO_MINUTE_TAKER: "minute-taker",
    HoldCode.MINUTE_TAKER_CONFLICTED: "case-minutes",
    HoldCode.PRESENTER_UNCONFIRMED: "transfer-presenter",
    HoldCode.PRESENTER_ABSENT: "stand-in",
    HoldCode.ROUTE_NOT_CHOSEN: "reviewed-case",
    HoldCode.HEARD_ON_REQUEST: "hear-again",
    HoldCode.HOST_SILENT: "host-statement",
}


def _opening_buttons(one: CaseNext, meeting: str, room: Room, table: Table) -> list[Element | None]:
    """Open it if nothing holds it; else what settles each hold, and the chair's way round them."""
    act, case = table.by_verb, one.marks.number
    if not one.holds:
        return [
            elements.press(act["open-case"], meeting, f"Open case {case}", "positive", case=case),
            elements.press(act["case"], meeting, "Look at it", case=case),
        ]
    settling = [_OPENS_THE_WAY[h.code] for h in one.holds if h.code in _OPENS_THE_WAY]
    settling += ["hear-later"] if one.places.later else []
    pressed = [_settle(verb, one, meeting, room, table) for verb in dict.fromkeys(settling)]
    for first in [one for one in pressed if one][:1]:
        first["style"] = "positive"
    lifted = not any(h.is_absolute for h in one.holds)
    return [
        *pressed,
        elements.press(act["open-anyway"], meeting, case=case) if lifted else None,
        elements.press(act["case"], meeting, "Look at it", case=case),
    ]


def _settle(verb: str, one: CaseNext, meeting: str, room: Room, table: Table) -> Element | None:
    act = table.by_verb[verb]
    if not act.is_for(room):
        return None
    data = {"case": one.marks.number}
    if verb == "room-clear" and not one.must_leave:
        data["note"] = ""
    return elements.press(act, meeting, **data)
