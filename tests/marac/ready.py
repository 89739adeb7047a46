"""A meeting in which nothing holds a case: opening done, everybody declared, the minute taker named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from marac.decide import Command, Refused, decide
from marac.hearing import CloseCase, OpenCase
from marac.holds import HoldCode
from marac.meeting import Meeting
from marac.points import FeedbackNotSafe, HearViews, OfferNothing, SumUp, TickPoint
from marac.protocol import Protocol
from marac.words import SittingState, Views
from tests.marac.builders import ADMIN, CHAIR, MID_MORNING, a_meeting, a_protocol, after

IN_THE_ROOM: Final = (
    CHAIR,
    ADMIN,
    "police-rep",
    "health-rep",
    "idva-rep",
    "childrens-rep",
    "housing-rep",
)
AGENCIES_IN_THE_ROOM: Final = ("police", "health", "idva", "childrens", "housing")
STEPS: Final = ("welcome", "declarations", "outstanding")


def a_ready_meeting(*, present: Iterable[str] = IN_THE_ROOM, **changes: Any) -> Meeting:
    """A meeting whose ordinary cases can be opened without a note; `changes` replace fields."""
    present = tuple(present)
    meeting = a_meeting(present=present)
    first = msgspec.structs.replace(
        meeting.sittings[0],
        state=SittingState.HEARING,
        steps=dict.fromkeys(STEPS, "done"),
        minute_taker=ADMIN,
    )
    everybody = {*present, *meeting.roll}
    return msgspec.structs.replace(
        meeting,
        **{
            "sittings": (first, *meeting.sittings[1:]),
            "declarations": dict.fromkeys(everybody, a_protocol().declaration.version),
            "conflicts": dict.fromkeys(everybody, frozenset()),
            **changes,
        },
    )


def with_first_sitting(meeting: Meeting, **changes: Any) -> Meeting:
    """`meeting` with fields of its first sitting changed."""
    first = msgspec.structs.replace(meeting.sittings[0], **changes)
    return msgspec.structs.replace(meeting, sittings=(first, *meeting.sittings[1:]))


def with_conflict(meeting: Meeting, person: str, *cases: str) -> Meeting:
    """`meeting` with the person's notice of a conflict in those cases."""
    return msgspec.structs.replace(meeting, conflicts={**meeting.conflicts, person: frozenset(cases)})


def with_open(number: str, meeting: Meeting | None = None) -> Meeting:
    """A ready meeting in which the case is open."""
    return after(meeting or a_ready_meeting(), OpenCase(case=number), by=CHAIR)


def seen_to(meeting: Meeting, number: str) -> Meeting:
    """`meeting` after the chair has seen to everything in the open case."""
    offers = [OfferNothing(case=number, agency=key) for key in AGENCIES_IN_THE_ROOM]
    return after(
        meeting,
        HearViews(case=number, views=Views.GIVEN),
        TickPoint(case=number, point="risks"),
        *offers,
        FeedbackNotSafe(case=number),
        SumUp(case=number),
        by=ADMIN,
    )


def heard(meeting: Meeting, number: str) -> Meeting:
    """`meeting` after the case was opened, seen to and closed."""
    return after(seen_to(with_open(number, meeting), number), CloseCase(case=number), by=CHAIR)


def held_by(
    meeting: Meeting, command: Command, by: str = CHAIR, protocol: Protocol | None = None
) -> dict[HoldCode, dict[str, Any]]:
    """What holds the command, with its facts; empty if nothing does."""
    try:
        decide(command, by, meeting, protocol or a_protocol(), MID_MORNING)
    except Refused as refused:
        return {hold.code: dict(hold.facts) for hold in refused.facts["holds"]}
    return {}
