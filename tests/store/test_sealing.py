"""Typed words are parted from the event before anything is written, or the event is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pytest
from cryptography.fernet import Fernet, InvalidToken
from hypothesis import given
from hypothesis import strategies as st

import marac.engines
from marac.journal import Event, event_kinds
from marac.words import FreeText
from store.sealing import check_sealing, join, part

KEY = Fernet(Fernet.generate_key())
TEXT = st.text(max_size=40)
assert marac.engines.ENGINES


class Plain(Event, frozen=True):
    case: str
    on: date


class Wordy(Event, frozen=True):
    case: str
    note: FreeText
    more: FreeText | None = None
    several: tuple[FreeText, ...] = ()
    by_agency: tuple[tuple[str, FreeText], ...] = ()
    answers: Mapping[str, FreeText] = {}


class Part(msgspec.Struct, frozen=True):
    what: FreeText


class Nested(Event, frozen=True):
    parts: tuple[Part, ...]


class Keyed(Event, frozen=True):
    by_words: Mapping[FreeText, int]


def key() -> Fernet:
    return KEY


def no_key() -> Fernet:
    raise AssertionError("no key is needed where there are no words")


def read(event_type: type[Event], body: bytes, sealed: bytes, key: Fernet | None) -> Any:
    return msgspec.convert(join(body.decode(), sealed, key), event_type)


@given(
    st.builds(
        Wordy,
        case=st.just("101"),
        note=TEXT,
        more=st.none() | TEXT,
        several=st.lists(TEXT, max_size=3).map(tuple),
        by_agency=st.lists(st.tuples(st.just("police"), TEXT), max_size=3).map(tuple),
        answers=st.dictionaries(st.sampled_from(["police", "health"]), TEXT),
    )
)
def test_parted_and_joined_an_event_is_the_same_and_without_the_key_it_is_erased(event: Wordy) -> None:
    body, sealed = part(event, key)

    assert read(Wordy, body, sealed, KEY) == event
    assert read(Wordy, body, sealed, None) == Wordy(
        case="101",
        note="",
        more=None if event.more is None else "",
        several=("",) * len(event.several),
        by_agency=(("police", ""),) * len(event.by_agency),
        answers=dict.fromkeys(event.answers, ""),
    )


def test_no_word_is_in_the_body() -> None:
    words = ["Zebra", "Umbrella", "Lighthouse", "Marigold", "Thimble"]
    event = Wordy(
        case="101",
        note=words[0],
        more=words[1],
        several=(words[2],),
        by_agency=(("police", words[3]),),
        answers={"health": words[4]},
    )

    body, sealed = part(event, key)

    assert not [word for word in words if word.encode() in body + sealed]
    assert b"police" in body


def test_without_words_nothing_is_sealed() -> None:
    assert part(Plain(case="101", on=date(2026, 11, 24)), no_key)[1] == b""
    assert part(Wordy(case="101", note="", several=("",)), no_key)[1] == b""


def test_another_key_does_not_open_the_words() -> None:
    body, sealed = part(Wordy(case="101", note="Zebra"), key)
    with pytest.raises(InvalidToken):
        join(body.decode(), sealed, Fernet(Fernet.generate_key()))


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (Nested(parts=(Part(what="Zebra"),)), "Nested.parts holds typed words inside Part"),
        (Keyed(by_words={"Zebra": 1}), "Keyed.by_words keys a mapping by typed words"),
    ],
)
def test_an_event_that_hides_words_is_refused(event: Event, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        part(event, key)


def test_every_event_of_every_engine_can_be_sealed() -> None:
    kinds = event_kinds()
    assert len(kinds) > 20
    for event_type in kinds.values():
        check_sealing(event_type)
