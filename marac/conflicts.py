"""Conflicts of interest: "none" or case numbers, told privately, with no reason asked or kept.

Chair and administrators alone see them. Until the chair has asked the person to stay, whoever gave notice
is out of that case: its posts, its actions and its votes (LIN-59). A notice stands until the person takes
it back.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marac.admission import has_conflict, is_out
from marac.call import person_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Meeting, put
from marac.words import CaseNumber, PersonId


class DeclareConflicts(Command, frozen=True):
    """Give notice of cases in which one has a conflict, beside those of which one has already; no cases
    means "none", and takes earlier notices back (LIN-34, LIN-59, LIN-60)."""

    person: PersonId
    cases: tuple[CaseNumber, ...] = ()


class AskToStay(Command, frozen=True):
    """The chair decides whether somebody with a conflict stays for the case or leaves (LIN-59)."""

    case: CaseNumber
    person: PersonId
    stays: bool


class ConflictsDeclared(Event, frozen=True):
    """Somebody gave notice of conflicts: all that stand now; an empty list says that there are none."""

    person: PersonId
    cases: tuple[CaseNumber, ...]


class StayDecided(Event, frozen=True):
    """The chair decided whether somebody with a conflict stays or leaves."""

    case: CaseNumber
    person: PersonId
    stays: bool


@decides(DeclareConflicts, Who.SELF, Who.ADMINISTRATOR)
def declare_conflicts(command: DeclareConflicts, setting: Setting) -> Iterator[Event]:
    """Take the notice; the same again changes nothing. A further case never lifts an earlier notice: whoever
    names a second one has not taken back the first."""
    person_on_roll(setting, command.person)
    given = setting.meeting.conflicts.get(command.person)
    cases = frozenset(command.cases) | (given or frozenset()) if command.cases else frozenset()
    if given != cases:
        yield ConflictsDeclared(person=command.person, cases=tuple(sorted(cases)))


@decides(AskToStay, Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def ask_to_stay(command: AskToStay, setting: Setting) -> Iterator[Event]:
    """Record stay or leave for somebody who gave notice. Nobody decides on their own conflict."""
    meeting = setting.meeting
    if not has_conflict(meeting, command.person, command.case):
        raise Refused(Why.NOT_ASKED, case=command.case)
    if command.person == setting.by:
        raise Refused(Why.STEPPED_OUT, case=command.case)
    if meeting.stays.get(command.case, {}).get(command.person) is not command.stays:
        yield StayDecided(case=command.case, person=command.person, stays=command.stays)


@evolves(ConflictsDeclared)
def conflicts_declared(meeting: Meeting, event: ConflictsDeclared, entry: Entry) -> Meeting:
    """The person's conflicts are these; a decision to stay lasts only as long as the notice that it was
    about."""
    stays = {
        case: {p: s for p, s in decided.items() if p != event.person or case in event.cases}
        for case, decided in meeting.stays.items()
    }
    conflicts = put(meeting.conflicts, event.person, frozenset(event.cases))
    return msgspec.structs.replace(meeting, conflicts=conflicts, stays=stays)


@evolves(StayDecided)
def stay_decided(meeting: Meeting, event: StayDecided, entry: Entry) -> Meeting:
    """The decision is known."""
    decided = put(meeting.stays.get(event.case, {}), event.person, event.stays)
    return msgspec.structs.replace(meeting, stays=put(meeting.stays, event.case, decided))


def unanswered(meeting: Meeting) -> tuple[Attendee, ...]:
    """Everybody here who has not yet said "none" or named cases (LIN-34)."""
    return tuple(a for a in meeting.present() if a.person not in meeting.conflicts)


def conflicted(meeting: Meeting, case: CaseNumber) -> tuple[PersonId, ...]:
    """Everybody who gave notice of a conflict in the case. For chair and administrators alone."""
    return tuple(p for p, cases in meeting.conflicts.items() if case in cases)


def undecided(meeting: Meeting, case: CaseNumber) -> tuple[PersonId, ...]:
    """Those here with a conflict in the case of whom the chair has not said stay or leave.

    The chair's own and an administrator's conflict need no decision: they take no part (LIN-61, LIN-62).
    """
    decided = meeting.stays.get(case, {})
    return tuple(
        p
        for p in conflicted(meeting, case)
        if p not in decided
        and meeting.is_present(p)
        and p != meeting.chair
        and not meeting.roll[p].is_administrator
    )


def stepped_out(meeting: Meeting, case: CaseNumber) -> frozenset[PersonId]:
    """Everybody who is kept out of the case."""
    return frozenset(p for p in meeting.conflicts if is_out(meeting, p, case))
