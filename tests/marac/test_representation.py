"""Who comes for an agency, who presents a case, and who is out of the meeting."""

from __future__ import annotations

import msgspec
import pytest

from marac.admission import may_know_of
from marac.call import UpdateRoll
from marac.decide import Command, Why
from marac.leavers import BarPerson, LiftBar, ReportLeaver, ReportReturn
from marac.meeting import Attendee, Meeting
from marac.presence import Arrive
from marac.presenters import ConfirmPresenter, PresenterConfirmed, cases_without_presenter
from marac.presenting import is_presenter_here, presenting_agency
from marac.quoracy import QuoracyLost
from marac.representation import (
    GiveApologies,
    NameRepresentative,
    agencies_unnamed,
    types_without_representative,
    without_induction,
)
from marac.words import Capacity
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    MID_MORNING,
    OTHER_ADMIN,
    a_meeting,
    a_protocol,
    after,
    outcome,
    person,
    refusal,
)
from tests.marac.ready import with_conflict


def with_person(meeting: Meeting, entry: Attendee) -> Meeting:
    return msgspec.structs.replace(meeting, roll={**meeting.roll, entry.person: entry})


def sees_anything(meeting: Meeting, who: str) -> bool:
    return any(may_know_of(meeting, who, number) for number in meeting.cases)


def test_an_agency_names_who_comes_for_it() -> None:
    meeting = after(a_meeting(), NameRepresentative(agency="police", person="police-deputy"), by="police-rep")

    assert meeting.representatives == {"police": "police-deputy"}
    assert "police" not in agencies_unnamed(meeting, a_protocol())
    assert "health" in agencies_unnamed(meeting, a_protocol())


def test_somebody_of_the_agency_who_was_no_member_comes_as_a_deputy_and_stays_one() -> None:
    meeting = with_person(a_meeting(), person("manager", "police", Capacity.MANAGER))

    meeting = after(meeting, NameRepresentative(agency="police", person="manager"), by="police-rep")
    registered = Attendee(person="manager", agency="police", capacities=frozenset({Capacity.MANAGER}))
    again = after(meeting, UpdateRoll(agencies=(), attendees=(registered,)), by=ADMIN)

    assert meeting.roll["manager"].is_member
    assert again.roll["manager"].is_member


@pytest.mark.parametrize(
    ("agency", "who", "by", "why"),
    [
        ("police", "health-rep", ADMIN, Why.NOT_VALID),
        ("police", "police-deputy", "health-rep", Why.OWN_AGENCY_ONLY),
        ("police", "police-deputy", "observer", Why.NOT_ALLOWED),
        ("refuge", "guest", ADMIN, Why.NOT_VALID),
    ],
)
def test_nobody_is_named_for_another_agency(agency: str, who: str, by: str, why: Why) -> None:
    assert refusal(a_meeting(), NameRepresentative(agency=agency, person=who), by) is why


def test_apologies_leave_the_agency_without_and_need_no_reason() -> None:
    meeting = a_meeting(representatives={"idva": "idva-rep"})
    assert "idva" not in types_without_representative(meeting, a_protocol())

    away = after(meeting, GiveApologies(person="idva-rep"), by="idva-rep")
    back = after(away, GiveApologies(person="idva-rep", comes=True), by=ADMIN)

    assert "idva" in types_without_representative(away, a_protocol())
    assert away.representatives == {}
    assert "idva" not in types_without_representative(back, a_protocol())
    assert GiveApologies.__struct_fields__ == ("person", "comes")
    assert refusal(meeting, GiveApologies(person="idva-rep"), "police-rep") is Why.NOT_ALLOWED


def test_a_type_is_covered_while_anybody_of_it_comes() -> None:
    meeting = after(a_meeting(), GiveApologies(person="police-rep"), by=ADMIN)
    both = after(meeting, GiveApologies(person="police-deputy"), by=ADMIN)

    assert "police" not in types_without_representative(meeting, a_protocol())
    assert "police" in types_without_representative(both, a_protocol())
    assert "outside" not in types_without_representative(both, a_protocol())


def test_induction_is_asked_of_those_who_take_part_and_not_of_guests() -> None:
    meeting = a_meeting()
    for entry in (
        person("new-rep", "police", Capacity.REPRESENTATIVE, induction=False),
        person("new-chair", None, Capacity.CHAIR, induction=False),
        person("new-guest", "refuge", Capacity.GUEST, induction=False),
        person("new-observer", None, Capacity.OBSERVER, induction=False),
    ):
        meeting = with_person(meeting, entry)

    assert {a.person for a in without_induction(meeting)} == {"new-rep", "new-chair"}


@pytest.mark.parametrize("command", [ReportLeaver, BarPerson])
def test_whoever_is_out_is_out_of_everything_at_once(command: type[ReportLeaver] | type[BarPerson]) -> None:
    meeting = a_meeting(representatives={"police": "police-rep"})

    result = outcome(meeting, command(person="police-rep"), by=ADMIN)

    assert not result.meeting.is_present("police-rep")
    assert not sees_anything(result.meeting, "police-rep")
    assert result.meeting.representatives == {}
    assert any(isinstance(e.event, QuoracyLost) for e in result.entries)
    assert refusal(result.meeting, Arrive(person="police-rep"), "police-rep") is Why.NOT_ON_ROLL
    assert outcome(result.meeting, command(person="police-rep"), by=ADMIN).entries == ()


def test_the_chair_is_free_when_whoever_sat_in_it_is_out() -> None:
    meeting = after(a_meeting(), ReportLeaver(person=CHAIR), by=ADMIN)

    assert meeting.chair is None


def test_only_administrators_bar_nobody_bars_themselves_and_no_reason_is_taken() -> None:
    for by in (CHAIR, "police-rep", "lead"):
        assert refusal(a_meeting(), BarPerson(person="police-rep"), by) is Why.NOT_ALLOWED
    assert refusal(a_meeting(), BarPerson(person=ADMIN), ADMIN) is Why.NOT_VALID
    assert BarPerson.__struct_fields__ == ("person",)


def test_a_bar_is_lifted_and_a_leaver_comes_back_by_an_administrators_word_alone() -> None:
    barred = after(a_meeting(), BarPerson(person="police-rep"), by=ADMIN)
    left = after(a_meeting(), ReportLeaver(person="police-rep"), by="police-rep")

    assert refusal(barred, LiftBar(person="police-rep"), "police-rep") is Why.NOT_ON_ROLL
    assert refusal(left, ReportReturn(person="police-rep"), "police-deputy") is Why.NOT_ALLOWED
    assert sees_anything(after(barred, LiftBar(person="police-rep"), by=OTHER_ADMIN), "police-rep")
    assert sees_anything(after(left, ReportReturn(person="police-rep"), by=ADMIN), "police-rep")


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("police-rep", None),
        ("police-deputy", None),
        ("lead", None),
        (ADMIN, None),
        ("health-rep", Why.OWN_AGENCY_ONLY),
        ("observer", Why.NOT_ALLOWED),
    ],
)
def test_a_leaver_is_reported_by_their_own_agency_the_lead_or_administrators(
    by: str, why: Why | None
) -> None:
    assert refusal(a_meeting(), ReportLeaver(person="police-rep"), by) is why


def test_the_referring_agency_confirms_who_presents() -> None:
    meeting = a_meeting()
    assert "1004" in {c.number for c in cases_without_presenter(meeting)}

    result = outcome(meeting, ConfirmPresenter(case="1004", presenter="health-rep"), by="health-rep")

    assert result.entries[0].event == PresenterConfirmed(case="1004", agency="health", person="health-rep")
    assert "1004" not in {c.number for c in cases_without_presenter(result.meeting)}


def test_another_agency_stands_in_by_arrangement() -> None:
    meeting = after(a_meeting(), ConfirmPresenter(case="1004", agency="police"), by="health-rep")

    assert presenting_agency(meeting.cases["1004"]) == "police"


def test_a_colleague_presents_where_the_one_named_is_not_here() -> None:
    meeting = after(a_meeting(), ConfirmPresenter(case="1001", presenter="police-deputy"), by="police-rep")

    assert not meeting.is_present("police-deputy")
    assert is_presenter_here(meeting, meeting.cases["1001"])


@pytest.mark.parametrize(
    ("command", "by", "why"),
    [
        (ConfirmPresenter(case="1004", agency="police"), "police-rep", Why.OWN_AGENCY_ONLY),
        (ConfirmPresenter(case="1004", agency="refuge"), ADMIN, Why.NOT_VALID),
        (ConfirmPresenter(case="1004", agency="police", presenter="health-rep"), ADMIN, Why.NOT_VALID),
        (ConfirmPresenter(case="1004", agency="nobody"), ADMIN, Why.NO_SUCH_AGENCY),
        (ConfirmPresenter(case="1002"), "housing-rep", Why.NO_SUCH_CASE),
        (ConfirmPresenter(case="1004"), "observer", Why.NOT_ALLOWED),
    ],
)
def test_a_presenter_that_will_not_do_is_refused(command: Command, by: str, why: Why) -> None:
    assert refusal(a_meeting(), command, by) is why


def test_nobody_with_a_conflict_is_confirmed_as_presenter() -> None:
    meeting = with_conflict(a_meeting(), "health-rep", "1004")

    assert refusal(meeting, ConfirmPresenter(case="1004", presenter="health-rep"), ADMIN) is Why.NOT_VALID


def test_a_heard_case_needs_no_presenter_any_more() -> None:
    meeting = a_meeting(heard=["1001"])

    assert "1001" not in {c.number for c in cases_without_presenter(meeting)}
    assert refusal(meeting, ConfirmPresenter(case="1001"), "police-rep", MID_MORNING) is Why.CASE_NOT_LISTED
