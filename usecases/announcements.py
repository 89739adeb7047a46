"""What each event is said to whom, for the facts of an opening: presence, declarations, conflicts and
quoracy."""

from __future__ import annotations

from collections.abc import Iterator

from marac.admission import is_restricted
from marac.conflicts import ConflictsDeclared, StayDecided
from marac.declarations import has_declared
from marac.delegation import DelegationAccepted, DelegationAsked, DelegationEnded
from marac.floor import chair_for, minute_taker_for
from marac.hearing import next_case
from marac.opening import (
    BreakTaken,
    SittingOpened,
    SittingResumed,
    SittingSuspended,
    StartReached,
)
from marac.presence import Arrived, Departed, StrangerJoined
from marac.quoracy import QuoracyGained, QuoracyLost, agencies_counted, agencies_to_ring, assess
from marac.words import PersonId
from usecases.announce import Scene, announces
from usecases.ports import Notice


@announces(QuoracyLost)
def quoracy_lost(event: QuoracyLost, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators, privately and at once, with whom to ring (LIN-05, LIN-06, LIN-09). Where
    quoracy only informs, they hear who is missing and no verdict."""
    meeting = scene.after
    missing = assess(meeting, scene.protocol, meeting.case_now).missing
    ring = [key for standing in missing for key in agencies_to_ring(meeting, standing)]
    yield from scene.say_to(
        scene.team(meeting.current_case),
        "quoracy-lost" if scene.protocol.quoracy.binding else "agencies-missing",
        missing=event.missing,
        ring=list(dict.fromkeys(ring)),
        case=meeting.current_case,
    )


@announces(QuoracyGained)
def quoracy_gained(event: QuoracyGained, scene: Scene) -> Iterator[Notice]:
    """The same people hear that it is quorate again; the first time needs no message, the cards show it, and
    none is needed where nothing hung on it."""
    was = next((s.quorate for s in scene.before.sittings if s.number == event.sitting), None)
    if was is False and scene.protocol.quoracy.binding:
        yield from scene.say_to(scene.team(scene.after.current_case), "quoracy-gained")


@announces(StartReached)
def start_reached(event: StartReached, scene: Scene) -> Iterator[Notice]:
    """Administrators hear at the start time which agencies are missing and whom to ring (LIN-09)."""
    if event.missing:
        yield from scene.say_to(scene.administrators(), "missing-at-start", missing=list(event.missing))


@announces(SittingOpened)
def sitting_opened(event: SittingOpened, scene: Scene) -> Iterator[Notice]:
    """The chat's first message is the warning about the chat itself (LIN-54); those here are asked to
    declare."""
    yield from scene.say_in_chat("sitting-opened", sitting=event.sitting)
    for attendee in scene.after.present():
        if not has_declared(scene.after, scene.protocol, attendee.person):
            yield scene.say(attendee.person, "please-declare")


@announces(Arrived)
def arrived(event: Arrived, scene: Scene) -> Iterator[Notice]:
    """A late arrival is asked to declare; a returning agency can let a suspended sitting go on (LIN-10,
    LIN-33)."""
    meeting = scene.after
    was_here = scene.before.is_present(event.person)
    opened_now = scene.before.sitting is None
    if meeting.sitting is None or was_here or opened_now:
        return
    if not has_declared(meeting, scene.protocol, event.person) and not meeting.roll[event.person].is_guest:
        yield scene.say(event.person, "please-declare")
    came = set(agencies_counted(meeting)) - set(agencies_counted(scene.before))
    if came and meeting.sitting.state.value == "suspended":
        yield from scene.say_to(scene.team(), "can-resume", agencies=sorted(came))


@announces(Departed)
def departed(event: Departed, scene: Scene) -> Iterator[Notice]:
    """A member whose agency is no longer here is asked for a replacement or a delegate (LIN-08)."""
    attendee = scene.after.roll.get(event.person)
    if attendee is None or not attendee.is_member or scene.after.sitting is None:
        return
    if attendee.agency not in agencies_counted(scene.after) and not _is_to_leave(scene, event.person):
        yield scene.say(event.person, "who-replaces-you", agency=attendee.agency)


def _is_to_leave(scene: Scene, person: PersonId) -> bool:
    """A restricted case is open or next, and the person is not of it: they were asked to go, so nobody
    nags them."""
    case = scene.after.case_now or next_case(scene.after)
    return case is not None and is_restricted(case) and person not in case.admitted


@announces(StrangerJoined)
def stranger_joined(event: StrangerJoined, scene: Scene) -> Iterator[Notice]:
    """Administrators hear of anybody who is on no roll (LIN-47)."""
    yield from scene.say_to(scene.administrators(), "stranger-joined", reference=event.reference)


@announces(ConflictsDeclared)
def conflicts_declared(event: ConflictsDeclared, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators, apart from the person and those kept out of the case, once a case (LIN-59,
    LIN-60)."""
    known = scene.before.conflicts.get(event.person, frozenset())
    for case in sorted(set(event.cases) - known):
        if event.person in (chair_for(scene.after, case), minute_taker_for(scene.after, case)):
            continue  # somebody else takes the seat: administrators are asked for that alone
        told = [p for p in scene.team(case) if p != event.person]
        for notice in scene.say_to(told, f"conflict-{case}", person=event.person, case=case):
            yield _as_kind(notice, "conflict")


@announces(StayDecided)
def stay_decided(event: StayDecided, scene: Scene) -> Iterator[Notice]:
    """The person hears privately whether to stay or to leave for that case."""
    yield scene.say(event.person, "stay" if event.stays else "please-leave", case=event.case)


@announces(DelegationAsked)
def delegation_asked(event: DelegationAsked, scene: Scene) -> Iterator[Notice]:
    """The delegate is asked to accept (LIN-08)."""
    yield scene.say(event.to_person, "delegation-asked", agency=event.agency)


@announces(DelegationAccepted)
def delegation_accepted(event: DelegationAccepted, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators hear who acts for whom."""
    yield from scene.say_to(scene.team(), "delegation-accepted", agency=event.agency, person=event.to_person)


@announces(DelegationEnded)
def delegation_ended(event: DelegationEnded, scene: Scene) -> Iterator[Notice]:
    """Chair and administrators hear that nobody acts for the agency any longer."""
    yield from scene.say_to(scene.team(), "delegation-ended", agency=event.agency)


@announces(SittingSuspended)
def sitting_suspended(event: SittingSuspended, scene: Scene) -> Iterator[Notice]:
    """Everybody is waiting: the chat hears that the sitting is suspended, and no reason."""
    yield from scene.say_in_chat("suspended")


@announces(SittingResumed)
def sitting_resumed(event: SittingResumed, scene: Scene) -> Iterator[Notice]:
    """The chat hears that it goes on."""
    yield from scene.say_in_chat("resumed")


@announces(BreakTaken)
def break_taken(event: BreakTaken, scene: Scene) -> Iterator[Notice]:
    """The chat hears of the break."""
    yield from scene.say_in_chat("break")


def _as_kind(notice: Notice, kind: str) -> Notice:
    return Notice(**{f: getattr(notice, f) for f in notice.__struct_fields__ if f != "kind"}, kind=kind)
