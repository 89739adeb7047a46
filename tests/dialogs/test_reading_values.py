"""Values as people write them, and as any client could send them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dialogs.acts import Field, Kind, Option
from dialogs.reading import as_given, as_text
from dialogs.values import value_of
from marac.personal_details import find_details
from tests.dialogs.rooms import a_room
from tests.marac.builders import ADMIN, a_meeting
from usecases.rooms import Room

DAY = Field("on", "New date", Kind.DATE)
MOMENT = Field("at", "Time", Kind.TIME)
COUNT = Field("start", "From", Kind.NUMBER)
TICK = Field("ticked", "Seen to", Kind.TICK, hint="The case system is updated")
WORDS = Field("what", "What is to be done", Kind.LONG_TEXT, max_length=40)
AGENCIES = (
    Option("a-and-e", "Accident and Emergency", ("A&E",)),
    Option("police", "Testshire Police"),
    Option("council", "Testshire Council"),
    Option("gp", "GP practices, through the board"),
    Option("children", "Children’s Services"),
)
ONE = Field("agency", "Agency", Kind.CHOICE, options=lambda room: AGENCIES)
MANY = Field("agencies", "Agencies", Kind.CHOICES, required=False, options=lambda room: AGENCIES)


@pytest.fixture
def room() -> Room:
    return a_room(ADMIN, a_meeting())


def sentence(one: Field, room: Room, text: str) -> str:
    with pytest.raises(ValueError, match=r"\w") as error:
        value_of(one, room, text)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-09", date(2026, 12, 9)),
        ("9/12/2026", date(2026, 12, 9)),
        ("09/12/26", date(2026, 12, 9)),
        ("9.12.2026", date(2026, 12, 9)),
        ("9-12-2026", date(2026, 12, 9)),
        ("9 December 2026", date(2026, 12, 9)),
        ("9th Dec 2026", date(2026, 12, 9)),
        ("Wednesday 9 December 2026", date(2026, 12, 9)),
        ("Wed, 9th of December", date(2026, 12, 9)),
        ("by 9 December.", date(2026, 12, 9)),
        ("9/12", date(2026, 12, 9)),
        ("20 November", date(2026, 11, 20)),
        ("4 January", date(2027, 1, 4)),
        ("29/2/2028", date(2028, 2, 29)),
        ("29 February 2028", date(2028, 2, 29)),
        ("tomorrow", date(2026, 12, 3)),
        ("today", date(2026, 12, 2)),
    ],
)
def test_a_date_is_read_as_people_here_write_it(room: Room, text: str, meant: date) -> None:
    assert value_of(DAY, room, text) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("29/2/2027", "There is no such day"),
        ("29 February", "There is no such day"),
        ("31/11/2026", "There is no such day"),
        ("12/13/2026", "There is no such day"),
        ("9/12/1926", "There is no such day"),
        ("Monday 9 December 2026", "9 December 2026 is a Wednesday"),
        ("soon", "I could not read the date"),
        ("9 of Decembruary", "I could not read the date"),
        ("99999999999", "I could not read the date"),
        ("٩/١٢/٢٠٢٦", "I could not read the date"),
    ],
)
def test_a_date_that_cannot_be_is_asked_about(room: Room, text: str, said: str) -> None:
    assert sentence(DAY, room, text).startswith(said)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10:32", datetime(2026, 12, 2, 10, 32, tzinfo=UTC)),
        ("9.05", datetime(2026, 12, 2, 9, 5, tzinfo=UTC)),
        ("at 2pm", datetime(2026, 12, 2, 14, tzinfo=UTC)),
        ("12.30 am", datetime(2026, 12, 2, 0, 30, tzinfo=UTC)),
        ("25/11/2026 10:32", datetime(2026, 11, 25, 10, 32, tzinfo=UTC)),
        ("25 November at 10:32", datetime(2026, 11, 25, 10, 32, tzinfo=UTC)),
        ("10:32 on 25 November 2026", datetime(2026, 11, 25, 10, 32, tzinfo=UTC)),
        ("1/7/2026 10:32", datetime(2026, 7, 1, 9, 32, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_on_the_areas_clock(room: Room, text: str, meant: datetime) -> None:
    assert value_of(MOMENT, room, text) == meant


@pytest.mark.parametrize("text", ["25:00", "10:61", "13pm", "0am", "10", "10:32+01:00", "noonish"])
def test_a_time_that_cannot_be_is_asked_about(room: Room, text: str) -> None:
    assert sentence(MOMENT, room, text).startswith("I could not read the time")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("police", "police"),
        ("testshire POLICE", "police"),
        ("Police", "police"),
        ("a&e", "a-and-e"),
        ("Accident and", "a-and-e"),
        ("children's services", "children"),
        ("gp practices, through the board", "gp"),
    ],
)
def test_a_choice_is_found_by_its_words_or_a_part_of_them(room: Room, text: str, meant: str) -> None:
    assert value_of(ONE, room, text) == meant


def test_a_choice_that_could_be_several_is_answered_with_these_alone(room: Room) -> None:
    said = sentence(ONE, room, "Testshire")
    assert said == "Several fit “Agency”. Which do you mean: Testshire Police or Testshire Council?"


@pytest.mark.parametrize("text", [".", "…", "fire brigade", "x" * 5000])
def test_an_unknown_choice_is_answered_with_what_there_is(room: Room, text: str) -> None:
    said = sentence(ONE, room, text)
    assert "Accident and Emergency, Testshire Police" in said
    assert len(said) < 300


def test_one_option_is_not_taken_for_a_full_stop(room: Room) -> None:
    only = Field("agency", "Agency", Kind.CHOICE, options=lambda r: AGENCIES[1:2])
    assert "Please choose Testshire Police" in sentence(only, room, ".")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("police,council", ("police", "council")),
        ("Testshire Police; Accident and Emergency", ("police", "a-and-e")),
        ("Accident and Emergency and Testshire Police", ("a-and-e", "police")),
        ("GP practices, through the board, police", ("gp", "police")),
        ("police a-and-e", ("police", "a-and-e")),
        ("police police", ("police",)),
        ("Children's, GP practices", ("children", "gp")),
        ("none", ()),
        ("all", ("a-and-e", "police", "council", "gp", "children")),
    ],
)
def test_several_choices_are_read_however_they_are_divided(
    room: Room, text: str, meant: tuple[str, ...]
) -> None:
    assert value_of(MANY, room, text) == meant


def test_one_wrong_choice_among_several_spoils_them_all(room: Room) -> None:
    assert "I could not find that" in sentence(MANY, room, "police, fire brigade")


@pytest.mark.parametrize(
    ("given", "meant"),
    [("true", True), ("yes", True), ("The case system is updated", True), ("false", False), ("No.", False)],
)
def test_a_tick_is_read_from_a_toggle_and_from_words(room: Room, given: str, meant: bool) -> None:
    assert value_of(TICK, room, given) is meant


def test_a_tick_is_nothing_between(room: Room) -> None:
    assert sentence(TICK, room, "perhaps") == "Please answer “Seen to” with yes or no."


def test_a_number_is_a_whole_one(room: Room) -> None:
    assert value_of(COUNT, room, "8") == 8
    for text in ("-1", "1.5", "1234567", "eight", "²"):
        assert "whole number" in sentence(COUNT, room, text)


def test_text_over_its_length_is_refused_with_both_lengths(room: Room) -> None:
    said = sentence(WORDS, room, "x" * 41)
    assert "40 characters at most; this is 41" in said


@pytest.mark.rule("LIN-51")
def test_text_with_somebodys_details_is_sent_to_the_case_system_and_not_repeated(room: Room) -> None:
    text = "Ring her on 07700 900123"
    assert find_details(text)
    said = sentence(WORDS, room, text)
    assert "Please put such details in the case system" in said
    assert "07700" not in said


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (3, "3"),
        (3.0, "3"),
        (3.5, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        pytest.param(10**5000, "", id="enormous"),
        (" a ", "a"),
        (["a", "b", None], "a; b"),
        ([["a"]], ""),
        ({"a": 1}, ""),
        ("a\x00b\ud800", "a b"),
    ],
)
def test_what_a_client_sends_becomes_text_or_nothing(given: Any, text: str) -> None:
    assert as_text(given) == text


def test_what_was_understood_can_be_carried_by_a_button_and_read_again(room: Room) -> None:
    values = {
        "agencies": ("police", "gp"),
        "on": date(2026, 12, 9),
        "at": datetime(2026, 7, 1, 9, 32, tzinfo=UTC),
        "ticked": True,
        "what": "Ring.",
    }
    carried = as_given(values, room)
    fields = {f.name: f for f in (MANY, DAY, MOMENT, TICK, WORDS)}
    assert {n: value_of(fields[n], room, v) for n, v in carried.items()} == values
