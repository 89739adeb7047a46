"""Any sequence of what people may try: a restricted case stays hidden, no case is lost, and replay agrees."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marac.actions import RecordAction
from marac.admission import cases_known, is_restricted
from marac.conflicts import AskToStay, DeclareConflicts
from marac.decide import Command, Refused, decide
from marac.decisions import CallQuestion, ConfirmResult, GiveAnswer
from marac.floor import agencies_here
from marac.hearing import CloseCase, OpenCase, next_case
from marac.holds import HoldCode
from marac.journal import SYSTEM, Entry, event_of, kind_of, replay
from marac.listing import GiveClosingReason, MarkForClosure
from marac.meeting import Meeting
from marac.opening import Resume, TakeBreak
from marac.points import FeedbackNotSafe, HearViews, OfferNothing, SumUp, TickPoint
from marac.presence import Arrive, Depart
from marac.presenting import AppointStandIn, ConfirmTransferPresenter
from marac.restricted import (
    Admit,
    ConfirmRoomClear,
    LogCall,
    TickEmployerTold,
    Unadmit,
    may_be_listed,
    must_leave,
)
from marac.reviews import SetReviewDate
from marac.seats import NameCaseMinuteTaker, SeatChair
from marac.speaking import CallSpeaker, NextSpeaker, TellTimeUp, speaking_order
from marac.words import CaseState, EmployerAnswer, Question, Views
from tests.marac.builders import ADMIN, CASES, CHAIR, MID_MORNING, OTHER_ADMIN, a_protocol, after
from tests.marac.ready import IN_THE_ROOM, a_ready_meeting

PROTOCOL: Final = a_protocol()
NUMBERS: Final = tuple(case.number for case in CASES)
HIDDEN: Final = ("1002", "1003")
NO_NUMBER: Final = "9999"
STARTED: Final = a_ready_meeting(present=(*IN_THE_ROOM, "other-chair", OTHER_ADMIN, "observer", "guest"))
WATCHERS: Final = (CHAIR, "other-chair", ADMIN, OTHER_ADMIN, "police-rep", "idva-rep", "observer", "guest")
IN_THE_SLOT: Final = after(
    STARTED,
    Admit(case="1002", person=CHAIR),
    Admit(case="1002", person="police-rep"),
    ConfirmRoomClear(case="1002", note="They have left."),
    OpenCase(case="1002", note="Few attend."),
    by=ADMIN,
)
AGENCIES: Final = ("police", "idva", "housing", "refuge")

MOVE_A_CASE: Final = (OpenCase, CloseCase, NextSpeaker, CallSpeaker, SumUp, ConfirmResult)

case = st.sampled_from(NUMBERS)
person = st.sampled_from(WATCHERS)
agency = st.sampled_from(AGENCIES)
question = st.sampled_from(Question)
yes_or_no = st.booleans()
note = st.sampled_from((None, "Go on."))

MOVES: Final[tuple[st.SearchStrategy[Command], ...]] = (
    st.builds(OpenCase, case=case, note=st.just("Go on.")),
    st.builds(OpenCase, case=case, note=note),
    st.builds(CloseCase, case=case, note=st.just("Go on.")),
    st.builds(SeatChair, person=person, case=st.none() | case),
    st.builds(NameCaseMinuteTaker, case=case, person=person),
    st.builds(AppointStandIn, case=case, agency=agency),
    st.builds(ConfirmTransferPresenter, case=case, person=person),
    st.builds(CallSpeaker, case=case, agency=agency),
    st.builds(NextSpeaker, case=case),
    st.builds(TellTimeUp, case=case),
    st.builds(HearViews, case=case, views=st.sampled_from(Views)),
    st.builds(TickPoint, case=case, point=st.just("risks"), ticked=yes_or_no),
    st.builds(OfferNothing, case=case, agency=agency),
    st.builds(FeedbackNotSafe, case=case),
    st.builds(SumUp, case=case),
    st.builds(MarkForClosure, case=case, marked=yes_or_no),
    st.builds(GiveClosingReason, case=case, reason=st.just("moved-away")),
    st.builds(CallQuestion, case=case, question=question),
    st.builds(GiveAnswer, case=case, question=question, agency=agency, agree=yes_or_no),
    st.builds(ConfirmResult, case=case, question=question),
    st.builds(SetReviewDate, case=case, on=st.just(MID_MORNING.date())),
    st.builds(Admit, case=case, person=person),
    st.builds(Unadmit, case=case, person=person),
    st.builds(LogCall, case=case, person=person),
    st.builds(TickEmployerTold, case=case, answer=st.sampled_from(EmployerAnswer)),
    st.builds(ConfirmRoomClear, case=case, note=note),
    st.builds(DeclareConflicts, person=person, cases=st.lists(case, max_size=2).map(tuple)),
    st.builds(AskToStay, case=case, person=person, stays=yes_or_no),
    st.builds(Arrive, person=person),
    st.builds(Depart, person=person),
    st.builds(Resume),
    st.builds(TakeBreak),
    st.builds(RecordAction, case=case, what=st.just("Ring."), agencies=st.tuples(agency)),
)

moves = st.lists(st.tuples(st.one_of(*MOVES), st.sampled_from((*WATCHERS, SYSTEM))), max_size=40)
starts = st.sampled_from((STARTED, IN_THE_SLOT))
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def knows(meeting: Meeting, who: str, number: str) -> bool:
    """Said again from the protocol's words: an administrator without a conflict, or one of those admitted."""
    attendee = meeting.roll[who]
    if attendee.is_administrator:
        return number not in meeting.conflicts.get(who, frozenset())
    return who in meeting.cases[number].admitted


def named_in(facts: Any, number: str) -> bool:
    return number in repr(facts)


def tried(meeting: Meeting, command: Command, by: str) -> tuple[Meeting, tuple[Entry, ...], Refused | None]:
    try:
        outcome = decide(command, by, meeting, PROTOCOL, MID_MORNING)
    except Refused as refused:
        return meeting, (), refused
    return outcome.meeting, outcome.entries, None


def played(meeting: Meeting, steps: list[tuple[Command, str]]) -> tuple[Meeting, list[Entry]]:
    journal: list[Entry] = []
    for command, by in steps:
        meeting, entries, _ = tried(meeting, command, by)
        journal += entries
    return meeting, journal


def renamed(command: Command) -> Command:
    """The same command about a case that does not exist."""
    return msgspec.structs.replace(command, case=NO_NUMBER)


@often
@given(starts, moves)
def test_nothing_tells_somebody_not_admitted_of_a_restricted_case(
    meeting: Meeting, steps: list[tuple[Command, str]]
) -> None:
    for command, by in steps:
        following, _, refused = tried(meeting, command, by)
        asked = getattr(command, "case", None)
        for number in HIDDEN:
            if by == SYSTEM or knows(meeting, by, number):
                continue
            if asked == number:
                _, _, unknown = tried(meeting, renamed(command), by)
                assert refused is not None
                assert unknown is not None
                assert refused.why is unknown.why
                assert named_in(refused.facts, number) is named_in(unknown.facts, NO_NUMBER)
            elif refused is not None and number not in getattr(command, "cases", ()):
                assert not named_in(refused.facts, number)
        meeting = following
        _nobody_else_is_shown(meeting)
    _nobody_else_is_told(meeting)


PROBES: Final[tuple[Command, ...]] = (
    TakeBreak(),
    *(
        command
        for number in (*NUMBERS, NO_NUMBER)
        for command in (
            OpenCase(case=number),
            CloseCase(case=number),
            NextSpeaker(case=number),
            SumUp(case=number),
            SeatChair(case=number, person=OTHER_ADMIN),
            AppointStandIn(case=number, agency="police"),
            MarkForClosure(case=number),
            CallQuestion(case=number, question=Question.WITHDRAW),
            ConfirmResult(case=number, question=Question.WITHDRAW),
            ConfirmRoomClear(case=number),
            Admit(case=number, person="police-rep"),
            RecordAction(case=number, what="Ring.", agencies=("police",)),
        )
    ),
)


def _nobody_else_is_told(meeting: Meeting) -> None:
    """Whatever somebody who does not know of a case asks about any other, the answer does not tell of it."""
    for who in WATCHERS:
        ignorant_of = [number for number in HIDDEN if not knows(meeting, who, number)]
        for command in PROBES if ignorant_of else ():
            _, _, refused = tried(meeting, command, who)
            for number in ignorant_of:
                if refused is not None and getattr(command, "case", None) != number:
                    assert not named_in(refused.facts, number)


def test_an_administrator_kept_out_of_the_open_slot_is_not_told_of_it_by_what_holds_another_case() -> None:
    meeting = after(IN_THE_SLOT, DeclareConflicts(person=OTHER_ADMIN, cases=("1002",)), by=OTHER_ADMIN)
    meeting = after(meeting, SeatChair(case="1001", person="other-chair"), by=ADMIN)
    for who in (OTHER_ADMIN, "other-chair"):
        _, _, refused = tried(meeting, OpenCase(case="1001"), who)
        assert refused is not None
        assert HoldCode.OTHER_CASE_OPEN in {hold.code for hold in refused.facts["holds"]}
    _nobody_else_is_told(meeting)


def _nobody_else_is_shown(meeting: Meeting) -> None:
    for number in HIDDEN:
        hidden = meeting.cases[number]
        assert is_restricted(hidden)
        for who in WATCHERS:
            if knows(meeting, who, number):
                continue
            assert hidden not in cases_known(meeting, who)
            offered = next_case(meeting, who)
            assert offered is None or offered.number != number
            if meeting.is_present(who):
                assert who in must_leave(meeting, hidden)
        allowed = {meeting.roll[w].agency for w in meeting.roll if knows(meeting, w, number)}
        assert set(agencies_here(meeting, hidden)) <= allowed
        assert set(speaking_order(meeting, PROTOCOL, hidden)) <= allowed


@often
@given(starts, moves)
def test_a_restricted_case_opens_only_under_a_chair_who_knows_of_it_in_a_room_said_to_be_clear(
    meeting: Meeting, steps: list[tuple[Command, str]]
) -> None:
    for command, by in steps:
        before = meeting
        meeting, _, _ = tried(meeting, command, by)
        opened = meeting.current_case
        if opened in HIDDEN and before.current_case != opened:
            assert before.cases[opened].room_clear
            assert meeting.chair is None or knows(meeting, meeting.chair, opened)


@often
@given(starts, moves)
def test_no_case_or_slot_is_lost_and_at_most_one_is_open(
    meeting: Meeting, steps: list[tuple[Command, str]]
) -> None:
    for command, by in steps:
        meeting, _, _ = tried(meeting, command, by)
        assert set(meeting.cases) == set(NUMBERS)
        slotted = {slot.case for slot in meeting.order}
        waiting = {n for n, c in meeting.cases.items() if c.state is CaseState.LISTED and may_be_listed(c)}
        assert waiting <= slotted
        open_now = [n for n, c in meeting.cases.items() if c.state is CaseState.OPEN]
        assert open_now == ([meeting.current_case] if meeting.current_case else [])
        still = [n for n, c in meeting.cases.items() if c.state is CaseState.WITHDRAWN]
        agreed = {v.case for v in meeting.votes.values() if v.question is Question.WITHDRAW and v.agreed}
        assert set(still) <= agreed


@often
@given(starts, moves)
def test_the_chat_is_shut_exactly_while_a_bare_slot_lasts(
    meeting: Meeting, steps: list[tuple[Command, str]]
) -> None:
    for command, by in steps:
        meeting, _, _ = tried(meeting, command, by)
        current = meeting.case_now
        assert meeting.chat_closed is (current is not None and current.number == "1002")


@often
@given(starts, moves)
def test_no_chair_with_a_conflict_moves_a_case(meeting: Meeting, steps: list[tuple[Command, str]]) -> None:
    for command, by in steps:
        before = meeting
        meeting, entries, refused = tried(meeting, command, by)
        asked = getattr(command, "case", None)
        in_conflict = by in before.roll and asked in before.conflicts.get(by, frozenset())
        if in_conflict and before.chair == by and asked is not None:
            moved = isinstance(
                command, OpenCase | CloseCase | NextSpeaker | CallSpeaker | SumUp | ConfirmResult
            )
            assert not (moved and entries)
            assert not moved or before.current_case != asked or refused is not None


@often
@given(starts, moves)
def test_a_journal_read_back_gives_the_same_meeting(
    started: Meeting, steps: list[tuple[Command, str]]
) -> None:
    meeting, journal = played(started, steps)
    read_back = []
    for line in journal:
        body = msgspec.json.decode(msgspec.json.encode(line.event))
        read_back.append(msgspec.structs.replace(line, event=event_of(kind_of(type(line.event)), body)))
    assert read_back == journal
    assert replay(started, read_back) == meeting


def test_the_sequences_start_where_something_is_hidden() -> None:
    """Without this, the properties above could hold because nothing ever happens."""
    assert IN_THE_SLOT.current_case == "1002"
    assert IN_THE_SLOT.chat_closed
    assert not knows(IN_THE_SLOT, "other-chair", "1002")
