from __future__ import annotations

from datetime import date, timedelta

import pytest

from marac.conflicts import AskToStay
from marac.decide import Command, Why
from marac.delegation import AcceptDelegation, Delegate
from marac.hearing import OpenCase
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.opening import Suspend
from marac.presence import Depart
from marac.presenting import AppointStandIn
from marac.protocol import HearingRule
from marac.restricted import Admit, ConfirmRoomClear
from marac.speaking import (
    CallSpeaker,
    NextSpeaker,
    SpeakerCalled,
    TellTimeUp,
    TimeWasUp,
    Window,
    look_back,
    speaking_order,
    still_to_speak,
    turn_ends_at,
)
from marac.words import AgencyId, CaseNumber, Consent
from tests.marac.builders import ADMIN, CHAIR, MID_MORNING, a_protocol, after, outcome, refusal, with_case
from tests.marac.ready import IN_THE_ROOM, a_ready_meeting, with_conflict, with_open

TWO_MINUTES = timedelta(minutes=2)


def order(meeting: Meeting, number: CaseNumber) -> tuple[AgencyId, ...]:
    return speaking_order(meeting, a_protocol(), meeting.cases[number])


@pytest.mark.parametrize(
    ("consent", "wanted"),
    [
        (Consent.YES, ("housing", "idva", "police", "health", "childrens")),
        (Consent.REFUSED, ("housing", "police", "health", "childrens")),
        (None, ("housing", "police", "health", "childrens")),
    ],
)
def test_the_referrer_speaks_first_then_the_idva_on_consent_then_the_others(
    consent: Consent | None, wanted: tuple[AgencyId, ...]
) -> None:
    meeting = with_case(a_ready_meeting(), "1001", referring_agency="housing", consent=consent)
    assert order(meeting, "1001") == wanted


def test_a_type_that_the_file_places_speaks_at_that_place() -> None:
    file = a_protocol().hearing.model_dump()
    file["order"] = [{"cite": "1", "who": who} for who in ("children", "referring", "others")]
    protocol = a_protocol().model_copy(update={"hearing": HearingRule.model_validate(file)})
    meeting = a_ready_meeting()
    assert speaking_order(meeting, protocol, meeting.cases["1001"]) == (
        "childrens",
        "police",
        "health",
        "idva",
        "housing",
    )


def test_without_consent_the_chair_can_still_call_the_idva() -> None:
    meeting = with_open("1004")
    assert "idva" not in order(meeting, "1004")
    called = after(meeting, CallSpeaker(case="1004", agency="idva"), by=CHAIR)
    assert turn_of(called, "1004") == "idva"


def test_the_stand_in_speaks_first() -> None:
    meeting = after(
        a_ready_meeting(present=tuple(p for p in IN_THE_ROOM if p != "health-rep")),
        AppointStandIn(case="1004", agency="housing"),
        by=CHAIR,
    )
    assert order(meeting, "1004")[0] == "housing"


def test_people_out_of_the_case_have_no_turn_and_the_cases_guests_have() -> None:
    meeting = with_conflict(
        a_ready_meeting(present=(*IN_THE_ROOM, "guest", "observer")), "health-rep", "1005"
    )
    assert order(meeting, "1005") == ("idva", "police", "childrens", "housing", "refuge")
    assert "refuge" not in order(meeting, "1001")

    stays = after(meeting, AskToStay(case="1005", person="health-rep", stays=True), by=CHAIR)
    assert "health" in order(stays, "1005")


def test_a_delegated_agency_has_its_turn_through_its_delegate() -> None:
    meeting = after(a_ready_meeting(), Delegate(agency="health", to_person="housing-rep"), by="health-rep")
    meeting = after(meeting, AcceptDelegation(agency="health"), by="housing-rep")
    meeting = after(meeting, Depart(person="health-rep"), by="health-rep")
    assert "health" in order(meeting, "1001")


def test_in_a_restricted_case_only_those_admitted_have_a_turn() -> None:
    meeting = after(
        a_ready_meeting(),
        Admit(case="1002", person=CHAIR),
        Admit(case="1002", person="housing-rep"),
        Admit(case="1002", person="police-rep"),
        by=ADMIN,
    )
    assert order(meeting, "1002") == ("housing", "police")


def turn_of(meeting: Meeting, number: CaseNumber) -> AgencyId | None:
    hearing = meeting.cases[number].hearing
    assert hearing is not None
    return hearing.turn.agency if hearing.turn else None


def test_next_calls_each_agency_once_in_order_and_then_ends() -> None:
    meeting, protocol = with_open("1001"), a_protocol()
    called: list[AgencyId | None] = []
    for _ in range(6):
        meeting = after(meeting, NextSpeaker(case="1001"), by=CHAIR)
        called.append(turn_of(meeting, "1001"))
    assert called == ["police", "idva", "health", "childrens", "housing", None]
    assert still_to_speak(meeting, protocol, meeting.cases["1001"]) == ()
    assert outcome(meeting, NextSpeaker(case="1001"), by=CHAIR).entries == ()


def test_who_was_called_out_of_order_is_not_called_again() -> None:
    meeting = after(
        with_open("1001"), CallSpeaker(case="1001", agency="housing"), NextSpeaker(case="1001"), by=CHAIR
    )
    assert still_to_speak(meeting, a_protocol(), meeting.cases["1001"]) == ("idva", "health", "childrens")


def test_calling_the_speaker_again_does_not_start_the_turn_anew() -> None:
    meeting = after(with_open("1001"), CallSpeaker(case="1001", agency="idva"), by=CHAIR)
    later = MID_MORNING + timedelta(minutes=1)
    assert outcome(meeting, CallSpeaker(case="1001", agency="idva"), by=CHAIR, at=later).entries == ()


@pytest.mark.parametrize(
    ("command", "by", "why"),
    [
        (CallSpeaker(case="1001", agency="maternity"), CHAIR, Why.NOT_PRESENT),
        (CallSpeaker(case="1001", agency="nobody"), CHAIR, Why.NO_SUCH_AGENCY),
        (CallSpeaker(case="1004", agency="idva"), CHAIR, Why.NO_OPEN_CASE),
        (NextSpeaker(case="1004"), CHAIR, Why.NO_OPEN_CASE),
        (NextSpeaker(case="1001"), "police-rep", Why.NOT_ALLOWED),
        (TellTimeUp(case="1001"), CHAIR, Why.NOT_ALLOWED),
    ],
)
def test_what_the_floor_refuses(command: Command, by: str, why: Why) -> None:
    assert refusal(with_open("1001"), command, by=by) is why


def test_time_is_up_once_after_the_areas_minutes_and_the_speaker_keeps_the_floor() -> None:
    meeting = after(with_open("1001"), CallSpeaker(case="1001", agency="idva"), by=CHAIR)
    assert turn_ends_at(meeting, a_protocol()) == MID_MORNING + TWO_MINUTES

    early = MID_MORNING + TWO_MINUTES - timedelta(seconds=1)
    assert outcome(meeting, TellTimeUp(case="1001"), by=SYSTEM, at=early).entries == ()

    up = outcome(meeting, TellTimeUp(case="1001"), by=SYSTEM, at=MID_MORNING + TWO_MINUTES)
    assert [e.event for e in up.entries] == [TimeWasUp(case="1001", agency="idva")]
    assert turn_of(up.meeting, "1001") == "idva"
    much_later = MID_MORNING + timedelta(minutes=9)
    assert outcome(up.meeting, TellTimeUp(case="1001"), by=SYSTEM, at=much_later).entries == ()


def test_the_next_turn_has_its_own_time() -> None:
    meeting = after(with_open("1001"), CallSpeaker(case="1001", agency="idva"), by=CHAIR)
    up = MID_MORNING + TWO_MINUTES
    meeting = after(meeting, TellTimeUp(case="1001"), by=SYSTEM, at=up)
    meeting = after(meeting, NextSpeaker(case="1001"), by=CHAIR, at=up)
    again = outcome(meeting, TellTimeUp(case="1001"), by=SYSTEM, at=up + TWO_MINUTES)
    assert [e.event for e in again.entries] == [TimeWasUp(case="1001", agency="police")]


def test_no_time_runs_out_while_the_sitting_is_suspended_or_the_area_has_no_limit() -> None:
    meeting = after(with_open("1001"), CallSpeaker(case="1001", agency="idva"), by=CHAIR)
    suspended = after(meeting, Suspend(note="Fire alarm."), by=CHAIR)
    later = MID_MORNING + timedelta(minutes=9)
    assert outcome(suspended, TellTimeUp(case="1001"), by=SYSTEM, at=later).entries == ()

    rule = a_protocol().hearing.model_copy(update={"turn_minutes": None})
    endless = a_protocol().model_copy(update={"hearing": rule})
    assert outcome(meeting, TellTimeUp(case="1001"), by=SYSTEM, at=later, protocol=endless).entries == ()


def test_the_speaker_of_a_restricted_case_is_called_like_any_other() -> None:
    meeting = after(
        a_ready_meeting(),
        *(Admit(case="1002", person=p) for p in (CHAIR, "housing-rep")),
        ConfirmRoomClear(case="1002", note="They are in the lobby."),
        OpenCase(case="1002", note="Few attend."),
        by=ADMIN,
    )
    called = outcome(meeting, NextSpeaker(case="1002"), by=CHAIR)
    assert called.entries[0].event == SpeakerCalled(case="1002", agency="housing")


@pytest.mark.parametrize(
    ("agency", "repeat", "last_heard", "wanted"),
    [
        ("police", False, None, Window(date(2024, 12, 2), 24)),
        ("health", False, None, Window(date(2025, 12, 2), 12)),
        ("health", True, date(2026, 5, 6), Window(date(2026, 5, 6))),
        ("police", True, date(2026, 5, 6), Window(date(2026, 5, 6))),
        ("police", True, None, Window(date(2024, 12, 2), 24)),
        ("police", False, date(2020, 5, 6), Window(date(2024, 12, 2), 24)),
    ],
)
def test_how_far_back_an_agency_looks(
    agency: AgencyId, repeat: bool, last_heard: date | None, wanted: Window
) -> None:
    meeting = with_case(a_ready_meeting(), "1001", repeat=repeat, last_heard=last_heard)
    found = look_back(meeting, a_protocol(), meeting.cases["1001"], agency, date(2026, 12, 2))
    assert found == wanted
