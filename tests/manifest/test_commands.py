"""The commands that Teams lists: each is one of the table's, and each works where it is listed."""

from __future__ import annotations

import json

import pytest

from dialogs.commands import LISTED, MOST_LISTED, manifest_commands
from dialogs.table import TABLE
from manifest import package
from tests.journeys.stage import ADMIN, CHAIR, FIRST_DAY, Stage
from tests.manifest.test_package import app_settings

NOT_UNDERSTOOD = "I did not understand that"
COMMANDS = manifest_commands()


@pytest.mark.parametrize("scope", sorted(LISTED))
def test_no_more_are_listed_than_teams_shows_and_each_is_the_tables_own(scope: str) -> None:
    listed = COMMANDS[scope]
    assert 0 < len(listed) <= MOST_LISTED
    assert len({c["title"] for c in listed}) == len(listed)
    for command in listed:
        found = TABLE.find(command["title"].split())
        assert found is not None
        assert found[0].help.startswith(command["description"])


def test_conflicts_and_ones_own_actions_are_listed_in_ones_own_chat_alone() -> None:
    personal = {c["title"] for c in COMMANDS["personal"]}
    chat = {c["title"] for c in COMMANDS["groupChat"]}
    assert {"conflict", "my actions"} <= personal
    assert not {"conflict", "my actions", "done"} & chat
    assert not any(TABLE.by_verb[verb].private for verb in LISTED["groupChat"])


def test_the_manifest_lists_the_tables_commands_and_has_no_list_of_its_own() -> None:
    template = json.loads((package.FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert template["bots"][0]["commandLists"] == []
    (bot,) = package.fill_in(app_settings(), "1.2.3")["bots"]
    assert {entry["scopes"][0]: entry["commands"] for entry in bot["commandLists"]} == COMMANDS


@pytest.mark.parametrize("person", [CHAIR, ADMIN, "police-rep", "observer"])
@pytest.mark.parametrize("opened", [False, True], ids=["before", "during"])
async def test_every_listed_command_is_understood_where_it_is_listed(
    stage: Stage, person: str, opened: bool
) -> None:
    await stage.call(FIRST_DAY, present=(CHAIR, "police-rep") if opened else None)
    for scope, commands in COMMANDS.items():
        for command in commands:
            seen = len(stage.teams.messages)
            await stage.say(person, command["title"], chat=scope == "groupChat")
            answers = stage.teams.messages[seen:]
            assert answers, f"nothing came of {command['title']!r} in {scope}"
            assert not any(NOT_UNDERSTOOD in message.words for message in answers), command


async def test_a_word_that_is_not_listed_would_not_be_understood(stage: Stage) -> None:
    await stage.call(FIRST_DAY)
    await stage.say("police-rep", "lunch")
    assert NOT_UNDERSTOOD in stage.last("police-rep").words
