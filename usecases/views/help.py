"""What somebody can do here: the dialogs' table knows, so the view only says who asks and where."""

from __future__ import annotations

from usecases.office import Office
from usecases.requests import ShowHelp, View, answers
from usecases.rooms import Room


class Help(View, frozen=True, kw_only=True):
    """The list of what this person may do in this place; `unknown` after a line that was not understood."""

    unknown: bool = False


@answers(ShowHelp)
async def show_help(request: ShowHelp, room: Room, office: Office) -> View:
    """What the person in the room can do there."""
    return Help()
