"""Whether the meeting chat calls cases by their numbers, and what it calls them otherwise.

Whoever is asked to a meeting reads its chat, and so does whoever walks in. While one of them comes for named
cases alone, is connected with a case, or is a stranger, no number is named there: a case is its place in the
order. Each person's own view still has the numbers that they may know.
"""

from __future__ import annotations

from marac.admission import ONLY_ANSWERABLE, is_restricted
from marac.meeting import Attendee, Meeting
from marac.protocol import Protocol
from marac.words import CaseNumber, PersonId


def are_numbers_named(meeting: Meeting, protocol: Protocol) -> bool:
    """The chat may call cases by their numbers: the area wants it, and everybody who can read the chat may
    know of all that stands there (LIN-04, HAC-19)."""
    if not protocol.numbers_in_chat or meeting.strangers:
        return False
    readers = (a.person for a in meeting.roll.values() if _reads_the_chat(meeting, a))
    return all(knows_public_order(meeting, person) for person in readers)


def _reads_the_chat(meeting: Meeting, attendee: Attendee) -> bool:
    """Is asked to the meeting, or has been in it: not somebody who is only told of overdue actions, nor an
    observer who has not been agreed to."""
    if meeting.presence.get(attendee.person):
        return True
    is_asked = attendee.is_welcome and attendee.is_admitted
    return is_asked and attendee.capacities != ONLY_ANSWERABLE


def _knows_all(attendee: Attendee) -> bool:
    """Nothing keeps any public case from the person."""
    return attendee.is_welcome and attendee.is_admitted and not (attendee.is_guest or attendee.cases)


def knows_public_order(meeting: Meeting, person: PersonId) -> bool:
    """Nothing keeps any case that is no secret from the person."""
    attendee = meeting.roll.get(person)
    connected = any(person in case.connected for case in meeting.cases.values())
    return attendee is not None and _knows_all(attendee) and not connected


def public_order(meeting: Meeting) -> tuple[CaseNumber, ...]:
    """The cases that are no secret, in the order in which they are to be heard."""
    cases = (slot.case for slot in meeting.order if slot.case is not None)
    return tuple(number for number in cases if not is_restricted(meeting.cases[number]))


def place_of(meeting: Meeting, number: CaseNumber) -> tuple[int, int] | None:
    """The how manieth a case is of how many that are no secret; None where it has no slot among them."""
    order = public_order(meeting)
    return (order.index(number) + 1, len(order)) if number in order else None
