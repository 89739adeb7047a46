"""The running order as the meeting has it: laid out by the area's rules, changed by hand, and brought up to
date.

It follows the list of itself: a case that may be listed gets a slot, and one that may not has none. Changing
it never touches what has been heard, and never takes a case off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from marac.admission import may_know_of
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting, Slot
from marac.opening import RUNS_IT
from marac.progress import ahead_of, courses, planned_end, remaining, to_be_heard
from marac.protocol import Protocol
from marac.quoracy import with_sitting
from marac.sections import Place, place_in_order, visited_cases
from marac.timetable import Sequences, goes_before_break, plan, timed, with_bare_slots
from marac.words import CaseNumber, CaseState, SittingState


class SetOrder(Command, frozen=True):
    """Lay the cases still to be heard out again, by the area's rules (LIN-02)."""


class MoveCase(Command, frozen=True):
    """Put a case before or after another one, or into another sitting: exactly one of the three."""

    case: CaseNumber
    before: CaseNumber | None = None
    after: CaseNumber | None = None
    sitting: int | None = None


class Lengthen(Command, frozen=True):
    """Let a sitting go on until later (LIN-48)."""

    sitting: int
    ends: datetime


class Retime(Command, frozen=True):
    """Bring the times of what is still to be heard into line with how far the meeting has got."""


class TellOrder(Command, frozen=True):
    """Tell the representatives and chairs that the agenda can be read, with their slot times (LIN-27,
    LIN-48)."""


class OrderSet(Event, frozen=True):
    """The running order is this."""

    slots: tuple[Slot, ...]


class SittingLengthened(Event, frozen=True):
    """A sitting goes on until then."""

    sitting: int
    ends: datetime


class OrderTold(Event, frozen=True):
    """Representatives and chairs were told; from now on changes are told to them as well."""


@decides(SetOrder, Who.ADMINISTRATOR, Who.SYSTEM)
def set_order(command: SetOrder, setting: Setting) -> Iterator[Event]:
    """Lay it out anew; changes made by hand are lost."""
    _check_not_over(setting)
    yield from _set(setting, None)


@decides(Retime, *RUNS_IT, Who.SYSTEM)
def retime(command: Retime, setting: Setting) -> Iterator[Event]:
    """Keep the sequence and give it new times from now on."""
    _check_not_over(setting)
    check_may_change(setting)
    yield from _set(setting, remaining(setting.meeting))


@decides(MoveCase, Who.ADMINISTRATOR, Who.CHAIR)
def move_case(command: MoveCase, setting: Setting) -> Iterator[Event]:
    """Move a case that is still to be heard. A bare slot keeps its place in the sequence; if it is no longer
    ahead of a break, that is warned of and not refused (LIN-123)."""
    if sum(w is not None for w in (command.before, command.after, command.sitting)) != 1:
        raise Refused(Why.MISSING, what=("one place to put it",))
    check_may_change(setting)
    if setting.meeting.cases[command.case].fixed_at is not None:
        raise Refused(Why.SLOT_FIXED, case=command.case)
    sequences = {number: list(cases) for number, cases in remaining(setting.meeting).items()}
    if not any(command.case in cases for cases in sequences.values()):
        raise Refused(Why.CASE_NOT_LISTED, case=command.case)
    for cases in sequences.values():
        if command.case in cases:
            cases.remove(command.case)
    anchor = command.before or command.after
    if anchor is not None:
        into = _sequence_with(setting, sequences, anchor)
        into.insert(into.index(anchor) + (command.before is None), command.case)
    elif command.sitting is not None:
        if command.sitting not in sequences:
            raise Refused(Why.NOT_VALID, field="sitting", wanted="sitting that has not ended")
        _put_in_district(sequences[command.sitting], command.case, setting)
    yield from _set(setting, {number: tuple(cases) for number, cases in sequences.items()})


def check_may_change(setting: Setting) -> None:
    """Raise Refused for a chair once the order has been told, where the area then leaves it to administrators
    alone."""
    locked = is_locked(setting.meeting, setting.protocol)
    if locked and setting.asker is not None and not setting.asker.is_administrator:
        raise Refused(Why.ORDER_LOCKED)


def is_locked(meeting: Meeting, protocol: Protocol) -> bool:
    """The order has been told, and from then on administrators alone change it (LUT-18)."""
    return protocol.order.moved_by == "administrators" and meeting.order_told_at is not None


def _sequence_with(
    setting: Setting, sequences: Mapping[int, list[CaseNumber]], anchor: CaseNumber
) -> list[CaseNumber]:
    """The sequence that holds `anchor`. A case that the asker may not know of is none (LIN-119)."""
    known = anchor in setting.meeting.cases and may_know_of(setting.meeting, setting.by, anchor)
    found = next((cases for cases in sequences.values() if anchor in cases), None)
    if found is None or not known:
        raise Refused(Why.NO_SUCH_CASE if not known else Why.CASE_NOT_LISTED, case=anchor)
    return found


@decides(Lengthen, Who.ADMINISTRATOR)
def lengthen(command: Lengthen, setting: Setting) -> Iterator[Event]:
    """Set the sitting's planned end, on its own day and after its start."""
    sitting = next((s for s in setting.meeting.sittings if s.number == command.sitting), None)
    if sitting is None or sitting.state is SittingState.ENDED:
        raise Refused(Why.NOT_VALID, field="sitting", wanted="sitting that has not ended")
    day_of = setting.protocol.calendar.day_of
    if command.ends <= sitting.starts_at or day_of(command.ends) != day_of(sitting.starts_at):
        raise Refused(Why.NOT_VALID, field="ends", wanted="time after the sitting starts, on its own day")
    if planned_end(sitting, setting.protocol) != command.ends:
        yield SittingLengthened(sitting=command.sitting, ends=command.ends.astimezone(UTC))


@decides(TellOrder, Who.ADMINISTRATOR)
def tell_order(command: TellOrder, setting: Setting) -> Iterator[Event]:
    """Tell them, once; later changes are told as they happen."""
    if not setting.meeting.order:
        raise Refused(Why.MISSING, what=("a case list",))
    if setting.meeting.order_told_at is None:
        yield OrderTold()


def _check_not_over(setting: Setting) -> None:
    if all(s.state is SittingState.ENDED for s in setting.meeting.sittings):
        raise Refused(Why.SITTING_ENDED)


def _set(setting: Setting, sequences: Sequences | None) -> Iterator[Event]:
    """The order with those sequences (None: by the area's rules), if it differs from the one there is."""
    meeting, protocol, cases = setting.meeting, setting.protocol, to_be_heard(setting.meeting)
    if sequences is None:
        ahead = ahead_of(meeting, protocol, setting.now)
        sequences = plan(cases, protocol, ahead, visited_cases(meeting))
    slots = timed(sequences, cases, protocol, courses(meeting, protocol, setting.now))
    if slots != meeting.order:
        yield OrderSet(slots=slots)


@follows
def order_follows(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A case that has come onto the list gets a slot, one that may not be listed loses it, and one marked
    otherwise is placed anew. An order changed by hand keeps what was changed."""
    visitors = _visitors_matter(before, after, setting.protocol)
    if before.cases is after.cases and not visitors:
        return
    if not ahead_of(after, setting.protocol, setting.now):
        return
    was, now = to_be_heard(before), to_be_heard(after)
    marked = _marked_otherwise(before, after, setting)
    slotted = {slot.case for slot in after.order if slot.case}
    come = [c for n, c in now.items() if n not in slotted and n not in was]
    gone = [n for n in slotted if n in was and n not in now and _is_struck(after, n)]
    otherwise = [c for n, c in now.items() if n in was and n in slotted and n in marked]
    if come or gone or otherwise:
        by_hand = bool(before.order) and not is_as_planned(before, setting.protocol, setting.now)
        yield from _set(setting, _fitted(after, setting, [*come, *otherwise]) if by_hand else None)


@follows
def order_moves_along(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """The sequence keeps its place in a meeting that is moved, at its new times."""
    starts = [sitting.starts_at for sitting in before.sittings]
    is_moved = starts != [sitting.starts_at for sitting in after.sittings] and bool(starts)
    if is_moved and after.order and after.cancelled_at is None:
        yield from _set(setting, remaining(after))


@follows
def told_with_the_duty(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """Administrators who tick that the agenda is there have said what representatives are told (LIN-27)."""
    if before.duties is after.duties or after.order_told_at is not None or not after.order:
        return
    for duty in setting.protocol.duties:
        if duty.discharged_by == "order-told" and f"{duty.key}:meeting" in after.duties:
            yield OrderTold()
            return


def _is_struck(meeting: Meeting, number: CaseNumber) -> bool:
    """The case may not be heard, or was withdrawn while nobody was sitting; at a meeting its slot stays, so
    that nobody's time changes for it."""
    case = meeting.cases[number]
    withdrawn = case.state is CaseState.WITHDRAWN and case.hearing is None and meeting.sitting is None
    return case.state is CaseState.LISTED or withdrawn


def _visitors_matter(before: Meeting, after: Meeting, protocol: Protocol) -> bool:
    """Somebody was invited, or is no longer, and the area hears cases with visitors in a section of their
    own."""
    for_visitors = any("one-case-visitor" in section.takes for section in protocol.order.sections)
    changed = before.roll is not after.roll or before.cases is not after.cases
    return for_visitors and changed and visited_cases(before) != visited_cases(after)


def _marked_otherwise(before: Meeting, after: Meeting, setting: Setting) -> frozenset[CaseNumber]:
    """The cases of which something says now that they are heard elsewhere. Of a long list most are as they
    were, and are not worked out again."""
    visited, visited_now = visited_cases(before), visited_cases(after)
    same_visitors = visited == visited_now
    return frozenset(
        number
        for number, case in after.cases.items()
        if (was := before.cases.get(number)) is not None
        and not (same_visitors and was is case)
        and _marks(was, visited, setting) != _marks(case, visited_now, setting)
    )


def _marks(case: Case, visited: frozenset[CaseNumber], setting: Setting) -> tuple[object, ...]:
    """What of a case says where it is heard."""
    place = place_in_order(case, setting.protocol, visited)
    return case.kind, case.district, case.sitting, case.fixed_at, place


def is_as_planned(meeting: Meeting, protocol: Protocol, now: datetime) -> bool:
    """Nobody has changed the sequence by hand."""
    ahead = ahead_of(meeting, protocol, now)
    planned = plan(to_be_heard(meeting), protocol, ahead, visited_cases(meeting))
    kept = remaining(meeting)
    return all(
        _movable(meeting, kept.get(number, ())) == _movable(meeting, cases)
        for number, cases in planned.items()
    )


def _movable(meeting: Meeting, sequence: Sequence[CaseNumber]) -> tuple[CaseNumber, ...]:
    """The cases without a set time: one with it keeps that, wherever it stands in the sequence."""
    return tuple(number for number in sequence if meeting.cases[number].fixed_at is None)


def _fitted(meeting: Meeting, setting: Setting, placed: Sequence[Case]) -> Sequences:
    """The sequences as they are, with `placed` where the rules would have them and the bare slots ahead of
    breaks."""
    protocol, cases = setting.protocol, to_be_heard(meeting)
    ahead = ahead_of(meeting, protocol, setting.now)
    planned = plan(cases, protocol, ahead, visited_cases(meeting))
    fresh = {case.number for case in placed}
    fitted: dict[int, tuple[CaseNumber, ...]] = {}
    for course in ahead:
        sequence = [n for n in remaining(meeting).get(course.sitting, ()) if n in cases and n not in fresh]
        for number in planned[course.sitting]:
            if number in fresh:
                _put_in_district(sequence, number, setting)
        others = [cases[n] for n in sequence if not goes_before_break(cases[n], protocol)]
        bare = [cases[n] for n in sequence if goes_before_break(cases[n], protocol)]
        fitted[course.sitting] = with_bare_slots(others, bare, protocol, course)
    return fitted


def _put_in_district(sequence: list[CaseNumber], number: CaseNumber, setting: Setting) -> None:
    """Put a case behind the last one that the area's order has before it."""
    meeting, protocol = setting.meeting, setting.protocol
    visited = visited_cases(meeting)

    def place(of: CaseNumber) -> Place:
        return place_in_order(meeting.cases[of], protocol, visited)

    movable = _movable(meeting, sequence)
    earlier = [i for i, other in enumerate(sequence) if other in movable and place(other) < place(number)]
    sequence.insert(earlier[-1] + 1 if earlier else 0, number)


@evolves(OrderSet)
def order_set(meeting: Meeting, event: OrderSet, entry: Entry) -> Meeting:
    """The running order is this."""
    return msgspec.structs.replace(meeting, order=event.slots)


@evolves(SittingLengthened)
def sitting_lengthened(meeting: Meeting, event: SittingLengthened, entry: Entry) -> Meeting:
    """The sitting has this planned end."""
    return with_sitting(meeting, event.sitting, ends_at=event.ends)


@evolves(OrderTold)
def order_told(meeting: Meeting, event: OrderTold, entry: Entry) -> Meeting:
    """Everybody knows where to read it."""
    return msgspec.structs.replace(meeting, order_told_at=entry.at)
