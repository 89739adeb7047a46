from __future__ import annotations

import pytest

from marac.decide import Command, Why
from marac.hearing import CloseCase, OpenCase
from marac.restricted import Admit, ConfirmRoomClear
from marac.seats import NameCaseMinuteTaker, SeatChair, cases_without_chair, possible_chairs
from tests.marac.builders import ADMIN, CHAIR, OTHER_ADMIN, after, outcome, refusal
from tests.marac.ready import IN_THE_ROOM, a_ready_meeting, held_by, with_conflict, with_open

BOTH_CHAIRS = (*IN_THE_ROOM, "other-chair")


def test_a_substitute_chairs_one_case_and_the_sittings_chair_the_next() -> None:
    meeting = after(
        a_ready_meeting(present=BOTH_CHAIRS),
        SeatChair(case="1001", person="other-chair"),
        OpenCase(case="1001"),
        by=ADMIN,
    )
    assert meeting.chair == "other-chair"
    assert refusal(meeting, CloseCase(case="1001", note="Done."), by=CHAIR) is Why.NOT_ALLOWED
    closed = after(meeting, CloseCase(case="1001", note="Done."), by="other-chair")
    assert closed.chair == CHAIR
    assert after(closed, OpenCase(case="1004"), by=CHAIR).chair == CHAIR


def test_a_new_chair_of_the_sitting_takes_over_the_case_that_is_open() -> None:
    meeting = after(
        with_open("1001", a_ready_meeting(present=BOTH_CHAIRS)), SeatChair(person="other-chair"), by=ADMIN
    )
    assert meeting.chair == "other-chair"
    assert outcome(meeting, SeatChair(person="other-chair"), by=ADMIN).entries == ()


def test_a_new_chair_of_the_sitting_does_not_take_over_a_case_that_they_may_not_hear() -> None:
    meeting = a_ready_meeting(present=BOTH_CHAIRS)
    conflicted = with_conflict(with_open("1001", meeting), "other-chair", "1001")
    seated = after(conflicted, SeatChair(person="other-chair"), by=ADMIN)
    assert seated.chair == CHAIR
    assert seated.sittings[0].chair == "other-chair"

    restricted = after(
        meeting,
        Admit(case="1002", person=CHAIR),
        ConfirmRoomClear(case="1002", note="It is."),
        OpenCase(case="1002", note="Few attend."),
        by=ADMIN,
    )
    assert after(restricted, SeatChair(person="other-chair"), by=ADMIN).chair == CHAIR


def test_a_substitute_of_one_case_stays_when_the_sittings_chair_changes() -> None:
    meeting = after(
        a_ready_meeting(present=BOTH_CHAIRS),
        SeatChair(case="1001", person="other-chair"),
        OpenCase(case="1001"),
        SeatChair(person="police-rep"),
        by=ADMIN,
    )
    assert meeting.chair == "other-chair"


@pytest.mark.parametrize(
    ("command", "by", "why"),
    [
        (SeatChair(case="1001", person="other-chair"), CHAIR, Why.NOT_ALLOWED),
        (SeatChair(case="1001", person="probation-rep"), ADMIN, Why.NOT_PRESENT),
        (SeatChair(case="1001", person="observer"), ADMIN, Why.NOT_VALID),
        (SeatChair(case="1001", person="guest"), ADMIN, Why.NOT_VALID),
        (SeatChair(case="1002", person="other-chair"), ADMIN, Why.NO_SUCH_PERSON),
        (NameCaseMinuteTaker(case="1001", person="police-rep"), ADMIN, Why.NOT_VALID),
        (NameCaseMinuteTaker(case="1001", person=ADMIN), "police-rep", Why.NOT_ALLOWED),
    ],
)
def test_who_can_be_seated(command: Command, by: str, why: Why) -> None:
    meeting = a_ready_meeting(present=(*BOTH_CHAIRS, "observer", "guest"))
    assert refusal(meeting, command, by=by) is why


def test_nobody_with_a_conflict_in_the_case_is_seated_or_offered() -> None:
    meeting = with_conflict(a_ready_meeting(present=BOTH_CHAIRS), "other-chair", "1001")
    assert refusal(meeting, SeatChair(case="1001", person="other-chair"), by=ADMIN) is Why.CHAIR_CONFLICTED
    assert [a.person for a in possible_chairs(meeting, meeting.cases["1001"])] == [CHAIR]
    assert [a.person for a in possible_chairs(meeting, meeting.cases["1002"])] == []


def test_administrators_are_told_of_cases_whose_chair_has_a_conflict() -> None:
    meeting = with_conflict(a_ready_meeting(present=BOTH_CHAIRS), CHAIR, "1001", "1004")
    assert [c.number for c in cases_without_chair(meeting)] == ["1001", "1004"]
    seated = after(meeting, SeatChair(case="1001", person="other-chair"), by=ADMIN)
    assert [c.number for c in cases_without_chair(seated)] == ["1004"]


def test_another_administrator_takes_the_minutes_of_one_case() -> None:
    meeting = with_conflict(a_ready_meeting(present=(*IN_THE_ROOM, OTHER_ADMIN)), ADMIN, "1001")
    named = after(meeting, NameCaseMinuteTaker(case="1001", person=OTHER_ADMIN), by=CHAIR)
    assert held_by(named, OpenCase(case="1001")) == {}

    opened = after(named, OpenCase(case="1001"), by=CHAIR)
    hearing = opened.cases["1001"].hearing
    assert hearing is not None
    assert hearing.minute_taker == OTHER_ADMIN
    assert opened.sittings[0].minute_taker == ADMIN
    assert refusal(opened, NameCaseMinuteTaker(case="1001", person=ADMIN), by=CHAIR) is Why.STEPPED_OUT


def test_a_minute_taker_can_change_in_an_open_case() -> None:
    opened = after(with_open("1001"), NameCaseMinuteTaker(case="1001", person=OTHER_ADMIN), by=ADMIN)
    hearing = opened.cases["1001"].hearing
    assert hearing is not None
    assert hearing.minute_taker == OTHER_ADMIN
