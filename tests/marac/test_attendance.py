"""Who is there for each case: noted as it opens, what is missing, and what is lost when somebody leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.absence import ReceiveReport
from marac.attendance import (
    AttendanceNoted,
    Left,
    ReportHeld,
    SayWhichCases,
    absent_for,
    left_early,
    reports_held,
)
from marac.decide import Why
from marac.hearing import OpenCase
from marac.meeting import Meeting
from marac.presence import Arrive, Depart
from marac.quoracy import missing_agencies
from marac.representation import types_without_representative
from marac.restricted import Admit
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    IN_THE_ROOM,
    MID_MORNING,
    a_meeting,
    a_protocol,
    after,
    outcome,
    refusal,
    with_case,
)

TYPES = [
    {**t.model_dump(), "asked_which_cases": t.key in ("adult-care", "maternity")}
    for t in a_protocol().agency_types
]
PROTOCOL = a_protocol(
    absence={"cite": "1", "shown_for_cases": True, "written_report": "accepted"}, agency_types=TYPES
)
EVERYWHERE_ABSENT = ("probation", "nought-nineteen")


def asked(meeting: Meeting, *cases: str, agency: str = "adults") -> Meeting:
    said = SayWhichCases(agency=agency, cases=cases)
    return after(meeting, said, by=f"{agency}-rep", protocol=PROTOCOL)


def test_who_is_asked_counts_as_absent_in_their_own_cases_alone() -> None:
    meeting = asked(a_meeting(), "1004")
    assert absent_for(meeting, PROTOCOL, meeting.cases["1001"]) == EVERYWHERE_ABSENT
    assert set(absent_for(meeting, PROTOCOL, meeting.cases["1004"])) == {*EVERYWHERE_ABSENT, "adults"}
    assert not {"adults", "maternity"} & set(missing_agencies(meeting, PROTOCOL))
    assert not {"adult-care", "maternity"} & set(types_without_representative(meeting, PROTOCOL))


@pytest.mark.parametrize(
    ("agency", "cases", "by", "why"),
    [
        ("adults", ("1004",), "adults-rep", None),
        ("adults", (), ADMIN, None),
        ("adults", ("1004",), "police-rep", Why.OWN_AGENCY_ONLY),
        ("police", ("1004",), "police-rep", Why.NOT_ASKED),
        ("adults", ("1002",), "adults-rep", Why.NO_SUCH_CASE),
        ("adults", ("4711",), "adults-rep", Why.NO_SUCH_CASE),
    ],
)
def test_an_agency_that_is_asked_names_cases_that_it_may_know_of(
    agency: str, cases: tuple[str, ...], by: str, why: Why | None
) -> None:
    command = SayWhichCases(agency=agency, cases=cases)
    assert refusal(a_meeting(), command, by, protocol=PROTOCOL) is why


def test_the_journal_notes_who_is_there_as_a_case_opens_and_only_where_the_area_wants_it() -> None:
    meeting = with_case(a_meeting(), "1004", presenter="health")
    opening = OpenCase(case="1004", note="It is time.")
    made = outcome(meeting, opening, by=CHAIR, protocol=PROTOCOL)
    (noted,) = [e.event for e in made.entries if isinstance(e.event, AttendanceNoted)]
    assert noted.people == IN_THE_ROOM
    assert noted.agencies == ("police", "health", "idva", "childrens", "housing")
    assert noted.absent == EVERYWHERE_ABSENT
    attendance = made.meeting.cases["1004"].attendance
    assert attendance is not None
    assert (attendance.at, attendance.absent) == (MID_MORNING, EVERYWHERE_ABSENT)

    elsewhere = outcome(meeting, opening, by=CHAIR, protocol=a_protocol())
    assert not [e for e in elsewhere.entries if isinstance(e.event, AttendanceNoted)]


def test_in_a_restricted_case_only_agencies_with_somebody_admitted_are_missed() -> None:
    meeting = a_meeting()
    assert absent_for(meeting, PROTOCOL, meeting.cases["1002"]) == ()
    admitted = after(meeting, Admit(case="1002", person="probation-rep"), by=ADMIN, protocol=PROTOCOL)
    assert absent_for(admitted, PROTOCOL, admitted.cases["1002"]) == ("probation",)


def test_whoever_has_stepped_out_does_not_stand_for_their_agency() -> None:
    meeting = a_meeting(conflicts={"housing-rep": frozenset({"1004"})})
    assert "housing" in absent_for(meeting, PROTOCOL, meeting.cases["1004"])
    assert "housing" not in absent_for(meeting, PROTOCOL, meeting.cases["1001"])


def test_a_report_is_held_for_as_long_as_nobody_of_the_agency_is_there() -> None:
    received = ReceiveReport(agency="probation")
    meeting = after(a_meeting(), received, by=ADMIN, protocol=PROTOCOL)
    case = meeting.cases["1001"]
    assert reports_held(meeting, PROTOCOL, case) == (ReportHeld("probation"),)
    assert reports_held(meeting, PROTOCOL, meeting.cases["1002"]) == ()
    came = after(meeting, Arrive(person="probation-rep"), by="probation-rep", protocol=PROTOCOL)
    assert reports_held(came, PROTOCOL, case) == ()


def test_an_agency_that_leaves_is_lost_to_the_cases_still_to_come() -> None:
    meeting = a_meeting(heard=("1001",))
    leaves = Depart(person="housing-rep")
    gone = after(meeting, leaves, by="housing-rep", protocol=PROTOCOL)
    left = Left(agency="housing", since=MID_MORNING, cases=("1004", "1005", "1006"))
    assert left_early(meeting, PROTOCOL) == ()
    assert left_early(gone, PROTOCOL) == (left,)
    assert left_early(gone, a_protocol()) == ()
    back = Arrive(person="housing-rep")
    at = MID_MORNING + timedelta(minutes=5)
    assert left_early(after(gone, back, by="housing-rep", at=at, protocol=PROTOCOL), PROTOCOL) == ()


def test_an_agency_that_came_for_its_own_case_leaves_nothing_behind_after_it() -> None:
    meeting = asked(a_meeting(present=(*IN_THE_ROOM, "adults-rep"), heard=("1001",)), "1001")
    gone = after(meeting, Depart(person="adults-rep"), by="adults-rep", protocol=PROTOCOL)
    assert left_early(gone, PROTOCOL) == ()
