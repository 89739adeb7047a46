"""Observers: admitted only with a permitted reason, an approval, a date and the instructions sent.

Until then an observer is nobody here: no case, no number, no time. A reason outside the area's list takes the
Operational Lead's word (LIN-11, LIN-12).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.call import person_on_roll, with_attendee
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Meeting
from marac.words import PersonId

OUTSIDE = "outside-the-list"
"""The category of an observer whose reason is not in the area's list."""


class ApproveObserver(Command, frozen=True):
    """Approve somebody as an observer: why (a key from the area's list, else None), in which sittings (none
    named: all), whether the instructions were sent, and whether the Lead said so."""

    person: PersonId
    category: str | None = None
    sittings: tuple[int, ...] = ()
    instructed: bool = False
    lead_agrees: bool = False


class MarkInstructed(Command, frozen=True):
    """The observer was sent the data protection instructions."""

    person: PersonId


class DeclineObserver(Command, frozen=True):
    """Take an observer's approval back, or decline it."""

    person: PersonId


class ObserverApproved(Event, frozen=True):
    """An observer was approved."""

    person: PersonId
    category: str
    sittings: tuple[int, ...]
    lead_agreed: bool = False


class ObserverInstructed(Event, frozen=True):
    """An observer was sent the instructions."""

    person: PersonId


class ObserverDeclined(Event, frozen=True):
    """An observer is not admitted."""

    person: PersonId


@decides(ApproveObserver, Who.ADMINISTRATOR, Who.LEAD)
def approve_observer(command: ApproveObserver, setting: Setting) -> Iterator[Event]:
    """Approve within the area's limits; the same again changes nothing."""
    observer = _observer(setting, command.person)
    numbers = tuple(s.number for s in setting.meeting.sittings)
    if not set(command.sittings) <= set(numbers):
        raise Refused(Why.NOT_VALID, field="sittings", wanted="sitting of the meeting")
    category = _category(command, setting)
    _check_limit(setting, command.person)
    event = ObserverApproved(
        person=command.person,
        category=category,
        sittings=command.sittings or numbers,
        lead_agreed=category == OUTSIDE,
    )
    if (observer.category, observer.sittings) != (event.category, event.sittings) or not observer.approved_by:
        yield event
    if command.instructed and not observer.instructed:
        yield ObserverInstructed(person=command.person)


def _category(command: ApproveObserver, setting: Setting) -> str:
    """The category, or `OUTSIDE` on the Lead's word. Raises Refused where that is missing."""
    rule, asker = setting.protocol.observers, setting.asker
    known = tuple(choice.key for choice in rule.categories)
    if command.category in known:
        return command.category
    if command.category not in (None, OUTSIDE) or rule.outside == "refused":
        raise Refused(Why.NOT_VALID, field="category", known=known)
    is_lead = asker is not None and "operational-lead" in asker.capacities
    if not (is_lead or command.lead_agrees):
        raise Refused(Why.LEAD_NEEDED, known=known)
    return OUTSIDE


def _check_limit(setting: Setting, person: PersonId) -> None:
    limit = setting.protocol.observers.limit
    others = [a for a in approved(setting.meeting) if a.person != person]
    if limit is not None and len(others) >= limit:
        raise Refused(Why.OBSERVERS_FULL, limit=limit)


def _observer(setting: Setting, person: PersonId) -> Attendee:
    attendee = person_on_roll(setting, person)
    if not attendee.is_observer or not attendee.is_welcome:
        raise Refused(Why.NOT_VALID, field="person", wanted="observer")
    return attendee


@decides(MarkInstructed, Who.ADMINISTRATOR)
def mark_instructed(command: MarkInstructed, setting: Setting) -> Iterator[Event]:
    """Note that the instructions were sent, once."""
    if not _observer(setting, command.person).instructed:
        yield ObserverInstructed(person=command.person)


@decides(DeclineObserver, Who.ADMINISTRATOR, Who.LEAD)
def decline_observer(command: DeclineObserver, setting: Setting) -> Iterator[Event]:
    """Take the approval back, if there is one."""
    if _observer(setting, command.person).approved_by is not None:
        yield ObserverDeclined(person=command.person)


@evolves(ObserverApproved)
def observer_approved(meeting: Meeting, event: ObserverApproved, entry: Entry) -> Meeting:
    """The observer is approved, by whoever recorded it."""
    return _changed(
        meeting, event.person, category=event.category, sittings=event.sittings, approved_by=entry.by
    )


@evolves(ObserverInstructed)
def observer_instructed(meeting: Meeting, event: ObserverInstructed, entry: Entry) -> Meeting:
    """The observer has the instructions."""
    return _changed(meeting, event.person, instructed=True)


@evolves(ObserverDeclined)
def observer_declined(meeting: Meeting, event: ObserverDeclined, entry: Entry) -> Meeting:
    """The observer is not admitted."""
    return _changed(meeting, event.person, approved_by=None, category=None, sittings=())


def _changed(meeting: Meeting, person: PersonId, **changes: object) -> Meeting:
    return with_attendee(meeting, msgspec.structs.replace(meeting.roll[person], **changes))


def observers(meeting: Meeting) -> tuple[Attendee, ...]:
    """Every observer on the roll, approved or not (LIN-11)."""
    return tuple(a for a in meeting.roll.values() if a.is_observer and a.is_welcome)


def approved(meeting: Meeting) -> tuple[Attendee, ...]:
    """The observers who have been approved."""
    return tuple(a for a in observers(meeting) if a.approved_by is not None)


def may_observe(attendee: Attendee, sitting: int) -> bool:
    """Approved, instructed, and for this sitting."""
    return attendee.is_admitted and (not attendee.sittings or sitting in attendee.sittings)


def unapproved_here(meeting: Meeting) -> tuple[Attendee, ...]:
    """The observers who are here and may not be (LIN-11)."""
    sitting = meeting.sitting or meeting.next_sitting
    number = sitting.number if sitting else 0
    return tuple(a for a in meeting.present() if a.is_observer and not may_observe(a, number))
