"""Which rungs of a duty's ladder cannot wait for the morning's digest, and are said at their own hour.

Each rung is said in one of the two ways and never in both: the digest leaves out what this module calls the
hour's, and the hour's sweep says nothing else.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from marac.calendar import DueRule, DueUnit
from marac.duties import DutyDue, Rung
from marac.meeting import Meeting
from marac.protocol import Protocol

BEFORE: Final = frozenset({"meeting", "sitting", "listing"})
"""The anchors of duties of the time before a meeting, which are over with it."""


def is_said_at_once(due: DutyDue, rung: Rung, protocol: Protocol) -> bool:
    """It is urgent; or the duty is due at an hour, and the next digest would be too late for those who owe
    it, or would not tell others when that hour has gone by (HAC-22, LUT-16, LUT-19)."""
    if due.duty.urgent:
        return True
    if not _is_due_at_an_hour(due.duty.due):
        return False
    calendar = protocol.calendar
    day = calendar.day_of(rung.at)
    if rung.step:
        return True
    next_digest = calendar.moment(calendar.next_working_day(day), protocol.nudge_at)
    return calendar.moment(day, protocol.nudge_at) < rung.at and due.due < next_digest


@cache
def _is_due_at_an_hour(expression: str) -> bool:
    rule = DueRule.parse(expression)
    return rule.at is not None and rule.unit is not DueUnit.HOUR


def is_over(due: DutyDue, meeting: Meeting) -> bool:
    """It belongs to the time before the meeting, which has been closed since."""
    return meeting.closed_at is not None and due.duty.anchor in BEFORE
