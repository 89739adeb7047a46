"""What is reported privately and followed up by clocks: a complaint, a death, a concern, a case that comes
back too often.

The area's file says who may report it, who hears of it at once, and which stages it goes through by when.
Kept are its kind, a case number or an agency, dates and how far it has got; what it says belongs elsewhere,
and nothing here has a place for it. A stage is owed, reminded of, ticked and taken back like any other duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import msgspec

from marac.admission import may_see
from marac.caselist import NUMBER
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.duties import DutyDue, further_duties, rungs_of, tick_key, times_of
from marac.journal import SYSTEM, Entry, Event, evolves
from marac.meeting import Meeting, RaisedMatter, put
from marac.ownership import agencies_of_type
from marac.protocol import Duty, Matter, Protocol, Stage
from marac.subjects import Subject
from marac.words import AgencyId, CaseNumber, PersonId

REPORTED: Final = "reported"
INCIDENT: Final = "incident"
MEETING: Final = "meeting"


class ReportMatter(Command, frozen=True):
    """Report something: of what kind, and as far as the area asks for them the case's number, the agency, the
    day of the incident, who leads and which agencies take part."""

    kind: str
    number: CaseNumber | None = None
    about_agency: AgencyId | None = None
    incident: date | None = None
    lead: PersonId | None = None
    agencies: tuple[AgencyId, ...] = ()


class SettleMatter(Command, frozen=True):
    """Say that nothing more is to be done about what was reported."""

    matter: str


class MatterReported(Event, frozen=True):
    """Something was reported, or arose of itself."""

    key: str
    kind: str
    number: CaseNumber | None = None
    agency: AgencyId | None = None
    incident: date | None = None
    lead: PersonId | None = None
    agencies: tuple[AgencyId, ...] = ()


class MatterSettled(Event, frozen=True):
    """Nothing more is to be done about it."""

    matter: str


@decides(ReportMatter, Who.ANYONE, Who.SYSTEM)
def report_matter(command: ReportMatter, setting: Setting) -> Iterator[Event]:
    """Take it from whoever may report it; the same again on the same day changes nothing."""
    matter = matter_of(setting.protocol, command.kind)
    if matter is None:
        raise Refused(Why.NOT_VALID, field="kind", known=tuple(m.key for m in setting.protocol.matters))
    _check_reporter(matter, setting)
    _check_given(matter, command, setting)
    event = MatterReported(
        key=f"m{len(setting.meeting.matters) + 1}",
        kind=command.kind,
        number=command.number,
        agency=command.about_agency,
        incident=command.incident,
        lead=command.lead,
        agencies=command.agencies,
    )
    if not any(_is_the_same(known, event, setting) for known in setting.meeting.matters.values()):
        yield event


def _check_reporter(matter: Matter, setting: Setting) -> None:
    asker = setting.asker
    if asker is None:
        return
    ways = {"anybody": True, "administrators": asker.is_administrator, "chair": asker.is_chair}
    if asker.is_observer or not any(ways[who] for who in matter.reported_by):
        raise Refused(Why.NOT_ALLOWED)


def _check_given(matter: Matter, command: ReportMatter, setting: Setting) -> None:
    given = {
        "number": command.number is not None or matter.about != "case",
        "agency": command.about_agency is not None or matter.about != "agency",
        "incident-date": command.incident is not None or "incident-date" not in matter.asks,
        "lead": command.lead is not None or "lead" not in matter.asks,
        "agencies": bool(command.agencies) or "agencies" not in matter.asks,
    }
    if missing := tuple(name for name, there in given.items() if not there):
        raise Refused(Why.MISSING, what=missing)
    if command.number is not None and not NUMBER.fullmatch(command.number):
        raise Refused(Why.NOT_VALID, field="number", wanted="case number without letters")
    for agency in (command.about_agency, *command.agencies):
        if agency is not None and agency not in setting.meeting.agencies:
            raise Refused(Why.NO_SUCH_AGENCY, agency=agency)
    if command.lead is not None and command.lead not in setting.meeting.roll:
        raise Refused(Why.NO_SUCH_PERSON)
    if command.incident is not None and command.incident > setting.protocol.calendar.day_of(setting.now):
        raise Refused(Why.DATE_AHEAD, on=command.incident)


def _is_the_same(known: RaisedMatter, event: MatterReported, setting: Setting) -> bool:
    day_of = setting.protocol.calendar.day_of
    same = (known.kind, known.number, known.agency, known.incident) == (
        event.kind,
        event.number,
        event.agency,
        event.incident,
    )
    return same and known.settled_at is None and day_of(known.reported_at) == day_of(setting.now)


@decides(SettleMatter, Who.ADMINISTRATOR, Who.CHAIR, Who.ANY_CHAIR, Who.SYSTEM)
def settle_matter(command: SettleMatter, setting: Setting) -> Iterator[Event]:
    """Settle it, once; by those who heard of it."""
    matter = setting.meeting.matters.get(command.matter)
    if matter is None or not may_hear_of_matter(setting.meeting, setting.protocol, setting.by, matter):
        raise Refused(Why.NO_SUCH_DUTY, duty=command.matter)
    if matter.settled_at is None:
        yield MatterSettled(matter=command.matter)


@follows
def matters_settle(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A matter is settled with its last stage, or with one that settles it whatever is left."""
    if before.duties is after.duties:
        return
    for raised in after.matters.values():
        matter = matter_of(setting.protocol, raised.kind)
        if matter is None or raised.settled_at is not None or not matter.stages:
            continue
        done = [stage for stage in matter.stages if stage_key(raised, stage) in after.duties]
        if any(stage.settles for stage in done) or len(done) == len(matter.stages):
            yield MatterSettled(matter=raised.key)


@evolves(MatterReported)
def matter_reported(meeting: Meeting, event: MatterReported, entry: Entry) -> Meeting:
    """It is known, since now."""
    raised = RaisedMatter(
        key=event.key,
        kind=event.kind,
        reported_at=entry.at,
        reported_by=entry.by,
        number=event.number,
        agency=event.agency,
        incident=event.incident,
        lead=event.lead,
        agencies=event.agencies,
    )
    return msgspec.structs.replace(meeting, matters=put(meeting.matters, event.key, raised))


@evolves(MatterSettled)
def matter_settled(meeting: Meeting, event: MatterSettled, entry: Entry) -> Meeting:
    """Nobody is asked about it any more."""
    raised = msgspec.structs.replace(meeting.matters[event.matter], settled_at=entry.at)
    return msgspec.structs.replace(meeting, matters=put(meeting.matters, event.matter, raised))


def matter_of(protocol: Protocol, kind: str) -> Matter | None:
    """The area's matter of that kind."""
    return next((m for m in protocol.matters if m.key == kind), None)


def open_matters(meeting: Meeting) -> tuple[RaisedMatter, ...]:
    """What was reported and is not settled, the oldest first."""
    return tuple(m for m in meeting.matters.values() if m.settled_at is None)


def told_of_matter(meeting: Meeting, protocol: Protocol, raised: RaisedMatter) -> tuple[PersonId, ...]:
    """Who hears of it at once, privately; of a case of this meeting, only those who may see it."""
    matter = matter_of(protocol, raised.kind)
    found: dict[PersonId, None] = {}
    for who in matter.told if matter else ():
        found |= dict.fromkeys(_people(who, raised, meeting))
    return tuple(p for p in found if _may_know(meeting, p, raised))


def may_hear_of_matter(meeting: Meeting, protocol: Protocol, person: PersonId, raised: RaisedMatter) -> bool:
    """The person reported it, heard of it at once, or owes one of its stages."""
    if person in (SYSTEM, raised.reported_by):
        return True
    matter = matter_of(protocol, raised.kind)
    owing = (p for s in (matter.stages if matter else ()) for p in _people(s.owed_by, raised, meeting))
    return _may_know(meeting, person, raised) and (
        person in told_of_matter(meeting, protocol, raised) or person in tuple(owing)
    )


def _may_know(meeting: Meeting, person: PersonId, raised: RaisedMatter) -> bool:
    return raised.number not in meeting.cases or may_see(meeting, person, raised.number or "")


def _people(who: str, raised: RaisedMatter, meeting: Meeting) -> tuple[PersonId, ...]:
    """Those on the roll for whom a word of the area's file stands."""
    if who == "administrators":
        return meeting.administrators()
    if who == "chair":
        return (meeting.chair,) if meeting.chair else meeting.chairs()
    if who == "reporter":
        return (raised.reported_by,) if raised.reported_by in meeting.roll else ()
    if who == "lead":
        return (raised.lead,) if raised.lead else meeting.administrators()
    if who == "operational-lead":
        return tuple(a.person for a in meeting.roll.values() if "operational-lead" in a.capacities)
    agencies: tuple[AgencyId | None, ...]
    if who == "agencies":
        agencies = raised.agencies or (raised.agency,)
    elif who == "referring":
        case = meeting.cases.get(raised.number or "")
        agencies = (case.referring_agency if case else None,)
    else:
        agencies = tuple(agencies_of_type(meeting, who))
    return tuple(a.person for agency in agencies if agency for a in meeting.members_of(agency))


def stage_key(raised: RaisedMatter, stage: Stage) -> str:
    """Under what a stage is ticked."""
    return tick_key(duty_key(raised.kind, stage.key), raised.key)


def duty_key(kind: str, stage: str) -> str:
    """The name under which a stage of a kind of matter is owed."""
    return f"{kind}.{stage}"


@further_duties
def stages_owed(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """The stages of every matter reported whose clock has started; those of a settled one are void."""
    for raised in meeting.matters.values():
        matter = matter_of(protocol, raised.kind)
        for stage in matter.stages if matter else ():
            anchor = _anchor(matter, stage, raised, meeting) if matter else None
            if matter is not None and anchor is not None:
                yield _owed(matter, stage, raised, anchor, meeting, protocol)


def _anchor(matter: Matter, stage: Stage, raised: RaisedMatter, meeting: Meeting) -> date | datetime | None:
    """From when a stage counts; None while that has not come."""
    if stage.counted_from == REPORTED:
        return raised.reported_at
    if stage.counted_from == INCIDENT:
        return raised.incident
    if stage.counted_from == MEETING:
        return min((s.starts_at for s in meeting.sittings if s.starts_at >= raised.reported_at), default=None)
    earlier = next((s for s in matter.stages if s.key == stage.counted_from), None)
    if earlier is None:
        return None
    key = stage_key(raised, earlier)
    given = meeting.duty_answers.get(key) if earlier.dated else None
    return date.fromisoformat(given) if given else meeting.duties.get(key)


def _owed(
    matter: Matter,
    stage: Stage,
    raised: RaisedMatter,
    anchor: date | datetime,
    meeting: Meeting,
    protocol: Protocol,
) -> DutyDue:
    duty = _as_duty(matter, stage)
    key = stage_key(raised, stage)
    subject = Subject(
        key=raised.key,
        case=raised.number if raised.number in meeting.cases else None,
        agency=raised.agency,
        matter=raised.key,
    )
    people = tuple(p for p in _people(stage.owed_by, raised, meeting) if _may_know(meeting, p, raised))
    times = times_of(duty, anchor, protocol, meeting.duties_reopened.get(key))
    return DutyDue(
        duty=duty,
        subject=subject,
        people=people,
        due=times.due,
        rungs=rungs_of(duty, subject, people, times, meeting, protocol) if stage.due else (),
        done_at=meeting.duties.get(key),
        answer=meeting.duty_answers.get(key),
        is_done=key in meeting.duties,
        is_void=raised.settled_at is not None,
    )


@lru_cache(maxsize=256)
def _as_duty(matter: Matter, stage: Stage) -> Duty:
    """A stage in the shape of a duty, so that it is owed, reminded of and ticked like one."""
    return Duty(
        key=duty_key(matter.key, stage.key),
        label=f"{matter.label}: {stage.label}",
        owed_by=stage.owed_by,
        subject="meeting",
        anchor="meeting",
        due=stage.due or "+0 working days",
        remind=stage.remind,
        ladder=stage.ladder,
        answers=tuple(answer.key for answer in stage.answers),
        dated=stage.dated,
        cite=stage.cite,
    )
