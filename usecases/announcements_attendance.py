"""What is said to whom when an agency cannot come, when it is asked which cases concern it, and about
observers who wait for somebody's word.

All of it is private. Reasons are never asked for, a report's text is nowhere here, and of a case nobody hears
who may not know of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.absence import (
    AbsencesChased,
    NobodyComes,
    agencies_away,
    stands_in,
    wants_report,
    wants_substitute,
)
from marac.attendance import agencies_asked
from marac.declarations import AuthorityGiven
from marac.meeting import Meeting
from marac.observers import (
    ADMINISTRATORS,
    CHAIR,
    ObserverAgreed,
    ObserverApproved,
    ObserverDeclined,
    awaiting_briefing,
    awaiting_chair,
)
from marac.representation import ApologiesGiven, RepresentativeNamed
from marac.running_order import OrderTold
from marac.words import AgencyId, PersonId
from usecases.announce import Scene, announces
from usecases.ports import Notice


def _members(meeting: Meeting, agency: AgencyId) -> tuple[PersonId, ...]:
    return tuple(a.person for a in meeting.members_of(agency))


def _others(scene: Scene, people: tuple[PersonId, ...]) -> list[PersonId]:
    """All but whoever said it, who knows."""
    return [p for p in people if p != scene.entry.by]


@announces(ApologiesGiven)
def representative_declines(event: ApologiesGiven, scene: Scene) -> Iterator[Notice]:
    """The agency is asked for a substitute by name, and administrators hear that it cannot come as it is
    (HAC-05, LUT-03)."""
    agency = scene.after.roll[event.person].agency
    newly = set(agencies_away(scene.after, scene.protocol)) - set(agencies_away(scene.before, scene.protocol))
    if agency is None or agency not in newly:
        return
    if wants_substitute(scene.after, scene.protocol, agency):
        told = _others(scene, _members(scene.after, agency))
        yield from scene.say_to(told, "substitute-wanted", urgent=False, agency=agency)
    told = [p for p in _others(scene, scene.administrators()) if scene.after.roll[p].agency != agency]
    yield from scene.say_to(told, "agency-away", urgent=False, agency=agency)


@announces(NobodyComes)
def nobody_comes(event: NobodyComes, scene: Scene) -> Iterator[Notice]:
    """The agency hears how a report gets to the administrators, where one may stand for attending; they hear
    that nobody comes."""
    if wants_report(scene.after, scene.protocol, event.agency):
        for person in _members(scene.after, event.agency):
            yield scene.say(person, "report-wanted", urgent=False, agency=event.agency)
    told = _others(scene, scene.administrators())
    yield from scene.say_to(told, "agency-stays-away", urgent=False, agency=event.agency)


@announces(RepresentativeNamed)
def substitute_named(event: RepresentativeNamed, scene: Scene) -> Iterator[Notice]:
    """Whoever was named instead of somebody who cannot come hears of it, and is asked about actions where the
    area wants to know (KEN-03)."""
    was_away = event.agency in agencies_away(scene.before, scene.protocol)
    if was_away and event.person != scene.entry.by:
        yield scene.say(event.person, "substitute-named", urgent=False, agency=event.agency)


@announces(AuthorityGiven)
def substitute_cannot(event: AuthorityGiven, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of a substitute who cannot take actions on, where the area wants that they can."""
    rule, attendee = scene.protocol.absence, stands_in(scene.after, event.person)
    if rule is None or not rule.substitute_accepts_actions or event.has_authority or attendee is None:
        return
    told = _others(scene, scene.administrators())
    yield from scene.say_to(
        told, "substitute-cannot", urgent=False, person=event.person, agency=attendee.agency
    )


@announces(AbsencesChased)
def absences_chased(event: AbsencesChased, scene: Scene) -> Iterator[Notice]:
    """Each agency is asked once more, and administrators hear of all of them in one message (HAC-05)."""
    for agency in event.agencies:
        for person in _members(scene.after, agency):
            yield scene.say(person, "absence-chased", urgent=False, agency=agency)
    yield from scene.say_to(
        scene.administrators(), "nobody-named", urgent=False, agencies=list(event.agencies)
    )


@announces(OrderTold)
def which_cases(event: OrderTold, scene: Scene) -> Iterator[Notice]:
    """With the list, the agencies that come for some cases alone are asked for which (LUT-11)."""
    for agency in agencies_asked(scene.after, scene.protocol):
        if agency not in scene.after.concerned:
            for person in _members(scene.after, agency):
                yield scene.say(person, "which-cases", urgent=False, agency=agency)


@announces(ObserverAgreed)
def observer_agreed(event: ObserverAgreed, scene: Scene) -> Iterator[Notice]:
    """The chairs are asked for their word once the administrators have given theirs (WOL-32, LUT-32), and the
    agency that brings the observer for its briefing (LUT-33)."""
    waiting = {a.person for a in awaiting_chair(scene.after, scene.protocol.observers)}
    if event.part == ADMINISTRATORS and event.person in waiting:
        told = _others(scene, scene.after.chairs())
        yield from scene.say_to(told, "observer-request", urgent=False, person=event.person)
    yield from _to_be_briefed(scene, event.person)


@announces(ObserverApproved)
def observer_approved(event: ObserverApproved, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of the chair's yes; the host is asked for its briefing."""
    if CHAIR in dict(scene.after.roll[event.person].agreed):
        told = _others(scene, scene.administrators())
        yield from scene.say_to(told, "observer-agreed", urgent=False, person=event.person)
    yield from _to_be_briefed(scene, event.person)


def _to_be_briefed(scene: Scene, person: PersonId) -> Iterator[Notice]:
    """Once: when the observer gets a place."""
    before = {a.person for a in awaiting_briefing(scene.before, scene.protocol.observers)}
    after = {a.person for a in awaiting_briefing(scene.after, scene.protocol.observers)}
    host = scene.after.roll[person].agency
    if person in after - before and host is not None:
        told = _others(scene, _members(scene.after, host))
        yield from scene.say_to(told, "observer-briefing", urgent=False, person=person, agency=host)


@announces(ObserverDeclined)
def observer_declined(event: ObserverDeclined, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of the chair's no."""
    by = scene.after.roll.get(scene.entry.by)
    if by is not None and not by.is_administrator:
        yield from scene.say_to(scene.administrators(), "observer-refused", urgent=False, person=event.person)
