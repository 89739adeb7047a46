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
from bot.people import PERSONAL, People
from bot.whereabouts import conversation_of
from marac.decide import Command, Refused
from marac.journal import SYSTEM
from marac.opening import CheckStart
from marac.presence import Arrive, Depart, ReportStranger
from marac.words import Source
from usecases.office import Office
from usecases.ports import Chat
from usecases.rooms import meeting_of
from usecases.take import take

_log = structlog.get_logger()
Activity = Mapping[str, Any]
_PREFIX = "application/vnd.microsoft."


class Arrivals:
    """Takes what Teams reports."""

    def __init__(self, office: Office, people: People) -> None:
        self._office = office
        self._people = people
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
                reference = str(account.get("aadObjectId") or account.get("id") or "unknown")
                await self._give(raw, ReportStranger(reference=reference), account)
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
        conversation = conversation_of(raw)
        chat = await self._chat(raw)
        meeting = await meeting_of(self._office, chat.area) if chat else None
        if meeting is None:
            _log.info("event_without_meeting", kind=str(raw.get("name")))
            return
        key = f"{conversation}|{raw.get('name')}|{raw.get('timestamp')}|{account.get('id')}"
        try:
            await take(self._office, meeting.key, command, SYSTEM, key)
        except Refused as refused:
            if isinstance(command, Arrive):
                reference = str(account.get("aadObjectId") or account.get("id"))
                await take(self._office, meeting.key, ReportStranger(reference=reference), SYSTEM)
            _log.info("event_refused", code=refused.why.value)

    async def _installed(self, raw: Activity) -> None:
        conversation = raw.get("conversation") or {}
        if conversation.get("conversationType") == PERSONAL:
            await self._people.sender(raw)
            return
        await self._chat(raw)

    async def _chat(self, raw: Activity) -> Chat | None:
        """The chat's area, bound when first heard of; with several areas somebody has to say which it is."""
        known = await self._office.register.chat(conversation_of(raw))
        if known is not None or len(self._office.areas) != 1:
            return known
        conversation, data = raw.get("conversation") or {}, raw.get("channelData") or {}
        chat = Chat(
            conversation=conversation_of(raw),
            area=self._office.areas[0],
            service_url=str(raw.get("serviceUrl")),
            tenant=str(conversation.get("tenantId") or (data.get("tenant") or {}).get("id") or ""),
            teams_meeting=(data.get("meeting") or {}).get("id"),
            bot_id=str((raw.get("recipient") or {}).get("id")),
        )
        await self._office.register.bind_chat(chat)
        return chat


def _accounts(raw: Activity) -> list[Mapping[str, Any]]:
    members = (raw.get("value") or {}).get("members") or ()
    return [m.get("user") or {} for m in members if isinstance(m, Mapping)]
