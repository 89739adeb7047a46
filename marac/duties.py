"""Everything that somebody ticks, sends or confirms by a time, read from the area's file.

A duty has a subject, people who owe it, a due moment, rungs on which people hear of it, and a way to be
done: a tick, an answer, or a fact. What is done or void is silent, and when several rungs have passed
unheard only the last is worth saying. Who hears what is decided here; how and whether it goes out is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Final

import msgspec

from marac.calendar import DueRule, WorkingCalendar
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.journal import SYSTEM, Entry, Event, evolves
from marac.meeting import Meeting, put
from marac.protocol import Duty, Protocol
from marac.remembering import remembered
from marac.subjects import (
    Subject,
    anchor_of,
    is_discharged,
    is_void,
    may_hear_of,
    people_owing,
    subjects_of,
    told_of,
)
from marac.words import CaseNumber, PersonId

OUTSIDE: Final = frozenset({"line-managers", "signatories"})
"""Those of a ladder who are on no roll: they are told by e-mail, or by administrators."""
END_OF_DAY = time(23, 59)
"""When a duty that is due on a day is overdue."""


class TickDuty(Command, frozen=True):
    """Tick a duty for one of its subjects; with an answer where the area wants one."""

    duty: str
    subject: str
    answer: str | None = None


class DutyTicked(Event, frozen=True):
    """A duty was done."""

    duty: str
    subject: str
    answer: str | None = None


class DutyReopened(Event, frozen=True):
    """A duty that had been done is asked for anew."""

    duty: str
    subject: str


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A moment at which people hear of a duty; `late` once it is overdue.

    `step` is 0 for whoever owes it, else the number of the ladder's step, with the words that it `says` and
    those `outside` of the meeting (`line-managers`, `signatories`) whom it is for. One to be `approved` is
    prepared for administrators, who decide whether it goes out.
    """

    at: datetime
    people: tuple[PersonId, ...]
    late: bool = False
    step: int = 0
    says: str = ""
    outside: tuple[str, ...] = ()
    approved: bool = False


class DutyDue(msgspec.Struct, frozen=True, kw_only=True):
    """One duty for one subject, with its times worked out. Times are aware. Not `is_timed`: it has no clock,
    and `due` says nothing. Not `is_tickable`: what has to be entered settles it, and a tick does not."""

    duty: Duty
    subject: Subject
    people: tuple[PersonId, ...]
    due: datetime
    rungs: tuple[Rung, ...] = ()
    done_at: datetime | None = None
    answer: str | None = None
    is_done: bool = False
    is_void: bool = False
    is_timed: bool = True
    is_tickable: bool = True

    @property
    def key(self) -> str:
        """Under what the duty is ticked."""
        return tick_key(self.duty.key, self.subject.key)

    @property
    def is_owed(self) -> bool:
        """Somebody still has to see to it."""
        return not (self.is_done or self.is_void)

    def is_late(self, now: datetime) -> bool:
        """Owed, and its time has gone by; what has no clock is never late."""
        return self.is_owed and self.is_timed and self.due < now


def tick_key(duty: str, subject: str) -> str:
    """Under what a duty's tick is kept."""
    return f"{duty}:{subject}"


@remembered("sequence", "presence", "declarations", "strangers", "votes", "posts", "duty_notices")
def all_duties(meeting: Meeting, protocol: Protocol) -> tuple[DutyDue, ...]:
    """Every duty of the meeting whose clock has started, done and void ones included: those of the area's
    file, and the stages of what has been reported. A meeting that is cancelled leaves the latter alone."""
    of_file = (due for duty in _of_file(meeting, protocol) for due in duties_of(duty, meeting, protocol))
    return (*of_file, *_further(meeting, protocol))


def _of_file(meeting: Meeting, protocol: Protocol) -> Iterator[Duty]:
    """The duties of the area's file that hold for a meeting of this rhythm, while it is to be held."""
    rhythm = meeting.rhythm or next((r.key for r in protocol.rhythms), "")
    held = protocol.duties if meeting.cancelled_at is None else ()
    return (duty for duty in held if duty.rhythm in (None, rhythm))


def _further(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    return (due for further in _FURTHER for due in further(meeting, protocol))


_FURTHER: Final[list[Callable[[Meeting, Protocol], Iterator[DutyDue]]]] = []


def further_duties(
    found: Callable[[Meeting, Protocol], Iterator[DutyDue]],
) -> Callable[[Meeting, Protocol], Iterator[DutyDue]]:
    """Register what else is owed like a duty, such as the stages of a matter."""
    _FURTHER.append(found)
    return found


def duties_of(
    duty: Duty, meeting: Meeting, protocol: Protocol, within: tuple[datetime, datetime] | None = None
) -> Iterator[DutyDue]:
    """One duty of the area's file, for each of its subjects; with `within`, for those of which somebody is to
    hear after its first moment, up to and at its second."""
    for subject in subjects_of(duty, meeting):
        anchor = anchor_of(duty, subject, meeting)
        if anchor is None:
            continue
        key = tick_key(duty.key, subject.key)
        times = times_of(duty, anchor, protocol, meeting.duties_reopened.get(key))
        if within is not None and not times.speak_within(*within):
            continue
        people = people_owing(duty, subject, meeting)
        yield DutyDue(
            duty=duty,
            subject=subject,
            people=people,
            due=times.due,
            rungs=rungs_of(duty, subject, people, times, meeting, protocol),
            done_at=meeting.duties.get(key),
            answer=meeting.duty_answers.get(key),
            is_done=key in meeting.duties or is_discharged(duty, subject, meeting),
            is_void=is_void(duty, subject, meeting),
        )


@cache
def _rule(expression: str) -> DueRule:
    return DueRule.parse(expression)


class Times(msgspec.Struct, frozen=True):
    """When a duty is due, when those who owe it hear of it, and when each step of its ladder comes."""

    due: datetime
    heard: tuple[datetime, ...]
    steps: tuple[datetime, ...] = ()

    def speak_within(self, since: datetime, now: datetime) -> bool:
        """Somebody is to hear of it after `since`, up to and at `now`."""
        return any(since < at <= now for at in (*self.heard, *self.steps))


class _Clock(msgspec.Struct, frozen=True):
    """All that a duty's times are worked out from; most of a meeting's subjects share one."""

    due: str
    remind: tuple[str, ...]
    anchor: date | datetime
    not_before: datetime | None
    reopened: datetime | None
    calendar: WorkingCalendar
    nudge_at: time
    ladder: tuple[str, ...] = ()
    urgent: bool = False


def times_of(duty: Duty, anchor: date | datetime, protocol: Protocol, reopened: datetime | None) -> Times:
    """A duty's times, counted from `anchor`."""
    is_counted_from_then = duty.anchor in ("closing", "agreed", "listing", "publication")
    not_before = anchor if is_counted_from_then and isinstance(anchor, datetime) else None
    return _worked_out(
        _Clock(
            duty.due,
            duty.remind,
            anchor,
            not_before,
            reopened,
            protocol.calendar,
            protocol.nudge_at,
            tuple(step.at for step in duty.ladder),
            duty.urgent,
        )
    )


@lru_cache(maxsize=4096)
def _worked_out(clock: _Clock) -> Times:
    """In office hours, and not before there was anything to owe (LIN-26)."""
    calendar = clock.calendar
    counted = _rule(clock.due).apply(clock.anchor, calendar)
    due = _moment(counted, calendar, END_OF_DAY)

    def at(expression: str) -> datetime:
        heard = _moment(_rule(expression).apply(counted, calendar), calendar, clock.nudge_at)
        heard = max(heard, clock.not_before) if clock.not_before is not None else heard
        return heard if clock.urgent else _in_hours(heard, due, calendar, clock.nudge_at)

    times = [at(expression) for expression in clock.remind]
    if clock.reopened is not None:
        times.append(_in_hours(clock.reopened, due, calendar, clock.nudge_at))
    return Times(due, tuple(sorted(set(times))), tuple(at(step) for step in clock.ladder))


def rungs_of(
    duty: Duty,
    subject: Subject,
    people: tuple[PersonId, ...],
    times: Times,
    meeting: Meeting,
    protocol: Protocol,
) -> tuple[Rung, ...]:
    """When who hears of a duty: those who owe it, then the steps of its ladder."""
    own = [Rung(at=at, people=people, late=at > times.due) for at in times.heard]
    steps = [
        Rung(
            at=at,
            people=() if step.approved else told_of(step.tells, subject, people, meeting),
            late=at > times.due,
            step=number,
            says=step.label,
            outside=tuple(who for who in step.tells if who in OUTSIDE),
            approved=step.approved,
        )
        for number, (step, at) in enumerate(zip(duty.ladder, times.steps, strict=True), 1)
    ]
    return tuple(sorted((*own, *steps), key=lambda rung: (rung.at, rung.step)))


def _moment(counted: date | datetime, calendar: WorkingCalendar, at: time) -> datetime:
    return counted if isinstance(counted, datetime) else calendar.moment(counted, at)


def _in_hours(at: datetime, due: datetime, calendar: WorkingCalendar, nudge_at: time) -> datetime:
    """`at` moved on to office hours; back, where moving on would pass the due moment."""
    opening = calendar.next_opening(at)
    if opening <= due or at >= due:
        return opening
    return calendar.moment(calendar.previous_working_day(calendar.day_of(at)), nudge_at)


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """A duty of which people are to hear now."""

    due: DutyDue
    rung: Rung


def due_reminders(
    meeting: Meeting, protocol: Protocol, since: datetime, now: datetime
) -> tuple[Reminder, ...]:
    """What people are to hear for the time after `since` up to and at `now`.

    Of a duty whose rungs passed unheard, as after a morning of downtime, only the last is said to each of
    those who hear of it; nothing of what is done or void, and nothing to nobody.
    """
    within, mine = (since, now), _of_file(meeting, protocol)
    speaking = (due for duty in mine for due in duties_of(duty, meeting, protocol, within))
    found = (*speaking, *_further(meeting, protocol))
    return tuple(reminder for due in found for reminder in said_of(due, since, now))


def said_of(due: DutyDue, since: datetime, now: datetime) -> tuple[Reminder, ...]:
    """What people are to hear of one duty in that time: the last of those rungs that passed, a step."""
    if not due.is_owed:
        return ()
    passed = {rung.step: rung for rung in due.rungs if since < rung.at <= now}
    heard = (rung for rung in passed.values() if rung.people or rung.outside or rung.approved)
    return tuple(Reminder(due=due, rung=rung) for rung in heard)


def duties_owed_by(meeting: Meeting, protocol: Protocol, person: PersonId) -> tuple[DutyDue, ...]:
    """What the person still has to see to, the earliest first."""
    owed = (d for d in all_duties(meeting, protocol) if d.is_owed and person in d.people)
    return tuple(sorted(owed, key=lambda d: d.due))


@decides(TickDuty, Who.ANYONE)
def tick_duty(command: TickDuty, setting: Setting) -> Iterator[Event]:
    """Take the tick from those who owe it, or from an administrator on their behalf; the last answer
    counts."""
    due = find_duty(command.duty, command.subject, setting)
    _check_may_tick(due, setting)
    _check_answer(command, due.duty)
    if due.done_at is None or due.answer != command.answer:
        yield DutyTicked(duty=command.duty, subject=command.subject, answer=command.answer)


def find_duty(key: str, subject: str, setting: Setting) -> DutyDue:
    """The duty for that subject, or the refusal that anybody gets who may not know of its case."""
    for due in all_duties(setting.meeting, setting.protocol):
        if due.duty.key != key or due.subject.key != subject:
            continue
        if setting.by == SYSTEM or may_hear_of(setting.meeting, setting.by, due.subject):
            return due
    for finder in _ELSEWHERE:
        found = finder(key, subject, setting)
        if found is not None:
            return found
    raise Refused(Why.NO_SUCH_DUTY, duty=key)


Finder = Callable[[str, str, Setting], DutyDue | None]
_ELSEWHERE: Final[list[Finder]] = []


def elsewhere(finder: Finder) -> Finder:
    """Register where else what is ticked like a duty is found: what is not one meeting's own."""
    _ELSEWHERE.append(finder)
    return finder


def _check_may_tick(due: DutyDue, setting: Setting) -> None:
    if not due.is_tickable:
        raise Refused(Why.TO_BE_ENTERED, label=due.duty.label)
    asker = setting.asker
    if asker is None or asker.is_administrator:
        return
    if due.duty.ticked_by == "administrators" or setting.by not in due.people:
        raise Refused(Why.NOT_ALLOWED)
    if due.duty.closes and due.due < setting.now:
        raise Refused(Why.TIME_OVER)


def _check_answer(command: TickDuty, duty: Duty) -> None:
    if duty.answers and command.answer is None:
        raise Refused(Why.MISSING, what=("answer",), answers=duty.answers)
    if duty.dated:
        _check_date(command.answer, duty)
    elif command.answer is not None and command.answer not in duty.answers:
        raise Refused(Why.NOT_VALID, field="answer", answers=duty.answers)


def _check_date(answer: str | None, duty: Duty) -> None:
    """Raise Refused unless the answer is the day that the duty asks for, such as `2026-12-01`."""
    if answer is None:
        raise Refused(Why.MISSING, what=("date",), duty=duty.key)
    try:
        date.fromisoformat(answer)
    except ValueError:
        raise Refused(Why.NOT_VALID, field="answer", wanted="date") from None


@follows
def moved_slots_reopen(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A guest who was told a time has to be told the new one (LIN-78)."""
    if before.order == after.order:
        return
    moved = _moved(before, after)
    for duty in setting.protocol.duties:
        if duty.reopened_by != "slot-moved":
            continue
        for subject in subjects_of(duty, after):
            ticked = tick_key(duty.key, subject.key) in after.duties
            if ticked and moved & _cases_of(subject, after):
                yield DutyReopened(duty=duty.key, subject=subject.key)


def _moved(before: Meeting, after: Meeting) -> frozenset[CaseNumber]:
    then = {slot.case: slot.starts_at for slot in before.order if slot.case}
    return frozenset(
        slot.case
        for slot in after.order
        if slot.case and then.get(slot.case, slot.starts_at) != slot.starts_at
    )


def _cases_of(subject: Subject, meeting: Meeting) -> frozenset[CaseNumber]:
    if subject.case is not None:
        return frozenset({subject.case})
    about = meeting.roll.get(subject.person) if subject.person else None
    return frozenset(about.cases) if about is not None else frozenset()


@evolves(DutyTicked)
def duty_ticked(meeting: Meeting, event: DutyTicked, entry: Entry) -> Meeting:
    """It is done, since now, by whom, with this answer."""
    key = tick_key(event.duty, event.subject)
    answers = {k: v for k, v in meeting.duty_answers.items() if k != key}
    if event.answer is not None:
        answers[key] = event.answer
    return msgspec.structs.replace(
        meeting,
        duties=put(meeting.duties, key, entry.at),
        duty_answers=answers,
        ticked_by=put(meeting.ticked_by, key, entry.by),
    )


@evolves(DutyReopened)
def duty_reopened(meeting: Meeting, event: DutyReopened, entry: Entry) -> Meeting:
    """It is owed again, and those who owe it hear of that."""
    key = tick_key(event.duty, event.subject)
    reopened = put(meeting.duties_reopened, key, entry.at)
    return msgspec.structs.replace(without(meeting, key), duties_reopened=reopened)


def without(meeting: Meeting, key: str) -> Meeting:
    """The meeting with nothing said on a duty."""
    return msgspec.structs.replace(
        meeting,
        duties={k: at for k, at in meeting.duties.items() if k != key},
        duty_answers={k: answer for k, answer in meeting.duty_answers.items() if k != key},
        ticked_by={k: person for k, person in meeting.ticked_by.items() if k != key},
    )
