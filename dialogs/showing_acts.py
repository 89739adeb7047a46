"""The rows for being shown something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import options
from dialogs.acts import Act, Field, Kind
from marac.words import PersonId
from usecases.requests import ShowDesk, ShowHelp, ShowMeeting, ShowQuoracy, Wanted
from usecases.rooms import Room


def _mine(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return ShowMeeting(mine=True)


ACTS = (
    Act("help", "Help", "See what you can do here.", ("help", "hi", "hello", "?"), ShowHelp),
    Act(
        "desk",
        "My desk",
        "Your own view of the meeting, in your chat with me.",
        ("desk", "my desk", "me"),
        ShowDesk,
    ),
    Act("look", "Refresh", "Bring the card up to date.", ("refresh",), ShowMeeting, make=_mine, listed=False),
    Act("meeting", "The meeting", "The meeting at a glance.", ("meeting", "status"), ShowMeeting),
    Act(
        "quoracy",
        "Quoracy",
        "Whether the meeting is quorate, and what is missing; for a case, or at a past time, too.",
        ("quorum", "quorate", "quoracy"),
        ShowQuoracy,
        (
            Field("case", "Case", Kind.CHOICE, required=False, options=options.cases),
            Field("at", "Time", Kind.TIME, required=False, hint="10:32, or 25/11/2026 10:32"),
        ),
    ),
)
