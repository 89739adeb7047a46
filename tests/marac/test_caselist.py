"""The case list: idempotent, without anybody's name, and unable to lift a restriction or drop a case."""

from __future__ import annotations

import msgspec
import pytest

from marac.caselist import (
    CaseChanged,
    CaseListed,
    ChangeKind,
    ConsentMarked,
    ListCases,
    Listing,
    MarkCommon,
    MarkConsent,
    cases_for,
    common_with,
    consent_blank,
)
from marac.decide import Why
from marac.duties import TickDuty
from marac.protocol import protocol_for
from marac.words import CaseKind, CaseState, Consent
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    FIRST_DAY,
    OTHER_ADMIN,
    a_meeting,
    after,
    outcome,
    refusal,
    with_case,
)
from tests.marac.ready import with_conflict

PLAIN = Listing(number="2001", district="north", referring_agency="police")


def test_what_is_new_is_listed_what_differs_is_changed_and_the_same_again_is_nothing() -> None:
    first = outcome(a_meeting(), ListCases(listed=(PLAIN,)), by=ADMIN)
    changed = msgspec.structs.replace(PLAIN, children=True)
    second = outcome(first.meeting, ListCases(listed=(changed,)), by=ADMIN)
    third = outcome(second.meeting, ListCases(listed=(changed,)), by=ADMIN)

    assert first.entries[0].event == CaseListed(listing=PLAIN)
    assert [e.event for e in second.entries] == [CaseChanged(listing=changed)]
    assert third.entries == ()
    assert second.meeting.cases["2001"].children


def test_a_case_that_is_missing_from_a_later_list_stays() -> None:
    meeting = after(a_meeting(), ListCases(listed=(PLAIN,)), by=ADMIN)

    again = after(meeting, ListCases(listed=(msgspec.structs.replace(PLAIN, number="2002"),)), by=ADMIN)

    assert set(again.cases) == {*meeting.cases, "2002"}


@pytest.mark.parametrize(
    ("listing", "why"),
    [
        (Listing(number="JB12"), Why.NOT_VALID),
        (Listing(number="12 34"), Why.NOT_VALID),
        (Listing(number=""), Why.NOT_VALID),
        (msgspec.structs.replace(PLAIN, district="elsewhere"), Why.NOT_VALID),
        (msgspec.structs.replace(PLAIN, sitting=3), Why.NOT_VALID),
        (msgspec.structs.replace(PLAIN, referring_agency="nobody"), Why.NO_SUCH_AGENCY),
        (msgspec.structs.replace(PLAIN, guests=("nobody",)), Why.NO_SUCH_AGENCY),
    ],
)
def test_one_case_that_will_not_do_refuses_the_list(listing: Listing, why: Why) -> None:
    assert refusal(a_meeting(), ListCases(listed=(PLAIN, listing)), ADMIN) is why


def test_only_administrators_list_cases() -> None:
    for person in (CHAIR, "police-rep", "observer"):
        assert refusal(a_meeting(), ListCases(listed=(PLAIN,)), person) is Why.NOT_ALLOWED


def test_a_closed_meeting_takes_no_more_cases() -> None:
    meeting = a_meeting(closed_at=FIRST_DAY)

    assert refusal(meeting, ListCases(listed=(PLAIN,)), ADMIN) is Why.MEETING_CLOSED


@pytest.mark.parametrize(
    ("number", "kind", "stays"),
    [
        ("1002", CaseKind.ORDINARY, True),
        ("1002", CaseKind.TRANSFER_IN, True),
        ("1002", CaseKind.EMPLOYEE_SENSITIVE, True),
        ("1003", CaseKind.ORDINARY, True),
        ("1003", CaseKind.HBA, True),
        ("1002", CaseKind.FGM, False),
        ("1001", CaseKind.HBA, False),
        ("1001", CaseKind.EMPLOYEE_SENSITIVE, False),
    ],
)
def test_a_list_cannot_show_anybody_what_was_hidden(number: str, kind: CaseKind, stays: bool) -> None:
    listed = ListCases(listed=(Listing(number=number, district="north", kind=kind),))

    assert (refusal(a_meeting(), listed, ADMIN) is Why.RESTRICTION_STAYS) is stays


def test_an_administrator_lifts_a_restriction_for_one_case_by_name() -> None:
    meeting = after(a_meeting(), ChangeKind(case="1003", kind=CaseKind.ORDINARY), by=ADMIN)

    assert meeting.cases["1003"].kind is CaseKind.ORDINARY
    assert refusal(meeting, ChangeKind(case="1002", kind=CaseKind.ORDINARY), CHAIR) is Why.NOT_ALLOWED
    conflicted = with_conflict(a_meeting(), OTHER_ADMIN, "1002")
    lift = ChangeKind(case="1002", kind=CaseKind.ORDINARY)
    assert refusal(conflicted, lift, OTHER_ADMIN) is Why.NO_SUCH_CASE


def test_the_sort_of_a_case_does_not_change_after_it_was_heard() -> None:
    meeting = a_meeting(heard=["1001"])

    assert refusal(meeting, ChangeKind(case="1001", kind=CaseKind.HBA), ADMIN) is Why.CASE_NOT_LISTED


def test_what_people_have_said_since_survives_a_list_that_leaves_it_blank() -> None:
    meeting = after(a_meeting(), ListCases(listed=(PLAIN,)), by=ADMIN)
    meeting = after(meeting, MarkConsent(case="2001", consent=Consent.NOT_REACHED), by="police-rep")
    meeting = with_case(meeting, "2001", presenter="idva", reviewed_before=True)

    again = after(meeting, ListCases(listed=(PLAIN,)), by=ADMIN).cases["2001"]

    assert (again.consent, again.presenter, again.reviewed_before) == (Consent.NOT_REACHED, "idva", True)


def test_consent_is_marked_by_the_referrer_or_an_administrator_alone() -> None:
    meeting = a_meeting()
    mark = MarkConsent(case="1004", consent=Consent.YES)

    marked = outcome(meeting, mark, by="health-rep").entries[0].event
    assert marked == ConsentMarked(case="1004", consent=Consent.YES)
    assert refusal(meeting, mark, ADMIN) is None
    assert refusal(meeting, mark, "police-rep") is Why.OWN_AGENCY_ONLY
    assert outcome(after(meeting, mark, by=ADMIN), mark, by=ADMIN).entries == ()


def test_a_blank_on_consent_is_asked_after_until_the_case_is_heard() -> None:
    meeting = a_meeting(heard=["1006"])

    assert {c.number for c in consent_blank(meeting)} == {"1002", "1003"}
    assert meeting.cases["1006"].state is CaseState.HEARD


def test_the_answer_to_the_areas_duty_is_the_mark() -> None:
    meeting = with_case(a_meeting(open_sitting=False), "1001", consent=None)
    answer = TickDuty(duty="consent-marked", subject="1001", answer="refused")

    told = after(meeting, answer, by="police-rep", at=FIRST_DAY, protocol=protocol_for("lincolnshire"))

    assert told.cases["1001"].consent is Consent.REFUSED


def test_a_case_common_to_another_meeting_is_marked_with_who_gives_the_summary() -> None:
    mark = MarkCommon(case="1001", agency="county", summary_by="probation")

    meeting = after(a_meeting(), mark, by=ADMIN)

    assert common_with(meeting.cases["1001"]) == {"county": "probation"}
    assert outcome(meeting, mark, by=ADMIN).entries == ()
    assert refusal(meeting, MarkCommon(case="1001", agency="county", summary_by="nobody"), ADMIN) is (
        Why.NO_SUCH_AGENCY
    )


def test_an_agencys_cases_leave_out_what_none_of_its_members_may_see() -> None:
    meeting = a_meeting()

    assert [c.number for c in cases_for(meeting, "health")] == ["1004"]
    assert [c.number for c in cases_for(meeting, "police")] == ["1001", "1006"]
