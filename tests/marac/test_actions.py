from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.actions import (
    ALREADY_TAKEN,
    LogAlreadyTaken,
    RecordAction,
    agencies_with_an_action,
    agreed_for,
    already_taken,
    has_feedback_owner,
)
from marac.confirmation import ChangeAction, ConfirmAction, CorrectAction, StrikeAction, unconfirmed
from marac.decide import Refused, Why, decide
from marac.journal import Entry, replay
from marac.meeting import Agency, Meeting
from marac.ownership import default_due, feedback_default
from marac.words import ActionState, Capacity, CaseState, Consent, Protects, Views
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    FIRST_DAY,
    OTHER_ADMIN,
    a_meeting,
    a_protocol,
    after,
    outcome,
    person,
    refusal,
    with_case,
)

LAST_DAY_PLUS_FIVE = date(2026, 12, 10)


def an_action(**given: Any) -> RecordAction:
    plain: dict[str, Any] = {
        "case": "1001",
        "what": "Fit an alarm",
        "agencies": ("housing",),
        "protects": Protects.ADULT,
    }
    return RecordAction(**{**plain, **given})


def case_open(number: str = "1001") -> Meeting:
    return a_meeting(open_case=number)


class TestWhoTakesIt:
    def test_entered_for_an_agency_it_is_offered_until_that_agency_confirms(self) -> None:
        meeting = after(case_open(), an_action(), by=ADMIN)
        assert meeting.actions["a1"].state is ActionState.OFFERED
        meeting = after(meeting, ConfirmAction(action="a1"), by="housing-rep")
        assert meeting.actions["a1"].state is ActionState.CONFIRMED

    def test_offered_by_its_own_member_it_is_confirmed(self) -> None:
        meeting = after(case_open(), an_action(), by="housing-rep")
        assert meeting.actions["a1"].state is ActionState.CONFIRMED
        assert meeting.actions["a1"].owner == "housing-rep"

    def test_a_member_enters_nothing_for_another_agency_alone(self) -> None:
        assert refusal(case_open(), an_action(), by="idva-rep") is Why.OWN_AGENCY_ONLY

    def test_a_member_may_offer_together_with_another_agency_which_has_to_confirm(self) -> None:
        meeting = after(case_open(), an_action(agencies=("idva", "housing")), by="idva-rep")
        assert {a.agency: a.state for a in meeting.actions.values()} == {
            "idva": ActionState.CONFIRMED,
            "housing": ActionState.OFFERED,
        }

    @pytest.mark.parametrize("agency", ["marac", "MARAC", "The MARAC", "county"])
    def test_the_marac_and_those_who_administer_it_own_nothing(self, agency: str) -> None:
        assert refusal(case_open(), an_action(agencies=(agency,)), by=ADMIN) is Why.NOT_AN_OWNER

    def test_not_even_one_that_somebody_put_on_the_roll_by_its_name(self) -> None:
        meeting = case_open()
        named = Agency(key="m", name=" MARAC ", type="housing")
        member = person("m-rep", "m", Capacity.REPRESENTATIVE)
        meeting = msgspec.structs.replace(
            meeting,
            agencies={**meeting.agencies, "m": named},
            roll={**meeting.roll, "m-rep": member},
            presence={**meeting.presence, "m-rep": meeting.presence[ADMIN]},
        )
        assert refusal(meeting, an_action(agencies=("m",)), by=ADMIN) is Why.NOT_AN_OWNER

    @pytest.mark.rule("LIN-19")
    def test_no_owner_no_marac_and_a_joint_action_is_a_linked_line_for_each_agency(self) -> None:
        meeting = case_open()
        assert refusal(meeting, an_action(agencies=()), by=CHAIR) is Why.MISSING
        assert refusal(meeting, an_action(agencies=("MARAC",)), by=CHAIR) is Why.NOT_AN_OWNER
        meeting = after(meeting, an_action(agencies=("police", "housing")), by=CHAIR)
        lines = agreed_for(meeting, "1001")
        assert [line.agency for line in lines] == ["police", "housing"]
        assert {line.joint for line in lines} == {"a1"}
        assert all(line.owner == f"{line.agency}-rep" for line in lines)

    def test_an_agency_of_no_roll_is_not_known(self) -> None:
        assert refusal(case_open(), an_action(agencies=("nobody",)), by=ADMIN) is Why.NO_SUCH_AGENCY

    def test_an_absent_agency_needs_a_collector(self) -> None:
        meeting = case_open()
        assert refusal(meeting, an_action(agencies=("probation",)), by=ADMIN) is Why.COLLECTOR_NEEDED
        meeting = after(meeting, an_action(agencies=("probation",), collector="police-rep"), by=ADMIN)
        assert meeting.actions["a1"].collector == "police-rep"

    def test_where_the_area_gives_actions_only_to_those_present_a_collector_does_not_help(self) -> None:
        strict = a_protocol(actions={"cite": "1", "default_due": "+5 working days", "present_only": True})
        command = an_action(agencies=("probation",), collector=ADMIN)
        assert refusal(case_open(), command, by=ADMIN, protocol=strict) is Why.AGENCY_NOT_HERE

    def test_an_agency_that_left_after_the_case_was_there_for_it(self) -> None:
        meeting = a_meeting(heard=["1001"])
        gone = meeting.presence["housing-rep"][0]
        for minutes, wanted in ((20, None), (-1, Why.COLLECTOR_NEEDED)):
            left = type(gone)(
                sitting=1,
                start=gone.start - timedelta(hours=1),
                came=gone.came,
                end=FIRST_DAY + timedelta(minutes=minutes),
            )
            here = {**meeting.presence, "housing-rep": (left,)}
            changed = a_meeting(heard=["1001"], presence=here)
            assert refusal(changed, an_action(), by=ADMIN) is wanted

    @pytest.mark.rule("LIN-80")
    def test_a_guest_needs_somebody_to_collect_the_update(self) -> None:
        meeting = a_meeting(open_case="1005", present=(CHAIR, ADMIN, "guest", "idva-rep"))
        command = an_action(case="1005", agencies=("refuge",))
        assert refusal(meeting, command, by=ADMIN) is Why.COLLECTOR_NEEDED
        named = an_action(case="1005", agencies=("refuge",), collector="idva-rep")
        assert after(meeting, named, by=ADMIN).actions["a1"].collector == "idva-rep"
        observing = an_action(case="1005", agencies=("refuge",), collector="observer")
        assert refusal(meeting, observing, by=ADMIN) is Why.NOT_VALID

    def test_the_owner_acts_for_the_agency(self) -> None:
        assert refusal(case_open(), an_action(owner="police-rep"), by=ADMIN) is Why.NOT_VALID
        meeting = after(case_open(), an_action(agencies=("police",), owner="police-deputy"), by=ADMIN)
        assert meeting.actions["a1"].owner == "police-deputy"

    def test_nobody_outside_a_restricted_case_is_made_its_collector_or_owner(self) -> None:
        meeting = with_case(case_open("1003"), "1003", admitted=frozenset({"health-rep", CHAIR}))
        command = an_action(case="1003", agencies=("health",), collector="idva-rep")
        assert refusal(meeting, command, by=ADMIN) is Why.NOT_VALID
        with_owner = an_action(case="1003", agencies=("housing",), owner="housing-rep", collector=ADMIN)
        assert refusal(meeting, with_owner, by=ADMIN) is Why.NOT_VALID
        unowned = after(meeting, an_action(case="1003", collector=ADMIN), by=ADMIN)
        assert unowned.actions["a1"].owner is None

    def test_whoever_stepped_out_enters_nothing(self) -> None:
        meeting = a_meeting(open_case="1001", conflicts={"housing-rep": frozenset({"1001"})})
        assert refusal(meeting, an_action(), by="housing-rep") is Why.STEPPED_OUT

    @pytest.mark.parametrize("number", ["1002", "1003"])
    def test_a_restricted_case_does_not_exist_for_others(self, number: str) -> None:
        assert refusal(a_meeting(), an_action(case=number), by="housing-rep") is Why.NO_SUCH_CASE


class TestWhatIsMissing:
    @pytest.mark.rule("LIN-38")
    @pytest.mark.parametrize(
        ("given", "missing"),
        [
            ({"what": "  "}, ("what",)),
            ({"agencies": ()}, ("owner",)),
            ({"protects": None}, ("protects",)),
            ({"what": "", "agencies": (), "protects": None}, ("what", "owner", "protects")),
        ],
    )
    def test_the_recorder_is_told_what_is_missing(
        self, given: dict[str, Any], missing: tuple[str, ...]
    ) -> None:
        with pytest.raises(Refused) as refused:
            decide(an_action(**given), ADMIN, case_open(), a_protocol(), FIRST_DAY)
        assert refused.value.why is Why.MISSING
        assert refused.value.facts["what"] == missing

    def test_without_a_default_the_date_must_be_chosen(self) -> None:
        protocol = a_protocol(actions={"cite": "1"})
        with pytest.raises(Refused) as refused:
            decide(an_action(), ADMIN, case_open(), protocol, FIRST_DAY)
        assert refused.value.facts["what"] == ("due",)

    @pytest.mark.parametrize(
        "words", ["Ring her on 07700 900123", "Write to somebody@somewhere.example", "Visit LN1 1AA"]
    )
    def test_personal_details_are_refused_by_their_kind(self, words: str) -> None:
        with pytest.raises(Refused) as refused:
            decide(an_action(what=words), ADMIN, case_open(), a_protocol(), FIRST_DAY)
        assert refused.value.why is Why.PERSONAL_DETAILS
        assert refused.value.facts["kinds"]
        assert words not in str(refused.value.facts)

    def test_a_day_gone_by_is_refused(self) -> None:
        assert refusal(case_open(), an_action(due=date(2026, 12, 1)), by=ADMIN) is Why.DATE_PAST
        assert refusal(case_open(), an_action(due=date(2026, 12, 2)), by=ADMIN) is None


class TestWhen:
    def test_five_working_days_from_the_meetings_last_day_unless_stated_otherwise(self) -> None:
        meeting = after(case_open(), an_action(), an_action(what="Sooner", due=date(2026, 12, 4)), by=ADMIN)
        assert [a.due for a in meeting.actions.values()] == [LAST_DAY_PLUS_FIVE, date(2026, 12, 4)]

    @given(
        days=st.integers(0, 800),
        rule=st.sampled_from(["+5 working days", "+12 months", "+3 days", "+1 week"]),
    )
    def test_no_default_date_falls_on_a_closed_day(self, days: int, rule: str) -> None:
        meeting = a_meeting(open_sitting=False)
        sittings = tuple(
            type(s)(number=s.number, starts_at=s.starts_at + timedelta(days=days)) for s in meeting.sittings
        )
        protocol = a_protocol()
        due = default_due(a_meeting(open_sitting=False, sittings=sittings), protocol, rule)
        assert due is not None
        assert protocol.calendar.is_working_day(due)

    def test_not_before_the_case_is_opened(self) -> None:
        assert refusal(a_meeting(), an_action(), by=ADMIN) is Why.NOT_HEARD_YET

    @pytest.mark.parametrize("state", [CaseState.HEARD, CaseState.CLOSED, CaseState.WITHDRAWN])
    def test_afterwards_whatever_became_of_the_case(self, state: CaseState) -> None:
        meeting = with_case(a_meeting(heard=["1001"]), "1001", state=state)
        assert refusal(meeting, an_action(), by=CHAIR) is None

    def test_once_the_meeting_is_closed_by_administrators_alone(self) -> None:
        meeting = a_meeting(heard=["1001"], closed_at=FIRST_DAY)
        assert refusal(meeting, an_action(), by="housing-rep") is Why.MEETING_CLOSED
        assert refusal(meeting, an_action(), by=ADMIN) is None


class TestConfirming:
    def test_owners_confirm_or_correct_and_what_is_unconfirmed_is_known(self) -> None:
        meeting = after(case_open(), an_action(), an_action(agencies=("police",)), by=ADMIN)
        assert [a.key for a in unconfirmed(meeting, "1001")] == ["a1", "a2"]
        meeting = after(meeting, ConfirmAction(action="a1"), by="housing-rep")
        meeting = after(meeting, CorrectAction(action="a2", correction="By Friday"), by="police-deputy")
        assert [(a.key, a.correction) for a in unconfirmed(meeting, "1001")] == [("a2", "By Friday")]
        changed = ChangeAction(action="a2", due=date(2026, 12, 4))
        meeting = after(meeting, changed, by=ADMIN)
        assert [(a.key, a.correction) for a in unconfirmed(meeting, "1001")] == [("a2", None)]
        meeting = after(meeting, ConfirmAction(action="a2"), by="police-rep")
        assert not unconfirmed(meeting, "1001")

    def test_another_agency_confirms_nothing(self) -> None:
        meeting = after(case_open(), an_action(), by=ADMIN)
        assert refusal(meeting, ConfirmAction(action="a1"), by="idva-rep") is Why.OWN_AGENCY_ONLY
        assert (
            refusal(meeting, CorrectAction(action="a1", correction="No"), by="idva-rep")
            is Why.OWN_AGENCY_ONLY
        )
        assert refusal(meeting, ConfirmAction(action="a1"), by="observer") is Why.OWN_AGENCY_ONLY

    def test_an_administrator_confirms_on_the_agencys_word(self) -> None:
        meeting = after(case_open(), an_action(), by=CHAIR)
        assert not unconfirmed(after(meeting, ConfirmAction(action="a1"), by=OTHER_ADMIN), "1001")

    def test_twice_is_once(self) -> None:
        meeting = after(case_open(), an_action(), an_action(), by=ADMIN)
        assert len(meeting.actions) == 1
        assert len(outcome(meeting, *[ConfirmAction(action="a1")] * 2, by="housing-rep").entries) == 1

    def test_a_new_date_alone_keeps_the_confirmation_and_the_old_date(self) -> None:
        meeting = after(case_open(), an_action(), by="housing-rep")
        meeting = after(meeting, ChangeAction(action="a1", due=date(2026, 12, 18)), by=CHAIR)
        assert meeting.actions["a1"].state is ActionState.CONFIRMED
        assert meeting.actions["a1"].was_due == (LAST_DAY_PLUS_FIVE,)

    def test_another_agency_has_to_confirm_and_names_its_own_owner(self) -> None:
        meeting = after(case_open(), an_action(), by="housing-rep")
        meeting = after(meeting, ChangeAction(action="a1", agency="police"), by=CHAIR)
        action = meeting.actions["a1"]
        assert (action.agency, action.owner, action.state) == ("police", "police-rep", ActionState.OFFERED)
        assert refusal(meeting, ChangeAction(action="a1", agency="county"), by=CHAIR) is Why.NOT_AN_OWNER

    def test_a_member_changes_nothing(self) -> None:
        meeting = after(case_open(), an_action(), by="housing-rep")
        assert refusal(meeting, ChangeAction(action="a1", what="Less"), by="housing-rep") is Why.NOT_ALLOWED

    def test_struck_with_a_note_it_stands_no_longer(self) -> None:
        meeting = after(case_open(), an_action(), by=ADMIN)
        assert refusal(meeting, StrikeAction(action="a1", note=" "), by=CHAIR) is Why.NOTE_NEEDED
        meeting = after(meeting, StrikeAction(action="a1", note="Said twice"), by=CHAIR)
        assert not meeting.actions_for("1001")
        assert refusal(meeting, ConfirmAction(action="a1"), by="housing-rep") is Why.NO_SUCH_ACTION

    def test_an_action_of_a_restricted_case_does_not_exist_for_others(self) -> None:
        meeting = with_case(case_open("1003"), "1003", admitted=frozenset({"health-rep"}))
        meeting = after(meeting, an_action(case="1003", agencies=("health",)), by=ADMIN)
        for command in (ConfirmAction(action="a1"), CorrectAction(action="a1", correction="No")):
            assert refusal(meeting, command, by="housing-rep") is Why.NO_SUCH_ACTION
        assert refusal(meeting, ConfirmAction(action="a1"), by="health-rep") is None


class TestFeedback:
    @pytest.mark.parametrize(
        ("consent", "views", "wanted"),
        [
            (Consent.YES, None, "idva"),
            (None, None, "idva"),
            (Consent.REFUSED, None, None),
            (Consent.NOT_REACHED, None, None),
            (Consent.YES, Views.NOT_REACHED, None),
            (Consent.YES, Views.GIVEN, "idva"),
        ],
    )
    @pytest.mark.rule("LIN-88")
    def test_the_idva_unless_consent_or_contact_is_missing(
        self, consent: Consent | None, views: Views | None, wanted: str | None
    ) -> None:
        meeting = case_open()
        hearing = meeting.cases["1001"].hearing
        assert hearing is not None
        heard = type(hearing)(opened_at=hearing.opened_at, views=views)
        meeting = with_case(meeting, "1001", consent=consent, hearing=heard)
        assert feedback_default(meeting, a_protocol(), "1001") == wanted
        command = an_action(agencies=(), feedback=True)
        if wanted is None:
            assert refusal(meeting, command, by=CHAIR) is Why.MISSING
        else:
            assert after(meeting, command, by=CHAIR).actions["a1"].agency == wanted

    def test_a_feedback_owner_is_an_action(self) -> None:
        meeting = after(case_open(), an_action(), by=CHAIR)
        assert not has_feedback_owner(meeting, "1001")
        meeting = after(meeting, an_action(feedback=True), by=CHAIR)
        assert has_feedback_owner(meeting, "1001")
        meeting = after(meeting, StrikeAction(action="a2", note="Not safe"), by=CHAIR)
        assert not has_feedback_owner(meeting, "1001")


class TestAlreadyTaken:
    def test_steps_taken_before_the_meeting_stand_with_the_case(self) -> None:
        meeting = a_meeting(open_sitting=False)
        step = LogAlreadyTaken(case="1001", agency="housing", what="Locks changed")
        meeting = after(meeting, step, step, by="housing-rep")
        (taken,) = already_taken(meeting, "1001")
        assert (taken.kind, taken.state, taken.agency) == (ALREADY_TAKEN, ActionState.DONE, "housing")
        assert agencies_with_an_action(meeting, "1001") == {"housing"}
        assert meeting.cases["1001"].already_taken == ("a1",)
        assert not agreed_for(meeting, "1001")

    def test_one_says_it_for_ones_own_agency_and_before_the_hearing_is_over(self) -> None:
        step = LogAlreadyTaken(case="1001", agency="police", what="Marker placed")
        assert refusal(a_meeting(), step, by="housing-rep") is Why.OWN_AGENCY_ONLY
        assert refusal(a_meeting(), step, by=ADMIN) is None
        assert refusal(a_meeting(heard=["1001"]), step, by="police-rep") is Why.CASE_NOT_LISTED
        empty = LogAlreadyTaken(case="1001", agency="police", what=" ")
        assert refusal(a_meeting(), empty, by="police-rep") is Why.MISSING


AGENCY = st.sampled_from(["police", "housing", "idva", "health", "childrens"])
COMMANDS = st.one_of(
    st.builds(
        an_action, agencies=st.lists(AGENCY, max_size=4).map(tuple), what=st.sampled_from(["One", "Two"])
    ),
    st.builds(ConfirmAction, action=st.sampled_from(["a1", "a2", "a3"])),
    st.builds(CorrectAction, action=st.sampled_from(["a1", "a2"]), correction=st.just("Otherwise")),
    st.builds(ChangeAction, action=st.sampled_from(["a1", "a2"]), agency=AGENCY | st.none()),
    st.builds(StrikeAction, action=st.sampled_from(["a1", "a2"]), note=st.just("Twice")),
)
ASKERS = st.sampled_from([CHAIR, ADMIN, "police-rep", "housing-rep", "idva-rep", "observer", "guest"])


@given(turns=st.lists(st.tuples(ASKERS, COMMANDS), max_size=12))
def test_played_again_the_journal_gives_the_same_meeting(turns: list[tuple[str, Any]]) -> None:
    start = meeting = case_open()
    entries: list[Entry] = []
    for by, command in turns:
        try:
            step = decide(command, by, meeting, a_protocol(), FIRST_DAY)
        except Refused:
            continue
        meeting = step.meeting
        entries.extend(step.entries)
    assert replay(start, entries) == meeting
    assert all(a.agency not in ("county", "marac") for a in meeting.actions.values())


@given(agencies=st.lists(AGENCY, min_size=1, max_size=8))
def test_a_joint_action_is_one_line_for_each_agency_and_no_more(agencies: list[str]) -> None:
    meeting = after(case_open(), an_action(agencies=tuple(agencies)), by=CHAIR)
    lines = meeting.actions_for("1001")
    assert [line.agency for line in lines] == list(dict.fromkeys(agencies))
    assert len({line.joint for line in lines}) == 1
    assert (lines[0].joint is not None) == (len(lines) > 1)
