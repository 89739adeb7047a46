"""Who takes the chair by the area's rule: from which agency types, whose turn it is, and who it is today.

Nothing is held up by it. At the opening it is asked; somebody else may sit all the same, and administrators
hear of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from marac.call import person_on_roll
from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting
from marac.opening import RUNS_IT, sitting_under_way
from marac.protocol import Protocol
from marac.quoracy import with_sitting
from marac.seats import ChairSeated
from marac.words import PersonId


class ChairWorry(StrEnum):
    """What is out of the ordinary about whoever is in the chair."""

    NOT_OF_THE_AREA = "not-of-the-area"
    OUT_OF_TURN = "out-of-turn"


class SetChairTurn(Command, frozen=True):
    """Note whose turn it is to chair this meeting, by agency type (LUT-24)."""

    type: str


class SayWhoChairs(Command, frozen=True):
    """Answer at the opening who is in the chair (HAC-01, WOL-01)."""

    person: PersonId


class ChairTurnSet(Event, frozen=True):
    """It is this agency type's turn to chair the meeting."""

    type: str


class ChairConfirmed(Event, frozen=True):
    """It was said that this person is in the chair of the sitting."""

    sitting: int
    person: PersonId


@decides(SetChairTurn, Who.SYSTEM)
def set_chair_turn(command: SetChairTurn, setting: Setting) -> Iterator[Event]:
    """Set it once, before the meeting."""
    if setting.meeting.chair_turn is None:
        yield ChairTurnSet(type=command.type)


@decides(SayWhoChairs, *RUNS_IT)
def say_who_chairs(command: SayWhoChairs, setting: Setting) -> Iterator[Event]:
    """Take the answer; whoever was not in the chair yet is seated. Raises Refused for somebody who is not
    here, or who cannot chair at all."""
    sitting, named = sitting_under_way(setting), person_on_roll(setting, command.person)
    if not named.is_welcome or named.is_observer or named.is_guest:
        raise Refused(Why.NOT_VALID, field="person", wanted="chair")
    if not setting.meeting.is_present(command.person):
        raise Refused(Why.NOT_PRESENT)
    if sitting.chair != command.person:
        yield ChairSeated(person=command.person, sitting=sitting.number)
    if sitting.chair_confirmed != command.person:
        yield ChairConfirmed(sitting=sitting.number, person=command.person)


@evolves(ChairTurnSet)
def chair_turn_set(meeting: Meeting, event: ChairTurnSet, entry: Entry) -> Meeting:
    """The turn is known."""
    return msgspec.structs.replace(meeting, chair_turn=event.type)


@evolves(ChairConfirmed)
def chair_confirmed(meeting: Meeting, event: ChairConfirmed, entry: Entry) -> Meeting:
    """It has been asked and answered."""
    return with_sitting(meeting, event.sitting, chair_confirmed=event.person)


def type_of(meeting: Meeting, person: PersonId | None) -> str | None:
    """The agency type for which the person is on the roll."""
    attendee = meeting.roll.get(person or "")
    agency = meeting.agencies.get((attendee.agency if attendee else None) or "")
    return agency.type if agency else None


def is_areas_chair(meeting: Meeting, protocol: Protocol, person: PersonId) -> bool:
    """Whether the person is one of the area's chairs: held as one in the register, and of the types that the
    area takes them from."""
    attendee = meeting.roll.get(person)
    if attendee is None or not attendee.is_chair:
        return False
    types = protocol.chair.from_types if protocol.chair else ()
    return not types or type_of(meeting, person) in types


def chair_worry(meeting: Meeting, protocol: Protocol, person: PersonId | None) -> ChairWorry | None:
    """What is out of the ordinary about this person in the chair; nothing where the area does not ask."""
    rule = protocol.chair
    if rule is None or not rule.asked_at_opening or person is None:
        return None
    if not is_areas_chair(meeting, protocol, person):
        return ChairWorry.NOT_OF_THE_AREA
    if meeting.chair_turn is not None and type_of(meeting, person) != meeting.chair_turn:
        return ChairWorry.OUT_OF_TURN
    return None


def is_chair_asked(meeting: Meeting, protocol: Protocol) -> bool:
    """It is to be said who is in the chair of the sitting under way, and has not been."""
    rule, sitting = protocol.chair, meeting.sitting
    if rule is None or not rule.asked_at_opening or sitting is None:
        return False
    return sitting.chair is None or sitting.chair_confirmed != sitting.chair


def next_turn(protocol: Protocol, last: str | None) -> str | None:
    """The type whose turn follows on `last`'s, the first in the file after none; None where the area keeps
    no turns."""
    turns = protocol.chair.turns if protocol.chair else ()
    if not turns:
        return None
    return turns[(turns.index(last) + 1) % len(turns)] if last in turns else turns[0]


def turn_taken(meeting: Meeting, protocol: Protocol) -> str | None:
    """The type that chaired the meeting, if it is one of those that take turns; else the one whose turn it
    was."""
    turns = protocol.chair.turns if protocol.chair else ()
    chaired = (type_of(meeting, sitting.chair) for sitting in meeting.sittings)
    return next((kind for kind in chaired if kind in turns), meeting.chair_turn)
