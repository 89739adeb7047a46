"""Opening a sitting: the chair's steps, the decisions about what is missing, and the start that the clock
brings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.decide import Command, Why
from marac.hearing import OpenCase
from marac.journal import sealed_fields
from marac.meeting import Meeting
from marac.opening import (
    CheckStart,
    GoAhead,
    LogContact,
    NameMinuteTaker,
    OpenSitting,
    Resume,
    SittingSuspended,
    SkipStep,
    StartReached,
    StepSkipped,
    Suspend,
    TakeBreak,
    TickStep,
    WentAhead,
    steps_left,
)
from marac.presence import Arrive, Depart
from marac.words import SittingState
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    FIRST_DAY,
    MID_MORNING,
    SECOND_DAY,
    a_meeting,
    after,
    outcome,
    refusal,
)
from tests.marac.ready import a_ready_meeting

STEPS = ("welcome", "declarations", "outstanding")


def planned() -> Meeting:
    return a_meeting(open_sitting=False)


def opened() -> Meeting:
    return after(planned(), OpenSitting(), by=CHAIR)


def state(meeting: Meeting) -> SittingState:
    return meeting.sittings[0].state


def test_whoever_opens_is_here_and_a_chair_takes_the_chair() -> None:
    meeting = opened()

    assert (meeting.chair, meeting.is_present(CHAIR), state(meeting)) == (CHAIR, True, SittingState.OPENING)
    assert outcome(meeting, OpenSitting(), by=CHAIR).entries == ()


def test_an_administrator_opens_for_a_chair_who_is_here() -> None:
    here = after(planned(), Arrive(person="other-chair"), by="other-chair")

    assert after(here, OpenSitting(), by=ADMIN).chair == "other-chair"
    assert after(planned(), OpenSitting(), by=ADMIN).chair is None
    assert refusal(planned(), OpenSitting(), by="police-rep") is Why.NOT_ALLOWED


def test_steps_are_ticked_or_skipped_with_a_note_in_the_protocols_order() -> None:
    meeting = after(opened(), TickStep(step="welcome"), by=CHAIR)
    skipped = after(meeting, SkipStep(step="outstanding", note="Read out last week."), by=CHAIR)

    assert steps_left(opened(), STEPS) == STEPS
    assert steps_left(meeting, STEPS) == ("declarations", "outstanding")
    assert steps_left(skipped, STEPS) == ("declarations",)
    assert outcome(meeting, TickStep(step="welcome"), by=CHAIR).entries == ()
    assert steps_left(after(skipped, TickStep(step="outstanding"), by=CHAIR), STEPS) == ("declarations",)


@pytest.mark.parametrize(
    ("command", "by", "why"),
    [
        (SkipStep(step="welcome", note="  "), CHAIR, Why.NOTE_NEEDED),
        (GoAhead(note=""), CHAIR, Why.NOTE_NEEDED),
        (Suspend(note=""), CHAIR, Why.NOTE_NEEDED),
        (TickStep(step="tea"), CHAIR, Why.NOT_A_STEP),
        (TickStep(step="welcome"), "police-rep", Why.NOT_ALLOWED),
        (GoAhead(note="Go on."), "observer", Why.NOT_ALLOWED),
        (NameMinuteTaker(person="police-rep"), CHAIR, Why.NOT_VALID),
        (LogContact(agency="nobody"), ADMIN, Why.NO_SUCH_AGENCY),
        (LogContact(agency="police"), CHAIR, Why.NOT_ALLOWED),
        (CheckStart(), CHAIR, Why.NOT_ALLOWED),
    ],
)
def test_what_is_refused(command: Command, by: str, why: Why) -> None:
    assert refusal(opened(), command, by) is why


@pytest.mark.parametrize("command", [TickStep(step="welcome"), GoAhead(note="On."), Suspend(note="Wait.")])
def test_nothing_is_moved_before_the_sitting_is_open(command: Command) -> None:
    assert refusal(planned(), command, CHAIR) is Why.NO_SITTING


@pytest.mark.rule("LIN-10")
def test_going_ahead_and_suspending_are_recorded_with_time_and_sealed_reason() -> None:
    short = opened()
    ahead = outcome(short, GoAhead(note="Police send research."), by=CHAIR)
    stopped = outcome(short, Suspend(note="Until police are here."), by=ADMIN)

    assert ahead.entries[0].event == WentAhead(sitting=1, missing=("police",), note="Police send research.")
    assert (ahead.entries[0].at, ahead.entries[0].by) == (MID_MORNING, CHAIR)
    assert stopped.entries[0].event == SittingSuspended(sitting=1, note="Until police are here.")
    assert all(sealed_fields(kind) == {"note"} for kind in (WentAhead, SittingSuspended, StepSkipped))


@pytest.mark.rule("LIN-10")
def test_while_suspended_no_case_opens_until_the_sitting_goes_on() -> None:
    suspended = after(a_ready_meeting(), Suspend(note="Waiting for police."), by=CHAIR)
    on = after(suspended, Resume(), by=CHAIR)

    assert state(suspended) is SittingState.SUSPENDED
    assert refusal(suspended, OpenCase(case="1001"), CHAIR) is not None
    assert refusal(on, OpenCase(case="1001"), CHAIR) is None
    assert outcome(on, Resume(), by=CHAIR).entries == ()


def test_there_is_nothing_to_decide_while_quorate_and_going_ahead_ends_a_suspension() -> None:
    quorate = after(opened(), Arrive(person="police-rep"), by="police-rep")
    assert refusal(quorate, GoAhead(note="Go on."), CHAIR) is Why.ALREADY

    suspended = after(opened(), Suspend(note="Waiting."), by=CHAIR)
    ahead = after(suspended, GoAhead(note="They cannot come."), by=CHAIR)
    assert state(ahead) is SittingState.OPENING
    assert ahead.sittings[0].going_ahead
    assert outcome(ahead, GoAhead(note="Again."), by=CHAIR).entries == ()


def test_a_break_is_taken_between_cases_and_hearing_goes_on_after_it() -> None:
    ready = a_ready_meeting(present=(CHAIR, ADMIN, "police-rep", "childrens-rep", "health-rep", "idva-rep"))
    in_case = after(ready, OpenCase(case="1001"), by=CHAIR)

    assert refusal(in_case, TakeBreak(), CHAIR) is Why.CASE_OPEN
    on_break = after(opened(), TakeBreak(), by=CHAIR)
    assert state(on_break) is SittingState.BREAK
    assert outcome(on_break, TakeBreak(), by=CHAIR).entries == ()
    assert state(after(on_break, Resume(), by=CHAIR)) is SittingState.OPENING


@pytest.mark.rule("LIN-09")
def test_at_the_start_it_is_asked_once_who_is_missing_opened_or_not() -> None:
    early = outcome(planned(), CheckStart(), by="system", at=FIRST_DAY - timedelta(seconds=1))
    here = after(planned(), Arrive(person="police-rep"), by="police-rep", at=FIRST_DAY)
    due = outcome(here, CheckStart(), by="system", at=FIRST_DAY)

    assert early.entries == ()
    (event,) = [e.event for e in due.entries]
    assert isinstance(event, StartReached)
    assert event.sitting == 1
    assert {"health", "idva", "childrens"} <= set(event.missing)
    assert "police" not in event.missing
    assert outcome(due.meeting, CheckStart(), by="system", at=FIRST_DAY).entries == ()
    (second,) = outcome(due.meeting, CheckStart(), by="system", at=SECOND_DAY).entries
    assert isinstance(second.event, StartReached)
    assert second.event.sitting == 2


def test_that_a_contact_was_rung_is_kept_once_with_its_sitting() -> None:
    rung = after(opened(), LogContact(agency="police"), by=ADMIN)

    assert rung.sittings[0].contacted == {"police"}
    assert outcome(rung, LogContact(agency="police"), by=ADMIN).entries == ()


def test_the_minute_taker_of_a_sitting_is_an_administrator() -> None:
    named = after(opened(), NameMinuteTaker(person=ADMIN), by=CHAIR)

    assert named.sittings[0].minute_taker == ADMIN
    assert outcome(named, NameMinuteTaker(person=ADMIN), by=CHAIR).entries == ()


def test_a_chair_who_leaves_is_missed() -> None:
    meeting = after(opened(), Arrive(person="police-rep"), by="police-rep")
    left = after(meeting, Depart(person=CHAIR), by=CHAIR)

    assert meeting.sittings[0].quorate is True
    assert left.sittings[0].missing == ("chair",)
