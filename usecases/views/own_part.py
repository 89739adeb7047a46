"""What a representative or guest has to do in the hearing: their agency's turn, answer and offer, or their
one case.

For people who take part alone: who is out of a case, or not admitted to it, gets nothing of it, and who may
only watch has nothing to do.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from marac.admission import may_know_of, may_see
from marac.declarations import has_declared
from marac.facts import Vote
from marac.floor import agencies_here, speaks_for
from marac.meeting import Case, Meeting
from marac.points import agencies_without_offer, are_views_missing, victim_voices
from marac.presenting import presenter_of
from marac.protocol import Protocol
from marac.sections import is_unminuted
from marac.speaking import Window, look_back
from marac.words import AgencyId, CaseNumber, CaseState, PersonId, Question, Views


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """A part of what is mine."""


class AgencyPart(Mine, frozen=True):
    """An agency for which the person speaks in the open case."""

    agency: AgencyId
    is_turn: bool
    ends_at: datetime | None
    is_over: bool
    window: Window | None
    presents: bool
    owes_answer: bool


class AskedOf(Mine, frozen=True):
    """A question about a case that waits for the agency's answer, or without one for the person's own;
    `agree` is what was answered so far."""

    case: CaseNumber
    question: Question
    agency: AgencyId | None
    agree: bool | None
    reason: str = ""


class MemberPanel(Mine, frozen=True):
    """The open case for somebody who speaks in it, and the questions that wait for their answer."""

    case: CaseNumber | None
    referring_agency: AgencyId | None
    parts: tuple[AgencyPart, ...]
    asked: tuple[AskedOf, ...]
    asks_views: bool = False
    views: Views | None = None


class GuestCase(Mine, frozen=True):
    """A guest's case: its slot, and how far it has got."""

    case: CaseNumber
    sitting: int | None
    starts_at: datetime | None
    state: CaseState


class GuestPanel(Mine, frozen=True):
    """A guest's cases, and what is still to be confirmed before the first."""

    cases: tuple[GuestCase, ...]
    declared: bool
    private_setting: bool


def member_panel(meeting: Meeting, protocol: Protocol, person: PersonId, today: date) -> MemberPanel | None:
    """The member's part now; None where nothing waits for them and no case is open in which they take
    part."""
    asked = asked_of(meeting, person)
    if not (meeting.roll[person].is_member or meeting.roll[person].is_guest or asked):
        return None
    case = meeting.case_now
    agencies = agencies_of(meeting, person)
    unminuted = case is not None and is_unminuted(meeting, protocol, case)
    if case is None or case.hearing is None or not agencies or unminuted:
        nothing_open = MemberPanel(case=None, referring_agency=None, parts=(), asked=asked)
        return nothing_open if asked else None
    is_voice = any(a in victim_voices(meeting, protocol, case) for a in agencies)
    return MemberPanel(
        case=case.number,
        referring_agency=case.referring_agency,
        parts=tuple(_part(meeting, protocol, case, a, today) for a in agencies),
        asked=asked,
        asks_views=is_voice and are_views_missing(protocol, case),
        views=case.hearing.views if is_voice else None,
    )


def agencies_of(meeting: Meeting, person: PersonId) -> tuple[AgencyId, ...]:
    """The agencies for which the person speaks in the open case, now."""
    case = meeting.case_now
    if case is None or not may_see(meeting, person, case.number):
        return ()
    here = agencies_here(meeting, case)
    return tuple(a for a in here if speaks_for(meeting, person, a, case.number))


def _part(meeting: Meeting, protocol: Protocol, case: Case, agency: AgencyId, today: date) -> AgencyPart:
    turn = case.hearing.turn if case.hearing else None
    is_turn = turn is not None and turn.agency == agency
    minutes = protocol.hearing.turn_minutes
    return AgencyPart(
        agency=agency,
        is_turn=is_turn,
        ends_at=turn.since + timedelta(minutes=minutes) if turn and is_turn and minutes else None,
        is_over=turn is not None and is_turn and turn.told,
        window=look_back(meeting, protocol, case, agency, today),
        presents=presenter_of(case) == agency,
        owes_answer=agency in agencies_without_offer(meeting, protocol, case),
    )


def asked_of(meeting: Meeting, person: PersonId) -> tuple[AskedOf, ...]:
    """The questions that wait for an answer which the person may give."""
    return tuple(
        AskedOf(
            case=v.case,
            question=v.question,
            agency=None if v.by_person else voice,
            agree=v.answers.get(voice),
            reason=v.reason,
        )
        for v in meeting.votes.values()
        if not v.confirmed
        for voice in v.voices
        if has_voice(meeting, v, voice, person)
    )


def has_voice(meeting: Meeting, vote: Vote, voice: str, person: PersonId) -> bool:
    """The voice is the person's to give: their own, or that of an agency for which they speak."""
    if vote.by_person:
        return voice == person and may_see(meeting, person, vote.case)
    return speaks_for(meeting, person, voice, vote.case)


def guest_panel(meeting: Meeting, protocol: Protocol, person: PersonId) -> GuestPanel | None:
    """The guest's own cases; None for everybody else."""
    attendee = meeting.roll[person]
    if not attendee.is_guest:
        return None
    cases = tuple(meeting.cases[n] for n in attendee.cases if may_know_of(meeting, person, n))
    return GuestPanel(
        cases=tuple(_slot(meeting, case) for case in cases if may_see(meeting, person, case.number)),
        declared=has_declared(meeting, protocol, person),
        private_setting=bool(attendee.private_setting),
    )


def _slot(meeting: Meeting, case: Case) -> GuestCase:
    slot = next((s for s in meeting.order if s.case == case.number), None)
    return GuestCase(
        case=case.number,
        sitting=slot.sitting if slot else None,
        starts_at=slot.starts_at if slot else None,
        state=case.state,
    )
