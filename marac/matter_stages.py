"""How far what was reported has got: who deals with it, which stages are owed by when, and which are done.

A stage is a duty that only those who deal with the matter know of. It begins when what it is counted from has
come, and where the area says so only after certain answers to that; until then its people hear nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from marac.admission import may_see
from marac.calendar import DueRule
from marac.duties import DutyDue, further_duties, rungs_of, tick_key, times_of
from marac.facts import RaisedMatter
from marac.meeting import Meeting
from marac.ownership import agencies_of_type
from marac.protocol import Duty, Matter, Protocol, Stage
from marac.subjects import Subject, told_of
from marac.words import AgencyId, PersonId

REPORTED: Final = "reported"
INCIDENT: Final = "incident"
MEETING: Final = "meeting"
_AT_ONCE: Final = "+0 working days"


class RaisedStage(NamedTuple):
    """A stage of something that was reported."""

    raised: RaisedMatter
    stage: Stage


def matter_of(protocol: Protocol, kind: str) -> Matter | None:
    """The area's matter of that kind."""
    return next((m for m in protocol.matters if m.key == kind), None)


def names_the_referrer(matter: Matter) -> bool:
    """The agency that referred the case hears of it, or owes a stage of it."""
    return "referring" in (*matter.told, *(stage.owed_by for stage in matter.stages))


def starts_at(meeting: Meeting) -> datetime | None:
    """When the meeting begins."""
    return min((s.starts_at for s in meeting.sittings), default=None)


def is_short_notice(meeting: Meeting, protocol: Protocol, raised: RaisedMatter) -> bool:
    """It was reported later than the area asks for, counted from its meeting's first day (LIN-45)."""
    matter, starts = matter_of(protocol, raised.kind), starts_at(meeting)
    if matter is None or matter.notice is None or starts is None:
        return False
    day_of = protocol.calendar.day_of
    latest = DueRule.parse(matter.notice).apply(day_of(starts), protocol.calendar)
    return day_of(raised.reported_at) > day_of(latest)


def told_of_matter(meeting: Meeting, protocol: Protocol, raised: RaisedMatter) -> tuple[PersonId, ...]:
    """Who hears of it at once, privately; of a case of this meeting, only those who may see it."""
    matter = matter_of(protocol, raised.kind)
    return _who_may_know(matter.told if matter else (), raised, meeting)


def stage_ticked(meeting: Meeting, protocol: Protocol, duty: str, subject: str) -> RaisedStage | None:
    """The stage that is ticked under that key, of what was reported; None for a duty that is no stage."""
    raised = meeting.matters.get(subject.partition("/")[0])
    matter = matter_of(protocol, raised.kind) if raised else None
    for stage in matter.stages if matter else ():
        if raised is not None and duty == duty_key(raised.kind, stage.key):
            return RaisedStage(raised, stage)
    return None


def told_of_done(meeting: Meeting, ticked: RaisedStage) -> tuple[PersonId, ...]:
    """Who hears that a stage is done (LIN-45); of a case of this meeting, only those who may see it."""
    return _who_may_know(ticked.stage.tells, ticked.raised, meeting)


def concerned(meeting: Meeting, protocol: Protocol, raised: RaisedMatter) -> frozenset[PersonId]:
    """Everybody who deals with it: those told at once, those who owe a stage that has begun, and those whom
    its ladder tells."""
    matter = matter_of(protocol, raised.kind)
    found = set(told_of_matter(meeting, protocol, raised))
    for stage in matter.stages if matter else ():
        if matter is not None and _anchor(matter, stage, raised, meeting) is not None:
            owing = _owing(stage, raised, meeting)
            tells = tuple(who for step in stage.ladder if not step.approved for who in step.tells)
            found |= {*owing, *told_of(tells, Subject(key=raised.key), owing, meeting)}
    return frozenset(p for p in found if _may_know(meeting, p, raised))


def is_concerned(meeting: Meeting, protocol: Protocol, person: PersonId, raised: RaisedMatter) -> bool:
    """The person deals with it."""
    return person in concerned(meeting, protocol, raised)


def may_hear_of_matter(meeting: Meeting, protocol: Protocol, person: PersonId, raised: RaisedMatter) -> bool:
    """The person reported it or deals with it."""
    if person == raised.reported_by and person in meeting.roll:
        return _may_know(meeting, person, raised)
    return is_concerned(meeting, protocol, person, raised)


def _may_know(meeting: Meeting, person: PersonId, raised: RaisedMatter) -> bool:
    attendee = meeting.roll.get(person)
    if attendee is None or not attendee.is_welcome:
        return False
    return raised.number not in meeting.cases or may_see(meeting, person, raised.number or "")


def _who_may_know(words: Iterable[str], raised: RaisedMatter, meeting: Meeting) -> tuple[PersonId, ...]:
    """Those for whom the words stand, each once, who may know of it."""
    found = dict.fromkeys(p for who in words for p in _people(who, raised, meeting))
    return tuple(p for p in found if _may_know(meeting, p, raised))


def _people(who: str, raised: RaisedMatter, meeting: Meeting) -> tuple[PersonId, ...]:
    """Those on the roll for whom a word of the area's file stands."""
    if who == "administrators":
        return meeting.administrators()
    if who == "chair":
        return (meeting.chair,) if meeting.chair else meeting.chairs()
    if who == "chairs":
        return meeting.chairs()
    if who == "other-chairs":
        return tuple(p for p in meeting.chairs() if p != raised.reported_by)
    if who == "reporter":
        return (raised.reported_by,) if raised.reported_by in meeting.roll else ()
    if who == "lead":
        return (raised.lead,) if raised.lead else meeting.administrators()
    if who == "operational-lead":
        return tuple(a.person for a in meeting.roll.values() if "operational-lead" in a.capacities)
    return tuple(a.person for agency in _agencies(who, raised, meeting) for a in meeting.members_of(agency))


def _agencies(who: str, raised: RaisedMatter, meeting: Meeting) -> tuple[AgencyId, ...]:
    if who == "agencies":
        return raised.agencies or ((raised.agency,) if raised.agency else ())
    if who == "referring":
        case = meeting.cases.get(raised.number or "")
        referring = case.referring_agency if case else raised.agency
        return (referring,) if referring else ()
    return tuple(agencies_of_type(meeting, who))


def _owing(stage: Stage, raised: RaisedMatter, meeting: Meeting) -> tuple[PersonId, ...]:
    return _who_may_know((stage.owed_by,), raised, meeting)


def stage_keys(raised: RaisedMatter, stage: Stage, meeting: Meeting) -> tuple[str, ...]:
    """Under what a stage is ticked: once, or by each of the agencies that owe it for itself."""
    return tuple(tick_key(duty_key(raised.kind, stage.key), s.key) for s in _subjects(raised, stage, meeting))


def _subjects(raised: RaisedMatter, stage: Stage, meeting: Meeting) -> Iterator[Subject]:
    case = raised.number if raised.number in meeting.cases else None
    if stage.owed_by == "agencies" and raised.agencies:
        for agency in raised.agencies:
            yield Subject(key=f"{raised.key}/{agency}", case=case, agency=agency, matter=raised.key)
        return
    yield Subject(key=raised.key, case=case, agency=raised.agency, matter=raised.key)


def duty_key(kind: str, stage: str) -> str:
    """The name under which a stage of a kind of matter is owed."""
    return f"{kind}.{stage}"


def is_stage(tick: str) -> bool:
    """What is ticked under that key is a stage and no duty of the file."""
    return "." in tick.partition(":")[0]


def is_stage_done(raised: RaisedMatter, stage: Stage, meeting: Meeting) -> bool:
    """Everybody who owes it has ticked it."""
    return all(key in meeting.duties for key in stage_keys(raised, stage, meeting))


def are_stages_done(matter: Matter, raised: RaisedMatter, meeting: Meeting) -> bool:
    """A stage that settles it is done, or every stage that it comes to."""
    done = [stage for stage in matter.stages if is_stage_done(raised, stage, meeting)]
    comes_to = [stage for stage in matter.stages if not _is_passed_over(matter, stage, raised, meeting)]
    return any(stage.settles for stage in done) or all(stage in done for stage in comes_to)


def _is_passed_over(matter: Matter, stage: Stage, raised: RaisedMatter, meeting: Meeting) -> bool:
    """What came before was answered in another way, so that it never comes to this."""
    earlier = next((s for s in matter.stages if s.key == stage.counted_from), None)
    if earlier is None:
        return False
    if _is_passed_over(matter, earlier, raised, meeting):
        return True
    said = [meeting.duty_answers.get(key) for key in stage_keys(raised, earlier, meeting)]
    is_done = is_stage_done(raised, earlier, meeting)
    return is_done and bool(stage.after) and not any(answer in stage.after for answer in said)


@further_duties
def stages_owed(meeting: Meeting, protocol: Protocol) -> Iterator[DutyDue]:
    """The stages of every matter reported that have begun; those of a settled one are void."""
    for raised in meeting.matters.values():
        matter = matter_of(protocol, raised.kind)
        if matter is None:
            continue
        audience = concerned(meeting, protocol, raised)
        for stage in matter.stages:
            anchor = _anchor(matter, stage, raised, meeting)
            if anchor is not None:
                for subject in _subjects(raised, stage, meeting):
                    known = msgspec.structs.replace(subject, audience=audience)
                    duty = _as_duty(matter, stage)
                    yield _owed(duty, stage, raised, known, anchor, meeting=meeting, protocol=protocol)


def _anchor(matter: Matter, stage: Stage, raised: RaisedMatter, meeting: Meeting) -> date | datetime | None:
    """From when a stage counts; None while that has not come, or never will."""
    if stage.counted_from == REPORTED:
        return raised.reported_at
    if stage.counted_from == INCIDENT:
        return raised.incident
    if stage.counted_from == MEETING:
        return min((s.starts_at for s in meeting.sittings if s.starts_at >= raised.reported_at), default=None)
    earlier = next((s for s in matter.stages if s.key == stage.counted_from), None)
    if earlier is None or _is_passed_over(matter, stage, raised, meeting):
        return None
    keys = stage_keys(raised, earlier, meeting)
    if not is_stage_done(raised, earlier, meeting):
        return None
    given = meeting.duty_answers.get(keys[0]) if earlier.dated else None
    return date.fromisoformat(given) if given else max(meeting.duties[key] for key in keys)


def _owed(
    duty: Duty,
    stage: Stage,
    raised: RaisedMatter,
    subject: Subject,
    anchor: date | datetime,
    *,
    meeting: Meeting,
    protocol: Protocol,
) -> DutyDue:
    key = tick_key(duty.key, subject.key)
    people = _owing(stage, raised, meeting)
    if stage.owed_by == "agencies" and subject.agency:
        people = tuple(p for p in people if meeting.roll[p].agency == subject.agency)
    times = times_of(duty, anchor, protocol, meeting.duties_reopened.get(key))
    if times.heard and max(times.heard) <= raised.reported_at:
        # Its days had gone by before anybody knew of it, so that it is said once after that.
        times = times_of(duty, anchor, protocol, raised.reported_at)
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
        is_timed=stage.due is not None,
    )


@lru_cache(maxsize=256)
def _as_duty(matter: Matter, stage: Stage) -> Duty:
    """A stage in the shape of a duty, so that it is owed, reminded of and ticked like one. No duty of a file
    can have its name, which has a dot in it."""
    duty = Duty(
        key=stage.key,
        label=f"{matter.label}: {stage.label}",
        owed_by=stage.owed_by,
        subject="meeting",
        # What is counted from a meeting may be due before it; nothing else comes before what it counts from.
        anchor="review" if stage.counted_from == MEETING else "closing",
        due=stage.due or _AT_ONCE,
        remind=stage.remind,
        ladder=stage.ladder,
        answers=tuple(answer.key for answer in stage.answers),
        dated=stage.dated,
        cite=stage.cite,
    )
    return duty.model_copy(update={"key": duty_key(matter.key, stage.key)})
