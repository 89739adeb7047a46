"""Observers: admitted only with a permitted reason, an approval, a date and the instructions sent.

Until then an observer is nobody here: no case, no number, no time. A reason outside the area's list takes the
word of whom the area names for it (LIN-11, LIN-12). Where chair and administrators must both agree, one of
them alone approves nobody, and where the agency that brings an observer answers for them, only its tick that
they were briefed stands for the instructions.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.call import person_on_roll, with_attendee
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Meeting
from marac.protocol import ObserverRule
from marac.words import PersonId

OUTSIDE = "outside-the-list"
"""The category of an observer whose reason is not in the area's list."""
NO_LIST = "no-list"
"""The category of an observer where the area has no list of reasons."""
ADMINISTRATORS, CHAIR = "administrators", "chair"
"""The parts in which somebody agrees to an observer."""


class ApproveObserver(Command, frozen=True):
    """Approve somebody as an observer: why (a key from the area's list, else None), in which sittings (none
    named: all), whether the instructions were sent, and whether the Lead said so; `organisation` is the
    outside body that they come from, of the area's list."""

    person: PersonId
    category: str | None = None
    sittings: tuple[int, ...] = ()
    instructed: bool = False
    lead_agrees: bool = False
    organisation: str | None = None


class AnswerObserver(Command, frozen=True):
    """The chair's word on somebody who would like to observe, where the area asks for it (WOL-32, LUT-32)."""

    person: PersonId
    agrees: bool = True


class ConfirmBriefed(Command, frozen=True):
    """The agency that brings an observer has briefed them and answers for them (LUT-33)."""

    person: PersonId


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


class ObserverAgreed(Event, frozen=True):
    """Chair or administrators (`part`) agreed to an observer, for which others have to agree as well."""

    person: PersonId
    part: str
    category: str | None = None
    sittings: tuple[int, ...] = ()


class ObserverPlaced(Event, frozen=True):
    """It is known from which outside body an observer comes."""

    person: PersonId
    organisation: str


class ObserverBriefed(Event, frozen=True):
    """The agency that brings an observer has briefed them."""

    person: PersonId


class ObserverInstructed(Event, frozen=True):
    """An observer was sent the instructions."""

    person: PersonId


class ObserverDeclined(Event, frozen=True):
    """An observer is not admitted."""

    person: PersonId


@decides(ApproveObserver, Who.ADMINISTRATOR, Who.LEAD)
def approve_observer(command: ApproveObserver, setting: Setting) -> Iterator[Event]:
    """Approve within the area's limits, or agree in the administrators' part where others must as well; the
    same again changes nothing."""
    observer, rule = _observer(setting, command.person), setting.protocol.observers
    numbers = tuple(s.number for s in setting.meeting.sittings)
    if not set(command.sittings) <= set(numbers):
        raise Refused(Why.NOT_VALID, field="sittings", wanted="sitting of the meeting")
    category = _category(command, setting)
    _check_limit(setting, command.person)
    _check_host(setting, observer, command.organisation)
    if command.organisation is not None and observer.organisation != command.organisation:
        yield ObserverPlaced(person=command.person, organisation=command.organisation)
    sittings = command.sittings or numbers
    changed = (observer.category, observer.sittings) != (category, sittings)
    needed = parts_needed(rule, category)
    if needed == {ADMINISTRATORS}:
        agreed = True
    else:
        on_other_terms = changed and observer.category is not None
        others = () if on_other_terms else observer.agreed
        agreed = needed <= {ADMINISTRATORS, *(part for part, _ in others)}
        if changed or ADMINISTRATORS not in dict(observer.agreed):
            yield ObserverAgreed(
                person=command.person, part=ADMINISTRATORS, category=category, sittings=sittings
            )
    if agreed and (changed or not observer.approved_by):
        yield _approved(command.person, category, sittings)
    if command.instructed and not observer.instructed and not rule.briefed_by_host:
        yield ObserverInstructed(person=command.person)


def _approved(person: PersonId, category: str, sittings: tuple[int, ...]) -> ObserverApproved:
    outside = category == OUTSIDE
    return ObserverApproved(person=person, category=category, sittings=sittings, lead_agreed=outside)


def parts_needed(rule: ObserverRule, category: str | None) -> frozenset[str]:
    """Who must agree to an observer of this category."""
    decides_outside = {CHAIR} if category == OUTSIDE and rule.outside == "chair" else set()
    return frozenset({*rule.agreed_by, *decides_outside})


@decides(AnswerObserver, Who.CHAIR, Who.ANY_CHAIR)
def answer_observer(command: AnswerObserver, setting: Setting) -> Iterator[Event]:
    """Take the chair's word: yes counts with the others', no declines. Raises Refused where the area does not
    ask the chair."""
    observer, rule = _observer(setting, command.person), setting.protocol.observers
    needed = parts_needed(rule, observer.category)
    if CHAIR not in needed:
        raise Refused(Why.NOT_ALLOWED, who=("ADMINISTRATOR",))
    if not command.agrees:
        if observer.agreed or observer.approved_by is not None:
            yield ObserverDeclined(person=command.person)
        return
    _check_limit(setting, command.person)
    agreed = {CHAIR, *(part for part, _ in observer.agreed)}
    if CHAIR not in dict(observer.agreed):
        yield ObserverAgreed(
            person=command.person, part=CHAIR, category=observer.category, sittings=observer.sittings
        )
    if needed <= agreed and observer.approved_by is None and observer.category is not None:
        yield _approved(command.person, observer.category, observer.sittings)


def _category(command: ApproveObserver, setting: Setting) -> str:
    """The category, or `OUTSIDE` on the word of whom the area names for it; `NO_LIST` where there is no list.
    Raises Refused where that word is missing."""
    rule, asker = setting.protocol.observers, setting.asker
    known = tuple(choice.key for choice in rule.categories)
    if command.category in known:
        return command.category
    if not known:
        return NO_LIST
    if command.category not in (None, OUTSIDE) or rule.outside == "refused":
        raise Refused(Why.NOT_VALID, field="category", known=known)
    is_lead = asker is not None and "operational-lead" in asker.capacities
    if rule.outside == "operational-lead" and not (is_lead or command.lead_agrees):
        raise Refused(Why.LEAD_NEEDED, known=known)
    return OUTSIDE


def _check_limit(setting: Setting, person: PersonId) -> None:
    """Raise Refused where others have every place already, those who wait for somebody's word included."""
    rule = setting.protocol.observers
    others = [a for a in with_a_place(setting.meeting) if a.person != person]
    if rule.limit is not None and len(others) >= rule.limit:
        raise Refused(Why.OBSERVERS_FULL, limit=rule.limit, instead=rule.when_full)


def _check_host(setting: Setting, observer: Attendee, organisation: str | None) -> None:
    """Raise Refused unless they come from a member agency or a body of the area's list, and from an agency
    that can brief them, where the area wants that (HAC-55, LUT-33)."""
    rule = setting.protocol.observers
    is_members = observer.agency is not None and bool(setting.meeting.members_of(observer.agency))
    if rule.organisations and not is_members:
        if (organisation or observer.organisation) not in rule.organisations:
            raise Refused(Why.ORGANISATION_NOT_APPROVED, organisations=rule.organisations)
    elif organisation is not None and organisation not in rule.organisations:
        raise Refused(Why.NOT_VALID, field="organisation", known=rule.organisations)
    if rule.briefed_by_host and not is_members:
        raise Refused(Why.MISSING, what=("agency that brings them",))


def _observer(setting: Setting, person: PersonId) -> Attendee:
    attendee = person_on_roll(setting, person)
    if not attendee.is_observer or not attendee.is_welcome:
        raise Refused(Why.NOT_VALID, field="person", wanted="observer")
    return attendee


@decides(MarkInstructed, Who.ADMINISTRATOR)
def mark_instructed(command: MarkInstructed, setting: Setting) -> Iterator[Event]:
    """Note that the instructions were sent, once. Raises Refused where the host's briefing stands for
    them."""
    if setting.protocol.observers.briefed_by_host:
        raise Refused(Why.HOST_BRIEFS)
    if not _observer(setting, command.person).instructed:
        yield ObserverInstructed(person=command.person)


@decides(DeclineObserver, Who.ADMINISTRATOR, Who.LEAD)
def decline_observer(command: DeclineObserver, setting: Setting) -> Iterator[Event]:
    """Take the approval back, if there is one."""
    observer = _observer(setting, command.person)
    if observer.approved_by is not None or observer.agreed:
        yield ObserverDeclined(person=command.person)


@decides(ConfirmBriefed, Who.MEMBER, Who.ADMINISTRATOR)
def confirm_briefed(command: ConfirmBriefed, setting: Setting) -> Iterator[Event]:
    """Take it from the agency that brings the observer, or from an administrator for it; once is enough."""
    observer, asker = _observer(setting, command.person), setting.asker
    if not setting.protocol.observers.briefed_by_host:
        raise Refused(Why.NOT_ASKED)
    if asker is not None and not asker.is_administrator and asker.agency != observer.agency:
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)
    if observer.briefed_by is None:
        yield ObserverBriefed(person=command.person)


@evolves(ObserverAgreed)
def observer_agreed(meeting: Meeting, event: ObserverAgreed, entry: Entry) -> Meeting:
    """The part's word is known; what others agreed to on other terms they have not agreed to now."""
    known = meeting.roll[event.person]
    on_other_terms = known.category is not None and (known.category, known.sittings) != (
        event.category,
        event.sittings,
    )
    others = tuple(pair for pair in known.agreed if pair[0] != event.part and not on_other_terms)
    return _changed(
        meeting,
        event.person,
        agreed=(*others, (event.part, entry.by)),
        category=event.category,
        sittings=event.sittings,
        approved_by=None,
    )


@evolves(ObserverPlaced)
def observer_placed(meeting: Meeting, event: ObserverPlaced, entry: Entry) -> Meeting:
    """The outside body is known."""
    return _changed(meeting, event.person, organisation=event.organisation)


@evolves(ObserverBriefed)
def observer_briefed(meeting: Meeting, event: ObserverBriefed, entry: Entry) -> Meeting:
    """The observer was briefed, which stands for the instructions; it is known who answers for that."""
    return _changed(meeting, event.person, instructed=True, briefed_by=entry.by)


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
    return _changed(meeting, event.person, approved_by=None, category=None, sittings=(), agreed=())


def _changed(meeting: Meeting, person: PersonId, **changes: object) -> Meeting:
    return with_attendee(meeting, msgspec.structs.replace(meeting.roll[person], **changes))


def observers(meeting: Meeting) -> tuple[Attendee, ...]:
    """Every observer on the roll, approved or not (LIN-11)."""
    return tuple(a for a in meeting.roll.values() if a.is_observer and a.is_welcome)


def approved(meeting: Meeting) -> tuple[Attendee, ...]:
    """The observers who have been approved."""
    return tuple(a for a in observers(meeting) if a.approved_by is not None)


def with_a_place(meeting: Meeting) -> tuple[Attendee, ...]:
    """The observers who have been approved, or to whom somebody has agreed so far."""
    return tuple(a for a in observers(meeting) if a.approved_by is not None or a.agreed)


def is_full(meeting: Meeting, rule: ObserverRule) -> bool:
    """Every place for an observer is taken."""
    return rule.limit is not None and len(with_a_place(meeting)) >= rule.limit


def awaiting_chair(meeting: Meeting, rule: ObserverRule) -> tuple[Attendee, ...]:
    """The observers to whom the administrators have agreed and of whom the chair has not spoken yet."""
    return tuple(
        a
        for a in observers(meeting)
        if a.agreed and CHAIR in parts_needed(rule, a.category) and CHAIR not in dict(a.agreed)
    )


def awaiting_briefing(meeting: Meeting, rule: ObserverRule) -> tuple[Attendee, ...]:
    """The observers with a place of whom the agency that brings them has not said that it briefed them."""
    if not rule.briefed_by_host:
        return ()
    return tuple(a for a in with_a_place(meeting) if a.briefed_by is None)


def may_observe(attendee: Attendee, sitting: int) -> bool:
    """Approved, instructed, and for this sitting."""
    return attendee.is_admitted and (not attendee.sittings or sitting in attendee.sittings)


def unapproved_here(meeting: Meeting) -> tuple[Attendee, ...]:
    """The observers who are here and may not be (LIN-11)."""
    sitting = meeting.sitting or meeting.next_sitting
    number = sitting.number if sitting else 0
    return tuple(a for a in meeting.present() if a.is_observer and not may_observe(a, number))
