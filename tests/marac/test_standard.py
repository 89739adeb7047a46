"""The actions that every case has: added once, apart, and struck with a reason."""

from __future__ import annotations

import pytest

from marac.actions import agreed_for, tailored_for
from marac.decide import Why
from marac.hearing import CloseCase, OpenCase
from marac.protocol import Protocol
from marac.standard import StrikeStandard, standard_of, stands_for_all_in
from marac.words import ActionState
from tests.marac.builders import CHAIR, a_protocol, after, refusal
from tests.marac.ready import a_ready_meeting

CASE = "1001"
EVERY = {"cite": "1", "scope": "every-case"}


@pytest.fixture
def area() -> Protocol:
    """An area in which every case has two actions, and actions are volunteered."""
    return a_protocol(
        actions={"cite": "1", "default_due": "+5 working days", "volunteered": True, "understood": True},
        ready_actions=[
            {**EVERY, "key": "flag", "what": "Flag the files.", "owner": "all", "flag_for": "+12 months"},
            {**EVERY, "key": "marker", "what": "Mark the address.", "owner": "police"},
        ],
    )


def test_they_stand_as_soon_as_the_case_opens_and_once(area: Protocol) -> None:
    meeting = after(a_ready_meeting(), OpenCase(case=CASE), by=CHAIR, protocol=area)
    (line,) = agreed_for(meeting, CASE)
    assert (line.kind, line.agency, line.state) == ("marker", "police", ActionState.CONFIRMED)
    assert tailored_for(meeting, CASE) == ()
    assert [key for key, _, _ in standard_of(meeting, meeting.cases[CASE])] == ["flag", "marker"]
    again = after(
        meeting, CloseCase(case=CASE, note="Late"), OpenCase(case=CASE, note="Again"), by=CHAIR, protocol=area
    )
    assert len(again.actions) == 1
    assert standard_of(meeting, meeting.cases["1004"]) == ()


def test_striking_one_takes_a_reason_and_lasts(area: Protocol) -> None:
    meeting = after(a_ready_meeting(), OpenCase(case=CASE), by=CHAIR, protocol=area)
    bare = StrikeStandard(case=CASE, ready="marker", note=" ")
    assert refusal(meeting, bare, by=CHAIR, protocol=area) is Why.NOTE_NEEDED
    strange = StrikeStandard(case=CASE, ready="strange", note="Why not")
    assert refusal(meeting, strange, by=CHAIR, protocol=area) is Why.NO_SUCH_READY_ACTION
    strike = StrikeStandard(case=CASE, ready="marker", note="No address is known")
    assert refusal(meeting, strike, by="police-rep", protocol=area) is Why.NOT_ALLOWED
    meeting = after(meeting, strike, by=CHAIR, protocol=area)
    assert agreed_for(meeting, CASE) == ()
    meeting = after(
        meeting,
        StrikeStandard(case=CASE, ready="flag", note="Not here"),
        CloseCase(case=CASE, note="Late"),
        OpenCase(case=CASE, note="Again"),
        by=CHAIR,
        protocol=area,
    )
    assert agreed_for(meeting, CASE) == ()
    assert stands_for_all_in(meeting, "police", [meeting.cases[CASE]]) == {}
