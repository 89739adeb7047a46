"""By how many minutes a sitting is ahead of its times or behind them.

Read off the order as it is told and how far the hearing has got; asking changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from marac.meeting import Meeting, Slot
from marac.timetable import ends_at
from marac.words import CaseState, SittingState


def minutes_behind(meeting: Meeting, now: datetime) -> int | None:
    """So many minutes behind its times (below 0: ahead); None where no sitting is under way or nothing is
    left of it.

    The next case could begin when the open one's slot is over, or now if that has gone by; that is held
    against the time that the order has for it, or for the break that comes first.
    """
    sitting = meeting.sitting
    if sitting is None or sitting.state is SittingState.SUSPENDED:
        return None
    slots = [slot for slot in meeting.order if slot.sitting == sitting.number]
    place = next((n for n, slot in enumerate(slots) if _is_to_come(meeting, slot)), None)
    free = _free_at(meeting, now)
    if place is None:
        return _minutes(free - ends_at(slots[-1])) if slots and meeting.case_now else None
    following = slots[place]
    late = _minutes(free - following.starts_at)
    if sitting.state is not SittingState.HEARING:
        return max(0, late)
    pause = slots[place - 1] if place and slots[place - 1].case is None else None
    if pause is None:
        return late
    if meeting.case_now is not None or free <= pause.starts_at:
        return _minutes(free - pause.starts_at)
    return max(0, late)


def _is_to_come(meeting: Meeting, slot: Slot) -> bool:
    case = meeting.cases.get(slot.case) if slot.case else None
    return case is not None and case.state is CaseState.LISTED


def _free_at(meeting: Meeting, now: datetime) -> datetime:
    """When the next case can begin."""
    case = meeting.case_now
    slot = next((s for s in meeting.order if case is not None and s.case == case.number), None)
    if case is None or case.hearing is None or slot is None:
        return now
    return max(now, case.hearing.opened_at + timedelta(minutes=slot.minutes))


def _minutes(by: timedelta) -> int:
    return int(by.total_seconds() // 60)
