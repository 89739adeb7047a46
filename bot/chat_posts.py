"""What people write in the meeting chat: noted by its id and writer, looked at once for anything that
shows who somebody is, and never kept (LIN-51, LIN-55, LIN-56).

Whatever is written while the chat is closed has to go as well (LIN-57). Who is in no register is not noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bot.people import People
from bot.whereabouts import conversation_of
from dialogs.reading import plain
from marac.decide import Command, Refused
from marac.journal import SYSTEM
from marac.meeting import Meeting
from marac.personal_details import find_details
from marac.posts import FlagPost, NotePost, NotePostGone
from usecases.office import Office
from usecases.rooms import meeting_of
from usecases.take import take

_log = structlog.get_logger()
Activity = Mapping[str, Any]
PUT_BACK = "undeleteMessage"


class ChatPosts:
    """Keeps the ledger of the chat's posts."""

    def __init__(self, office: Office, people: People) -> None:
        self._office = office
        self._people = people

    async def posted(self, raw: Activity) -> None:
        """Somebody wrote in the chat."""
        meeting, post = await self._meeting(raw), str(raw.get("id") or "")
        person = await self._people.sender(raw)
        if meeting is None or person is None or not post or person not in meeting.roll:
            return
        await self._give(meeting, NotePost(post=post, person=person))
        if meeting.chat_closed or find_details(plain(str(raw.get("text") or ""))):
            await self._give(meeting, FlagPost(post=post))

    async def changed(self, raw: Activity) -> None:
        """A post was edited or put back: it is looked at anew."""
        meeting, post = await self._meeting(raw), str(raw.get("id") or "")
        if meeting is None:
            return
        if post not in meeting.posts or (raw.get("channelData") or {}).get("eventType") == PUT_BACK:
            await self.posted(raw)
        elif find_details(plain(str(raw.get("text") or ""))):
            await self._give(meeting, FlagPost(post=post))

    async def deleted(self, raw: Activity) -> None:
        """A post was deleted."""
        meeting = await self._meeting(raw)
        if meeting is not None:
            await self._give(meeting, NotePostGone(post=str(raw.get("id") or "")))

    async def _meeting(self, raw: Activity) -> Meeting | None:
        chat = await self._office.register.chat(conversation_of(raw))
        return await meeting_of(self._office, chat.area) if chat else None

    async def _give(self, meeting: Meeting, command: Command) -> None:
        try:
            await take(self._office, meeting.key, command, SYSTEM)
        except Refused as refused:
            _log.info("post_not_known", code=refused.why.value)
