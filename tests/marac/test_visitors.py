"""Observers and guests: admitted to what they were approved or invited for, and to nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from marac.admission import may_know_of
from marac.call import UpdateRoll
from marac.decide import Command, Why
from marac.guests import (
    GuestInvited,
    InviteGuest,
    MarkDeclarationSent,
    WithdrawInvitation,
    guests_of,
    is_late,
)
from marac.meeting import Attendee, Meeting
from marac.observers import (
    OUTSIDE,
    ApproveObserver,
    DeclineObserver,
    MarkInstructed,
    ObserverApproved,
    ObserverInstructed,
    approved,
    unapproved_here,
)
from marac.presence import Arrive
from marac.protocol import Protocol
from marac.words import Capacity
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    FIRST_DAY,
    a_meeting,
    a_protocol,
    after,
    outcome,
    person,
    refusal,
)

NEEDS = ("name", "job", "phone", "email")
INVITE = InviteGuest(person="g2", agency="refuge", cases=("1004",), given=NEEDS)


def with_person(meeting: Meeting, entry: Attendee) -> Meeting:
    return msgspec.structs.replace(meeting, roll={**meeting.roll, entry.person: entry})


def a_would_be_observer() -> Meeting:
    return with_person(a_meeting(), person("keen", "probation", Capacity.OBSERVER))


def with_limit(limit: int | None, outside: str = "operational-lead") -> Protocol:
    rule = a_protocol().observers.model_copy(update={"limit": limit, "outside": outside})
    return a_protocol().model_copy(update={"observers": rule})


def sees_anything(meeting: Meeting, who: str) -> bool:
    return any(may_know_of(meeting, who, number) for number in meeting.cases)


def test_an_observer_knows_of_nothing_until_approved_and_instructed() -> None:
    meeting = a_would_be_observer()
    approve = ApproveObserver(person="keen", category="line-manager")

    only_approved = after(meeting, approve, by=ADMIN)
    only_instructed = after(meeting, MarkInstructed(person="keen"), by=ADMIN)
    both = after(only_approved, MarkInstructed(person="keen"), by=ADMIN)

    assert not sees_anything(meeting, "keen")
    assert not sees_anything(only_approved, "keen")
    assert not sees_anything(only_instructed, "keen")
    assert may_know_of(both, "keen", "1001")
    assert not may_know_of(both, "keen", "1002")


def test_approval_records_who_why_and_for_which_day() -> None:
    command = ApproveObserver(person="keen", category="line-manager", sittings=(2,), instructed=True)

    result = outcome(a_would_be_observer(), command, by=ADMIN)

    assert [e.event for e in result.entries[:2]] == [
        ObserverApproved(person="keen", category="line-manager", sittings=(2,)),
        ObserverInstructed(person="keen"),
    ]
    assert result.meeting.roll["keen"].approved_by == ADMIN
    assert outcome(result.meeting, command, by=ADMIN).entries == ()


@pytest.mark.parametrize(
    ("by", "lead_agrees", "why"),
    [
        (ADMIN, False, Why.LEAD_NEEDED),
        (ADMIN, True, None),
        ("lead", False, None),
        (CHAIR, True, Why.NOT_ALLOWED),
    ],
)
def test_a_reason_outside_the_list_takes_the_leads_word(by: str, lead_agrees: bool, why: Why | None) -> None:
    command = ApproveObserver(person="keen", lead_agrees=lead_agrees)

    assert refusal(a_would_be_observer(), command, by) is why
    if why is None:
        assert after(a_would_be_observer(), command, by=by).roll["keen"].category == OUTSIDE


def test_an_area_can_refuse_reasons_outside_its_list_and_limit_observers() -> None:
    meeting = a_would_be_observer()
    outside = ApproveObserver(person="keen", lead_agrees=True)
    listed = ApproveObserver(person="keen", category="line-manager")

    assert refusal(meeting, outside, "lead", protocol=with_limit(None, "refused")) is Why.NOT_VALID
    assert refusal(meeting, listed, ADMIN, protocol=with_limit(1)) is Why.OBSERVERS_FULL
    assert refusal(meeting, listed, ADMIN, protocol=with_limit(2)) is None


@pytest.mark.parametrize(
    "command",
    [
        ApproveObserver(person="police-rep", category="line-manager"),
        ApproveObserver(person="keen", category="curious"),
        ApproveObserver(person="keen", category="line-manager", sittings=(3,)),
        MarkInstructed(person="police-rep"),
        DeclineObserver(person="guest"),
    ],
)
def test_what_makes_no_observer_is_refused(command: Command) -> None:
    assert refusal(a_would_be_observer(), command, ADMIN) is Why.NOT_VALID


def test_an_approval_taken_back_shuts_the_door_again() -> None:
    meeting = after(a_meeting(), DeclineObserver(person="observer"), by=ADMIN)

    assert approved(meeting) == ()
    assert not sees_anything(meeting, "observer")


def test_an_observer_here_without_approval_or_on_another_day_is_to_be_asked_about() -> None:
    meeting = with_person(
        a_would_be_observer(), msgspec.structs.replace(a_meeting().roll["observer"], sittings=(2,))
    )

    here = after(meeting, Arrive(person="keen"), Arrive(person="observer"), by=ADMIN)

    assert {a.person for a in unapproved_here(here)} == {"keen", "observer"}
    first_day = msgspec.structs.replace(here.roll["observer"], sittings=(1,))
    assert {a.person for a in unapproved_here(with_person(here, first_day))} == {"keen"}


def test_a_guest_knows_of_the_cases_they_were_invited_for_and_of_nothing_else() -> None:
    meeting = after(a_meeting(), INVITE, by=ADMIN, at=FIRST_DAY - timedelta(days=20))

    assert [n for n in meeting.cases if may_know_of(meeting, "g2", n)] == ["1004"]
    assert [g.person for g in guests_of(meeting, "1004")] == ["g2"]
    assert not meeting.roll["g2"].late


def test_an_invitation_needs_everything_that_the_area_wants_given() -> None:
    short = msgspec.structs.replace(INVITE, given=("name", "email"))
    no_case = msgspec.structs.replace(INVITE, cases=())

    assert refusal(a_meeting(), short, ADMIN) is Why.MISSING
    assert refusal(a_meeting(), no_case, ADMIN) is Why.MISSING


@pytest.mark.parametrize(
    ("changes", "by", "why"),
    [
        ({"person": "police-rep"}, ADMIN, Why.NOT_VALID),
        ({"person": "observer"}, ADMIN, Why.NOT_VALID),
        ({"agency": "nobody"}, ADMIN, Why.NO_SUCH_AGENCY),
        ({"cases": ("9999",)}, ADMIN, Why.NO_SUCH_CASE),
        ({}, CHAIR, Why.NOT_ALLOWED),
        ({}, "police-rep", Why.NOT_ALLOWED),
    ],
)
def test_an_invitation_that_will_not_do_is_refused(changes: dict[str, object], by: str, why: Why) -> None:
    assert refusal(a_meeting(), msgspec.structs.replace(INVITE, **changes), by) is why


def test_a_second_case_is_added_to_the_first_and_the_same_again_is_nothing() -> None:
    meeting = after(a_meeting(), INVITE, msgspec.structs.replace(INVITE, cases=("1001",)), by=ADMIN)

    assert meeting.roll["g2"].cases == ("1001", "1004")
    assert outcome(meeting, INVITE, by=ADMIN).entries == ()


@pytest.mark.parametrize(
    ("day", "late"),
    [(date(2026, 11, 24), False), (date(2026, 11, 25), False), (date(2026, 11, 26), True)],
)
def test_an_invitation_is_late_with_fewer_than_five_working_days_left(day: date, late: bool) -> None:
    """The meeting is on Wednesday 2 December: five working days before is Wednesday 25 November."""
    now = datetime(day.year, day.month, day.day, 23, tzinfo=UTC)

    assert is_late(a_meeting(), a_protocol(), now) is late
    event = outcome(a_meeting(), INVITE, by=ADMIN, at=now).entries[0].event
    assert event == GuestInvited(person="g2", agency="refuge", cases=("1004",), late=late)


def test_an_invitation_is_taken_back_for_a_case_and_the_guest_knows_of_it_no_longer() -> None:
    meeting = after(a_meeting(), INVITE, msgspec.structs.replace(INVITE, cases=("1001",)), by=ADMIN)

    meeting = after(meeting, WithdrawInvitation(person="g2", cases=("1001", "1006")), by=ADMIN)

    assert [n for n in meeting.cases if may_know_of(meeting, "g2", n)] == ["1004"]
    assert refusal(meeting, WithdrawInvitation(person="police-rep", cases=("1001",)), ADMIN) is Why.NOT_VALID


def test_a_guest_of_a_restricted_case_still_has_to_be_admitted_to_it() -> None:
    meeting = after(a_meeting(), msgspec.structs.replace(INVITE, cases=("1002",)), by=ADMIN)

    assert not may_know_of(meeting, "g2", "1002")


def test_a_register_read_anew_leaves_an_invitation_as_it_is() -> None:
    meeting = after(a_meeting(), INVITE, MarkDeclarationSent(person="g2"), by=ADMIN)
    registered = Attendee(person="g2", agency="refuge", capacities=frozenset({Capacity.GUEST}))

    again = outcome(meeting, UpdateRoll(agencies=(), attendees=(registered,)), by=ADMIN)

    assert again.entries == ()
    assert again.meeting.roll["g2"].declaration_sent
