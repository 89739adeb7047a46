"""Which agencies are there for each case: noted as it opens, and what a case loses when people leave early.

Agencies whose type is asked which cases concern them are expected for those alone, and their absence from any
other counts for nothing (LUT-11). In a restricted case only agencies with somebody admitted are expected. It
informs the chair; it holds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from marac.absence import expected_agencies, takes_reports
from marac.admission import is_restricted, may_see
from marac.call import agency_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.facts import Attendance
from marac.floor import agencies_here, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting, put
from marac.presenting import presenter_of
from marac.protocol import Protocol
from marac.representation import check_own_agency
from marac.words import AgencyId, CaseNumber, CaseState, PersonId


class SayWhichCases(Command, frozen=True):
    """Say which of the listed cases concern the agency; none named: none does (LUT-11)."""

    agency: AgencyId
    cases: tuple[CaseNumber, ...] = ()


class CasesConcern(Event, frozen=True):
    """An agency said which of the listed cases concern it."""

    agency: AgencyId
    cases: tuple[CaseNumber, ...]


class AttendanceNoted(Event, frozen=True):
    """Who was there as a case opened: people who may be in it, agencies that counted, and those absent."""

    case: CaseNumber
    people: tuple[PersonId, ...]
    agencies: tuple[AgencyId, ...]
    absent: tuple[AgencyId, ...]


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """An agency whose last member left while cases are still to come: since when, and which lose it;
    `presents` are those of them that it presents."""

    agency: AgencyId
    since: datetime
    cases: tuple[CaseNumber, ...]
    presents: tuple[CaseNumber, ...] = ()


class ReportHeld(msgspec.Struct, frozen=True):
    """An agency that is not there, of which administrators hold a written report; `late` if it came so."""

    agency: AgencyId
    late: bool = False


@decides(SayWhichCases, Who.MEMBER, Who.ADMINISTRATOR)
def say_which_cases(command: SayWhichCases, setting: Setting) -> Iterator[Event]:
    """Take it from a member of the agency, or an administrator; the last word counts."""
    check_own_agency(setting, command.agency)
    agency_on_roll(setting, command.agency)
    if not is_asked(setting.meeting, setting.protocol, command.agency):
        raise Refused(Why.NOT_ASKED, agency=command.agency)
    cases = tuple(sorted(set(command.cases)))
    if setting.meeting.concerned.get(command.agency) != cases:
        yield CasesConcern(agency=command.agency, cases=cases)


@evolves(CasesConcern)
def cases_concern(meeting: Meeting, event: CasesConcern, entry: Entry) -> Meeting:
    """The agency is expected for those."""
    return msgspec.structs.replace(meeting, concerned=put(meeting.concerned, event.agency, event.cases))


@follows
def attendance_is_noted(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """Each time that a case opens, where the area wants it (HAC-04)."""
    rule, case = setting.protocol.absence, after.case_now
    if case is None or before.current_case == after.current_case or rule is None or not rule.shown_for_cases:
        return
    yield AttendanceNoted(
        case=case.number,
        people=tuple(a.person for a in after.present() if may_see(after, a.person, case.number)),
        agencies=agencies_here(after, case),
        absent=absent_for(after, setting.protocol, case),
    )


@evolves(AttendanceNoted)
def attendance_noted(meeting: Meeting, event: AttendanceNoted, entry: Entry) -> Meeting:
    """The case has it, as it was when it last opened."""
    noted = Attendance(at=entry.at, people=event.people, agencies=event.agencies, absent=event.absent)
    return with_case(meeting, event.case, attendance=noted)


def is_asked(meeting: Meeting, protocol: Protocol, agency: AgencyId) -> bool:
    """The agency is one that is asked which cases concern it."""
    kind = meeting.agencies[agency].type
    return any(t.key == kind and t.asked_which_cases for t in protocol.agency_types)


def agencies_asked(meeting: Meeting, protocol: Protocol) -> tuple[AgencyId, ...]:
    """The agencies with members that are asked which cases concern them."""
    with_members = {a.agency for a in meeting.roll.values() if a.is_member}
    return tuple(a for a in meeting.agencies if a in with_members and is_asked(meeting, protocol, a))


def may_concern(meeting: Meeting, protocol: Protocol, agency: AgencyId, case: Case) -> bool:
    """The agency has a part in the case: one that is asked has it in the cases that it named, and in a
    restricted case only agencies have it of which somebody was admitted."""
    if is_restricted(case) and not any(a.person in case.admitted for a in meeting.members_of(agency)):
        return False
    asked = is_asked(meeting, protocol, agency)
    return not asked or case.number in meeting.concerned.get(agency, ())


def absent_for(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[AgencyId, ...]:
    """The agencies expected in the case of which nobody takes part now (HAC-04)."""
    here = set(agencies_here(meeting, case))
    expected = expected_agencies(meeting, protocol)
    return tuple(a for a in expected if a not in here and may_concern(meeting, protocol, a, case))


def reports_held(meeting: Meeting, protocol: Protocol, case: Case) -> tuple[ReportHeld, ...]:
    """The agencies with a part in the case of which nobody is there and administrators hold a written report
    (WOL-11, KEN-04)."""
    if not takes_reports(protocol.absence):
        return ()
    here = set(agencies_here(meeting, case))
    return tuple(
        ReportHeld(agency, known.late)
        for agency, known in meeting.absences.items()
        if known.report_at is not None and agency not in here and may_concern(meeting, protocol, agency, case)
    )


def left_early(meeting: Meeting, protocol: Protocol) -> tuple[Left, ...]:
    """The agencies that were here in this sitting and are not now, with the cases still to come that lose
    them (WOL-28)."""
    sitting, rule = meeting.sitting, protocol.absence
    if sitting is None or rule is None or not rule.shown_for_cases:
        return ()
    found = []
    for agency in expected_agencies(meeting, protocol):
        since = _gone_since(meeting, agency, sitting.number)
        lost = _losing(meeting, protocol, agency) if since is not None else ()
        if since is not None and lost:
            presents = tuple(c.number for c in lost if presenter_of(c) == agency)
            numbers = tuple(c.number for c in lost)
            found.append(Left(agency=agency, since=since, cases=numbers, presents=presents))
    return tuple(found)


def _gone_since(meeting: Meeting, agency: AgencyId, sitting: int) -> datetime | None:
    """When the last of the agency's members left the sitting; None while one is here, or if none was."""
    stretches = [
        one
        for member in meeting.members_of(agency)
        for one in meeting.presence.get(member.person, ())
        if one.sitting == sitting
    ]
    ends = [one.end for one in stretches if one.end is not None]
    return max(ends) if ends and len(ends) == len(stretches) else None


def _losing(meeting: Meeting, protocol: Protocol, agency: AgencyId) -> tuple[Case, ...]:
    """The cases open or still to be heard in this sitting for which the agency is expected and does not
    count as there, in the order of hearing."""
    number = meeting.sitting.number if meeting.sitting else None
    slotted = {slot.case: place for place, slot in enumerate(meeting.order) if slot.case}
    elsewhere = {slot.case for slot in meeting.order if slot.sitting != number}
    cases = sorted(meeting.cases.values(), key=lambda c: slotted.get(c.number, len(slotted)))
    return tuple(
        case
        for case in cases
        if case.state in (CaseState.LISTED, CaseState.OPEN)
        and case.number not in elsewhere
        and agency in absent_for(meeting, protocol, case)
    )
