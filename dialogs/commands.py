"""The commands that Teams suggests while somebody types, taken from the table of acts.

Only a selection is named here; words and descriptions are the table's own. What is listed for the meeting
chat invites typing it where all can read, so nothing private may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from dialogs.acts import Act
from dialogs.table import TABLE
from usecases.rooms import Place

MOST_LISTED = 12
LONGEST_TITLE = 32
LONGEST_DESCRIPTION = 128
"""Characters, as Teams has it."""

LISTED: Final[Mapping[str, tuple[str, ...]]] = {
    "personal": (
        *("help", "desk", "check-in", "declare", "conflicts", "order", "quoracy"),
        *("my-actions", "done", "duties", "people", "leave"),
    ),
    "groupChat": (
        "help",
        "check-in",
        "declare",
        "desk",
        "meeting",
        "order",
        "quoracy",
        "outstanding",
        "leave",
    ),
}
"""By Teams' scope, the acts that are listed."""
_PLACES: Final = {"personal": Place.PERSONAL, "groupChat": Place.CHAT}


def manifest_commands() -> dict[str, list[dict[str, str]]]:
    """For each scope its commands, each with `title` and `description`, as the manifest lists them."""
    return {scope: [_command(TABLE.by_verb[verb]) for verb in _checked(scope)] for scope in LISTED}


def _checked(scope: str) -> Sequence[str]:
    for verb in LISTED[scope]:
        act = TABLE.by_verb[verb]
        if _PLACES[scope] not in act.where or (scope == "groupChat" and act.private):
            raise ValueError(f"{verb} is nothing to list for {scope}")
    return LISTED[scope]


def _command(act: Act) -> dict[str, str]:
    """The act's first words, and the first sentence of its help."""
    sentence = act.help.split(". ", maxsplit=1)[0].rstrip(".")
    title = act.words[0]
    if len(title) > LONGEST_TITLE or len(sentence) > LONGEST_DESCRIPTION:
        raise ValueError(f"{act.verb} is too long for Teams' list of commands")
    return {"title": title, "description": sentence}
