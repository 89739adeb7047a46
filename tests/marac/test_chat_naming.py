"""The chat names a case by its number only while everybody who reads it may know of every case that is no
secret."""

from __future__ import annotations

import msgspec
import pytest

from marac.chat_naming import are_numbers_named, place_of, public_order
from marac.meeting import Attendee, Interval, Meeting
from marac.words import Capacity, Source
from tests.marac.builders import FIRST_DAY, a_meeting, a_protocol, person, with_case

WANTED = a_protocol(numbers_in_chat=True)
HERE = (Interval(sitting=1, start=FIRST_DAY, came=(Source.JOINED,)),)


def with_roll(*others: Attendee) -> Meeting:
    """The meeting of members alone, and these."""
    meeting = a_meeting()
    roll = {key: a for key, a in meeting.roll.items() if not a.is_guest}
    return msgspec.structs.replace(meeting, roll={**roll, **{a.person: a for a in others}})


MEMBERS = with_roll()
GUEST = person("guest", "refuge", Capacity.GUEST, cases=("1005",))
UNKNOWN_YET = person("looker", None, Capacity.OBSERVER, category="line-manager")

READ_BY = {
    "a guest for one case": (with_roll(GUEST), False),
    "a guest who was barred, and had been in": (
        msgspec.structs.replace(
            with_roll(msgspec.structs.replace(GUEST, cases=(), barred=True)), presence={"guest": HERE}
        ),
        False,
    ),
    "a guest who was barred, and never came": (
        with_roll(msgspec.structs.replace(GUEST, barred=True)),
        True,
    ),
    "an observer of one case": (
        with_roll(
            msgspec.structs.replace(UNKNOWN_YET, approved_by="admin", instructed=True, cases=("1001",))
        ),
        False,
    ),
    "somebody who would like to observe": (with_roll(UNKNOWN_YET), True),
    "somebody who observes unapproved": (
        msgspec.structs.replace(with_roll(UNKNOWN_YET), presence={"looker": HERE}),
        False,
    ),
    "a stranger": (msgspec.structs.replace(MEMBERS, strangers=frozenset({"aad-1"})), False),
    "somebody connected with a case": (
        with_case(MEMBERS, "1001", connected=frozenset({"health-rep"})),
        False,
    ),
    "a line manager, who is not asked to the meeting": (
        with_roll(person("manager", "police", Capacity.MANAGER)),
        True,
    ),
}


def test_numbers_are_named_among_members_where_the_area_wants_it() -> None:
    assert are_numbers_named(MEMBERS, WANTED)
    assert not are_numbers_named(MEMBERS, a_protocol(numbers_in_chat=False))


@pytest.mark.parametrize("who", READ_BY)
def test_they_are_not_while_somebody_reads_who_must_not_know_one(who: str) -> None:
    meeting, named = READ_BY[who]
    assert are_numbers_named(meeting, WANTED) is named


def test_a_place_is_counted_among_the_cases_that_are_no_secret() -> None:
    assert public_order(MEMBERS) == ("1001", "1004", "1005", "1006")
    assert place_of(MEMBERS, "1004") == (2, 4)
    assert place_of(MEMBERS, "1002") is None
