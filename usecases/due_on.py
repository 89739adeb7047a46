"""What would go to whom on a day, and why: for operators who want to know beforehand, and for tests of a
year.

Worked out by the very rules that make the day's digests, and written nowhere. By case number, agency and date
alone, as in a digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import msgspec

from marac.duties import DutyDue, Rung
from marac.meeting import Meeting
from marac.protocol import Protocol
from marac.words import PersonId
from usecases.heard_since import heard_since
from usecases.material import Day, Material, day_of, materials
from usecases.office import Office
from usecases.still_owed import administrators_to_tell
from usecases.sweep_timed import said_at_once_on


class Reason(msgspec.Struct, frozen=True):
    """One thing that somebody would hear, and the rule for it."""

    says: str
    why: str


STILL_OWED: Final = Reason(
    "What is still owed of earlier meetings",
    "once a week, of what was due a week ago or longer and has no reminder to come",
)


class DueOn(msgspec.Struct, frozen=True, kw_only=True):
    """A day's messages of one area. On a day that is not worked there are none; `next_day` is the next
    one."""

    is_a_day: bool
    next_day: date
    people: Mapping[PersonId, tuple[Reason, ...]]


async def due_on(office: Office, area: str, day: date) -> DueOn:
    """What the area's people would hear in the digests of `day`, as things stand now. Nothing is written."""
    protocol = office.protocol(area)
    calendar = protocol.calendar
    next_day = calendar.next_working_day(day)
    if not calendar.is_working_day(day):
        return DueOn(is_a_day=False, next_day=next_day, people={})
    known = await materials(office, area, day)
    people = (await office.names(area)).people
    weekly = await administrators_to_tell(office, area, ((await heard_since(office, area, day)).area, day))
    found: dict[PersonId, tuple[Reason, ...]] = {}
    for person, record in people.items():
        said = day_of(person, known)
        reasons = (*_reasons(said, protocol, day), *_at_once(person, known, protocol, day))
        reasons += (STILL_OWED,) if person in weekly else ()
        if reasons and not record.left:
            found[person] = reasons
    return DueOn(is_a_day=True, next_day=next_day, people=found)


def _at_once(person: PersonId, known: Iterable[Material], protocol: Protocol, day: date) -> Iterator[Reason]:
    """What does not wait for a digest."""
    for one in known:
        for due, rung in said_at_once_on(one.meeting, protocol, day):
            if person in rung.people:
                yield _of_duty(one.meeting, due, rung, protocol)


def _of_duty(meeting: Meeting, due: DutyDue, rung: Rung, protocol: Protocol) -> Reason:
    due_at = protocol.calendar.local(due.due)
    rule = f"{due.duty.due} from the {due.duty.anchor}, reminded at {rung.at:%d/%m/%Y}"
    where = f"case {due.subject.case}, " if due.subject.case else ""
    says = f"{rung.says}: " if rung.says else ""
    return Reason(f"{says}{due.duty.label} ({where}{meeting.key})", f"due {due_at:%d/%m/%Y %H:%M}: {rule}")


def _reasons(heard: Day, protocol: Protocol, day: date) -> Iterator[Reason]:
    for one in heard.actions:
        action = one.action
        due = action.due
        if due is None:
            why = "no date was agreed"
        elif due < day:
            why = f"overdue since {due:%d/%m/%Y}"
        else:
            why = f"due on {due:%d/%m/%Y}, and the area reminds on {', '.join(protocol.actions.remind)}"
        yield Reason(f"Case {action.case}, action {action.key} of {action.agency}", why)
    for meeting, reminder in heard.duties:
        yield _of_duty(meeting, reminder.due, reminder.rung, protocol)
    for _, late in heard.escalations:
        after = protocol.actions.escalate_after
        yield Reason(
            f"Case {late.case}, action {late.key} of {late.agency} is put forward for escalation",
            f"overdue since {late.due:%d/%m/%Y}, and the area escalates {after} after",
        )
    yield from _further(heard, protocol, day)


def _further(heard: Day, protocol: Protocol, day: date) -> Iterator[Reason]:
    """The steps of the ladder that come on the day, and the figures that go out on it."""
    for step in heard.steps:
        action, rung = step.action, protocol.actions.ladder[step.number - 1]
        yield Reason(
            f"Case {action.case}, action {action.key} of {action.agency}: step {step.number} of the ladder"
            f"{', with a notice to send on' if step.waits else ''}",
            f"due {action.due:%d/%m/%Y}, and {', '.join(rung.tells)} hear at {rung.at}",
        )
    for one in heard.counts:
        yield Reason(
            f"{one.agency}: {one.open} open, {one.overdue} overdue",
            f"the area's figures go out on {day:%a}",
        )
    for _, number in heard.news:
        yield Reason(f"News on case {number}", "its update was announced since the last working day")
    for alert in heard.alerts:
        yield Reason(
            f"{alert.agency}: {alert.count} counted ({alert.kind})",
            f"as many as the area puts forward within {alert.months} months",
        )
