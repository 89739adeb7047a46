"""What is reported privately: who may report it, who knows of it, how its stages follow on each other, and
whom a ladder tells."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.decide import Why
from marac.duties import DutyDue, TickDuty, all_duties, due_reminders, duties_owed_by
from marac.matter_stages import concerned, may_hear_of_matter, told_of_matter
from marac.matters import MatterReported, MatterSettled, ReportMatter, SettleMatter, open_matters
from marac.meeting import Meeting
from marac.mistaken_ticks import UntickDuty
from marac.protocol import Protocol
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    MID_MORNING,
    OTHER_ADMIN,
    PEOPLE,
    a_meeting,
    a_protocol,
    after,
    outcome,
    refusal,
)

CITE = {"cite": "1"}


def a_matter(key: str, *stages: dict[str, Any], told: tuple[str, ...] = ("chair",), **more: Any) -> Any:
    """A matter as a file has it."""
    made = [{"label": s["key"], "owed_by": "chair", **CITE, **s} for s in stages]
    return {"key": key, "label": key, "told": list(told), "stages": made, **CITE, **more}


def with_matters(*matters: Any) -> Protocol:
    """The small area with these matters."""
    return a_protocol(matters=list(matters))


COMPLAINT = with_matters(
    a_matter(
        "complaint",
        {
            "key": "acknowledged",
            "owed_by": "administrators",
            "due": "+5 working days",
            "remind": ["-2 working days", "+0 working days"],
        },
        {
            "key": "answered",
            "owed_by": "administrators",
            "counted_from": "acknowledged",
            "answers": [{"key": k, "label": k, **CITE} for k in ("settled", "passed-on")],
        },
        {
            "key": "by-chairs",
            "counted_from": "answered",
            "after": ["passed-on"],
            "due": "+5 working days",
            "remind": ["+0 working days"],
        },
        told=("administrators", "reporter"),
        about="agency",
    )
)


def reported(protocol: Protocol, kind: str, by: str = "housing-rep", **more: Any) -> Meeting:
    """The meeting after somebody reported it."""
    return after(a_meeting(), ReportMatter(kind=kind, **more), by=by, protocol=protocol)


def complained() -> Meeting:
    """An agency has been complained about."""
    return reported(COMPLAINT, "complaint", about_agency="health")


def ticked(meeting: Meeting, stage: str, answer: str | None = None, by: str = ADMIN) -> Meeting:
    """The meeting after a stage of the first complaint was ticked."""
    command = TickDuty(duty=f"complaint.{stage}", subject="m1", answer=answer)
    return after(meeting, command, by=by, protocol=COMPLAINT)


def owed(meeting: Meeting, person: str, protocol: Protocol = COMPLAINT) -> dict[str, DutyDue]:
    """The stages that the person owes, by name."""
    found = duties_owed_by(meeting, protocol, person)
    return {d.duty.key.split(".")[-1]: d for d in found if d.subject.matter}


@pytest.mark.parametrize(
    ("reported_by", "by", "why"),
    [
        (["anybody"], "housing-rep", None),
        (["anybody"], "observer", Why.NOT_ALLOWED),
        (["anybody"], "nobody-known", Why.NOT_ON_ROLL),
        (["chair"], "housing-rep", Why.NOT_ALLOWED),
        (["chair"], CHAIR, None),
        (["administrators"], CHAIR, Why.NOT_ALLOWED),
        (["administrators", "chair"], ADMIN, None),
    ],
)
def test_it_is_taken_from_whoever_may_report_it(reported_by: list[str], by: str, why: Why | None) -> None:
    protocol = with_matters(a_matter("concern", reported_by=reported_by))
    assert refusal(a_meeting(), ReportMatter(kind="concern"), by, protocol=protocol) is why


@pytest.mark.parametrize(
    ("asks", "given_", "why"),
    [
        ({"about": "case"}, {}, Why.MISSING),
        ({"about": "case"}, {"number": "555/26"}, None),
        ({"about": "case"}, {"number": "Jane 1"}, Why.NOT_VALID),
        ({"about": "agency"}, {}, Why.MISSING),
        ({"about": "agency"}, {"about_agency": "nowhere"}, Why.NO_SUCH_AGENCY),
        ({"asks": ["incident-date"]}, {}, Why.MISSING),
        ({"asks": ["incident-date"]}, {"incident": date(2026, 12, 3)}, Why.DATE_AHEAD),
        ({"asks": ["incident-date"]}, {"incident": date(2026, 12, 2)}, None),
        ({"asks": ["lead"]}, {}, Why.MISSING),
        ({"asks": ["lead"]}, {"lead": "stranger"}, Why.NO_SUCH_PERSON),
        ({"asks": ["agencies"]}, {}, Why.MISSING),
        ({"asks": ["agencies"]}, {"agencies": ("police", "idva")}, None),
    ],
)
def test_only_what_the_area_asks_for_has_to_be_said(
    asks: dict[str, Any], given_: dict[str, Any], why: Why | None
) -> None:
    protocol = with_matters(a_matter("concern", **asks))
    assert refusal(a_meeting(), ReportMatter(kind="concern", **given_), ADMIN, protocol=protocol) is why


def test_a_kind_that_the_area_does_not_have_is_refused() -> None:
    assert refusal(a_meeting(), ReportMatter(kind="gossip"), ADMIN, protocol=COMPLAINT) is Why.NOT_VALID


def test_the_same_again_on_the_same_day_is_one_report_and_on_another_day_a_second() -> None:
    meeting, again = complained(), ReportMatter(kind="complaint", about_agency="health")
    assert not outcome(meeting, again, by="housing-rep", protocol=COMPLAINT).entries
    later = MID_MORNING + timedelta(days=1)
    assert len(after(meeting, again, by="housing-rep", at=later, protocol=COMPLAINT).matters) == 2


def test_a_case_is_known_only_to_those_who_may_see_it() -> None:
    protocol = with_matters(
        a_matter("death", {"key": "told"}, told=("administrators", "chair"), about="case")
    )
    report = ReportMatter(kind="death", number="1001")
    conflicted = a_meeting(conflicts={ADMIN: frozenset({"1001"})})
    meeting = after(conflicted, report, by=OTHER_ADMIN, protocol=protocol)
    assert set(told_of_matter(meeting, protocol, meeting.matters["m1"])) == {CHAIR, OTHER_ADMIN}
    tick = TickDuty(duty="death.told", subject="m1")
    assert refusal(meeting, tick, ADMIN, protocol=protocol) is Why.NO_SUCH_DUTY


def test_nobody_else_knows_of_it_not_even_an_administrator() -> None:
    protocol = with_matters(a_matter("breach", {"key": "settled", "due": "+5 working days"}))
    meeting = reported(protocol, "breach")
    raised = meeting.matters["m1"]
    assert concerned(meeting, protocol, raised) == {CHAIR}
    assert may_hear_of_matter(meeting, protocol, "housing-rep", raised)
    assert not may_hear_of_matter(meeting, protocol, ADMIN, raised)
    tick, settle = TickDuty(duty="breach.settled", subject="m1"), SettleMatter(matter="m1")
    for person in (ADMIN, "housing-rep", "police-rep"):
        assert refusal(meeting, tick, person, protocol=protocol) is Why.NO_SUCH_DUTY
        assert refusal(meeting, settle, person, protocol=protocol) is Why.NO_SUCH_DUTY
    assert not open_matters(after(meeting, tick, by=CHAIR, protocol=protocol))
    assert not open_matters(after(meeting, settle, by=CHAIR, protocol=protocol))


def test_each_stage_begins_with_what_it_is_counted_from() -> None:
    meeting = complained()
    assert set(owed(meeting, ADMIN)) == {"acknowledged"}
    assert COMPLAINT.calendar.day_of(owed(meeting, ADMIN)["acknowledged"].due) == date(2026, 12, 9)
    meeting = ticked(meeting, "acknowledged")
    assert set(owed(meeting, ADMIN)) == {"answered"}
    assert not owed(meeting, CHAIR)
    meeting = ticked(meeting, "answered", "passed-on")
    assert set(owed(meeting, CHAIR)) == {"by-chairs"}
    assert open_matters(meeting)
    assert not open_matters(ticked(meeting, "by-chairs", by=CHAIR))


def test_the_chair_knows_nothing_of_it_until_it_comes_to_them() -> None:
    meeting = ticked(complained(), "acknowledged")
    assert CHAIR not in concerned(meeting, COMPLAINT, meeting.matters["m1"])
    meeting = ticked(meeting, "answered", "passed-on")
    assert CHAIR in concerned(meeting, COMPLAINT, meeting.matters["m1"])


def test_an_answer_that_leads_nowhere_settles_it() -> None:
    meeting = ticked(ticked(complained(), "acknowledged"), "answered", "settled")
    assert not open_matters(meeting)
    assert not owed(meeting, CHAIR)


def test_a_tick_that_was_a_mistake_opens_it_again() -> None:
    meeting = ticked(ticked(complained(), "acknowledged"), "answered", "settled")
    back = UntickDuty(duty="complaint.answered", subject="m1")
    meeting = after(meeting, back, by=ADMIN, protocol=COMPLAINT)
    assert [m.key for m in open_matters(meeting)] == ["m1"]
    assert set(owed(meeting, ADMIN)) == {"answered"}


def test_what_somebody_settled_stays_settled_whatever_is_ticked() -> None:
    meeting = after(complained(), SettleMatter(matter="m1"), by=ADMIN, protocol=COMPLAINT)
    assert not owed(meeting, ADMIN)
    assert not outcome(meeting, SettleMatter(matter="m1"), by=ADMIN, protocol=COMPLAINT).entries


def test_a_stage_without_a_clock_is_never_late_and_reminds_nobody() -> None:
    meeting = ticked(complained(), "acknowledged")
    stage = owed(meeting, ADMIN)["answered"]
    assert not stage.is_late(MID_MORNING + timedelta(days=400))
    assert stage.rungs == ()


def test_agencies_that_are_named_tick_each_for_itself() -> None:
    protocol = with_matters(
        a_matter("stuck", {"key": "taken-up", "owed_by": "agencies"}, asks=["agencies"], about="case")
    )
    meeting = reported(protocol, "stuck", by=CHAIR, number="1001", agencies=("police", "housing"))
    assert set(owed(meeting, "police-rep", protocol)) == set(owed(meeting, "housing-rep", protocol))
    tick = TickDuty(duty="stuck.taken-up", subject="m1/police")
    assert refusal(meeting, tick, "housing-rep", protocol=protocol) is Why.NOT_ALLOWED
    meeting = after(meeting, tick, by="police-rep", protocol=protocol)
    assert open_matters(meeting)
    assert not owed(meeting, "police-rep", protocol)
    last = TickDuty(duty="stuck.taken-up", subject="m1/housing")
    assert not open_matters(after(meeting, last, by="housing-rep", protocol=protocol))


def test_what_is_dated_counts_on_from_its_date() -> None:
    protocol = with_matters(
        a_matter(
            "review",
            {"key": "dated", "dated": True},
            {"key": "held", "counted_from": "dated", "due": "+2 days"},
        )
    )
    tick = TickDuty(duty="review.dated", subject="m1", answer="2027-01-14")
    meeting = after(reported(protocol, "review"), tick, by=CHAIR, protocol=protocol)
    assert protocol.calendar.day_of(owed(meeting, CHAIR, protocol)["held"].due) == date(2027, 1, 16)


LADDER = with_matters(
    a_matter(
        "referral",
        {
            "key": "complete",
            "owed_by": "administrators",
            "due": "+10 working days",
            "remind": ["-5 working days"],
            "ladder": [
                {"at": "+1 working day", "tells": ["chair", "owed"], "label": "Still missing", **CITE},
                {"at": "+2 working days", "tells": ["signatories"], **CITE},
                {"at": "+3 working days", "tells": ["operational-lead"], "approved": True, **CITE},
            ],
        },
        told=("administrators",),
    )
)


def test_a_ladder_tells_each_of_its_steps_on_its_day_and_once() -> None:
    meeting = reported(LADDER, "referral", by=ADMIN)
    calendar = LADDER.calendar

    def heard(day: date) -> list[tuple[int, frozenset[str], tuple[str, ...], bool, str]]:
        since, until = (datetime(d.year, d.month, d.day, 23, tzinfo=UTC) for d in (day - timedelta(1), day))
        return [
            (r.rung.step, frozenset(r.rung.people), r.rung.outside, r.rung.approved, r.rung.says)
            for r in due_reminders(meeting, LADDER, since, until)
            if r.due.subject.matter
        ]

    due = date(2026, 12, 16)
    both = frozenset({ADMIN, OTHER_ADMIN})
    assert heard(date(2026, 12, 9)) == [(0, both, (), False, "")]
    assert heard(calendar.add_working_days(due, 1)) == [(1, both | {CHAIR}, (), False, "Still missing")]
    assert heard(calendar.add_working_days(due, 2)) == [(2, frozenset(), ("signatories",), False, "")]
    assert heard(calendar.add_working_days(due, 3)) == [(3, frozenset(), (), True, "")]
    assert heard(calendar.add_working_days(due, 4)) == []
    done = TickDuty(duty="referral.complete", subject="m1")
    meeting = after(meeting, done, by=ADMIN, protocol=LADDER)
    assert heard(calendar.add_working_days(due, 1)) == []


def test_what_cannot_be_done_raises_a_matter_where_the_area_follows_it_up() -> None:
    from marac.followup import ReportImpossible
    from marac.meeting import Action
    from marac.words import ActionState

    kind = a_matter(
        "cannot", {"key": "solved", "owed_by": "administrators"}, about="case", arises_from="cannot-be-done"
    )
    action = Action(
        key="a1", case="1001", agency="police", what="x", owner="police-rep", state=ActionState.CONFIRMED
    )
    meeting = a_meeting(heard=["1001"], actions={"a1": action})
    say = ReportImpossible(action="a1", instead="Nothing in reach.")
    raised = after(meeting, say, by="police-rep", protocol=with_matters(kind)).matters
    assert [(m.kind, m.number, m.agency) for m in raised.values()] == [("cannot", "1001", "police")]
    assert not after(meeting, say, by="police-rep", protocol=COMPLAINT).matters


@given(
    told=st.lists(st.sampled_from(["administrators", "chair", "operational-lead", "reporter"]), unique=True),
    by=st.sampled_from([p.person for p in PEOPLE if p.person != "observer"]),
    owed_by=st.sampled_from(["administrators", "chair", "reporter", "operational-lead", "idva"]),
    number=st.sampled_from(["1001", "1002", "1003", "9999"]),
)
def test_whoever_hears_of_a_stage_deals_with_the_matter_and_may_see_its_case(
    told: list[str], by: str, owed_by: str, number: str
) -> None:
    from marac.admission import may_see

    stage = {"key": "one", "owed_by": owed_by, "due": "+1 working day", "remind": ["+0 working days"]}
    protocol = with_matters(a_matter("matter", stage, told=tuple(told), about="case"))
    meeting = after(a_meeting(), ReportMatter(kind="matter", number=number), by=by, protocol=protocol)
    raised = meeting.matters["m1"]
    knows = concerned(meeting, protocol, raised)
    for due in (d for d in all_duties(meeting, protocol) if d.subject.matter):
        assert {p for rung in due.rungs for p in rung.people} | set(due.people) <= knows
    for person in meeting.roll:
        tick = TickDuty(duty="matter.one", subject="m1")
        hidden = refusal(meeting, tick, person, protocol=protocol) is Why.NO_SUCH_DUTY
        assert hidden is (person not in knows)
        if number in meeting.cases and person in knows:
            assert may_see(meeting, person, number)


def test_a_report_holds_a_kind_numbers_and_dates_and_no_words() -> None:
    from marac.words import FreeText

    assert FreeText not in MatterReported.__annotations__.values()
    assert "FreeText" not in " ".join(map(str, MatterReported.__annotations__.values()))
    assert MatterSettled.__struct_fields__ == ("matter",)
