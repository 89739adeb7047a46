"""Taking in a case list: for the right meeting, all or nothing, and the running order follows."""

from __future__ import annotations

from datetime import date

import pytest

from marac.decisions import ReviewAgreed
from marac.journal import SYSTEM, Entry, Event, evolve
from marac.reviews import ListReviewed
from marac.words import CaseKind, ReviewRoute
from tests.usecases.office import AREA, CASES, WEDNESDAY, Desk, a_case, case_file
from usecases.call_meeting import NotAMeetingDay, call_meeting
from usecases.case_list import CaseListRefused
from usecases.import_cases import LEFT_OUT, ImportFault, import_cases, is_case_list
from usecases.ports import Work
from usecases.take import take


async def test_a_list_calls_its_meeting_and_lays_out_its_cases(desk: Desk) -> None:
    await desk.register()

    taken = await desk.cases(*CASES)

    meeting = await desk.office.ledger.load(f"{AREA}-{WEDNESDAY}")
    assert (taken.new, taken.changed, taken.same, taken.meeting) == (3, 0, 0, meeting.key)
    assert [(s.sitting, s.case) for s in meeting.order] == [(1, "1001"), (1, "1002"), (2, "1003")]


async def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    meeting = await desk.meeting()

    taken = await desk.cases(*CASES)

    assert (taken.new, taken.changed, taken.same) == (0, 0, 3)
    assert await desk.office.ledger.load(meeting.key, fresh=True) == meeting


async def test_a_longer_list_adds_its_cases_and_says_what_differs(desk: Desk) -> None:
    await desk.meeting()

    taken = await desk.cases({**CASES[0], "Children": "no"}, CASES[1], a_case("1004"))

    meeting = await desk.office.ledger.load(f"{AREA}-{WEDNESDAY}")
    assert (taken.new, taken.changed, taken.same) == (1, 1, 1)
    assert LEFT_OUT in taken.warnings
    assert set(meeting.cases) == {"1001", "1002", "1003", "1004"}
    assert [s.case for s in meeting.order if s.sitting == 1] == ["1001", "1004", "1002"]


async def test_a_bad_row_keeps_the_whole_file_out_and_calls_no_meeting(desk: Desk) -> None:
    await desk.register()

    with pytest.raises(CaseListRefused) as refused:
        await desk.cases(*CASES, a_case("JB99"))

    assert [problem.line for problem in refused.value.problems] == [5]
    assert list(await desk.office.ledger.meetings(AREA)) == []


async def test_without_a_day_the_list_goes_to_the_meeting_it_is_about(desk: Desk) -> None:
    await desk.meeting()
    await call_meeting(desk.office, AREA, date(2026, 12, 2))

    again = await desk.cases(*CASES, a_case("1004"), day=None)
    fresh = await desk.cases(a_case("2001"), day=None)
    later = await desk.cases(a_case("3001"), day=None)

    assert again.meeting == "lincolnshire-2026-11-25"
    assert fresh.meeting == "lincolnshire-2026-12-02"
    assert later.meeting == "lincolnshire-2026-11-18"


async def test_a_day_that_is_no_meeting_day_is_refused(desk: Desk) -> None:
    await desk.register()

    with pytest.raises(NotAMeetingDay):
        await desk.cases(*CASES, day=date(2026, 11, 26))


async def test_a_list_that_would_lift_a_restriction_is_refused_by_line(desk: Desk) -> None:
    await desk.meeting(a_case("1001"), a_case("1002", kind="HBA"))

    with pytest.raises(CaseListRefused) as refused:
        await desk.cases(a_case("1001"), a_case("1002"))

    assert [(p.reason, p.line) for p in refused.value.problems] == [(ImportFault.RESTRICTION_STAYS, 3)]
    meeting = await desk.office.ledger.load(f"{AREA}-{WEDNESDAY}")
    assert meeting.cases["1002"].kind is CaseKind.HBA


async def test_the_journal_says_which_administrator_took_the_list_in(desk: Desk) -> None:
    await desk.meeting()
    admin = await desk.key("admin")

    await desk.cases(*CASES, a_case("1004"), by=admin)

    last = list(await desk.office.ledger.entries(f"{AREA}-{WEDNESDAY}"))[-2]
    assert last.by == admin


async def test_what_worries_about_the_order_comes_with_the_answer(desk: Desk) -> None:
    await desk.register()

    taken = await desk.cases(*(a_case(str(n)) for n in range(2000, 2027)), a_case("1", kind="transfer in"))

    assert "overrun" in taken.warnings
    assert "presenter-unconfirmed" in taken.warnings


def test_a_case_list_is_known_by_its_headings() -> None:
    assert is_case_list(frozenset({"case no.", "district"}))
    assert not is_case_list(frozenset({"name", "e-mail", "role"}))


async def test_nothing_personal_in_a_list_reaches_the_store(desk: Desk) -> None:
    await desk.register()

    with pytest.raises(CaseListRefused):
        await import_cases(
            desk.office,
            AREA,
            case_file({**CASES[0], "Victim name": "Testina Testworth"}),
            "cases.csv",
            WEDNESDAY,
        )

    assert list(await desk.office.ledger.meetings(AREA)) == []


@pytest.mark.rule("LIN-104")
async def test_administrators_are_asked_how_a_reviewed_case_comes_back(desk: Desk) -> None:
    """An earlier meeting's journal says that its review was agreed; the file need not know."""
    await desk.meeting()
    await _write(desk, ReviewAgreed(case="1001", on=date(2026, 11, 25)))

    taken = await desk.cases(*CASES, day=date(2026, 12, 2))
    admin = await desk.key("admin")
    route = ListReviewed(case="1001", route=ReviewRoute.STRAIGHT_TO_REVIEW)
    listed = (await take(desk.office, "lincolnshire-2026-12-02", route, admin)).after

    assert "route-not-chosen" in taken.warnings
    assert listed.cases["1001"].reviewed_before
    assert "1001" not in [s.case for s in listed.order]


async def _write(desk: Desk, event: Event) -> None:
    """Put an event into the journal as it stands."""
    before = await desk.office.ledger.load(f"{AREA}-{WEDNESDAY}")
    entry = Entry(sequence=before.sequence + 1, at=desk.clock.moment, by=SYSTEM, event=event)
    after = evolve(before, entry)
    await desk.office.ledger.commit(Work(meeting=before, entries=[entry], after=after))
