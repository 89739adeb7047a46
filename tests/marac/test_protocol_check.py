"""What whoever writes an area's file is told: every mistake, where it stands, and what would be right."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from marac.protocol import areas
from marac.protocol_check import check
from marac.protocol_lines import line_of

Path = tuple[str | int, ...]


def file_of(area: str) -> str:
    return resources.files("marac").joinpath("protocols", f"{area}.toml").read_text(encoding="utf-8")


LINCOLNSHIRE = file_of("lincolnshire")


@pytest.mark.parametrize("area", areas())
def test_nothing_is_wrong_with_the_installed_areas(area: str) -> None:
    assert check(file_of(area)) == ()


MISTAKES = [
    ("slot_minutes = 15", "slot_minuets = 15", "slot_minuets", 'Did you mean "slot_minutes"?'),
    (
        'key = "welcome"\nlabel = "Welcome and introductions"\ncite = "7.9"',
        'key = "welcome"\nlabel = "Welcome and introductions"',
        'key = "welcome"',
        "add cite =",
    ),
    ("minimum = 5", "minimum = 50", 'key = "statutory"', "This can never be met: it needs 50"),
    ("after = 10:30:00", "after = 16:30:00", "[[order.breaks]]", "outside of sitting 1"),
    ("after = 12:15:00", "after = 10:40:00", "[[order.breaks]]", "overlaps the one at 10:30"),
    ('owed_by = "gp"', 'owed_by = "gpp"', 'key = "gp-practices-asked"', '"gpp" is no agency type'),
    ('due = "+10 working days"', 'due = "+10 workign days"', "+10 workign days", "does not say when"),
    (
        'anchor = "closing"\ndue = "+1 working day"',
        'anchor = "closing"\ndue = "-1 working day"',
        '"-1 working day"',
        "lies before its anchor",
    ),
    ('weekday = "Wednesday"', 'weekday = "Wensday"', "Wensday", '"Wensday" is not known here'),
    ('every = "+7 days"', 'every = "-7 days"', 'every = "-7 days"', "never leads to a next meeting"),
    ('key = "welcome"', 'key = "Welcome all"', "Welcome all", "is no key"),
    ("slot_minutes = 15", "slot_minutes = 0", "slot_minutes = 0", "greater than or equal to 1"),
    ("slot_minutes = 15", "slot_minutes = 15\ncapacity = 60", "capacity = 60", "there is room for"),
]


@pytest.mark.parametrize(("was", "now", "where", "says"), MISTAKES)
def test_a_newcomers_mistake_is_told_by_line_and_entry(was: str, now: str, where: str, says: str) -> None:
    assert was in LINCOLNSHIRE
    text = LINCOLNSHIRE.replace(was, now, 1)

    found = [finding for finding in check(text) if says in finding.says]

    assert found, check(text)
    lines = text.splitlines()
    assert any(where in line for line in lines[found[0].line - 2 : found[0].line + 4]), found
    assert found[0].entry


def test_all_mistakes_are_told_at_once_in_the_files_order() -> None:
    text = LINCOLNSHIRE.replace("slot_minutes", "slot_minuets").replace('cite = "5.6; 7.9"', "", 1)

    found = check(text)

    assert len(found) >= 3
    assert [f.line for f in found] == sorted(f.line for f in found)


def test_what_is_no_toml_is_told_with_its_line() -> None:
    text = LINCOLNSHIRE.replace("slot_minutes = 15", "slot_minutes = = 15")
    (found,) = check(text)

    assert found.line == text.splitlines().index("slot_minutes = = 15") + 1
    assert "not TOML" in found.says


def test_an_empty_file_is_told_what_it_needs() -> None:
    needs = {finding.entry for finding in check("")}

    assert {"area", "name", "quoracy", "declaration", "order"} <= needs


@pytest.mark.parametrize("area", areas())
def test_every_entry_is_found_again_in_the_file(area: str) -> None:
    text = file_of(area)
    lines = text.splitlines()

    for path in _paths(tomllib.loads(text)):
        if isinstance(path[-1], str):
            assert path[-1] in lines[line_of(text, path) - 1], path


def _paths(value: Any, above: Path = ()) -> Iterator[Path]:
    """The paths of all entries, those of plain values inside a table written in one line left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not (above and isinstance(inner, str) and key[:1].isupper()):
                yield from _paths(inner, (*above, key))
                if not isinstance(inner, (dict, list)):
                    yield (*above, key)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _paths(inner, (*above, place))
