"""Files over the wire: consent cards, uploads after a yes, and files that somebody drops in 1:1."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.answers import invoke_message
from bot.connector import Connector
from bot.failures import SendFailed
from bot.files import Files
from bot.turn import Answer
from dialogs import wording
from dialogs.render import file_card
from marac.decide import Refused
from usecases.handing_over import make
from usecases.office import Office
from usecases.rooms import Room

_log = structlog.get_logger()
Activity = Mapping[str, Any]
DROPPED = "application/vnd.microsoft.teams.file.download.info"
FindRoom = Callable[[Activity, str | None], Awaitable[Room | str]]


class Handovers:
    """Hands files over and takes them in."""

    def __init__(self, office: Office, connector: Connector, files: Files, limit: int) -> None:
        self._office = office
        self._connector = connector
        self._files = files
        self._limit = limit

    async def consent(self, raw: Activity, find_room: FindRoom) -> Answer:
        """Somebody answered an offered file: make and upload it on yes, let it be on no."""
        value = raw.get("value") or {}
        context = value.get("context") or {}
        if value.get("action") != "accept":
            await self._say(raw, wording.FILE_DECLINED)
            return Answer(200)
        room = await find_room(raw, str(context.get("meeting") or "") or None)
        if isinstance(room, str):
            return invoke_message(room)
        try:
            made = await make(self._office, room, str(context.get("kind")), context.get("arguments") or {})
        except (Refused, KeyError):
            await self._say(raw, wording.FILE_NOT_YOURS)
            return Answer(200)
        upload = value.get("uploadInfo") or {}
        try:
            await self._files.upload(str(upload.get("uploadUrl")), made.content, made.media_type)
            await self._send(raw, file_card(upload))
        except SendFailed as failure:
            _log.warning("upload_failed", status=failure.status, code=failure.code)
            await self._say(raw, wording.FILE_NOT_SENT)
        return Answer(200)

    async def dropped(self, raw: Activity) -> tuple[str, bytes] | None:
        """The first file that somebody dropped with a message: its name and bytes. Raises SendFailed."""
        for attachment in raw.get("attachments") or ():
            if isinstance(attachment, Mapping) and attachment.get("contentType") == DROPPED:
                address = (attachment.get("content") or {}).get("downloadUrl")
                data = await self._files.download(str(address), self._limit)
                return str(attachment.get("name") or "file"), data
        return None

    async def _say(self, raw: Activity, sentence: str) -> None:
        await self._send(raw, {"type": "message", "text": sentence, "textFormat": "plain"})

    async def _send(self, raw: Activity, activity: Mapping[str, Any]) -> None:
        conversation = str((raw.get("conversation") or {}).get("id"))
        try:
            await self._connector.send(str(raw.get("serviceUrl")), conversation, activity)
        except SendFailed as failure:
            _log.warning("reply_failed", status=failure.status, code=failure.code)
