"""What is said to whom before a meeting, and when its order or its people change.

Times and numbers alone, each to those whom they touch (LIN-48, LIN-63, LIN-78). Of an HBA case nobody is told
anything by message: who is admitted is asked to call (LIN-121). What is amiss reaches administrators
privately, and of a case only those who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marac.admission import BARE_SLOT, may_see
from marac.guests import GuestInvited, guests_of
from marac.leavers import LeaverReported, PersonBarred
from marac.meeting import Meeting
from marac.observers import CHAIR, may_observe
from marac.order_warnings import warnings_for
from marac.person_checks import INDUCTION
from marac.presence import Arrived
from marac.presenting import presenter_of
from marac.representation import ApologiesGiven, types_without_representative
from marac.running_order import OrderSet, OrderTold, SittingLengthened
from marac.timetable import moved
from marac.words import CaseNumber, CaseState, PersonId
from usecases.announce import Scene, announces
from usecases.ports import Notice


@announces(OrderTold)
def order_told(event: OrderTold, scene: Scene) -> Iterator[Notice]:
    """Every representative, deputy and chair hears that the agenda can be read and is asked about conflicts
    (LIN-27, LIN-60, LIN-113); administrators, which types nobody comes for (LIN-03)."""
    for person in agenda_readers(scene.after):
        yield scene.say(person, "order-told", urgent=False)
    yield from _nobody_comes(scene, types_without_representative(scene.after, scene.protocol))


def agenda_readers(meeting: Meeting) -> tuple[PersonId, ...]:
    """Every representative, deputy and chair, of whatever agency."""
    return tuple(a.person for a in meeting.roll.values() if a.is_member or a.is_chair)


@announces(SittingLengthened)
def sitting_lengthened(event: SittingLengthened, scene: Scene) -> Iterator[Notice]:
    """Every representative and chair gets the times at once (LIN-48)."""
    for person in agenda_readers(scene.after):
        yield scene.say(person, "lengthened", urgent=_is_on(scene), sitting=event.sitting)


def _is_on(scene: Scene) -> bool:
    """A sitting is under way, so that it cannot wait for office hours."""
    return scene.after.sitting is not None


@announces(OrderSet)
def order_set(event: OrderSet, scene: Scene) -> Iterator[Notice]:
    """Those whom new times touch; everybody who had been told the order, if cases were added (LIN-48). Of a
    meeting that is moved everybody hears once, without the slots."""
    before, after = scene.before, scene.after
    changed = tuple(c for c in moved(before.order, after.order) if _is_to_come(after, c))
    is_moved = [s.starts_at for s in before.sittings] != [s.starts_at for s in after.sittings]
    if before.order and not is_moved and (before.order_told_at is not None or before.sitting is not None):
        added = any(number not in before.cases for number in changed)
        yield from _moved(scene, changed, everybody=added)
    yield from _worried(scene)


def _is_to_come(meeting: Meeting, number: CaseNumber) -> bool:
    return number in meeting.cases and meeting.cases[number].state is CaseState.LISTED


def _moved(scene: Scene, changed: Iterable[CaseNumber], *, everybody: bool) -> Iterator[Notice]:
    meeting = scene.after
    times: dict[PersonId, list[CaseNumber]] = {}
    calls: list[PersonId] = []
    for number in changed:
        if meeting.cases[number].kind in BARE_SLOT:
            calls.extend(_admitted(meeting, number))
            continue
        people = agenda_readers(meeting) if everybody else touched_by(meeting, number)
        for person in people:
            if may_see(meeting, person, number):
                times.setdefault(person, []).append(number)
    for person, cases in times.items():
        yield scene.say(person, "moved", urgent=_is_on(scene), numbers=cases)
    yield from scene.say_to(calls, "please-call", urgent=_is_on(scene))


def touched_by(meeting: Meeting, number: CaseNumber) -> tuple[PersonId, ...]:
    """Those who have to be there for the case: its guests, and the members of the agency that presents it."""
    case = meeting.cases[number]
    agency = presenter_of(case)
    presenting = meeting.members_of(agency) if agency else ()
    alone = (case.presenter_person,) if case.presenter_person and agency is None else ()
    guests = (guest.person for guest in guests_of(meeting, number))
    return tuple(dict.fromkeys([*guests, *(member.person for member in presenting), *alone]))


def _admitted(meeting: Meeting, number: CaseNumber) -> Iterator[PersonId]:
    """Those admitted to a restricted case who are no administrators."""
    for person in sorted(meeting.cases[number].admitted):
        if may_see(meeting, person, number) and not meeting.roll[person].is_administrator:
            yield person


def _worried(scene: Scene) -> Iterator[Notice]:
    """Administrators hear what a change has put amiss, once, and chairs what concerns them of it. Whoever
    changed it is shown it at once, and of the first order the import's answer says it."""
    if not scene.before.order:
        return
    people = dict.fromkeys((*scene.administrators(), *scene.after.chairs()))
    for person in (p for p in people if p != scene.entry.by):
        known = warnings_for(scene.before, scene.protocol, person)
        fresh = [w for w in warnings_for(scene.after, scene.protocol, person) if w not in known]
        if fresh:
            worries = [[w.worry.value, w.case, w.sitting, w.minutes, w.cases] for w in fresh]
            yield scene.say(person, "order-warning", worries=worries)


@announces(GuestInvited)
def guest_invited(event: GuestInvited, scene: Scene) -> Iterator[Notice]:
    """Administrators who may see a case of the guest's hear of an invitation that came late (LIN-77)."""
    if not event.late:
        return
    for person in scene.administrators():
        cases = [c for c in event.cases if may_see(scene.after, person, c)]
        if cases:
            yield scene.say(person, "guest-late", person=event.person, cases=cases)


@announces(Arrived)
def somebody_to_ask_about(event: Arrived, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of an observer who is not admitted (LIN-11) and of a member or chair without
    induction (LIN-17), when they come and not again at every source."""
    attendee = scene.after.roll.get(event.person)
    if attendee is None or _was_here(scene.before, event):
        return
    if attendee.is_observer and not may_observe(attendee, event.sitting):
        asks_chair = CHAIR in scene.protocol.observers.agreed_by
        team = scene.team() if asks_chair else scene.administrators()
        yield from scene.say_to(team, "observer-unapproved", person=event.person)
    asked = any(check.key == INDUCTION for check in scene.protocol.person_checks)
    if not attendee.induction and not asked and (attendee.is_member or attendee.is_chair):
        told = [p for p in scene.administrators() if p != event.person]
        yield from scene.say_to(told, "induction-incomplete", person=event.person)


def _was_here(before: Meeting, event: Arrived) -> bool:
    """The person has been in this sitting before."""
    return any(i.sitting == event.sitting for i in before.presence.get(event.person, ()))


@announces(PersonBarred)
def person_barred(event: PersonBarred, scene: Scene) -> Iterator[Notice]:
    """Administrators are reminded to tell the Lead; nobody else hears of it, and nobody why (LIN-15)."""
    yield from scene.say_to(scene.administrators(), "tell-lead-of-bar", person=event.person)
    yield from _newly_nobody(scene)


@announces(LeaverReported)
def leaver_reported(event: LeaverReported, scene: Scene) -> Iterator[Notice]:
    """The agency's other members are asked for a successor, and administrators know that they were
    (LIN-18)."""
    leaver = scene.after.roll[event.person]
    if leaver.agency is not None and event.successor is None:
        colleagues = [a.person for a in scene.after.members_of(leaver.agency)]
        yield from scene.say_to(colleagues, "successor-wanted", urgent=False, agency=leaver.agency)
    told = [p for p in scene.administrators() if p != event.person]
    successor = {"successor": event.successor} if event.successor else {}
    yield from scene.say_to(
        told, "leaver", urgent=False, person=event.person, agency=leaver.agency, **successor
    )
    yield from _newly_nobody(scene)


@announces(ApologiesGiven)
def apologies_given(event: ApologiesGiven, scene: Scene) -> Iterator[Notice]:
    """Administrators hear if nobody of an expected type comes now (LIN-03); where the agency is asked for
    somebody else first, they hear that it is."""
    if scene.protocol.absence is None:
        yield from _newly_nobody(scene)


def _newly_nobody(scene: Scene) -> Iterator[Notice]:
    before = types_without_representative(scene.before, scene.protocol)
    after = types_without_representative(scene.after, scene.protocol)
    yield from _nobody_comes(scene, [key for key in after if key not in before])


def _nobody_comes(scene: Scene, types: Iterable[str]) -> Iterator[Notice]:
    listed = list(types)
    if listed:
        yield from scene.say_to(scene.administrators(), "nobody-comes", urgent=False, types=listed)
