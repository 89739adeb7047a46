"""Turns that are marked, other panels, whose voice the victim's is, and hearing a case later."""

from __future__ import annotations

from typing import Any

import pytest

from marac.decide import Why
from marac.meeting import Hearing, Meeting
from marac.places import (
    MarkTurn,
    NotePanels,
    PanelNoted,
    TurnMarked,
    is_due,
    mark_of,
    marked_places,
    nobody_of,
    presenters_by_name,
    unspoken,
)
from marac.points import HearViews, are_views_missing, victim_voices
from marac.postponing import HearLater, last_after
from marac.presenting import stand_ins_offered
from marac.progress import remaining
from marac.protocol import Protocol, Speaker
from marac.speaking import NextSpeaker
from marac.words import Consent, TurnMark, Views
from tests.marac.builders import ADMIN, CHAIR, a_protocol, after, outcome, refusal, with_case
from tests.marac.ready import a_ready_meeting, with_conflict, with_open

ORDER = [
    {"cite": "1", "who": "referring", "named": True},
    {"cite": "1", "who": "idva", "marked": True},
    {"cite": "1", "who": "others"},
    {"cite": "1", "who": "outside-views"},
]
PANELS = [{"cite": "1", "key": key, "label": key} for key in ("gangs", "mappa")]


def protocol(**changes: Any) -> Protocol:
    hearing = {**a_protocol().hearing.model_dump(), "order": ORDER, "other_panels": PANELS, **changes}
    return a_protocol(hearing=hearing)


PROTOCOL = protocol(all_speak=True, warned_without=["idva", "maternity"])
TAKEN = MarkTurn(case="1001", place="idva", mark=TurnMark.TAKEN)


def hearing(meeting: Meeting, number: str = "1001") -> Hearing:
    found = meeting.cases[number].hearing
    assert found is not None
    return found


def test_a_turn_is_marked_once_and_the_last_mark_counts() -> None:
    meeting = with_open("1001")
    made = outcome(meeting, TAKEN, TAKEN, by=CHAIR, protocol=PROTOCOL)
    assert [e.event for e in made.entries] == [TurnMarked(case="1001", place="idva", mark=TurnMark.TAKEN)]
    missing = MarkTurn(case="1001", place="idva", mark=TurnMark.MISSING)
    assert hearing(after(made.meeting, missing, by=ADMIN, protocol=PROTOCOL)).marks == {
        "idva": TurnMark.MISSING
    }


@pytest.mark.parametrize("place", ["referring", "others", "police", ""])
def test_no_other_place_can_be_marked(place: str) -> None:
    meeting = with_open("1001")
    command = MarkTurn(case="1001", place=place, mark=TurnMark.TAKEN)
    assert refusal(meeting, command, CHAIR, protocol=PROTOCOL) is Why.NOT_VALID


@pytest.mark.parametrize("command", [TAKEN, NotePanels(case="1001", panels=("gangs",))])
def test_marks_are_the_chairs_and_the_administrators_alone(command: Any) -> None:
    meeting = with_open("1001")
    assert refusal(meeting, command, "idva-rep", protocol=PROTOCOL) is Why.NOT_ALLOWED
    assert refusal(a_ready_meeting(), command, CHAIR, protocol=PROTOCOL) is Why.NO_OPEN_CASE


def test_the_places_that_are_marked_come_in_their_turn() -> None:
    meeting = with_open("1001")
    idva, outside = marked_places(PROTOCOL, meeting.cases["1001"])
    due: list[tuple[bool, bool]] = []
    for _ in range(7):
        case = meeting.cases["1001"]
        due.append((is_due(meeting, PROTOCOL, case, idva), is_due(meeting, PROTOCOL, case, outside)))
        meeting = after(meeting, NextSpeaker(case="1001"), by=CHAIR, protocol=PROTOCOL)
    assert due == [(False, False)] * 2 + [(True, False)] * 4 + [(True, True)]


def test_how_the_views_were_heard_marks_the_turn_of_the_victims_voice_and_the_other_way_round() -> None:
    meeting = with_open("1001")
    idva = Speaker.model_validate(ORDER[1])
    for views, mark in (
        (Views.GIVEN, TurnMark.TAKEN),
        (Views.STATEMENT, TurnMark.TAKEN),
        (Views.NOT_REACHED, TurnMark.MISSING),
    ):
        heard = after(meeting, HearViews(case="1001", views=views), by="idva-rep", protocol=PROTOCOL)
        assert mark_of(PROTOCOL, heard.cases["1001"], idva) is mark
    assert are_views_missing(PROTOCOL, meeting.cases["1001"])
    marked = after(meeting, TAKEN, by=CHAIR, protocol=PROTOCOL)
    assert not are_views_missing(PROTOCOL, marked.cases["1001"])


def test_each_panel_keeps_yes_or_no() -> None:
    meeting = with_open("1001")
    none = after(meeting, NotePanels(case="1001"), by=CHAIR, protocol=PROTOCOL)
    assert hearing(none).panels == {"gangs": False, "mappa": False}
    one = outcome(none, NotePanels(case="1001", panels=("mappa",)), by=CHAIR, protocol=PROTOCOL)
    assert [e.event for e in one.entries] == [PanelNoted(case="1001", panel="mappa", involved=True)]
    other = NotePanels(case="1001", panels=("choir",))
    assert refusal(meeting, other, CHAIR, protocol=PROTOCOL) is Why.NOT_VALID
    assert refusal(meeting, NotePanels(case="1001"), CHAIR, protocol=a_protocol()) is Why.NOT_VALID


@pytest.mark.parametrize(
    ("consent", "referrer", "voices"),
    [
        (Consent.YES, "housing", ("idva",)),
        (None, "housing", ("idva",)),
        (Consent.NOT_REACHED, "housing", ("idva",)),
        (Consent.REFUSED, "housing", ("housing",)),
        (Consent.REFUSED, "nobody-known", ("idva",)),
    ],
)
def test_the_referrer_is_the_victims_voice_where_the_victim_declined_the_service(
    consent: Consent | None, referrer: str, voices: tuple[str, ...]
) -> None:
    meeting = with_case(a_ready_meeting(), "1001", consent=consent, referring_agency=referrer)
    assert victim_voices(meeting, PROTOCOL, meeting.cases["1001"]) == voices


def test_the_warning_goes_once_somebody_of_any_of_the_types_is_here_for_the_case() -> None:
    meeting = a_ready_meeting()
    case = meeting.cases["1001"]
    assert nobody_of(meeting, PROTOCOL, case) == ()
    assert nobody_of(with_conflict(meeting, "idva-rep", "1001"), PROTOCOL, case) == ("idva", "maternity")
    assert nobody_of(meeting, protocol(), case) == ()


def test_who_has_not_spoken_is_shown_where_the_area_hears_all_first() -> None:
    meeting = with_open("1001")
    meeting = after(meeting, NextSpeaker(case="1001"), by=CHAIR, protocol=PROTOCOL)
    case = meeting.cases["1001"]
    assert set(unspoken(meeting, PROTOCOL, case)) == {"idva", "health", "childrens", "housing"}
    assert unspoken(meeting, protocol(), case) == ()


def test_the_presenter_is_named_only_where_the_area_wants_it() -> None:
    meeting = a_ready_meeting()
    case = meeting.cases["1001"]
    assert presenters_by_name(meeting, PROTOCOL, case) == ("police-rep",)
    assert presenters_by_name(meeting, a_protocol(), case) == ()


def test_those_whom_the_area_asks_first_lead_the_stand_ins() -> None:
    meeting = a_ready_meeting()
    case = meeting.cases["1001"]
    assert stand_ins_offered(meeting, case)[0] != "housing"
    first = stand_ins_offered(meeting, case, ("housing", "idva"))
    assert first[:2] == ("housing", "idva")
    assert set(first) == set(stand_ins_offered(meeting, case))


def test_a_case_heard_later_goes_behind_all_that_is_to_come() -> None:
    meeting = a_ready_meeting()
    moved = after(meeting, HearLater(case="1001"), by=ADMIN)
    assert [s.case for s in moved.order if s.case][-1] == "1001"
    assert {s.case for s in moved.order if s.case} == set(remaining(meeting)[1]), "none is lost"
    assert last_after(moved, ADMIN, "1001") is None
    assert refusal(moved, HearLater(case="1001"), ADMIN) is Why.NOT_VALID
    assert refusal(meeting, HearLater(case="1001"), "police-rep") is Why.NOT_ALLOWED
