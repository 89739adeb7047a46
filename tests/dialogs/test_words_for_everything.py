"""Nothing that can happen is without its words, and every word has something that it is for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bot.turns  # noqa: F401 - brings every use case with its views and requests
import usecases
from dialogs import wording
from dialogs.cards.rendering import rendered_views
from dialogs.groups import MOMENTS
from dialogs.messages import MESSAGES
from dialogs.table import TABLE
from dialogs.wording_actions import PROTECTS
from dialogs.wording_files import PROBLEMS, TABLES, WARNINGS
from dialogs.wording_hearing import _HOLDS, AGREED, ASKED, QUESTIONS, VIEWS
from marac.decide import Command, Why, commands
from marac.holds import HoldCode
from marac.order_warnings import Worry
from marac.personal_details import DetailKind
from marac.words import ActionState, Protects, Question, Views
from tests.dialogs.meetings import A_FULL_MEETING
from tests.dialogs.rooms import a_room
from tests.marac.builders import ADMIN
from usecases.case_list import CaseListFault
from usecases.handing_over import FileOffer
from usecases.import_cases import LEFT_OUT, ImportFault
from usecases.import_register import STILL_BARRED, STILL_LEFT
from usecases.imported_files import FileFault
from usecases.register_rows import RegisterFault
from usecases.requests import _ANSWERERS, Request, View
from usecases.status_words import STATES
from usecases.table_shape import TableFault
from usecases.telling import _FOR_THOSE_OUT, _SHOWN, _STILL_RIGHT
from usecases.views.mail import Mailed

FOLDER = Path(usecases.__file__).parent
SURFACES = {"desk", "meeting"}
"""Cards kept up to date, built from the meeting as it is."""

OF_THEMSELVES = {
    *(
        "CallMeeting",
        "UpdateRoll",
        "ReportStranger",
        "ListCases",
        "CheckStart",
        "TellTimeUp",
        "NotePost",
        "ChaseAbsences",
        "NoteNewcomers",
        "SetChairTurn",
        "ListClosures",
        "AnnounceNews",
        "SuggestRepeats",
        "StopFeedback",
        "HoldOver",
        "PutOnNext",
        "KeepBack",
        "StopFlagging",
        "RaiseProfessionals",
    ),
}
"""Commands that nobody gives: they come from files, Teams and the clock."""
THROUGH_A_REQUEST = {
    *("InviteGuest", "ReportLeaver", "ReportReturn", "BarPerson", "LiftBar"),
    *("EnterLeaving", "TakeBackLeaving"),
    *("ReportMatter", "SettleMatter", "ApproveClosures"),
}
"""Commands that a request gives once it has seen to the register."""
IN_ONE_GO = {"TickPoint": "TickPoints"}
"""Commands of one tick, of which people give several at once."""


def below(of: type[Any]) -> Iterator[type[Any]]:
    for one in of.__subclasses__():
        yield one
        yield from below(one)


def of_this_product(found: Iterator[type[Any]]) -> list[type[Any]]:
    return [one for one in found if one.__module__.split(".")[0] in ("usecases", "bot")]


def kinds_said() -> set[str]:
    """The kinds of notice that stand in the announcers' source."""
    said: set[str] = set()
    for path in FOLDER.glob("*.py"):
        for call in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            place = {"say": 1, "say_to": 1, "say_in_chat": 0}.get(name)
            if place is not None and len(call.args) > place:
                constants = (n for n in ast.walk(call.args[place]) if isinstance(n, ast.Constant))
                said |= {n.value for n in constants if isinstance(n.value, str)}
    return said


@pytest.mark.parametrize("why", Why)
def test_every_refusal_has_a_sentence_that_says_what_to_do(why: Why) -> None:
    assert why in wording.REFUSALS


@pytest.mark.parametrize("code", HoldCode)
def test_every_hold_has_its_sentence(code: HoldCode) -> None:
    assert code in _HOLDS


def test_every_kind_that_is_said_has_its_words_or_its_view() -> None:
    said = kinds_said() - {"conflict-"}
    assert len(said) > 30
    assert said - set(MESSAGES) - set(_SHOWN) == set()


def test_whatever_is_checked_again_is_something_that_is_said() -> None:
    assert set(_STILL_RIGHT) - set(MESSAGES) - set(_SHOWN) == set()
    assert _FOR_THOSE_OUT - set(MESSAGES) - set(_SHOWN) == set()


def test_every_view_has_a_card() -> None:
    not_in_cards = {FileOffer, Mailed}
    assert set(of_this_product(below(View))) - rendered_views() == not_in_cards


def test_every_request_is_answered() -> None:
    asked = [one for one in of_this_product(below(Request)) if not one.__name__.startswith("_")]
    assert [one.__name__ for one in asked if one not in _ANSWERERS] == []


def test_every_request_and_command_of_a_person_can_be_asked_for() -> None:
    offered = {act.wanted.__name__ for act in TABLE.acts}
    asked = {one.__name__ for one in of_this_product(below(Request)) if not one.__name__.startswith("_")}
    given = {command.__name__ for command in commands()}
    assert asked - offered == set()
    assert given - offered - OF_THEMSELVES - THROUGH_A_REQUEST == set(IN_ONE_GO)
    assert set(IN_ONE_GO.values()) <= offered
    assert given >= (OF_THEMSELVES | THROUGH_A_REQUEST)
    assert not (OF_THEMSELVES | THROUGH_A_REQUEST) & offered
    assert all(issubclass(act.wanted, Command | Request) for act in TABLE.acts)


@pytest.mark.parametrize(
    ("worded", "things"),
    [
        (TABLES, TableFault),
        (PROBLEMS, [*FileFault, *CaseListFault, *RegisterFault, *ImportFault]),
        (WARNINGS, [*Worry, LEFT_OUT, STILL_LEFT, STILL_BARRED]),
        (VIEWS, Views),
        (QUESTIONS, Question),
        (ASKED, Question),
        (AGREED, [(question, agreed) for question in Question for agreed in (True, False)]),
        (PROTECTS, Protects),
        (STATES, ActionState),
        (wording.DETAILS, DetailKind),
    ],
)
def test_every_list_is_worded_whole_and_no_further(worded: Any, things: Any) -> None:
    assert set(worded) == set(things)


def test_every_moment_is_an_acts() -> None:
    assert set(MOMENTS) <= set(TABLE.by_verb)


class Everything(dict[str, Any]):
    """Facts in which everything is."""

    def __missing__(self, name: str) -> str:
        return name


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_every_button_of_a_message_is_an_act_and_what_it_carries_is_a_field(kind: str) -> None:
    offered = MESSAGES[kind].acts(Everything(), a_room(ADMIN, A_FULL_MEETING))
    fields = {f.name for verb, _ in offered for f in TABLE.by_verb[verb].fields}
    assert all(set(data) <= fields for _, data in offered)
