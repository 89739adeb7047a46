"""Files over the wire: consent cards, uploads after a yes, and files that somebody drops in 1:1."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.connector import Connector
from bot.failures import SendFailed
from bot.files import Files
from bot.turn import Answer
from bot.whereabouts import Activity, conversation_of, part
from dialogs import wording
from dialogs.render import file_card
from marac.decide import Refused
from usecases.handing_over import MadeFile, make
from usecases.office import Office
from usecases.rooms import Room

_log = structlog.get_logger()
DROPPED = "application/vnd.microsoft.teams.file.download.info"
FindRoom = Callable[[Activity, str | None], Awaitable[Room | str]]


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file that came with a message: its name and where its bytes wait."""

    name: str
    address: str


def files_in(raw: Activity) -> list[DroppedFile]:
    """The files that somebody dropped with a message, in their order; none has been fetched."""
    attachments = [a for a in raw.get("attachments") or () if isinstance(a, Mapping)]
    return [
        DroppedFile(str(a.get("name") or "file"), str(part(a, "content").get("downloadUrl")))
        for a in attachments
        if a.get("contentType") == DROPPED
    ]


class Handovers:
    """Hands files over and takes them in."""

    def __init__(self, office: Office, connector: Connector, files: Files, limit: int) -> None:
        self._office = office
        self._connector = connector
        self._files = files
        self.limit = limit

    async def consent(self, raw: Activity, find_room: FindRoom) -> Answer:
        """Somebody answered an offered file: make and upload it on yes, let it be on no."""
        value = part(raw, "value")
        context = part(value, "context")
        if value.get("action") != "accept":
            await self._say(raw, wording.FILE_DECLINED)
            return Answer(200)
        room = await find_room(raw, str(context.get("meeting") or "") or None)
        if isinstance(room, str):
            await self._say(raw, wording.FILE_NOT_YOURS)
            return Answer(200)
        try:
            made = await make(self._office, room, str(context.get("kind")), part(context, "arguments"))
        except (Refused, KeyError):
            await self._say(raw, wording.FILE_NOT_YOURS)
            return Answer(200)
        await self._hand_over(raw, made, part(value, "uploadInfo"))
        return Answer(200)

    async def _hand_over(self, raw: Activity, made: MadeFile, upload: Mapping[str, Any]) -> None:
        try:
            await self._files.upload(str(upload.get("uploadUrl")), made.content, made.media_type)
        except SendFailed as failure:
            _log.warning("upload.failed", status=failure.status, code=failure.code)
            await self._say(raw, wording.FILE_NOT_SENT)
        else:
            await self._send(raw, file_card(upload))

    async def fetch(self, file: DroppedFile) -> bytes:
        """A dropped file's bytes. Raises SendFailed, with the code TooLarge beyond `limit`."""
        return await self._files.download(file.address, self.limit)

    async def _say(self, raw: Activity, sentence: str) -> None:
        await self._send(raw, {"type": "message", "text": sentence, "textFormat": "plain"})

    async def _send(self, raw: Activity, activity: Mapping[str, Any]) -> None:
        try:
            await self._connector.send(str(raw.get("serviceUrl")), conversation_of(raw), activity)
        except SendFailed as failure:
            _log.warning("reply.failed", status=failure.status, code=failure.code)
