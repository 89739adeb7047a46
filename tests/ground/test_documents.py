"""The README and docs/running.md name commands, options, make targets, permissions and pictures that there
are, and every command is told of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.settings import Settings
from manifest.package import AppSettings
from tests.ground.test_env_example import names_of

ROOT = Path(__file__).resolve().parents[2]
README, RUNNING = ROOT / "README.md", ROOT / "docs" / "running.md"
DOCUMENTS = (README, RUNNING)
ALSO = (ROOT / ".env.example", ROOT / "CHANGELOG.md")


def leaves(group: click.Group, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, under its whole name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, *path, name)
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(leaves(main))


def options_of(command: click.Command) -> set[str]:
    return {o for p in command.params if isinstance(p, click.Option) for o in p.opts}


def calls_in(text: str) -> Iterator[tuple[str, set[str]]]:
    """Every `marac-bot …` in a text: the command it names, and its options."""
    for line in re.findall(r"marac-bot ([a-z][^`\n#]*)", text):
        words = line.split()
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in COMMANDS), " ".join(words[:2]))
        yield name, set(re.findall(r"--[a-z]+", line))


@pytest.mark.parametrize("document", [*DOCUMENTS, *ALSO], ids=lambda path: path.name)
def test_every_command_and_option_that_is_named_is_there(document: Path) -> None:
    for name, options in calls_in(document.read_text(encoding="utf-8")):
        assert name in COMMANDS, f"marac-bot {name}"
        assert options <= options_of(COMMANDS[name]), name


def test_running_tells_of_every_command_with_all_its_options() -> None:
    rows = re.findall(r"^\| `([a-z][^`]*)` \|", RUNNING.read_text(encoding="utf-8"), re.MULTILINE)
    for name, command in COMMANDS.items():
        (told,) = [row for row in rows if f"{row} ".startswith(f"{name} ")]
        assert set(re.findall(r"--[a-z]+", told)) == options_of(command), name


@pytest.mark.parametrize("document", [*DOCUMENTS, *ALSO], ids=lambda path: path.name)
def test_every_make_target_that_is_named_is_there(document: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`make ([a-z-]+)`|^ {4}make ([a-z-]+)|\(make ([a-z-]+)\)", text, re.MULTILINE)
    assert {one for found in named for one in found if one} <= set(targets)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_that_is_named_is_there(document: Path) -> None:
    named = set(re.findall(r"\b(?:MARAC|Microsoft)[A-Z_][A-Za-z_]+\b", document.read_text(encoding="utf-8")))
    assert named <= names_of(Settings) | names_of(AppSettings)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_permissions_are_the_manifests_each_with_its_reason(document: Path) -> None:
    manifest = json.loads((ROOT / "manifest" / "manifest.json").read_text(encoding="utf-8"))
    asked = {one["name"] for one in manifest["authorization"]["permissions"]["resourceSpecific"]}
    told = dict(
        re.findall(r"^\| `(\w+\.\w+\.Chat)` \| (.+) \|$", document.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(told) == asked
    assert all(len(why.split()) > 3 for why in told.values())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_linked_and_every_picture_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = re.findall(r'\]\(([^)#:]+)\)|(?:src|srcset)="([^"]+)"', text)
    assert all((document.parent / place).is_file() for found in linked for place in found if place)


def test_the_readme_shows_the_product() -> None:
    assert README.read_text(encoding="utf-8").count("<img ") == 2
