"""The places in a case's speaking order that are more than an agency with the floor: the turns that the chair
marks as taken or missing, people who are no agency, and other panels that a case is before.

Marks and yes or no alone are kept, never what anybody said. Nothing here holds a case, and there is no place
for a victim, who is not at the meeting (FJC-13).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.floor import agencies_here, open_case, speaks_for, with_hearing
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting
from marac.presenting import presenter_of
from marac.protocol import Protocol, Speaker
from marac.speaking import have_spoken, speaking_places, still_to_speak
from marac.words import AgencyId, CaseNumber, Consent, PersonId, TurnMark, Views

OUTSIDE_VIEWS: Final = "outside-views"


class MarkTurn(Command, frozen=True):
    """Mark a place in the speaking order as taken or missing (HAC-33, WOL-24, KEN-36)."""

    case: CaseNumber
    place: str
    mark: TurnMark


class NotePanels(Command, frozen=True):
    """Say of every panel that the area asks about whether the case is before it: these, and no others
    (HAC-34)."""

    case: CaseNumber
    panels: tuple[str, ...] = ()


class TurnMarked(Event, frozen=True):
    """A place in the speaking order was marked."""

    case: CaseNumber
    place: str
    mark: TurnMark


class PanelNoted(Event, frozen=True):
    """It is known whether the case is before another panel."""

    case: CaseNumber
    panel: str
    involved: bool


@decides(MarkTurn, Who.CHAIR, Who.ADMINISTRATOR)
def mark_turn(command: MarkTurn, setting: Setting) -> Iterator[Event]:
    """Mark a place that the area has marked; the last mark counts. Raises Refused for any other place."""
    case, hearing = open_case(setting, command.case)
    if command.place not in {place.who for place in marked_places(setting.protocol, case)}:
        raise Refused(Why.NOT_VALID, field="place", wanted="turn that is marked in this area")
    if hearing.marks.get(command.place) is not command.mark:
        yield TurnMarked(case=command.case, place=command.place, mark=command.mark)


@decides(NotePanels, Who.CHAIR, Who.ADMINISTRATOR)
def note_panels(command: NotePanels, setting: Setting) -> Iterator[Event]:
    """Keep yes or no for each of the area's panels. Raises Refused for one that it does not ask about."""
    _, hearing = open_case(setting, command.case)
    known = [panel.key for panel in setting.protocol.hearing.other_panels]
    if not known or not set(command.panels) <= set(known):
        raise Refused(Why.NOT_VALID, field="panels", wanted="panel that this area asks about")
    for panel in known:
        involved = panel in command.panels
        if hearing.panels.get(panel) is not involved:
            yield PanelNoted(case=command.case, panel=panel, involved=involved)


@evolves(TurnMarked)
def turn_marked(meeting: Meeting, event: TurnMarked, entry: Entry) -> Meeting:
    """The place has its mark."""
    hearing = meeting.cases[event.case].hearing
    marks = {**(hearing.marks if hearing else {}), event.place: event.mark}
    return with_hearing(meeting, event.case, marks=marks)


@evolves(PanelNoted)
def panel_noted(meeting: Meeting, event: PanelNoted, entry: Entry) -> Meeting:
    """The case has its yes or no."""
    hearing = meeting.cases[event.case].hearing
    panels = {**(hearing.panels if hearing else {}), event.panel: event.involved}
    return with_hearing(meeting, event.case, panels=panels)


def marked_places(protocol: Protocol, case: Case) -> tuple[Speaker, ...]:
    """The places of the order that are marked in this case; people who are no agency always are (HAC-35)."""
    return tuple(
        place
        for place in protocol.hearing.order
        if (place.marked or place.who == OUTSIDE_VIEWS)
        and (place.when == "always" or case.consent is Consent.YES)
    )


def mark_of(protocol: Protocol, case: Case, place: Speaker) -> TurnMark | None:
    """What is known of the place: the chair's mark, else for the victim's voice how it was said to have been
    heard."""
    hearing = case.hearing
    if hearing is None or place.who in hearing.marks:
        return hearing.marks[place.who] if hearing else None
    if place.who != protocol.hearing.victim_voice or hearing.views is None:
        return None
    return TurnMark.MISSING if hearing.views is Views.NOT_REACHED else TurnMark.TAKEN


def is_due(meeting: Meeting, protocol: Protocol, case: Case, place: Speaker) -> bool:
    """The place has come: every agency here that stands before it has had the floor, and none has it now."""
    if case.hearing is None:
        return False
    before: list[AgencyId] = []
    for one, agencies in speaking_places(meeting, protocol, case):
        if one == place:
            break
        before += agencies
    turn = case.hearing.turn
    has_floor = turn is not None and turn.agency in before
    return not has_floor and set(before) <= set(have_spoken(case.hearing))


def place_of(meeting: Meeting, protocol: Protocol, case: Case, agency: AgencyId) -> Speaker | None:
    """The place at which the agency has its turn; None where it has none of its own."""
    places = speaking_places(meeting, protocol, case)
    return next((place for place, agencies in places if agency in agencies), None)


def presenters_by_name(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[PersonId, ...]:
    """Who is here to present the case for its agency, where the area has them named to the chair (WOL-14);
    the one who said so beforehand, if that is known and they are here."""
    place = next((p for p in protocol.hearing.order if p.who == "referring"), None)
    agency = presenter_of(case)
    if place is None or not place.named or agency is None:
        return ()
    here = tuple(a.person for a in meeting.present() if speaks_for(meeting, a.person, agency, case.number))
    return (case.presenter_person,) if case.presenter_person in here else here


def nobody_of(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[str, ...]:
    """The agency types of which the area wants somebody here for the case, where nobody of any of them is
    (FJC-13)."""
    wanted = protocol.hearing.warned_without
    here = {meeting.agencies[key].type for key in agencies_here(meeting, case)}
    return wanted if wanted and here.isdisjoint(wanted) else ()


def unspoken(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[AgencyId, ...]:
    """The agencies that have not spoken, where the area has the chair hear all of them before actions are
    taken (LUT-27)."""
    return still_to_speak(meeting, protocol, case) if protocol.hearing.all_speak else ()
