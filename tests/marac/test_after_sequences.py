"""Whatever is done in whatever order, what follows a meeting tells nobody of a case that they may not see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from marac.actions import LogAlreadyTaken, RecordAction
from marac.admission import may_see, who_may_see
from marac.closing import CloseMeeting, EndSitting, actions_of_agency, full_list
from marac.confirmation import ChangeAction, ConfirmAction, CorrectAction, StrikeAction
from marac.conflicts import DeclareConflicts
from marac.decide import Refused, decide
from marac.duties import TickDuty, duties_owed_by
from marac.followup import (
    AgreeNewDate,
    AskNewDate,
    ReportDone,
    ReportImpossible,
    ReportInHand,
    TickAction,
)
from marac.journal import Entry, replay
from marac.meeting import Meeting
from marac.opening import OpenSitting
from marac.outstanding import digests, for_person, outstanding_of
from marac.standing import OfferReady, TransferOut
from marac.words import ActionState, Protects
from tests.marac.builders import (
    ADMIN,
    CHAIR,
    FIRST_DAY,
    OTHER_ADMIN,
    PEOPLE,
    a_meeting,
    a_protocol,
    after,
    with_case,
)

CASES = ("1001", "1002", "1003", "1004", "1005", "1006")
DAY = FIRST_DAY.date()

case = st.sampled_from(CASES)
agency = st.sampled_from(["police", "housing", "idva", "health", "maternity", "refuge", "county"])
action = st.sampled_from([f"a{number}" for number in range(1, 6)])
ready = st.sampled_from(["onward", "birth", "trust"])
person = st.sampled_from([p.person for p in PEOPLE])
day = st.integers(0, 30).map(lambda days: DAY + timedelta(days=days))
commands = st.one_of(
    st.builds(
        RecordAction,
        case=case,
        what=st.sampled_from(["One", "Two", "Three"]),
        agencies=st.lists(agency, min_size=1, max_size=3).map(tuple),
        owner=person | st.none(),
        collector=person | st.none(),
        protects=st.just(Protects.ADULT),
        feedback=st.booleans(),
    ),
    st.builds(LogAlreadyTaken, case=case, agency=agency, what=st.just("Before")),
    st.builds(
        OfferReady, case=case, ready=st.sampled_from(["onward", "birth", "trust"]), agency=agency | st.none()
    ),
    st.builds(TransferOut, case=case),
    st.builds(DeclareConflicts, person=person, cases=st.lists(case, max_size=2).map(tuple)),
    st.builds(ConfirmAction, action=action),
    st.builds(CorrectAction, action=action, correction=st.just("Otherwise")),
    st.builds(ChangeAction, action=action, agency=agency | st.none(), due=day | st.none()),
    st.builds(StrikeAction, action=action, note=st.just("Twice")),
    st.builds(
        ReportDone,
        action=action,
        completed_on=day | st.none(),
        modus_updated=st.booleans(),
        safe_to_feed_back=st.booleans(),
    ),
    st.builds(TickAction, action=action),
    st.builds(ReportInHand, action=action),
    st.builds(ReportImpossible, action=action, instead=st.just("Moved")),
    st.builds(AskNewDate, action=action, on=day),
    st.builds(AgreeNewDate, action=action, on=day | st.none()),
    st.builds(TickDuty, duty=st.sampled_from(["flags", "form"]), subject=case | agency),
    st.builds(EndSitting, note=st.just("Later")),
    st.just(OpenSitting()),
    st.builds(CloseMeeting, note=st.just("Over")),
)

DUTIES = [
    {
        "cite": "1",
        "key": "flags",
        "label": "Flags",
        "owed_by": "agencies",
        "subject": "agency",
        "anchor": "closing",
        "due": "+5 working days",
    },
    {
        "cite": "1",
        "key": "form",
        "label": "Form",
        "owed_by": "referring",
        "subject": "case",
        "anchor": "closing",
        "due": "+1 working day",
    },
]
PROTOCOL = a_protocol(duties=DUTIES)


def heard() -> Meeting:
    """Every case heard, with an action in most; one person admitted to a restricted case, one stepped out."""
    meeting = with_case(a_meeting(heard=CASES), "1003", admitted=frozenset({"health-rep", "police-rep"}))
    conflicts = {"housing-rep": frozenset({"1004"}), ADMIN: frozenset({"1002", "1004"})}
    meeting = msgspec.structs.replace(meeting, conflicts=conflicts)
    for number, owner, collector in (
        ("1001", "housing", None),
        ("1003", "health", "police-rep"),
        ("1004", "police", None),
        ("1005", "idva", "police-rep"),
    ):
        agreed = RecordAction(
            case=number,
            what="Agreed",
            agencies=(owner,),
            protects=Protects.ADULT,
            collector=collector,
            feedback=owner == "idva",
        )
        meeting = after(meeting, agreed, by=OTHER_ADMIN)
    return meeting


def played(turns: list[tuple[str, Any]]) -> tuple[Meeting, list[Entry]]:
    meeting = heard()
    entries: list[Entry] = []
    for minutes, (by, command) in enumerate(turns):
        try:
            step = decide(command, by, meeting, PROTOCOL, FIRST_DAY + timedelta(minutes=minutes))
        except Refused:
            continue
        meeting = step.meeting
        entries.extend(step.entries)
    return meeting, entries


askers = st.sampled_from([CHAIR, ADMIN, OTHER_ADMIN, "housing-rep", "health-rep", "police-rep", "idva-rep"])
turns = st.lists(st.tuples(askers | person, commands), max_size=20)


@given(turns=turns)
def test_nobody_is_shown_or_told_anything_of_a_case_that_they_may_not_see(
    turns: list[tuple[str, Any]],
) -> None:
    meeting, _ = played(turns)
    rows = outstanding_of(meeting)
    assert who_may_see(meeting, CASES) == {
        number: {someone for someone in meeting.roll if may_see(meeting, someone, number)} for number in CASES
    }
    for someone in meeting.roll:
        hidden = {number for number in CASES if not may_see(meeting, someone, number)}
        lists = [a for key in meeting.agencies for a in actions_of_agency(meeting, key, someone)]
        assert not hidden & {a.case for a in (*lists, *full_list(meeting, someone))}
        assert not hidden & {row.case for row in for_person(rows, someone, meeting)}
        owed = duties_owed_by(meeting, PROTOCOL, someone)
        assert not hidden & {due.subject.case for due in owed}
        for later in range(0, 30, 7):
            digest = digests(rows, PROTOCOL, DAY + timedelta(days=later)).get(someone)
            told = (*digest.overdue, *digest.due_soon) if digest else ()
            assert not hidden & {row.case for row in told}


@given(turns=turns)
def test_a_journal_read_back_gives_the_same_meeting_and_the_rules_of_actions_hold(
    turns: list[tuple[str, Any]],
) -> None:
    meeting, entries = played(turns)
    assert replay(heard(), entries) == meeting
    for one in meeting.actions.values():
        assert one.agency in meeting.agencies
        assert one.agency != "county" or one.kind != "agreed"
        if one.state is ActionState.DONE and one.kind in ("agreed", "onward", "trust"):
            assert one.completed_on is not None
            assert one.modus_updated
            assert one.safe_to_feed_back or not one.feedback
