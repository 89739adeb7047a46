"""The commands for whoever writes an area's file, as they type them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from marac.protocol import areas
from marac.protocol_compare import topics


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of an area's file, to be written in."""
    text = resources.files("marac").joinpath("protocols", "lincolnshire.toml").read_text(encoding="utf-8")
    path = tmp_path / "newshire.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


def test_a_good_file_is_said_to_be_good(file: Path) -> None:
    assert run("protocol", "check", file) == (0, f"{file}: nothing is wrong with it.\n")


def test_mistakes_are_told_by_file_line_and_entry(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").replace("slot_minutes", "slot_minuets").splitlines()
    file.write_text("\n".join(lines), encoding="utf-8")
    line = next(n for n, words in enumerate(lines, 1) if words.startswith("slot_minuets"))

    code, said = run("protocol", "check", file)

    assert code == 1
    assert f"{file}:{line}: order.slot_minuets: There is no entry" in said
    assert 'Did you mean "slot_minutes"?' in said


def test_every_file_is_checked_whatever_the_first_one_is(file: Path, tmp_path: Path) -> None:
    code, said = run("protocol", "check", tmp_path / "nowhere.toml", file)

    assert code == 1
    assert "nowhere.toml: this cannot be read" in said
    assert f"{file}: nothing is wrong with it." in said


def test_all_installed_areas_are_set_side_by_side() -> None:
    code, said = run("protocol", "compare")

    assert code == 0
    assert said.count("\nlincolnshire") == len(list(topics()))
    assert all(area in said for area in areas())


def test_a_comparison_can_be_of_some_and_names_what_there_is() -> None:
    code, said = run("protocol", "compare", "lincolnshire")
    assert code == 0
    assert set(areas()) & set(said.split()) == {"lincolnshire"}

    code, said = run("protocol", "compare", "atlantis")
    assert code == 2
    assert '"atlantis" is not installed. There are:' in said


def test_the_page_of_all_entries_is_written() -> None:
    code, said = run("protocol", "page")

    assert code == 0
    assert said.startswith("# What an area's file may say")
    assert "`[[quoracy.requirements]]`" in said
