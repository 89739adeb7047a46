"""The card in the meeting chat: what everybody may see, and the buttons for what everybody has to do."""

from __future__ import annotations

from datetime import datetime

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from marac.words import CaseState, SittingState
from usecases.rooms import Room
from usecases.views.meeting import MeetingCard, NoMeetingYet, Own, RequirementLine, SlotLine

STATES = {
    SittingState.PLANNED: "not open yet",
    SittingState.OPENING: "opening",
    SittingState.HEARING: "hearing cases",
    SittingState.BREAK: "on a break",
    SittingState.SUSPENDED: "suspended",
    SittingState.ENDED: "ended",
}


@renders(MeetingCard)
def meeting_card(view: MeetingCard, room: Room, table: Table) -> Element:
    """The chat's card, with a view of their own for those in `view.people`: what each has to do, the order,
    and who is here."""
    refresh = None
    if view.people:
        action = elements.execute("look", "Show mine", {"meeting": view.meeting})
        refresh = {"action": action, "userIds": list(view.people)}
    return elements.card(
        elements.title(view.area_name),
        elements.subtle(_when(view, room)),
        _quorate(view),
        _own(view.own),
        elements.buttons(_buttons(view, table)),
        _order(view, room),
        _requirements(view, room),
        _progress(view),
        refresh=refresh,
    )


@renders(NoMeetingYet)
def no_meeting(view: NoMeetingYet, room: Room, table: Table) -> Element:
    """Nothing to speak of, and what to do."""
    return elements.card(
        elements.title(view.area_name),
        elements.text(
            "There is no meeting for you here yet. Once the administrators have listed one and put you on "
            "its "
            "roll, this is where you will find it. Type “help” to see what you can do."
        ),
    )


def _when(view: MeetingCard, room: Room) -> str:
    if view.starts_at is None or view.state is None:
        return "No sitting planned"
    local = room.protocol.calendar.local(view.starts_at)
    return f"Sitting {view.sitting}, {wording.day(local)}, {wording.clock(local)} – {STATES[view.state]}"


def _own(own: Own | None) -> Element | None:
    if own is None:
        return None
    said = [
        "you are here" if own.is_here else "you are not checked in",
        "you have declared" if own.has_declared else "your declaration is still to come",
        "conflicts answered" if own.has_answered else "conflicts not answered yet",
    ]
    return elements.subtle("Only you see this: " + " · ".join(said), spacing="Medium")


def _buttons(view: MeetingCard, table: Table) -> list[Element | None]:
    """Short names: they stand side by side on a phone. What a person has done is not asked for again."""
    act, own = table.by_verb, view.own
    return [
        None if own and own.is_here else elements.press(act["check-in"], view.meeting),
        None if own and own.has_declared else elements.press(act["declare"], view.meeting, "Declare"),
        elements.press(act["conflicts"], view.meeting, "Conflicts"),
        elements.in_dialog(act["desk"], view.meeting),
    ]


def _quorate(view: MeetingCard) -> Element | None:
    if view.state in (None, SittingState.PLANNED, SittingState.ENDED):
        return None
    if all(r.is_met for r in view.requirements):
        return elements.notice(f"✓ {wording.verdict(view.binding, True)}", "good")
    missing = wording.listed(r.label for r in view.requirements if not r.is_met)
    if not view.binding:
        return elements.notice(f"Not here yet: {missing}", "accent")
    return elements.notice(f"Not quorate – missing: {missing}", "warning")


def _requirements(view: MeetingCard, room: Room) -> Element:
    lines = [elements.text(_requirement(r, room), spacing="None") for r in view.requirements]
    return elements.section(elements.heading("Who is here"), *lines)


def _requirement(one: RequirementLine, room: Room) -> str:
    """A requirement in a line: who meets it, and how far it is short where it is not met."""
    agencies = _agencies(one.agencies, room)
    head = f"✓ {one.label}" if one.is_met else f"✗ {one.label}, {one.has} of {one.needs}"
    return f"{head}: {agencies}" if agencies else head


def _agencies(keys: tuple[str, ...], room: Room) -> str:
    return wording.listed(room.names.agency(k) for k in keys)


def _progress(view: MeetingCard) -> Element:
    return elements.subtle(
        f"{view.heard} of {wording.count(view.listed, 'case')} heard · "
        f"{view.declared} of {view.here} here have declared",
        spacing="Small",
    )


def _order(view: MeetingCard, room: Room) -> Element | None:
    slots = [s for s in view.slots if s.sitting == view.sitting]
    if not slots:
        return None
    return elements.section(elements.heading("Running order"), *_by_district(slots, room))


def _by_district(slots: list[SlotLine], room: Room) -> list[Element]:
    shown: list[Element] = []
    district: str | None = None
    for slot in slots:
        if slot.district and slot.district != district:
            district = slot.district
            shown.append(elements.text(district, weight="Bolder", spacing="Small", size="Small"))
        local = room.protocol.calendar.local(slot.starts_at)
        shown.append(elements.text(slot_words(slot, local), spacing="None", weight=_weight(slot)))
    return shown


def _weight(slot: SlotLine) -> str:
    return "Bolder" if slot.is_open else "Default"


def slot_words(slot: SlotLine, local: datetime) -> str:
    """A slot in one line: time, number or label, and how far it has got."""
    if slot.is_break:
        return f"{wording.clock(local)}  Break"
    if slot.bare:
        return f"{wording.clock(local)}  {slot.bare}"
    mark = "▸ " if slot.is_open else ""
    done = "" if slot.state in (None, CaseState.LISTED) or slot.is_open else "  ✓"
    name = f"Case {slot.case}" if slot.case else wording.nth_case(slot.place)
    return f"{wording.clock(local)}  {mark}{name}{done}"
