"""What people typed is shown as they typed it: no client takes it for emphasis, a list or a link."""

from __future__ import annotations

import pytest

from dialogs import elements
from dialogs.acts import Act, Field, Kind, Option
from dialogs.forms import form
from dialogs.render import card_of
from marac.words import ActionState
from tests.dialogs.cards import faults, parts, texts
from tests.dialogs.meetings import A_FULL_MEETING
from tests.dialogs.rooms import a_room
from usecases.requests import ShowHelp
from usecases.views.actions import ActionLine, MyActions

TYPED = (
    "[the form](http://example.org/form)",
    "[form]: http://example.org",
    "see *both* of them",
    "the file_of_visits",
    "# first",
    "1. ring\n2. visit",
    "3) ring",
    "- ring",
    "ring\n+ visit",
    "> as agreed",
    "    four spaces in",
    "ring\n---",
    "C:\\visits",
    "before &lt; after",
    "a<b and c<d",
    "~~cancelled~~",
    "`code`",
)


@pytest.mark.parametrize("words", TYPED)
def test_what_some_client_reads_as_markdown_is_in_a_text_run(words: str) -> None:
    shown = elements.text(words, weight="Bolder", color="Attention", spacing="None")
    assert shown == {
        "type": "RichTextBlock",
        "spacing": "None",
        "inlines": [{"type": "TextRun", "text": words, "weight": "Bolder", "color": "Attention"}],
    }
    assert faults(elements.card(shown, elements.heading(words), elements.notice(words, "warning"))) == []


@pytest.mark.parametrize(
    "words", ["Ring them - at 9:30", "Health & Social Care", "Step 1. Then 2.", "10% - 20%", "#4 is done"]
)
def test_ordinary_words_stay_an_ordinary_paragraph(words: str) -> None:
    assert elements.text(words) == {"type": "TextBlock", "text": words, "wrap": True}


def test_an_action_reads_as_it_was_typed_on_its_owners_card() -> None:
    room = a_room("police-rep", A_FULL_MEETING)
    line = ActionLine(
        meeting=A_FULL_MEETING.key,
        action="a1",
        reference="a1",
        case="1001",
        agency="police",
        owner="police-rep",
        collector=None,
        what=TYPED[0],
        state=ActionState.CONFIRMED,
        due=None,
        is_overdue=False,
        is_due_soon=False,
    )
    view = MyActions(person="police-rep", purpose="mine", lines=(line,), total=1, overdue=0)
    card = card_of(view, room)
    assert TYPED[0] in texts(card)
    assert not [p for p in parts(card) if p.get("type") == "TextBlock" and "](" in p["text"]]


def test_no_choice_and_no_fact_holds_a_link() -> None:
    field = Field("action", "Which", Kind.CHOICE, options=lambda room: [Option("a1", f"a1: {TYPED[0]}")])
    act = Act("which", "Which", "Say which.", ("which",), ShowHelp, (field,))
    asked = parts(form(act, a_room("police-rep", A_FULL_MEETING), {}))
    choice = next(p["choices"][0] for p in asked if p.get("type") == "Input.ChoiceSet")
    facts = elements.facts([("Note", TYPED[0])])["facts"]
    for shown in (choice["title"], facts[0]["value"]):
        assert "](" not in shown
        assert shown.replace("\u2060", "").endswith(TYPED[0])
