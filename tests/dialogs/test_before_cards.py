"""The cards of what comes before a meeting: sound, small enough for the longest meeting, and clear."""

from __future__ import annotations

import msgspec
import pytest

from dialogs.render import card_of
from dialogs.wording_before import worry_words
from marac.decide import Refused, Why
from marac.meeting import Meeting
from marac.order_warnings import OrderWarning, Worry
from tests.dialogs.cards import faults, texts
from tests.dialogs.meetings import a_crowded_meeting, a_full_meeting
from tests.dialogs.rooms import RESTRICTED, a_room
from tests.marac.builders import ADMIN, CHAIR, a_meeting, a_protocol
from usecases.admit_observer import HowToObserve
from usecases.rooms import Place
from usecases.views.order import moved_for, order_for
from usecases.views.people import people_for

MEETINGS = pytest.mark.parametrize(
    "meeting", [a_meeting(), a_full_meeting(), a_crowded_meeting()], ids=["plain", "full", "crowded"]
)


@MEETINGS
@pytest.mark.parametrize("who", [ADMIN, CHAIR, "police-rep", "observer", "guest"])
@pytest.mark.parametrize("said", [None, "told", "lengthened"])
def test_the_orders_card_is_sound_for_everybody(meeting: Meeting, who: str, said: str | None) -> None:
    room = a_room(who, meeting)

    assert faults(card_of(order_for(room, meeting, said), room)) == []


@MEETINGS
def test_the_order_in_the_chat_names_no_agency_person_or_restricted_case(meeting: Meeting) -> None:
    room = a_room(ADMIN, meeting, Place.CHAT)

    card = card_of(order_for(room, meeting), room)

    assert faults(card) == []
    words = "\n".join(texts(card))
    for number in RESTRICTED:
        assert number not in words.replace(f"HBA {number} MARAC Meeting", "")
    named = [a.name for a in room.names.agencies.values()] + [p.name for p in room.names.people.values()]
    assert not [name for name in named if name in words]


@MEETINGS
@pytest.mark.parametrize("who", [ADMIN, CHAIR])
def test_the_peoples_card_is_sound_and_for_those_alone_who_run_the_meeting(
    meeting: Meeting, who: str
) -> None:
    room = a_room(who, meeting)

    assert faults(card_of(people_for(room, meeting), room)) == []
    for other in ("police-rep", "observer", "guest", "lead"):
        with pytest.raises(Refused) as refused:
            people_for(a_room(other, meeting), meeting)
        assert refused.value.why is Why.NOT_ALLOWED


def test_people_who_are_barred_or_left_are_on_the_administrators_card_alone() -> None:
    meeting = a_meeting()
    barred = msgspec.structs.replace(meeting.roll["housing-rep"], barred=True)
    left = msgspec.structs.replace(meeting.roll["probation-rep"], removed=True)
    roll = {**meeting.roll, "housing-rep": barred, "probation-rep": left}
    meeting = msgspec.structs.replace(meeting, roll=roll)

    shown = {}
    for who in (ADMIN, CHAIR):
        room = a_room(who, meeting)
        shown[who] = "\n".join(texts(card_of(people_for(room, meeting), room)))
    assert "Barred\nHousing Fir\nLeft\nProbation Poplar" in shown[ADMIN]
    assert "Housing Fir" not in shown[CHAIR]
    assert "Probation Poplar" not in shown[CHAIR]


@MEETINGS
def test_new_times_are_sound(meeting: Meeting) -> None:
    room = a_room(ADMIN, meeting)

    assert faults(card_of(moved_for(room, meeting, tuple(meeting.cases)), room)) == []


def test_how_to_observe_is_sound() -> None:
    room = a_room("observer", a_meeting())
    rule = a_protocol().observers
    view = HowToObserve(how_to_ask=rule.how_to_ask, reasons=tuple(c.label for c in rule.categories))

    card = card_of(view, room)

    assert faults(card) == []
    assert rule.how_to_ask in texts(card)


@pytest.mark.parametrize("worry", list(Worry))
def test_every_worry_has_a_sentence_that_says_what_to_do(worry: Worry) -> None:
    room = a_room(ADMIN, a_meeting())

    words = worry_words(OrderWarning(worry=worry, case="1002", sitting=1, minutes=15), room)

    assert words.count(".") >= 1
    assert "1002" in words or "Sitting 1" in words
