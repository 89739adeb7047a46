"""An area is a file: no Python of the product names one, calls one by its name or decides by which it is.

The benchmark alone has one area, named once: what it measures is one made-up council.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from marac.protocol import areas, protocol_for

ROOT = Path(__file__).parents[2]
ROOMS = ("marac", "usecases", "dialogs", "store", "bot", "rehearsal", "manifest")
BENCH_HAS = {("bench/council.py", "AREA")}
ASKS = ("startswith", "endswith", "get")
COMMON = {"and", "marac"}

FILES = [f for room in ROOMS for f in sorted((ROOT / room).rglob("*.py")) if "node_modules" not in f.parts]


def names_of_areas() -> re.Pattern[str]:
    """Any word of an installed area's key or name that no other thing is called by."""
    words = {
        word.casefold()
        for area in areas()
        for word in re.findall(r"\w+", f"{area} {protocol_for(area).name}")
    }
    return re.compile(rf"\b({'|'.join(sorted(words - COMMON))})\b", re.IGNORECASE)


def own_keys() -> set[str]:
    """The keys by which some areas' files, and not all of them, know agency types."""
    each = [{t.key for t in protocol_for(area).agency_types} for area in areas()]
    return set().union(*each)


def strings(node: ast.AST) -> Iterator[str]:
    """Every string that is written out in an expression."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def is_an_area(node: ast.AST) -> bool:
    """The expression is an area's key: `area`, `meeting.area`, `protocol.area`, `row["area"]`."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == "area"
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == "area"


def decisions_by_area(tree: ast.AST) -> Iterator[int]:
    """The lines on which something is decided by which area it is: compared with a word written out, looked
    up among them, matched against them, or asked how it begins or ends."""
    for node in ast.walk(tree):
        sides: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Match):
            sides = [node.subject, *(case.pattern for case in node.cases)]
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
            sides = [node.slice, node.value]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ASKS:
            sides = [*ast.iter_child_nodes(node.func), *node.args]
        if any(map(is_an_area, sides)) and any(
            s for side in sides if not is_an_area(side) for s in strings(side)
        ):
            yield int(getattr(node, "lineno", 0))


def by_agency_type(tree: ast.AST, keys: set[str]) -> Iterator[tuple[int, str]]:
    """The lines on which an agency's type is compared with one that is written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(s, ast.Attribute) and s.attr in ("type", "agency_type") for s in sides):
                yield from ((node.lineno, s) for side in sides for s in strings(side) if s in keys)


def test_no_file_names_an_area() -> None:
    pattern = names_of_areas()
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in FILES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_no_file_decides_by_which_area_it_is() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in FILES
        for line in decisions_by_area(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_no_file_knows_an_areas_types_of_agency() -> None:
    keys = own_keys()
    found = [
        f"{file.relative_to(ROOT)}:{line}: {key}"
        for file in FILES
        for line, key in by_agency_type(ast.parse(file.read_text(encoding="utf-8")), keys)
    ]
    assert found == []


def test_the_benchmark_names_its_one_area_once() -> None:
    pattern = names_of_areas()
    found = set()
    for file in sorted((ROOT / "bench").rglob("*.py")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if pattern.search(line):
                found.add((str(file.relative_to(ROOT)), line.partition(" ")[0]))
    assert found == BENCH_HAS


@pytest.mark.parametrize(
    "disguise",
    [
        "if meeting.area == 'x': ...",
        "y = protocol.area in ('x', 'z')",
        "y = {'x': 1}[area]",
        "y = {'x': 1}.get(room.area)",
        "y = area.startswith('x')",
        "match notice.area:\n    case 'x': ...",
        "y = 'x' != row['area']",
    ],
)
def test_every_disguise_is_seen(disguise: str) -> None:
    assert list(decisions_by_area(ast.parse(disguise)))


def test_what_is_no_decision_by_area_is_none() -> None:
    innocent = "meeting.area == other.area; table.c.area == area; names.get(area); f(area='x')"
    assert not list(decisions_by_area(ast.parse(innocent)))
    assert list(by_agency_type(ast.parse("agency.type == 'idva'"), {"idva"})) == [(1, "idva")]
