"""The rows for the day and start of a meeting: choosing the start, moving it, cancelling it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import options
from dialogs.acts import PRIVATE, Act, Field, Kind
from marac.decide import Refused, Why
from marac.moving import AnswerMove, CancelMeeting, MoveMeeting
from marac.words import PersonId
from usecases.requests import Wanted
from usecases.rooms import Room


def _move(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    day, at = values.get("day"), values.get("at")
    return MoveMeeting(day=day, at=room.protocol.calendar.local(at).time() if at is not None else None)


def _answer(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return AnswerMove(agreed=values["agreed"] == "yes")


def _cancel(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    if not values["sure"]:
        raise Refused(Why.MISSING, what=("your yes to it",))
    return CancelMeeting()


ACTS = (
    Act(
        "set-start",
        "Set the start",
        "Say at what time the meeting starts, once the list has closed.",
        ("set start", "set the start"),
        MoveMeeting,
        (Field("at", "Start", Kind.TIME, hint="09:30"),),
        make=_move,
        where=PRIVATE,
        listed=False,
    ),
    Act(
        "move-meeting",
        "Move the meeting",
        "Let the meeting begin on another day or at another time. Everybody who is to come is told.",
        ("move meeting", "move the meeting"),
        MoveMeeting,
        (
            Field("day", "New day", Kind.DATE, required=False),
            Field("at", "New start", Kind.TIME, required=False, hint="09:30"),
        ),
        make=_move,
        where=PRIVATE,
        as_form=True,
    ),
    Act(
        "answer-move",
        "Answer about the start",
        "Say whether you, as a chair, agree to the day and start that the administrators ask for.",
        ("move answer", "start answer"),
        AnswerMove,
        (Field("agreed", "Agreed", Kind.CHOICE, options=options.yes_no),),
        make=_answer,
        where=PRIVATE,
        listed=False,
    ),
    Act(
        "cancel-meeting",
        "Cancel the meeting",
        "Cancel a meeting that has not begun. Everybody who was to come is told, and its cases are for the "
        "next one.",
        ("cancel meeting", "cancel the meeting"),
        CancelMeeting,
        (Field("sure", "Yes, cancel it", Kind.TICK),),
        make=_cancel,
        where=PRIVATE,
        as_form=True,
    ),
)
