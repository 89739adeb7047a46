from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from marac.actions import RecordAction
from marac.admission import may_see
from marac.closing import (
    CloseMeeting,
    EndSitting,
    absent_presenters,
    actions_of_agency,
    full_list,
    standing_for,
)
from marac.decide import Refused, Why, decide
from marac.journal import SYSTEM, replay
from marac.meeting import Meeting
from marac.opening import OpenSitting
from marac.posts import FlagPost, NotePost, NotePostGone, flagged_left, posts_left
from marac.standing import CaseFlagged
from marac.words import CaseState, Protects, SittingState
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    PEOPLE,
    SECOND_DAY,
    a_meeting,
    a_protocol,
    after,
    outcome,
    refusal,
    with_case,
)

EVERY_CASE = ("1001", "1002", "1003", "1004", "1005", "1006")
EVENING = datetime(2026, 12, 3, 15, tzinfo=UTC)


def held(meeting: Meeting, command: Any, by: str = CHAIR) -> dict[str, Any]:
    """What holds the command."""
    with pytest.raises(Refused) as refused:
        decide(command, by, meeting, a_protocol(), EVENING)
    assert refused.value.why is Why.HELD
    return dict(refused.value.facts)


def over(**changes: Any) -> Meeting:
    """The second sitting of a meeting that has heard every case."""
    meeting = after(a_meeting(heard=EVERY_CASE), EndSitting(), by=CHAIR)
    meeting = after(meeting, OpenSitting(), by=CHAIR, at=SECOND_DAY)
    return msgspec.structs.replace(meeting, **changes)


class TestEndOfASitting:
    def test_it_ends_and_nobody_is_in_it(self) -> None:
        meeting = after(a_meeting(heard=EVERY_CASE), EndSitting(), by=CHAIR)
        assert meeting.sitting is None
        assert meeting.sittings[0].state is SittingState.ENDED
        assert not tuple(meeting.present())
        assert meeting.next_sitting is not None

    def test_cases_of_this_sitting_hold_it_and_a_note_lets_them_wait(self) -> None:
        meeting = a_meeting(heard=("1001", "1002", "1003", "1004", "1005"))
        assert held(meeting, EndSitting())["cases"] == ("1006",)
        assert after(meeting, EndSitting(note="Tomorrow"), by=CHAIR).sitting is None

    def test_cases_of_the_next_sitting_do_not(self) -> None:
        meeting = a_meeting(heard=("1001", "1002", "1003", "1004", "1005"))
        order = tuple(
            msgspec.structs.replace(slot, sitting=2) if slot.case == "1006" else slot
            for slot in meeting.order
        )
        meeting = msgspec.structs.replace(meeting, order=order)
        assert after(meeting, EndSitting(), by=CHAIR).sitting is None

    def test_not_while_a_case_is_open(self) -> None:
        assert refusal(a_meeting(open_case="1001"), EndSitting(note="x"), by=CHAIR) is Why.CASE_OPEN

    def test_there_has_to_be_one(self) -> None:
        assert refusal(a_meeting(open_sitting=False), EndSitting(), by=CHAIR) is Why.NO_SITTING
        ended = after(a_meeting(heard=EVERY_CASE), EndSitting(), by=CHAIR)
        assert not outcome(ended, EndSitting(), by=CHAIR).entries

    def test_a_member_ends_nothing(self) -> None:
        assert refusal(a_meeting(), EndSitting(note="x"), by="police-rep") is Why.NOT_ALLOWED

    def test_a_restricted_case_of_which_the_chair_may_not_know_is_not_told(self) -> None:
        meeting = a_meeting(heard=("1001", "1002", "1004", "1005", "1006"))
        assert refusal(meeting, EndSitting(), by=CHAIR) is None
        assert held(meeting, EndSitting(), by=ADMIN)["cases"] == ("1003",)


class TestClose:
    def test_it_ends_the_sitting_too(self) -> None:
        meeting = after(over(), CloseMeeting(), by=CHAIR, at=EVENING)
        assert meeting.closed_at == EVENING
        assert meeting.sittings[1].state is SittingState.ENDED
        assert not outcome(meeting, CloseMeeting(), by=CHAIR, at=EVENING).entries

    def test_a_day_still_to_come_and_unheard_cases_hold_it(self) -> None:
        meeting = a_meeting(heard=("1001", "1002", "1003"))
        facts = held(meeting, CloseMeeting())
        assert (facts["cases"], facts["sittings"]) == (("1004", "1005", "1006"), (2,))
        assert after(meeting, CloseMeeting(note="Snow"), by=CHAIR, at=EVENING).closed_at == EVENING

    def test_not_before_anything_was_held(self) -> None:
        meeting = a_meeting(open_sitting=False)
        assert refusal(meeting, CloseMeeting(note="x"), by=CHAIR) is Why.NO_SITTING

    def test_played_again_the_journal_gives_the_same_meeting(self) -> None:
        start = over()
        played = outcome(start, CloseMeeting(), by=CHAIR, at=EVENING)
        assert replay(start, played.entries) == played.meeting


class TestFlags:
    def test_every_case_heard_is_flagged_for_twelve_months_from_the_last_day(self) -> None:
        meeting = after(over(), CloseMeeting(), by=CHAIR, at=EVENING)
        assert {c.flagged_until for c in meeting.cases.values()} == {date(2027, 12, 3)}

    @pytest.mark.parametrize(
        "change",
        [{"not_high_risk": True}, {"state": CaseState.CLOSED}, {"state": CaseState.WITHDRAWN}],
    )
    def test_but_not_one_that_does_not_stay(self, change: dict[str, Any]) -> None:
        meeting = with_case(over(), "1001", **change)
        played = outcome(meeting, CloseMeeting(), by=CHAIR, at=EVENING)
        flagged = {e.event.case for e in played.entries if isinstance(e.event, CaseFlagged)}
        assert flagged == set(EVERY_CASE) - {"1001"}


class TestLists:
    def meeting(self) -> Meeting:
        meeting = over(presence=a_meeting().presence)
        meeting = with_case(meeting, "1003", admitted=frozenset({"health-rep", "police-rep"}))
        for number, agency in (
            ("1001", "police"),
            ("1001", "housing"),
            ("1003", "police"),
            ("1002", "police"),
        ):
            command = RecordAction(
                case=number, what="Act", agencies=(agency,), protects=Protects.ADULT, collector=ADMIN
            )
            meeting = after(meeting, command, by=ADMIN)
        return msgspec.structs.replace(meeting, conflicts={"police-deputy": frozenset({"1001"})})

    def test_an_agency_gets_its_own_and_only_of_cases_that_the_person_may_see(self) -> None:
        meeting = self.meeting()
        assert {a.case for a in actions_of_agency(meeting, "police", "police-rep")} == {"1001", "1003"}
        assert not actions_of_agency(meeting, "police", "police-deputy")
        assert not actions_of_agency(meeting, "police", "housing-rep")
        assert not actions_of_agency(meeting, "housing", "police-rep")
        assert not actions_of_agency(meeting, "police", "observer")

    def test_the_full_list_is_for_administrators_alone(self) -> None:
        meeting = self.meeting()
        assert len(full_list(meeting, ADMIN)) == 4
        assert not full_list(meeting, CHAIR)
        conflicted = msgspec.structs.replace(meeting, conflicts={ADMIN: frozenset({"1001"})})
        assert {a.case for a in full_list(conflicted, ADMIN)} == {"1002", "1003"}

    def test_nobody_is_given_anything_of_a_case_that_they_may_not_see(self) -> None:
        meeting = self.meeting()
        for someone in PEOPLE:
            for agency in meeting.agencies:
                for action in actions_of_agency(meeting, agency, someone.person):
                    assert may_see(meeting, someone.person, action.case)

    def test_what_stands_for_the_meeting_is_on_each_agencys_list(self) -> None:
        meeting = after(over(), CloseMeeting(), by=CHAIR, at=EVENING)
        assert standing_for(meeting, "nought-nineteen") == ("flags", "visitors")
        assert standing_for(meeting, "police") == ("flags",)
        assert standing_for(meeting, "county") == ()

    def test_presenting_agencies_that_were_absent_are_listed_with_their_cases(self) -> None:
        meeting = over()
        for number, case in meeting.cases.items():
            assert case.hearing is not None
            absent = number in ("1001", "1003")
            hearing = msgspec.structs.replace(case.hearing, presenter="housing", stand_in=absent)
            meeting = with_case(meeting, number, hearing=hearing)
        assert absent_presenters(meeting, ADMIN) == (("1001", "police"), ("1003", "health"))
        assert absent_presenters(meeting, "police-rep") == (("1001", "police"),)


class TestPosts:
    def posted(self) -> Meeting:
        notes = (NotePost(post="p1", person="police-rep"), NotePost(post="p2", person="idva-rep"))
        return after(a_meeting(), *notes, NotePost(post="p3", person="police-rep"), by=SYSTEM)

    def test_whoever_posted_is_known_until_it_is_gone(self) -> None:
        meeting = self.posted()
        assert posts_left(meeting) == {"police-rep": ("p1", "p3"), "idva-rep": ("p2",)}
        meeting = after(meeting, NotePostGone(post="p1"), NotePostGone(post="p2"), by=SYSTEM)
        assert posts_left(meeting) == {"police-rep": ("p3",)}

    def test_a_flagged_post_is_on_the_closing_list_until_it_is_gone(self) -> None:
        meeting = after(self.posted(), FlagPost(post="p1"), FlagPost(post="p1"), by=ADMIN)
        assert flagged_left(meeting) == {"police-rep": ("p1",)}
        assert not flagged_left(after(meeting, NotePostGone(post="p1"), by=ADMIN))

    def test_put_back_it_stands_again_with_its_flag(self) -> None:
        meeting = after(self.posted(), FlagPost(post="p1"), NotePostGone(post="p1"), by=ADMIN)
        meeting = after(meeting, NotePost(post="p1", person="police-rep"), by=SYSTEM)
        assert flagged_left(meeting) == {"police-rep": ("p1",)}

    def test_only_administrators_flag_and_only_what_there_is(self) -> None:
        assert refusal(self.posted(), FlagPost(post="p1"), by="police-rep") is Why.NOT_ALLOWED
        assert refusal(self.posted(), FlagPost(post="p9"), by=ADMIN) is Why.NO_SUCH_POST
        assert refusal(self.posted(), NotePost(post="p9", person="x"), by=ADMIN) is Why.NOT_ALLOWED
