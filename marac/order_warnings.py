"""What administrators should know about a running order before somebody trips over it.

Nothing here changes or holds anything: a change by hand is the administrators' right, and this says what it
does. Of a case that an administrator may not see it says nothing to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import zip_longest

import msgspec

from marac.admission import is_restricted, may_see
from marac.meeting import Meeting, Slot
from marac.presenting import is_presenter_confirmed
from marac.progress import has_a_place, planned_end, to_be_heard, waits_for_answer
from marac.protocol import Protocol
from marac.restricted import may_be_listed
from marac.sections import AT_THE_END, district_place, place_in_order, section_number, visited_cases
from marac.timetable import ends_at, goes_before_break
from marac.waiting import waits_too_long
from marac.words import CaseNumber, CaseState, PersonId, SittingState


class Worry(StrEnum):
    """What can be amiss with a running order. The dialogs have a sentence for each."""

    BARE_NOT_BEFORE_BREAK = "bare-not-before-break"
    OVERRUN = "overrun"
    NO_SLOT = "no-slot"
    DISTRICT_ORDER = "district-order"
    EMPLOYER_NOT_TOLD = "employer-not-told"
    ROUTE_NOT_CHOSEN = "route-not-chosen"
    PRESENTER_UNCONFIRMED = "presenter-unconfirmed"
    SAME_ADVISER = "same-adviser"
    SECTION_ORDER = "section-order"
    OVER_CAPACITY = "over-capacity"
    SET_TIME_MISSED = "set-time-missed"
    AWAITS_ANSWER = "awaits-answer"
    KEPT_BACK = "kept-back"
    LONG_WAIT = "long-wait"


FOR_CHAIRS = frozenset({Worry.SECTION_ORDER, Worry.SET_TIME_MISSED})
"""What a chair who moves cases has to know as well; the rest is for administrators alone."""


class OrderWarning(msgspec.Struct, frozen=True, kw_only=True):
    """One thing amiss: of a case, or of a sitting (`minutes` is by how much it runs over, `cases` how many
    are listed for it)."""

    worry: Worry
    case: CaseNumber | None = None
    sitting: int | None = None
    minutes: int = 0
    cases: int = 0


def warnings(meeting: Meeting, protocol: Protocol) -> tuple[OrderWarning, ...]:
    """Everything amiss with the order as it is."""
    return (
        *_bare_slots(meeting, protocol),
        *_overruns(meeting, protocol),
        *_without_slot(meeting),
        *_out_of_district(meeting, protocol),
        *_out_of_section(meeting, protocol),
        *_over_capacity(meeting, protocol),
        *_set_times_missed(meeting),
        *_same_adviser(meeting, protocol),
        *_unsettled(meeting),
        *_long_waits(meeting, protocol),
    )


def warnings_for(meeting: Meeting, protocol: Protocol, person: PersonId) -> tuple[OrderWarning, ...]:
    """Those that the person may be told: a chair hears of what a move has put out of its place alone."""
    attendee = meeting.roll.get(person)
    all_of_them = attendee is None or attendee.is_administrator
    return tuple(
        w
        for w in warnings(meeting, protocol)
        if (all_of_them or w.worry in FOR_CHAIRS) and (w.case is None or may_see(meeting, person, w.case))
    )


def _bare_slots(meeting: Meeting, protocol: Protocol) -> Iterator[OrderWarning]:
    """A bare slot after which another case follows and not a break (LIN-123)."""
    for slot, following in _pairs(meeting):
        case = meeting.cases.get(slot.case or "")
        if case is None or case.state is not CaseState.LISTED or not goes_before_break(case, protocol):
            continue
        if (
            following is not None
            and following.case is not None
            and not _is_bare(meeting, protocol, following)
        ):
            yield OrderWarning(worry=Worry.BARE_NOT_BEFORE_BREAK, case=case.number, sitting=slot.sitting)


def _same_adviser(meeting: Meeting, protocol: Protocol) -> Iterator[OrderWarning]:
    """Two linked cases with one adviser, where the area wants each side to have its own (WOL-23)."""
    if protocol.conflicts is None or protocol.conflicts.separate_advisers is None:
        return
    for case in meeting.cases.values():
        others = (
            one
            for one in meeting.cases.values()
            if one is not case and (one.number in case.linked or case.number in one.linked)
        )
        if case.adviser is not None and any(one.adviser == case.adviser for one in others):
            yield OrderWarning(worry=Worry.SAME_ADVISER, case=case.number)


def _pairs(meeting: Meeting) -> Iterator[tuple[Slot, Slot | None]]:
    """Each slot with the one after it in its sitting."""
    for sitting in meeting.sittings:
        slots = [s for s in meeting.order if s.sitting == sitting.number]
        yield from zip_longest(slots, slots[1:])


def _is_bare(meeting: Meeting, protocol: Protocol, slot: Slot) -> bool:
    case = meeting.cases.get(slot.case or "")
    return case is not None and goes_before_break(case, protocol)


def _overruns(meeting: Meeting, protocol: Protocol) -> Iterator[OrderWarning]:
    """A sitting whose last slot ends after the sitting is planned to (LIN-48)."""
    for sitting in meeting.sittings:
        slots = [s for s in meeting.order if s.sitting == sitting.number]
        if not slots or sitting.state is SittingState.ENDED:
            continue
        over = ends_at(slots[-1]) - planned_end(sitting, protocol)
        if over.total_seconds() > 0:
            minutes = int(over.total_seconds() // 60)
            yield OrderWarning(worry=Worry.OVERRUN, sitting=sitting.number, minutes=minutes)


def _without_slot(meeting: Meeting) -> Iterator[OrderWarning]:
    slotted = {slot.case for slot in meeting.order}
    for number in to_be_heard(meeting):
        if number not in slotted:
            yield OrderWarning(worry=Worry.NO_SLOT, case=number)


def _out_of_district(meeting: Meeting, protocol: Protocol) -> Iterator[OrderWarning]:
    """An ordinary case behind one of a district that the area hears later, or in another district's sitting
    (LIN-02). Each section has its districts in order by itself."""
    if "district" not in protocol.order.sort:
        return
    visited = visited_cases(meeting)
    for sitting in meeting.sittings:
        latest: dict[int | None, int] = {}
        for slot in meeting.order:
            case = meeting.cases.get(slot.case) if slot.case else None
            if slot.sitting != sitting.number or case is None or case.state is not CaseState.LISTED:
                continue
            if goes_before_break(case, protocol) or case.kind in AT_THE_END or case.district is None:
                continue
            if case.fixed_at is not None:
                continue
            section = section_number(case, protocol, visited)
            place = district_place(case.district, protocol)
            own = case.sitting or protocol.order.district_sittings.get(case.district, sitting.number)
            if place < latest.get(section, -1) or _could_be_in(meeting, own, sitting.number):
                yield OrderWarning(worry=Worry.DISTRICT_ORDER, case=case.number, sitting=sitting.number)
            latest[section] = max(latest.get(section, -1), place)


def _out_of_section(meeting: Meeting, protocol: Protocol) -> Iterator[OrderWarning]:
    """A case without a set time that is heard behind one of a later section, or late and not at the end."""
    if not protocol.order.sections:
        return
    visited = visited_cases(meeting)
    for sitting in meeting.sittings:
        latest = (-1, -1)
        for slot in meeting.order:
            case = meeting.cases.get(slot.case) if slot.case else None
            if slot.sitting != sitting.number or case is None or case.state is not CaseState.LISTED:
                continue
            if goes_before_break(case, protocol) or case.fixed_at is not None:
                continue
            section, tail, _ = place_in_order(case, protocol, visited)
            if (section, tail) < latest:
                yield OrderWarning(worry=Worry.SECTION_ORDER, case=case.number, sitting=sitting.number)
            latest = max(latest, (section, tail))


def _over_capacity(meeting: Meeting, protocol: Protocol) -> Iterator[OrderWarning]:
    """A sitting with more cases than the area has slots for."""
    most = protocol.order.capacity
    for sitting in meeting.sittings if most is not None else ():
        held = sum(1 for slot in meeting.order if slot.sitting == sitting.number and slot.case)
        if most is not None and held > most and sitting.state is not SittingState.ENDED:
            yield OrderWarning(worry=Worry.OVER_CAPACITY, sitting=sitting.number, cases=held)


def _set_times_missed(meeting: Meeting) -> Iterator[OrderWarning]:
    """A case that is not heard at its set time."""
    for slot in meeting.order:
        case = meeting.cases.get(slot.case) if slot.case else None
        if case is None or case.state is not CaseState.LISTED or case.fixed_at is None:
            continue
        if slot.starts_at != case.fixed_at:
            yield OrderWarning(worry=Worry.SET_TIME_MISSED, case=case.number, sitting=slot.sitting)


def _long_waits(meeting: Meeting, protocol: Protocol) -> Iterator[OrderWarning]:
    """A case still to be heard that will be past the area's limit by then, and nobody said why
    (KEN-23)."""
    for case in meeting.cases.values():
        is_to_come = case.state is CaseState.LISTED and not case.wait_reason
        if is_to_come and waits_too_long(case, meeting, protocol):
            yield OrderWarning(worry=Worry.LONG_WAIT, case=case.number)


def _could_be_in(meeting: Meeting, own: int, actual: int) -> bool:
    """The case's own sitting is another one, and has not ended."""
    return own != actual and any(
        s.number == own and s.state is not SittingState.ENDED for s in meeting.sittings
    )


def _unsettled(meeting: Meeting) -> Iterator[OrderWarning]:
    """Cases of which administrators still have to say something: LIN-104, LIN-105, LIN-116."""
    for case in meeting.cases.values():
        if case.state is not CaseState.LISTED:
            continue
        if waits_for_answer(case):
            yield OrderWarning(worry=Worry.AWAITS_ANSWER, case=case.number)
        if case.kept_back:
            yield OrderWarning(worry=Worry.KEPT_BACK, case=case.number)
        if is_restricted(case) and not may_be_listed(case):
            yield OrderWarning(worry=Worry.EMPLOYER_NOT_TOLD, case=case.number)
        if case.reviewed_before and case.route is None:
            yield OrderWarning(worry=Worry.ROUTE_NOT_CHOSEN, case=case.number)
        if has_a_place(case) and not is_presenter_confirmed(case):
            yield OrderWarning(worry=Worry.PRESENTER_UNCONFIRMED, case=case.number)
