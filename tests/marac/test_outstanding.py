from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.actions import RecordAction
from marac.admission import may_see
from marac.meeting import Meeting
from marac.outstanding import (
    OutstandingAction,
    counts,
    digests,
    for_case,
    for_person,
    for_the_chat,
    outstanding_of,
)
from marac.standing import OfferReady, TransferOut
from marac.words import ActionState, Protects
from tests.marac.builders import ADMIN, CHAIR, OTHER_ADMIN, PEOPLE, a_meeting, a_protocol, after, with_case

DUE = date(2026, 12, 10)
CASES = ("1001", "1002", "1003", "1004", "1005", "1006")


def last_meeting() -> Meeting:
    """One with an open action of an ordinary case, of a restricted one, and of a guest."""
    meeting = a_meeting(
        heard=CASES, present=(CHAIR, ADMIN, "police-rep", "housing-rep", "health-rep", "guest")
    )
    meeting = with_case(meeting, "1003", admitted=frozenset({"health-rep", "other-chair"}))
    for number, agency, collector in (
        ("1001", "housing", None),
        ("1003", "health", None),
        ("1005", "refuge", "police-rep"),
    ):
        command = RecordAction(
            case=number, what="Act", agencies=(agency,), protects=Protects.ADULT, collector=collector
        )
        meeting = after(meeting, command, by=ADMIN)
    return meeting


class TestAtTheNextOpening:
    def test_the_chat_has_nothing_of_a_restricted_case(self) -> None:
        rows = for_the_chat(outstanding_of(last_meeting()))
        assert [(row.case, row.agency) for row in rows] == [("1001", "housing"), ("1005", "refuge")]

    @pytest.mark.parametrize(
        ("person", "cases"),
        [
            (ADMIN, {"1001", "1003", "1005"}),
            ("other-chair", {"1001", "1003", "1005"}),
            (CHAIR, {"1001", "1005"}),
            ("health-rep", {"1003"}),
            ("housing-rep", {"1001"}),
            ("police-rep", {"1005"}),
            ("idva-rep", set()),
            ("observer", set()),
            ("nobody", set()),
        ],
    )
    def test_privately_each_sees_their_own_and_chair_and_administrators_what_they_may(
        self, person: str, cases: set[str]
    ) -> None:
        rows = for_person(outstanding_of(last_meeting()), person, a_meeting())
        assert {row.case for row in rows} == cases

    def test_an_administrator_with_a_conflict_is_not_shown_that_case(self) -> None:
        meeting = msgspec.structs.replace(last_meeting(), conflicts={ADMIN: frozenset({"1001"})})
        assert {r.case for r in for_person(outstanding_of(meeting), ADMIN, a_meeting())} == {"1003", "1005"}

    def test_a_cases_unfinished_earlier_actions(self) -> None:
        rows = outstanding_of(last_meeting())
        assert [row.action for row in for_case(rows, "1003", "other-chair")] == ["a2"]
        assert for_case(rows, "1003", CHAIR) == ()

    def test_finished_ones_are_not_outstanding(self) -> None:
        meeting = last_meeting()
        done = msgspec.structs.replace(meeting.actions["a1"], state=ActionState.DONE)
        meeting = msgspec.structs.replace(meeting, actions={**meeting.actions, "a1": done})
        assert {row.action for row in outstanding_of(meeting)} == {"a2", "a3"}

    def test_nobody_is_told_of_a_case_that_they_may_not_see(self) -> None:
        meeting = last_meeting()
        for row in outstanding_of(meeting):
            for person in PEOPLE:
                if not may_see(meeting, person.person, row.case):
                    assert person.person not in row.told
                    assert person.person not in row.seen_by


class TestDigest:
    @pytest.mark.parametrize(
        ("day", "overdue", "soon"),
        [
            (date(2026, 12, 8), 0, 0),
            (date(2026, 12, 9), 0, 1),
            (DUE, 0, 1),
            (date(2026, 12, 11), 1, 0),
            (date(2026, 12, 12), 0, 0),
            (date(2026, 12, 14), 1, 0),
            (date(2026, 12, 25), 0, 0),
        ],
    )
    def test_the_working_day_before_the_day_itself_and_then_until_it_is_done(
        self, day: date, overdue: int, soon: int
    ) -> None:
        digest = digests(outstanding_of(last_meeting()), a_protocol(), day).get("housing-rep")
        assert (
            (len(digest.overdue), len(digest.due_soon)) == (overdue, soon) if digest else not overdue + soon
        )

    def test_one_a_person_across_meetings_and_nobody_with_nothing(self) -> None:
        first = last_meeting()
        second = msgspec.structs.replace(last_meeting(), key="m2")
        rows = (*outstanding_of(first), *outstanding_of(second))
        found = digests(rows, a_protocol(), date(2026, 12, 14))
        assert set(found) == {"housing-rep", "health-rep", "police-rep"}
        assert {row.meeting for row in found["housing-rep"].overdue} == {"m1", "m2"}

    def test_where_nobody_owns_it_the_whole_agency_hears(self) -> None:
        unowned = RecordAction(
            case="1001", what="Act", agencies=("police",), protects=Protects.ADULT, collector=None
        )
        meeting = after(a_meeting(heard=CASES), unowned, by=ADMIN)
        action = msgspec.structs.replace(meeting.actions["a1"], owner=None)
        meeting = msgspec.structs.replace(meeting, actions={"a1": action})
        assert outstanding_of(meeting)[0].told == ("police-rep", "police-deputy")

    def test_an_owner_who_stepped_out_since_is_not_told_and_the_others_are(self) -> None:
        command = RecordAction(case="1001", what="Act", agencies=("police",), protects=Protects.ADULT)
        meeting = after(a_meeting(heard=CASES), command, by=ADMIN)
        assert outstanding_of(meeting)[0].told == ("police-rep",)
        meeting = msgspec.structs.replace(meeting, conflicts={"police-rep": frozenset({"1001"})})
        assert outstanding_of(meeting)[0].told == ("police-deputy",)

    def test_a_collector_who_stepped_out_since_is_not_told_and_administrators_are_as_nobody_else_is_left(
        self,
    ) -> None:
        meeting = msgspec.structs.replace(last_meeting(), conflicts={"police-rep": frozenset({"1005"})})
        row = {row.case: row for row in outstanding_of(meeting)}["1005"]
        assert (row.told, row.unowned) == ((ADMIN, OTHER_ADMIN), True)
        kept_out = msgspec.structs.replace(
            meeting, conflicts={**meeting.conflicts, ADMIN: frozenset({"1005"})}
        )
        assert {row.case: row.told for row in outstanding_of(kept_out)}["1005"] == (OTHER_ADMIN,)

    def test_what_falls_to_the_administrators_is_said_to_them_unless_they_have_a_conflict(self) -> None:
        meeting = after(a_meeting(heard=CASES), TransferOut(case="1001"), by=ADMIN)
        (transfer,) = (row for row in outstanding_of(meeting) if row.agency == "county")
        assert transfer.told == (ADMIN, OTHER_ADMIN)
        meeting = msgspec.structs.replace(meeting, conflicts={ADMIN: frozenset({"1001"})})
        assert outstanding_of(meeting)[0].told == (OTHER_ADMIN,)

    @pytest.mark.rule("LIN-90")
    def test_a_birth_is_asked_for_by_case_number_and_date_alone(self) -> None:
        meeting = a_meeting(open_case="1004", present=(CHAIR, ADMIN, "maternity-rep"))
        meeting = after(meeting, OfferReady(case="1004", ready="birth"), by=CHAIR)
        row = digests(outstanding_of(meeting), a_protocol(), date(2027, 9, 3))["maternity-rep"].due_soon[0]
        said = str(msgspec.to_builtins(row))
        assert row.case == "1004"
        assert "birth" not in said
        assert "Send" not in said

    def test_an_area_that_does_not_remind_is_silent_until_it_is_overdue(self) -> None:
        protocol = a_protocol(actions={"cite": "1"})
        assert not digests(outstanding_of(last_meeting()), protocol, DUE)

    def test_figures_by_agency(self) -> None:
        figures = counts(outstanding_of(last_meeting()), date(2026, 12, 14))
        assert [(c.agency, c.open, c.overdue) for c in figures] == [
            ("health", 1, 1),
            ("housing", 1, 1),
            ("refuge", 1, 1),
        ]


def a_row(due: date | None, *told: str) -> OutstandingAction:
    return OutstandingAction(
        meeting="m1",
        action="a1",
        case="1001",
        agency="police",
        owner=None,
        due=due,
        state=ActionState.CONFIRMED,
        restricted=False,
        feedback=False,
        asked_for=None,
        told=told,
        seen_by=frozenset(told),
    )


@given(
    due=st.lists(st.dates(DUE, DUE + timedelta(days=30)) | st.none(), max_size=6),
    day=st.dates(DUE - timedelta(days=5), DUE + timedelta(days=40)),
)
def test_each_overdue_action_is_in_its_owners_digest_on_every_working_day(
    due: list[date | None], day: date
) -> None:
    rows = [a_row(one, "someone") for one in due]
    digest = digests(rows, a_protocol(), day).get("someone")
    late = [one for one in due if one is not None and one < day]
    if a_protocol().calendar.is_working_day(day):
        assert len(digest.overdue if digest else ()) == len(late)
    else:
        assert digest is None
