"""Restricted cases: who is admitted, who has to leave the room, and the bare label that is all others ever
see.

HBA, forced marriage, FGM and employee-sensitive cases are for administrators and those whom they admit one
by one. A call is logged, never its content (LIN-121); the employer agency is never named (LIN-116).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from marac.admission import BARE_SLOT, has_conflict, is_restricted, may_see
from marac.call import person_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting, put
from marac.protocol import Protocol
from marac.words import CaseKind, CaseNumber, CaseState, EmployerAnswer, FreeText, PersonId

_NUMBER: Final = re.compile(r"\d+([/-]\d+)?")


class Admit(Command, frozen=True):
    """Admit somebody to a restricted case (LIN-115, LIN-119)."""

    case: CaseNumber
    person: PersonId


class Unadmit(Command, frozen=True):
    """Take somebody's admission back."""

    case: CaseNumber
    person: PersonId


class LogCall(Command, frozen=True):
    """Somebody was telephoned about a restricted case (LIN-121)."""

    case: CaseNumber
    person: PersonId


class TickEmployerTold(Command, frozen=True):
    """The employer agency was told, or that is not possible (LIN-116)."""

    case: CaseNumber
    answer: EmployerAnswer


class ConfirmRoomClear(Command, frozen=True):
    """Nobody but those admitted is in the room; with a note if the list of those here says otherwise
    (LIN-122)."""

    case: CaseNumber
    note: str | None = None


class PersonAdmitted(Event, frozen=True):
    """Somebody was admitted to a restricted case."""

    case: CaseNumber
    person: PersonId


class PersonUnadmitted(Event, frozen=True):
    """Somebody's admission was taken back."""

    case: CaseNumber
    person: PersonId


class CallLogged(Event, frozen=True):
    """Somebody was telephoned."""

    case: CaseNumber
    person: PersonId


class EmployerTold(Event, frozen=True):
    """The employer agency was told, or could not be."""

    case: CaseNumber
    answer: EmployerAnswer


class RoomCleared(Event, frozen=True):
    """The room was said to be clear; `still_listed` are those of whom the list of those here said
    otherwise."""

    case: CaseNumber
    still_listed: tuple[PersonId, ...] = ()
    note: FreeText | None = None


class RoomEntered(Event, frozen=True):
    """Somebody who has to stay out came in after the room was clear: for chair and administrators of the
    case alone."""

    case: CaseNumber
    people: tuple[PersonId, ...]


@decides(Admit, Who.ADMINISTRATOR)
def admit(command: Admit, setting: Setting) -> Iterator[Event]:
    """Admit somebody welcome who has no conflict in the case; an observer only where no room has to be
    cleared of them."""
    case = _restricted(setting, command.case)
    attendee = person_on_roll(setting, command.person)
    if not attendee.is_welcome:
        raise Refused(Why.NO_SUCH_PERSON)
    if has_conflict(setting.meeting, command.person, command.case):
        raise Refused(Why.STEPPED_OUT, case=command.case)
    if attendee.is_observer and case.kind in BARE_SLOT:
        raise Refused(Why.NOT_VALID, field="person", wanted="no observer")
    if command.person not in case.admitted:
        yield PersonAdmitted(case=command.case, person=command.person)


@decides(Unadmit, Who.ADMINISTRATOR)
def unadmit(command: Unadmit, setting: Setting) -> Iterator[Event]:
    """Take the admission back, if there is one."""
    case = _restricted(setting, command.case)
    if command.person in case.admitted:
        yield PersonUnadmitted(case=command.case, person=command.person)


@decides(LogCall, Who.ADMINISTRATOR)
def log_call(command: LogCall, setting: Setting) -> Iterator[Event]:
    """Log that the call was made, each time."""
    _restricted(setting, command.case)
    person_on_roll(setting, command.person)
    yield CallLogged(case=command.case, person=command.person)


@decides(TickEmployerTold, Who.ADMINISTRATOR)
def tick_employer_told(command: TickEmployerTold, setting: Setting) -> Iterator[Event]:
    """Take the tick for an employee-sensitive case; the last one counts."""
    case = _restricted(setting, command.case)
    if case.kind is not CaseKind.EMPLOYEE_SENSITIVE:
        raise Refused(Why.NOT_VALID, field="case", wanted=CaseKind.EMPLOYEE_SENSITIVE.value)
    if case.employer is not command.answer:
        yield EmployerTold(case=command.case, answer=command.answer)


@decides(ConfirmRoomClear, Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR)
def confirm_room_clear(command: ConfirmRoomClear, setting: Setting) -> Iterator[Event]:
    """Take the word for it; where somebody is still listed as here, with a note, for the list can be
    behind."""
    case = _restricted(setting, command.case)
    listed = must_leave(setting.meeting, case)
    note = (command.note or "").strip()
    if listed and not note:
        raise Refused(Why.ROOM_NOT_CLEAR, case=command.case, people=listed)
    if not case.room_clear:
        yield RoomCleared(case=command.case, still_listed=listed, note=note or None)


def _restricted(setting: Setting, number: CaseNumber) -> Case:
    check_part(setting, number)
    case = setting.meeting.cases[number]
    if not is_restricted(case):
        raise Refused(Why.NOT_RESTRICTED, case=number)
    return case


@follows
def room_entered(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A cleared room is no longer clear once somebody more is in it who has to stay out; while the case is
    heard that is said of everybody who comes in."""
    for number, case in after.cases.items():
        earlier = before.cases.get(number)
        if earlier is None:
            continue
        was_clear = case.room_clear and earlier.room_clear and case.state is CaseState.LISTED
        if was_clear or number == after.current_case == before.current_case:
            known = must_leave(before, earlier)
            people = tuple(p for p in must_leave(after, case) if p not in known)
            if people:
                yield RoomEntered(case=number, people=people)


@evolves(PersonAdmitted)
def person_admitted(meeting: Meeting, event: PersonAdmitted, entry: Entry) -> Meeting:
    """The person is admitted."""
    case = meeting.cases[event.case]
    return with_case(meeting, event.case, admitted=case.admitted | {event.person})


@evolves(PersonUnadmitted)
def person_unadmitted(meeting: Meeting, event: PersonUnadmitted, entry: Entry) -> Meeting:
    """The person is no longer admitted."""
    case = meeting.cases[event.case]
    return with_case(meeting, event.case, admitted=case.admitted - {event.person})


@evolves(CallLogged)
def call_logged(meeting: Meeting, event: CallLogged, entry: Entry) -> Meeting:
    """The last call to the person was at this time."""
    calls = put(meeting.cases[event.case].calls, event.person, entry.at)
    return with_case(meeting, event.case, calls=calls)


@evolves(EmployerTold)
def employer_told(meeting: Meeting, event: EmployerTold, entry: Entry) -> Meeting:
    """The tick is there."""
    return with_case(meeting, event.case, employer=event.answer)


@evolves(RoomCleared)
def room_cleared(meeting: Meeting, event: RoomCleared, entry: Entry) -> Meeting:
    """The room is clear."""
    return with_case(meeting, event.case, room_clear=True)


@evolves(RoomEntered)
def no_longer_clear(meeting: Meeting, event: RoomEntered, entry: Entry) -> Meeting:
    """The room has to be cleared again."""
    return with_case(meeting, event.case, room_clear=False)


def must_leave(meeting: Meeting, case: Case) -> tuple[PersonId, ...]:
    """Everybody here who has to leave for a restricted case: not admitted, observers, and those out of it
    (LIN-122)."""
    if not is_restricted(case):
        return ()
    return tuple(a.person for a in meeting.present() if not may_see(meeting, a.person, case.number))


def not_yet_called(case: Case) -> tuple[PersonId, ...]:
    """The people admitted to the case to whom no telephone call is logged (LIN-121)."""
    return tuple(sorted(case.admitted - set(case.calls)))


def may_be_listed(case: Case) -> bool:
    """The case may go on the running order: an employee-sensitive one needs its tick first (LIN-116)."""
    return case.kind is not CaseKind.EMPLOYEE_SENSITIVE or case.employer is not None


def has_bare_slot(case: Case) -> bool:
    """The case's bare slot stands in everybody's running order."""
    return case.kind in BARE_SLOT


def bare_label(case: Case, protocol: Protocol, *, numbered: bool = True) -> str:
    """The only label that a bare slot bears (LIN-120), or what of it names no case. Raises ValueError for a
    number with letters in it."""
    if not _NUMBER.fullmatch(case.number):
        raise ValueError("A restricted case is labelled by its number alone: digits, with no letters.")
    if not numbered:
        return " ".join(protocol.restricted.label.format(number="").split())
    return protocol.restricted.label.format(number=case.number)
