"""Files that the bot hands to somebody in 1:1: offered first, made only when the person accepts, and
never stored.

What is in a file is decided when it is made, by the same rules as every view; whoever may not have it
any more by then gets a refusal instead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import msgspec

from usecases.office import Office
from usecases.requests import View
from usecases.rooms import Room

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MadeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file's name, bytes and media type. The name gives nothing away."""

    name: str
    content: bytes
    media_type: str


class FileOffer(View, frozen=True, kw_only=True):
    """An offer of a file: which (`kind` with its arguments), what it will be called, and how large it is
    now."""

    kind: str
    arguments: Mapping[str, str]
    name: str
    size: int
    meeting: str | None = None


Maker = Callable[[Office, Room, Mapping[str, str]], Awaitable[MadeFile]]
_MAKERS: dict[str, Maker] = {}


def hands_over(kind: str) -> Callable[[Maker], Maker]:
    """Register how a kind of file is made; it raises Refused for somebody who may not have it."""

    def register(maker: Maker) -> Maker:
        _MAKERS[kind] = maker
        return maker

    return register


async def offer(office: Office, room: Room, kind: str, **arguments: str) -> FileOffer:
    """Offer a file to the person in the room. Raises Refused."""
    made = await make(office, room, kind, arguments)
    return FileOffer(
        kind=kind,
        arguments=arguments,
        name=made.name,
        size=len(made.content),
        meeting=room.meeting.key if room.meeting else None,
    )


async def make(office: Office, room: Room, kind: str, arguments: Mapping[str, str]) -> MadeFile:
    """Make the file for the person in the room, as it is now. Raises Refused, or KeyError for no such
    kind."""
    return await _MAKERS[kind](office, room, arguments)
