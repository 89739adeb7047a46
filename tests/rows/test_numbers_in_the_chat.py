"""Who reads the meeting chat reads no number of a case that they must not know of (LIN-04, HAC-19)."""

from __future__ import annotations

import pytest

from dialogs.render import card_of
from marac.actions import RecordAction
from marac.protocol import areas
from marac.words import Protects
from store.opening import Store
from tests.dialogs.cards import texts
from tests.rows.areas import ADMIN, CHAIR, AreaDay
from tests.rows.plans import HERE, ahead, open_case
from usecases.rooms import Place, room_for
from usecases.views.meeting import own_meeting_card

GUEST = (
    "invite name: Guest Gorse; job title: Head of year; {phone}work e-mail: gorse@school.example; "
    "cases: 102; agency: Housing Team"
)
PHONE = "work phone: 01632 960001; "


async def played(store: Store, area: str, *, guest: bool) -> AreaDay:
    """A case heard with an action, in the chat with a guest for another one or with members alone."""
    day = await ahead(store, area)
    if guest:
        phone = PHONE if "phone" in day.protocol.guests.needs else ""
        await day.say(ADMIN, GUEST.format(phone=phone))
        assert any(a.is_guest for a in (await day.meeting()).roll.values()), day.stage.last(ADMIN).words
    await day.opened(*HERE)
    await day.stage.say(CHAIR, "meeting", chat=True)
    await day.stage.say(CHAIR, "order", chat=True)
    await open_case(day)
    due = day.starts_at.date()
    action = RecordAction(
        case="101", what="Call on Friday", agencies=("idva",), due=due, protects=Protects.ADULT
    )
    await day.take(action, by=ADMIN)
    await day.say(CHAIR, "close anyway nothing of note")
    return day


@pytest.mark.parametrize("area", areas())
async def test_a_guest_for_one_case_reads_no_number_of_another_in_the_chat(store: Store, area: str) -> None:
    day = await played(store, area, guest=True)
    words = day.stage.chat_words()
    assert "The 1st case" in words
    assert "101" not in words
    assert "102" not in words


@pytest.mark.parametrize("area", areas())
async def test_among_members_alone_the_chat_names_the_numbers_as_the_areas_want(
    store: Store, area: str
) -> None:
    day = await played(store, area, guest=False)
    assert "Case 101, presented by" in day.stage.chat_words()
    assert "The 1st case" not in day.stage.chat_words()


async def test_a_persons_own_view_of_the_card_has_the_numbers_that_they_may_know(store: Store) -> None:
    day = await played(store, "hackney", guest=True)
    guest = next(a.person for a in (await day.meeting()).roll.values() if a.is_guest)
    shown = {}
    for person in ("police-rep", guest):
        room = await room_for(day.stage.office, person, Place.PERSONAL, meeting=day.key)
        shown[person] = texts(card_of(own_meeting_card(room, await day.meeting()), room))
    assert any("Case 101" in words for words in shown["police-rep"])
    assert any("Case 102" in words for words in shown["police-rep"])
    assert any("Case 102" in words for words in shown[guest])
    assert not any("101" in words for words in shown[guest])
