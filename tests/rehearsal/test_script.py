"""Scripts: how they are read, and what is refused before anything is played."""

from __future__ import annotations

from typing import Any

import pytest

from rehearsal.script import GRAMMAR, BadScript, Cast, Step, parse

CAST = Cast(
    {"chair": "Chair Alder", "police": "Police Birch", "health": "Health Cedar"},
    {"the agencies": ["police", "health"]},
)


def only(line: str) -> Step:
    (step,) = parse(line, CAST).steps
    return step


@pytest.mark.parametrize(
    ("line", "kind", "who", "args"),
    [
        ('chair says "a \\"b\\"" in the chat', "says", "chair", {"text": 'a "b"', "where": "the chat"}),
        (
            "Police Birch says “help” to the assistant",
            "says",
            "police",
            {"text": "help", "where": "the assistant"},
        ),
        ('chair presses "Next"', "presses", "chair", {"text": "Next"}),
        (
            'chair presses "Next" on the card with "Case 4" in the chat',
            "presses",
            "chair",
            {"text": "Next", "card": "Case 4", "where": "the chat"},
        ),
        ('police fills "What" with "a\\nb"', "fills", "police", {"label": "What", "text": "a\nb"}),
        ('police ticks "Safe"', "ticks", "police", {"label": "Safe"}),
        ('police edits "old" to "new"', "edits", "police", {"old": "old", "text": "new"}),
        ('police drops the file "cases.csv"', "drops", "police", {"text": "cases.csv"}),
        ('chair sees "Quorate" within 30 seconds', "sees", "chair", {"text": "Quorate", "within": "30"}),
        ('chair does not see the button "Next"', "does not see the button", "chair", {"text": "Next"}),
        ('chair does not see "x" in the chat', "does not see", "chair", {"text": "x", "where": "the chat"}),
        ('chair never saw "x"', "never saw", "chair", {"text": "x"}),
        ('chair\'s lock screen shows "x"', "lock screen shows", "chair", {"text": "x"}),
        ("Police Birch’s lock screen never showed “x”", "lock screen never showed", "police", {"text": "x"}),
        ("the clock moves to 2026-11-25 09:00", "clock to", None, {"text": "2026-11-25 09:00"}),
        ("the clock moves on 15 minutes", "clock on", None, {"number": "15", "unit": "minute"}),
        (
            "Teams answers 429 after 2 seconds to the next 3 calls",
            "fault",
            None,
            {"status": "429", "wait": "2", "number": "3"},
        ),
        (
            "Teams answers 403 MessageWritesBlocked to the next call",
            "fault",
            None,
            {"status": "403", "code": "MessageWritesBlocked"},
        ),
        ('nobody but chair and police saw "x"', "nobody saw", None, {"but": "chair,police", "text": "x"}),
        ('the chat never held "x"', "chat never held", None, {"text": "x"}),
    ],
)
def test_lines_are_understood(line: str, kind: str, who: str | None, args: dict[str, Any]) -> None:
    step = only(line)
    assert (step.kind, step.who, dict(step.args)) == (kind, who, args)


def test_every_form_that_the_grammar_names_is_understood() -> None:
    text = GRAMMAR.replace("WHO", "chair").replace("N seconds", "5 seconds").replace("on|off", "on")
    text = text.replace(" (since the last deed)", "").replace("STATUS", "502").replace(" [CODE]", "")
    text = text.replace(" [after SECONDS seconds]", " after 3 seconds").replace("[N] call(s)", "4 calls")
    forms = [part for line in text.splitlines()[1:] for part in line.split("   ") if part.strip()]
    assert len(forms) > 30
    for form in forms:
        bare = form.split(" [")[0].strip()
        assert parse(bare, CAST).steps, bare


def test_several_people_do_the_same_one_after_another() -> None:
    steps = parse("chair, Police Birch and health join", CAST).steps
    assert [(s.who, s.words) for s in steps] == [
        ("chair", "Chair Alder joins"),
        ("police", "Police Birch joins"),
        ("health", "Health Cedar joins"),
    ]
    assert [s.who for s in parse('the agencies press "Declare"', CAST).steps] == ["police", "health"]


def test_title_headings_and_remarks() -> None:
    script = parse("# remark\ntitle: A meeting\n\n== Opening ==\nchair joins\n== Case 1\nchair leaves", CAST)
    assert (script.title, script.headings, len(script.steps)) == ("A meeting", {0: "Opening", 1: "Case 1"}, 2)


def test_deeds_and_expectations_are_told_apart() -> None:
    checks = {
        line: only(line).is_check
        for line in (
            "chair joins",
            'chair sees "x"',
            'chair says "x"',
            'nobody saw "x"',
            "chair closes the form",
        )
    }
    assert list(checks.values()) == [False, True, False, True, False]
    assert only('chair sees "x" within 3 seconds').within_s == 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("chair dances", "Line 1 is not understood: chair dances"),
        ('ghost says "boo"', "nobody here is called 'ghost'.*There are: chair"),
        ('nobody but ghost saw "boo"', "nobody here is called 'ghost'"),
        ("chair says hello", "not understood"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(line: str, sentence: str) -> None:
    with pytest.raises(BadScript, match=sentence):
        parse(line, CAST)
