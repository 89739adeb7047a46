"""When the list of a meeting closes, and until when a case that comes later can still be asked for.

The first list of a meeting is never late; what stands there of itself, from an earlier meeting, is none. Past
the last moment the answer is no, with the way for a case that cannot wait.
"""

from __future__ import annotations

from datetime import datetime

from marac.calendar import DueRule
from marac.decide import Refused, Why
from marac.list_questions import LATE, ListingAsked
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import CaseNumber


def late_asked(number: CaseNumber, protocol: Protocol) -> ListingAsked:
    """The question about a late case."""
    asked_of = protocol.listing.late_asked if protocol.listing else ()
    return ListingAsked(case=number, question=LATE, asked_of=asked_of)


def check_can_be_asked(meeting: Meeting, protocol: Protocol, now: datetime) -> None:
    """Raise Refused, with the way for a case that cannot wait, where nobody can say yes any more."""
    if not can_be_asked(meeting, protocol, now):
        raise Refused(Why.LIST_CLOSED, emergency=protocol.listing.emergency if protocol.listing else "")


def can_be_asked(meeting: Meeting, protocol: Protocol, now: datetime) -> bool:
    """The area lets late cases be asked for, and it is not too late for that."""
    rule = protocol.listing
    if rule is None or rule.late != "asked":
        return False
    return not has_passed(rule.late_until, meeting, protocol, now)


def is_closed(meeting: Meeting, protocol: Protocol, now: datetime) -> bool:
    """The list has closed: there is one, and its time has gone by, or the order has been told where that
    closes it (WOL-19)."""
    rule = protocol.listing
    if rule is None or not has_list(meeting):
        return False
    is_told = rule.closes_when_told and meeting.order_told_at is not None
    return is_told or has_passed(rule.closes, meeting, protocol, now)


def has_list(meeting: Meeting) -> bool:
    """A list has come in for the meeting: it has cases that are not from an earlier one."""
    return not all(case.from_earlier for case in meeting.cases.values())


def has_passed(expression: str | None, meeting: Meeting, protocol: Protocol, now: datetime) -> bool:
    """The moment that an area counts from the meeting's start has gone by; a day, once it is over."""
    if expression is None or not meeting.sittings:
        return False
    calendar = protocol.calendar
    last = DueRule.parse(expression).apply(meeting.sittings[0].starts_at, calendar)
    return now > last if isinstance(last, datetime) else calendar.day_of(now) > last
