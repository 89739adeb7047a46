"""From an action's typed reference to the meeting that took it, before the line is read.

A card's button carries its meeting; a typed `done a3@2026-11-25` has to say it, because the meeting in
question is by then another one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dialogs.reading import plain
from dialogs.table import TABLE
from usecases.office import Office
from usecases.open_actions import find_action
from usecases.rooms import Room


async def follow(
    office: Office, room: Room, text: str, room_before: Callable[[str], Awaitable[Room | str]]
) -> tuple[Room, str]:
    """The room before the meeting whose action the line is about, and the line with that meeting's own key.

    `room_before` gives the room before a meeting. What is no reference is left as it is.
    """
    words = plain(text).split(" ")
    found = TABLE.find([word.casefold().strip(".,!?") for word in words])
    if found is None or not any(f.name == "action" for f in found[0].fields) or found[1] >= len(words):
        return room, text
    place = found[1]
    meant = await find_action(office, room, words[place].strip(",;"))
    if meant is None:
        return room, text
    key, action = meant
    there = await room_before(key)
    if isinstance(there, str) or there.meeting is None or there.meeting.key != key:
        return room, text
    words[place] = action + (";" if words[place].endswith(";") else "")
    return there, " ".join(words)
