"""From what somebody is shown to the activity that shows it: text for the chat's plain messages, a card
otherwise.

A card carries a neutral summary, because that is what a lock screen and a notification show.
"""

from __future__ import annotations

from typing import Any

from dialogs import messages, wording
from dialogs.cards import declaration, desk, helping, meeting, quoracy
from dialogs.cards.rendering import render
from dialogs.elements import Element
from dialogs.messages import chat_text
from dialogs.table import TABLE
from usecases.requests import View
from usecases.rooms import Place, Room
from usecases.telling import Told

RENDERERS = (messages, declaration, desk, helping, meeting, quoracy)
"""What has to have been imported for every view to have a card; importing this module sees to it."""
CARD = "application/vnd.microsoft.card.adaptive"


def card_of(view: View, room: Room) -> Element:
    """The card that shows `view` to the person in `room`."""
    return render(view, room, TABLE)


def message_of(view: View, room: Room) -> dict[str, Any]:
    """The activity that shows `view` in the room's place."""
    if isinstance(view, Told) and room.place is Place.CHAT:
        return {"type": "message", "text": chat_text(view, room), "textFormat": "plain"}
    return attached(card_of(view, room))


def attached(card: Element) -> dict[str, Any]:
    """An activity with this card and nothing else, and a summary that gives nothing away."""
    return {
        "type": "message",
        "summary": wording.NEUTRAL,
        "attachments": [{"contentType": CARD, "content": card}],
    }
