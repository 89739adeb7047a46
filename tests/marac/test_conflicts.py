"""Conflicts: told without a reason, standing until taken back, and keeping their giver out of the case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.admission import has_conflict, is_out, may_know_of, may_see
from marac.conflicts import (
    AskToStay,
    ConflictsDeclared,
    DeclareConflicts,
    conflicted,
    stepped_out,
    unanswered,
    undecided,
)
from marac.decide import Why
from marac.journal import sealed_fields
from marac.meeting import Meeting
from marac.quoracy import agencies_counted, assess
from tests.marac.builders import ADMIN, CHAIR, OTHER_ADMIN, a_meeting, a_protocol, after, outcome, refusal

REP = "police-rep"


def given_notice(*cases: str, person: str = REP, meeting: Meeting | None = None) -> Meeting:
    return after(meeting or a_meeting(), DeclareConflicts(person=person, cases=cases), by=person)


def test_a_notice_names_cases_and_has_no_room_for_a_reason() -> None:
    assert set(DeclareConflicts.__struct_fields__) == {"person", "cases"}
    assert set(ConflictsDeclared.__struct_fields__) == {"person", "cases"}
    assert sealed_fields(ConflictsDeclared) == frozenset()


def test_who_gave_notice_is_out_until_the_chair_asks_them_to_stay() -> None:
    out = given_notice("1001")
    stays = after(out, AskToStay(case="1001", person=REP, stays=True), by=CHAIR)
    leaves = after(stays, AskToStay(case="1001", person=REP, stays=False), by=CHAIR)

    assert [is_out(m, REP, "1001") for m in (a_meeting(), out, stays, leaves)] == [False, True, False, True]
    assert may_know_of(out, REP, "1001")
    assert not may_see(out, REP, "1001")
    assert stepped_out(out, "1001") == {REP}
    assert conflicted(stays, "1001") == (REP,)


def test_a_second_notice_does_not_take_back_the_first_and_none_takes_back_both() -> None:
    both = given_notice("1004", meeting=given_notice("1001"))

    assert both.conflicts[REP] == {"1001", "1004"}
    assert given_notice(meeting=both).conflicts[REP] == frozenset()
    assert outcome(both, DeclareConflicts(person=REP, cases=("1001",)), by=REP).entries == ()


def test_a_word_to_stay_lasts_only_as_long_as_the_notice() -> None:
    stays = after(given_notice("1001"), AskToStay(case="1001", person=REP, stays=True), by=CHAIR)
    again = given_notice("1001", meeting=given_notice(meeting=stays))

    assert is_out(again, REP, "1001")


def test_the_chair_is_asked_about_those_here_alone() -> None:
    meeting = given_notice("1001")
    for person in (CHAIR, ADMIN, "adults-rep"):
        meeting = given_notice("1001", person=person, meeting=meeting)

    assert undecided(meeting, "1001") == (REP,)
    decided = after(meeting, AskToStay(case="1001", person=REP, stays=False), by=ADMIN)
    assert undecided(decided, "1001") == ()


def test_nobody_decides_on_their_own_conflict_or_on_none() -> None:
    own = given_notice("1001", person=CHAIR)

    assert refusal(own, AskToStay(case="1001", person=CHAIR, stays=True), by=CHAIR) is Why.STEPPED_OUT
    assert refusal(own, AskToStay(case="1001", person=REP, stays=True), by=CHAIR) is Why.NOT_ASKED
    assert refusal(own, AskToStay(case="1001", person=CHAIR, stays=True), by=REP) is Why.NOT_ALLOWED


def test_an_administrator_with_a_conflict_stays_out_whatever_the_chair_says() -> None:
    meeting = given_notice("1001", person=OTHER_ADMIN)
    meeting = after(meeting, AskToStay(case="1001", person=OTHER_ADMIN, stays=True), by=CHAIR)

    assert is_out(meeting, OTHER_ADMIN, "1001")


@pytest.mark.parametrize("number", ["1002", "1003", "9999"])
def test_a_case_that_somebody_may_not_know_of_cannot_be_probed_with_a_notice(number: str) -> None:
    assert refusal(a_meeting(), DeclareConflicts(person=REP, cases=(number,)), by=REP) is Why.NO_SUCH_CASE


def test_everybody_here_answers_none_or_names_cases() -> None:
    meeting = given_notice(meeting=given_notice("1001", person="idva-rep"))

    assert REP not in {a.person for a in unanswered(meeting)}
    assert {a.person for a in unanswered(meeting)} == {
        CHAIR,
        ADMIN,
        "health-rep",
        "childrens-rep",
        "housing-rep",
    }


@given(
    st.lists(
        st.tuples(st.sampled_from((REP, "childrens-rep", "idva-rep")), st.sampled_from(("1001", "1004"))),
        max_size=8,
    ),
    st.sampled_from(("1001", "1004")),
)
def test_a_notice_never_raises_quoracy_nor_who_counts(notices: list[tuple[str, str]], number: str) -> None:
    meeting, protocol = a_meeting(), a_protocol()
    for person, case in notices:
        further = given_notice(case, person=person, meeting=meeting)
        of, now = meeting.cases[number], further.cases[number]
        assert set(agencies_counted(further, now)) <= set(agencies_counted(meeting, of))
        assert assess(meeting, protocol, of).is_quorate or not assess(further, protocol, now).is_quorate
        assert has_conflict(further, person, case)
        meeting = further
