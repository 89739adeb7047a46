"""Who is on the roll and who is here, as a card for chair and administrators; and how to ask to observe."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import elements, wording
from dialogs.acts import Table
from dialogs.cards.attendance_panel import away_words
from dialogs.cards.desk import SOURCES
from dialogs.cards.rendering import renders
from dialogs.elements import Element
from dialogs.wording_before import CAPACITIES, OUTSIDE_THE_LIST
from dialogs.wording_people import lack_words
from marac.observers import NO_LIST, OUTSIDE
from usecases.admit_observer import HowToObserve
from usecases.rooms import Room
from usecases.views.people import AgencyPeople, GuestLine, ObserverLine, PeopleView, PersonLine, Stretch


@renders(PeopleView)
def people(view: PeopleView, room: Room, table: Table) -> Element:
    """What is missing first, then everybody by agency, then observers and guests."""
    return elements.card(
        elements.title("People"),
        elements.subtle(view.area_name),
        _missing(view, room),
        elements.section(*(e for agency in view.agencies for e in _agency(agency, room))),
        _observers(view, room),
        _guests(view, room),
        _out(view, room),
        elements.buttons(_buttons(view, table)),
    )


def _missing(view: PeopleView, room: Room) -> Element | None:
    pairs = [
        ("Nobody comes for", wording.listed(view.types)),
        ("Nobody named yet by", wording.listed(room.names.agency(a) for a in view.unnamed)),
        ("Not on the roll", wording.count(view.strangers, "person", "people") if view.strangers else ""),
    ]
    there = [(label, words) for label, words in pairs if words]
    return elements.section(elements.facts(there)) if there else None


def _agency(agency: AgencyPeople, room: Room) -> list[Element]:
    name = room.names.agency(agency.agency) if agency.agency else "Of no agency"
    return [
        elements.text(name, weight="Bolder", spacing="Small"),
        *([elements.subtle(away_words(agency.away).capitalize())] if agency.away else []),
        *(elements.text(_person(one, room), spacing="None") for one in agency.people),
    ]


def _person(one: PersonLine, room: Room) -> str:
    capacities = wording.listed(CAPACITIES[c] for c in sorted(one.capacities))
    marks = [
        "comes" if one.named and not one.is_here else "",
        "apologies" if one.apologies else "",
        "no authority to commit" if one.authority is False else "",
        "" if one.induction else "induction not complete",
        f"register lacks {lack_words(one.lacks, room)}" if one.lacks else "",
        "not declared" if one.is_here and not one.declared else "",
    ]
    parts = [capacities, *(m for m in marks if m), *_times(one.stretches, room)]
    return f"{'● ' if one.is_here else '○ '}{room.names.person(one.person)} – {'; '.join(parts)}"


def _times(stretches: Iterable[Stretch], room: Room) -> list[str]:
    local = room.protocol.calendar.local
    said = []
    for one in stretches:
        came = f"{wording.clock(local(one.start))} ({wording.listed(SOURCES[s] for s in one.came)})"
        left = ""
        if one.end is not None:
            how = f" ({SOURCES[one.went]})" if one.went else ""
            left = f" to {wording.clock(local(one.end))}{how}"
        said.append(f"here from {came}{left}")
    return said


def _observers(view: PeopleView, room: Room) -> Element | None:
    if not view.observers:
        return None
    lines = (elements.text(_observer(one, room), spacing="Small") for one in view.observers)
    return elements.section(elements.heading("Observers"), *lines)


def _observer(one: ObserverLine, room: Room) -> str:
    reason = _reason(one, room)
    if one.waits_for:
        state = f"waits for the word of the {wording.listed(one.waits_for)}"
    elif not one.approved:
        state = "not approved"
    elif one.briefed is False:
        state = f"approved{reason}; not briefed yet by the agency that brings them"
    elif not one.instructed:
        state = f"approved{reason}; instructions not sent"
    else:
        days = wording.listed(f"sitting {n}" for n in one.sittings)
        state = f"approved for {days}{reason}"
    here = (
        "" if not one.is_here else "; here" if one.may_be_here else "; here and not admitted for this sitting"
    )
    return f"{room.names.person(one.person)} – {state}{here}"


def _reason(one: ObserverLine, room: Room) -> str:
    """On what grounds, where the area has a list of them; else from where they come, where it asks for
    that."""
    if one.category == NO_LIST:
        rule = room.protocol.observers
        asked = bool(rule.organisations) or rule.briefed_by_host
        place = one.organisation or (room.names.agency(one.host) if one.host else "")
        return f" ({place})" if asked and place else ""
    return f" ({OUTSIDE_THE_LIST if one.category == OUTSIDE else one.category})"


def _guests(view: PeopleView, room: Room) -> Element | None:
    if not view.guests:
        return None
    lines = (elements.text(_guest(one, room), spacing="Small") for one in view.guests)
    return elements.section(elements.heading("Guests"), *lines)


def _guest(one: GuestLine, room: Room) -> str:
    of_agency = f", {room.names.agency(one.agency)}" if one.agency else ""
    marks = [
        wording.listed(f"case {c}" for c in one.cases),
        "invited late" if one.late else "",
        "declaration sent" if one.declaration_sent else "declaration not sent",
        "declared" if one.declared else "",
        "here" if one.is_here else "",
    ]
    return f"{room.names.person(one.person)}{of_agency} – {'; '.join(m for m in marks if m)}"


def _out(view: PeopleView, room: Room) -> Element | None:
    pairs = [
        ("Barred", wording.listed(room.names.person(p) for p in view.barred)),
        ("Left", wording.listed(room.names.person(p) for p in view.left)),
        ("To be closed", wording.listed(room.names.person(p) for p in view.to_close)),
        ("Agencies that left", wording.listed(room.names.agency(a) for a in view.former)),
    ]
    there = [(label, words) for label, words in pairs if words]
    return elements.section(elements.facts(there)) if there else None


def _buttons(view: PeopleView, table: Table) -> list[Element | None]:
    act = table.by_verb
    leaving = elements.press(act["agency-leaves"], view.meeting) if view.may_enter_leaving else None
    if not view.administers:
        return [leaving]
    lacks = any(one.lacks for agency in view.agencies for one in agency.people)
    waiting = any(not o.approved or not o.instructed for o in view.observers)
    unsent = any(not g.declaration_sent for g in view.guests)
    return [
        elements.press(act["invite"], view.meeting),
        elements.press(act["approve-observer" if waiting else "admit-observer"], view.meeting),
        elements.press(act["declaration-sent"], view.meeting) if unsent else None,
        elements.press(act["representative"], view.meeting),
        elements.press(act["leaver"], view.meeting),
        elements.press(act["person-check"], view.meeting) if lacks else None,
        leaving,
        elements.press(act["bar"], view.meeting),
    ]


@renders(HowToObserve)
def how_to_observe(view: HowToObserve, room: Room, table: Table) -> Element:
    """The area's route, and its permitted reasons."""
    return elements.card(
        elements.title("Observing a meeting"),
        elements.text(view.how_to_ask),
        elements.notice(view.when_full, "accent") if view.when_full else None,
        elements.text("These may observe:") if view.reasons else None,
        [elements.text(f"• {reason}", spacing="None") for reason in view.reasons],
    )
