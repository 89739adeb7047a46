from __future__ import annotations

import pytest

from marac.decide import Why
from marac.hearing import OpenCase
from marac.holds import HoldCode
from marac.presenting import (
    AppointStandIn,
    ConfirmTransferPresenter,
    is_presenter_here,
    presenter_of,
    was_presenter_absent,
)
from tests.marac.builders import ADMIN, CHAIR, after, outcome, refusal, with_case
from tests.marac.ready import IN_THE_ROOM, a_ready_meeting, held_by, with_conflict, with_open

WITHOUT_HEALTH = tuple(p for p in IN_THE_ROOM if p != "health-rep")


def test_the_confirmed_presenter_comes_before_the_referring_agency() -> None:
    meeting = a_ready_meeting()
    assert presenter_of(meeting.cases["1001"]) == "police"
    assert presenter_of(with_case(meeting, "1001", presenter="idva").cases["1001"]) == "idva"


def test_a_presenter_who_is_not_here_holds_the_case_and_agencies_here_are_offered() -> None:
    held = held_by(a_ready_meeting(present=WITHOUT_HEALTH), OpenCase(case="1004"))
    assert held == {
        HoldCode.PRESENTER_ABSENT: {
            "agency": "health",
            "stand_ins": ("police", "idva", "childrens", "housing"),
        }
    }


def test_a_presenter_who_is_out_of_the_case_counts_as_absent() -> None:
    meeting = with_conflict(a_ready_meeting(), "health-rep", "1004")
    assert not is_presenter_here(meeting, meeting.cases["1004"])


def test_a_stand_in_presents_and_who_presented_is_recorded() -> None:
    meeting = after(
        a_ready_meeting(present=WITHOUT_HEALTH),
        AppointStandIn(case="1004", agency="housing"),
        OpenCase(case="1004"),
        by=CHAIR,
    )
    case = meeting.cases["1004"]
    assert case.hearing is not None
    assert (case.hearing.presenter, case.hearing.stand_in) == ("housing", True)
    assert was_presenter_absent(case)


def test_a_stand_in_can_be_found_once_the_case_is_open() -> None:
    meeting = after(
        a_ready_meeting(present=WITHOUT_HEALTH), OpenCase(case="1004", note="We have read it."), by=CHAIR
    )
    case = meeting.cases["1004"]
    assert case.hearing is not None
    assert case.hearing.presenter is None
    assert was_presenter_absent(case)

    meeting = after(meeting, AppointStandIn(case="1004", agency="idva"), by=CHAIR)
    case = meeting.cases["1004"]
    assert case.hearing is not None
    assert case.hearing.presenter == "idva"


def test_a_presenter_who_is_here_was_not_absent() -> None:
    assert not was_presenter_absent(with_open("1001").cases["1001"])
    assert not was_presenter_absent(a_ready_meeting().cases["1001"])


def test_a_stand_in_must_be_here_and_is_appointed_once() -> None:
    meeting = a_ready_meeting(present=WITHOUT_HEALTH)
    assert refusal(meeting, AppointStandIn(case="1004", agency="health"), by=CHAIR) is Why.NOT_PRESENT
    assert refusal(meeting, AppointStandIn(case="1004", agency="idva"), by="idva-rep") is Why.NOT_ALLOWED
    appointed = after(meeting, AppointStandIn(case="1004", agency="idva"), by=CHAIR)
    assert outcome(appointed, AppointStandIn(case="1004", agency="idva"), by=ADMIN).entries == ()


def test_a_case_moved_in_waits_for_its_presenter_to_be_confirmed() -> None:
    meeting = a_ready_meeting()
    assert set(held_by(meeting, OpenCase(case="1006"))) == {HoldCode.PRESENTER_UNCONFIRMED}

    by_administrator = after(meeting, ConfirmTransferPresenter(case="1006", person=ADMIN), by=ADMIN)
    assert held_by(by_administrator, OpenCase(case="1006")) == {}
    opened = after(by_administrator, OpenCase(case="1006"), by=CHAIR)
    assert not was_presenter_absent(opened.cases["1006"])


def test_the_other_areas_guest_presents_a_case_moved_in_and_can_be_stood_in_for() -> None:
    meeting = with_case(a_ready_meeting(), "1006", guests=("refuge",))
    meeting = after(meeting, ConfirmTransferPresenter(case="1006", agency="refuge"), by=ADMIN)
    assert set(held_by(meeting, OpenCase(case="1006"))) == {HoldCode.PRESENTER_ABSENT}
    stood_in = after(meeting, AppointStandIn(case="1006", agency="police"), by=CHAIR)
    assert held_by(stood_in, OpenCase(case="1006")) == {}


@pytest.mark.parametrize(
    ("command", "by", "why"),
    [
        (ConfirmTransferPresenter(case="1001", person=ADMIN), ADMIN, Why.NOT_VALID),
        (ConfirmTransferPresenter(case="1006"), ADMIN, Why.MISSING),
        (ConfirmTransferPresenter(case="1006", person=ADMIN, agency="refuge"), ADMIN, Why.MISSING),
        (ConfirmTransferPresenter(case="1006", agency="refuge"), ADMIN, Why.NOT_VALID),
        (ConfirmTransferPresenter(case="1006", person="police-rep"), ADMIN, Why.NOT_VALID),
        (ConfirmTransferPresenter(case="1006", person=ADMIN), CHAIR, Why.NOT_ALLOWED),
    ],
)
def test_who_can_be_confirmed_as_presenter(command: ConfirmTransferPresenter, by: str, why: Why) -> None:
    assert refusal(a_ready_meeting(), command, by=by) is why
