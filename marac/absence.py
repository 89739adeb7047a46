"""An agency whose people cannot come: a substitute by name first, and a written report where the area takes
one.

Nobody gives a reason (LIN-14). A report goes to the administrators outside of the bot: they mark that they
hold it, and its text is never asked for here. What an agency owes before the meeting is nothing once somebody
of it comes after all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import msgspec

from marac.calendar import DueRule
from marac.call import agency_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.declarations import AuthorityGiven
from marac.facts import Absence
from marac.journal import Entry, Event, evolves
from marac.meeting import Attendee, Meeting
from marac.protocol import AbsenceRule, Protocol
from marac.representation import (
    RepresentativeNamed,
    absence_of,
    check_can_come,
    check_own_agency,
    with_absence,
    without_named,
)
from marac.words import AgencyId, Capacity, PersonId

TIME_TO_ANSWER: Final = timedelta(hours=1)
"""How long an agency that was asked who comes instead is left alone."""


class NameSubstitute(Command, frozen=True):
    """Say by name who comes for the agency instead, and whether they can take actions on for it."""

    agency: AgencyId
    person: PersonId
    takes_actions: bool | None = None


class SayNobodyComes(Command, frozen=True):
    """Say that nobody of the agency can come to this meeting."""

    agency: AgencyId


class ReceiveReport(Command, frozen=True):
    """Mark that administrators hold the agency's written report, or that they do not after all."""

    agency: AgencyId
    received: bool = True


class ChaseAbsences(Command, frozen=True):
    """The clock asks whether agencies that cannot come have to be chased."""


class NobodyComes(Event, frozen=True):
    """An agency said that nobody of it can come."""

    agency: AgencyId


class ReportReceived(Event, frozen=True):
    """Administrators hold an agency's written report, or do not after all; `late` after the area's time."""

    agency: AgencyId
    received: bool = True
    late: bool = False


class AbsencesChased(Event, frozen=True):
    """These agencies were chased: they cannot come, and have named nobody and sent nothing."""

    agencies: tuple[AgencyId, ...]


@decides(NameSubstitute, Who.MEMBER, Who.ADMINISTRATOR)
def name_substitute(command: NameSubstitute, setting: Setting) -> Iterator[Event]:
    """Name somebody of the agency, and keep the answer on actions; a member names for their own agency
    alone."""
    check_own_agency(setting, command.agency)
    named = check_can_come(setting, command.agency, command.person)
    if setting.meeting.representatives.get(command.agency) != command.person or named.apologies:
        yield RepresentativeNamed(agency=command.agency, person=command.person)
    if command.takes_actions is not None and named.authority is not command.takes_actions:
        yield AuthorityGiven(person=command.person, has_authority=command.takes_actions)


@decides(SayNobodyComes, Who.MEMBER, Who.ADMINISTRATOR)
def say_nobody_comes(command: SayNobodyComes, setting: Setting) -> Iterator[Event]:
    """Take it from a member of the agency, or from an administrator; once is enough."""
    check_own_agency(setting, command.agency)
    agency_on_roll(setting, command.agency)
    known = absence_of(setting.meeting, command.agency)
    if not known.nobody or somebody_comes(setting.meeting, command.agency):
        yield NobodyComes(agency=command.agency)


@decides(ReceiveReport, Who.ADMINISTRATOR)
def receive_report(command: ReceiveReport, setting: Setting) -> Iterator[Event]:
    """Mark it where the area lets a report stand for attending. Raises Refused where it is the last resort
    and the agency has not said that nobody can come (LUT-02)."""
    agency_on_roll(setting, command.agency)
    rule, known = setting.protocol.absence, absence_of(setting.meeting, command.agency)
    if not takes_reports(rule):
        raise Refused(Why.NO_REPORTS)
    first = rule is not None and rule.written_report == "last-resort" and not known.nobody
    if command.received and first and known.report_at is None:
        raise Refused(Why.SUBSTITUTE_FIRST, agency=command.agency)
    if command.received is not (known.report_at is not None):
        until = report_by(setting.meeting, setting.protocol)
        late = command.received and until is not None and setting.now > until
        yield ReportReceived(agency=command.agency, received=command.received, late=late)


@decides(ChaseAbsences, Who.SYSTEM)
def chase_absences(command: ChaseAbsences, setting: Setting) -> Iterator[Event]:
    """From the area's time until the start, each agency once; one that was asked a moment ago is given time
    to answer."""
    at = chased_from(setting.meeting, setting.protocol)
    starts = starts_at(setting.meeting)
    if at is None or starts is None or not at <= setting.now < starts:
        return
    new = [
        agency
        for agency in agencies_unsettled(setting.meeting, setting.protocol)
        if _may_be_chased(absence_of(setting.meeting, agency), setting.now)
    ]
    if new:
        yield AbsencesChased(agencies=tuple(new))


def _may_be_chased(known: Absence, now: datetime) -> bool:
    was_asked_now = known.asked_at is not None and now < known.asked_at + TIME_TO_ANSWER
    return known.chased_at is None and not was_asked_now


@evolves(NobodyComes)
def nobody_comes(meeting: Meeting, event: NobodyComes, entry: Entry) -> Meeting:
    """None of its members is expected."""
    members = meeting.members_of(event.agency)
    for member in members:
        meeting = without_named(meeting, member.person)
    away = {m.person: msgspec.structs.replace(m, apologies=True) for m in members}
    meeting = msgspec.structs.replace(meeting, roll={**meeting.roll, **away})
    return with_absence(meeting, event.agency, nobody=True, asked_at=entry.at)


@evolves(ReportReceived)
def report_received(meeting: Meeting, event: ReportReceived, entry: Entry) -> Meeting:
    """The report is held, or is not."""
    at = entry.at if event.received else None
    return with_absence(meeting, event.agency, report_at=at, late=event.late)


@evolves(AbsencesChased)
def absences_chased(meeting: Meeting, event: AbsencesChased, entry: Entry) -> Meeting:
    """They were chased."""
    for agency in event.agencies:
        meeting = with_absence(meeting, agency, chased_at=entry.at)
    return meeting


def takes_reports(rule: AbsenceRule | None) -> bool:
    """A written report may stand for attending here."""
    return rule is not None and rule.written_report != "none"


def regular_agencies(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """The agencies with members; of those that are asked which cases concern them, only the ones that named
    some (LUT-11)."""
    asked = {t.key for t in protocol.agency_types if t.asked_which_cases}
    with_members = {a.agency for a in meeting.roll.values() if a.is_member}
    return tuple(
        key
        for key, agency in meeting.agencies.items()
        if key in with_members and (agency.type not in asked or meeting.concerned.get(key))
    )


def expected_agencies(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """Those of them whose absence counts: of a type expected at every meeting, or with a case that concerns
    them."""
    counts = {t.key for t in protocol.agency_types if t.is_always_expected or t.asked_which_cases}
    return tuple(key for key in regular_agencies(meeting, protocol) if meeting.agencies[key].type in counts)


def somebody_comes(meeting: Meeting, agency: AgencyId) -> bool:
    """Somebody was named, or a representative of the agency (where it has none: a deputy) has not said that
    they cannot come."""
    if agency in meeting.representatives:
        return True
    members = meeting.members_of(agency)
    own = [a for a in members if Capacity.REPRESENTATIVE in a.capacities] or list(members)
    return any(not a.apologies for a in own)


def agencies_away(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """The agencies whose representatives cannot come and that have named nobody."""
    if protocol.absence is None:
        return ()
    return tuple(a for a in regular_agencies(meeting, protocol) if not somebody_comes(meeting, a))


def wants_substitute(meeting: Meeting, protocol: Protocol, agency: AgencyId) -> bool:
    """The agency is asked for a substitute by name, and has neither named one nor said that nobody can
    come."""
    rule = protocol.absence
    asked = rule is not None and rule.substitute_asked
    return asked and agency in agencies_away(meeting, protocol) and not absence_of(meeting, agency).nobody


def wants_report(meeting: Meeting, protocol: Protocol, agency: AgencyId) -> bool:
    """Nobody of the agency can come, and the report that may stand for that is not there."""
    known = absence_of(meeting, agency)
    is_away = agency in agencies_away(meeting, protocol)
    return takes_reports(protocol.absence) and is_away and known.nobody and known.report_at is None


def agencies_unsettled(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """The agencies that cannot come, from which neither a name nor a report has come; those that said that
    nobody can, only where a report is still to come."""
    return tuple(
        agency
        for agency in agencies_away(meeting, protocol)
        if absence_of(meeting, agency).report_at is None
        and (
            wants_substitute(meeting, protocol, agency)
            or wants_report(meeting, protocol, agency)
            or not absence_of(meeting, agency).nobody
        )
    )


def stands_in(meeting: Meeting, person: PersonId) -> Attendee | None:
    """The person's entry, if they were named to come for their agency and are not its representative."""
    attendee = meeting.roll.get(person)
    named = attendee is not None and meeting.representatives.get(attendee.agency or "") == person
    if attendee is None or not named or Capacity.REPRESENTATIVE in attendee.capacities:
        return None
    return attendee


def starts_at(meeting: Meeting) -> datetime | None:
    """When the meeting starts."""
    return meeting.sittings[0].starts_at if meeting.sittings else None


def report_by(meeting: Meeting, protocol: Protocol) -> datetime | None:
    """By when a written report has to be there (LUT-03); None where the area sets no time."""
    rule = protocol.absence
    return _counted(rule.report_by if takes_reports(rule) and rule else None, meeting, protocol)


def chased_from(meeting: Meeting, protocol: Protocol) -> datetime | None:
    """From when agencies are chased; None where the area sets no time."""
    rule = protocol.absence
    return _counted(rule.told_without if rule else None, meeting, protocol)


@cache
def _rule(expression: str) -> DueRule:
    return DueRule.parse(expression)


def _counted(expression: str | None, meeting: Meeting, protocol: Protocol) -> datetime | None:
    """The moment, from the start; a day counts from the hour of the day's digests."""
    start = starts_at(meeting)
    if expression is None or start is None:
        return None
    counted = _rule(expression).apply(start, protocol.calendar)
    if isinstance(counted, datetime):
        return counted
    return protocol.calendar.moment(counted, protocol.nudge_at)
