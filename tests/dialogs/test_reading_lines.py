"""Typed lines: what they come to, and what is said where they are unclear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs import wording
from dialogs.forms import form
from dialogs.reading import Asked, Unclear, read_line, read_values
from dialogs.table import TABLE
from marac.conflicts import AskToStay, DeclareConflicts
from marac.declarations import Declare
from marac.opening import GoAhead, LogContact, OpenSitting, SkipStep
from marac.presence import Arrive
from marac.speaking import CallSpeaker
from marac.words import Source
from tests.dialogs.meetings import A_FULL_MEETING, PROTOCOL, a_crowded_meeting
from tests.dialogs.rooms import RESTRICTED, a_room
from tests.marac.builders import ADMIN, CHAIR
from usecases.requests import ShowHelp, ShowMeeting, ShowQuoracy, Wanted
from usecases.rooms import Place, Room

ROOM = a_room(ADMIN, A_FULL_MEETING, protocol=PROTOCOL)
POLICE = a_room("police-rep", A_FULL_MEETING)


def asked(text: str, room: Room = ROOM) -> Wanted:
    read = read_line(TABLE, room, text)
    assert isinstance(read, Asked), read
    return read.wanted


def unclear(text: str, room: Room = ROOM) -> str:
    read = read_line(TABLE, room, text)
    assert isinstance(read, Unclear), read
    return read.sentence


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("help", ShowHelp()),
        ("?", ShowHelp()),
        ("Hello there!", ShowHelp()),
        ("<at>MARAC Assistant</at>&nbsp;help", ShowHelp()),
        ("<p>status</p>", ShowMeeting()),
        ("quorum", ShowQuoracy()),
        (
            "quorum case 1004 at 10:32",
            ShowQuoracy(case="1004", at=datetime(2026, 12, 2, 10, 32, tzinfo=UTC)),
        ),
        ("quorum at 25/11/2026 10:32", ShowQuoracy(at=datetime(2026, 11, 25, 10, 32, tzinfo=UTC))),
        ("quorum 1004", ShowQuoracy(case="1004")),
        ("quorum 10:32", ShowQuoracy(at=datetime(2026, 12, 2, 10, 32, tzinfo=UTC))),
        ("here please", Arrive(person=ADMIN, source=Source.CHECKED_IN)),
        ("Please open the sitting", None),
        ("go ahead; why: The police are on their way.", GoAhead(note="The police are on their way.")),
        ("go ahead The police are on their way.", GoAhead(note="The police are on their way.")),
        ("skip welcome We all know each other.", SkipStep(step="welcome", note="We all know each other.")),
        ("rung Children’s Services", LogContact(agency="childrens")),
        ("rung children's services", LogContact(agency="childrens")),
        ("rung Acute Health Team", LogContact(agency="health")),
        ("call housing", CallSpeaker(case="1004", agency="housing")),
        ("stay 1005 Housing Fir", AskToStay(case="1005", person="housing-rep", stays=True)),
        ("stay; person: Housing Fir; case: 1005", AskToStay(case="1005", person="housing-rep", stays=True)),
        ("conflict 1001 and 1005", DeclareConflicts(person=ADMIN, cases=("1001", "1005"))),
        ("conflicts 1001, 1005", DeclareConflicts(person=ADMIN, cases=("1001", "1005"))),
        ("no conflicts", DeclareConflicts(person=ADMIN)),
        ("conflict none", DeclareConflicts(person=ADMIN)),
        ("I accept the declaration", Declare(person=ADMIN, version="1")),
    ],
)
def test_a_line_comes_to(text: str, wanted: Wanted | None) -> None:
    if wanted is None:
        assert isinstance(read_line(TABLE, ROOM, text), Unclear)
    else:
        assert asked(text) == wanted


def test_an_administrator_asks_for_somebody_else_by_name() -> None:
    on_behalf = Arrive(person="police-rep", source=Source.MARKED)
    for name in ("Police Birch", "police birch", "birch", "police-rep"):
        assert asked(f"for {name}: here") == on_behalf
    assert asked("for Police Birch: conflict 1005") == DeclareConflicts(person="police-rep", cases=("1005",))


@pytest.mark.parametrize("name", ["Police", "Nobody Nettle", ""])
def test_somebody_elses_name_has_to_be_one_persons(name: str) -> None:
    assert unclear(f"for {name}: here") == wording.NOBODY_OF_THAT_NAME


def test_for_with_no_act_behind_it_is_not_understood() -> None:
    assert read_line(TABLE, ROOM, "for your information: lunch is at one") is None
    assert read_line(TABLE, ROOM, "what is for lunch") is None


def test_a_conflict_without_its_case_is_never_taken_for_none() -> None:
    for text in ("conflict", "conflicts", "conflict of interest", "conflict.", "conflict ;"):
        assert "no conflicts" in unclear(text)
    assert isinstance(read_line(TABLE, ROOM, "no conflicts 1001"), Unclear)


def test_what_was_not_understood_is_not_half_done() -> None:
    assert "not the rest of the line" in unclear("resume in ten minutes")
    assert "not the rest of the line" in unclear("open 1005")
    assert isinstance(read_line(TABLE, ROOM, "open"), Asked)
    assert asked("open") == OpenSitting()
    assert "Please choose Case 1001" in unclear("quorum case 9999 at 10:32")
    assert "Please choose Case 1001" in unclear("quorum 9999")
    assert "I could not read the time" in unclear("quorum 25:61")


def test_an_unknown_choice_is_answered_with_what_there_is() -> None:
    assert "Please choose Police, Acute Health" in unclear("rung the fire brigade")
    assert unclear("rung").startswith("I need one more thing to do that: agency.")


def test_nobody_is_offered_a_case_that_they_may_not_know_of() -> None:
    for text in ("quorum case 9", "conflict 9", "case 9"):
        read = read_line(TABLE, POLICE, text)
        assert isinstance(read, Unclear)
        assert not any(number in read.sentence for number in RESTRICTED)
    assert "1002" in unclear("conflict 9")


@pytest.mark.rule("LIN-51")
def test_a_line_with_somebodys_details_is_sent_to_the_case_system_and_not_repeated() -> None:
    for text in (
        "her number is 07700 900123",
        "go ahead ring her on 07700 900123",
        "resume once 07700 900123 has been rung",
    ):
        said = unclear(text, POLICE)
        assert "case system" in said, text
        assert "07700" not in said


def test_an_endless_line_is_read_to_a_limit() -> None:
    assert "characters at most" in unclear("go ahead " + "x" * 100_000)
    assert read_line(TABLE, ROOM, "x" * 1_000_000) is None


def test_a_form_with_nothing_ticked_is_an_answer_and_not_the_default() -> None:
    act = TABLE.by_verb["checklist"]
    untouched = read_values(act, ROOM, {"case": "1004"})
    emptied = read_values(act, ROOM, {"case": "1004", "points": ""})
    ticked = read_values(act, ROOM, {"case": "1004", "points": "risks"})
    assert isinstance(untouched, Asked)
    assert isinstance(emptied, Asked)
    assert isinstance(ticked, Asked)
    assert emptied.wanted != ticked.wanted
    none = read_values(TABLE.by_verb["conflicts"], ROOM, {"cases": ""})
    assert isinstance(none, Asked)
    assert none.wanted == DeclareConflicts(person=ADMIN)


# --- whatever is typed or sent -------------------------------------------------------------------------

WHERE = ("nowhere", "full", "chat", "crowded")
PEOPLE = (CHAIR, ADMIN, "police-rep", "housing-rep", "observer", "guest", "lead", "somebody-else")
CROWDED = a_crowded_meeting()


def room_of(person: str, where: str) -> Room:
    meeting = {"nowhere": None, "crowded": CROWDED}.get(where, A_FULL_MEETING)
    return a_room(person, meeting, Place.CHAT if where == "chat" else Place.PERSONAL)


people = st.sampled_from(PEOPLE)
places = st.sampled_from(WHERE)
PHRASES = st.sampled_from([phrase for act in TABLE.acts for phrase in act.words])
PIECES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        (
            *(
                "case",
                "1004",
                "case 1002",
                "at",
                "10:32",
                "25/11/2026 10:32",
                "29/2/2027",
                "on",
                "none",
                "all",
            ),
            *(
                ";",
                ":",
                "case:",
                "for Police Birch:",
                "Police Birch",
                "police",
                "a1",
                "yes",
                "<at>x</at>",
                "&lt;",
            ),
            *("&lt;", "person: ", "what: Ring.", "20" * 40, "²", "١٢", "0", "and", ",", "’", "\x00"),
        )
    ),
)
LINES = st.builds(
    lambda head, rest: " ".join([head, *rest]), PHRASES | st.text(max_size=20), st.lists(PIECES, max_size=8)
)
often = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@given(people, places, LINES)
def test_no_typed_line_whatever_raises(person: str, where: str, line: str) -> None:
    room = room_of(person, where)
    read = read_line(TABLE, room, line)
    assert read is None or isinstance(read, Asked | Unclear)
    if isinstance(read, Unclear):
        assert read.sentence.strip()
        hidden = [n for n in RESTRICTED if room.person != ADMIN and n not in line]
        assert not any(number in read.sentence for number in hidden)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(("true", "false", "a,b", "police,idva", "1004", "2026-12-09", "10:32", ADMIN)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELD_NAMES = sorted({f.name for act in TABLE.acts for f in act.fields} | {"person", "meeting", "form", "x"})
SENT = st.dictionaries(st.sampled_from(FIELD_NAMES), JSON, max_size=6)


@often
@given(people, places, st.sampled_from(sorted(TABLE.by_verb)), SENT)
def test_nothing_that_a_client_could_send_raises(
    person: str, where: str, verb: str, sent: dict[str, Any]
) -> None:
    room, act = room_of(person, where), TABLE.by_verb[verb]
    assert isinstance(read_values(act, room, sent), Asked | Unclear)
    if act.asked:
        assert form(act, room, sent)["type"] == "AdaptiveCard"
