"""Set times: a case that is heard at a time of its own, because a professional is needed for it.

An agency asks for one with the professional's role, never a name; administrators agree, and then the slot
stays where it is when others move (LUT-17).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from marac.actions import check_words
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.facts import TimeAsked
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting
from marac.progress import planned_end
from marac.timetable import minutes_of
from marac.words import AgencyId, CaseNumber, CaseState, FreeText, SittingState


class AskForTime(Command, frozen=True):
    """Ask that a case be heard at this time, because somebody in this role is needed for it. What an
    administrator asks for is agreed."""

    case: CaseNumber
    at: datetime
    role: str
    agency: AgencyId | None = None


class SettleTime(Command, frozen=True):
    """Agree to the time that an agency asked for, or not."""

    case: CaseNumber
    agreed: bool


class TakeTimeBack(Command, frozen=True):
    """Let a case with a set time be placed like any other again."""

    case: CaseNumber


class TimeAskedFor(Event, frozen=True):
    """An agency asked for a set time."""

    case: CaseNumber
    agency: AgencyId
    at: datetime
    role: FreeText


class TimeFixed(Event, frozen=True):
    """A case is heard at this time, whatever else moves."""

    case: CaseNumber
    at: datetime


class TimeDeclined(Event, frozen=True):
    """The time that was asked for cannot be had."""

    case: CaseNumber


class TimeFreed(Event, frozen=True):
    """A case has no set time any more."""

    case: CaseNumber


@decides(AskForTime, Who.MEMBER, Who.ADMINISTRATOR)
def ask_for_time(command: AskForTime, setting: Setting) -> Iterator[Event]:
    """Pass it to the administrators. Raises Refused without a role, for a time outside of a sitting, and
    where the area sets no times."""
    case, asker = _to_come(setting, command.case), setting.asker
    if not setting.protocol.order.fixed_times:
        raise Refused(Why.NOT_IN_THIS_AREA)
    role = command.role.strip()
    if not role:
        raise Refused(Why.MISSING, what=("role",))
    check_words(role)
    agency = _agency(command, setting)
    at = command.at.astimezone(UTC)
    _check_in_a_sitting(at, case, setting)
    wanted = TimeAsked(agency=agency, at=at, role=role)
    agrees = asker is None or asker.is_administrator
    if case.time_asked is None or msgspec.structs.replace(case.time_asked, agreed=None) != wanted:
        yield TimeAskedFor(case=command.case, agency=agency, at=at, role=role)
    if agrees and case.fixed_at != at:
        _check_free(at, case, setting)
        yield TimeFixed(case=command.case, at=at)


def _agency(command: AskForTime, setting: Setting) -> AgencyId:
    asker = setting.asker
    agency = command.agency or (asker.agency if asker else None)
    if agency is None:
        raise Refused(Why.MISSING, what=("agency",))
    if asker is not None and not asker.is_administrator and agency != asker.agency:
        raise Refused(Why.OWN_AGENCY_ONLY, agency=asker.agency)
    return agency


def _to_come(setting: Setting, number: CaseNumber) -> Case:
    check_part(setting, number)
    case = setting.meeting.cases[number]
    if case.state is not CaseState.LISTED:
        raise Refused(Why.CASE_NOT_LISTED, case=number)
    return case


def _check_in_a_sitting(at: datetime, case: Case, setting: Setting) -> None:
    length = timedelta(minutes=minutes_of(case, setting.protocol))
    for sitting in setting.meeting.sittings:
        ends = planned_end(sitting, setting.protocol)
        if sitting.state is not SittingState.ENDED and sitting.starts_at <= at and at + length <= ends:
            return
    raise Refused(Why.NOT_VALID, field="at", wanted="time inside a sitting")


def _check_free(at: datetime, case: Case, setting: Setting) -> None:
    """Raise Refused where another case has a set time that would overlap."""
    protocol = setting.protocol
    for other in setting.meeting.cases.values():
        if other.number == case.number or other.fixed_at is None or other.state is not CaseState.LISTED:
            continue
        ends = at + timedelta(minutes=minutes_of(case, protocol))
        if at < other.fixed_at + timedelta(minutes=minutes_of(other, protocol)) and other.fixed_at < ends:
            raise Refused(Why.TIME_TAKEN)


@decides(SettleTime, Who.ADMINISTRATOR)
def settle_time(command: SettleTime, setting: Setting) -> Iterator[Event]:
    """Fix the slot at the time that was asked for, or say that it cannot be had."""
    case = _to_come(setting, command.case)
    asked = case.time_asked
    if asked is None:
        raise Refused(Why.NOT_ASKED, case=command.case)
    if asked.agreed is command.agreed:
        return
    if not command.agreed:
        yield TimeDeclined(case=command.case)
        return
    _check_free(asked.at, case, setting)
    yield TimeFixed(case=command.case, at=asked.at)


@decides(TakeTimeBack, Who.ADMINISTRATOR)
def take_time_back(command: TakeTimeBack, setting: Setting) -> Iterator[Event]:
    """Take it back, if there is one."""
    if _to_come(setting, command.case).fixed_at is not None:
        yield TimeFreed(case=command.case)


@evolves(TimeAskedFor)
def time_asked_for(meeting: Meeting, event: TimeAskedFor, entry: Entry) -> Meeting:
    """The request waits; an earlier one is replaced, and a time that was fixed stays until this is agreed."""
    asked = TimeAsked(agency=event.agency, at=event.at, role=event.role)
    return with_case(meeting, event.case, time_asked=asked)


@evolves(TimeFixed)
def time_fixed(meeting: Meeting, event: TimeFixed, entry: Entry) -> Meeting:
    """The slot is fixed."""
    return with_case(meeting, event.case, fixed_at=event.at, time_asked=_settled(meeting, event.case, True))


@evolves(TimeDeclined)
def time_declined(meeting: Meeting, event: TimeDeclined, entry: Entry) -> Meeting:
    """The case is placed like any other."""
    return with_case(meeting, event.case, fixed_at=None, time_asked=_settled(meeting, event.case, False))


@evolves(TimeFreed)
def time_freed(meeting: Meeting, event: TimeFreed, entry: Entry) -> Meeting:
    """The case is placed like any other, and nothing is asked for it."""
    return with_case(meeting, event.case, fixed_at=None, time_asked=None)


def _settled(meeting: Meeting, number: CaseNumber, agreed: bool) -> TimeAsked | None:
    asked = meeting.cases[number].time_asked
    return None if asked is None else msgspec.structs.replace(asked, agreed=agreed)


def times_asked(meeting: Meeting) -> tuple[Case, ...]:
    """The cases for which a set time is asked and nobody has said yes or no."""
    return tuple(
        case
        for case in meeting.cases.values()
        if case.state is CaseState.LISTED and case.time_asked is not None and case.time_asked.agreed is None
    )
