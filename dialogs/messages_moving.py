"""The words of the messages about the day and start of a meeting: a start to choose, a move to agree to, and
what everybody has to know once it is settled. They name no case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from dialogs import wording
from dialogs.messages import MESSAGES, Facts, Message, message
from marac.meeting import Meeting
from marac.moving import start_choices
from usecases import telling_moving
from usecases.rooms import Room

CHECKED = telling_moving
"""Imported so that these messages are checked again before they go out."""

ANSWERS: Final = {"yes": "Agree", "no": "Do not agree"}


def clock_words(at: time) -> str:
    """A time of the local clock."""
    return f"{at:%H:%M}"


def moment_words(moment: datetime, room: Room) -> str:
    """A day and a time."""
    local = room.protocol.calendar.local(moment)
    return f"{wording.day(local)}, {wording.clock(local)}"


def choose_words(cases: int) -> str:
    """What administrators are asked once the list has closed."""
    return f"The list has closed with {wording.count(cases, 'case')}. When does the meeting start?"


def move_words(starts: Sequence[tuple[int, datetime]], room: Room) -> str:
    """What a chair is asked."""
    when = moment_words(starts[0][1], room) if starts else "another time"
    return f"The administrators ask whether the meeting may begin on {when}."


def choices(room: Room) -> tuple[time, ...]:
    """The area's own starts of the first sitting."""
    sittings = room.meeting.sittings if room.meeting else ()
    return start_choices(room.protocol, sittings[0].number) if sittings else ()


MESSAGES["choose-start"] = Message(
    title=lambda facts, room: "When does the meeting start?",
    words=lambda facts, room: [
        choose_words(_cases(room.meeting)) if room.meeting else "",
        "Any other time needs the chair's agreement: “Move the meeting” asks for it.",
    ],
    acts=lambda facts, room: [("set-start", {"at": clock_words(at)}) for at in choices(room)],
    labels=lambda verb, data: f"At {data['at']}",
)


def _cases(meeting: Meeting) -> int:
    return sum(slot.case is not None for slot in meeting.order)


def _move_asked(facts: Facts, room: Room) -> list[str]:
    return [move_words(room.meeting.move_asked if room.meeting else (), room)]


MESSAGES["move-asked"] = Message(
    title=lambda facts, room: "May the meeting begin then?",
    words=_move_asked,
    acts=lambda facts, room: [("answer-move", {"agreed": agreed}) for agreed in ANSWERS],
    labels=lambda verb, data: ANSWERS[data["agreed"]],
    style="warning",
    leads=True,
)


@message("move-declined", title="The meeting stays where it is", acts=("move-meeting",))
def _move_declined(facts: Facts, room: Room) -> list[str]:
    starts = room.meeting.sittings if room.meeting else ()
    when = f" It begins on {moment_words(starts[0].starts_at, room)}." if starts else ""
    return [f"The chair does not agree to the day or start that was asked for.{when}"]


@message("meeting-moved", title="When the meeting begins", acts=("order",))
def _meeting_moved(facts: Facts, room: Room) -> list[str]:
    starts = room.meeting.sittings if room.meeting else ()
    when = wording.listed(moment_words(sitting.starts_at, room) for sitting in starts)
    return [f"The {room.protocol.name} meeting begins on {when}.", _invitation(room)]


@message("meeting-cancelled", title="The meeting is cancelled", style="attention")
def _meeting_cancelled(facts: Facts, room: Room) -> list[str]:
    starts = room.meeting.sittings if room.meeting else ()
    when = f" of {moment_words(starts[0].starts_at, room)}" if starts else ""
    return [f"The {room.protocol.name} meeting{when} is not held.", _invitation(room)]


def _invitation(room: Room) -> str:
    """What is left to the administrators: the bot keeps no calendar."""
    return "Please change the calendar invitation as well." if room.administers else ""
