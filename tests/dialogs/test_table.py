"""The table of acts: all that a card offers can be typed, and all that is typed means one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dialogs import wording
from dialogs.acts import PRIVATE, Act, Field, Kind
from dialogs.reading import Asked, Unclear, read_line, read_values
from dialogs.table import TABLE
from dialogs.typed import split_line
from marac.decide import Command
from tests.dialogs.meetings import A_FULL_MEETING, PROTOCOL
from tests.dialogs.rooms import a_room
from tests.marac.builders import ADMIN
from usecases.requests import Request
from usecases.rooms import Place, Room

ROOM = a_room(ADMIN, A_FULL_MEETING, protocol=PROTOCOL)
every_act = pytest.mark.parametrize("act", TABLE.acts, ids=lambda act: act.verb)


def fields() -> Iterator[tuple[Act, Field]]:
    for act in TABLE.acts:
        for one in act.fields:
            yield act, one


every_field = pytest.mark.parametrize(
    ("act", "one"), list(fields()), ids=[f"{act.verb}-{one.name}" for act, one in fields()]
)


def something(one: Field, room: Room) -> str:
    """Something that can be said for a field, as people type it."""
    options = one.options(room) if one.options else ()
    return {
        Kind.CHOICE: options[0].label if options else "",
        Kind.CHOICES: options[0].label if options else "",
        Kind.DATE: "9 December 2026",
        Kind.TIME: "10:32",
        Kind.NUMBER: "2",
        Kind.TICK: "yes",
        Kind.CONTACT: "Somebody Sycamore",
    }.get(one.kind, "It is late.")


@every_act
def test_every_act_can_be_typed_with_each_of_its_words(act: Act) -> None:
    assert act.words
    for phrase in act.words:
        for typed in (phrase, phrase.upper(), f"{phrase}," if len(phrase) > 1 else phrase):
            found = TABLE.find(typed.split())
            assert found is not None, typed
            assert found == (act, len(phrase.split())), typed


def test_no_words_mean_two_things() -> None:
    words = [phrase for act in TABLE.acts for phrase in act.words]
    assert len(words) == len(set(words))


@every_act
def test_every_act_says_in_a_sentence_what_it_does(act: Act) -> None:
    assert act.title
    assert act.help.endswith(".")
    assert issubclass(act.wanted, Command | Request)


@every_field
def test_every_field_of_every_act_can_be_typed_by_its_label_and_its_name(act: Act, one: Field) -> None:
    said = something(one, ROOM)
    for name in (one.label, one.name, one.label.upper()):
        split = split_line(act, ROOM, f"{name}: {said}")
        assert split.raw == {one.name: said}
        assert not split.left


@every_field
def test_what_a_button_carries_is_read_like_what_is_typed(act: Act, one: Field) -> None:
    said = something(one, ROOM)
    if not said:
        pytest.fail(f"nothing can be chosen for {one.name} in the full meeting")
    others = {f.name: something(f, ROOM) for f in act.fields if f is not one}
    typed = "; ".join(f"{name}: {value}" for name, value in {**others, one.name: said}.items() if value)
    by_line = read_line(TABLE, ROOM, f"{max(act.words, key=len)} {typed}")
    by_form = read_values(act, ROOM, {**others, one.name: said})
    if one.kind in (Kind.CHOICE, Kind.CHOICES) and one.options:
        by_button = read_values(act, ROOM, {**others, one.name: one.options(ROOM)[0].value})
        assert _wanted(by_button) == _wanted(by_form)
    assert _wanted(by_line) == _wanted(by_form)


def _wanted(read: Asked | Unclear | None) -> object:
    assert isinstance(read, Asked), read
    return read.wanted


@every_act
def test_an_act_can_be_made_of_its_fields_alone(act: Act) -> None:
    names = {one.name for one in act.fields}
    assert act.make is not None or names <= set(act.wanted.__struct_fields__)
    required = {f.name for f in act.fields if f.required}
    asked = read_values(act, ROOM, {f.name: something(f, ROOM) for f in act.fields if f.name in required})
    assert isinstance(asked, Asked), asked


@every_act
def test_free_text_is_the_last_thing_typed_or_named(act: Act) -> None:
    """Free text goes on to the next semicolon, so nothing after it could be typed without its label."""
    kinds = [f.kind in (Kind.TEXT, Kind.LONG_TEXT) for f in act.asked if f.required]
    assert kinds == sorted(kinds)


@every_act
def test_what_is_for_ones_own_chat_is_taken_there_alone_or_the_post_is_to_be_deleted(act: Act) -> None:
    typed = "; ".join(f"{f.name}: {something(f, ROOM)}" for f in act.fields)
    in_chat = read_line(TABLE, replace(ROOM, place=Place.CHAT), f"{max(act.words, key=len)} {typed}")
    if act.where == PRIVATE and not act.private:
        assert in_chat == Unclear(wording.IN_PRIVATE)
    else:
        assert isinstance(in_chat, Asked)


@every_field
def test_labels_are_unlike_one_another(act: Act, one: Field) -> None:
    labels = [f.label.casefold() for f in act.fields]
    names = [f.name for f in act.fields if f is not one]
    assert labels.count(one.label.casefold()) == 1
    assert one.label.casefold() not in names
    assert ";" not in one.label
