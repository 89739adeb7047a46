"""Forms: they take up what was said, validate by the schema, and never ask for more than they need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dialogs.acts import Act, Field, Kind
from dialogs.forms import form
from dialogs.reading import Asked, Unclear, read_line, read_values
from dialogs.table import TABLE
from marac.declarations import ConfirmAuthority
from tests.dialogs.cards import faults, texts
from tests.dialogs.meetings import A_FULL_MEETING, PROTOCOL, a_crowded_meeting
from tests.dialogs.rooms import RESTRICTED, a_room
from tests.marac.builders import ADMIN

ROOM = a_room(ADMIN, A_FULL_MEETING, protocol=PROTOCOL)
FORMS = [act for act in TABLE.acts if act.asked]
every_form = pytest.mark.parametrize("act", FORMS, ids=lambda act: act.verb)


def inputs(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in card["body"]:
        if str(one["type"]).startswith("Input."):
            yield one


@every_form
@pytest.mark.parametrize("person", [ADMIN, "chair", "police-rep", "observer", "guest", "nobody"])
def test_every_form_is_valid_and_holds_no_case_that_the_person_may_not_know_of(act: Act, person: str) -> None:
    card = form(act, a_room(person, A_FULL_MEETING), {"meeting": "m1"})
    assert faults(card) == []
    if person != ADMIN:
        assert not any(number in words for words in texts(card) for number in RESTRICTED)


def is_asked(one: Field) -> bool:
    """Asked for in a form in which nothing has been chosen yet."""
    return one.is_asked(ROOM) and (one.fits is None or one.fits(ROOM, {}))


@every_form
def test_every_form_asks_for_its_fields_by_label_and_sends_its_act(act: Act) -> None:
    card = form(act, ROOM, {"meeting": "m1", "msteams": {"type": "task/fetch"}})
    assert [i["id"] for i in inputs(card)] == [f.name for f in act.asked if is_asked(f)]
    assert all(i["label"] for i in inputs(card))
    (submit,) = card["body"][-1]["actions"]
    assert submit["data"] == {"meeting": "m1", "form": act.verb}


@every_form
def test_a_form_in_the_most_crowded_meeting_keeps_to_teams_limit(act: Act) -> None:
    assert faults(form(act, a_room(ADMIN, a_crowded_meeting()), {"meeting": "m1"})) == []


def test_what_was_typed_is_in_the_form_and_what_is_wrong_at_its_top() -> None:
    read = read_line(TABLE, ROOM, "action case: 1004; agencies: police, idva; due: 9 December 2026")
    assert isinstance(read, Unclear)
    assert read.act is not None
    card = form(read.act, ROOM, {**read.values, "meeting": "m1"}, read.sentence)
    values = {i["id"]: i.get("value") for i in inputs(card)}
    assert values["agencies"] == "police,idva"
    assert texts(card)[0] == read.sentence
    again = form(TABLE.by_verb["review-date"], ROOM, {"on": "9 December 2026", "case": "1001"}, "No.")
    assert {i["id"]: i.get("value") for i in inputs(again)}["on"] == "2026-12-09"


@every_form
def test_a_tick_is_never_required_for_then_no_could_not_be_said(act: Act) -> None:
    for one, made in zip([f for f in act.asked if is_asked(f)], inputs(form(act, ROOM, {})), strict=True):
        if one.kind is Kind.TICK:
            assert "isRequired" not in made


def test_no_can_be_said_to_the_question_about_authority() -> None:
    read = read_values(TABLE.by_verb["authority"], ROOM, {"has_authority": "false"})
    assert isinstance(read, Asked)
    assert read.wanted == ConfirmAuthority(person=ADMIN, has_authority=False)
