"""What is reported privately and followed up by clocks: a complaint, a death, a concern, a case that comes
back too often.

The area's file says who may report it, who hears of it at once, and which stages it goes through by when.
Kept are its kind, a case number or an agency, dates and how far it has got; what it says belongs elsewhere,
and nothing here has a place for it. A stage is owed, reminded of, ticked and taken back like any other duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from marac.admission import may_know_of
from marac.caselist import NUMBER
from marac.decide import Command, Refused, Setting, Who, Why, decides, follows
from marac.facts import RaisedMatter
from marac.floor import with_case
from marac.journal import SYSTEM, Entry, Event, evolves
from marac.matter_stages import are_stages_done, is_concerned, matter_of, names_the_referrer
from marac.meeting import Meeting, put
from marac.protocol import Matter
from marac.words import ActionState, AgencyId, CaseNumber, PersonId


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


class StopFeedback(Command, frozen=True):
    """Ask nobody any more whether the victim was told the outcome of a case."""

    case: CaseNumber


class StopFlagging(Command, frozen=True):
    """Ask nobody any more about the flags on a case's files."""

    case: CaseNumber


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


class FeedbackStopped(Event, frozen=True):
    """Nobody is asked any more whether the victim was told."""

    case: CaseNumber


class FlaggingStopped(Event, frozen=True):
    """Nobody is asked any more about the flags on a case's files."""

    case: CaseNumber


class MatterReopened(Event, frozen=True):
    """What had settled it was taken back."""

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
        "agency": command.about_agency is not None or not _wants_agency(matter, command, setting),
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


def _wants_agency(matter: Matter, command: ReportMatter, setting: Setting) -> bool:
    """The agency is to be named: it is about one, or it goes to the agency that referred a case which is not
    on the list, or not for the reporter."""
    if matter.about == "agency":
        return True
    known = command.number in setting.meeting.cases and (
        setting.asker is None or may_know_of(setting.meeting, setting.by, command.number or "")
    )
    return matter.about == "case" and names_the_referrer(matter) and not known


def _is_the_same(known: RaisedMatter, event: MatterReported, setting: Setting) -> bool:
    day_of = setting.protocol.calendar.day_of
    same = (known.kind, known.number, known.agency, known.incident) == (
        event.kind,
        event.number,
        event.agency,
        event.incident,
    )
    matter = matter_of(setting.protocol, event.kind)
    if matter is not None and matter.news is not None and known.reported_by != setting.by:
        return False
    return same and known.settled_at is None and day_of(known.reported_at) == day_of(setting.now)


@decides(StopFeedback, Who.SYSTEM)
def stop_feedback(command: StopFeedback, setting: Setting) -> Iterator[Event]:
    """Stop it, once (LIN-96)."""
    if not setting.meeting.cases[command.case].feedback_stopped:
        yield FeedbackStopped(case=command.case)


@decides(StopFlagging, Who.SYSTEM)
def stop_flagging(command: StopFlagging, setting: Setting) -> Iterator[Event]:
    """Stop it, once."""
    if not setting.meeting.cases[command.case].flagging_stopped:
        yield FlaggingStopped(case=command.case)


@decides(SettleMatter, Who.ANYONE, Who.SYSTEM)
def settle_matter(command: SettleMatter, setting: Setting) -> Iterator[Event]:
    """Settle it, once; by those who deal with it. For everybody else there is no such thing."""
    raised, meeting = setting.meeting.matters.get(command.matter), setting.meeting
    if raised is None or not (
        setting.by == SYSTEM or is_concerned(meeting, setting.protocol, setting.by, raised)
    ):
        raise Refused(Why.NO_SUCH_DUTY, duty=command.matter)
    if raised.settled_at is None:
        yield MatterSettled(matter=command.matter)


@follows
def matters_settle(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """A matter is settled with its last stage, or with one that settles it whatever is left; and no more once
    such a tick is taken back."""
    if before.duties is after.duties and before.duty_answers is after.duty_answers:
        return
    for raised in after.matters.values():
        matter = matter_of(setting.protocol, raised.kind)
        if matter is None or not matter.stages:
            continue
        is_done = are_stages_done(matter, raised, after)
        if is_done and raised.settled_at is None:
            yield MatterSettled(matter=raised.key)
        elif not is_done and raised.settled_at is not None and are_stages_done(matter, raised, before):
            yield MatterReopened(matter=raised.key)


@follows
def impossible_actions_raise(before: Meeting, after: Meeting, setting: Setting) -> Iterator[Event]:
    """Where the area follows up what cannot be done, each such action raises its matter (LUT-39)."""
    if before.actions is after.actions:
        return
    kinds = [m.key for m in setting.protocol.matters if m.arises_from == "cannot-be-done"]
    number = len(after.matters)
    for key, action in after.actions.items():
        was = before.actions.get(key)
        if action.state is not ActionState.IMPOSSIBLE or (was is not None and was.state is action.state):
            continue
        for kind in kinds:
            number += 1
            yield MatterReported(key=f"m{number}", kind=kind, number=action.case, agency=action.agency)


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


@evolves(FeedbackStopped)
def feedback_stopped(meeting: Meeting, event: FeedbackStopped, entry: Entry) -> Meeting:
    """It is stopped."""
    return with_case(meeting, event.case, feedback_stopped=True)


@evolves(FlaggingStopped)
def flagging_stopped(meeting: Meeting, event: FlaggingStopped, entry: Entry) -> Meeting:
    """It is stopped."""
    return with_case(meeting, event.case, flagging_stopped=True)


@evolves(MatterReopened)
def matter_reopened(meeting: Meeting, event: MatterReopened, entry: Entry) -> Meeting:
    """It is open again."""
    raised = msgspec.structs.replace(meeting.matters[event.matter], settled_at=None)
    return msgspec.structs.replace(meeting, matters=put(meeting.matters, event.matter, raised))


@evolves(MatterSettled)
def matter_settled(meeting: Meeting, event: MatterSettled, entry: Entry) -> Meeting:
    """Nobody is asked about it any more."""
    raised = msgspec.structs.replace(meeting.matters[event.matter], settled_at=entry.at)
    return msgspec.structs.replace(meeting, matters=put(meeting.matters, event.matter, raised))


def open_matters(meeting: Meeting) -> tuple[RaisedMatter, ...]:
    """What was reported and is not settled, the oldest first."""
    return tuple(m for m in meeting.matters.values() if m.settled_at is None)
