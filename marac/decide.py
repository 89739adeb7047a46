"""The one way in: a command, who gives it, the meeting, the protocol and `now` give events, or a refusal
with its reason.

Engines register a decider for each command, with who may give it. Checks that hold for every command
(barred people, cases that somebody may not know of) are made here once, so that no engine can forget them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any, TypeVar

import msgspec

from marac.admission import may_know_of
from marac.journal import SYSTEM, Entry, Event, evolve
from marac.meeting import Attendee, Meeting
from marac.protocol import Protocol
from marac.words import PersonId


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person, or the clock, asks of a meeting. Subclasses are named as orders."""


class Who(Enum):
    """Who may give a command. `SELF` means: about oneself, the command's `person`."""

    CHAIR = auto()
    ANY_CHAIR = auto()
    ADMINISTRATOR = auto()
    MEMBER = auto()
    SELF = auto()
    ANYONE = auto()
    LEAD = auto()
    SYSTEM = auto()


class Why(StrEnum):
    """The reasons for which a command is refused. The dialogs hold a sentence for each."""

    NOT_ALLOWED = "not-allowed"
    NOT_ON_ROLL = "not-on-roll"
    NO_SUCH_CASE = "no-such-case"
    NO_SUCH_PERSON = "no-such-person"
    NO_SUCH_AGENCY = "no-such-agency"
    NO_SUCH_ACTION = "no-such-action"
    NO_SUCH_VOTE = "no-such-vote"
    NO_SITTING = "no-sitting"
    SITTING_ENDED = "sitting-ended"
    TOO_EARLY = "too-early"
    MEETING_CLOSED = "meeting-closed"
    OLD_DECLARATION = "old-declaration"
    NOT_PRESENT = "not-present"
    NOT_A_STEP = "not-a-step"
    NOTE_NEEDED = "note-needed"
    HELD = "held"
    NO_OPEN_CASE = "no-open-case"
    CASE_OPEN = "case-open"
    CASE_NOT_LISTED = "case-not-listed"
    CHAIR_CONFLICTED = "chair-conflicted"
    STEPPED_OUT = "stepped-out"
    NOT_ASKED = "not-asked"
    ALREADY = "already"
    MISSING = "missing"
    NOT_VALID = "not-valid"
    NOT_HEARD_YET = "not-heard-yet"
    NO_SUCH_DUTY = "no-such-duty"
    TO_BE_ENTERED = "to-be-entered"
    NO_SUCH_POST = "no-such-post"
    NO_SUCH_READY_ACTION = "no-such-ready-action"
    OWN_AGENCY_ONLY = "own-agency-only"
    NOT_AN_OWNER = "not-an-owner"
    OWNER_FIXED = "owner-fixed"
    COLLECTOR_NEEDED = "collector-needed"
    PERSONAL_DETAILS = "personal-details"
    DATE_PAST = "date-past"
    DATE_AHEAD = "date-ahead"
    FLAG_STANDS = "flag-stands"
    ACTION_FINISHED = "action-finished"
    NOT_ACCEPTED = "not-accepted"
    RECORDED_FOR_THEM = "recorded-for-them"
    AGENCY_NOT_HERE = "agency-not-here"
    OWN_SEARCH = "own-search"
    WEIGH_FIRST = "weigh-first"
    TICK_ONLY = "tick-only"
    ROOM_NOT_CLEAR = "room-not-clear"
    NOT_RESTRICTED = "not-restricted"
    RESTRICTION_STAYS = "restriction-stays"
    LEAD_NEEDED = "lead-needed"
    OBSERVERS_FULL = "observers-full"
    NOT_ADMITTED = "not-admitted"
    CHAIR_ALONE = "chair-alone"
    NOT_IN_THIS_AREA = "not-in-this-area"
    REFERRER_SILENT = "referrer-silent"
    NO_REPORTS = "no-reports"
    SUBSTITUTE_FIRST = "substitute-first"
    ORGANISATION_NOT_APPROVED = "organisation-not-approved"
    HOST_BRIEFS = "host-briefs"
    LIST_CLOSED = "list-closed"
    LIST_OPEN = "list-open"
    NO_SUCH_SECTION = "no-such-section"
    OUT_OF_HOURS = "out-of-hours"
    NOT_MINUTED = "not-minuted"
    ORDER_LOCKED = "order-locked"
    SLOT_FIXED = "slot-fixed"
    TIME_TAKEN = "time-taken"
    NOT_WITHDRAWN = "not-withdrawn"
    LEAVING_NEEDS = "leaving-needs"
    OWN_AGENCY_LEAVES = "own-agency-leaves"
    ORDER_NOT_READY = "order-not-ready"
    TIME_OVER = "time-over"
    NOT_HEARD_LATELY = "not-heard-lately"
    NO_MEETING_THEN = "no-meeting-then"
    NOT_BY_MAIL = "not-by-mail"
    HAS_BEGUN = "has-begun"
    LIST_NOT_CLOSED = "list-not-closed"
    CANNOT_LEAD = "cannot-lead"


class Refused(Exception):
    """A command that is not carried out. `why` is the reason, `facts` what the sentence for it needs."""

    def __init__(self, why: Why, **facts: Any) -> None:
        super().__init__(why.value)
        self.why = why
        self.facts: Mapping[str, Any] = facts


class Rule(msgspec.Struct, frozen=True):
    """How a command is decided, and who may give it."""

    decider: Callable[..., Iterable[Event]]
    who: frozenset[Who]


C = TypeVar("C", bound=Command)
Decider = Callable[[C, "Setting"], Iterable[Event]]


class Setting(msgspec.Struct, frozen=True):
    """What a decider knows: the meeting, the area's protocol, the time (aware, UTC), and who is asking."""

    meeting: Meeting
    protocol: Protocol
    now: datetime
    by: PersonId

    @property
    def asker(self) -> Attendee | None:
        """Who is asking, as on the roll; None for the clock and for strangers."""
        return self.meeting.roll.get(self.by)


class Outcome(msgspec.Struct, frozen=True):
    """What became of a command: its journal lines, and the meeting after them."""

    entries: tuple[Entry, ...]
    meeting: Meeting


_RULES: dict[type[Command], Rule] = {}
_GUARDS: list[Callable[[Command, Setting], None]] = []
_CONSEQUENCES: list[Callable[[Meeting, Meeting, Setting], Iterable[Event]]] = []


def decides(command: type[C], *who: Who) -> Callable[[Decider[C]], Decider[C]]:
    """Register the one function that decides `command`, for those in `who`."""

    def register(function: Decider[C]) -> Decider[C]:
        if command in _RULES:
            raise TypeError(f"{command.__name__} already has a decider")
        _RULES[command] = Rule(function, frozenset(who))
        return function

    return register


def follows(
    function: Callable[[Meeting, Meeting, Setting], Iterable[Event]],
) -> Callable[[Meeting, Meeting, Setting], Iterable[Event]]:
    """Register a consequence: given the meeting before and after a command, the facts that follow of
    themselves."""
    _CONSEQUENCES.append(function)
    return function


def guards(function: Callable[[Command, Setting], None]) -> Callable[[Command, Setting], None]:
    """Register a check that is made before any command is decided: it raises Refused, or says nothing."""
    _GUARDS.append(function)
    return function


def commands() -> Mapping[type[Command], Rule]:
    """Every command that a meeting takes."""
    return dict(_RULES)


def may_give(command: type[Command], person: PersonId, meeting: Meeting) -> bool:
    """Whether `person` could give such a command at all, whoever it is about."""
    return person == SYSTEM or bool(_standing(person, meeting) & _RULES[command].who)


def _standing(person: PersonId, meeting: Meeting) -> frozenset[Who]:
    """In which of the ways of `Who` this person stands to the meeting, `SELF` taken as given."""
    if person == SYSTEM:
        return frozenset({Who.SYSTEM})
    attendee = meeting.roll.get(person)
    if attendee is None or not attendee.is_welcome:
        return frozenset()
    standing = {Who.SELF, Who.ANYONE}
    if attendee.is_administrator:
        standing.add(Who.ADMINISTRATOR)
    if attendee.is_member:
        standing.add(Who.MEMBER)
    if attendee.is_chair:
        standing.add(Who.ANY_CHAIR)
    if "operational-lead" in attendee.capacities:
        standing.add(Who.LEAD)
    if meeting.chair == person or (meeting.sitting is None and attendee.is_chair):
        standing.add(Who.CHAIR)
    return frozenset(standing)


def _check_allowed(command: Command, setting: Setting) -> None:
    rule = _RULES[type(command)]
    standing = _standing(setting.by, setting.meeting)
    if not standing:
        raise Refused(Why.NOT_ON_ROLL)
    held = standing & rule.who
    if held == {Who.SELF} and getattr(command, "person", setting.by) != setting.by:
        held = frozenset()
    if not held and setting.by != SYSTEM:
        raise Refused(Why.NOT_ALLOWED, who=tuple(sorted(w.name for w in rule.who)))


def _check_known(command: Command, setting: Setting) -> None:
    """A case that somebody may not know of does not exist for them: the answer is the same as for a wrong
    number."""
    meeting = setting.meeting
    numbers = [*getattr(command, "cases", ())]
    if case := getattr(command, "case", None):
        numbers.append(case)
    for number in numbers:
        if number not in meeting.cases or not may_know_of(meeting, setting.by, number):
            raise Refused(Why.NO_SUCH_CASE, case=number)
    person = getattr(command, "person", None)
    if (
        person is not None
        and person not in meeting.roll
        and setting.by != SYSTEM
        and _names_attendee(command)
    ):
        raise Refused(Why.NO_SUCH_PERSON)
    agency = getattr(command, "agency", None)
    if agency is not None and agency not in meeting.agencies:
        raise Refused(Why.NO_SUCH_AGENCY, agency=agency)


def _names_attendee(command: Command) -> bool:
    return not getattr(type(command), "ADDS_TO_ROLL", False)


def decide(command: Command, by: PersonId, meeting: Meeting, protocol: Protocol, now: datetime) -> Outcome:
    """Carry out `command`. Raises Refused, and then nothing has happened; no events means that all was so
    already."""
    setting = Setting(meeting, protocol, now, by)
    _check_allowed(command, setting)
    _check_known(command, setting)
    for guard in _GUARDS:
        guard(command, setting)
    entries: list[Entry] = []
    after = _append(entries, meeting, _RULES[type(command)].decider(command, setting), now, by)
    if entries:
        for consequence in _CONSEQUENCES:
            later = Setting(after, protocol, now, by)
            after = _append(entries, after, consequence(meeting, after, later), now, SYSTEM)
    return Outcome(tuple(entries), after)


def _append(
    entries: list[Entry], meeting: Meeting, events: Iterable[Event], now: datetime, by: str
) -> Meeting:
    for event in events:
        entry = Entry(sequence=meeting.sequence + 1, at=now, by=by, event=event)
        entries.append(entry)
        meeting = evolve(meeting, entry)
    return meeting
