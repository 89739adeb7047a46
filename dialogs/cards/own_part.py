"""The hearing on a representative's or guest's desk: their turn, their answer, their one case."""

from __future__ import annotations

from dialogs import elements, wording
from dialogs import hearing_options as choices
from dialogs.action_options import enters_actions
from dialogs.acts import Table
from dialogs.case_words import in_words_of
from dialogs.elements import Element
from dialogs.wording_hearing import ASKED, VIEWS, look_back_words
from marac.words import CaseState, Question, Views
from usecases.rooms import Room
from usecases.views.own_part import AgencyPart, AskedOf, GuestCase, GuestPanel, MemberPanel


def member_part(panel: MemberPanel, meeting: str, room: Room, table: Table) -> list[Element]:
    """The questions that wait first, then the open case."""
    asked = [_asked(one, meeting, room, table) for one in panel.asked]
    if panel.case is None:
        return asked
    referred = f", referred by {room.names.agency(panel.referring_agency)}" if panel.referring_agency else ""
    lines: list[Element | None] = [elements.heading(f"Case {panel.case}{referred}", size="Medium")]
    for part in panel.parts:
        lines += _part(part, panel, room)
    if room.protocol.sharing_reminder:
        lines.append(elements.subtle(room.protocol.sharing_reminder, spacing="Small"))
    lines += _views(panel, meeting, table)
    offer = elements.press(table.by_verb["offer"], meeting, case=panel.case)
    lines += elements.buttons(
        [
            offer if table.by_verb["offer"].is_for(room) and enters_actions(room) else None,
            *_no_offers(panel, meeting, room, table),
        ]
    )
    return [*asked, in_words_of(elements.section(*lines), room, panel.case)]


def _no_offers(panel: MemberPanel, meeting: str, room: Room, table: Table) -> list[Element | None]:
    """A press for each agency that has not answered (LIN-23)."""
    act = table.by_verb["nothing-to-offer"]
    return [
        elements.press(
            act,
            meeting,
            _named("Nothing to offer", part, panel, room),
            case=panel.case,
            agency=part.agency,
        )
        for part in panel.parts
        if part.owes_answer
    ]


def _named(label: str, part: AgencyPart, panel: MemberPanel, room: Room) -> str:
    return label if len(panel.parts) == 1 else f"{label}: {room.names.agency(part.agency)}"


def _part(part: AgencyPart, panel: MemberPanel, room: Room) -> list[Element | None]:
    name = room.names.agency(part.agency)
    window = look_back_words(part.window)
    lines: list[Element | None] = []
    if part.is_turn:
        local = room.protocol.calendar.local
        until = f", until {wording.clock(local(part.ends_at))}" if part.ends_at else ""
        words = "Your time is up; please come to an end." if part.is_over else f"It is your turn{until}."
        lines.append(elements.notice(_for(words, name, panel), "warning" if part.is_over else "good"))
    if part.presents:
        lines.append(
            elements.text(_for("You present this case. Please cover:", name, panel), spacing="Small")
        )
        lines += [elements.text(f"– {h.label}", spacing="None") for h in room.protocol.hearing.headings]
    if window:
        lines.append(elements.subtle(_for(f"Share {window}.", name, panel), spacing="Small"))
    return lines


def _for(words: str, name: str, panel: MemberPanel) -> str:
    return words if len(panel.parts) == 1 else f"{name}: {words}"


def _views(panel: MemberPanel, meeting: str, table: Table) -> list[Element | None]:
    """The three ticks for the service through which the victim is heard (LIN-46)."""
    if panel.views is not None:
        return [elements.subtle(f"✓ Victim's views: {VIEWS[panel.views].lower()}", spacing="Small")]
    if not panel.asks_views:
        return []
    act = table.by_verb["views"]
    ticks = [elements.press(act, meeting, VIEWS[v], views=v.value, case=panel.case) for v in Views]
    return [
        elements.text("How were the victim's views heard?", weight="Bolder", spacing="Medium"),
        *elements.buttons(ticks),
    ]


def _asked(one: AskedOf, meeting: str, room: Room, table: Table) -> Element:
    act = table.by_verb
    data = {"case": one.case, "question": one.question.value, "agency": one.agency or choices.OWN_VOICE}
    whose = f", for {room.names.agency(one.agency)}" if one.agency else ""
    answered = {True: "You agreed. ", False: "You did not agree. ", None: ""}[one.agree]
    against = "Hear it" if one.question is Question.WITHDRAW else "We do not agree"
    label = None if whose else "I agree"
    if not whose:
        against = "I do not agree"
    return elements.section(
        elements.heading(f"Question on case {one.case}{whose}"),
        elements.text(ASKED[one.question], spacing="Small"),
        elements.text(f"Why: {one.reason}", spacing="Small") if one.reason else None,
        elements.subtle(f"{answered}You can change this until the chair confirms.") if answered else None,
        *elements.buttons(
            [
                elements.press(act["agree"], meeting, label, **data) if one.agree is not True else None,
                elements.press(act["disagree"], meeting, against, **data) if one.agree is not False else None,
            ]
        ),
    )


def guest_part(panel: GuestPanel, meeting: str, room: Room, table: Table) -> list[Element]:
    """A guest's slot, how far it is, and what they have to confirm before it (LIN-04, LIN-79)."""
    act = table.by_verb
    lines: list[Element | None] = [elements.heading("Your case")]
    lines += [elements.text(_slot(one, room), spacing="Small") for one in panel.cases]
    if all(one.state not in (CaseState.LISTED, CaseState.OPEN) for one in panel.cases):
        return [elements.section(*lines)]
    if panel.declared and panel.private_setting:
        lines.append(elements.subtle("✓ You have confirmed everything. Please wait for your case."))
    else:
        lines.append(elements.text("Before it opens, please confirm:", spacing="Small"))
    lines += elements.buttons(
        [
            None if panel.declared else elements.press(act["declare"], meeting, style="positive"),
            None if panel.private_setting else elements.press(act["private-setting"], meeting),
        ]
    )
    return [elements.section(*lines)]


def _slot(one: GuestCase, room: Room) -> str:
    if one.state is CaseState.OPEN:
        return f"Case {one.case} is being heard now."
    if one.state is not CaseState.LISTED:
        return f"Case {one.case} is over. Thank you for coming; please leave the meeting."
    if one.starts_at is None:
        return f"Case {one.case}: the time is not settled yet."
    local = room.protocol.calendar.local(one.starts_at)
    return f"Case {one.case}: expected at {wording.clock(local)}, {wording.day(local)}."
