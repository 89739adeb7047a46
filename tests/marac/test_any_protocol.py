"""Whatever an area lays down for quoracy, and whatever is done under any area's own rules: quoracy never
says yes with something missing, and a journal read back gives the same meeting."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marac.conflicts import DeclareConflicts
from marac.decide import Command, Refused, decide
from marac.journal import Entry, event_of, kind_of, replay
from marac.meeting import Case, Meeting
from marac.presence import Arrive, Depart
from marac.protocol import Protocol, areas, protocol_for
from marac.quoracy import assess
from marac.words import Capacity
from tests.marac.builders import AGENCIES, FIRST_DAY, MID_MORNING, PEOPLE, a_meeting, a_protocol
from tests.marac.ready import a_ready_meeting
from tests.marac.test_after_sequences import commands as afterwards
from tests.marac.test_case_sequences import MOVES, WATCHERS

TYPES: Final = sorted({agency.type for agency in AGENCIES})
COME: Final = tuple(p.person for p in PEOPLE if not p.capacities & {Capacity.OBSERVER, Capacity.GUEST})
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def quoracies(draw: st.DrawFn) -> Protocol:
    """Any quoracy that an area could lay down for the builders' agencies."""
    asked: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        one: dict[str, Any] = {"cite": "1", "key": f"r{number}", "label": f"Requirement {number}"}
        one["when"] = draw(st.sampled_from(["always", "always", "children", "pregnancy"]))
        kind = draw(st.sampled_from(["types", "statutory", "chair", "administrator"]))
        if kind == "types":
            one["any_of"] = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=4, unique=True))
        elif kind == "statutory":
            one |= {"statutory": True, "minimum": draw(st.integers(1, 5))}
        else:
            one["capacity"] = kind
        asked.append(one)
    return a_protocol(quoracy={"cite": "1", "binding": draw(st.booleans()), "requirements": asked})


def arrived(protocol: Protocol, here: list[str]) -> Meeting:
    """A sitting to which these people came, in this order."""
    meeting = a_meeting(open_sitting=False, present=())
    for person in here:
        meeting = decide(Arrive(person=person), "system", meeting, protocol, MID_MORNING).meeting
    return meeting


def has(meeting: Meeting, protocol: Protocol, case: Case | None) -> dict[str, int]:
    """How much of each requirement is met, said again from who is here and not kept out."""
    out = {p for p, cases in meeting.conflicts.items() if case and case.number in cases}
    here = [a for a in meeting.present() if a.person not in out]
    members = Capacity.REPRESENTATIVE, Capacity.DEPUTY
    speaking = {a.agency for a in here if a.agency and a.capacities & {*members}}
    found = {}
    for one in protocol.quoracy.requirements:
        if one.capacity is not None:
            wanted = Capacity.CHAIR if one.capacity == "chair" else Capacity.ADMINISTRATOR
            found[one.key] = sum(wanted in a.capacities for a in here)
        else:
            agencies = [meeting.agencies[key] for key in speaking]
            found[one.key] = sum(a.statutory if one.statutory else a.type in one.any_of for a in agencies)
    return found


def holds(case: Case | None) -> set[str]:
    """For which cases a requirement has to be one, to hold for this one."""
    return (
        {"always"}
        | ({"children"} if case and case.children else set())
        | ({"pregnancy"} if case and case.pregnancy else set())
    )


CASES_ASKED = st.sampled_from((None, "1001", "1004", "1005"))


@often
@given(quoracies(), st.permutations(COME), st.integers(0, len(COME)), CASES_ASKED)
def test_no_quoracy_holds_with_a_requirement_unmet_or_by_the_order_of_arrivals(
    protocol: Protocol, order: list[str], come: int, number: str | None
) -> None:
    meeting, other_way = arrived(protocol, order[:come]), arrived(protocol, order[:come][::-1])
    case = meeting.cases[number] if number else None
    stands = assess(meeting, protocol, case)

    asked = [r for r in protocol.quoracy.requirements if r.when in holds(case)]
    counted = has(meeting, protocol, case)
    assert stands.is_quorate == all(counted[r.key] >= r.minimum for r in asked)
    assert {r.key for r in stands.missing} == {r.key for r in asked if counted[r.key] < r.minimum}
    again = assess(other_way, protocol, case)
    assert {r.key: (r.has, r.needs) for r in stands.requirements} == {
        r.key: (r.has, r.needs) for r in again.requirements
    }


@often
@given(quoracies(), st.sets(st.sampled_from(COME)), st.sampled_from(COME), CASES_ASKED)
def test_nobodys_going_or_stepping_out_meets_any_requirement(
    protocol: Protocol, here: set[str], who: str, number: str | None
) -> None:
    meeting = arrived(protocol, sorted(here))
    case = meeting.cases[number] if number else None
    before = {r.key: r.has for r in assess(meeting, protocol, case).requirements}
    gone = decide(Depart(person=who), "system", meeting, protocol, MID_MORNING).meeting
    named = (number,) if number else ("1001",)
    out = decide(DeclareConflicts(person=who, cases=named), who, meeting, protocol, MID_MORNING).meeting
    for then in (gone, out):
        now = {r.key: r.has for r in assess(then, protocol, case).requirements}
        assert all(now[key] <= before[key] for key in before)


@pytest.mark.parametrize("area", areas())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(
        st.tuples(st.one_of(*MOVES, afterwards), st.sampled_from((*WATCHERS, "system"))), max_size=30
    ),
    ready=st.booleans(),
)
def test_under_every_areas_rules_a_journal_read_back_gives_the_same_meeting(
    area: str, steps: list[tuple[Command, str]], ready: bool
) -> None:
    protocol = protocol_for(area)
    started = in_area(protocol, a_ready_meeting() if ready else a_meeting())
    meeting, journal = started, list[Entry]()
    for command, by in steps:
        try:
            outcome = decide(command, by, meeting, protocol, MID_MORNING)
        except Refused:
            continue
        meeting = outcome.meeting
        journal += outcome.entries
    assert replay(started, [through_json(line) for line in journal]) == meeting


def through_json(line: Entry) -> Entry:
    """The line as it comes back from where it is kept."""
    body = msgspec.json.decode(msgspec.json.encode(line.event))
    read_back = msgspec.structs.replace(line, event=event_of(kind_of(type(line.event)), body))
    assert read_back == line
    return read_back


def in_area(protocol: Protocol, meeting: Meeting) -> Meeting:
    """The builders' meeting with its agencies of the area's own types, in their order."""
    types = [t.key for t in protocol.agency_types]
    agencies = {
        key: msgspec.structs.replace(agency, type=types[number % len(types)])
        for number, (key, agency) in enumerate(meeting.agencies.items())
    }
    return msgspec.structs.replace(meeting, area=protocol.area, agencies=agencies)


@pytest.mark.parametrize("area", areas())
def test_the_sequences_do_something_under_every_areas_rules(area: str) -> None:
    protocol = protocol_for(area)
    started = in_area(protocol, a_meeting(present=()))
    came = decide(Arrive(person="idva-rep"), "system", started, protocol, FIRST_DAY)
    assert came.entries
    assert came.meeting.is_present("idva-rep")
