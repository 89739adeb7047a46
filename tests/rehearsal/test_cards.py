"""Reading cards: what can be seen, pressed and filled in."""

from __future__ import annotations

from typing import Any

import pytest

from rehearsal.cards import NotFilled, actions, buttons, gathered, inputs, plain, texts
from tests.rehearsal.bots import card


def test_texts_are_what_a_reader_sees_in_order() -> None:
    content: dict[str, Any] = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": "not shown",
        "body": [
            {"type": "TextBlock", "text": "**Case 4**"},
            {"type": "TextBlock", "text": "hidden", "isVisible": False},
            {"type": "FactSet", "facts": [{"title": "Slot", "value": "10:30"}]},
            {"type": "RichTextBlock", "inlines": ["plain", {"type": "TextRun", "text": "*run*"}]},
            {
                "type": "ColumnSet",
                "columns": [{"type": "Column", "items": [{"type": "TextBlock", "text": "in"}]}],
            },
            {"type": "Input.Text", "id": "x", "label": "What", "value": "draft"},
            {"type": "Input.ChoiceSet", "id": "y", "choices": [{"title": "Yes", "value": "1"}], "value": "1"},
            {"type": "Input.Toggle", "id": "z", "title": "Agree", "value": "true"},
        ],
        "actions": [{"type": "Action.Submit", "title": "Save", "data": {"note": "not shown"}}],
    }
    seen = ["Case 4", "Slot", "10:30", "plain", "*run*", "in", "What", "draft", "Yes", "Agree"]
    assert texts(content) == seen
    assert buttons(content) == ["Save"]


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("**bold** and _slanted_", "bold and slanted"),
        ("[MODUS](https://modus.example)", "MODUS"),
        ("a_b_c stays", "a_b_c stays"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("two\n lines", "two lines"),
    ],
)
def test_marks_of_emphasis_are_not_read(marked: str, read: str) -> None:
    assert plain(marked) == read


def nested() -> dict[str, Any]:
    inner = card("more", actions=[{"type": "Action.Submit", "title": "Send"}])
    inner["body"].append({"type": "Input.Text", "id": "inner"})
    content = card(
        "top",
        actions=[
            {"type": "Action.Submit", "title": "Top"},
            {"type": "Action.ShowCard", "title": "More", "card": inner},
            {"type": "Action.Submit", "title": "Bare", "associatedInputs": "none"},
        ],
    )
    content["body"].append({"type": "Input.Text", "id": "outer"})
    content["body"].append({"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": "Early"}]})
    return content


def test_actions_are_numbered_in_document_order_with_the_inputs_they_gather() -> None:
    found = [(a.index, a.title, [n["id"] for n in a.inputs]) for a in actions(nested())]
    assert found == [
        (0, "Early", ["outer"]),
        (1, "Top", ["outer"]),
        (2, "More", ["outer"]),
        (3, "Send", ["outer", "inner"]),
        (4, "Bare", ["outer"]),
    ]
    assert [n["id"] for n in inputs(nested())] == ["outer", "inner"]


def test_an_action_without_inputs_sends_its_data_alone() -> None:
    bare = actions(nested())[4]
    assert gathered(bare, {"outer": "x"}) == {}


@pytest.mark.parametrize(
    ("node", "given", "sent"),
    [
        ({"type": "Input.Toggle"}, None, "false"),
        ({"type": "Input.Toggle", "valueOn": "yes", "valueOff": "no"}, True, "yes"),
        ({"type": "Input.Toggle", "value": "true"}, None, "true"),
        ({"type": "Input.Number", "value": 3}, None, "3"),
        (
            {"type": "Input.ChoiceSet", "isMultiSelect": True, "choices": [{"value": "a"}, {"value": "b"}]},
            "a,b",
            "a,b",
        ),
        ({"type": "Input.Text", "value": "kept"}, None, "kept"),
        ({"type": "Input.Text"}, None, None),
    ],
)
def test_values_go_out_as_strings_and_empty_ones_not_at_all(node: Any, given: Any, sent: str | None) -> None:
    content = card("x", actions=[{"type": "Action.Submit"}])
    content["body"].append(node | {"id": "it"})
    result = gathered(actions(content)[0], {} if given is None else {"it": given})
    assert result == ({} if sent is None else {"it": sent})


@pytest.mark.parametrize(
    ("node", "given", "sentence"),
    [
        ({"type": "Input.Number", "label": "Cases"}, "many", "must be a number"),
        ({"type": "Input.Number", "label": "Cases", "max": 3}, "4", "out of range"),
        ({"type": "Input.Text", "label": "Code", "maxLength": 2}, "abc", "2 characters"),
        ({"type": "Input.Text", "label": "Code", "regex": "[0-9]+"}, "abc", "form asked for"),
        ({"type": "Input.Text", "label": "Code", "isRequired": True}, "", "must be filled in"),
    ],
)
def test_what_the_client_would_stop_is_stopped(node: Any, given: str, sentence: str) -> None:
    content = card("x", actions=[{"type": "Action.Submit"}])
    content["body"].append(node | {"id": "it"})
    with pytest.raises(NotFilled, match=sentence):
        gathered(actions(content)[0], {"it": given})
