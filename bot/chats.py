"""Which MARAC meets in a chat: an area's first chat is bound when an administrator is heard in it, another
only at an administrator's word.

Whoever can add the app to a chat of their own must not have the meeting's posts sent there, so nobody else
binds one, and in a chat that is not bound nothing is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.people import PERSONAL, People
from bot.whereabouts import Activity, conversation_of, part
from dialogs import wording_edge
from dialogs.reading import plain
from dialogs.whose import area_called
from marac.words import Capacity, PersonId
from usecases.office import Office
from usecases.ports import Chat

USE = ("use", "this", "chat")


class Chats:
    """Knows the chats, and binds them."""

    def __init__(self, office: Office, people: People) -> None:
        self._office = office
        self._people = people

    async def heard(self, raw: Activity) -> Chat | None:
        """The chat that an activity comes from; bound now if it is its area's first and an administrator
        spoke, joined or installed."""
        known = await self._office.register.chat(conversation_of(raw))
        if known is not None or part(raw, "conversation").get("conversationType") == PERSONAL:
            return known
        person = await self._people.sender(raw)
        areas = await self._administers(person) if person is not None else ()
        if len(areas) != 1 or await self._office.register.chat_of(areas[0]) is not None:
            return None
        return await self._bind(raw, areas[0])

    async def told(self, raw: Activity) -> str | None:
        """What an administrator hears who said to use this chat; None for any other line or person."""
        words = plain(str(raw.get("text") or "")).casefold().strip(" .!").split(" ")
        if tuple(words[:3]) != USE:
            return None
        person = await self._people.sender(raw)
        areas = await self._administers(person) if person is not None else ()
        bound = await self._office.register.chat(conversation_of(raw))
        if not areas or (bound is not None and bound.area not in areas):
            return None
        names = {area: self._office.protocol(area).name for area in areas}
        said = " ".join(words[3:])
        named = area_called(said, names)
        if said and named is None:
            return wording_edge.NOT_ITS_ADMINISTRATOR
        if named is None and len(areas) > 1:
            return wording_edge.which_area(list(names.values()))
        wanted = named or areas[0]
        await self._bind(raw, wanted)
        return wording_edge.chat_in_use(names[wanted])

    async def _administers(self, person: PersonId) -> Sequence[str]:
        areas = []
        for area in self._office.areas:
            record = (await self._office.register.people(area)).get(person)
            if record and Capacity.ADMINISTRATOR in record.capacities and not (record.left or record.barred):
                areas.append(area)
        return areas

    async def _bind(self, raw: Activity, area: str) -> Chat:
        channel = part(raw, "channelData")
        tenant = part(raw, "conversation").get("tenantId") or part(channel, "tenant").get("id")
        chat = Chat(
            conversation=conversation_of(raw),
            area=area,
            service_url=str(raw.get("serviceUrl")),
            tenant=str(tenant or ""),
            teams_meeting=part(channel, "meeting").get("id"),
            bot_id=str(part(raw, "recipient").get("id")),
        )
        await self._office.register.bind_chat(chat)
        return chat
