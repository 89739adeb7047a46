"""Quoracy by agency type: what counts, what does not, and that it never says yes with something missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marac.conflicts import DeclareConflicts
from marac.decide import Outcome
from marac.hearing import OpenCase
from marac.meeting import Agency, Case, Meeting, Sitting
from marac.opening import GoAhead, OpenSitting
from marac.presence import Arrive, Depart
from marac.protocol import protocol_for
from marac.quoracy import (
    QuoracyGained,
    QuoracyLost,
    ShortfallEased,
    agencies_counted,
    agencies_to_ring,
    assess,
    missing_agencies,
)
from marac.words import Capacity, CaseKind
from tests.marac.builders import FIRST_DAY, MID_MORNING, a_protocol, after, outcome, person

LINCOLNSHIRE = protocol_for("lincolnshire")
AGENCIES: Mapping[str, tuple[str, bool]] = {
    "police": ("police", True),
    "gp": ("gp", True),
    "maternity": ("maternity", True),
    "childrens": ("childrens-services", True),
    "probation": ("probation", True),
    "adults": ("adult-social-care", True),
    "health-0-19": ("health-0-19", True),
    "idva": ("idva", False),
    "support": ("domestic-abuse", False),
    "housing": ("housing", False),
}
HEALTH = frozenset({"gp", "maternity"})
EVERYBODY = ("chair", "admin", *AGENCIES)
"""The chair, an administrator, and of every agency its member, who goes by the agency's key."""
CASES = (
    Case(number="1", children=True),
    Case(number="2"),
    Case(number="3", kind=CaseKind.HBA),
)


def planned() -> Meeting:
    agencies = {
        key: Agency(key=key, name=key, type=kind, statutory=statutory)
        for key, (kind, statutory) in AGENCIES.items()
    }
    roll = (
        person("chair", None, Capacity.CHAIR),
        person("admin", None, Capacity.ADMINISTRATOR),
        *(person(key, key, Capacity.REPRESENTATIVE) for key in AGENCIES),
        person("second-police", "police", Capacity.DEPUTY),
        person("observer", "gp", Capacity.OBSERVER, category="future-member", approved_by="admin"),
        person("guest", "probation", Capacity.GUEST, cases=("2",)),
    )
    return Meeting(
        key="m",
        area="lincolnshire",
        sittings=(Sitting(number=1, starts_at=FIRST_DAY),),
        agencies=agencies,
        roll={one.person: one for one in roll},
        cases={case.number: case for case in CASES},
    )


def with_here(*here: str) -> Meeting:
    """Planned, with these people here."""
    meeting = planned()
    for one in here:
        meeting = done(meeting, Arrive(person=one)).meeting
    return meeting


def done(meeting: Meeting, *commands: object, by: str = "system") -> Outcome:
    return outcome(meeting, *commands, by=by, protocol=LINCOLNSHIRE)  # type: ignore[arg-type]


def everybody_but(*absent: str) -> Meeting:
    return with_here(*(p for p in EVERYBODY if p not in absent))


def missing(meeting: Meeting, case: str | None = None) -> list[str]:
    return [r.key for r in assess(meeting, LINCOLNSHIRE, meeting.cases[case] if case else None).missing]


@pytest.mark.rule("LIN-05")
@pytest.mark.parametrize(("role", "key"), [("chair", "chair"), ("admin", "administrator")])
def test_a_chair_and_an_administrator_both_have_to_be_here(role: str, key: str) -> None:
    assert missing(everybody_but()) == []
    assert missing(everybody_but(role)) == [key]


@pytest.mark.rule("LIN-06")
@pytest.mark.parametrize(
    ("absent", "keys"),
    [
        (("police",), ["police"]),
        (("gp",), []),
        (("gp", "maternity"), ["health"]),
        (("idva",), []),
        (("idva", "support"), ["domestic-abuse-or-idva"]),
        (("adults", "health-0-19"), []),
        (("adults", "health-0-19", "maternity"), ["statutory"]),
        (("police", "adults", "health-0-19"), ["statutory", "police"]),
    ],
)
def test_five_statutory_agencies_with_police_health_and_domestic_abuse_or_idva(
    absent: tuple[str, ...], keys: list[str]
) -> None:
    assert missing(everybody_but(*absent)) == keys


@pytest.mark.rule("LIN-06")
def test_agencies_count_not_people_and_neither_observers_nor_guests() -> None:
    four = ("chair", "admin", "police", "gp", "childrens", "idva", "adults")
    with_more = with_here(*four, "second-police", "observer", "guest")

    assert missing(with_here(*four)) == missing(with_more) == ["statutory"]
    (statutory,) = assess(with_more, LINCOLNSHIRE).missing
    assert (statutory.has, statutory.needs) == (4, 5)
    assert missing(with_here(*four, "probation")) == []


@pytest.mark.rule("LIN-07")
def test_childrens_services_are_needed_for_a_case_that_involves_children_and_for_no_other() -> None:
    meeting = everybody_but("childrens")

    assert missing(meeting) == missing(meeting, "2") == []
    assert missing(meeting, "1") == ["childrens-services"]
    assert missing(everybody_but(), "1") == []


def test_who_is_out_of_a_case_does_not_count_for_it() -> None:
    meeting = done(everybody_but(), DeclareConflicts(person="police", cases=("2",)), by="police").meeting
    chair_out = done(meeting, DeclareConflicts(person="chair", cases=("1",)), by="chair").meeting

    assert missing(meeting, "2") == ["police"]
    assert missing(meeting) == missing(meeting, "1") == []
    assert missing(chair_out, "1") == ["chair"]
    assert missing(done(meeting, Arrive(person="second-police")).meeting, "2") == []


def test_only_those_admitted_count_for_a_restricted_case() -> None:
    meeting = everybody_but()
    admitted = msgspec.structs.replace(meeting.cases["3"], admitted=frozenset({"chair", "police", "gp"}))
    meeting = msgspec.structs.replace(meeting, cases={**meeting.cases, "3": admitted})

    assert missing(meeting, "3") == ["statutory", "domestic-abuse-or-idva"]


def test_whom_to_ring_is_whoever_would_help_and_is_not_here() -> None:
    meeting = everybody_but("gp", "maternity")
    (health,) = assess(meeting, LINCOLNSHIRE).missing

    assert set(agencies_to_ring(meeting, health)) == HEALTH
    assert set(missing_agencies(meeting, LINCOLNSHIRE)) == HEALTH


def test_loss_and_recovery_are_each_said_once() -> None:
    opened = done(everybody_but("police"), OpenSitting(), by="chair")
    again = done(opened.meeting, Depart(person="housing"))
    came = done(again.meeting, Arrive(person="police"))
    second = done(came.meeting, Arrive(person="second-police"))
    went = done(second.meeting, Depart(person="police"))
    lost = done(went.meeting, Depart(person="second-police"))

    def said(step: Outcome) -> list[object]:
        kinds = (QuoracyGained, QuoracyLost, ShortfallEased)
        return [e.event for e in step.entries if isinstance(e.event, kinds)]

    assert said(opened) == [QuoracyLost(sitting=1, missing=("police",))]
    assert said(again) == said(second) == said(went) == []
    assert said(came) == [QuoracyGained(sitting=1)]
    assert said(lost) == [QuoracyLost(sitting=1, missing=("police",))]


def test_a_decision_to_go_ahead_covers_its_own_gaps_and_no_new_one() -> None:
    opened = done(everybody_but("police"), OpenSitting(), by="chair").meeting
    ahead = done(opened, GoAhead(note="Police have sent research."), by="chair").meeting
    worse = done(ahead, Depart(person="idva")).meeting
    worse = done(worse, Depart(person="support")).meeting
    eased = done(worse, Arrive(person="idva")).meeting

    going = [m.sitting.going_ahead for m in (ahead, worse, eased) if m.sitting]
    assert going == [True, False, True]


def test_opening_a_case_asks_anew() -> None:
    opened = done(everybody_but("childrens"), OpenSitting(), by="chair").meeting
    assert opened.sitting is not None
    assert opened.sitting.quorate is True

    case = done(opened, OpenCase(case="1", note="Urgent; the chair goes on."), by="chair")

    assert QuoracyLost(sitting=1, missing=("childrens-services",)) in [e.event for e in case.entries]


def is_quorate_by_the_book(here: set[str], *, children: bool) -> bool:
    """The protocol's section 5.1 in its own words, without the engine."""
    statutory = [key for key, (_, is_statutory) in AGENCIES.items() if is_statutory and key in here]
    return (
        {"chair", "admin", "police"} <= here
        and len(statutory) >= 5
        and bool(HEALTH & here)
        and bool({"idva", "support"} & here)
        and (not children or "childrens" in here)
    )


@pytest.mark.rule("LIN-05", "LIN-06", "LIN-07")
@settings(max_examples=120)
@given(st.permutations(EVERYBODY), st.integers(0, len(EVERYBODY)), st.sampled_from((None, "1", "2")))
def test_in_whatever_order_they_come_it_is_quorate_exactly_by_the_book(
    order: list[str], come: int, case: str | None
) -> None:
    here = order[:come]
    meeting, other_way = with_here(*here), with_here(*reversed(here))
    of = meeting.cases[case] if case else None

    found = assess(meeting, LINCOLNSHIRE, of)

    assert found.is_quorate is is_quorate_by_the_book(set(here), children=case == "1")
    assert found.is_quorate is all(r.has >= r.needs for r in found.requirements)
    assert {r.key: set(r.agencies) for r in found.requirements} == {
        r.key: set(r.agencies) for r in assess(other_way, LINCOLNSHIRE, of).requirements
    }


@settings(max_examples=80)
@given(st.sets(st.sampled_from(EVERYBODY)), st.sampled_from(EVERYBODY), st.sampled_from((None, "1", "2")))
def test_nobodys_going_or_stepping_out_makes_a_meeting_quorate(
    here: set[str], who: str, case: str | None
) -> None:
    meeting = with_here(*sorted(here))
    of = meeting.cases[case] if case else None
    before = assess(meeting, LINCOLNSHIRE, of).is_quorate

    gone = done(meeting, Depart(person=who)).meeting
    out = done(meeting, DeclareConflicts(person=who, cases=("1", "2")), by=who).meeting

    for then in (gone, out):
        assert set(agencies_counted(then, of)) <= set(agencies_counted(meeting, of))
        assert before or not assess(then, LINCOLNSHIRE, of).is_quorate


def test_another_areas_requirements_are_read_from_its_file() -> None:
    meeting = everybody_but("admin", "gp", "maternity", "idva", "support")

    assert assess(meeting, a_protocol()).is_quorate
    assert missing(meeting) == ["administrator", "health", "domestic-abuse-or-idva"]


def test_before_a_sitting_is_open_nothing_is_said_of_quoracy() -> None:
    assert not any(
        isinstance(e.event, QuoracyLost | QuoracyGained)
        for e in done(planned(), Arrive(person="police")).entries
    )
    later = after(planned(), Arrive(person="police"), by="police", at=MID_MORNING + timedelta(minutes=1))
    assert later.sittings[0].quorate is None
