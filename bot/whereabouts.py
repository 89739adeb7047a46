"""Where an activity comes from: in 1:1 or the chat, from whom, about which meeting, and what makes it
the same one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.people import PERSONAL, People
from dialogs import wording, wording_edge
from usecases.office import Office
from usecases.ports import NoMeeting
from usecases.rooms import NoArea, Place, Room, room_for

Activity = Mapping[str, Any]


class Whereabouts:
    """Finds the room that an activity was sent in."""

    def __init__(self, office: Office, people: People) -> None:
        self._office = office
        self._people = people

    async def room(self, raw: Activity, meeting: str | None = None, named: str | None = None) -> Room | str:
        """The sender's room, or a sentence for somebody who has none; `meeting` is what a card was about, and
        a card about none that there is says nothing about another. `named` is the area that was said, in
        1:1; a chat is of its own area alone."""
        person = await self._people.sender(raw)
        if person is None:
            return wording.NOT_IN_REGISTER
        place = place_of(raw)
        area = named
        if place is Place.CHAT:
            chat = await self._office.register.chat(conversation_of(raw))
            if chat is None:
                return wording_edge.NO_MARAC_HERE
            area = chat.area
        try:
            return await room_for(self._office, person, place, meeting=meeting, area=area)
        except NoArea:
            return wording.NOT_IN_REGISTER
        except NoMeeting:
            return wording.STALE_BUTTON


def part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of an activity that ought to be an object; empty where it is not there or is something else."""
    found = whole.get(name)
    return found if isinstance(found, Mapping) else {}


def conversation_of(raw: Activity) -> str:
    """The conversation's id."""
    return str(part(raw, "conversation").get("id"))


def place_of(raw: Activity) -> Place:
    """In 1:1 or in a chat with others."""
    return Place.PERSONAL if part(raw, "conversation").get("conversationType") == PERSONAL else Place.CHAT


def turn_key(raw: Activity) -> str | None:
    """What the same activity, delivered again, has in common with itself."""
    activity = raw.get("id")
    return f"{conversation_of(raw)}|{activity}" if activity else None


def is_addressed(raw: Activity) -> bool:
    """Whether a message in a chat mentions the bot."""
    bot = part(raw, "recipient").get("id")
    entities = raw.get("entities")
    mentions = (e for e in entities or () if isinstance(e, Mapping) and e.get("type") == "mention")
    return any(part(m, "mentioned").get("id") == bot for m in mentions)


def is_from_bot(raw: Activity) -> bool:
    """Whether a bot said it, this one or another: those are not answered, or they would talk for ever."""
    return str(part(raw, "from").get("id")).startswith("28:")
