"""Remembers on exactly which tree the whole suite passed, so that `make check` after `make test` is cheap.

It compares contents, never times: one changed byte in a tracked or new file, another Python, other npm
packages, a browser that came or went, or CI=true, and the suite runs anew. It refuses to remember a run
during which the tree changed, a run of a part of the suite, and a tree that git cannot list.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from tests import parts

ROOT = Path(__file__).resolve().parents[1]
REPORT_DIRECTORY = ROOT / ".test-report"
PASSED = REPORT_DIRECTORY / "passed.json"
RULES_REPORT = REPORT_DIRECTORY / "rules.json"


def fingerprint(root: Path = ROOT) -> str | None:
    """The tree's contents and what it is tested with, as one hash; None where git cannot list the tree."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    digest = hashlib.sha256(json.dumps(_surroundings(root)).encode())
    for name in sorted(set(listed.stdout.split(b"\0")) - {b""}):
        path = root / os.fsdecode(name)
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "gone"
        digest.update(b"%s\0%s\0" % (name, content.encode()))
    return digest.hexdigest()


def _surroundings(root: Path) -> list[str]:
    installed = root / "node_modules" / ".package-lock.json"
    npm = hashlib.sha256(installed.read_bytes()).hexdigest() if installed.is_file() else "none"
    return [sys.version, npm, *sorted(parts.missing()), "CI" if parts.nothing_may_be_missing() else ""]


def remember(tree: str | None) -> None:
    """Note that the whole suite passed on `tree`, unless the tree is another one by now."""
    if tree is None or tree != fingerprint():
        PASSED.unlink(missing_ok=True)
        return
    REPORT_DIRECTORY.mkdir(exist_ok=True)
    at = datetime.now().astimezone().isoformat(timespec="minutes")
    PASSED.write_text(json.dumps({"tree": tree, "at": at}), encoding="utf-8")


def passed_at() -> str | None:
    """When the whole suite passed on this very tree (ISO time), or None if it has not."""
    try:
        note = json.loads(PASSED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    tree = fingerprint()
    return str(note["at"]) if tree is not None and note.get("tree") == tree else None


def run_pytest(workers: str, *more: str) -> int:
    """Run pytest over the suite on `workers` processes, with a report of the rules; its exit code."""
    arguments = ["-q", "-n", workers, "--dist", "loadfile", f"--rules-report={RULES_REPORT}", *more]
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


def main(argv: list[str] | None = None) -> int:
    """`run` runs the whole suite and remembers its success; `same` exits 0 if that success still holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.passed", description=__doc__)
    parser.add_argument("what", choices=["run", "same"])
    parser.add_argument("--workers", default="auto", help="processes to run the tests on")
    chosen = parser.parse_args(argv)
    if chosen.what == "same":
        at = passed_at()
        if at is not None:
            print(f"tests: passed on exactly this tree at {at}, not run again (make test runs them anew)")
        return 0 if at is not None else 1
    before = fingerprint()
    code = run_pytest(chosen.workers)
    remember(before if code == 0 else None)
    return code


if __name__ == "__main__":
    sys.exit(main())
