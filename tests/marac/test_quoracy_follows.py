"""Whatever happens, what the journal says of quoracy is what the meeting amounts to.

Quoracy is not assessed anew where nothing that it rests on has changed; this plays what people do in any
order, and compares after every step.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from marac.conflicts import AskToStay, DeclareConflicts
from marac.decide import Command, Refused, decide
from marac.declarations import ConfirmAuthority, Declare
from marac.delegation import AcceptDelegation, Delegate
from marac.meeting import Meeting
from marac.presence import Arrive, Depart, ReportStranger
from marac.quoracy import assess
from tests.marac.builders import ADMIN, CHAIR, MID_MORNING, a_meeting, a_protocol

PROTOCOL = a_protocol()
PEOPLE = (
    CHAIR,
    ADMIN,
    "police-rep",
    "police-deputy",
    "health-rep",
    "idva-rep",
    "childrens-rep",
    "probation-rep",
)
AGENCIES = ("police", "health", "idva", "childrens", "probation")

people = st.sampled_from(PEOPLE)
agencies = st.sampled_from(AGENCIES)
cases = st.sampled_from(("1001", "1004"))
steps = st.one_of(
    st.builds(lambda who: (who, Arrive(person=who)), people),
    st.builds(lambda who: (who, Depart(person=who)), people),
    st.builds(lambda who: (who, Declare(person=who, version=PROTOCOL.declaration.version)), people),
    st.builds(lambda who, has: (who, ConfirmAuthority(person=who, has_authority=has)), people, st.booleans()),
    st.builds(lambda who, case: (who, DeclareConflicts(person=who, cases=(case,))), people, cases),
    st.builds(lambda who: (who, DeclareConflicts(person=who)), people),
    st.builds(
        lambda who, case, stays: (CHAIR, AskToStay(case=case, person=who, stays=stays)),
        people,
        cases,
        st.booleans(),
    ),
    st.builds(lambda who, agency: (ADMIN, Delegate(agency=agency, to_person=who)), people, agencies),
    st.builds(lambda who, agency: (who, AcceptDelegation(agency=agency)), people, agencies),
    st.just((ADMIN, ReportStranger(reference="somebody"))),
)


def _step(meeting: Meeting, by: str, command: Command) -> Meeting:
    try:
        return decide(command, by, meeting, PROTOCOL, MID_MORNING).meeting
    except Refused:
        return meeting


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=12), st.sampled_from((None, "1001", "1004")))
def test_what_stands_in_the_sitting_is_how_the_meeting_stands(
    taken: list[tuple[str, Command]], open_case: str | None
) -> None:
    meeting = a_meeting(open_case=open_case)
    for by, command in [(CHAIR, Declare(person=CHAIR, version=PROTOCOL.declaration.version)), *taken]:
        meeting = _step(meeting, by, command)
        stands = assess(meeting, PROTOCOL, meeting.case_now)
        assert meeting.sitting is not None
        assert meeting.sitting.quorate is stands.is_quorate
        assert meeting.sitting.missing == tuple(r.key for r in stands.missing)


def test_a_sitting_that_was_never_assessed_is_assessed_at_the_next_turn() -> None:
    meeting = a_meeting()
    assert meeting.sitting is not None
    assert meeting.sitting.quorate is None

    after = _step(meeting, CHAIR, Declare(person=CHAIR, version=PROTOCOL.declaration.version))

    assert after.sitting is not None
    assert after.sitting.quorate is assess(after, PROTOCOL).is_quorate


def test_a_conflict_in_the_open_case_can_break_quoracy_and_the_chairs_word_mend_it() -> None:
    declared = Declare(person=CHAIR, version=PROTOCOL.declaration.version)
    meeting = _step(a_meeting(open_case="1001"), CHAIR, declared)

    out = _step(meeting, "police-rep", DeclareConflicts(person="police-rep", cases=("1001",)))
    stays = _step(out, CHAIR, AskToStay(case="1001", person="police-rep", stays=True))

    assert [m.sitting.quorate for m in (meeting, out, stays) if m.sitting] == [True, False, True]


def test_an_accepted_delegation_can_make_the_meeting_quorate() -> None:
    gone = _step(a_meeting(), ADMIN, Depart(person="police-rep"))
    asked = _step(gone, ADMIN, Delegate(agency="police", to_person="health-rep"))
    accepted = _step(asked, "health-rep", AcceptDelegation(agency="police"))

    assert [m.sitting.quorate for m in (gone, asked, accepted) if m.sitting] == [False, False, True]
