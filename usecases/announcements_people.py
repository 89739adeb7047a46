"""What is said to whom about who chairs, what people lack that they must have, and who leaves.

All of it is private and to administrators, the chair, or the agency that leaves. Why somebody leaves or lacks
something is nowhere here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from marac.chairing import ChairWorry, chair_worry
from marac.declarations import AuthorityGiven
from marac.journal import SYSTEM, Event
from marac.leavers import DepartureAnnounced, LeaverReported, PersonBarred
from marac.leaving import AgencyLeft
from marac.meeting import Attendee
from marac.opening import SittingOpened
from marac.person_checks import (
    AUTHORITY,
    agencies_with_nobody,
    agencies_without_both,
    expected_without,
    is_expected,
    lacking_warned,
)
from marac.presence import Arrived
from marac.representation import RepresentativeNamed
from marac.running_order import OrderTold
from marac.seats import ChairSeated
from marac.words import PersonId
from usecases.announce import Scene, announces, announces_each
from usecases.ports import Notice

CHECKS: Final = "checks-missing"
"""The kind of what says who lacks something; with a day, the card of it that a sitting's day has."""


def _administrators_but(scene: Scene) -> list[PersonId]:
    """All but whoever did it, who sees it on the card."""
    return [p for p in scene.administrators() if p != scene.entry.by]


@announces_each(SittingOpened, ChairSeated)
def somebody_in_the_chair(event: Event, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of somebody in the chair who is not one of the area's; they and the chair of
    somebody whose turn it is not (HAC-01, WOL-01, LUT-24)."""
    if scene.after.sitting is None or (isinstance(event, ChairSeated) and event.case is not None):
        return
    person = scene.after.sitting.chair
    worry = chair_worry(scene.after, scene.protocol, person)
    if worry is None or person is None:
        return
    told = scene.administrators() if worry is ChairWorry.NOT_OF_THE_AREA else scene.team()
    yield from scene.say_to(told, "chair-unexpected", person=person, worry=worry.value)


def _lacking(
    scene: Scene, people: Mapping[PersonId, Sequence[str]], told: Sequence[PersonId]
) -> Iterator[Notice]:
    """That these people lack something. On the day of a sitting it goes on one card, with those who are here
    and lack something, which grows as it becomes known."""
    if not people:
        return
    day_of = scene.protocol.calendar.day_of
    today = day_of(scene.entry.at)
    card = f"{CHECKS}-{today}" if any(day_of(s.starts_at) == today for s in scene.after.sittings) else None
    if card:
        people = {a.person: keys for a in scene.after.present() if (keys := _unheard(a, scene))} | {**people}
    listed = [[person, list(keys)] for person, keys in people.items()]
    for notice in scene.say_to(told, CHECKS, urgent=False, lacks=listed):
        yield msgspec.structs.replace(notice, surface=card)


def _unheard(attendee: Attendee, scene: Scene) -> tuple[str, ...]:
    """What somebody lacks of whom administrators did not hear with the running order."""
    heard = scene.before.order_told_at is not None and is_expected(scene.before, attendee.person)
    return () if heard else lacking_warned(attendee, scene.protocol)


@announces(OrderTold)
def expected_lacking(event: OrderTold, scene: Scene) -> Iterator[Notice]:
    """With the running order, administrators hear once who is due to come and lacks something, and which
    agencies have not named both (WOL-08, KEN-02, KEN-51, LUT-04, LUT-05)."""
    yield from _lacking(scene, expected_without(scene.after, scene.protocol), scene.administrators())
    if agencies := agencies_without_both(scene.after, scene.protocol):
        told = scene.administrators()
        yield from scene.say_to(told, "deputies-missing", urgent=False, agencies=list(agencies))


@announces(RepresentativeNamed)
def named_lacking(event: RepresentativeNamed, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of somebody newly expected who lacks something."""
    if is_expected(scene.before, event.person):
        return
    keys = expected_without(scene.after, scene.protocol).get(event.person, ())
    yield from _lacking(scene, {event.person: keys} if keys else {}, _administrators_but(scene))


@announces(AuthorityGiven)
def cannot_commit(event: AuthorityGiven, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of somebody due to come who says that they cannot commit their agency, where the
    area asks for that (WOL-10, KEN-02)."""
    rule, attendee = scene.protocol.absence, scene.after.roll[event.person]
    as_substitute = rule is not None and rule.substitute_accepts_actions
    named = scene.after.representatives.get(attendee.agency or "") == event.person
    if event.has_authority or (as_substitute and named):
        return
    keys = expected_without(scene.after, scene.protocol).get(event.person, ())
    if AUTHORITY in keys:
        yield from _lacking(scene, {event.person: (AUTHORITY,)}, _administrators_but(scene))


@announces(Arrived)
def came_unexpected(event: Arrived, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of somebody who comes, of whom they have not heard beforehand, and lacks
    something."""
    attendee = scene.after.roll.get(event.person)
    been = any(i.sitting == event.sitting for i in scene.before.presence.get(event.person, ()))
    keys = _unheard(attendee, scene) if attendee is not None and not been else ()
    yield from _lacking(scene, {event.person: keys} if keys else {}, _administrators_but(scene))


@announces(DepartureAnnounced)
def departure_announced(event: DepartureAnnounced, scene: Scene) -> Iterator[Notice]:
    """Administrators are asked to close the entry (HAC-56)."""
    agency = scene.after.roll[event.person].agency
    yield from scene.say_to(
        scene.administrators(), "entry-to-close", urgent=False, person=event.person, agency=agency
    )


@announces_each(LeaverReported, PersonBarred)
def agency_left_with_nobody(event: Event, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of an agency for which nobody is left on the roll, where the area has rules for
    leaving (HAC-56)."""
    if scene.protocol.leaving is None:
        return
    for agency in sorted(set(agencies_with_nobody(scene.after)) - set(agencies_with_nobody(scene.before))):
        yield from scene.say_to(scene.administrators(), "agency-with-nobody", urgent=False, agency=agency)


@announces(AgencyLeft)
def agency_left(event: AgencyLeft, scene: Scene) -> Iterator[Notice]:
    """Those who spoke for the agency get the last word, on its papers; administrators and chairs hear that it
    left. Said in the meeting where it was entered, and in no other."""
    if scene.entry.by == SYSTEM:
        return
    rule = scene.protocol.leaving
    if rule is not None and rule.reminder:
        spoke = [a.person for a in scene.before.members_of(event.agency)]
        yield from scene.say_to(spoke, "return-or-destroy", urgent=False, agency=event.agency)
    told = dict.fromkeys((*_administrators_but(scene), *scene.after.chairs()))
    others = [p for p in told if p != scene.entry.by]
    yield from scene.say_to(others, "agency-left", urgent=False, agency=event.agency)
