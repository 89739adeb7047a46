from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.admission import may_see
from marac.closing import CloseMeeting, EndSitting
from marac.decide import Refused, Setting, Why, decide
from marac.duties import (
    DutyDue,
    DutyReopened,
    TickDuty,
    all_duties,
    due_reminders,
    duties_owed_by,
    moved_slots_reopen,
    said_of,
)
from marac.meeting import Meeting
from marac.mistaken_ticks import UntickDuty, ticked_lately
from marac.opening import OpenSitting
from marac.protocol import Protocol
from marac.words import CaseState
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    FIRST_DAY,
    MID_MORNING,
    OTHER_ADMIN,
    SECOND_DAY,
    a_meeting,
    a_protocol,
    after,
    outcome,
    refusal,
    with_case,
)

CASES = ("1001", "1002", "1003", "1004", "1005", "1006")
CLOSE = SECOND_DAY + timedelta(hours=6)


def a_duty(**given: Any) -> dict[str, Any]:
    plain = {
        "cite": "1",
        "key": "publish",
        "label": "Publish",
        "owed_by": "administrators",
        "subject": "meeting",
        "anchor": "closing",
        "due": "+1 working day",
        "remind": ["+0 working days", "+1 working day"],
    }
    return {**plain, **given}


FLAGS_OFF = a_duty(owed_by="agencies", subject="case", anchor="agreed", when="not-high-risk")


def with_duties(*duties: dict[str, Any]) -> Protocol:
    return a_protocol(duties=list(duties))


def closed(meeting: Meeting | None = None) -> Meeting:
    """A meeting of two days, closed on the second afternoon (a Thursday)."""
    meeting = after(meeting or a_meeting(heard=CASES), EndSitting(), by=ADMIN)
    meeting = after(meeting, OpenSitting(), by=CHAIR, at=SECOND_DAY)
    return after(meeting, CloseMeeting(), by=CHAIR, at=CLOSE)


def the(meeting: Meeting, *duties: dict[str, Any]) -> dict[str, DutyDue]:
    return {due.key: due for due in all_duties(meeting, with_duties(*duties))}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


class TestWhen:
    @pytest.mark.parametrize(
        ("given", "due"),
        [
            ({"due": "+1 working day"}, at(4, 23, 59)),
            ({"due": "+10 working days"}, at(17, 23, 59)),
            ({"due": "+48 hours"}, CLOSE + timedelta(hours=48)),
            ({"anchor": "meeting", "due": "-8 working days"}, datetime(2026, 11, 20, 23, 59, tzinfo=UTC)),
            ({"anchor": "meeting", "due": "-7 days"}, datetime(2026, 11, 25, 23, 59, tzinfo=UTC)),
            ({"anchor": "meeting", "due": "Friday 12:00 before"}, datetime(2026, 11, 27, 12, tzinfo=UTC)),
        ],
    )
    def test_it_is_counted_from_its_anchor(self, given: dict[str, Any], due: datetime) -> None:
        assert the(closed(), a_duty(**given))["publish:meeting"].due == due

    def test_what_is_counted_from_the_close_starts_with_the_last_days_end(self) -> None:
        meeting = a_meeting(heard=CASES)
        assert not the(meeting, a_duty())
        meeting = after(meeting, EndSitting(), by=ADMIN)
        assert not the(meeting, a_duty())
        meeting = after(meeting, OpenSitting(), by=CHAIR, at=SECOND_DAY)
        meeting = after(meeting, EndSitting(), by=CHAIR, at=CLOSE)
        assert meeting.closed_at is None
        assert the(meeting, a_duty())["publish:meeting"].due == at(4, 23, 59)
        late = after(meeting, CloseMeeting(), by=CHAIR, at=CLOSE + timedelta(days=5))
        assert the(late, a_duty())["publish:meeting"].due == at(4, 23, 59)

    def test_each_sitting_has_its_own_day(self) -> None:
        duties = the(a_meeting(), a_duty(subject="sitting", anchor="sitting", due="+0 working days"))
        assert [d.due for d in duties.values()] == [at(2, 23, 59), at(3, 23, 59)]

    def test_a_review_has_the_clocks_of_a_meeting_from_its_own_day(self) -> None:
        duty = a_duty(subject="case", anchor="review", when="review")
        meeting = with_case(closed(), "1001", review_agreed_on=at(3, 9).date())
        assert not the(meeting, duty)
        meeting = with_case(meeting, "1001", review_on=at(10, 9).date())
        assert the(meeting, duty)["publish:1001"].due == at(11, 23, 59)

    def test_across_a_clock_change_days_stay_days(self) -> None:
        march = datetime(2027, 3, 25, 9, tzinfo=UTC)
        meeting = msgspec.structs.replace(a_meeting(open_sitting=False).sittings[0], starts_at=march)
        duty = a_duty(anchor="meeting", due="+7 days")
        changed = msgspec.structs.replace(a_meeting(open_sitting=False), sittings=(meeting,))
        assert the(changed, duty)["publish:meeting"].due == datetime(2027, 4, 1, 22, 59, tzinfo=UTC)


class TestReminders:
    def remind(self, meeting: Meeting, since: datetime, now: datetime, **given: Any) -> list[datetime]:
        found = due_reminders(meeting, with_duties(a_duty(**given)), since, now)
        return [reminder.rung.at for reminder in found]

    def test_on_the_day_and_after_it_and_then_no_more(self) -> None:
        meeting = closed()
        assert self.remind(meeting, CLOSE, at(4, 8, 59)) == []
        assert self.remind(meeting, at(4, 8, 59), at(4, 9)) == [at(4, 9)]
        assert self.remind(meeting, at(4, 9), at(7, 8, 59)) == []
        assert self.remind(meeting, at(7, 8, 59), at(7, 9, 1)) == [at(7, 9)]
        assert self.remind(meeting, at(7, 9, 1), at(31, 9)) == []

    def test_after_downtime_only_the_last_is_said(self) -> None:
        assert self.remind(closed(), CLOSE, at(8, 9)) == [at(7, 9)]

    def test_nothing_of_what_is_done(self) -> None:
        protocol = with_duties(a_duty())
        tick = TickDuty(duty="publish", subject="meeting")
        meeting = after(closed(), tick, by=ADMIN, at=at(4, 8), protocol=protocol)
        assert due_reminders(meeting, protocol, CLOSE, at(31, 9)) == ()

    def test_a_reminder_at_the_close_comes_at_the_close_and_not_before(self) -> None:
        found = self.remind(closed(), FIRST_DAY, CLOSE, remind=["-1 working day"])
        assert found == [CLOSE]

    def test_out_of_hours_it_waits_but_not_past_the_due_time(self) -> None:
        evening = closed(a_meeting(heard=CASES))
        ended = tuple(msgspec.structs.replace(s, ended_at=at(3, 19)) for s in evening.sittings)
        evening = msgspec.structs.replace(evening, sittings=ended)
        assert self.remind(evening, at(3, 10), at(4, 9), remind=["-1 working day"]) == [at(4, 8, 30)]
        weekend = {"anchor": "meeting", "due": "+4 days", "remind": ["-1 day"]}
        assert self.remind(a_meeting(), FIRST_DAY, at(10, 9), **weekend) == [at(4, 9)]

    @given(
        due=st.sampled_from(["+1 working day", "+3 days", "+14 days", "+48 hours", "+1 month"]),
        remind=st.lists(
            st.sampled_from(["-3 days", "-1 working day", "+0 days", "+2 days", "+1 week"]), max_size=4
        ),
        anchor=st.sampled_from(["meeting", "closing"]),
    )
    def test_every_rung_is_in_office_hours(self, due: str, remind: list[str], anchor: str) -> None:
        protocol = with_duties(a_duty(due=due, remind=remind, anchor=anchor))
        for one in all_duties(closed(), protocol):
            assert all(protocol.calendar.is_open(rung.at) for rung in one.rungs)

    @given(cuts=st.lists(st.integers(1, 24 * 60 * 20), max_size=8))
    def test_however_the_time_is_swept_a_rung_is_said_once(self, cuts: list[int]) -> None:
        meeting, end = closed(), CLOSE + timedelta(days=21)
        moments = [CLOSE, *(CLOSE + timedelta(minutes=m) for m in sorted(set(cuts))), end]
        protocol = with_duties(a_duty())
        said = [
            reminder.rung.at
            for since, now in pairwise(moments)
            for reminder in due_reminders(meeting, protocol, since, now)
        ]
        assert len(said) == len(set(said))
        assert said[-1] == at(7, 9)

    @given(
        after=st.integers(-60, 60),
        hours=st.integers(1, 24 * 30),
        remind=st.lists(st.sampled_from(["-3 days", "-1 working day", "+0 days", "+1 week"]), max_size=3),
    )
    def test_what_is_heard_in_a_time_is_worked_out_from_that_time_alone(
        self, after: int, hours: int, remind: list[str]
    ) -> None:
        since = CLOSE + timedelta(days=after)
        now, meeting = since + timedelta(hours=hours), closed()
        ladder = [{"cite": "1", "at": "+2 working days", "tells": ["chair"], "label": "Late"}]
        protocol = with_duties(
            a_duty(remind=remind, ladder=ladder),
            a_duty(key="each", subject="case", owed_by="referring", anchor="meeting", remind=remind),
        )
        said = [r for due in all_duties(meeting, protocol) for r in said_of(due, since, now)]
        assert list(due_reminders(meeting, protocol, since, now)) == said


class TestWhoOwesIt:
    @pytest.mark.parametrize(
        ("given", "key", "people"),
        [
            ({}, "publish:meeting", {ADMIN, OTHER_ADMIN}),
            ({"owed_by": "chair", "subject": "sitting"}, "publish:1", {CHAIR}),
            ({"owed_by": "agencies", "subject": "agency"}, "publish:police", {"police-rep", "police-deputy"}),
            ({"owed_by": "idva"}, "publish:meeting", {"idva-rep"}),
            ({"owed_by": "referring", "subject": "case"}, "publish:1004", {"health-rep"}),
            ({"owed_by": "agencies", "subject": "person"}, "publish:idva-rep", {"idva-rep"}),
            ({"subject": "person", "when": "guest"}, "publish:guest", {ADMIN, OTHER_ADMIN}),
            ({"owed_by": "guests", "subject": "person"}, "publish:guest", {"guest"}),
        ],
    )
    def test_by_role_agency_or_for_themselves(
        self, given: dict[str, Any], key: str, people: set[str]
    ) -> None:
        assert set(the(closed(), a_duty(**given))[key].people) == people

    def test_nobody_owes_what_falls_to_a_type_that_is_not_there(self) -> None:
        meeting = closed()
        gone = msgspec.structs.replace(meeting.roll["idva-rep"], removed=True)
        meeting = msgspec.structs.replace(meeting, roll={**meeting.roll, "idva-rep": gone})
        assert not the(meeting, a_duty(owed_by="idva"))

    def test_not_high_risk_asks_every_agency_for_each_such_case(self) -> None:
        meeting = with_case(closed(), "1001", not_high_risk=True)
        duties = the(
            meeting, a_duty(owed_by="agencies", subject="case", anchor="agreed", when="not-high-risk")
        )
        assert "publish:1001/police" in duties
        assert {d.subject.case for d in duties.values()} == {"1001"}

    def test_of_a_restricted_case_only_those_admitted_are_asked(self) -> None:
        meeting = with_case(closed(), "1003", not_high_risk=True, admitted=frozenset({"health-rep"}))
        duties = the(
            meeting, a_duty(owed_by="agencies", subject="case", anchor="agreed", when="not-high-risk")
        )
        assert set(duties) == {"publish:1003/health"}
        assert duties["publish:1003/health"].people == ("health-rep",)

    def test_an_administrator_with_a_conflict_is_not_asked_about_that_case(self) -> None:
        meeting = msgspec.structs.replace(closed(), conflicts={ADMIN: frozenset({"1001"})})
        duties = the(meeting, a_duty(subject="case"))
        assert duties["publish:1001"].people == (OTHER_ADMIN,)

    @pytest.mark.parametrize("subject", ["meeting", "sitting", "case", "agency", "person"])
    @pytest.mark.parametrize(
        "owed_by", ["administrators", "chair", "agencies", "referring", "guests", "police"]
    )
    def test_nobody_is_asked_about_a_case_that_they_may_not_see(self, subject: str, owed_by: str) -> None:
        meeting = with_case(closed(), "1003", admitted=frozenset({"health-rep"}))
        meeting = msgspec.structs.replace(
            meeting, conflicts={ADMIN: frozenset({"1002"}), "police-rep": frozenset({"1001"})}
        )
        for due in the(meeting, a_duty(subject=subject, owed_by=owed_by)).values():
            for person in due.people:
                assert due.subject.case is None or may_see(meeting, person, due.subject.case)


class TestVoidAndDischarged:
    @pytest.mark.parametrize(
        ("change", "given"),
        [
            ({"state": CaseState.WITHDRAWN}, {}),
            ({"state": CaseState.LISTED}, {}),
            ({"not_high_risk": True}, {"unless": "not-high-risk"}),
        ],
    )
    def test_what_falls_away_is_silent(self, change: dict[str, Any], given: dict[str, Any]) -> None:
        meeting = with_case(closed(), "1001", **change)
        duty = a_duty(subject="case", **given)
        assert the(meeting, duty)["publish:1001"].is_void
        assert not the(meeting, duty)["publish:1004"].is_void
        said = due_reminders(meeting, with_duties(duty), CLOSE, at(31, 9))
        assert "publish:1001" not in {reminder.due.key for reminder in said}

    @pytest.mark.parametrize(
        ("given", "key", "change"),
        [
            ({"subject": "person", "when": "guest", "discharged_by": "declaration-sent"}, "guest", "sent"),
            (
                {"owed_by": "agencies", "subject": "person", "discharged_by": "conflicts-answered"},
                "idva-rep",
                "told",
            ),
            ({"subject": "case", "discharged_by": "presenter-named"}, "1001", {"presenter": "police"}),
            ({"subject": "case", "discharged_by": "review-dated"}, "1001", {"review_on": at(9, 9).date()}),
            (
                {"subject": "case", "discharged_by": "attendees-called"},
                "1001",
                {"admitted": frozenset({"police-rep"}), "calls": {"police-rep": CLOSE}},
            ),
            (
                {"subject": "sitting", "anchor": "sitting", "discharged_by": "minute-taker-named"},
                "1",
                "minutes",
            ),
            (
                {"owed_by": "agencies", "subject": "agency", "discharged_by": "representative-named"},
                "police",
                "named",
            ),
        ],
    )
    def test_a_fact_discharges_it(self, given: dict[str, Any], key: str, change: Any) -> None:
        before = closed()
        assert not the(before, a_duty(**given))[f"publish:{key}"].is_done
        meeting = before
        if change == "sent":
            sent = msgspec.structs.replace(meeting.roll["guest"], declaration_sent=True)
            meeting = msgspec.structs.replace(meeting, roll={**meeting.roll, "guest": sent})
        elif change == "told":
            meeting = msgspec.structs.replace(meeting, conflicts={"idva-rep": frozenset()})
        elif change == "named":
            meeting = msgspec.structs.replace(meeting, representatives={"police": "police-deputy"})
        elif change == "minutes":
            sittings = tuple(msgspec.structs.replace(s, minute_taker=ADMIN) for s in meeting.sittings)
            meeting = msgspec.structs.replace(meeting, sittings=sittings)
        else:
            meeting = with_case(meeting, "1001", **change)
        assert the(meeting, a_duty(**given))[f"publish:{key}"].is_done

    def test_a_blank_that_is_filled_in_asks_no_more(self) -> None:
        duty = a_duty(subject="case", when="consent-blank", anchor="meeting", due="-1 working day")
        assert {d.subject.case for d in the(a_meeting(), duty).values()} == {"1002", "1003", "1006"}


class TestTicking:
    def test_by_those_who_owe_it_and_administrators(self) -> None:
        duty = a_duty(owed_by="agencies", subject="agency")
        protocol, tick = with_duties(duty), TickDuty(duty="publish", subject="police")
        for person in ("police-rep", "police-deputy", ADMIN):
            meeting = after(closed(), tick, by=person, at=at(4, 10), protocol=protocol)
            assert the(meeting, duty)["publish:police"].done_at == at(4, 10)
        for person in ("idva-rep", CHAIR, "observer"):
            assert refusal(closed(), tick, by=person, protocol=protocol) is Why.NOT_ALLOWED
        twice = outcome(closed(), tick, tick, by="police-rep", at=at(4, 10), protocol=protocol)
        assert len(twice.entries) == 1

    def test_some_are_for_administrators_to_tick(self) -> None:
        protocol = with_duties(a_duty(owed_by="chair", subject="sitting", ticked_by="administrators"))
        tick = TickDuty(duty="publish", subject="1")
        assert refusal(closed(), tick, by=CHAIR, at=at(4, 10), protocol=protocol) is Why.NOT_ALLOWED
        assert refusal(closed(), tick, by=ADMIN, at=at(4, 10), protocol=protocol) is None

    def test_an_answer_where_the_area_wants_one(self) -> None:
        protocol = with_duties(a_duty(owed_by="idva", answers=["attending", "research-sent"]))
        blank = TickDuty(duty="publish", subject="meeting")
        other = TickDuty(duty="publish", subject="meeting", answer="perhaps")
        coming = TickDuty(duty="publish", subject="meeting", answer="attending")
        sent = TickDuty(duty="publish", subject="meeting", answer="research-sent")
        assert refusal(closed(), blank, by="idva-rep", protocol=protocol) is Why.MISSING
        assert refusal(closed(), other, by="idva-rep", protocol=protocol) is Why.NOT_VALID
        meeting = after(closed(), coming, sent, by="idva-rep", protocol=protocol)
        assert all_duties(meeting, protocol)[0].answer == "research-sent"

    def test_before_its_clock_starts_there_is_none(self) -> None:
        tick = TickDuty(duty="publish", subject="meeting")
        assert refusal(a_meeting(), tick, by=ADMIN, protocol=with_duties(a_duty())) is Why.NO_SUCH_DUTY

    def test_a_duty_of_a_restricted_case_does_not_exist_for_others(self) -> None:
        protocol = with_duties(a_duty(subject="case"))
        for number in ("1003", "9999"):
            tick = TickDuty(duty="publish", subject=number)
            with pytest.raises(Refused) as refused:
                decide(tick, "police-rep", closed(), protocol, at(4, 10))
            assert refused.value.why is Why.NO_SUCH_DUTY

    def test_what_somebody_still_owes_comes_with_the_earliest_first(self) -> None:
        protocol = with_duties(a_duty(due="+10 working days"), a_duty(key="tell", due="+1 working day"))
        assert [d.duty.key for d in duties_owed_by(closed(), protocol, ADMIN)] == ["tell", "publish"]
        assert duties_owed_by(closed(), protocol, "police-rep") == ()
        assert duties_owed_by(closed(), protocol, ADMIN)[0].is_late(at(5, 9))


class TestTickedByMistake:
    PROTOCOL = with_duties(
        a_duty(owed_by="agencies", subject="agency", answers=["attending", "research-sent"])
    )
    UNTICK = UntickDuty(duty="publish", subject="police")

    def ticked(self, by: str = "police-rep", answer: str = "attending") -> Meeting:
        tick = TickDuty(duty="publish", subject="police", answer=answer)
        return after(closed(), tick, by=by, at=at(4, 10), protocol=self.PROTOCOL)

    def test_whoever_ticked_it_takes_it_back_and_it_is_owed_as_before(self) -> None:
        meeting = after(self.ticked(), self.UNTICK, by="police-rep", at=at(4, 11), protocol=self.PROTOCOL)
        (due,) = (d for d in all_duties(meeting, self.PROTOCOL) if d.key == "publish:police")
        (fresh,) = (d for d in all_duties(closed(), self.PROTOCOL) if d.key == "publish:police")
        assert due == fresh
        assert due.is_owed
        twice = outcome(meeting, self.UNTICK, by="police-rep", at=at(4, 12), protocol=self.PROTOCOL)
        assert twice.entries == ()

    def test_it_is_theirs_or_an_administrators_and_nobody_elses(self) -> None:
        for person in ("police-deputy", CHAIR, "idva-rep", "observer"):
            why = refusal(self.ticked(), self.UNTICK, by=person, protocol=self.PROTOCOL)
            assert why is Why.NOT_ALLOWED, person
        assert refusal(self.ticked(), self.UNTICK, by=ADMIN, protocol=self.PROTOCOL) is None

    def test_the_last_who_ticked_is_who_ticked(self) -> None:
        again = TickDuty(duty="publish", subject="police", answer="research-sent")
        meeting = after(self.ticked(), again, by=ADMIN, at=at(4, 11), protocol=self.PROTOCOL)
        assert ticked_lately(meeting, self.PROTOCOL, "police-rep") == ()
        assert [d.key for d in ticked_lately(meeting, self.PROTOCOL, ADMIN)] == ["publish:police"]
        assert refusal(meeting, self.UNTICK, by="police-rep", protocol=self.PROTOCOL) is Why.NOT_ALLOWED

    def test_what_is_done_for_another_reason_as_well_is_not_offered(self) -> None:
        protocol = with_duties(a_duty(discharged_by="order-told"))
        tick = TickDuty(duty="publish", subject="meeting")
        meeting = after(closed(), tick, by=ADMIN, at=at(4, 10), protocol=protocol)
        told = msgspec.structs.replace(meeting, order_told_at=at(4, 10))
        untold = msgspec.structs.replace(meeting, order_told_at=None)
        assert [d.key for d in ticked_lately(untold, protocol, ADMIN)] == ["publish:meeting"]
        assert ticked_lately(told, protocol, ADMIN) == ()

    def test_a_restricted_cases_tick_does_not_exist_for_others(self) -> None:
        protocol = with_duties(a_duty(subject="case"))
        untick = UntickDuty(duty="publish", subject="1003")
        assert refusal(closed(), untick, by="police-rep", protocol=protocol) is Why.NO_SUCH_DUTY


class TestMovedSlot:
    def test_a_guest_is_to_be_told_again(self) -> None:
        duty = a_duty(
            subject="person", when="guest", anchor="meeting", due="-2 working days", reopened_by="slot-moved"
        )
        protocol = with_duties(duty)
        before = after(a_meeting(), TickDuty(duty="publish", subject="guest"), by=ADMIN, protocol=protocol)
        moved = tuple(
            msgspec.structs.replace(slot, starts_at=slot.starts_at + timedelta(minutes=30))
            if slot.case == "1005"
            else slot
            for slot in before.order
        )
        changed = msgspec.structs.replace(before, order=moved)
        setting = Setting(changed, protocol, MID_MORNING, ADMIN)
        (event,) = moved_slots_reopen(before, changed, setting)
        assert event == DutyReopened(duty="publish", subject="guest")
        other = tuple(
            msgspec.structs.replace(slot, minutes=20) if slot.case == "1001" else slot
            for slot in before.order
        )
        assert not tuple(moved_slots_reopen(before, msgspec.structs.replace(before, order=other), setting))
