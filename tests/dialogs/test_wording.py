"""How it is said: short sentences, British spelling, and not more politeness than anybody can bear."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dialogs.render  # brings all the words together
from dialogs import wording
from dialogs.wording_actions import parts
from marac.decide import Why
from marac.protocol import areas, protocol_for
from tests.dialogs.meetings import A_FULL_MEETING
from tests.dialogs.rooms import a_room
from tests.marac.builders import FIRST_DAY

ROOM = Path(dialogs.__file__).parent
MOST_WORDS = 30
AMERICAN = re.compile(
    r"\b(\w+(?:ize[sdr]?|izing|ization)|(?:col|hon|fav|behavi|lab|neighb)or\w*|cent(?:er|ers|ered)|"
    r"program(?:s)?|cancel(?:ed|ing)|fulfill\w*|judgment|license[sd]?|enroll\w*|toward|gotten|check)\b",
    re.IGNORECASE,
)
BRITISH_AFTER_ALL = {"check", "size", "sized", "sizes", "prize", "seized"}
CODE = ("re.compile", "ValueError", "LookupError")
"""What is called with texts that nobody sees."""
OUR_OWN = ("chat_warning", "opening_note", "sharing_reminder", "feedback_reminder", "debrief")


def said_in(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module that is more than a name, `…` where something is put in."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "re.compile",
            "ValueError",
            "LookupError",
        ):
            skipped |= set(ast.walk(node))
        if isinstance(node, ast.JoinedStr):
            skipped |= set(node.values)
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values)
            yield node.lineno, "".join(parts)


def everything_said() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOM.rglob("*.py")):
        for line, text in said_in(path):
            if len(text.split()) > 2:
                yield f"{path.relative_to(ROOM)}:{line}", text
    for area in areas():
        for name in OUR_OWN:
            yield f"{area}.{name}", getattr(protocol_for(area), name)


SAID = list(everything_said())


def test_there_is_something_to_read() -> None:
    assert len(SAID) > 300
    assert any("conflict of interest" in text for _, text in SAID)


def test_no_sentence_is_longer_than_can_be_read_at_a_glance() -> None:
    found = [
        f"{where}: {sentence}"
        for where, text in SAID
        for sentence in re.split(r"(?<=[.!?:;])\s", text)
        if len(sentence.split()) > MOST_WORDS
    ]
    assert found == []


def test_spelling_is_british() -> None:
    found = [
        f"{where}: {word}"
        for where, text in SAID
        for word in AMERICAN.findall(text)
        if word.casefold() not in BRITISH_AFTER_ALL
    ]
    assert found == []
    assert AMERICAN.findall("Organize the color of the center.") == ["Organize", "color", "center"]


def test_please_is_said_once() -> None:
    assert [(w, t) for w, t in SAID if len(re.findall(r"\bplease\b", t, re.IGNORECASE)) > 1] == []


def test_nobody_is_blamed_or_shouted_at() -> None:
    rude = re.compile(
        r"\b(error|invalid|illegal|failed|wrong input|you must|forbidden|denied)\b|!\s*$", re.IGNORECASE
    )
    assert [(w, t) for w, t in SAID if rude.search(t)] == []


FACTS: dict[str, Any] = {
    "label": "Hold the meeting",
    "case": "1004",
    "hindrance": "no-mail",
    "months": 12,
    "wanted": "1",
    "holds": (),
    "what": ("due",),
    "on": "2026-12-09",
    "until": "2026-12-09",
    "kinds": ("phone",),
    "agency": "police",
    "person": "housing-rep",
    "people": ("observer",),
    "who": (),
    "cases": ("1004",),
    "step": "welcome",
    "limit": 2,
    "day": FIRST_DAY.date(),
    "field": "sitting",
    "absent": True,
    "organisations": ("A Watchdog",),
    "duty": "Say whether the victim was told",
    "prompt": "The area leans towards telling.",
}


@pytest.mark.parametrize("why", Why)
def test_every_refusal_is_whole_sentences_that_say_what_is_so(why: Why) -> None:
    words = wording.refusal(why, FACTS, a_room("admin", A_FULL_MEETING))
    assert re.fullmatch(r"[A-ZI“…].*[.?]", words, re.DOTALL), words
    assert "  " not in words
    assert "None" not in words


def test_everything_that_can_be_missing_has_words() -> None:
    root = Path(__file__).parents[2]
    found = (path for folder in ("marac", "usecases") for path in (root / folder).glob("**/*.py"))
    code = "".join(path.read_text() for path in found)
    missing = re.findall(r'Why\.MISSING, what=\("([^"]+)",\)', code)
    matters = re.findall(r'^        "([a-z-]+)": (?:bool\()?command', code, re.MULTILINE)
    assert {"incident-date", "lead", "agencies", "what"} <= {*missing, *matters}
    for name in {*missing, *matters}:
        assert " " in parts((name,)), name
