"""What a meeting keeps beside its people and its cases: who is absent, what was asked, said or agreed apart
from the hearing, and what is followed up afterwards.

Immutable like the meeting that holds them, with keys and numbers only; words that somebody typed are sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from marac.words import (
    AgencyId,
    CaseNumber,
    PersonId,
    Question,
)


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a meeting's state."""


class Absence(Fact, frozen=True):
    """What is known of an agency whose people cannot come: whether it said that nobody can, when it last said
    something of this and was asked for what is missing, whether administrators hold its written report
    (`late`: it came after the area's time), and when it was chased."""

    nobody: bool = False
    asked_at: datetime | None = None
    report_at: datetime | None = None
    late: bool = False
    chased_at: datetime | None = None


class Attendance(Fact, frozen=True):
    """Who was there when a case opened, which agencies counted as there, and which were expected and did
    not."""

    at: datetime
    people: tuple[PersonId, ...] = ()
    agencies: tuple[AgencyId, ...] = ()
    absent: tuple[AgencyId, ...] = ()


class Asked(Fact, frozen=True):
    """A question that keeps a case off the running order: by whom it is to be answered, and what each said.
    It is settled by the first no, or once all have said yes."""

    asked_of: tuple[str, ...]
    answers: Mapping[str, bool] = {}

    @property
    def outcome(self) -> bool | None:
        """Yes, no, or None while somebody has still to answer."""
        if False in self.answers.values():
            return False
        return True if all(one in self.answers for one in self.asked_of) else None


class TimeAsked(Fact, frozen=True):
    """A set time that an agency asked for, because a professional in that role is needed for the case."""

    agency: AgencyId
    at: datetime
    role: str
    agreed: bool | None = None


class HostStatement(Fact, frozen=True):
    """What the agency of somebody connected with a case has said: who attends for it, and how its papers are
    kept (sealed)."""

    attends: tuple[PersonId, ...]
    papers: str
    given_at: datetime


class Professionals(Fact, frozen=True):
    """A meeting of professionals about one case: what was agreed, who was there, and why others were not
    (sealed), by agency type. `of_itself`: nobody decided on it, the case came back so often. `incident` is
    the day of what brought it back, and `said_at` when that was said."""

    agreed_on: date
    lead: PersonId | None = None
    agencies: tuple[AgencyId, ...] = ()
    present: tuple[AgencyId, ...] = ()
    absent: Mapping[str, str] = {}
    yields: frozenset[str] = frozenset()
    met_on: date | None = None
    held_on: date | None = None
    minuted_at: datetime | None = None
    of_itself: bool = False
    incident: date | None = None
    said_at: datetime | None = None


class AdministratorsNote(Fact, frozen=True):
    """Something about a case that is left for the administrators, such as what an absent agency is asked
    for. The words are sealed."""

    words: str
    agency: AgencyId | None = None
    stands: str = ""


class RaisedMatter(Fact, frozen=True):
    """Something that was reported privately: what of, by whom, about what; never what it says.

    `kind` is one of the area's matters. `number` is the case's, which need not be on this meeting's list.
    """

    key: str
    kind: str
    reported_at: datetime
    reported_by: PersonId
    number: CaseNumber | None = None
    agency: AgencyId | None = None
    incident: date | None = None
    lead: PersonId | None = None
    agencies: tuple[AgencyId, ...] = ()
    settled_at: datetime | None = None


class DueForClosure(Fact, frozen=True):
    """A case that was not heard again in time: its number, and at which meeting it was heard last, and
    when; `until`: the last day of its flag, where it is known."""

    case: CaseNumber
    meeting: str
    on: date
    until: date | None = None


class ClosureList(Fact, frozen=True):
    """Cases listed for administrators to close; once approved, those that were still to be closed."""

    key: str
    listed_at: datetime
    closures: tuple[DueForClosure, ...]
    approved_at: datetime | None = None
    approved: tuple[CaseNumber, ...] = ()


class RepeatQuestion(Fact, frozen=True):
    """That a case on the list was heard before, on which day, and what was answered to whether it is a
    repeat."""

    heard_on: date
    answer: str | None = None


class Delegation(Fact, frozen=True):
    """One agency's part carried by somebody of another (LIN-08); counts from the moment it is accepted."""

    agency: AgencyId
    to_agency: AgencyId
    to_person: PersonId
    sitting: int
    asked_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Has been accepted and not ended."""
        return self.accepted_at is not None and self.ended_at is None


class Vote(Fact, frozen=True):
    """A question put to the meeting about a case. A voice is an agency's or, `by_person`, a person's; of
    people's answers `yes` and `no` alone are left once it is settled. `reason` is sealed."""

    case: CaseNumber
    question: Question
    called_by: PersonId
    voices: tuple[AgencyId, ...]
    answers: Mapping[AgencyId, bool] = {}
    agreed: bool | None = None
    confirmed: bool = False
    by_person: bool = False
    reason: str = ""
    answered_at: datetime | None = None
    yes: int = 0
    no: int = 0


class Post(Fact, frozen=True):
    """A message somebody put in the meeting chat: whose, not what."""

    person: PersonId
    flagged: bool = False
    gone: bool = False
