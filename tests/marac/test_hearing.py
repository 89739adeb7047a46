from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from marac.conflicts import AskToStay
from marac.decide import Why
from marac.hearing import (
    CaseClosed,
    CaseOpened,
    ChatClosed,
    ChatReopened,
    CloseCase,
    HoldOverridden,
    OpenCase,
    next_case,
)
from marac.holds import ABSOLUTE, HoldCode
from marac.journal import sealed_fields
from marac.presence import Arrive, Depart
from marac.quoracy import QuoracyLost
from marac.restricted import Admit, ConfirmRoomClear
from marac.seats import SeatChair
from marac.words import CaseState, EmployerAnswer, ReviewRoute, SittingState, Source
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    MID_MORNING,
    OTHER_ADMIN,
    a_meeting,
    a_protocol,
    after,
    outcome,
    refusal,
    with_case,
)
from tests.marac.ready import (
    IN_THE_ROOM,
    a_ready_meeting,
    heard,
    held_by,
    seen_to,
    with_conflict,
    with_first_sitting,
    with_open,
)


def test_a_case_opens_at_the_chairs_word_with_chair_minute_taker_and_presenter() -> None:
    result = outcome(a_ready_meeting(), OpenCase(case="1001"), by=CHAIR)

    assert result.entries[0].event == CaseOpened(
        case="1001", chair=CHAIR, minute_taker=ADMIN, presenter="police", stand_in=False
    )
    case = result.meeting.cases["1001"]
    assert result.meeting.current_case == "1001"
    assert case.state is CaseState.OPEN
    assert case.hearing is not None
    assert case.hearing.opened_at == MID_MORNING


@pytest.mark.parametrize("by", [ADMIN, OTHER_ADMIN])
def test_an_administrator_opens_and_closes_on_the_chairs_word(by: str) -> None:
    meeting = after(a_ready_meeting(), OpenCase(case="1001"), by=by)
    meeting = after(seen_to(meeting, "1001"), CloseCase(case="1001"), by=by)

    assert meeting.cases["1001"].state is CaseState.HEARD


@pytest.mark.parametrize("by", ["police-rep", "observer", "lead"])
@pytest.mark.parametrize("command", [OpenCase(case="1001"), CloseCase(case="1001")])
def test_nobody_else_moves_the_meeting(by: str, command: OpenCase | CloseCase) -> None:
    assert refusal(a_ready_meeting(), command, by=by) in (Why.NOT_ALLOWED, Why.NO_SUCH_CASE)


def test_somebody_who_may_chair_but_is_not_in_the_chair_opens_nothing() -> None:
    assert refusal(a_ready_meeting(), OpenCase(case="1001"), by="other-chair") is Why.NOT_ALLOWED


def test_whoever_may_chair_takes_an_empty_chair_by_opening_a_case() -> None:
    meeting = with_first_sitting(a_ready_meeting(present=(*IN_THE_ROOM, "other-chair")), chair=None)
    opened = after(meeting, OpenCase(case="1001"), by="other-chair")
    assert opened.chair == "other-chair"
    assert opened.sittings[0].chair == "other-chair"

    stays = AskToStay(case="1001", person="other-chair", stays=True)
    conflicted = after(with_conflict(meeting, "other-chair", "1001"), stays, by=ADMIN)
    assert refusal(conflicted, OpenCase(case="1001"), by="other-chair") is Why.CHAIR_CONFLICTED
    assert after(meeting, OpenCase(case="1001"), by=ADMIN).chair is None


def test_opening_the_open_case_and_closing_a_closed_one_change_nothing() -> None:
    opened = with_open("1001")
    assert outcome(opened, OpenCase(case="1001"), by=CHAIR).entries == ()

    closed = heard(a_ready_meeting(), "1001")
    assert outcome(closed, CloseCase(case="1001"), by=CHAIR).entries == ()


def test_a_case_that_is_not_open_cannot_be_closed() -> None:
    assert refusal(a_ready_meeting(), CloseCase(case="1001"), by=CHAIR) is Why.NO_OPEN_CASE


def test_a_ready_meeting_holds_nothing() -> None:
    assert held_by(a_ready_meeting(), OpenCase(case="1001")) == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": SittingState.SUSPENDED}, HoldCode.SUSPENDED),
        ({"state": SittingState.BREAK}, HoldCode.ON_BREAK),
        ({"steps": {"welcome": "done"}}, HoldCode.STEPS_LEFT),
        ({"minute_taker": None}, HoldCode.NO_MINUTE_TAKER),
    ],
)
def test_the_sitting_holds_a_case(changes: dict[str, object], code: HoldCode) -> None:
    held = held_by(with_first_sitting(a_ready_meeting(), **changes), OpenCase(case="1001"))
    assert set(held) == {code}


def test_no_sitting_holds_every_case() -> None:
    held = held_by(a_meeting(open_sitting=False), OpenCase(case="1001"), by=ADMIN)
    assert HoldCode.NO_SITTING in held


def test_another_open_case_holds_a_case() -> None:
    assert set(held_by(with_open("1001"), OpenCase(case="1004"))) == {HoldCode.OTHER_CASE_OPEN}


def test_the_first_case_opens_only_after_each_step_and_says_which_are_left() -> None:
    opening = with_first_sitting(a_ready_meeting(), steps={"welcome": "done", "outstanding": "skipped"})
    assert held_by(opening, OpenCase(case="1001")) == {HoldCode.STEPS_LEFT: {"steps": ("declarations",)}}


def test_people_who_have_not_declared_or_answered_hold_a_case() -> None:
    meeting = a_ready_meeting()
    declared = {k: v for k, v in meeting.declarations.items() if k != "health-rep"}
    answered = {k: v for k, v in meeting.conflicts.items() if k != "idva-rep"}
    meeting = msgspec.structs.replace(meeting, declarations=declared, conflicts=answered)

    assert held_by(meeting, OpenCase(case="1001")) == {
        HoldCode.UNDECLARED: {"people": ("health-rep",)},
        HoldCode.CONFLICTS_UNANSWERED: {"people": ("idva-rep",)},
    }


def test_a_conflict_holds_its_case_alone_until_the_chair_says_stay_or_leave() -> None:
    meeting = with_conflict(a_ready_meeting(), "health-rep", "1001")
    assert held_by(meeting, OpenCase(case="1001")) == {HoldCode.STAY_UNDECIDED: {"people": ("health-rep",)}}
    assert held_by(meeting, OpenCase(case="1005")) == {}

    for stays in (True, False):
        decided = after(meeting, AskToStay(case="1001", person="health-rep", stays=stays), by=CHAIR)
        assert held_by(decided, OpenCase(case="1001")) == {}


def test_a_minute_taker_with_a_conflict_holds_the_case() -> None:
    meeting = with_conflict(a_ready_meeting(), ADMIN, "1001")
    assert held_by(meeting, OpenCase(case="1001")) == {HoldCode.MINUTE_TAKER_CONFLICTED: {"person": ADMIN}}


def test_a_childrens_case_without_childrens_services_is_held_and_others_are_not() -> None:
    meeting = after(a_ready_meeting(), Depart(person="childrens-rep"), by="childrens-rep")
    assert held_by(meeting, OpenCase(case="1001")) == {
        HoldCode.NOT_QUORATE_FOR_CASE: {"missing": ("children",), "ring": ("childrens",)}
    }
    assert held_by(meeting, OpenCase(case="1004")) == {}


def test_a_childrens_case_warns_when_childrens_services_is_absent_or_leaves_before_the_end() -> None:
    absent = after(a_ready_meeting(), Depart(person="childrens-rep"), by="childrens-rep")
    opened = outcome(absent, OpenCase(case="1001", note="It cannot wait."), by=CHAIR)
    lost = [e.event for e in opened.entries if isinstance(e.event, QuoracyLost)]
    assert [e.missing for e in lost] == [("children",)]
    assert held_by(absent, OpenCase(case="1001"))[HoldCode.NOT_QUORATE_FOR_CASE] == {
        "missing": ("children",),
        "ring": ("childrens",),
    }

    left = outcome(with_open("1001"), Depart(person="childrens-rep"), by="childrens-rep")
    lost = [e.event for e in left.entries if isinstance(e.event, QuoracyLost)]
    assert [e.missing for e in lost] == [("children",)]


def test_a_meeting_that_is_not_quorate_holds_until_somebody_decided_to_go_ahead() -> None:
    present = tuple(p for p in IN_THE_ROOM if p != "police-rep")
    meeting = with_case(a_ready_meeting(present=present), "1004", children=False)
    assert held_by(meeting, OpenCase(case="1004")) == {HoldCode.NOT_QUORATE: {"missing": ("police",)}}

    going_ahead = with_first_sitting(meeting, going_ahead=True)
    assert held_by(going_ahead, OpenCase(case="1004")) == {}


def test_quoracy_that_only_informs_holds_nothing() -> None:
    present = tuple(p for p in IN_THE_ROOM if p != "police-rep")
    rule = a_protocol().quoracy.model_copy(update={"binding": False})
    lenient = a_protocol().model_copy(update={"quoracy": rule})
    assert held_by(a_ready_meeting(present=present), OpenCase(case="1004"), protocol=lenient) == {}


def test_a_guest_who_has_not_declared_or_is_not_in_private_holds_the_slot() -> None:
    meeting = a_ready_meeting(present=(*IN_THE_ROOM, "guest"))
    assert held_by(meeting, OpenCase(case="1005")) == {HoldCode.GUEST_NOT_READY: {"people": ("guest",)}}

    private = msgspec.structs.replace(meeting.roll["guest"], private_setting=True)
    meeting = msgspec.structs.replace(meeting, roll={**meeting.roll, "guest": private})
    assert held_by(meeting, OpenCase(case="1005")) == {}

    declared = {k: v for k, v in meeting.declarations.items() if k != "guest"}
    meeting = msgspec.structs.replace(meeting, declarations=declared)
    assert held_by(meeting, OpenCase(case="1005")) == {HoldCode.GUEST_NOT_READY: {"people": ("guest",)}}


def test_a_reviewed_case_that_returns_waits_for_its_route() -> None:
    meeting = with_case(a_ready_meeting(), "1001", reviewed_before=True)
    assert set(held_by(meeting, OpenCase(case="1001"))) == {HoldCode.ROUTE_NOT_CHOSEN}
    assert held_by(with_case(meeting, "1001", route=ReviewRoute.HEARD_FIRST), OpenCase(case="1001")) == {}
    straight = with_case(meeting, "1001", route=ReviewRoute.STRAIGHT_TO_REVIEW)
    assert set(held_by(straight, OpenCase(case="1001"))) == {HoldCode.GOES_TO_REVIEW}


def test_a_note_lifts_a_hold_and_what_was_lifted_is_kept() -> None:
    meeting = with_conflict(a_ready_meeting(), "health-rep", "1001")
    assert refusal(meeting, OpenCase(case="1001", note="  "), by=CHAIR) is Why.HELD

    result = outcome(meeting, OpenCase(case="1001", note="It cannot wait."), by=CHAIR)
    assert result.entries[0].event == HoldOverridden(
        case="1001", codes=("stay-undecided",), note="It cannot wait."
    )
    assert result.meeting.current_case == "1001"
    assert sealed_fields(HoldOverridden) == {"note"}


def test_every_hold_but_the_absolute_ones_gives_way_to_a_note() -> None:
    everything = with_conflict(a_ready_meeting(present=(*IN_THE_ROOM, "guest")), "health-rep", "1005")
    everything = with_first_sitting(everything, steps={}, minute_taker=None, missing=("police",))
    everything = with_case(
        msgspec.structs.replace(everything, declarations={}),
        "1005",
        reviewed_before=True,
        state=CaseState.HEARD,
    )
    everything = after(everything, Depart(person="police-rep"), by="police-rep")
    held = held_by(everything, OpenCase(case="1005"))
    assert len(held) >= 8
    assert not set(held) & ABSOLUTE

    opened = after(everything, OpenCase(case="1005", note="Somebody is in danger now."), by=CHAIR)
    assert opened.current_case == "1005"


@pytest.mark.parametrize(
    "changes",
    [{"state": SittingState.SUSPENDED}, {"state": SittingState.BREAK}, {"state": SittingState.ENDED}],
)
def test_a_note_does_not_lift_an_absolute_hold(changes: dict[str, object]) -> None:
    meeting = with_first_sitting(a_ready_meeting(), **changes)
    assert refusal(meeting, OpenCase(case="1001", note="Go on."), by=ADMIN) is Why.HELD


def test_nothing_opens_under_a_chair_with_a_conflict_until_somebody_else_is_seated() -> None:
    meeting = with_conflict(a_ready_meeting(present=(*IN_THE_ROOM, "other-chair")), CHAIR, "1001")
    urgent = OpenCase(case="1001", note="It cannot wait.")
    assert refusal(meeting, urgent, by=CHAIR) is Why.CHAIR_CONFLICTED
    assert held_by(meeting, urgent, by=ADMIN) == {
        HoldCode.CHAIR_CONFLICTED: {"substitutes": ("other-chair",)}
    }

    seated = after(meeting, SeatChair(case="1001", person="other-chair"), by=ADMIN)
    assert refusal(seated, OpenCase(case="1001"), by=CHAIR) is Why.STEPPED_OUT
    assert after(seated, OpenCase(case="1001"), by="other-chair").chair == "other-chair"


def test_who_chaired_from_when_to_when_is_recorded() -> None:
    meeting = with_conflict(a_ready_meeting(present=(*IN_THE_ROOM, "other-chair")), CHAIR, "1001")
    assert HoldCode.CHAIR_CONFLICTED in held_by(meeting, OpenCase(case="1001", note="Now."), by=ADMIN)
    meeting = after(meeting, SeatChair(case="1001", person="other-chair"), OpenCase(case="1001"), by=ADMIN)
    later = MID_MORNING + timedelta(minutes=20)
    closed = after(seen_to(meeting, "1001"), CloseCase(case="1001"), by="other-chair", at=later)

    hearing = closed.cases["1001"].hearing
    assert hearing is not None
    assert [(c.person, c.start, c.end) for c in hearing.chaired] == [("other-chair", MID_MORNING, later)]
    assert closed.chair == CHAIR


def test_a_conflict_that_the_chair_finds_in_the_hearing_stops_the_chair_and_not_the_case() -> None:
    meeting = with_conflict(
        with_open("1001", a_ready_meeting(present=(*IN_THE_ROOM, "other-chair"))), CHAIR, "1001"
    )
    close = CloseCase(case="1001", note="Done.")
    assert refusal(meeting, close, by=CHAIR) is Why.CHAIR_CONFLICTED

    later = MID_MORNING + timedelta(minutes=5)
    seated = after(meeting, SeatChair(case="1001", person="other-chair"), by=ADMIN, at=later)
    hearing = seated.cases["1001"].hearing
    assert hearing is not None
    assert [(c.person, c.end) for c in hearing.chaired] == [(CHAIR, later), ("other-chair", None)]
    assert after(seated, close, by="other-chair").cases["1001"].state is CaseState.HEARD


def test_closing_lists_all_that_was_not_seen_to_and_a_note_lifts_it() -> None:
    held = held_by(with_open("1001"), CloseCase(case="1001"))
    assert held == {
        HoldCode.VIEWS_MISSING: {},
        HoldCode.POINTS_UNTICKED: {"points": ("risks",)},
        HoldCode.NO_OFFER: {"agencies": ("police", "health", "idva", "childrens", "housing")},
        HoldCode.NO_FEEDBACK: {},
        HoldCode.NOT_SUMMED_UP: {},
    }
    result = outcome(with_open("1001"), CloseCase(case="1001", note="Called away."), by=CHAIR)
    assert [type(e.event) for e in result.entries][:2] == [HoldOverridden, CaseClosed]
    assert result.meeting.cases["1001"].state is CaseState.HEARD


def test_a_case_seen_to_closes_without_a_note_and_the_next_is_offered_and_not_opened() -> None:
    meeting = heard(a_ready_meeting(), "1001")

    case = meeting.cases["1001"]
    assert case.state is CaseState.HEARD
    assert case.hearing is not None
    assert case.hearing.closed_at == MID_MORNING
    assert meeting.current_case is None
    offered = next_case(meeting, CHAIR)
    assert offered is not None
    assert offered.number == "1004"


def test_the_next_case_is_the_next_of_this_sitting_that_the_asker_may_know_of() -> None:
    meeting = a_ready_meeting()
    order = tuple(msgspec.structs.replace(s, sitting=2 if s.case == "1001" else 1) for s in meeting.order)
    meeting = msgspec.structs.replace(meeting, order=order)

    for asker, wanted in ((CHAIR, "1004"), (ADMIN, "1002")):
        offered = next_case(meeting, asker)
        assert offered is not None
        assert offered.number == wanted
    assert next_case(a_meeting(open_sitting=False)) is None


def test_an_employee_sensitive_case_is_not_offered_before_its_tick() -> None:
    meeting = with_case(a_ready_meeting(), "1003", state=CaseState.LISTED)
    order = tuple(s for s in meeting.order if s.case == "1003")
    meeting = msgspec.structs.replace(meeting, order=order, cases={"1003": meeting.cases["1003"]})

    assert next_case(meeting, ADMIN) is None
    offered = next_case(with_case(meeting, "1003", employer=EmployerAnswer.NOT_POSSIBLE), ADMIN)
    assert offered is not None


def test_a_heard_case_can_be_opened_again_with_a_note_and_keeps_what_it_had() -> None:
    meeting = heard(a_ready_meeting(), "1001")
    assert set(held_by(meeting, OpenCase(case="1001"))) == {HoldCode.OVER}

    later = MID_MORNING + timedelta(hours=1)
    again = after(meeting, OpenCase(case="1001", note="News of the children."), by=CHAIR, at=later)
    hearing = again.cases["1001"].hearing
    assert hearing is not None
    assert hearing.ticks == {"risks"}
    assert not hearing.summed_up
    assert hearing.closed_at is None
    assert [c.start for c in hearing.chaired] == [MID_MORNING, later]


def test_the_chat_is_shut_for_as_long_as_a_bare_slot_lasts() -> None:
    meeting = after(
        a_ready_meeting(),
        *(Admit(case="1002", person=p) for p in (CHAIR, "police-rep", "housing-rep", "childrens-rep")),
        ConfirmRoomClear(case="1002", note="The others have left the call."),
        by=ADMIN,
    )
    opened = outcome(meeting, OpenCase(case="1002"), by=CHAIR)
    assert ChatClosed in [type(e.event) for e in opened.entries]
    assert opened.meeting.chat_closed

    closed = outcome(opened.meeting, CloseCase(case="1002", note="As agreed."), by=CHAIR)
    assert ChatReopened in [type(e.event) for e in closed.entries]
    assert not closed.meeting.chat_closed


def test_the_chat_stays_open_for_every_other_case() -> None:
    assert not with_open("1001").chat_closed


def test_a_guest_in_the_room_holds_every_case_but_their_own() -> None:
    meeting = a_ready_meeting(present=(*IN_THE_ROOM, "guest"))
    declared = {p: v for p, v in meeting.declarations.items() if p != "guest"}
    waiting = msgspec.structs.replace(meeting, declarations=declared)
    assert held_by(waiting, OpenCase(case="1001")) == {HoldCode.GUEST_OF_ANOTHER: {"people": ("guest",)}}
    assert set(held_by(waiting, OpenCase(case="1005"))) == {HoldCode.GUEST_NOT_READY}
    note = OpenCase(case="1001", note="They are in the lobby.")
    assert after(waiting, note, by=CHAIR).current_case == "1001"


def test_a_guest_who_has_only_checked_in_waits_outside_and_holds_nothing() -> None:
    outside = after(a_ready_meeting(), Arrive(person="guest"), by="guest")
    assert held_by(outside, OpenCase(case="1001")) == {}
    joined = after(outside, Arrive(person="guest", source=Source.JOINED), by="guest")
    assert set(held_by(joined, OpenCase(case="1001"))) == {HoldCode.GUEST_OF_ANOTHER}
