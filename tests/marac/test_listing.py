from __future__ import annotations

import pytest

from marac.decide import Why
from marac.hearing import CloseCase, OpenCase, next_case
from marac.holds import HoldCode
from marac.listing import GiveClosingReason, MarkForClosure
from marac.words import CaseState
from tests.marac.builders import ADMIN, CHAIR, after, outcome, refusal
from tests.marac.ready import a_ready_meeting, heard, held_by, seen_to


@pytest.mark.rule("LIN-65")
def test_a_case_marked_for_closure_keeps_its_slot_and_the_chair_is_asked_for_the_reason_there() -> None:
    listed = a_ready_meeting()
    marked = after(listed, MarkForClosure(case="1001"), by=ADMIN)
    assert marked.order == listed.order
    offered = next_case(marked, CHAIR)
    assert offered is not None
    assert offered.number == "1001"

    opened = seen_to(after(marked, OpenCase(case="1001"), by=CHAIR), "1001")
    assert set(held_by(opened, CloseCase(case="1001"))) == {HoldCode.NO_CLOSING_REASON}
    closed = after(
        opened, GiveClosingReason(case="1001", reason="moved-away"), CloseCase(case="1001"), by=CHAIR
    )
    assert closed.cases["1001"].state is CaseState.CLOSED
    assert closed.cases["1001"].closing_reason == "moved-away"


def test_only_a_reason_of_the_area_is_taken_and_only_at_the_slot() -> None:
    marked = after(a_ready_meeting(), MarkForClosure(case="1001"), by=ADMIN)
    reason = GiveClosingReason(case="1001", reason="moved-away")
    assert refusal(marked, reason, by=CHAIR) is Why.NO_OPEN_CASE
    opened = after(marked, OpenCase(case="1001"), by=CHAIR)
    assert refusal(opened, GiveClosingReason(case="1001", reason="busy"), by=CHAIR) is Why.NOT_VALID
    assert refusal(opened, reason, by="police-rep") is Why.NOT_ALLOWED


def test_the_mark_can_be_taken_back_and_the_case_is_heard() -> None:
    meeting = after(a_ready_meeting(), MarkForClosure(case="1001"), by=ADMIN)
    assert outcome(meeting, MarkForClosure(case="1001"), by=ADMIN).entries == ()
    meeting = after(meeting, MarkForClosure(case="1001", marked=False), by=ADMIN)
    assert heard(meeting, "1001").cases["1001"].state is CaseState.HEARD


def test_a_case_that_is_over_is_not_marked() -> None:
    meeting = heard(a_ready_meeting(), "1001")
    assert refusal(meeting, MarkForClosure(case="1001"), by=ADMIN) is Why.CASE_NOT_LISTED
