"""An answer that is remembered is the one that would be worked out, whatever has happened in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marac.call import UpdateRoll
from marac.caselist import ChangeKind
from marac.closing import EndSitting
from marac.conflicts import AskToStay, DeclareConflicts
from marac.decide import Command, Refused, decide
from marac.declarations import Declare
from marac.duties import TickDuty, all_duties
from marac.meeting import Meeting
from marac.opening import NameMinuteTaker, OpenSitting
from marac.presence import Arrive, Depart
from marac.protocol import Protocol, protocol_for
from marac.remembering import MOST_REMEMBERED, parts_beside, remembered
from marac.restricted import Admit, TickEmployerTold
from marac.words import CaseKind, EmployerAnswer
from tests.marac.builders import ADMIN, CHAIR, MID_MORNING, PEOPLE, a_meeting

LINCOLNSHIRE = protocol_for("lincolnshire")

LEAVERS = [msgspec.structs.replace(person, removed=True) for person in PEOPLE]

people = st.sampled_from(
    ("police-rep", "health-rep", "idva-rep", "childrens-rep", "housing-rep", ADMIN, CHAIR)
)
cases = st.sampled_from(("1001", "1002", "1003", "1005"))
DULL = st.one_of(
    st.builds(lambda who: (who, Arrive(person=who)), people),
    st.builds(lambda who: (who, Depart(person=who)), people),
    st.builds(lambda who: (who, Declare(person=who, version=LINCOLNSHIRE.declaration.version)), people),
)
TELLING = st.one_of(
    st.builds(lambda who, case: (who, DeclareConflicts(person=who, cases=(case,))), people, cases),
    st.builds(lambda who: (CHAIR, AskToStay(case="1001", person=who, stays=True)), people),
    st.builds(lambda who, case: (ADMIN, Admit(case=case, person=who)), people, cases),
    st.builds(lambda person: (ADMIN, UpdateRoll(agencies=(), attendees=(person,))), st.sampled_from(LEAVERS)),
    st.builds(lambda case, kind: (ADMIN, ChangeKind(case=case, kind=kind)), cases, st.sampled_from(CaseKind)),
    st.sampled_from(
        (
            (ADMIN, NameMinuteTaker(person=ADMIN)),
            (ADMIN, EndSitting()),
            (CHAIR, OpenSitting()),
            (ADMIN, TickEmployerTold(case="1003", answer=EmployerAnswer.TOLD)),
        )
    ),
)
TICKS = st.builds(lambda place: (ADMIN, place), st.integers(0, 40))
Step = tuple[str, Command | int]


def _step(meeting: Meeting, by: str, wanted: Command | int) -> Meeting:
    if isinstance(wanted, int):
        owed = [due for due in all_duties(meeting, LINCOLNSHIRE) if due.is_owed]
        if not owed:
            return meeting
        due = owed[wanted % len(owed)]
        answer = due.duty.answers[0] if due.duty.answers else None
        wanted = TickDuty(duty=due.duty.key, subject=due.subject.key, answer=answer)
    try:
        return decide(wanted, by, meeting, LINCOLNSHIRE, MID_MORNING).meeting
    except Refused:
        return meeting


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(DULL, TELLING, TICKS), max_size=10))
def test_the_remembered_duties_are_the_duties(taken: list[Step]) -> None:
    worked_out: Callable[[Meeting, Protocol], Any] = all_duties.__wrapped__  # type: ignore[attr-defined]
    meeting = a_meeting()
    for by, wanted in taken:
        meeting = _step(meeting, by, wanted)
        assert all_duties(meeting, LINCOLNSHIRE) == worked_out(meeting, LINCOLNSHIRE)


class _Counted:
    """A reading that counts how often it was worked out."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, meeting: Meeting, protocol: Protocol) -> int:
        self.times += 1
        return len(meeting.roll)


def _reading(*beside: str) -> tuple[_Counted, Callable[[Meeting, Protocol], int]]:
    counted = _Counted()

    def read(meeting: Meeting, protocol: Protocol) -> int:
        return counted(meeting, protocol)

    return counted, remembered(*beside)(read)


def test_what_is_beside_the_point_costs_nothing_and_the_rest_is_worked_out() -> None:
    counted, read = _reading("sequence", "declarations")
    meeting = a_meeting()
    declared = msgspec.structs.replace(meeting, sequence=9, declarations={"somebody": "1"})

    assert read(meeting, LINCOLNSHIRE) == read(declared, LINCOLNSHIRE)
    assert counted.times == 1
    assert read(msgspec.structs.replace(declared, roll={}), LINCOLNSHIRE) == 0
    assert counted.times == 2


def test_another_protocol_or_meeting_is_another_matter() -> None:
    counted, read = _reading()
    meeting = a_meeting()

    read(meeting, LINCOLNSHIRE)
    read(meeting, LINCOLNSHIRE.model_copy())
    read(msgspec.structs.replace(meeting, key="m2"), LINCOLNSHIRE)

    assert counted.times == 3


def test_only_a_few_meetings_are_remembered() -> None:
    counted, read = _reading()
    meetings = [msgspec.structs.replace(a_meeting(), key=f"m{n}") for n in range(MOST_REMEMBERED + 1)]

    for meeting in meetings:
        read(meeting, LINCOLNSHIRE)
    read(meetings[-1], LINCOLNSHIRE)
    assert counted.times == len(meetings)
    read(meetings[0], LINCOLNSHIRE)
    assert counted.times == len(meetings) + 1


def test_a_part_that_no_meeting_has_is_refused() -> None:
    with pytest.raises(AttributeError):
        parts_beside("weather")
