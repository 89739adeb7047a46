"""What comes round by the calendar whatever meetings there are: yearly reviews, board dates, weekly lists.

An area's dates have no journal of their own. Each round is owed in the area's meeting that is next or under
way, and done once it is ticked in any of its meetings; a round nobody saw to gives way to the one after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import count

from marac.calendar import DueRule, DueUnit, WorkingCalendar
from marac.decide import Setting
from marac.duties import DutyDue, Reminder, elsewhere, rungs_of, said_of, tick_key, times_of
from marac.meeting import Meeting
from marac.protocol import AreaDate, Duty, Protocol
from marac.subjects import Subject, people_owing


def carrier_of(meetings: Iterable[Meeting], today: date, protocol: Protocol) -> Meeting | None:
    """The meeting in whose journal a date is ticked on that day: the one under way or next, else the last one
    there was; None for an area without meetings."""
    day_of = protocol.calendar.day_of
    known = sorted((m for m in meetings if m.sittings), key=lambda m: m.sittings[0].starts_at)
    to_come = (m for m in known if m.closed_at is None and day_of(m.sittings[-1].starts_at) >= today)
    return next(to_come, known[-1] if known else None)


def rounds(area_date: AreaDate, calendar: WorkingCalendar) -> Iterator[date]:
    """The days on which it falls due, without end."""
    rule = DueRule.parse(area_date.every)
    day = area_date.first
    for number in count(1):
        yield day
        if rule.unit is DueUnit.WEEKDAY:
            day = calendar.day_of(rule.apply(day, calendar))
        else:
            step = DueRule(rule.unit, rule.amount * number)
            day = calendar.day_of(step.apply(area_date.first, calendar))


def rounds_about(area_date: AreaDate, calendar: WorkingCalendar, today: date) -> tuple[date, ...]:
    """The round that came last, today's included, if there was one; and the next."""
    before: date | None = None
    for day in rounds(area_date, calendar):
        if day > today:
            return (day,) if before is None else (before, day)
        before = day
    raise AssertionError("rounds have no end")


def dates_owed(meetings: Sequence[Meeting], protocol: Protocol, today: date) -> tuple[DutyDue, ...]:
    """The rounds about `today` of every date of the area, in the meeting that carries them; done where any of
    `meetings` has the tick."""
    carrier = carrier_of(meetings, today, protocol)
    if carrier is None:
        return ()
    return tuple(
        _round(area_date, day, carrier, meetings, protocol)
        for area_date in protocol.dates
        for day in rounds_about(area_date, protocol.calendar, today)
    )


def date_reminders(
    meetings: Sequence[Meeting], protocol: Protocol, since: datetime, now: datetime
) -> tuple[Reminder, ...]:
    """What people are to hear of the area's dates for the time after `since` up to and at `now`."""
    owed = dates_owed(meetings, protocol, protocol.calendar.day_of(now))
    return tuple(reminder for due in owed for reminder in said_of(due, since, now))


def dates_waiting(
    meetings: Sequence[Meeting], protocol: Protocol, now: datetime
) -> tuple[tuple[DutyDue, AreaDate], ...]:
    """The rounds that are owed and of which somebody has heard by now, each with its date."""
    named = {area_date.key: area_date for area_date in protocol.dates}
    return tuple(
        (due, named[due.duty.key])
        for due in dates_owed(meetings, protocol, protocol.calendar.day_of(now))
        if due.is_owed and due.rungs and due.rungs[0].at <= now
    )


def is_area_date(due: DutyDue, protocol: Protocol) -> bool:
    """It is a round of one of the area's dates, and not a duty of a meeting."""
    return any(area_date.key == due.duty.key for area_date in protocol.dates)


def _round(
    area_date: AreaDate, day: date, carrier: Meeting, meetings: Sequence[Meeting], protocol: Protocol
) -> DutyDue:
    duty, subject = as_duty(area_date), Subject(key=day.isoformat())
    key = tick_key(duty.key, subject.key)
    people = people_owing(duty, subject, carrier)
    times = times_of(duty, day, protocol, None)
    ticked = [m.duties[key] for m in meetings if key in m.duties]
    return DutyDue(
        duty=duty,
        subject=subject,
        people=people,
        due=times.due,
        rungs=rungs_of(duty, subject, people, times, carrier, protocol),
        done_at=min(ticked, default=None),
        is_done=bool(ticked),
    )


@elsewhere
def _named(key: str, subject: str, setting: Setting) -> DutyDue | None:
    """The round of that day, so that it is ticked like a duty of the meeting."""
    protocol = setting.protocol
    area_date = next((d for d in protocol.dates if d.key == key), None)
    if area_date is None:
        return None
    about = rounds_about(area_date, protocol.calendar, protocol.calendar.day_of(setting.now))
    day = next((d for d in about if d.isoformat() == subject), None)
    return _round(area_date, day, setting.meeting, (setting.meeting,), protocol) if day else None


@lru_cache(maxsize=256)
def as_duty(area_date: AreaDate) -> Duty:
    """A date in the shape of a duty, so that it is owed, reminded of and ticked like one."""
    return Duty(
        key=area_date.key,
        label=area_date.label,
        owed_by=area_date.owed_by,
        subject="meeting",
        anchor="meeting",
        due="+0 days",
        remind=area_date.remind,
        ladder=area_date.ladder,
        cite=area_date.cite,
    )
