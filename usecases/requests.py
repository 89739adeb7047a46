"""What somebody can ask for that is not a command to one meeting's journal: to be shown or handed something.

Commands are in `marac`; these are answered by the use case modules, each of which registers what it answers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import msgspec

from marac.decide import Command, Refused, Why
from marac.words import CaseNumber
from usecases.office import Office
from usecases.rooms import Place, Room


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be shown or handed over."""

    changes_people: ClassVar[bool] = False
    """Answering it writes people into the register, whose names its own answer then needs."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """Whether the person in the room could ask for such a thing at all, so that help can leave it out."""
        return True


class ShowHelp(Request, frozen=True):
    """What I can do here."""


class ShowDesk(Request, frozen=True):
    """My own view of the meeting."""


class ShowDeclaration(Request, frozen=True):
    """The confidentiality declaration, to be read."""


class ShowMeeting(Request, frozen=True):
    """The meeting's card, as everybody may see it; `mine` where only the asker will."""

    mine: bool = False

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """In the chat for all who read it; in 1:1 for those on the roll."""
        return room.place is Place.CHAT or room.meeting is None or room.attendee is not None


class ShowOrder(Request, frozen=True):
    """The running order, as I may see it (LIN-02)."""


class ShowQuoracy(Request, frozen=True):
    """How quoracy stands, or stood at a moment, for the meeting or a case."""

    at: datetime | None = None
    case: CaseNumber | None = None

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For everybody on the roll."""
        return room.attendee is not None and room.attendee.is_welcome


class ShowPeople(Request, frozen=True):
    """Who is here, since when, and how the bot knows. For chair and administrators."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For chairs and administrators."""
        return room.is_of_the_team


class ShowCase(Request, frozen=True):
    """A case's progress and actions, as I may see them."""

    case: CaseNumber | None = None


class ShowActions(Request, frozen=True):
    """My own and my agency's open actions, across meetings; from the place `start` in the list."""

    start: int = 0


class ShowCaseActions(Request, frozen=True):
    """A case's actions with what is unfinished of earlier meetings, for those who take part in it."""

    case: CaseNumber | None = None


class ShowToConfirm(Request, frozen=True):
    """The actions of a case that wait for my agency to confirm them (LIN-42)."""

    case: CaseNumber


class OfferActionList(Request, frozen=True):
    """The meeting's actions as a file, for its administrators; or my own agency's (LIN-29, LIN-86)."""

    format: str = "xlsx"
    own: bool = False


def _is_administrator(room: Room) -> bool:
    who = room.attendee
    return who is not None and who.is_welcome and who.is_administrator


class ShowOpenList(Request, frozen=True):
    """What is open, overdue and finished in the area, by agency, case or person; for administrators."""

    by: str = "agency"

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return _is_administrator(room)


class OfferOpenList(Request, frozen=True):
    """The same as a file; `unnamed`: without case numbers and names, for those who oversee the MARAC."""

    format: str = "xlsx"
    unnamed: bool = False

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return _is_administrator(room)


class ShowNotice(Request, frozen=True):
    """The notice that a step of a ladder has ready about an action or a duty, with whom it is for."""

    step: int
    action: str = ""
    duty: str = ""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For administrators."""
        return _is_administrator(room)


class ShowDuties(Request, frozen=True):
    """What I have to tick, send or confirm, and by when; with `duty`, one of these for each of its cases."""

    duty: str | None = None


class _ForTheTeam(Request, frozen=True):
    """Something that chairs and administrators can be shown, and nobody else."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For chairs and administrators."""
        return room.is_of_the_team


class ShowAreaDates(_ForTheTeam, frozen=True):
    """What comes round by the calendar, when next, and which version of the rules is in force."""


class ShowTicks(_ForTheTeam, frozen=True):
    """Which agencies have ticked what is asked of them before the meeting, by case number."""


class ShowOutstanding(Request, frozen=True):
    """What is outstanding from earlier meetings (LIN-36); `under_way`: at the area's meeting that is on now,
    whichever the room is."""

    under_way: bool = False


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is shown; the dialogs turn it into a card. Holds only what that person may see."""


R = TypeVar("R", bound=Request)
Answerer = Callable[[R, Room, Office], Awaitable[View]]
_ANSWERERS: dict[type[Request], Callable[[Any, Room, Office], Awaitable[View]]] = {}

Wanted = Command | Request
"""What a press, a form or a typed line comes to."""


def answers(request: type[R]) -> Callable[[Answerer[R]], Answerer[R]]:
    """Register the one function that answers `request`."""

    def register(function: Answerer[R]) -> Answerer[R]:
        _ANSWERERS[request] = function
        return function

    return register


async def answer(office: Office, room: Room, request: Request) -> View:
    """Answer a request. Raises Refused where the person may not be shown it."""
    if not request.is_open_to(room):
        raise Refused(Why.NOT_ALLOWED if room.attendee else Why.NOT_ON_ROLL)
    return await _ANSWERERS[type(request)](request, room, office)
