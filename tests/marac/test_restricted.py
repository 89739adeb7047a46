from __future__ import annotations

from datetime import timedelta

import pytest

from marac.decide import Command, Why
from marac.hearing import CloseCase, OpenCase
from marac.holds import HoldCode
from marac.journal import sealed_fields
from marac.meeting import Case, Meeting
from marac.presence import Arrive, Depart
from marac.restricted import (
    Admit,
    CallLogged,
    ConfirmRoomClear,
    LogCall,
    PersonAdmitted,
    RoomCleared,
    RoomEntered,
    TickEmployerTold,
    Unadmit,
    bare_label,
    has_bare_slot,
    may_be_listed,
    must_leave,
    not_yet_called,
)
from marac.words import CaseKind, EmployerAnswer
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    MID_MORNING,
    OTHER_ADMIN,
    a_protocol,
    after,
    outcome,
    refusal,
    with_case,
)
from tests.marac.ready import IN_THE_ROOM, a_ready_meeting, held_by, with_conflict

ADMITTED = (CHAIR, "police-rep", "housing-rep", "childrens-rep", "idva-rep")


def admitted(*people: str, number: str = "1002", present: tuple[str, ...] = IN_THE_ROOM) -> Meeting:
    commands = [Admit(case=number, person=p) for p in people]
    return after(a_ready_meeting(present=present), *commands, by=ADMIN)


def test_administrators_admit_people_one_by_one_and_take_it_back() -> None:
    result = outcome(a_ready_meeting(), Admit(case="1002", person="police-rep"), by=ADMIN)
    assert result.entries[0].event == PersonAdmitted(case="1002", person="police-rep")
    assert result.meeting.cases["1002"].admitted == {"police-rep"}
    assert outcome(result.meeting, Admit(case="1002", person="police-rep"), by=ADMIN).entries == ()

    taken_back = after(result.meeting, Unadmit(case="1002", person="police-rep"), by=OTHER_ADMIN)
    assert taken_back.cases["1002"].admitted == frozenset()
    assert outcome(taken_back, Unadmit(case="1002", person="police-rep"), by=ADMIN).entries == ()


COMMANDS: tuple[Command, ...] = (
    OpenCase(case="1002"),
    CloseCase(case="1002"),
    ConfirmRoomClear(case="1002", note="It is."),
    Admit(case="1002", person="police-rep"),
    LogCall(case="1002", person="police-rep"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_for_somebody_not_admitted_the_case_does_not_exist(command: Command) -> None:
    wanted = (
        Why.NO_SUCH_CASE if isinstance(command, OpenCase | CloseCase | ConfirmRoomClear) else Why.NOT_ALLOWED
    )
    assert refusal(a_ready_meeting(), command, by=CHAIR) is wanted


def test_an_administrator_with_a_conflict_in_it_does_not_know_of_it() -> None:
    meeting = with_conflict(a_ready_meeting(), OTHER_ADMIN, "1002")
    assert refusal(meeting, Admit(case="1002", person="police-rep"), by=OTHER_ADMIN) is Why.NO_SUCH_CASE


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (Admit(case="1001", person="police-rep"), Why.NOT_RESTRICTED),
        (Admit(case="1002", person="nobody"), Why.NO_SUCH_PERSON),
        (Admit(case="1002", person="observer"), Why.NOT_VALID),
        (LogCall(case="1001", person="police-rep"), Why.NOT_RESTRICTED),
        (ConfirmRoomClear(case="1001"), Why.NOT_RESTRICTED),
        (TickEmployerTold(case="1002", answer=EmployerAnswer.TOLD), Why.NOT_VALID),
    ],
)
def test_what_is_refused(command: Command, why: Why) -> None:
    assert refusal(a_ready_meeting(), command, by=ADMIN) is why


def test_nobody_with_a_conflict_in_the_case_is_admitted() -> None:
    meeting = with_conflict(a_ready_meeting(), "police-rep", "1002")
    assert refusal(meeting, Admit(case="1002", person="police-rep"), by=ADMIN) is Why.STEPPED_OUT


def test_an_observer_can_be_admitted_to_an_employee_sensitive_case() -> None:
    assert refusal(a_ready_meeting(), Admit(case="1003", person="observer"), by=ADMIN) is None


def test_everybody_not_admitted_has_to_leave_observers_and_conflicted_people_included() -> None:
    meeting = admitted(*ADMITTED, present=(*IN_THE_ROOM, "observer"))
    meeting = with_conflict(meeting, "idva-rep", "1002")
    assert must_leave(meeting, meeting.cases["1002"]) == ("health-rep", "idva-rep", "observer")
    assert must_leave(meeting, meeting.cases["1001"]) == ()


def test_the_slot_is_held_until_the_room_is_clear_and_no_note_lifts_that() -> None:
    meeting = admitted(*ADMITTED)
    assert held_by(meeting, OpenCase(case="1002", note="Now.")) == {
        HoldCode.ROOM_NOT_CLEAR: {"people": ("health-rep",)}
    }
    refused = ConfirmRoomClear(case="1002")
    assert refusal(meeting, refused, by=CHAIR) is Why.ROOM_NOT_CLEAR

    gone = after(meeting, Depart(person="health-rep"), by="health-rep")
    cleared = outcome(gone, refused, by=CHAIR)
    assert [e.event for e in cleared.entries] == [RoomCleared(case="1002")]
    assert held_by(cleared.meeting, OpenCase(case="1002")) == {}


def test_a_list_that_is_behind_is_overruled_with_a_note_that_is_kept_sealed() -> None:
    meeting = admitted(*ADMITTED)
    cleared = outcome(meeting, ConfirmRoomClear(case="1002", note="She is in the lobby."), by=CHAIR)
    assert [e.event for e in cleared.entries] == [
        RoomCleared(case="1002", still_listed=("health-rep",), note="She is in the lobby.")
    ]
    assert sealed_fields(RoomCleared) == {"note"}
    assert held_by(cleared.meeting, OpenCase(case="1002")) == {}


def test_somebody_who_comes_in_makes_a_cleared_room_unclear_before_and_during_the_slot() -> None:
    gone = after(admitted(*ADMITTED), Depart(person="health-rep"), by="health-rep")
    cleared = after(gone, ConfirmRoomClear(case="1002"), by=CHAIR)
    opened = after(cleared, OpenCase(case="1002"), by=CHAIR)

    for meeting in (cleared, opened):
        entered = outcome(meeting, Arrive(person="health-rep"), by="health-rep")
        events = [e.event for e in entered.entries if isinstance(e.event, RoomEntered)]
        assert events == [RoomEntered(case="1002", people=("health-rep",))]
        assert not entered.meeting.cases["1002"].room_clear
    welcome = outcome(opened, Arrive(person="other-chair"), by="other-chair")
    assert any(isinstance(e.event, RoomEntered) for e in welcome.entries)


def test_of_everybody_more_who_comes_in_while_the_case_is_heard_it_is_said() -> None:
    gone = after(admitted(*ADMITTED), Depart(person="health-rep"), by="health-rep")
    meeting = after(gone, ConfirmRoomClear(case="1002"), OpenCase(case="1002"), by=CHAIR)
    for person in ("health-rep", "other-chair"):
        entered = outcome(meeting, Arrive(person=person), by=person)
        events = [e.event for e in entered.entries if isinstance(e.event, RoomEntered)]
        assert events == [RoomEntered(case="1002", people=(person,))]
        meeting = entered.meeting


def test_somebody_admitted_may_come_in() -> None:
    meeting = admitted(*ADMITTED, "health-rep")
    gone = after(meeting, Depart(person="health-rep"), by="health-rep")
    cleared = after(gone, ConfirmRoomClear(case="1002"), OpenCase(case="1002"), by=CHAIR)
    entered = outcome(cleared, Arrive(person="health-rep"), by="health-rep")
    assert not any(isinstance(e.event, RoomEntered) for e in entered.entries)


def test_a_case_that_is_over_has_no_room_to_enter_and_is_cleared_anew_to_be_opened_again() -> None:
    meeting = after(
        after(admitted(*ADMITTED), Depart(person="health-rep"), by="health-rep"),
        ConfirmRoomClear(case="1002"),
        OpenCase(case="1002"),
        CloseCase(case="1002", note="As agreed."),
        by=CHAIR,
    )
    assert not meeting.cases["1002"].room_clear
    entered = outcome(meeting, Arrive(person="health-rep"), by="health-rep")
    assert not any(isinstance(e.event, RoomEntered) for e in entered.entries)


def test_a_chair_who_is_not_admitted_does_not_chair_it() -> None:
    meeting = admitted(*(p for p in ADMITTED if p != CHAIR))
    held = held_by(meeting, OpenCase(case="1002", note="Now."), by=ADMIN)
    assert held[HoldCode.CHAIR_NOT_ADMITTED] == {"chair": CHAIR}


def test_an_employee_sensitive_case_waits_for_its_tick_and_names_no_agency() -> None:
    meeting = admitted(*IN_THE_ROOM[:1], *IN_THE_ROOM[2:], number="1003")
    meeting = after(meeting, ConfirmRoomClear(case="1003"), by=ADMIN)
    assert not may_be_listed(meeting.cases["1003"])
    assert held_by(meeting, OpenCase(case="1003", note="Now.")) == {HoldCode.EMPLOYER_NOT_TOLD: {}}

    for answer in EmployerAnswer:
        told = after(meeting, TickEmployerTold(case="1003", answer=answer), by=ADMIN)
        assert may_be_listed(told.cases["1003"])
        assert held_by(told, OpenCase(case="1003")) == {}
        assert outcome(told, TickEmployerTold(case="1003", answer=answer), by=ADMIN).entries == ()


def test_calls_are_logged_with_their_time_and_who_is_still_to_be_called_is_known() -> None:
    meeting = admitted("police-rep", "housing-rep")
    called = outcome(meeting, LogCall(case="1002", person="police-rep"), by=ADMIN)
    assert [e.event for e in called.entries] == [CallLogged(case="1002", person="police-rep")]
    assert called.meeting.cases["1002"].calls == {"police-rep": MID_MORNING}
    assert not_yet_called(called.meeting.cases["1002"]) == ("housing-rep",)

    later = MID_MORNING + timedelta(hours=2)
    again = after(called.meeting, LogCall(case="1002", person="police-rep"), by=ADMIN, at=later)
    assert again.cases["1002"].calls == {"police-rep": later}


@pytest.mark.rule("LIN-120")
@pytest.mark.parametrize("number", ["1234", "1234/2", "12-34"])
def test_the_only_label_is_the_number(number: str) -> None:
    case = Case(number=number, kind=CaseKind.HBA)
    assert bare_label(case, a_protocol()) == f"HBA {number} MARAC Meeting"
    for letters in (f"{number}JB", f"JB {number}", "JB"):
        with pytest.raises(ValueError, match="no letters"):
            bare_label(Case(number=letters, kind=CaseKind.HBA), a_protocol())


def test_employee_sensitive_cases_have_no_slot_that_others_see() -> None:
    kinds = {kind for kind in CaseKind if has_bare_slot(Case(number="1", kind=kind))}
    assert kinds == {CaseKind.HBA, CaseKind.FORCED_MARRIAGE, CaseKind.FGM}


def test_a_case_of_another_kind_has_nothing_to_clear() -> None:
    meeting = with_case(a_ready_meeting(), "1002", kind=CaseKind.ORDINARY)
    assert held_by(meeting, OpenCase(case="1002")) == {}
