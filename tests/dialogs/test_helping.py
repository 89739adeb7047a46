"""The help: what this person may do here and now, and no more."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dialogs.cards.helping import ELSEWHERE, ON_BEHALF, acts_offered
from dialogs.groups import Group, group_of, groups_in_order
from dialogs.reading import Unclear, read_line
from dialogs.render import card_of
from dialogs.table import TABLE
from marac.meeting import Meeting
from marac.protocol import FlagRule, protocol_for
from marac.protocol.records import ClosureRule, PaperRule
from marac.words import Capacity, SittingState
from tests.dialogs.cards import texts
from tests.dialogs.meetings import A_FULL_MEETING, PROTOCOL, a_full_meeting
from tests.dialogs.rooms import a_room
from tests.marac.builders import ADMIN, CHAIR, a_meeting, person
from tests.marac.ready import with_first_sitting
from usecases.rooms import Place
from usecases.views.help import Help

BEFORE = a_meeting(open_sitting=False)
AFTER = with_first_sitting(a_meeting(heard=("1001",)), state=SittingState.ENDED)
MANAGER = msgspec.structs.replace(
    A_FULL_MEETING, roll={**A_FULL_MEETING.roll, "manager": person("manager", "police", Capacity.MANAGER)}
)


def offered(who: str, meeting: Meeting | None = A_FULL_MEETING, place: Place = Place.PERSONAL) -> set[str]:
    return {act.verb for act in acts_offered(a_room(who, meeting, place), TABLE)}


def help_of(who: str, meeting: Meeting | None = A_FULL_MEETING, place: Place = Place.PERSONAL) -> Any:
    return card_of(Help(), a_room(who, meeting, place))


MOVES_THE_MEETING = {"next", "close-case", "suspend", "go-ahead", "end-sitting"}
ADMINISTERS = {"admit", "rung", "invite", "seat-chair", "flag-post"}
FOR_AN_AGENCY = {"offer", "authority", "agree", "delegate"}


def test_the_chair_sees_what_moves_the_meeting_and_not_what_administrators_alone_do() -> None:
    assert offered(CHAIR) >= MOVES_THE_MEETING
    assert not offered(CHAIR) & ADMINISTERS


def test_an_administrator_sees_both() -> None:
    assert offered(ADMIN) >= MOVES_THE_MEETING | {"admit", "rung", "seat-chair", "flag-post"}


def test_a_representative_sees_what_they_can_do_for_their_agency() -> None:
    assert offered("police-rep") >= FOR_AN_AGENCY
    assert not offered("police-rep") & (MOVES_THE_MEETING | ADMINISTERS)


@pytest.mark.parametrize("who", ["observer", "guest", "lead"])
def test_whoever_only_watches_or_came_for_one_case_sees_what_is_theirs(who: str) -> None:
    assert {"help", "desk", "declare"} <= offered(who)
    assert not offered(who) & (MOVES_THE_MEETING | ADMINISTERS | FOR_AN_AGENCY)


def test_a_line_manager_and_a_stranger_see_next_to_nothing() -> None:
    assert not offered("manager", MANAGER) & (MOVES_THE_MEETING | ADMINISTERS | FOR_AN_AGENCY)
    assert offered("nobody") <= {"help", "desk", "order", "outstanding", "declare", "duties", "observe"}
    assert not offered("nobody", None) & (MOVES_THE_MEETING | ADMINISTERS | FOR_AN_AGENCY)


def test_in_the_chat_nothing_private_is_listed_and_the_way_to_the_rest_is() -> None:
    for who in (CHAIR, ADMIN, "police-rep", "observer"):
        listed = offered(who, place=Place.CHAT)
        assert not any(TABLE.by_verb[verb].private for verb in listed)
        assert not listed & {"conflicts", "action", "my-actions", "admit", "done"}
        assert ELSEWHERE in texts(help_of(who, place=Place.CHAT))
        assert ELSEWHERE not in texts(help_of(who))


def test_in_the_chat_the_list_is_the_same_whatever_restricted_case_is_open() -> None:
    secret = a_full_meeting(current_case="1003")
    none = a_full_meeting(current_case=None)
    for who in (CHAIR, ADMIN):
        assert help_of(who, secret, Place.CHAT) == help_of(who, none, Place.CHAT)


def test_what_makes_no_sense_at_the_moment_is_left_out() -> None:
    assert "open" in offered(CHAIR, BEFORE)
    assert "open" not in offered(CHAIR)
    assert "resume" not in offered(CHAIR)
    assert not offered(CHAIR, BEFORE) & {"next", "close-case", "suspend", "step", "break", "leave"}
    assert not offered(CHAIR, AFTER) & {"suspend", "step", "break", "next"}
    assert "check-in" in offered("police-rep", BEFORE)
    assert "check-in" not in offered("police-rep")
    assert "leave" in offered("police-rep")
    on_a_break = with_first_sitting(A_FULL_MEETING, state=SittingState.BREAK)
    assert "resume" in offered(CHAIR, on_a_break)
    assert "agree" not in offered("police-rep", a_full_meeting(votes={}))
    assert "accept" not in offered("idva-rep")


def test_what_is_left_out_can_be_typed_all_the_same() -> None:
    room = a_room(CHAIR, BEFORE)
    assert "suspend" not in offered(CHAIR, BEFORE)
    read = read_line(TABLE, room, "suspend; why: The police are late.")
    assert not isinstance(read, Unclear)
    assert read is not None


def test_what_is_being_done_comes_first_and_the_rest_is_folded() -> None:
    open_case = a_room(CHAIR, A_FULL_MEETING)
    between = a_room(CHAIR, a_full_meeting(current_case=None))
    assert groups_in_order(list(Group), open_case)[0] is Group.CASE
    assert groups_in_order(list(Group), between)[0] is Group.RUNNING
    hidden = [part for part in help_of(CHAIR)["body"] if part.get("isVisible") is False]
    assert len(hidden) == len({group_of(act) for act in acts_offered(open_case, TABLE)}) - 1


def test_an_administrator_learns_how_to_do_it_for_somebody_else() -> None:
    assert ON_BEHALF in texts(help_of(ADMIN))
    assert ON_BEHALF not in texts(help_of("police-rep"))


def test_whatever_is_listed_is_offered_to_somebody_at_some_moment() -> None:
    on_a_break = with_first_sitting(A_FULL_MEETING, state=SittingState.BREAK)
    between = a_full_meeting(current_case=None)
    away = msgspec.structs.replace(A_FULL_MEETING.roll["health-rep"], apologies=True)
    excused = msgspec.structs.replace(
        A_FULL_MEETING, roll={**A_FULL_MEETING.roll, "health-rep": away}, current_case=None
    )
    wants = dict.fromkeys(("volunteered", "understood", "chair_confirms"), True)
    closing = {
        "closures": ClosureRule(listed="weekly", cite="1"),
        "flags": FlagRule(cite="1"),
        "papers": PaperRule(listed=(), ready="-8 working days", cite="1"),
        "actions": PROTOCOL.actions.model_copy(update=wants),
        "matters": protocol_for("lincolnshire").matters,
    }
    wanting = PROTOCOL.model_copy(update=closing)
    found: set[str] = set()
    for meeting in (BEFORE, A_FULL_MEETING, on_a_break, between, excused, AFTER):
        for who in (CHAIR, ADMIN, "police-rep", "idva-rep", "health-rep", "guest", "lead"):
            for protocol in (PROTOCOL, wanting):
                found |= {act.verb for act in acts_offered(a_room(who, meeting, protocol=protocol), TABLE)}
    assert {act.verb for act in TABLE.acts if act.listed} - found == set()
