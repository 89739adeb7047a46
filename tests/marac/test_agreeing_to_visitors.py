"""Who must agree to an observer, from where observers come, and which guests are in the room."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from marac.decide import Why
from marac.guests import guests_outside, guests_to_go
from marac.meeting import Attendee, Meeting
from marac.observers import (
    OUTSIDE,
    AnswerObserver,
    ApproveObserver,
    ConfirmBriefed,
    DeclineObserver,
    MarkInstructed,
    awaiting_briefing,
    awaiting_chair,
)
from marac.presence import Arrive
from marac.protocol import Protocol
from marac.words import Capacity, CaseState, Source
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    a_meeting,
    a_protocol,
    after,
    outcome,
    person,
    refusal,
    with_case,
)

APPROVE = ApproveObserver(person="keen", instructed=True)
AGREE = AnswerObserver(person="keen")


def area(**rule: Any) -> Protocol:
    """Testshire without a list of reasons, where chair and administrators agree."""
    both = ["administrators", "chair"]
    return a_protocol(observers={"cite": "1", "how_to_ask": "Ask.", "agreed_by": both, **rule})


def would_be(*more: Attendee) -> Meeting:
    """Nobody observes yet; somebody of probation, and somebody of no agency, would like to."""
    people = (
        person("keen", "probation", Capacity.OBSERVER),
        person("lone", None, Capacity.OBSERVER),
        *more,
    )
    meeting = a_meeting()
    roll = {k: a for k, a in meeting.roll.items() if not a.is_observer}
    return msgspec.structs.replace(meeting, roll={**roll, **{a.person: a for a in people}})


@pytest.mark.parametrize("order", [((APPROVE, ADMIN), (AGREE, CHAIR)), ((AGREE, CHAIR), (APPROVE, ADMIN))])
def test_both_must_agree_in_whatever_order(order: Any) -> None:
    meeting, protocol = would_be(), area()
    (first, by_first), (second, by_second) = order
    meeting = after(meeting, first, by=by_first, protocol=protocol)
    assert not meeting.roll["keen"].is_admitted
    meeting = after(meeting, second, by=by_second, protocol=protocol)
    assert meeting.roll["keen"].is_admitted
    assert awaiting_chair(meeting, protocol.observers) == ()
    for command, by in order:
        assert outcome(meeting, command, by=by, protocol=protocol).entries == ()


def test_what_the_chair_agreed_to_on_other_terms_has_to_be_asked_again() -> None:
    protocol = area()
    meeting = after(would_be(), APPROVE, by=ADMIN, protocol=protocol)
    meeting = after(meeting, AGREE, by=CHAIR, protocol=protocol)
    other_day = ApproveObserver(person="keen", sittings=(2,))
    meeting = after(meeting, other_day, by=ADMIN, protocol=protocol)
    assert not meeting.roll["keen"].is_admitted
    assert [a.person for a in awaiting_chair(meeting, protocol.observers)] == ["keen"]
    assert after(meeting, AGREE, by=CHAIR, protocol=protocol).roll["keen"].sittings == (2,)


def test_no_of_either_takes_the_others_yes_away() -> None:
    protocol = area()
    meeting = after(would_be(), APPROVE, by=ADMIN, protocol=protocol)
    for no, by in (
        (AnswerObserver(person="keen", agrees=False), CHAIR),
        (DeclineObserver(person="keen"), ADMIN),
    ):
        declined = after(meeting, no, by=by, protocol=protocol)
        assert declined.roll["keen"].agreed == ()
        assert outcome(declined, no, by=by, protocol=protocol).entries == ()


def test_the_chair_is_asked_only_where_the_area_says_so() -> None:
    alone = a_protocol()
    assert refusal(would_be(), AGREE, CHAIR, protocol=alone) is Why.NOT_ALLOWED
    assert refusal(would_be(), AGREE, ADMIN, protocol=area()) is Why.NOT_ALLOWED
    assert refusal(would_be(), AGREE, "police-rep", protocol=area()) is Why.NOT_ALLOWED


def test_a_reason_outside_the_list_takes_the_chairs_word_where_the_area_names_the_chair() -> None:
    listed = [{"cite": "1", "key": "line-manager", "label": "A line manager"}]
    protocol = area(agreed_by=["administrators"], categories=listed, outside="chair")
    named = ApproveObserver(person="keen", category="line-manager", instructed=True)
    assert after(would_be(), named, by=ADMIN, protocol=protocol).roll["keen"].is_admitted
    meeting = after(would_be(), APPROVE, by=ADMIN, protocol=protocol)
    assert not meeting.roll["keen"].is_admitted
    meeting = after(meeting, AGREE, by=CHAIR, protocol=protocol)
    assert meeting.roll["keen"].is_admitted
    assert meeting.roll["keen"].category == OUTSIDE


def test_a_place_is_taken_while_somebodys_word_is_awaited() -> None:
    protocol = area(limit=1)
    meeting = after(would_be(), APPROVE, by=ADMIN, protocol=protocol)
    second = ApproveObserver(person="lone")
    assert refusal(meeting, second, ADMIN, protocol=protocol) is Why.OBSERVERS_FULL
    assert refusal(meeting, AnswerObserver(person="lone"), CHAIR, protocol=protocol) is Why.OBSERVERS_FULL
    freed = after(meeting, DeclineObserver(person="keen"), by=ADMIN, protocol=protocol)
    assert refusal(freed, second, ADMIN, protocol=protocol) is None


@pytest.mark.parametrize(
    ("who", "organisation", "why"),
    [
        ("keen", None, None),
        ("lone", "A Watchdog", None),
        ("lone", None, Why.ORGANISATION_NOT_APPROVED),
        ("lone", "A Newspaper", Why.ORGANISATION_NOT_APPROVED),
        ("keen", "A Newspaper", Why.NOT_VALID),
    ],
)
def test_observers_come_from_member_agencies_and_listed_bodies(
    who: str, organisation: str | None, why: Why | None
) -> None:
    protocol = area(organisations=["A Watchdog"])
    command = ApproveObserver(person=who, organisation=organisation)
    assert refusal(would_be(), command, ADMIN, protocol=protocol) is why


def test_the_hosts_briefing_stands_for_the_instructions_and_nobody_elses_tick_does() -> None:
    protocol = area(agreed_by=["administrators"], briefed_by_host=True)
    assert refusal(would_be(), ApproveObserver(person="lone"), ADMIN, protocol=protocol) is Why.MISSING
    meeting = after(would_be(), APPROVE, by=ADMIN, protocol=protocol)
    assert not meeting.roll["keen"].is_admitted
    assert [a.person for a in awaiting_briefing(meeting, protocol.observers)] == ["keen"]
    assert refusal(meeting, MarkInstructed(person="keen"), ADMIN, protocol=protocol) is Why.HOST_BRIEFS
    briefed = ConfirmBriefed(person="keen")
    assert refusal(meeting, briefed, "police-rep", protocol=protocol) is Why.OWN_AGENCY_ONLY
    assert refusal(meeting, briefed, ADMIN, protocol=a_protocol()) is Why.NOT_ASKED
    for by in ("probation-rep", ADMIN):
        there = after(meeting, briefed, by=by, protocol=protocol)
        assert there.roll["keen"].is_admitted
        assert there.roll["keen"].briefed_by == by
        assert outcome(there, briefed, by=by, protocol=protocol).entries == ()


def test_a_guest_is_outside_until_seen_in_the_room_or_their_case_is_open() -> None:
    meeting = a_meeting()
    assert [a.person for a in guests_outside(meeting, "1005")] == ["guest"]
    checked_in = after(meeting, Arrive(person="guest"), by="guest")
    joined = after(meeting, Arrive(person="guest", source=Source.JOINED), by=ADMIN)
    assert [a.person for a in guests_outside(checked_in, "1005")] == ["guest"]
    assert guests_outside(joined, "1005") == ()
    its_case = with_case(checked_in, "1005", state=CaseState.OPEN)
    assert guests_outside(msgspec.structs.replace(its_case, current_case="1005"), "1005") == ()


def test_a_guest_in_the_room_is_let_go_for_every_case_but_their_own() -> None:
    checked_in = after(a_meeting(), Arrive(person="guest"), by="guest")
    joined = after(a_meeting(), Arrive(person="guest", source=Source.JOINED), by=ADMIN)
    assert [a.person for a in guests_to_go(joined, "1004")] == ["guest"]
    assert guests_to_go(joined, "1005") == ()
    assert guests_to_go(checked_in, "1004") == ()
    over = with_case(checked_in, "1005", state=CaseState.HEARD)
    assert [a.person for a in guests_to_go(over, "1004")] == ["guest"]
    assert [a.person for a in guests_to_go(over, None)] == ["guest"]
