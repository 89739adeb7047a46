"""An agency's part in another's hands: asked, accepted, and over as soon as it need not be (LIN-08)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.conflicts import DeclareConflicts
from marac.decide import Command, Refused, Why, decide
from marac.delegation import (
    AcceptDelegation,
    Delegate,
    DelegationAccepted,
    DelegationAsked,
    DelegationEnded,
    delegate_of,
    waiting_or_holding,
)
from marac.meeting import Meeting
from marac.presence import Arrive, Depart, everybody_gone
from marac.quoracy import agencies_counted, assess
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    MID_MORNING,
    a_meeting,
    a_protocol,
    after,
    outcome,
    refusal,
)

POLICE, HEALTH, IDVA = "police-rep", "health-rep", "idva-rep"
ASK = Delegate(agency="police", to_person=HEALTH)
ACCEPT = AcceptDelegation(agency="police")


def police_gone() -> Meeting:
    return after(a_meeting(), Depart(person=POLICE), by=POLICE)


def held() -> Meeting:
    return after(after(police_gone(), ASK, by=ADMIN), ACCEPT, by=HEALTH)


def test_it_counts_once_the_delegate_has_accepted_and_not_before() -> None:
    gone = police_gone()
    asked = after(gone, ASK, by=ADMIN)
    accepted = after(asked, ACCEPT, by=HEALTH)

    counted = ["police" in agencies_counted(m) for m in (gone, asked, accepted)]
    assert counted == [False, False, True]
    assert [delegate_of(m, "police") for m in (asked, accepted)] == [None, HEALTH]
    assert "health" in agencies_counted(accepted)


def test_who_acts_for_whom_and_from_when_is_in_the_journal() -> None:
    asked = outcome(police_gone(), ASK, by=ADMIN)
    later = MID_MORNING + timedelta(minutes=2)
    accepted = outcome(asked.meeting, ACCEPT, by=HEALTH, at=later)

    (line,) = [e for e in accepted.entries if isinstance(e.event, DelegationAccepted)]
    assert (line.event, line.at, line.by) == (
        DelegationAccepted(agency="police", to_person=HEALTH),
        later,
        HEALTH,
    )
    assert isinstance(asked.entries[0].event, DelegationAsked)
    one = waiting_or_holding(accepted.meeting, "police")
    assert one is not None
    assert (one.to_agency, one.asked_at, one.accepted_at) == ("health", MID_MORNING, later)


@pytest.mark.parametrize(
    ("command", "by", "why"),
    [
        (Delegate(agency="health", to_person=IDVA), POLICE, Why.NOT_ALLOWED),
        (Delegate(agency="police", to_person=POLICE), ADMIN, Why.NO_SUCH_PERSON),
        (Delegate(agency="police", to_person="police-deputy"), POLICE, Why.NO_SUCH_PERSON),
        (Delegate(agency="police", to_person="observer"), ADMIN, Why.NO_SUCH_PERSON),
        (Delegate(agency="police", to_person="guest"), ADMIN, Why.NO_SUCH_PERSON),
        (Delegate(agency="police", to_person="probation-rep"), POLICE, Why.NOT_PRESENT),
        (Delegate(agency="nobody", to_person=HEALTH), ADMIN, Why.NO_SUCH_AGENCY),
        (ASK, "observer", Why.NOT_ALLOWED),
        (ACCEPT, HEALTH, Why.NOT_ASKED),
    ],
)
def test_what_cannot_be_handed_over_or_taken(command: Command, by: str, why: Why) -> None:
    assert refusal(a_meeting(), command, by) is why


def test_nobody_accepts_in_anothers_place() -> None:
    asked = after(police_gone(), ASK, by=ADMIN)

    assert refusal(asked, ACCEPT, by=IDVA) is Why.NOT_ASKED
    assert refusal(asked, ACCEPT, by=ADMIN) is Why.NOT_ALLOWED


def test_declining_leaves_nobody_acting_and_a_second_question_replaces_the_first() -> None:
    declined = after(
        after(police_gone(), ASK, by=ADMIN), AcceptDelegation(agency="police", accepts=False), by=HEALTH
    )
    moved = after(after(police_gone(), ASK, by=ADMIN), Delegate(agency="police", to_person=IDVA), by=ADMIN)

    assert waiting_or_holding(declined, "police") is None
    one = waiting_or_holding(moved, "police")
    assert one is not None
    assert one.to_person == IDVA
    assert refusal(moved, ACCEPT, by=HEALTH) is Why.NOT_ASKED
    assert outcome(moved, Delegate(agency="police", to_person=IDVA), by=ADMIN).entries == ()


def test_it_ends_when_the_agency_is_back_when_the_delegate_goes_and_with_the_sitting() -> None:
    back = outcome(held(), Arrive(person="police-deputy"), by="police-deputy")
    left = outcome(held(), Depart(person=HEALTH), by=HEALTH)

    for done in (back, left):
        assert DelegationEnded(agency="police", to_person=HEALTH) in [e.event for e in done.entries]
        assert delegate_of(done.meeting, "police") is None
    assert "police" in agencies_counted(back.meeting)
    assert "police" not in agencies_counted(left.meeting)
    assert "police" not in agencies_counted(everybody_gone(held(), MID_MORNING))


def test_a_delegate_with_a_conflict_does_not_stand_in_for_that_case() -> None:
    meeting = after(held(), DeclareConflicts(person=HEALTH, cases=("1001",)), by=HEALTH)

    assert "police" not in agencies_counted(meeting, meeting.cases["1001"])
    assert "police" in agencies_counted(meeting, meeting.cases["1004"])


people = st.sampled_from((CHAIR, ADMIN, POLICE, "police-deputy", HEALTH, IDVA, "childrens-rep"))
agencies = st.sampled_from(("police", "health", "idva", "childrens"))
steps = st.one_of(
    st.builds(lambda who: (who, Arrive(person=who)), people),
    st.builds(lambda who: (who, Depart(person=who)), people),
    st.builds(lambda who, agency: (ADMIN, Delegate(agency=agency, to_person=who)), people, agencies),
    st.builds(
        lambda who, agency, yes: (who, AcceptDelegation(agency=agency, accepts=yes)),
        people,
        agencies,
        st.booleans(),
    ),
)


@given(st.lists(steps, max_size=15))
def test_an_absent_agency_counts_only_through_somebody_here_who_accepted(
    taken: list[tuple[str, Command]],
) -> None:
    meeting, protocol = a_meeting(), a_protocol()
    accepted: dict[str, str] = {}
    for by, command in taken:
        try:
            before, meeting = meeting, decide(command, by, meeting, protocol, MID_MORNING).meeting
        except Refused:
            continue
        if isinstance(command, AcceptDelegation) and command.accepts:
            accepted[command.agency] = by
        for agency in set(agencies_counted(meeting)) - set(meeting.agencies_present()):
            assert delegate_of(meeting, agency) == accepted[agency]
            assert meeting.is_present(accepted[agency])
        if isinstance(command, Depart):
            assert assess(before, protocol).is_quorate or not assess(meeting, protocol).is_quorate
        open_ones = [d.agency for d in meeting.delegations if d.ended_at is None]
        assert len(open_ones) == len(set(open_ones))
