"""The catalogue of protocol rules, and what a test run says about its rows, as a table for people.

A row counts as passing only if at least one test names it and every test that names it passed. It reads
docs/protocol-rules.csv and refuses to guess: a row that no test names is listed as such.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[1] / "docs" / "protocol-rules.csv"
IN_THE_MEETING = ("quoracy", "attendance", "order", "declaration", "conflict", "action", "decision")
AFTERWARDS = ("nudge", "escalation", "minutes", "calendar", "records")
TOPICS_IN_SCOPE = (*IN_THE_MEETING, *AFTERWARDS)
# Rows of other topics that a Lincolnshire meeting needs: what must never be said where.
NAMED_IN_SCOPE = frozenset(
    f"LIN-{number}" for number in (47, 51, *range(54, 59), 63, 74, 95, *range(119, 124))
)

Outcomes = Mapping[str, Mapping[str, str]]
"""For a row's id: each test that names it, with "passed", "failed" or "not run"."""


@dataclass(frozen=True)
class Row:
    """One row of the catalogue: its id, the area and topic it stands under (FJC's are for all areas)."""

    id: str
    area: str
    topic: str

    @property
    def is_in_scope(self) -> bool:
        """Whether the areas' meetings must keep this row."""
        return self.id in NAMED_IN_SCOPE or self.topic in TOPICS_IN_SCOPE


def read_catalogue(path: Path = CATALOGUE) -> dict[str, Row]:
    """The rows by id, in the file's order."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: Row(row["id"], row["area"], row["topic"]) for row in csv.DictReader(file)}


def is_passing(row: Row, outcomes: Outcomes) -> bool:
    """Whether some test names the row and all that do passed."""
    tests = outcomes.get(row.id, {})
    return bool(tests) and all(outcome == "passed" for outcome in tests.values())


def unproven_in_scope(rows: Mapping[str, Row], outcomes: Outcomes) -> list[str]:
    """The ids in scope without a passing test."""
    return [row.id for row in rows.values() if row.is_in_scope and not is_passing(row, outcomes)]


def table(rows: Mapping[str, Row], outcomes: Outcomes) -> Iterator[str]:
    """The lines to print: counts per area and topic, then the rows without a passing test."""
    in_scope = [row for row in rows.values() if row.is_in_scope]
    others = [row for row in rows.values() if not row.is_in_scope]
    yield f"{'area':<33}{'topic':<14}{'passing':>8}{'rows':>6}"
    for title, part in (("in scope", in_scope), ("beyond it", others)):
        yield f"-- {title} --"
        yield from _counts(part, outcomes)
    yield ""
    yield from _list("In scope", in_scope, outcomes)
    yield from _list("Beyond it", others, outcomes)


def in_scope(rows: Mapping[str, Row], outcomes: Outcomes) -> Iterator[str]:
    """How many rows in scope pass, and those that do not."""
    yield from _list("In scope", [row for row in rows.values() if row.is_in_scope], outcomes)


def _counts(rows: list[Row], outcomes: Outcomes) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.area, row.topic), []).append(row)
    for (area, topic), members in groups.items():
        yield f"{area:<33}{topic:<14}{_passing(members, outcomes):>8}{len(members):>6}"


def _passing(rows: list[Row], outcomes: Outcomes) -> int:
    return sum(is_passing(row, outcomes) for row in rows)


def _list(title: str, rows: list[Row], outcomes: Outcomes) -> Iterator[str]:
    yield f"{title}: {_passing(rows, outcomes)} of {len(rows)} rows have a passing test."
    without: dict[str, list[str]] = {}
    for row in rows:
        if not is_passing(row, outcomes):
            tests = outcomes.get(row.id, {})
            bad = [f"{outcome}: {test}" for test, outcome in tests.items() if outcome != "passed"]
            if bad:
                yield f"  {row.id}  {'; '.join(bad)}"
            else:
                without.setdefault(f"{row.area}, {row.topic}", []).append(row.id)
    for place, ids in without.items():
        yield f"  no test  {place}: {' '.join(ids)}"
