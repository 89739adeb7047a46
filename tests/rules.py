"""A pytest plugin and a command: which rows of the catalogue have a passing test.

`@pytest.mark.rule("LIN-06")` ties a test to the rows that it proves; an id that the catalogue does not hold
is a collection error, so that a mark cannot point at nothing. `python -m tests.rules` (make rules) prints
the table, from the last run if the tree is unchanged since, else from a run of the marked tests.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests import passed
from tests.rules_table import Outcomes, in_scope, read_catalogue, table, unproven_in_scope

_ROWS = read_catalogue()
RULE = "catalogue row"
_INTERRUPTED = 2  # from here on pytest's exit codes mean that not every test was heard


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("rules")
    group.addoption("--rules-report", type=Path, help="write what became of each catalogue row's tests")


def pytest_configure(config: pytest.Config) -> None:
    path: Path | None = config.getoption("--rules-report")
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(RulesReport(path), "rules-report")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Collector) -> Generator[None, Any, Any]:
    made = yield
    for node in made if isinstance(made, list) else [made]:
        unknown = [name for name in named_rows(node) if name not in _ROWS] if node is not None else []
        if unknown:
            raise collector.CollectError(
                f"{node.name} is marked with {', '.join(map(repr, unknown))}, which docs/protocol-rules.csv "
                "does not hold. Mark it with the ids of the rows that it proves."
            )
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # Properties travel with the report from pytest-xdist's workers.
    report.user_properties += [(RULE, name) for name in named_rows(item)]
    return report


def named_rows(node: pytest.Item | pytest.Collector) -> list[str]:
    """The ids that a test's marks name; an empty mark counts as naming nothing, which no row is."""
    return sorted({str(name) for mark in node.iter_markers("rule") for name in (mark.args or ("nothing",))})


class RulesReport:
    """Hears every test's outcome and writes them down by row at the end of a whole session."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = passed.fingerprint()
        self.outcomes: dict[str, dict[str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of a test's three phases."""
        outcome = {"failed": "failed", "skipped": "not run", "passed": "passed"}[report.outcome]
        for name in (str(value) for key, value in report.user_properties if key == RULE):
            tests = self.outcomes.setdefault(name, {})
            if tests.get(report.nodeid, "passed") == "passed":
                tests[report.nodeid] = outcome

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the report, unless the session was cut short: half a report would flatter."""
        self.path.unlink(missing_ok=True)
        if exitstatus >= _INTERRUPTED:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        tree = self.tree if self.tree == passed.fingerprint() else None
        report = {"tree": tree, "outcomes": self.outcomes}
        self.path.write_text(json.dumps(report, indent=1, sort_keys=True), encoding="utf-8")


def last_outcomes() -> Outcomes | None:
    """What the last run said, if it was on this very tree."""
    try:
        report = json.loads(passed.RULES_REPORT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    tree = passed.fingerprint()
    return report["outcomes"] if tree is not None and report["tree"] == tree else None


def main(argv: list[str] | None = None) -> int:
    """Print the table. Exits 1 if a marked test failed or, with --complete, a row in scope is unproven."""
    parser = argparse.ArgumentParser(prog="python -m tests.rules", description=__doc__)
    parser.add_argument("--workers", default="auto", help="processes to run the tests on")
    parser.add_argument(
        "--complete",
        action="store_true",
        help="show what is in scope alone, and fail if a row of it is without a test",
    )
    chosen = parser.parse_args(argv)
    code, outcomes = 0, last_outcomes()
    if outcomes is None:
        code = passed.run_pytest(chosen.workers, "-m", "rule")
        if code >= _INTERRUPTED or not passed.RULES_REPORT.is_file():
            print("The marked tests could not be run to their end; see above.")
            return 1
        outcomes = json.loads(passed.RULES_REPORT.read_text(encoding="utf-8"))["outcomes"]
    print("\n".join((in_scope if chosen.complete else table)(_ROWS, outcomes)))
    failed = any(outcome == "failed" for tests in outcomes.values() for outcome in tests.values())
    return int(code != 0 or failed or (chosen.complete and bool(unproven_in_scope(_ROWS, outcomes))))


if __name__ == "__main__":
    sys.exit(main())
