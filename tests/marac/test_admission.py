"""Who may know of a case by what they are on the roll for."""

from __future__ import annotations

import msgspec
import pytest

from marac.admission import may_know_of, may_see, who_may_see
from marac.meeting import Attendee, put
from marac.words import Capacity
from tests.marac.builders import CHAIR, a_meeting, with_case

SOMEBODY = "somebody-new"


@pytest.mark.parametrize(
    ("capacities", "knows"),
    [
        ({Capacity.MANAGER}, False),
        ({Capacity.MANAGER, Capacity.REPRESENTATIVE}, True),
        ({Capacity.REPRESENTATIVE}, True),
        ({Capacity.DEPUTY}, True),
        ({Capacity.CHAIR}, True),
        ({Capacity.OBSERVER}, False),
        ({Capacity.GUEST}, False),
    ],
)
def test_an_ordinary_case_is_known_to_those_who_sit_in_the_meeting(
    capacities: set[Capacity], knows: bool
) -> None:
    meeting = a_meeting()
    entry = Attendee(person=SOMEBODY, agency="police", capacities=frozenset(capacities))
    meeting = msgspec.structs.replace(meeting, roll=put(meeting.roll, SOMEBODY, entry))
    ordinary = next(n for n, case in meeting.cases.items() if case.kind.value == "ordinary")
    assert may_know_of(meeting, SOMEBODY, ordinary) is knows
    assert may_see(meeting, SOMEBODY, ordinary) is knows


@pytest.mark.parametrize("barred", [False, True])
@pytest.mark.parametrize("cases", [(), ("1001",)])
@pytest.mark.parametrize("capacity", Capacity)
def test_who_may_see_is_asked_of_all_together_as_of_each(
    capacity: Capacity, cases: tuple[str, ...], barred: bool
) -> None:
    meeting = with_case(a_meeting(), "1002", connected=frozenset({SOMEBODY, "police-rep"}))
    entry = Attendee(
        person=SOMEBODY, agency="police", capacities=frozenset({capacity}), cases=cases, barred=barred
    )
    meeting = msgspec.structs.replace(
        meeting,
        roll=put(meeting.roll, SOMEBODY, entry),
        conflicts={"idva-rep": frozenset({"1001"}), "housing-rep": frozenset({"1001"}), CHAIR: frozenset()},
        stays={"1001": {"idva-rep": True}},
    )
    numbers = (*meeting.cases, "9999")

    assert who_may_see(meeting, numbers) == {
        number: {person for person in meeting.roll if may_see(meeting, person, number)} for number in numbers
    }
