"""The rows for being shown something."""

from __future__ import annotations

from dialogs.acts import Act
from usecases.requests import ShowDesk, ShowHelp, ShowMeeting

ACTS = (
    Act("help", "Help", "See what you can do here.", ("help", "hi", "hello", "?"), ShowHelp),
    Act(
        "desk",
        "My desk",
        "Your own view of the meeting, in your chat with me.",
        ("desk", "my desk", "me"),
        ShowDesk,
        private=True,
    ),
    Act("look", "Refresh", "Bring the card up to date.", ("refresh",), ShowMeeting, listed=False),
    Act("meeting", "The meeting", "The meeting at a glance.", ("meeting", "status"), ShowMeeting),
)
