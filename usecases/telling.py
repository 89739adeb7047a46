"""From a notice in the outbox to what its reader is shown, at the moment of sending.

What was right when it was queued may not be right now: every notice is checked again against the meeting
as it is, and one that is no longer right is dropped with its reason. Cards kept up to date are built from the
meeting as it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from marac.admission import is_restricted, may_know_of, may_see
from marac.declarations import has_declared
from marac.meeting import Meeting
from marac.quoracy import agencies_counted
from marac.words import CaseNumber, SittingState
from usecases.announce import CHAT, DESK, MEETING_CARD
from usecases.office import Office
from usecases.ports import NoMeeting, Notice, Reach
from usecases.requests import View
from usecases.rooms import NoArea, Place, Room, room_for
from usecases.views.desk import desk_for
from usecases.views.meeting import meeting_card

MOST_REFRESHED = 60
"""For how many people Teams refreshes a card with a view of their own."""


class NoLongerRight(Exception):
    """The notice is not to be sent any more; the text is a short reason for the record, without content."""


class HoursOver(NoLongerRight):
    """It was right all day, and the day's hours have gone by without its having been said."""


class Told(View, frozen=True, kw_only=True):
    """A message of one kind: the dialogs hold its words and buttons. `facts` are keys, numbers and dates."""

    kind: str
    facts: Mapping[str, Any]
    meeting: str | None


Check = Callable[[Notice, Room, Meeting], bool]
_STILL_RIGHT: dict[str, Check] = {}
_SHOWN: dict[str, Callable[[Notice, Room, Office], Awaitable[View]]] = {}


_FOR_THOSE_OUT = {"stay", "please-leave"}


def for_those_out(*kinds: str) -> None:
    """Register kinds that tell of a case also to somebody with a conflict in it: its number and no more."""
    _FOR_THOSE_OUT.update(kinds)


_LAST_WORDS: set[str] = set()


def for_those_who_left(*kinds: str) -> None:
    """Register kinds that are the last words to people who are out with their agency: they name no case."""
    _LAST_WORDS.update(kinds)


def still_right(kind: str) -> Callable[[Check], Check]:
    """Register the check made again when a notice of this kind is about to be sent."""

    def register(check: Check) -> Check:
        _STILL_RIGHT[kind] = check
        return check

    return register


def shows(
    kind: str,
) -> Callable[
    [Callable[[Notice, Room, Office], Awaitable[View]]], Callable[[Notice, Room, Office], Awaitable[View]]
]:
    """Register what is shown for a notice whose reader needs more than its facts."""

    def register(
        function: Callable[[Notice, Room, Office], Awaitable[View]],
    ) -> Callable[[Notice, Room, Office], Awaitable[View]]:
        _SHOWN[kind] = function
        return function

    return register


async def room_of(office: Office, notice: Notice) -> Room:
    """The room of a notice's reader; the chat's room is nobody's. Raises NoLongerRight."""
    if notice.to != CHAT and notice.kind not in _LAST_WORDS:
        try:
            return await room_for(office, notice.to, Place.PERSONAL, meeting=notice.meeting, area=notice.area)
        except NoArea:
            raise NoLongerRight("no longer in the area's register") from None
        except NoMeeting:
            raise NoLongerRight("the meeting is gone") from None
    meeting = None
    if notice.meeting is not None:
        try:
            meeting = await office.ledger.load(notice.meeting)
        except NoMeeting:
            raise NoLongerRight("the meeting is gone") from None
    return Room(
        person="" if notice.to == CHAT else notice.to,
        place=Place.CHAT if notice.to == CHAT else Place.PERSONAL,
        now=office.now(),
        area=notice.area,
        protocol=office.protocol(notice.area),
        names=await office.names(notice.area),
        meeting=meeting,
    )


async def told(office: Office, notice: Notice, room: Room) -> View:
    """What the reader is shown now. Raises NoLongerRight where it is not to be sent any more."""
    if notice.kind in (DESK, MEETING_CARD):
        return await _surface(office, notice, room)
    if notice.meeting is not None and room.meeting is not None:
        _check(notice, room, room.meeting)
    if notice.kind in _SHOWN:
        return await _SHOWN[notice.kind](notice, room, office)
    return Told(kind=notice.kind, facts=notice.facts, meeting=notice.meeting)


def _check(notice: Notice, room: Room, meeting: Meeting) -> None:
    if notice.to == CHAT:
        if meeting.chat_closed and notice.kind != "chat-closed":
            raise NoLongerRight("the chat is closed")
        if any(n in meeting.cases and is_restricted(meeting.cases[n]) for n in _cases(notice)):
            raise NoLongerRight("the case is restricted")
    else:
        _check_reader(notice, meeting)
    check = _STILL_RIGHT.get(notice.kind)
    if check is not None and not check(notice, room, meeting):
        raise NoLongerRight("no longer so")


def _check_reader(notice: Notice, meeting: Meeting) -> None:
    attendee = meeting.roll.get(notice.to)
    if notice.kind in _LAST_WORDS and attendee is not None and not attendee.barred:
        return
    if attendee is None or not attendee.is_welcome:
        raise NoLongerRight("no longer on the roll")
    allowed = may_know_of if notice.kind in _FOR_THOSE_OUT else may_see
    if not all(allowed(meeting, notice.to, case) for case in _cases(notice)):
        raise NoLongerRight("kept out of the case")


def _cases(notice: Notice) -> tuple[CaseNumber, ...]:
    """Every case that the notice names."""
    one = notice.facts.get("case")
    return (*([one] if one else []), *notice.facts.get("cases", ()))


async def _surface(office: Office, notice: Notice, room: Room) -> View:
    meeting = room.meeting
    if meeting is None:
        raise NoLongerRight("the meeting is gone")
    if notice.kind == DESK:
        if room.attendee is None or not room.attendee.is_welcome:
            raise NoLongerRight("no longer on the roll")
        return desk_for(room, meeting)
    if meeting.chat_closed:
        raise NoLongerRight("the chat is closed")
    if meeting.closed_at is not None:
        raise NoLongerRight("the meeting is over, and its card has been deleted")
    return meeting_card(meeting, room.protocol, await teams_ids(office, meeting))


async def teams_ids(office: Office, meeting: Meeting) -> tuple[str, ...]:
    """The Teams ids of those on the roll who have been seen in Teams, those who are here first."""
    order = sorted(
        (a for a in meeting.roll.values() if a.is_welcome), key=lambda a: not meeting.is_present(a.person)
    )
    found: list[str] = []
    for attendee in order:
        reach: Reach | None = await office.register.reach(attendee.person)
        if reach is not None and reach.teams_id:
            found.append(reach.teams_id)
        if len(found) == MOST_REFRESHED:
            break
    return tuple(found)


@still_right("please-declare")
@still_right("declare-beforehand")
def _undeclared(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return not has_declared(meeting, room.protocol, notice.to)


@still_right("agencies-missing")
@still_right("quoracy-lost")
def _not_quorate(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.sitting is not None and meeting.sitting.quorate is False


@still_right("quoracy-gained")
def _quorate(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.sitting is not None and meeting.sitting.quorate is True


@still_right("missing-at-start")
def _still_missing(notice: Notice, room: Room, meeting: Meeting) -> bool:
    """Somebody still is, on the day of a sitting that is not over."""
    day_of = room.protocol.calendar.day_of
    today = [s for s in meeting.sittings if day_of(s.starts_at) == day_of(room.now)]
    is_on = any(s.start_checked and s.state is not SittingState.ENDED for s in today)
    return is_on and bool(set(notice.facts["missing"]) - set(agencies_counted(meeting)))


@still_right("can-resume")
def _suspended(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return meeting.sitting is not None and meeting.sitting.state.value == "suspended"


@still_right("delegation-asked")
def _waiting(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return any(
        d.agency == notice.facts["agency"]
        and d.to_person == notice.to
        and d.accepted_at is None
        and d.ended_at is None
        for d in meeting.delegations
    )
