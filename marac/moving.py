"""Moving a meeting and cancelling it: what administrators alone may do, and when the chair has to agree.

The start is one of the area's own times, chosen once the list has closed; any other time, and where the area
says so any other day, stands only once a chair has said yes (HAC-10, HAC-27, LUT-12). Nothing of a meeting
that has begun is moved, and a cancelled one loses no case: its cases are for the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.list_closing import is_closed
from marac.meeting import Meeting, Sitting
from marac.meeting_dates import rhythm_of
from marac.next_meeting import for_next
from marac.protocol import Protocol
from marac.words import CaseNumber, CaseState, SittingState

Starts = tuple[tuple[int, datetime], ...]
"""Each sitting's number and start."""


class MoveMeeting(Command, frozen=True):
    """Let the meeting begin on that day, or at that local time, or both; None leaves it as it is."""

    day: date | None = None
    at: time | None = None


class AnswerMove(Command, frozen=True):
    """A chair agrees to the day and time that administrators asked for, or does not."""

    agreed: bool


class CancelMeeting(Command, frozen=True):
    """Cancel a meeting that has not begun; its cases are for the next one."""


class MoveAsked(Event, frozen=True):
    """A chair is asked whether the meeting may begin then."""

    starts: Starts


class MoveDeclined(Event, frozen=True):
    """A chair did not agree: the meeting stays where it is."""


class MeetingMoved(Event, frozen=True):
    """The meeting begins then; these cases keep the set times of their day."""

    starts: Starts
    fixed: tuple[tuple[CaseNumber, datetime], ...] = ()


class MeetingCancelled(Event, frozen=True):
    """The meeting is not held."""


@decides(MoveMeeting, Who.ADMINISTRATOR)
def move_meeting(command: MoveMeeting, setting: Setting) -> Iterator[Event]:
    """Move it, or ask the chairs first. Raises Refused for a time gone by, a meeting that has begun, or a
    start chosen while the list is open."""
    check_not_begun(setting)
    if command.day is None and command.at is None:
        raise Refused(Why.MISSING, what=("the new day or start",))
    starts = _starts(command, setting)
    if min(at for _, at in starts) <= setting.now:
        raise Refused(Why.DATE_PAST, on=setting.protocol.calendar.day_of(min(at for _, at in starts)))
    _check_list_closed(starts, setting)
    asker = setting.asker
    if needs_chair(starts, setting.meeting, setting.protocol) and not (asker and asker.is_chair):
        if setting.meeting.move_asked != starts:
            yield MoveAsked(starts=starts)
        return
    yield from _moved(starts, setting)


@decides(AnswerMove, Who.CHAIR, Who.ANY_CHAIR)
def answer_move(command: AnswerMove, setting: Setting) -> Iterator[Event]:
    """Take the first chair's answer."""
    starts = setting.meeting.move_asked
    if not starts:
        raise Refused(Why.NOT_ASKED)
    check_not_begun(setting)
    if command.agreed:
        yield from _moved(starts, setting)
    else:
        yield MoveDeclined()


@decides(CancelMeeting, Who.ADMINISTRATOR)
def cancel_meeting(command: CancelMeeting, setting: Setting) -> Iterator[Event]:
    """Cancel it once."""
    if setting.meeting.cancelled_at is not None:
        return
    check_not_begun(setting)
    for case in setting.meeting.cases.values():
        if case.state is CaseState.LISTED:
            yield for_next(case.number, setting)
    yield MeetingCancelled()


def check_not_begun(setting: Setting) -> None:
    """Raise Refused once a sitting was opened, or the meeting is over."""
    if not setting.meeting.sittings:
        raise Refused(Why.NO_SITTING)
    if not has_not_begun(setting.meeting):
        raise Refused(Why.HAS_BEGUN)


def has_not_begun(meeting: Meeting) -> bool:
    """Every sitting is still to come."""
    planned = all(sitting.state is SittingState.PLANNED for sitting in meeting.sittings)
    return bool(meeting.sittings) and planned and meeting.closed_at is None


def _starts(command: MoveMeeting, setting: Setting) -> Starts:
    """The starts that the command comes to: all sittings move by as many days as the first, and a time is
    that of the first."""
    calendar, sittings = setting.protocol.calendar, setting.meeting.sittings
    first = calendar.day_of(sittings[0].starts_at)
    away = (command.day or first) - first
    found = []
    for sitting in sittings:
        local = calendar.local(sitting.starts_at)
        at = command.at if command.at is not None and sitting is sittings[0] else local.time()
        found.append((sitting.number, calendar.moment(local.date() + away, at).astimezone(UTC)))
    return tuple(found)


def start_choices(protocol: Protocol, number: int) -> tuple[time, ...]:
    """The local times at which administrators may let a sitting begin; empty where the area has but one."""
    rule = next((one for one in protocol.sittings if one.number == number), None)
    return tuple(sorted({rule.starts, *rule.may_start})) if rule is not None and rule.may_start else ()


def needs_chair(starts: Starts, meeting: Meeting, protocol: Protocol) -> bool:
    """A start is none of the area's own, or the day another one where a chair has to agree to that."""
    local = protocol.calendar.local
    rhythm = rhythm_of(protocol, meeting.rhythm)
    before = {sitting.number: local(sitting.starts_at) for sitting in meeting.sittings}
    for number, at in starts:
        choices = start_choices(protocol, number)
        if choices and local(at).time() not in choices:
            return True
        other_day = local(at).date() != before[number].date()
        if other_day and rhythm is not None and rhythm.moved_with == "chair":
            return True
    return False


def _check_list_closed(starts: Starts, setting: Setting) -> None:
    """Raise Refused for a start chosen on the same day before it is known how many cases there are."""
    meeting, protocol = setting.meeting, setting.protocol
    local = protocol.calendar.local
    rule = protocol.listing
    same_day = local(starts[0][1]).date() == local(meeting.sittings[0].starts_at).date()
    chooses = same_day and start_choices(protocol, starts[0][0]) and rule is not None and rule.closes
    if chooses and not is_closed(meeting, protocol, setting.now):
        raise Refused(Why.LIST_NOT_CLOSED)


def _moved(starts: Starts, setting: Setting) -> Iterator[Event]:
    """The move, with the set times of cases on the new day; a start that was chosen as it stood is noted
    once."""
    meeting, calendar = setting.meeting, setting.protocol.calendar
    is_as_before = starts == tuple((s.number, s.starts_at.astimezone(UTC)) for s in meeting.sittings)
    if is_as_before and (meeting.start_chosen or not start_choices(setting.protocol, starts[0][0])):
        return
    away = calendar.day_of(starts[0][1]) - calendar.day_of(meeting.sittings[0].starts_at)
    fixed = tuple(
        (case.number, _days_on(setting, case.fixed_at, away))
        for case in meeting.cases.values()
        if case.fixed_at is not None and away
    )
    yield MeetingMoved(starts=starts, fixed=fixed)


def _days_on(setting: Setting, moment: datetime, away: timedelta) -> datetime:
    local = setting.protocol.calendar.local(moment)
    return setting.protocol.calendar.moment(local.date() + away, local.time()).astimezone(UTC)


@evolves(MoveAsked)
def move_asked(meeting: Meeting, event: MoveAsked, entry: Entry) -> Meeting:
    """It waits for a chair."""
    return msgspec.structs.replace(meeting, move_asked=event.starts)


@evolves(MoveDeclined)
def move_declined(meeting: Meeting, event: MoveDeclined, entry: Entry) -> Meeting:
    """It stays as it is."""
    return msgspec.structs.replace(meeting, move_asked=())


@evolves(MeetingMoved)
def meeting_moved(meeting: Meeting, event: MeetingMoved, entry: Entry) -> Meeting:
    """The sittings have these starts, and their planned ends move along."""
    starts, fixed = dict(event.starts), dict(event.fixed)
    return msgspec.structs.replace(
        meeting,
        sittings=tuple(_at(sitting, starts[sitting.number]) for sitting in meeting.sittings),
        cases={
            n: msgspec.structs.replace(case, fixed_at=fixed[n]) if n in fixed else case
            for n, case in meeting.cases.items()
        }
        if fixed
        else meeting.cases,
        move_asked=(),
        start_chosen=True,
    )


def _at(sitting: Sitting, start: datetime) -> Sitting:
    ends = sitting.ends_at + (start - sitting.starts_at) if sitting.ends_at is not None else None
    return msgspec.structs.replace(sitting, starts_at=start, ends_at=ends, start_checked=False)


@evolves(MeetingCancelled)
def meeting_cancelled(meeting: Meeting, event: MeetingCancelled, entry: Entry) -> Meeting:
    """Nothing of it is held or owed any more."""
    ended = tuple(msgspec.structs.replace(s, state=SittingState.ENDED) for s in meeting.sittings)
    return msgspec.structs.replace(
        meeting, sittings=ended, closed_at=entry.at, cancelled_at=entry.at, move_asked=()
    )


def waits_for_start(meeting: Meeting, protocol: Protocol, now: datetime) -> tuple[time, ...]:
    """The times between which administrators have still to choose: the area has several, and the list has
    closed (HAC-10)."""
    if meeting.start_chosen or meeting.move_asked or not has_not_begun(meeting):
        return ()
    if meeting.sittings[0].starts_at <= now or not is_closed(meeting, protocol, now):
        return ()
    return start_choices(protocol, meeting.sittings[0].number)
