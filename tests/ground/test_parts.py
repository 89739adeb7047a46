"""A missing part is said in one line, and under CI=true it is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest

@pytest.mark.browser
def test_page(): pass

@pytest.mark.browser
def test_other_page(): pass

def test_plain(): pass
"""


@pytest.fixture
def bare_machine(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project on a machine where no Chromium is found."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini(
        "[pytest]\nasyncio_default_fixture_loop_scope = function\n"
        "markers =\n    browser: b\n    node: n\n    postgres: p\n"
    )
    pytester.makeconftest('pytest_plugins = ["tests.parts"]')
    pytester.makepyfile(TESTS)
    monkeypatch.setenv("MARAC_CHROMIUM", str(pytester.path / "no-such-browser"))
    return pytester


def test_what_cannot_run_is_said_in_one_line(
    bare_machine: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    result = bare_machine.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, skipped=2)
    lines = [line for line in result.stdout.lines if line.startswith("Not run here")]
    assert len(lines) == 1
    assert lines[0].startswith("Not run here: 2 browser tests: no Chromium on this machine")


def test_under_ci_it_is_a_failure(bare_machine: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = bare_machine.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(["*CI=true, and a part is missing. browser tests: no Chromium*"])
