"""Who is here: three sources of equal standing, kept as intervals, and afresh at each sitting."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.decide import Why
from marac.meeting import Interval, Meeting
from marac.opening import OpenSitting
from marac.presence import Arrive, Depart, ReportStranger, everybody_gone, was_present
from marac.words import Source
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

REP = "police-rep"
SOURCES = tuple(Source)


def nobody_yet() -> Meeting:
    return a_meeting(present=())


def intervals(meeting: Meeting, person: str = REP) -> tuple[Interval, ...]:
    return meeting.presence.get(person, ())


@pytest.mark.parametrize(
    ("source", "by"),
    [(Source.JOINED, "system"), (Source.CHECKED_IN, REP), (Source.MARKED, ADMIN)],
)
def test_each_source_alone_says_that_somebody_is_here_and_that_they_have_gone(
    source: Source, by: str
) -> None:
    here = after(nobody_yet(), Arrive(person=REP, source=source), by=by)
    gone = after(here, Depart(person=REP, source=source), by=by, at=MID_MORNING + timedelta(minutes=5))

    assert here.is_present(REP)
    assert "police" in here.agencies_present()
    assert not gone.is_present(REP)
    (kept,) = intervals(gone)
    assert (kept.came, kept.went) == ((source,), source)
    assert (kept.start, kept.end) == (MID_MORNING, MID_MORNING + timedelta(minutes=5))


def test_a_further_source_is_added_to_the_same_stretch_and_the_first_to_say_gone_ends_it() -> None:
    meeting = after(nobody_yet(), Arrive(person=REP, source=Source.JOINED), by="system")
    meeting = after(meeting, Arrive(person=REP, source=Source.CHECKED_IN), by=REP)
    meeting = after(meeting, Arrive(person=REP, source=Source.MARKED), by=ADMIN)
    gone = after(meeting, Depart(person=REP, source=Source.JOINED), by="system")

    assert intervals(meeting)[0].came == (Source.JOINED, Source.CHECKED_IN, Source.MARKED)
    assert len(intervals(meeting)) == 1
    assert not gone.is_present(REP)


def test_the_same_again_writes_nothing() -> None:
    here = after(nobody_yet(), Arrive(person=REP), by=REP)
    gone = after(here, Depart(person=REP), by=REP)

    assert outcome(here, Arrive(person=REP), by=REP).entries == ()
    assert outcome(gone, Depart(person=REP), by=REP).entries == ()


def test_who_comes_back_begins_a_new_stretch() -> None:
    meeting = after(nobody_yet(), Arrive(person=REP), by=REP, at=FIRST_DAY)
    meeting = after(meeting, Depart(person=REP), by=REP, at=FIRST_DAY + timedelta(minutes=10))
    meeting = after(meeting, Arrive(person=REP), by=REP, at=FIRST_DAY + timedelta(minutes=20))

    asked = [was_present(meeting, REP, FIRST_DAY + timedelta(minutes=m)) for m in (-1, 0, 9, 10, 19, 20, 500)]

    assert asked == [False, True, True, False, False, True, True]


@pytest.mark.parametrize("of", ["barred", "removed"])
def test_barred_people_and_leavers_cannot_be_here(of: str) -> None:
    meeting = nobody_yet()
    out = msgspec.structs.replace(meeting.roll[REP], **{of: True})
    meeting = msgspec.structs.replace(meeting, roll={**meeting.roll, REP: out})

    assert refusal(meeting, Arrive(person=REP, source=Source.JOINED), by="system") is Why.NOT_ON_ROLL
    assert refusal(meeting, Arrive(person=REP), by=REP) is Why.NOT_ON_ROLL
    assert refusal(meeting, Arrive(person=REP, source=Source.MARKED), by=ADMIN) is Why.NOT_ON_ROLL


def test_one_says_it_of_oneself_and_an_administrator_of_anybody() -> None:
    marked = Arrive(person=REP, source=Source.MARKED)

    assert refusal(nobody_yet(), marked, by="idva-rep") is Why.NOT_ALLOWED
    assert refusal(nobody_yet(), Depart(person=REP), by="idva-rep") is Why.NOT_ALLOWED
    assert refusal(nobody_yet(), marked, by=ADMIN) is None
    assert refusal(nobody_yet(), Arrive(person="nobody"), by=ADMIN) is Why.NO_SUCH_PERSON


def test_a_stranger_is_noted_once() -> None:
    meeting = after(nobody_yet(), ReportStranger(reference="8:visitor"), by="system")

    assert meeting.strangers == {"8:visitor"}
    assert outcome(meeting, ReportStranger(reference="8:visitor"), by="system").entries == ()
    assert refusal(meeting, ReportStranger(reference="8:other"), by=REP) is Why.NOT_ALLOWED


@pytest.mark.rule("LIN-01")
def test_sign_in_is_taken_afresh_at_each_sitting() -> None:
    first = a_meeting(present=(CHAIR, REP))
    ended = everybody_gone(first, MID_MORNING)

    assert not any(True for _ in ended.present())
    assert was_present(ended, REP, MID_MORNING - timedelta(minutes=1))
    assert not was_present(ended, REP, MID_MORNING)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (FIRST_DAY - timedelta(days=7), Why.TOO_EARLY),
        (FIRST_DAY - timedelta(hours=10), Why.TOO_EARLY),
        (FIRST_DAY - timedelta(hours=1), None),
        (FIRST_DAY + timedelta(hours=2), None),
        (SECOND_DAY, None),
    ],
)
def test_nobody_is_here_days_before_a_sitting(at: datetime, why: Why | None) -> None:
    planned = a_meeting(open_sitting=False)

    assert refusal(planned, Arrive(person=REP), by=REP, at=at) is why


def test_a_sitting_opened_early_takes_everybody() -> None:
    early = FIRST_DAY - timedelta(days=1)
    meeting = after(a_meeting(open_sitting=False), OpenSitting(), by=CHAIR, at=early)

    assert after(meeting, Arrive(person=REP), by=REP, at=early).is_present(REP)


steps = st.lists(
    st.tuples(st.sampled_from((REP, "idva-rep", CHAIR)), st.booleans(), st.sampled_from(SOURCES)), max_size=20
)


@given(steps)
def test_stretches_never_overlap_and_the_last_word_counts(taken: list[tuple[str, bool, Source]]) -> None:
    meeting, last = nobody_yet(), dict[str, bool]()
    for minute, (person, comes, source) in enumerate(taken):
        command = Arrive(person=person, source=source) if comes else Depart(person=person, source=source)
        meeting = after(meeting, command, by="system", at=MID_MORNING + timedelta(minutes=minute))
        last[person] = comes

    for person, is_here in last.items():
        kept = intervals(meeting, person)
        assert meeting.is_present(person) is is_here
        assert all(i.end is not None and i.start <= i.end for i in kept[:-1])
        assert all(one.end <= two.start for one, two in pairwise(kept) if one.end)
        assert all(len(set(i.came)) == len(i.came) for i in kept)
