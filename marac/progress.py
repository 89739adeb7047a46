"""How far a meeting has got with its running order, and what is left of it from a moment on.

What has been heard keeps the time at which it was heard; only what is still to come can be laid out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from marac.meeting import Case, Meeting, Sitting, Slot
from marac.protocol import Protocol
from marac.restricted import may_be_listed
from marac.timetable import Course, Pause, Sequences, ends_at, fresh_courses, minutes_of
from marac.words import CaseNumber, CaseState, ReviewRoute, SittingState

ROUNDED_TO: Final = 5
"""To how many minutes the first slot after a change on the day is rounded up."""


def has_a_place(case: Case) -> bool:
    """The case may stand in the running order: an employee-sensitive one after its tick (LIN-116), a reviewed
    one unless it goes straight to the review (LIN-104), and none of which it is still asked."""
    straight = case.route is ReviewRoute.STRAIGHT_TO_REVIEW
    kept_off = straight or case.waits_for_request or bool(case.kept_back)
    return may_be_listed(case) and not kept_off and not waits_for_answer(case)


def waits_for_answer(case: Case) -> bool:
    """Somebody has still to say whether the case is heard at this meeting."""
    return any(asked.outcome is not True for asked in case.asked.values())


def to_be_heard(meeting: Meeting) -> Mapping[CaseNumber, Case]:
    """The cases still to be heard that may stand in the running order."""
    return {n: c for n, c in meeting.cases.items() if c.state is CaseState.LISTED and has_a_place(c)}


def remaining(meeting: Meeting) -> Sequences:
    """What is still to be heard, by sitting that has not ended, in the order as it is. What has no slot, or
    one in a sitting that has ended, comes last."""
    cases = to_be_heard(meeting)
    left = [s.number for s in meeting.sittings if s.state is not SittingState.ENDED]
    sequences = {
        number: [s.case for s in meeting.order if s.case in cases and s.sitting == number] for number in left
    }
    if left:
        placed = {case for sequence in sequences.values() for case in sequence}
        sequences[left[-1]].extend(n for n in cases if n not in placed)
    return {number: tuple(n for n in sequence if n) for number, sequence in sequences.items()}


def courses(meeting: Meeting, protocol: Protocol, now: datetime) -> tuple[Course, ...]:
    """The meeting's sittings at `now`: the one under way from where it has got to, later ones from their
    starts, ended ones with what was heard in them alone."""
    fresh = {course.sitting: course for course in fresh_courses(protocol, meeting.sittings)}
    heard = _heard(meeting, protocol)
    return tuple(
        _from_now(meeting, protocol, fresh[s.number], heard[s.number], now)
        if s.number in fresh
        else Course(sitting=s.number, starts_at=s.starts_at, kept=heard[s.number])
        for s in meeting.sittings
    )


def ahead_of(meeting: Meeting, protocol: Protocol, now: datetime) -> tuple[Course, ...]:
    """Those courses in which something can still be heard."""
    ended = {s.number for s in meeting.sittings if s.state is SittingState.ENDED}
    return tuple(c for c in courses(meeting, protocol, now) if c.sitting not in ended)


def _from_now(
    meeting: Meeting, protocol: Protocol, course: Course, kept: tuple[Slot, ...], now: datetime
) -> Course:
    """A sitting's course once its start has come; before that, as it is planned."""
    sitting = next(s for s in meeting.sittings if s.number == course.sitting)
    same_day = protocol.calendar.day_of(now) == protocol.calendar.day_of(sitting.starts_at)
    if not sitting.is_under_way and not (same_day and now > sitting.starts_at):
        return msgspec.structs.replace(course, kept=kept)
    pauses = course.pauses[_breaks_passed(meeting, course.sitting) :]
    # The opening is over at the latest when a case has been heard, however few minutes it took.
    planned = () if kept else (course.starts_at,)
    start = max((now.astimezone(UTC), *planned, *(ends_at(slot) for slot in kept)))
    if sitting.state is SittingState.BREAK and pauses:
        taken = _taken_now(meeting, pauses[0], course.sitting, kept, now)
        kept, pauses, start = (*kept, taken), pauses[1:], max(start, ends_at(taken))
    return msgspec.structs.replace(course, starts_at=_rounded(start), pauses=pauses, kept=kept)


def _heard(meeting: Meeting, protocol: Protocol) -> Mapping[int, tuple[Slot, ...]]:
    """By sitting, the slots of the cases that have been opened, at the times at which they were heard."""
    day_of = protocol.calendar.day_of
    by_day = {day_of(s.starts_at): s.number for s in reversed(meeting.sittings)}
    heard: dict[int, list[Slot]] = {s.number: [] for s in meeting.sittings}
    for case in meeting.cases.values():
        if case.hearing is not None and case.state is not CaseState.LISTED:
            sitting = by_day.get(day_of(case.hearing.opened_at))
            if sitting is not None:
                heard[sitting].append(_as_heard(case, sitting, protocol))
    return {number: tuple(sorted(slots, key=lambda s: s.starts_at)) for number, slots in heard.items()}


def _as_heard(case: Case, sitting: int, protocol: Protocol) -> Slot:
    if case.hearing is None:
        raise ValueError("This case has not been opened.")
    start, minutes = _to_the_minute(case.hearing.opened_at), minutes_of(case, protocol)
    if case.hearing.closed_at is not None:
        minutes = int((_to_the_minute(case.hearing.closed_at) - start).total_seconds() // 60)
    return Slot(sitting=sitting, starts_at=start, minutes=minutes, case=case.number)


def _breaks_passed(meeting: Meeting, sitting: int) -> int:
    """How many of the sitting's breaks lie before a case that has been opened."""
    passed = found = 0
    for slot in (s for s in meeting.order if s.sitting == sitting):
        if slot.case is None:
            found += 1
        elif slot.case in meeting.cases and meeting.cases[slot.case].hearing is not None:
            passed = found
    return passed


def _taken_now(meeting: Meeting, pause: Pause, sitting: int, kept: Iterable[Slot], now: datetime) -> Slot:
    """The break that is being taken: from when it was planned, or from now if it was taken early."""
    planned = [s.starts_at for s in meeting.order if s.sitting == sitting and s.case is None]
    begun = [at for at in planned if at <= now]
    start = max((begun[-1] if begun else _to_the_minute(now), *(ends_at(slot) for slot in kept)))
    return Slot(sitting=sitting, starts_at=start, minutes=pause.minutes)


def _to_the_minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _rounded(moment: datetime) -> datetime:
    """`moment`, or the next full five minutes after it."""
    floor = _to_the_minute(moment) - timedelta(minutes=moment.minute % ROUNDED_TO)
    return floor if floor == moment else floor + timedelta(minutes=ROUNDED_TO)


def planned_end(sitting: Sitting, protocol: Protocol) -> datetime:
    """When the sitting is planned to end: as lengthened, else as the area has it."""
    if sitting.ends_at is not None:
        return sitting.ends_at
    day = protocol.calendar.day_of(sitting.starts_at)
    rule = next((r for r in protocol.sittings if r.number == sitting.number), None)
    return protocol.calendar.moment(day, rule.ends) if rule else sitting.starts_at
