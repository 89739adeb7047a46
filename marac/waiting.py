"""How long a case has waited since it was referred, against the limit of the meeting's rhythm.

It is counted from the day of referral that the list gives, or else from the day on which it was listed, and a
day of which a list said nothing is never taken for an earlier one. Administrators are warned before the limit
where the case will not be heard by then, and asked why for the minutes (KEN-23, KEN-24). It holds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from marac.actions import check_words
from marac.calendar import DueRule
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.duties import DutyDue, further_duties
from marac.floor import check_part, with_case
from marac.journal import Entry, Event, evolves
from marac.meeting import Case, Meeting
from marac.meeting_dates import rhythm_of
from marac.protocol import Duty, Protocol, Rhythm
from marac.records import owed
from marac.subjects import Subject
from marac.words import CaseNumber, FreeText

KEY: Final = "heard-in-time"


class GiveWaitReason(Command, frozen=True):
    """Say why a case is not heard within the area's limit, for the minutes."""

    case: CaseNumber
    reason: str


class WaitReasonGiven(Event, frozen=True):
    """It was said why a case is not heard within the limit."""

    case: CaseNumber
    reason: FreeText


@decides(GiveWaitReason, Who.ADMINISTRATOR, Who.CHAIR, Who.ANY_CHAIR)
def give_wait_reason(command: GiveWaitReason, setting: Setting) -> Iterator[Event]:
    """Take it for a case that is past the limit, or will be; the last one counts."""
    check_part(setting, command.case)
    case, reason = setting.meeting.cases[command.case], command.reason.strip()
    if not reason:
        raise Refused(Why.MISSING, what=("reason",))
    if not waits_too_long(case, setting.meeting, setting.protocol):
        raise Refused(Why.NOT_ASKED, case=command.case)
    check_words(reason)
    if case.wait_reason != reason:
        yield WaitReasonGiven(case=command.case, reason=reason)


@evolves(WaitReasonGiven)
def wait_reason_given(meeting: Meeting, event: WaitReasonGiven, entry: Entry) -> Meeting:
    """It is kept with the case."""
    return with_case(meeting, event.case, wait_reason=event.reason)


def limit_of(meeting: Meeting, protocol: Protocol) -> Rhythm | None:
    """The meeting's rhythm, where it says by when a case is heard."""
    rhythm = rhythm_of(protocol, meeting.rhythm)
    return rhythm if rhythm is not None and rhythm.heard_within else None


def came_on(case: Case, protocol: Protocol) -> date | None:
    """The day of the referral, or else the day on which the case was listed."""
    return case.referred_on or (protocol.calendar.day_of(case.listed_at) if case.listed_at else None)


def hear_by(case: Case, meeting: Meeting, protocol: Protocol) -> date | None:
    """The last day on which the case is heard in time; None where the area sets no limit."""
    rhythm, since = limit_of(meeting, protocol), came_on(case, protocol)
    if rhythm is None or rhythm.heard_within is None or since is None:
        return None
    return protocol.calendar.day_of(DueRule.parse(rhythm.heard_within).apply(since, protocol.calendar))


def days_waited(case: Case, meeting: Meeting, protocol: Protocol, now: datetime) -> int | None:
    """The days since the referral, up to its hearing where there was one; None where the area sets no
    limit."""
    since = came_on(case, protocol)
    if since is None or limit_of(meeting, protocol) is None:
        return None
    heard = case.hearing.opened_at if case.hearing is not None else now
    return (protocol.calendar.day_of(heard) - since).days


def heard_on(case: Case, meeting: Meeting, protocol: Protocol) -> date | None:
    """The day on which the case was heard, or would be as things stand: its slot's, its meeting's, or that of
    the meeting that it is kept for."""
    day_of = protocol.calendar.day_of
    if case.hearing is not None:
        return day_of(case.hearing.opened_at)
    if case.for_next is not None:
        return case.for_next
    slots = [day_of(slot.starts_at) for slot in meeting.order if slot.case == case.number]
    return next(iter(slots), None) or (day_of(meeting.sittings[-1].starts_at) if meeting.sittings else None)


def waits_too_long(case: Case, meeting: Meeting, protocol: Protocol) -> bool:
    """It was heard after the limit, or would be. A case that is withdrawn waits no more, and one that was put
    on another meeting's list waits there."""
    by, on = hear_by(case, meeting, protocol), heard_on(case, meeting, protocol)
    is_off = case.state.value == "withdrawn" and case.hearing is None and case.for_next is None
    return by is not None and on is not None and on > by and not is_off and case.put_on is None


@further_duties
def heard_in_time(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """For each case that is past the limit or will be: a warning before, and asked for the reason after."""
    rhythm = limit_of(meeting, protocol)
    for case in meeting.cases.values() if rhythm is not None else ():
        by = hear_by(case, meeting, protocol)
        if rhythm is not None and by is not None and waits_too_long(case, meeting, protocol):
            about = Subject(key=case.number, case=case.number)
            yield owed(_duty(rhythm), about, by, meeting, protocol, is_done=bool(case.wait_reason))


def _duty(rhythm: Rhythm) -> Duty:
    within = (rhythm.heard_within or "").lstrip("+")
    return Duty(
        key=KEY,
        label=f"Not heard within {within} of its referral: hear it earlier, or say why for the minutes",
        owed_by="administrators",
        subject="case",
        anchor="agreed",
        due="+0 days",
        remind=(rhythm.heard_warning, "+1 day"),
        discharged_by="wait-reason",
        cite=rhythm.cite,
    )


def reasons_given(meeting: Meeting) -> tuple[Case, ...]:
    """The cases of which it was said why they waited, in the order of the list."""
    return tuple(case for case in meeting.cases.values() if case.wait_reason)
