"""What can be chosen about who comes: substitutes, agencies that are away, observers who wait for a word.

Each list holds only what the person may speak for, and is empty where the area does not ask.
"""

from __future__ import annotations

from collections.abc import Callable

from dialogs.acts import Option
from dialogs.options import agency_options
from marac.absence import agencies_away, regular_agencies, takes_reports
from marac.attendance import agencies_asked
from marac.meeting import Meeting
from marac.observers import awaiting_briefing, awaiting_chair
from marac.protocol import Protocol
from marac.representation import absence_of
from marac.words import AgencyId
from usecases.rooms import Room


def asks_for_substitutes(room: Room) -> bool:
    """The area asks for a substitute by name."""
    return room.protocol.absence is not None and room.protocol.absence.substitute_asked


def asks_about_actions(room: Room) -> bool:
    """The area wants to know that a substitute can take actions on."""
    rule = room.protocol.absence
    return rule is not None and rule.substitute_accepts_actions


def wants_reason(room: Room) -> bool:
    """The area has a list of reasons to observe."""
    return bool(room.protocol.observers.categories)


def wants_lead(room: Room) -> bool:
    """The Operational Lead decides on reasons outside that list."""
    return wants_reason(room) and room.protocol.observers.outside == "operational-lead"


def wants_instructions(room: Room) -> bool:
    """Administrators tick that an observer was sent the instructions."""
    return not room.protocol.observers.briefed_by_host


def wants_organisation(room: Room) -> bool:
    """The area names the outside bodies from which observers may come."""
    return bool(room.protocol.observers.organisations)


def organisations(room: Room) -> list[Option]:
    """Those bodies."""
    return [Option(name, name) for name in room.protocol.observers.organisations]


def wants_phone(room: Room) -> bool:
    """An invitation has to give a telephone number."""
    return "phone" in room.protocol.guests.needs


def agencies_that_may_be_away(room: Room) -> list[Option]:
    """The agencies for which the person may say that nobody comes: their own, or for administrators
    any."""
    return _agencies(room, lambda m, p: regular_agencies(m, p) if p.absence is not None else ())


def agencies_without_report(room: Room) -> list[Option]:
    """The agencies that cannot come and whose report administrators do not hold."""
    return _agencies(room, _away_without_report)


def agencies_with_report(room: Room) -> list[Option]:
    """The agencies whose report administrators hold."""
    return _agencies(room, lambda m, p: [a for a in m.agencies if absence_of(m, a).report_at is not None])


def agencies_to_ask(room: Room) -> list[Option]:
    """The agencies that are asked which cases concern them, of those for which the person may speak."""
    return _agencies(room, agencies_asked)


def _away_without_report(meeting: Meeting, protocol: Protocol) -> list[AgencyId]:
    if not takes_reports(protocol.absence):
        return []
    return [a for a in agencies_away(meeting, protocol) if absence_of(meeting, a).report_at is None]


def _agencies(
    room: Room, of: Callable[[Meeting, Protocol], tuple[AgencyId, ...] | list[AgencyId]]
) -> list[Option]:
    who = room.attendee
    if room.meeting is None or who is None:
        return []
    found = of(room.meeting, room.protocol)
    return agency_options(room, [a for a in found if who.is_administrator or a == who.agency])


def own_agency(of: Callable[[Room], list[Option]]) -> Callable[[Room], str]:
    """The agency that is meant where the person may speak for one alone: their own."""

    def only(room: Room) -> str:
        found = of(room)
        mine = room.attendee.agency if room.attendee and not room.attendee.is_administrator else None
        return next((o.value for o in found if o.value == mine), "")

    return only


def observers_to_answer(room: Room) -> list[Option]:
    """The observers who wait for the chair's word."""
    if room.meeting is None:
        return []
    waiting = awaiting_chair(room.meeting, room.protocol.observers)
    return [Option(a.person, room.names.person(a.person)) for a in waiting]


def observers_to_brief(room: Room) -> list[Option]:
    """The observers whom the person's agency brings and has not said that it briefed; for administrators
    all."""
    who = room.attendee
    if room.meeting is None or who is None:
        return []
    waiting = awaiting_briefing(room.meeting, room.protocol.observers)
    mine = [a for a in waiting if who.is_administrator or a.agency == who.agency]
    return [Option(a.person, room.names.person(a.person)) for a in mine]
