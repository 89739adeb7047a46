"""Activities that nobody typed or pressed: joins and leaves, the meeting's start, installs, edits and
deletions.

Join and leave events carry no id, so their key is made of what they say. People on no roll are reported
as strangers by Teams' id alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bot.chat_posts import ChatPosts
from bot.chats import Chats
from bot.people import People
from bot.whereabouts import Activity, conversation_of, part, place_of
from marac.decide import Command, Refused, Why
from marac.journal import SYSTEM
from marac.opening import CheckStart
from marac.presence import Arrive, Depart, ReportStranger
from marac.words import Source
from usecases.office import Office
from usecases.rooms import Place, meeting_of
from usecases.take import take

_log = structlog.get_logger()
_PREFIX = "application/vnd.microsoft."


class Arrivals:
    """Takes what Teams reports."""

    def __init__(self, office: Office, people: People) -> None:
        self._office = office
        self._people = people
        self.chats = Chats(office, people)
        self._posts = ChatPosts(office, people)
        self._handlers = {
            "meetingParticipantJoin": self._joined,
            "meetingParticipantLeave": self._left,
            "meetingStart": self._started,
        }

    async def take(self, raw: Activity) -> None:
        """Take an activity that is neither message nor invoke."""
        kind = str(raw.get("type"))
        if kind == "event":
            handler = self._handlers.get(str(raw.get("name")).removeprefix(_PREFIX))
            if handler:
                await handler(raw)
        elif kind in ("conversationUpdate", "installationUpdate"):
            await self._installed(raw)
        elif kind == "messageUpdate":
            await self._posts.changed(raw)
        elif kind == "messageDelete":
            await self._posts.deleted(raw)

    async def note_post(self, raw: Activity) -> None:
        """Somebody wrote in the meeting chat, to the bot or not."""
        await self._posts.posted(raw)

    async def _joined(self, raw: Activity) -> None:
        for account in _accounts(raw):
            person = await self._people.recognise(account, raw)
            if person is None:
                await self._give(raw, ReportStranger(reference=_reference(account)), account)
            else:
                await self._give(raw, Arrive(person=person, source=Source.JOINED), account)

    async def _left(self, raw: Activity) -> None:
        for account in _accounts(raw):
            person = await self._people.recognise(account, raw)
            if person is not None:
                await self._give(raw, Depart(person=person, source=Source.JOINED), account)

    async def _started(self, raw: Activity) -> None:
        await self._give(raw, CheckStart(), {})

    async def _give(self, raw: Activity, command: Command, account: Mapping[str, Any]) -> None:
        chat = await self.chats.heard(raw)
        meeting = await meeting_of(self._office, chat.area) if chat else None
        if meeting is None:
            _log.info("event.without_meeting", invoke=str(raw.get("name")))
            return
        try:
            await take(self._office, meeting.key, command, SYSTEM, _key(raw, account))
        except Refused as refused:
            _log.info("event.refused", code=refused.why.value)
            if isinstance(command, Arrive) and refused.why is Why.NOT_ON_ROLL:
                await take(self._office, meeting.key, ReportStranger(reference=_reference(account)), SYSTEM)

    async def _installed(self, raw: Activity) -> None:
        if place_of(raw) is Place.PERSONAL:
            await self._people.sender(raw)
        else:
            await self.chats.heard(raw)


def _reference(account: Mapping[str, Any]) -> str:
    return str(account.get("aadObjectId") or account.get("id") or "unknown")


def _key(raw: Activity, account: Mapping[str, Any]) -> str | None:
    """What the same event, delivered again, has in common with itself; without a time there is nothing."""
    at = raw.get("timestamp")
    return f"{conversation_of(raw)}|{raw.get('name')}|{at}|{account.get('id')}" if at else None


def _accounts(raw: Activity) -> list[Mapping[str, Any]]:
    members = part(raw, "value").get("members") or ()
    return [part(m, "user") for m in members if isinstance(m, Mapping)]
