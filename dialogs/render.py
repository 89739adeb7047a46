"""From what somebody is shown to the activity that shows it: text for the chat's plain messages, a card
otherwise.

A card carries a neutral summary, because that is what a lock screen and a notification show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import (
    before,
    following,
    messages,
    messages_hearing,
    messages_hosts,
    messages_matters,
    messages_moving,
    messages_opening,
    messages_people,
    messages_professionals,
    messages_records,
    messages_sent_on,
    messages_timed,
    wording,
)
from dialogs.cards import (
    answers,
    calendar,
    case,
    clocks,
    closures,
    declaration,
    desk,
    files,
    helping,
    matters,
    meeting,
    meeting_dates,
    notices,
    open_list,
    papers,
    professionals,
    quoracy,
    settings,
    still_owed,
)
from dialogs.cards.rendering import render
from dialogs.case_words import in_words_of
from dialogs.elements import Element
from dialogs.messages import chat_text
from dialogs.table import TABLE
from dialogs.whose import with_area
from usecases.handing_over import FileOffer
from usecases.requests import View
from usecases.rooms import Place, Room
from usecases.telling import Told
from usecases.views.actions import MyActions
from usecases.views.case import CaseCard
from usecases.views.digest import Digest

RENDERERS = (
    before,
    following,
    messages,
    messages_hearing,
    messages_hosts,
    messages_matters,
    messages_moving,
    messages_opening,
    messages_people,
    messages_professionals,
    messages_records,
    messages_sent_on,
    messages_timed,
    answers,
    calendar,
    case,
    clocks,
    closures,
    declaration,
    desk,
    files,
    helping,
    matters,
    meeting,
    notices,
    meeting_dates,
    open_list,
    papers,
    professionals,
    quoracy,
    settings,
    still_owed,
)
"""What has to have been imported for every view to have a card; importing this module sees to it."""
ACROSS = (Digest, MyActions)
"""What is of all of a person's areas, and says with each line of which."""
CARD = "application/vnd.microsoft.card.adaptive"


def card_of(view: View, room: Room) -> Element:
    """The card that shows `view` to the person in `room`."""
    made = in_words_of(render(view, room, TABLE), room, _case_of(view))
    return made if room.place is Place.CHAT or isinstance(view, ACROSS) else with_area(made, room)


def _case_of(view: View) -> str | None:
    """The one case that a view is about, if it is about one."""
    if isinstance(view, CaseCard):
        return view.number
    about = view.facts.get("case") if isinstance(view, Told) else getattr(view, "case", None)
    return about if isinstance(about, str) else None


def message_of(view: View, room: Room) -> dict[str, Any]:
    """The activity that shows `view` in the room's place."""
    if isinstance(view, FileOffer):
        return _consent(view)
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


def _consent(view: FileOffer) -> dict[str, Any]:
    """Teams' own card that asks whether a file may be put into the person's OneDrive."""
    context = {"kind": view.kind, "arguments": dict(view.arguments), "meeting": view.meeting}
    content = {
        "description": wording.file_offer(view.name),
        "sizeInBytes": view.size,
        "acceptContext": context,
        "declineContext": context,
    }
    consent = {
        "contentType": "application/vnd.microsoft.teams.card.file.consent",
        "name": view.name,
        "content": content,
    }
    return {"type": "message", "summary": wording.NEUTRAL, "attachments": [consent]}


def file_card(upload: Mapping[str, Any]) -> dict[str, Any]:
    """Teams' own card that opens a file which has been uploaded."""
    info = {
        "contentType": "application/vnd.microsoft.teams.card.file.info",
        "contentUrl": upload.get("contentUrl"),
        "name": upload.get("name"),
        "content": {"uniqueId": upload.get("uniqueId"), "fileType": upload.get("fileType")},
    }
    return {"type": "message", "summary": wording.NEUTRAL, "attachments": [info]}
