"""Closing the cases that have not come back, and what agencies are asked about their flags.

A case is due once so many months have gone by since it was last heard; a repeat starts them again. Due cases
are listed by number alone, an administrator approves the list, and then agencies take the flags off. Which
cases were heard when is looked up by the caller; nothing here knows of more than a number and a date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from marac.admission import may_see
from marac.calendar import DueRule, DueUnit
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.duties import DutyDue, further_duties
from marac.facts import ClosureList, DueForClosure
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting, put
from marac.protocol import Duty, FlagRule, Protocol
from marac.records import of_agencies, owed
from marac.subjects import Subject, over_since
from marac.words import AgencyId, CaseNumber, CaseState

FLAGGED: Final = ("flagged", "cannot")
APPROVE, REMOVE, DISCHARGE = "closures-approved", "closed-flags-off", "closed-discharged"
ASKED, RESTARTED = "files-flagged-after", "flag-date-changed"


class ListClosures(Command, frozen=True):
    """Put cases before administrators that are due to be closed, under a key by which it happens once."""

    key: str
    closures: tuple[DueForClosure, ...]


class ApproveClosures(Command, frozen=True):
    """Close the cases of a list; `numbers` are those that have not come back meanwhile."""

    key: str
    numbers: tuple[CaseNumber, ...]


class ClosuresListed(Event, frozen=True):
    """Cases were put before administrators to be closed."""

    key: str
    closures: tuple[DueForClosure, ...]


class ClosuresApproved(Event, frozen=True):
    """An administrator has approved a list: these cases are closed."""

    key: str
    numbers: tuple[CaseNumber, ...]


class LastHeard(msgspec.Struct, frozen=True, kw_only=True):
    """The last hearing of a case: when, and at which meeting. `settled`: nothing more is asked of its
    flags; `until`: the last day of its flag, where it is known."""

    case: CaseNumber
    meeting: str
    on: date
    settled: bool = False
    until: date | None = None


def due_for_closure(
    heard: Iterable[LastHeard],
    returning: frozenset[CaseNumber],
    rule: FlagRule,
    protocol: Protocol,
    today: date,
) -> tuple[DueForClosure, ...]:
    """The cases whose months are over on `today`, the longest ago first; none that comes back (LIN-31,
    LUT-40). Of a case heard several times the last hearing alone counts (LIN-100), and none is due before the
    day up to which its flag was made longer (LIN-32)."""
    last: dict[CaseNumber, LastHeard] = {}
    for row in heard:
        if row.case not in last or last[row.case].on <= row.on:
            last[row.case] = row
    due = [
        row
        for row in last.values()
        if not row.settled
        and row.case not in returning
        and stands_until(row.on, row.until, rule, protocol) <= today
    ]
    return tuple(
        DueForClosure(case=r.case, meeting=r.meeting, on=r.on, until=r.until)
        for r in sorted(due, key=lambda r: (r.on, r.case))
    )


def flagged_until(heard_on: date, rule: FlagRule, protocol: Protocol) -> date:
    """The last day of a flag that counts from that hearing."""
    until = DueRule(DueUnit.MONTH, rule.months).apply(heard_on, protocol.calendar)
    return until.date() if isinstance(until, datetime) else until


def stands_until(heard_on: date, longer: date | None, rule: FlagRule, protocol: Protocol) -> date:
    """The last day of a case's flag: counted from its hearing, or a later one up to which it was made
    longer."""
    counted = flagged_until(heard_on, rule, protocol)
    return max(counted, longer) if longer is not None else counted


@decides(ListClosures, Who.SYSTEM)
def list_closures(command: ListClosures, setting: Setting) -> Iterator[Event]:
    """Once under each key, and only what there is."""
    if command.closures and command.key not in setting.meeting.closure_lists:
        yield ClosuresListed(key=command.key, closures=command.closures)


@decides(ApproveClosures, Who.ADMINISTRATOR)
def approve_closures(command: ApproveClosures, setting: Setting) -> Iterator[Event]:
    """Take it from an administrator, once; nothing may be closed that was not listed."""
    listed = setting.meeting.closure_lists.get(command.key)
    if listed is None:
        raise Refused(Why.NO_SUCH_DUTY, duty=command.key)
    if not set(command.numbers) <= {c.case for c in listed.closures}:
        raise Refused(Why.NOT_VALID, field="numbers", wanted="case on the list")
    if listed.approved_at is None:
        yield ClosuresApproved(key=command.key, numbers=command.numbers)


@evolves(ClosuresListed)
def closures_listed(meeting: Meeting, event: ClosuresListed, entry: Entry) -> Meeting:
    """The list waits to be approved."""
    listed = ClosureList(key=event.key, listed_at=entry.at, closures=event.closures)
    return msgspec.structs.replace(meeting, closure_lists=put(meeting.closure_lists, event.key, listed))


@evolves(ClosuresApproved)
def closures_approved(meeting: Meeting, event: ClosuresApproved, entry: Entry) -> Meeting:
    """It is approved; the flags of these cases come off."""
    listed = meeting.closure_lists[event.key]
    approved = msgspec.structs.replace(listed, approved_at=entry.at, approved=event.numbers)
    return msgspec.structs.replace(meeting, closure_lists=put(meeting.closure_lists, event.key, approved))


@further_duties
def closing_duties(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """Administrators look through each list; once it is approved, agencies take the flags off but those that
    keep theirs, and administrators discharge the cases (WOL-22, LUT-41)."""
    rule, closing = protocol.flags, protocol.closures
    if rule is None or closing is None:
        return
    for listed in meeting.closure_lists.values():
        about = Subject(key=listed.key)
        look = _approve(listed, rule, closing.approve_within)
        yield owed(look, about, listed.listed_at, meeting, protocol, is_done=listed.approved_at is not None)
        if listed.approved_at is None or not listed.approved:
            continue
        if rule.removal_asked:
            off = _remove(listed, rule, protocol, closing.remove_within)
            asked = removing(meeting, rule)
            yield from of_agencies(off, asked, listed.approved_at, meeting, protocol, about=listed.key)
        if rule.discharged:
            discharge = _discharge(listed, rule, protocol, closing.remove_within)
            yield owed(discharge, about, listed.approved_at, meeting, protocol)


def removing(meeting: Meeting, rule: FlagRule) -> tuple[AgencyId, ...]:
    """The agencies that take flags off: all but those of a type that keeps its own."""
    return tuple(key for key, agency in meeting.agencies.items() if agency.type not in rule.kept_by)


def _approve(listed: ClosureList, rule: FlagRule, within: str) -> Duty:
    number = len(listed.closures)
    return Duty(
        key=APPROVE,
        label=f"Look through the list: {number} case{'s' if number != 1 else ''} due to be closed",
        owed_by="administrators",
        subject="meeting",
        anchor="agreed",
        due=within,
        remind=("-5 working days", "+0 working days", "+5 working days"),
        discharged_by="closures-approved",
        cite=rule.cite,
    )


def _remove(listed: ClosureList, rule: FlagRule, protocol: Protocol, within: str) -> Duty:
    return Duty(
        key=REMOVE,
        label=f"Take off the flags of the cases on the closure list of {_day(listed.approved_at, protocol)}: "
        f"it is in {protocol.case_system}",
        owed_by="agencies",
        subject="agency",
        anchor="agreed",
        due=within,
        remind=("-5 working days", "+0 working days"),
        answers=("flags-off", "none-flagged"),
        cite=rule.cite,
    )


def _discharge(listed: ClosureList, rule: FlagRule, protocol: Protocol, within: str) -> Duty:
    number = len(listed.approved)
    return Duty(
        key=DISCHARGE,
        label=f"Discharge the {number} closed case{'s' if number != 1 else ''} in {protocol.case_system}",
        owed_by="administrators",
        subject="meeting",
        anchor="agreed",
        due=within,
        remind=("-5 working days", "+0 working days"),
        cite=rule.cite,
    )


def _day(moment: datetime | None, protocol: Protocol) -> str:
    return f"{protocol.calendar.local(moment):%d/%m/%Y}" if moment is not None else ""


@further_duties
def flag_duties(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """After a meeting each agency is asked once whether its files are flagged, and whether the flags of cases
    that were heard again have their new date (HAC-44, LIN-100)."""
    rule, over = protocol.flags, over_since(meeting)
    if rule is None or over is None or not any(_is_flagged(c) for c in meeting.cases.values()):
        return
    if rule.asked:
        yield from of_agencies(_ask(rule), tuple(meeting.agencies), over, meeting, protocol)
    if protocol.closures is not None and protocol.closures.restart_asked:
        for agency in meeting.agencies:
            if again := heard_again(meeting, agency):
                duty = _restarted(again, rule, protocol, over)
                yield from of_agencies(duty, (agency,), over, meeting, protocol)


def _is_flagged(case: Case) -> bool:
    return case.state is CaseState.HEARD and not (case.not_high_risk or case.flagging_stopped)


def heard_again(meeting: Meeting, agency: AgencyId) -> tuple[CaseNumber, ...]:
    """The cases heard here that had been heard before, as far as everybody who speaks for the agency may see
    them."""
    members = meeting.members_of(agency)
    return tuple(
        case.number
        for case in meeting.cases.values()
        if _is_flagged(case)
        and (case.repeat or case.last_heard is not None)
        and members
        and all(may_see(meeting, a.person, case.number) for a in members)
    )


def _ask(rule: FlagRule) -> Duty:
    return Duty(
        key=ASKED,
        label=f"Say whether the files of those heard are flagged for {rule.months} months",
        owed_by="agencies",
        subject="agency",
        anchor="closing",
        due="+5 working days",
        remind=("+0 working days",),
        answers=FLAGGED if rule.cannot else ("flagged",),
        cite=rule.cite,
    )


def _restarted(cases: tuple[CaseNumber, ...], rule: FlagRule, protocol: Protocol, over: datetime) -> Duty:
    until = flagged_until(protocol.calendar.day_of(over), rule, protocol)
    return Duty(
        key=RESTARTED,
        label=f"Change the flag’s last day to {until:%d/%m/%Y} for what was heard again: {', '.join(cases)}",
        owed_by="agencies",
        subject="agency",
        anchor="closing",
        due="+5 working days",
        remind=("+0 working days",),
        cite=rule.cite,
    )


def list_key(protocol: Protocol, meeting: Meeting, now: datetime) -> str | None:
    """The key under which cases are to be listed in this meeting's journal at `now`; None while it is not
    time, or where they have been listed."""
    rule, calendar = protocol.closures, protocol.calendar
    if rule is None or protocol.flags is None or not meeting.sittings:
        return None
    today, first = calendar.day_of(now), min(s.starts_at for s in meeting.sittings)
    if rule.listed == "weekly":
        monday = today - timedelta(days=today.weekday())
        key = f"week-{monday.isoformat()}"
    elif rule.listed == "before-meeting":
        counted = DueRule.parse(rule.before).apply(first, calendar)
        opens = calendar.day_of(counted) if isinstance(counted, datetime) else counted
        key = "before" if opens <= today and meeting.closed_at is None else ""
    else:
        key = "after" if over_since(meeting) is not None else ""
    return key if key and key not in meeting.closure_lists else None
