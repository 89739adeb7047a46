"""Carrying out what somebody asked for, whether a command to the journal or a request to be shown something.

After a command the person is shown where they stand now: their desk in 1:1, the meeting's card in the chat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from marac.decide import Command, Refused, Why
from usecases.office import Office
from usecases.requests import Request, ShowDesk, View, Wanted, answer
from usecases.rooms import Place, Room
from usecases.take import Taken, take
from usecases.views.desk import desk_for
from usecases.views.meeting import own_meeting_card


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of it: the view for the person, the room after it, and what was taken if it was a command.
    `leads_on`: the view goes on from what was done, such as the list from which something was ticked off."""

    view: View
    room: Room
    taken: Taken | None = None
    leads_on: bool = False


Next = Callable[[Any, Room], Request | None]
_NEXT: dict[type[Command], Next] = {}


def leads_to(*commands: type[Command]) -> Callable[[Next], Next]:
    """Register what is shown in 1:1 after these commands instead of the desk; None for the desk after all."""

    def register(function: Next) -> Next:
        _NEXT.update(dict.fromkeys(commands, function))
        return function

    return register


async def perform(office: Office, room: Room, wanted: Wanted, turn: str | None) -> Shown:
    """Do it. Raises Refused, and then nothing has changed."""
    if not isinstance(wanted, Command):
        view = await answer(office, room, wanted)
        if wanted.changes_people:
            room = replace(room, names=await office.names(room.area))
        return Shown(view, room)
    if room.meeting is None:
        raise Refused(Why.NO_SITTING)
    taken = await take(office, room.meeting.key, wanted, room.person, turn)
    room = replace(room, meeting=taken.after, now=office.now())
    further = _NEXT[type(wanted)](wanted, room) if type(wanted) in _NEXT else None
    if further is not None and room.place is Place.PERSONAL:
        return Shown(await answer(office, room, further), room, taken, leads_on=True)
    return Shown(await _where_they_stand(office, room), room, taken)


async def _where_they_stand(office: Office, room: Room) -> View:
    meeting = room.meeting
    if meeting is None or room.person not in meeting.roll:
        return await answer(office, room, ShowDesk())
    if room.place is Place.PERSONAL:
        return desk_for(room, meeting)
    return own_meeting_card(room, meeting)
