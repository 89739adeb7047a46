"""An agency that has to leave hands its part to somebody suitable who is here, and that person accepts it
(LIN-08).

Who acts for whom, and from what time, is in the journal; nothing counts before the delegate has accepted,
and it ends when the agency is back, the delegate leaves, or the sitting ends.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.call import agency_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.facts import Delegation
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting
from marac.presence import sitting_for_roll
from marac.words import AgencyId, PersonId


class Delegate(Command, frozen=True):
    """Ask somebody of another agency to act for one's own."""

    agency: AgencyId
    to_person: PersonId


class AcceptDelegation(Command, frozen=True):
    """Accept to act for an agency, being able to decide for it."""

    agency: AgencyId
    accepts: bool = True


class DelegationAsked(Event, frozen=True):
    """An agency asked somebody to act for it."""

    agency: AgencyId
    to_agency: AgencyId
    to_person: PersonId
    sitting: int


class DelegationAccepted(Event, frozen=True):
    """The delegate accepted."""

    agency: AgencyId
    to_person: PersonId


class DelegationEnded(Event, frozen=True):
    """Nobody acts for the agency any longer (or the delegate declined)."""

    agency: AgencyId
    to_person: PersonId


@decides(Delegate, Who.MEMBER, Who.ADMINISTRATOR)
def delegate(command: Delegate, setting: Setting) -> Iterator[Event]:
    """Ask; a member may hand over only their own agency, and only to a member of another agency who is
    here."""
    meeting, asker = setting.meeting, setting.asker
    agency_on_roll(setting, command.agency)
    if asker and not asker.is_administrator and asker.agency != command.agency:
        raise Refused(Why.NOT_ALLOWED)
    to = meeting.roll.get(command.to_person)
    if to is None or not to.is_member or to.agency is None or to.agency == command.agency:
        raise Refused(Why.NO_SUCH_PERSON)
    if not meeting.is_present(command.to_person):
        raise Refused(Why.NOT_PRESENT)
    current = waiting_or_holding(meeting, command.agency)
    if current is None or current.to_person != command.to_person:
        if current is not None:
            yield DelegationEnded(agency=command.agency, to_person=current.to_person)
        yield DelegationAsked(
            agency=command.agency,
            to_agency=to.agency,
            to_person=command.to_person,
            sitting=sitting_for_roll(setting).number,
        )


@decides(AcceptDelegation, Who.MEMBER)
def accept_delegation(command: AcceptDelegation, setting: Setting) -> Iterator[Event]:
    """Only the person who was asked can accept or decline."""
    current = waiting_or_holding(setting.meeting, command.agency)
    if current is None or current.to_person != setting.by:
        raise Refused(Why.NOT_ASKED, agency=command.agency)
    if not command.accepts:
        yield DelegationEnded(agency=command.agency, to_person=setting.by)
    elif not current.holds:
        yield DelegationAccepted(agency=command.agency, to_person=setting.by)


@follows
def delegations_end(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A delegation ends when the delegate has gone or a member of the agency has come back."""
    open_ones = [one for one in after.delegations if one.ended_at is None]
    here = set(after.agencies_present()) if open_ones else set()
    for one in open_ones:
        returned = one.holds and one.agency in here and one.agency not in before.agencies_present()
        if returned or not after.is_present(one.to_person):
            yield DelegationEnded(agency=one.agency, to_person=one.to_person)


@evolves(DelegationAsked)
def delegation_asked(meeting: Meeting, event: DelegationAsked, entry: Entry) -> Meeting:
    """The question waits for its answer."""
    asked = Delegation(
        agency=event.agency,
        to_agency=event.to_agency,
        to_person=event.to_person,
        sitting=event.sitting,
        asked_at=entry.at,
    )
    return msgspec.structs.replace(meeting, delegations=(*meeting.delegations, asked))


@evolves(DelegationAccepted)
def delegation_accepted(meeting: Meeting, event: DelegationAccepted, entry: Entry) -> Meeting:
    """The delegate acts for the agency from now."""
    return _changed(meeting, event.agency, event.to_person, entry, "accepted_at")


@evolves(DelegationEnded)
def delegation_ended(meeting: Meeting, event: DelegationEnded, entry: Entry) -> Meeting:
    """The delegate no longer acts for the agency."""
    return _changed(meeting, event.agency, event.to_person, entry, "ended_at")


def _changed(meeting: Meeting, agency: AgencyId, person: PersonId, entry: Entry, field: str) -> Meeting:
    delegations = tuple(
        msgspec.structs.replace(d, **{field: entry.at})
        if d.agency == agency and d.to_person == person and d.ended_at is None
        else d
        for d in meeting.delegations
    )
    return msgspec.structs.replace(meeting, delegations=delegations)


def waiting_or_holding(meeting: Meeting, agency: AgencyId) -> Delegation | None:
    """The agency's delegation that waits for an answer or holds."""
    return next((d for d in meeting.delegations if d.agency == agency and d.ended_at is None), None)


def delegate_of(meeting: Meeting, agency: AgencyId) -> PersonId | None:
    """Who acts for the agency now, having accepted."""
    current = waiting_or_holding(meeting, agency)
    return current.to_person if current and current.holds else None
