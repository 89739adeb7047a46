"""The catalogue's marks: an unknown id is an error, and a row passes only if all its tests did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rules_table import is_passing, read_catalogue, table, unproven_in_scope

ROOT = Path(__file__).resolve().parents[2]
ROWS = read_catalogue()


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project of its own that loads the plugin."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini(
        "[pytest]\naddopts = --strict-markers\nasyncio_default_fixture_loop_scope = function\n"
        "markers =\n    rule(*ids): rows\n"
    )
    pytester.makeconftest('pytest_plugins = ["tests.rules"]')
    return pytester


def outcomes(project: pytest.Pytester, *arguments: str) -> dict[str, list[str]]:
    """What the report says about each row, without the tests' names."""
    path = project.path / "report.json"
    project.runpytest_subprocess(f"--rules-report={path}", "-p", "no:cacheprovider", *arguments)
    found = json.loads(path.read_text(encoding="utf-8"))["outcomes"]
    return {row: sorted(tests.values()) for row, tests in found.items()}


@pytest.mark.parametrize("mark", ['"LIN-9999"', '"LIN-06", "lin-7"', ""])
def test_a_mark_that_names_no_row_is_a_collection_error(project: pytest.Pytester, mark: str) -> None:
    project.makepyfile(f"import pytest\n\n@pytest.mark.rule({mark})\ndef test_it(): pass\n")
    result = project.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*docs/protocol-rules.csv does not hold*"])


def test_a_mark_on_a_class_is_checked_too(project: pytest.Pytester) -> None:
    project.makepyfile(
        'import pytest\n\n@pytest.mark.rule("XYZ-1")\nclass TestIt:\n    def test_it(self): pass\n'
    )
    project.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(errors=1)


TESTS = """
import pytest

@pytest.mark.rule("LIN-05", "LIN-06")
@pytest.mark.parametrize("number", [1, 2])
def test_one_of_two_fails(number):
    assert number == 1

@pytest.mark.rule("LIN-05")
def test_passes():
    pass

@pytest.mark.rule("LIN-07")
def test_was_not_run():
    pytest.skip("a part is missing")

@pytest.fixture
def breaks_afterwards():
    yield
    raise RuntimeError

@pytest.mark.rule("LIN-08")
def test_fails_at_the_end(breaks_afterwards):
    pass

@pytest.mark.rule("LIN-09")
def test_row_passes():
    pass
"""
EXPECTED = {
    "LIN-05": ["failed", "passed", "passed"],
    "LIN-06": ["failed", "passed"],
    "LIN-07": ["not run"],
    "LIN-08": ["failed"],
    "LIN-09": ["passed"],
}


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]], ids=["one process", "xdist"])
def test_the_report_holds_every_outcome_of_every_row(project: pytest.Pytester, arguments: list[str]) -> None:
    project.makepyfile(TESTS)
    assert outcomes(project, *arguments) == EXPECTED


def test_a_run_cut_short_leaves_no_report(project: pytest.Pytester) -> None:
    project.makepyfile("import pytest\n\ndef test_it():\n    raise KeyboardInterrupt\n")
    path = project.path / "report.json"
    path.write_text("an older report", encoding="utf-8")
    project.runpytest_subprocess(f"--rules-report={path}", "-p", "no:cacheprovider")
    assert not path.exists()


def test_a_row_passes_only_if_it_has_tests_and_all_of_them_passed() -> None:
    passing = {row: is_passing(ROWS[row], {row: dict(enumerate_tests(EXPECTED[row]))}) for row in EXPECTED}
    assert passing == {
        "LIN-05": False,
        "LIN-06": False,
        "LIN-07": False,
        "LIN-08": False,
        "LIN-09": True,
    }
    assert not is_passing(ROWS["LIN-09"], {})


def enumerate_tests(of_row: list[str]) -> list[tuple[str, str]]:
    return [(f"test_{number}", outcome) for number, outcome in enumerate(of_row)]


def test_the_scope_is_the_meetings_184_rows_and_105_of_the_time_after_and_those_named_besides() -> None:
    in_scope = unproven_in_scope(ROWS, {})
    assert len(in_scope) == 184 + 105 + 13
    assert {"LIN-06", "LIN-47", "LIN-57", "LIN-95", "LIN-119", "LIN-123"} <= set(in_scope)
    assert "LIN-14" not in in_scope
    assert {row.split("-")[0] for row in in_scope} == {"FJC", "HAC", "KEN", "LIN", "LUT", "WOL"}


def test_the_table_counts_and_lists_what_is_left() -> None:
    lines = list(table(ROWS, {"LIN-05": {"t": "passed"}, "LIN-06": {"t": "failed"}}))
    quoracy = next(line for line in lines if line.startswith("lincolnshire") and " quoracy " in line)
    assert quoracy.split() == ["lincolnshire", "quoracy", "1", "5"]
    assert "In scope: 1 of 302 rows have a passing test." in lines
    assert "  LIN-06  failed: t" in lines
    assert "  no test  lincolnshire, quoracy: LIN-07 LIN-08 LIN-09" in lines
