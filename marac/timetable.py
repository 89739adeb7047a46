"""Laying cases out over a meeting's sittings: which case follows which, where the breaks fall, and at what
times.

Pure arithmetic on the area's order. It loses no case and doubles none, lets no slot overlap another, and puts
a bare slot just ahead of the break that suits its district best (LIN-02, LIN-123). What it cannot keep to
after a change by hand is for `order_warnings` to say.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain

import msgspec

from marac.admission import BARE_SLOT
from marac.meeting import Case, Sitting, Slot
from marac.protocol import Protocol
from marac.sections import place_in_order
from marac.words import CaseNumber, SittingState


class Pause(msgspec.Struct, frozen=True):
    """A break that is still to come: the first slot that would start at or after `due` starts after it."""

    due: datetime
    minutes: int


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a sitting: from when on cases are heard, with which breaks; `kept` are the slots that
    are over or under way."""

    sitting: int
    starts_at: datetime
    pauses: tuple[Pause, ...] = ()
    kept: tuple[Slot, ...] = ()


Sequences = Mapping[int, tuple[CaseNumber, ...]]
"""By sitting, the cases in the order in which they are heard."""


def lay_out(
    cases: Mapping[CaseNumber, Case], protocol: Protocol, sittings: Iterable[Sitting]
) -> tuple[Slot, ...]:
    """The running order of `cases` over those of `sittings` that have not ended, as from their starts
    (LIN-02)."""
    courses = fresh_courses(protocol, sittings)
    return timed(plan(cases, protocol, courses), cases, protocol, courses)


def fresh_courses(protocol: Protocol, sittings: Iterable[Sitting]) -> tuple[Course, ...]:
    """Each sitting that has not ended, as planned from the end of its opening."""
    opening = timedelta(minutes=protocol.order.opening_minutes)
    return tuple(
        Course(
            sitting=sitting.number,
            starts_at=sitting.starts_at.astimezone(UTC) + opening,
            pauses=pauses_of(protocol, sitting),
        )
        for sitting in sittings
        if sitting.state is not SittingState.ENDED
    )


def pauses_of(protocol: Protocol, sitting: Sitting) -> tuple[Pause, ...]:
    """The area's breaks in that sitting, earliest first."""
    day = protocol.calendar.day_of(sitting.starts_at)
    mine = sorted((b for b in protocol.order.breaks if b.sitting == sitting.number), key=lambda b: b.after)
    return tuple(Pause(protocol.calendar.moment(day, b.after).astimezone(UTC), b.minutes) for b in mine)


def plan(
    cases: Mapping[CaseNumber, Case],
    protocol: Protocol,
    courses: Sequence[Course],
    visited: Collection[CaseNumber] = (),
) -> Sequences:
    """Which case is heard in which sitting after which: by section, and in a section as the area sorts them.
    For `visited` somebody comes who is here for that case alone."""
    shared = shared_out(cases.values(), protocol, courses, visited)
    return {
        course.sitting: with_bare_slots(
            [c for c in shared[course.sitting] if not goes_before_break(c, protocol)],
            [c for c in shared[course.sitting] if goes_before_break(c, protocol)],
            protocol,
            course,
        )
        for course in courses
    }


def shared_out(
    cases: Iterable[Case],
    protocol: Protocol,
    courses: Sequence[Course],
    visited: Collection[CaseNumber] = (),
) -> dict[int, tuple[Case, ...]]:
    """The cases of each sitting, in the area's order. Where no rule places one, the sittings fill evenly."""
    placed: dict[int, list[Case]] = {course.sitting: [] for course in courses}
    if not placed:
        return {}
    ordered = sorted(cases, key=lambda c: place_in_order(c, protocol, visited))
    loose: list[Case] = []
    for case in ordered:
        number = _set_sitting(case, protocol, courses)
        if number is None:
            loose.append(case)
        else:
            placed[_open_sitting(number, tuple(placed))].append(case)
    fair = -(-len(ordered) // len(placed))
    for case in loose:
        roomy = (n for n, held in placed.items() if len(held) < fair)
        placed[next(roomy, max(placed))].append(case)
    return {
        n: tuple(sorted(held, key=lambda c: place_in_order(c, protocol, visited)))
        for n, held in placed.items()
    }


def _set_sitting(case: Case, protocol: Protocol, courses: Sequence[Course]) -> int | None:
    if case.fixed_at is not None:
        day_of, day = protocol.calendar.day_of, protocol.calendar.day_of(case.fixed_at)
        that_day = [c.sitting for c in courses if day_of(c.starts_at) == day]
        if that_day:
            return that_day[0]
    if case.sitting is not None:
        return case.sitting
    return protocol.order.district_sittings.get(case.district) if case.district else None


def _open_sitting(number: int, left: Sequence[int]) -> int:
    """That sitting, or the next one that has not ended."""
    return next((n for n in left if n >= number), left[-1])


def goes_before_break(case: Case, protocol: Protocol) -> bool:
    """The case takes the slot just ahead of a break (LIN-123)."""
    return protocol.order.bare_slot_before_break and case.kind in BARE_SLOT


def minutes_of(case: Case, protocol: Protocol) -> int:
    """The length of the case's slot."""
    bare = protocol.order.restricted_minutes if case.kind in BARE_SLOT else None
    return bare or protocol.order.slot_minutes


def with_bare_slots(
    others: Sequence[Case], bare: Sequence[Case], protocol: Protocol, course: Course
) -> tuple[CaseNumber, ...]:
    """A sitting's sequence: `others` as they are, and each bare slot ahead of the break nearest to its
    district's cases; a second one goes to another break as long as there is one (LIN-123)."""
    ahead: list[list[Case]] = [[] for _ in (*course.pauses, None)]
    for case in bare:
        ahead[_best_break(case, ahead, others, protocol, course)].append(case)
    counts = [*_heard_before(others, ahead, protocol, course), len(others)]
    starts = [0, *counts]
    parts = ([*others[start:stop], *held] for start, stop, held in zip(starts, counts, ahead, strict=False))
    return tuple(case.number for case in chain.from_iterable(parts))


def _best_break(
    case: Case, ahead: Sequence[Sequence[Case]], others: Sequence[Case], protocol: Protocol, course: Course
) -> int:
    """Ahead of which break the case goes; the number after the last break stands for the end of the
    sitting."""
    end = len(course.pauses)

    def cost(option: int) -> tuple[int, bool, int, int]:
        tried = [[*held, case] if place == option else held for place, held in enumerate(ahead)]
        counts = [*_heard_before(others, tried, protocol, course), len(others)]
        away = _distance(case, counts[option], others, protocol)
        at_the_end = option == end or counts[option] == len(others)
        return len(ahead[option]), at_the_end, away, option

    reached = [n for n in range(end) if cost(n)[1] is False]
    return min([*reached, end], key=cost)


def _heard_before(
    others: Sequence[Case], ahead: Sequence[Sequence[Case]], protocol: Protocol, course: Course
) -> Iterator[int]:
    """How many of `others` are heard before each break, if these bare slots stand ahead of it."""
    now, heard = course.starts_at, 0
    for pause, held in zip(course.pauses, ahead, strict=False):
        lengths = [minutes_of(case, protocol) for case in held]
        slack = max(0, protocol.order.slot_minutes - lengths[-1]) if lengths else 0
        needed = timedelta(minutes=sum(lengths) + slack)
        while heard < len(others) and now + needed < pause.due:
            now += timedelta(minutes=minutes_of(others[heard], protocol))
            heard += 1
        yield heard
        now += timedelta(minutes=sum(lengths) + pause.minutes)


def _distance(case: Case, position: int, others: Sequence[Case], protocol: Protocol) -> int:
    """How many cases of other districts lie between that position and the case's own district's."""
    if case.district is None:
        return 0
    mine = [place for place, other in enumerate(others) if other.district == case.district]
    if mine:
        return max(0, mine[0] - position, position - mine[-1] - 1)
    before = sum(1 for o in others if place_in_order(o, protocol) < place_in_order(case, protocol))
    return abs(position - before)


def timed(
    sequences: Sequences, cases: Mapping[CaseNumber, Case], protocol: Protocol, courses: Sequence[Course]
) -> tuple[Slot, ...]:
    """The slots of those sequences, with the breaks where they fall."""
    return tuple(
        chain.from_iterable(
            (*course.kept, *_slots([cases[n] for n in sequences.get(course.sitting, ())], protocol, course))
            for course in courses
        )
    )


def _slots(sequence: Sequence[Case], protocol: Protocol, course: Course) -> Iterator[Slot]:
    """The slots of a sitting: cases with a set time at that time, the others and the breaks around them."""
    fixed = deque(sorted((c for c in sequence if c.fixed_at), key=_fixed_at))
    waiting = deque(c for c in sequence if not c.fixed_at)
    now, pauses, was_bare = course.starts_at, deque(course.pauses), False
    while waiting or fixed:
        bare = bool(waiting) and goes_before_break(waiting[0], protocol)
        if pauses and _is_due(pauses[0], now, protocol, bare=bare, was_bare=was_bare):
            if not fixed or now + timedelta(minutes=pauses[0].minutes) <= _fixed_at(fixed[0]):
                pause, was_bare = pauses.popleft(), False
                yield Slot(sitting=course.sitting, starts_at=now, minutes=pause.minutes)
                now += timedelta(minutes=pause.minutes)
                continue
            waiting_next = False
        else:
            waiting_next = bool(waiting) and _fits(waiting[0], now, fixed, protocol)
        case = waiting.popleft() if waiting_next else fixed.popleft()
        start = now if waiting_next else max(now, _fixed_at(case))
        for pause in _had_meanwhile(pauses, now, start):
            yield Slot(sitting=course.sitting, starts_at=max(now, pause.due), minutes=pause.minutes)
            now = max(now, pause.due) + timedelta(minutes=pause.minutes)
        minutes = minutes_of(case, protocol)
        yield Slot(sitting=course.sitting, starts_at=start, minutes=minutes, case=case.number)
        now, was_bare = start + timedelta(minutes=minutes), goes_before_break(case, protocol)


def _had_meanwhile(pauses: deque[Pause], now: datetime, until: datetime) -> Iterator[Pause]:
    """The breaks that fall whole into the time before a set time at which nothing else is heard."""
    while pauses and max(now, pauses[0].due) + timedelta(minutes=pauses[0].minutes) <= until:
        pause = pauses.popleft()
        now = max(now, pause.due) + timedelta(minutes=pause.minutes)
        yield pause


def _fixed_at(case: Case) -> datetime:
    if case.fixed_at is None:
        raise ValueError("This case has no set time.")
    return case.fixed_at.astimezone(UTC)


def _fits(case: Case, now: datetime, fixed: Sequence[Case], protocol: Protocol) -> bool:
    """The case would be over when the next one with a set time begins."""
    return not fixed or now + timedelta(minutes=minutes_of(case, protocol)) <= _fixed_at(fixed[0])


def _is_due(pause: Pause, now: datetime, protocol: Protocol, *, bare: bool, was_bare: bool) -> bool:
    """Whether the break comes here: a bare slot about to begin goes first, and after one nothing is begun
    that would not be over by the break."""
    if bare:
        return False
    if was_bare:
        return now + timedelta(minutes=protocol.order.slot_minutes) > pause.due
    return now >= pause.due


def ends_at(slot: Slot) -> datetime:
    """When a slot is over."""
    return slot.starts_at + timedelta(minutes=slot.minutes)


def moved(before: Iterable[Slot], after: Iterable[Slot]) -> tuple[CaseNumber, ...]:
    """The cases that had a slot or have one now, at another time or on another day than before."""
    was = {s.case: (s.sitting, s.starts_at) for s in before if s.case}
    now = {s.case: (s.sitting, s.starts_at) for s in after if s.case}
    return tuple(c for c in dict.fromkeys((*now, *was)) if was.get(c) != now.get(c))
