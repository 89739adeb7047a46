"""A remembered success holds for exactly one tree and one set of tools."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import passed


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small git tree of its own, where a success may be remembered."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("ignored\nnode_modules/\nnote.json\n", encoding="utf-8")
    (tmp_path / "code.py").write_text("one = 1\n", encoding="utf-8")
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def test_the_same_tree_has_the_same_fingerprint(tree: Path) -> None:
    before = passed.fingerprint(tree)
    (tree / "ignored").write_text("anything", encoding="utf-8")
    assert before is not None
    assert passed.fingerprint(tree) == before


def test_any_change_of_the_tree_changes_it(tree: Path) -> None:
    seen = {passed.fingerprint(tree)}
    (tree / "code.py").write_text("one = 2\n", encoding="utf-8")
    seen.add(passed.fingerprint(tree))
    (tree / "new.py").write_text("", encoding="utf-8")
    seen.add(passed.fingerprint(tree))
    (tree / "code.py").unlink()
    seen.add(passed.fingerprint(tree))
    assert len(seen) == 4


def test_other_packages_and_ci_change_it(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {passed.fingerprint(tree)}
    (tree / "node_modules").mkdir()
    (tree / "node_modules" / ".package-lock.json").write_text("{}", encoding="utf-8")
    seen.add(passed.fingerprint(tree))
    monkeypatch.setenv("CI", "true")
    seen.add(passed.fingerprint(tree))
    assert len(seen) == 3


def test_where_git_lists_nothing_nothing_is_remembered(tmp_path: Path) -> None:
    assert passed.fingerprint(tmp_path) is None


def test_only_a_tree_unchanged_by_the_end_is_remembered(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passed, "REPORT_DIRECTORY", tree)
    monkeypatch.setattr(passed, "PASSED", tree / "note.json")
    real = passed.fingerprint
    monkeypatch.setattr(passed, "fingerprint", lambda: real(tree))
    before = real(tree)
    passed.remember(before)
    assert passed.passed_at() is not None
    assert passed.main(["same"]) == 0
    (tree / "code.py").write_text("one = 3\n", encoding="utf-8")
    assert passed.main(["same"]) == 1
    passed.remember(before)
    assert not passed.PASSED.exists()
