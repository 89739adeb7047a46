"""Opening a sitting: its steps in the protocol's order, and the decisions to go ahead, suspend, resume or
pause.

The chair's word moves everything here, and every step may be skipped with a note. What is decided about a
missing agency is recorded with its time; the reason typed for it is sealed like all free text.
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.admission import may_know_of
from marac.call import agency_on_roll, person_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import SYSTEM, Entry, Event, evolves
from marac.meeting import Meeting, Sitting
from marac.presence import Arrived
from marac.quoracy import missing_agencies, with_sitting
from marac.steps import may_confirm
from marac.words import AgencyId, FreeText, PersonId, SittingState, Source

RUNS_IT = (Who.CHAIR, Who.ANY_CHAIR, Who.ADMINISTRATOR)
"""Who may move a meeting: whoever is in the chair, whoever may take it, and an administrator on the chair's
word."""


class OpenSitting(Command, frozen=True):
    """Open the next sitting; a chair who opens it takes the chair."""


class TickStep(Command, frozen=True):
    """A step of the opening has been gone through (LIN-72)."""

    step: str


class SkipStep(Command, frozen=True):
    """Leave a step out, with a note (LIN-72)."""

    step: str
    note: str


class GoAhead(Command, frozen=True):
    """Go ahead although something is missing, with the reason (LIN-10)."""

    note: str


class Suspend(Command, frozen=True):
    """Suspend the sitting, with the reason (LIN-10)."""

    note: str


class Resume(Command, frozen=True):
    """Go on after a suspension or a break."""


class TakeBreak(Command, frozen=True):
    """Pause the sitting."""


class NameMinuteTaker(Command, frozen=True):
    """Say who takes the minutes of the sitting (LIN-84)."""

    person: PersonId


class LogContact(Command, frozen=True):
    """A missing agency's contact has been rung (LIN-09)."""

    agency: AgencyId


class CheckStart(Command, frozen=True):
    """The clock says that the next sitting's start has come (LIN-09)."""


class SittingOpened(Event, frozen=True):
    """A sitting was opened, by a chair or by an administrator for one."""

    sitting: int
    chair: PersonId | None


class StepTicked(Event, frozen=True):
    """A step was gone through."""

    sitting: int
    step: str


class StepSkipped(Event, frozen=True):
    """A step was left out."""

    sitting: int
    step: str
    note: FreeText


class WentAhead(Event, frozen=True):
    """Chair or administrators decided to go ahead without what was missing."""

    sitting: int
    missing: tuple[str, ...]
    note: FreeText


class SittingSuspended(Event, frozen=True):
    """The sitting was suspended."""

    sitting: int
    note: FreeText


class SittingResumed(Event, frozen=True):
    """The sitting went on."""

    sitting: int


class BreakTaken(Event, frozen=True):
    """The sitting paused."""

    sitting: int


class MinuteTakerNamed(Event, frozen=True):
    """Somebody was named to take the minutes."""

    sitting: int
    person: PersonId


class ContactMade(Event, frozen=True):
    """A missing agency's contact was rung."""

    sitting: int
    agency: AgencyId


class StartReached(Event, frozen=True):
    """A sitting's start came, with these agencies of expected types missing."""

    sitting: int
    missing: tuple[AgencyId, ...]


def sitting_under_way(setting: Setting) -> Sitting:
    """The sitting that has been opened. Raises Refused where none has."""
    if setting.meeting.sitting is None:
        raise Refused(Why.NO_SITTING)
    return setting.meeting.sitting


def between_cases(setting: Setting) -> None:
    """Raise Refused while a case is open; its number is for those who may know of it."""
    number = setting.meeting.current_case
    if number is not None:
        known = may_know_of(setting.meeting, setting.by, number)
        raise Refused(Why.CASE_OPEN, case=number if known else None)


@decides(OpenSitting, *RUNS_IT)
def open_sitting(command: OpenSitting, setting: Setting) -> Iterator[Event]:
    """Open it; whoever opens it is here. Opening an open sitting changes nothing."""
    meeting = setting.meeting
    if meeting.sitting is not None:
        return
    if meeting.next_sitting is None:
        raise Refused(Why.SITTING_ENDED)
    asker = person_on_roll(setting, setting.by)
    if not meeting.is_present(setting.by):
        yield Arrived(person=setting.by, sitting=meeting.next_sitting.number, source=Source.CHECKED_IN)
    here = [a.person for a in meeting.present() if a.is_chair]
    chair = setting.by if asker.is_chair else next(iter(here), None)
    yield SittingOpened(sitting=meeting.next_sitting.number, chair=chair)


@decides(TickStep, *RUNS_IT)
def tick_step(command: TickStep, setting: Setting) -> Iterator[Event]:
    """Tick a step of this area's opening; the time is kept. What is the chair's alone to say, nobody ticks
    for the chair (HAC-29, KEN-11)."""
    sitting = _with_step(setting, command.step)
    if sitting.steps.get(command.step) != "done":
        yield StepTicked(sitting=sitting.number, step=command.step)


@decides(SkipStep, *RUNS_IT)
def skip_step(command: SkipStep, setting: Setting) -> Iterator[Event]:
    """Skip a step, with a note."""
    sitting = _with_step(setting, command.step)
    _need_note(command.note)
    if command.step not in sitting.steps:
        yield StepSkipped(sitting=sitting.number, step=command.step, note=command.note)


@decides(GoAhead, *RUNS_IT)
def go_ahead(command: GoAhead, setting: Setting) -> Iterator[Event]:
    """Record the decision; there is nothing to decide while the sitting is quorate."""
    sitting = sitting_under_way(setting)
    _need_note(command.note)
    if sitting.quorate:
        raise Refused(Why.ALREADY)
    if not sitting.going_ahead:
        yield WentAhead(sitting=sitting.number, missing=sitting.missing, note=command.note)
    if sitting.state is SittingState.SUSPENDED:
        yield SittingResumed(sitting=sitting.number)


@decides(Suspend, *RUNS_IT)
def suspend(command: Suspend, setting: Setting) -> Iterator[Event]:
    """Suspend the sitting; the running order holds until it is resumed."""
    sitting = sitting_under_way(setting)
    _need_note(command.note)
    if sitting.state is not SittingState.SUSPENDED:
        yield SittingSuspended(sitting=sitting.number, note=command.note)


@decides(Resume, *RUNS_IT)
def resume(command: Resume, setting: Setting) -> Iterator[Event]:
    """Go on; nothing to do if the sitting has not stopped."""
    sitting = sitting_under_way(setting)
    if sitting.state in (SittingState.SUSPENDED, SittingState.BREAK):
        yield SittingResumed(sitting=sitting.number)


@decides(TakeBreak, *RUNS_IT)
def take_break(command: TakeBreak, setting: Setting) -> Iterator[Event]:
    """Pause between cases."""
    sitting = sitting_under_way(setting)
    between_cases(setting)
    if sitting.state is not SittingState.BREAK:
        yield BreakTaken(sitting=sitting.number)


@decides(NameMinuteTaker, *RUNS_IT)
def name_minute_taker(command: NameMinuteTaker, setting: Setting) -> Iterator[Event]:
    """Name an administrator to take the minutes."""
    sitting = setting.meeting.sitting or setting.meeting.next_sitting
    if sitting is None:
        raise Refused(Why.SITTING_ENDED)
    if not person_on_roll(setting, command.person).is_administrator:
        raise Refused(Why.NOT_VALID, field="person", wanted="administrator")
    if sitting.minute_taker != command.person:
        yield MinuteTakerNamed(sitting=sitting.number, person=command.person)


@decides(LogContact, Who.ADMINISTRATOR)
def log_contact(command: LogContact, setting: Setting) -> Iterator[Event]:
    """Record that an agency's contact was rung."""
    agency_on_roll(setting, command.agency)
    sitting = setting.meeting.sitting or setting.meeting.next_sitting
    if sitting is None:
        raise Refused(Why.SITTING_ENDED)
    if command.agency not in sitting.contacted:
        yield ContactMade(sitting=sitting.number, agency=command.agency)


@decides(CheckStart, Who.SYSTEM)
def check_start(command: CheckStart, setting: Setting) -> Iterator[Event]:
    """Once, at the start time: who is missing. Whether the sitting has been opened by then does not
    matter."""
    due = next(
        (
            s
            for s in setting.meeting.sittings
            if s.starts_at <= setting.now and not s.start_checked and s.state is not SittingState.ENDED
        ),
        None,
    )
    if due is not None:
        yield StartReached(sitting=due.number, missing=missing_agencies(setting.meeting, setting.protocol))


@evolves(SittingOpened)
def sitting_opened(meeting: Meeting, event: SittingOpened, entry: Entry) -> Meeting:
    """The sitting is in its opening."""
    return with_sitting(
        meeting, event.sitting, state=SittingState.OPENING, opened_at=entry.at, chair=event.chair
    )


@evolves(StepTicked)
def step_ticked(meeting: Meeting, event: StepTicked, entry: Entry) -> Meeting:
    """The step is done."""
    return _step(meeting, event.sitting, event.step, "done", entry)


@evolves(StepSkipped)
def step_skipped(meeting: Meeting, event: StepSkipped, entry: Entry) -> Meeting:
    """The step is skipped."""
    return _step(meeting, event.sitting, event.step, "skipped", entry)


@evolves(WentAhead)
def went_ahead(meeting: Meeting, event: WentAhead, entry: Entry) -> Meeting:
    """What is missing no longer holds the next case."""
    return with_sitting(meeting, event.sitting, going_ahead=True, accepted=event.missing)


@evolves(SittingSuspended)
def sitting_suspended(meeting: Meeting, event: SittingSuspended, entry: Entry) -> Meeting:
    """The sitting stands still."""
    return with_sitting(meeting, event.sitting, state=SittingState.SUSPENDED)


@evolves(SittingResumed)
def sitting_resumed(meeting: Meeting, event: SittingResumed, entry: Entry) -> Meeting:
    """The sitting is where it was: in its opening, or hearing cases."""
    sitting = next(s for s in meeting.sittings if s.number == event.sitting)
    heard = any(
        c.hearing and c.hearing.opened_at >= (sitting.opened_at or entry.at) for c in meeting.cases.values()
    )
    return with_sitting(meeting, event.sitting, state=SittingState.HEARING if heard else SittingState.OPENING)


@evolves(BreakTaken)
def break_taken(meeting: Meeting, event: BreakTaken, entry: Entry) -> Meeting:
    """The sitting pauses."""
    return with_sitting(meeting, event.sitting, state=SittingState.BREAK)


@evolves(MinuteTakerNamed)
def minute_taker_named(meeting: Meeting, event: MinuteTakerNamed, entry: Entry) -> Meeting:
    """The minutes are that person's."""
    return with_sitting(meeting, event.sitting, minute_taker=event.person)


@evolves(ContactMade)
def contact_made(meeting: Meeting, event: ContactMade, entry: Entry) -> Meeting:
    """The agency has been rung."""
    sitting = next(s for s in meeting.sittings if s.number == event.sitting)
    return with_sitting(meeting, event.sitting, contacted=sitting.contacted | {event.agency})


@evolves(StartReached)
def start_reached(meeting: Meeting, event: StartReached, entry: Entry) -> Meeting:
    """The start has been checked."""
    return with_sitting(meeting, event.sitting, start_checked=True)


def steps_left(meeting: Meeting, setting_steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of the opening, in their order, that are neither done nor skipped in the sitting under
    way."""
    sitting = meeting.sitting
    return tuple(s for s in setting_steps if sitting is None or s not in sitting.steps)


def _with_step(setting: Setting, step: str) -> Sitting:
    sitting = sitting_under_way(setting)
    found = next((s for s in setting.protocol.opening if s.key == step), None)
    if found is None:
        raise Refused(Why.NOT_A_STEP, step=step)
    if setting.by != SYSTEM and not may_confirm(setting.meeting, found, setting.by):
        raise Refused(Why.CHAIR_ALONE, step=step)
    return sitting


def _need_note(note: str) -> None:
    if not note.strip():
        raise Refused(Why.NOTE_NEEDED)


def _step(meeting: Meeting, number: int, step: str, how: str, entry: Entry) -> Meeting:
    sitting = next(s for s in meeting.sittings if s.number == number)
    return with_sitting(
        meeting,
        number,
        steps={**sitting.steps, step: how},
        steps_at={**sitting.steps_at, step: entry.at},
    )
