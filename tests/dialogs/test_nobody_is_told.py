"""Whatever happens in a meeting, nobody is shown or told of a case that they may not know of, and the chat of
nothing but times, numbers, agencies and progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import usecases.office  # noqa: F401 - registers every announcer
from dialogs.forms import form
from dialogs.messages import MESSAGES
from dialogs.render import card_of, message_of
from dialogs.table import TABLE
from marac.actions import RecordAction
from marac.admission import may_know_of, may_see
from marac.conflicts import AskToStay, DeclareConflicts
from marac.decide import Command
from marac.decisions import CallQuestion
from marac.hearing import OpenCase
from marac.meeting import Meeting
from marac.presence import Depart
from marac.words import Protects, Question
from tests.dialogs.cards import everything
from tests.dialogs.meetings import SECRET
from tests.dialogs.rooms import NAMED, a_room
from tests.marac.builders import ADMIN, CHAIR, OTHER_ADMIN, after, outcome
from tests.marac.test_case_sequences import HIDDEN, IN_THE_SLOT, PROTOCOL, STARTED, moves, tried
from usecases.announce import CHAT, notices_for
from usecases.ports import Notice
from usecases.rooms import Place
from usecases.telling import NoLongerRight, Told, _check
from usecases.views.desk import desk_for
from usecases.views.help import Help
from usecases.views.meeting import meeting_card, own_meeting_card
from usecases.views.quoracy import quoracy_at

WATCHERS: Final = (
    CHAIR,
    "other-chair",
    ADMIN,
    OTHER_ADMIN,
    "police-rep",
    "idva-rep",
    "observer",
    "guest",
    "lead",
)
OPENS_OR_SHUTS: Final = {"chat-closed", "chat-reopened"}
LABEL: Final = PROTOCOL.restricted.label.format(number=HIDDEN[0])
FORMS: Final = [act for act in TABLE.acts if act.asked]
RING: Final = RecordAction(
    case=HIDDEN[0], what=SECRET, agencies=("police",), protects=Protects.ADULT, feedback=True
)
WITH_CONFLICTS: Final = after(
    after(
        after(STARTED, DeclareConflicts(person=OTHER_ADMIN, cases=("1001", "1002", "1004")), by=OTHER_ADMIN),
        DeclareConflicts(person="idva-rep", cases=("1001",)),
        by="idva-rep",
    ),
    OpenCase(case="1001", note="Go on."),
    by=ADMIN,
)
starts = st.sampled_from((STARTED, IN_THE_SLOT, WITH_CONFLICTS))
often = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def without_labels(held: str) -> str:
    return held.replace(LABEL, "")


def unknown_to(meeting: Meeting, person: str) -> list[str]:
    return [number for number in HIDDEN if not may_know_of(meeting, person, number)]


def look(meeting: Meeting) -> None:
    """Nobody's cards hold what they may not know of; the chat's hold nothing of anybody."""
    for person in WATCHERS:
        room = a_room(person, meeting)
        hearing = desk_for(room, meeting).hearing
        for part in (hearing.now, hearing.next) if hearing else ():
            assert part is None or may_see(meeting, person, part.marks.number)
        views = (desk_for(room, meeting), Help(), own_meeting_card(room, meeting))
        held = without_labels("".join(everything(card_of(view, room)) for view in views))
        held += without_labels(everything(card_of(quoracy_at(room, meeting, None, None), room)))
        for number in unknown_to(meeting, person):
            assert number not in held, person
        if not meeting.roll[person].is_member:
            assert SECRET not in held
    look_at_chat(meeting)


def look_at_chat(meeting: Meeting) -> None:
    for person in ("", ADMIN, CHAIR, "police-rep"):
        room = a_room(person, meeting, Place.CHAT)
        views = [
            meeting_card(meeting, PROTOCOL),
            *([own_meeting_card(room, meeting), Help()] if person else []),
        ]
        is_public("".join(everything(card_of(view, room)) for view in views))


def is_public(held: str) -> None:
    held = without_labels(held)
    for number in HIDDEN:
        assert number not in held
    for name in NAMED.values():
        assert name not in held
    assert SECRET not in held


def tell(notices: Sequence[Notice], meeting: Meeting) -> None:
    """What is said is allowed when it is said, and again when it is sent."""
    for notice in notices:
        place = Place.CHAT if notice.to == CHAT else Place.PERSONAL
        room = a_room("" if notice.to == CHAT else notice.to, meeting, place)
        assert only_identifiers(notice.facts), notice.kind
        try:
            _check(notice, room, meeting)
        except NoLongerRight:
            continue
        if notice.kind not in MESSAGES:
            continue
        said = message_of(Told(kind=notice.kind, facts=notice.facts, meeting=meeting.key), room)
        if notice.to == CHAT:
            assert "attachments" not in said
            is_public(said["text"])
            assert not meeting.chat_closed or notice.kind in OPENS_OR_SHUTS
        else:
            shown = without_labels(everything(said))
            for number in unknown_to(meeting, notice.to):
                assert number not in shown, (notice.kind, notice.to)
            assert SECRET not in shown


def only_identifiers(facts: Any) -> bool:
    """Keys, numbers, dates, yes or no: nothing that somebody has written."""
    if isinstance(facts, str):
        return SECRET not in facts and len(facts) <= 40 and "." not in facts.rstrip("0123456789+:T.-")
    if isinstance(facts, dict):
        return all(only_identifiers(one) for one in facts.values())
    if isinstance(facts, (list, tuple, set, frozenset)):
        return all(only_identifiers(one) for one in facts)
    return facts is None or isinstance(facts, (bool, int)) or hasattr(facts, "isoformat")


def with_secret(command: Command) -> Command:
    """What is typed into an action is something that can be looked for."""
    if not isinstance(command, RecordAction):
        return command
    return msgspec.structs.replace(command, what=SECRET, protects=Protects.ADULT)


@pytest.mark.rule("LIN-119", "LIN-57")
@often
@given(starts, moves)
def test_no_card_and_no_message_tells_anybody_of_what_they_may_not_know(
    meeting: Meeting, steps: list[tuple[Command, str]]
) -> None:
    for command, by in steps:
        before = meeting
        meeting, entries, _ = tried(meeting, with_secret(command), by)
        if entries:
            tell(notices_for(before, meeting, entries, PROTOCOL), meeting)
    look(meeting)


@often
@given(starts, moves, st.sampled_from(WATCHERS), st.sampled_from(FORMS))
def test_no_form_offers_anybody_a_case_that_they_may_not_know_of(
    meeting: Meeting, steps: list[tuple[Command, str]], person: str, act: Any
) -> None:
    for command, by in steps:
        meeting, _, _ = tried(meeting, with_secret(command), by)
    held = without_labels(everything(form(act, a_room(person, meeting), {"meeting": "m1"})))
    for number in unknown_to(meeting, person):
        assert number not in held


@often
@given(starts, moves)
def test_whoever_is_out_of_a_case_hears_nothing_of_it_from_others(
    meeting: Meeting, steps: list[tuple[Command, str]]
) -> None:
    """A chair or administrator with a conflict no more than anybody else (LIN-61, LIN-62)."""
    for command, by in steps:
        before = meeting
        meeting, entries, _ = tried(meeting, with_secret(command), by)
        for notice in notices_for(before, meeting, entries, PROTOCOL) if entries else ():
            case = notice.facts.get("case")
            if notice.to != CHAT and case and notice.kind in MESSAGES and notice.kind not in FOR_THOSE_OUT:
                assert may_see(meeting, notice.to, case), notice


def test_an_administrator_with_a_conflict_hears_nothing_of_what_is_done_in_the_case() -> None:
    done = (
        RecordAction(case="1001", what=SECRET, agencies=("police",), protects=Protects.ADULT),
        CallQuestion(case="1001", question=Question.NOT_HIGH_RISK),
        AskToStay(case="1001", person="idva-rep", stays=False),
        Depart(person="police-rep"),
        Depart(person="childrens-rep"),
    )
    told: set[str] = set()
    meeting = WITH_CONFLICTS
    for command in done:
        made = outcome(meeting, command, by=ADMIN)
        said = notices_for(meeting, made.meeting, made.entries, PROTOCOL)
        told |= {notice.to for notice in said if notice.facts.get("case") == "1001"}
        meeting = made.meeting
    assert ADMIN in told
    assert OTHER_ADMIN not in told


FOR_THOSE_OUT: Final = {"stay", "please-leave", "step-out-now", "come-back"}


def test_the_slot_is_one_in_which_something_could_be_told() -> None:
    """Without this, the properties above could hold because nothing is ever said or shown."""
    recorded = outcome(IN_THE_SLOT, RING, by=ADMIN)
    room = a_room(ADMIN, recorded.meeting)
    held = everything(card_of(desk_for(room, recorded.meeting), room))
    assert HIDDEN[0] in without_labels(held)
    said = notices_for(IN_THE_SLOT, recorded.meeting, recorded.entries, PROTOCOL)
    assert any(notice.facts.get("case") == HIDDEN[0] for notice in said)
    assert not any(notice.to == CHAT for notice in said)
