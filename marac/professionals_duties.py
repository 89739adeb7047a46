"""What is owed for a meeting of professionals and by when: names, the day of the incident, the meeting
itself, and what is seen to once it was held.

Each is a duty, so that it is shown, reminded of and escalated like any other. What a fact settles has no
tick: nobody can close it while the record lacks what the area asks for. Whoever is kept out of the case
hears nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import msgspec

from marac.duties import DutyDue, further_duties, rungs_of, tick_key, times_of
from marac.facts import Professionals
from marac.meeting import Case, Meeting
from marac.professionals import needs_left
from marac.protocol import Duty, ProfessionalsRule, Protocol
from marac.subjects import Subject, may_hear_of
from marac.words import PersonId

NAMED: Final = "professionals-named"
INCIDENT: Final = "professionals-incident"
HELD: Final = "professionals-held"
MINUTED: Final = "professionals-minuted"
"""The facts that settle one; the dialogs have the act that brings each about."""
_TICK: Final = "tick"
_NEXT_DAY: Final = "+1 working day"
_TODAY: Final = "+0 working days"


class _Owed(msgspec.Struct, frozen=True, kw_only=True):
    """One thing owed: from when it counts, by whom, and since when that could be known."""

    duty: Duty
    people: tuple[PersonId, ...]
    anchor: date | datetime
    known_at: datetime | None = None
    is_done: bool | None = None


@further_duties
def professionals_owed(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """Of every professionals' meeting that was decided on or came of itself (WOL-48, WOL-49, LUT-46 to
    LUT-49)."""
    rule = protocol.professionals
    for case in meeting.cases.values():
        record = case.professionals
        if rule is not None and record is not None:
            subject = Subject(key=case.number, case=case.number, sitting=case.sitting)
            for one in _all(case, record, rule, meeting, protocol):
                yield _due(one, subject, case, meeting, protocol)


def _all(
    case: Case, record: Professionals, rule: ProfessionalsRule, meeting: Meeting, protocol: Protocol
) -> Iterator[_Owed]:
    team = tuple(dict.fromkeys((*meeting.administrators(), *meeting.chairs())))
    lead = (record.lead,) if record.lead is not None else meeting.administrators()
    if needs_left(protocol, None, ()):
        left = needs_left(protocol, record.lead, record.agencies)
        yield _Owed(duty=_naming(rule), people=team, anchor=record.agreed_on, is_done=not left)
    if rule.counted_from == "incident":
        said = record.incident is not None or record.held_on is not None
        yield _Owed(duty=_asking(rule), people=team, anchor=record.agreed_on, is_done=said)
    anchor = _from(case, record, rule, meeting, protocol)
    if rule.within is not None and anchor is not None:
        is_held, known = record.held_on is not None, record.said_at
        yield _Owed(duty=_holding(rule), people=lead, anchor=anchor, known_at=known, is_done=is_held)
    if record.held_on is not None:
        yield from _afterwards(record, record.held_on, rule, lead, meeting)


def _afterwards(
    record: Professionals,
    held_on: date,
    rule: ProfessionalsRule,
    lead: tuple[PersonId, ...],
    meeting: Meeting,
) -> Iterator[_Owed]:
    for number, stage in enumerate(rule.stages):
        people = lead if stage.owed_by == "lead" else meeting.administrators()
        is_done = record.minuted_at is not None if stage.done_with == "minutes" else None
        yield _Owed(duty=_stages(rule)[number], people=people, anchor=held_on, is_done=is_done)


def _from(
    case: Case, record: Professionals, rule: ProfessionalsRule, meeting: Meeting, protocol: Protocol
) -> date | None:
    """The day from which the time to hold it counts; None while that is not known."""
    if rule.counted_from == "incident":
        return record.incident
    if rule.counted_from == "agreed":
        return record.agreed_on
    if case.hearing is not None:
        return protocol.calendar.day_of(case.hearing.opened_at)
    return max((protocol.calendar.day_of(s.starts_at) for s in meeting.sittings), default=record.agreed_on)


def _due(one: _Owed, subject: Subject, case: Case, meeting: Meeting, protocol: Protocol) -> DutyDue:
    key = tick_key(one.duty.key, subject.key)
    people = tuple(p for p in one.people if may_hear_of(meeting, p, subject))
    times = times_of(one.duty, one.anchor, protocol, meeting.duties_reopened.get(key))
    if one.known_at is not None and times.heard and max(times.heard) <= one.known_at:
        # Its days had gone by before the day of the incident was said, so that it is said once after that.
        times = times_of(one.duty, one.anchor, protocol, one.known_at)
    is_ticked = one.is_done is None and key in meeting.duties
    return DutyDue(
        duty=one.duty,
        subject=subject,
        people=people,
        due=times.due,
        rungs=rungs_of(one.duty, subject, people, times, meeting, protocol),
        done_at=meeting.duties.get(key) if is_ticked else None,
        is_done=is_ticked or bool(one.is_done),
        is_void=case.no_more_professionals_on is not None and not was_held(case),
        is_tickable=one.is_done is None,
    )


def was_held(case: Case) -> bool:
    """It counts as held."""
    return case.professionals is not None and case.professionals.held_on is not None


def _settled_by(fact: str, duty: Duty) -> Duty:
    """The duty as one that a fact settles. No duty of a file can be settled by such a one."""
    return duty.model_copy(update={"discharged_by": fact})


@lru_cache(maxsize=32)
def _naming(rule: ProfessionalsRule) -> Duty:
    label = "Name who leads the professionals' meeting, and which agencies take part"
    return _settled_by(NAMED, _team_duty(NAMED, label, rule))


@lru_cache(maxsize=32)
def _asking(rule: ProfessionalsRule) -> Duty:
    label = "A professionals' meeting is due: say on which day the incident was that brought the case back"
    return _settled_by(INCIDENT, _team_duty(INCIDENT, label, rule))


def _team_duty(key: str, label: str, rule: ProfessionalsRule) -> Duty:
    return Duty(
        key=key,
        label=label,
        owed_by="administrators",
        subject="case",
        anchor="agreed",
        due=_NEXT_DAY,
        remind=(_TODAY, _NEXT_DAY, "+3 working days"),
        cite=rule.cite,
    )


@lru_cache(maxsize=32)
def _holding(rule: ProfessionalsRule) -> Duty:
    duty = Duty(
        key=HELD,
        label="Hold the professionals' meeting, and enter that it was held",
        owed_by="administrators",
        subject="case",
        anchor="agreed",
        due=rule.within or _TODAY,
        remind=rule.remind,
        ladder=rule.ladder,
        cite=rule.cite,
    )
    return _settled_by(HELD, duty)


@lru_cache(maxsize=32)
def _stages(rule: ProfessionalsRule) -> tuple[Duty, ...]:
    """What is seen to afterwards, each under a name that no duty of a file has."""
    made = (
        Duty(
            key=f"professionals-{stage.key}",
            label=stage.label,
            owed_by="administrators",
            subject="case",
            anchor="agreed",
            due=stage.due,
            remind=stage.remind,
            ladder=stage.ladder,
            cite=stage.cite,
        )
        for stage in rule.stages
    )
    facts = (MINUTED if stage.done_with == "minutes" else _TICK for stage in rule.stages)
    return tuple(_settled_by(fact, duty) for fact, duty in zip(facts, made, strict=True))
