"""Which meeting somebody means: the one of the card, the chat's, or the nearest of their areas."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from marac.call import CallMeeting, UpdateRoll
from marac.decide import Refused, Why
from marac.journal import SYSTEM
from marac.meeting import Attendee
from marac.opening import OpenSitting
from marac.protocol import protocol_for
from marac.words import Capacity
from store.masterkeys import new_key
from store.opening import open_store
from tests.marac.builders import a_protocol
from tests.usecases.office import HandClock
from usecases.office import Office
from usecases.ports import NoMeeting, Notice, PersonRecord
from usecases.receive import SeveralAreas, room_for_files
from usecases.requests import ShowMeeting, ShowPeople, ShowQuoracy, answer
from usecases.rooms import NoArea, Place, room_for
from usecases.take import take
from usecases.telling import NoLongerRight, room_of
from usecases.views.meeting import MeetingCard, NoMeetingYet

LINCOLNSHIRE, TESTSHIRE = "lincolnshire", "testshire"
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
TODAY = NOW.date()
PERSON = "p1"
"""Chairs in one area, and represents an agency in the other."""


class Areas:
    """Two areas with one person in both, and ways to give them meetings."""

    def __init__(self, office: Office, clock: HandClock) -> None:
        self.office = office
        self.clock = clock

    async def meets(self, area: str, day: date, *, on_roll: tuple[str, ...] = (PERSON, "chair")) -> str:
        key = f"{area}-{day}"
        starts = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        await self.office.ledger.call_meeting(key, area, day, day)
        await take(self.office, key, CallMeeting(area=area, sittings=((1, starts),)), SYSTEM)
        chairs = frozenset({Capacity.CHAIR})
        roll = tuple(Attendee(person=person, capacities=chairs, authority=True) for person in on_roll)
        await take(self.office, key, UpdateRoll(agencies=(), attendees=roll), SYSTEM)
        return key

    async def meant(self, **more: str) -> str | None:
        room = await room_for(self.office, PERSON, Place.PERSONAL, **more)
        return room.meeting.key if room.meeting else None

    async def rivals(self, **more: str) -> set[str]:
        return set((await room_for(self.office, PERSON, Place.PERSONAL, **more)).rivals)


@pytest.fixture
async def areas(migrated: Path, tmp_path: Path) -> AsyncIterator[Areas]:
    shutil.copy(migrated, tmp_path / "marac.db")
    store = await open_store(f"sqlite:///{tmp_path / 'marac.db'}", [new_key()])
    clock = HandClock(NOW)
    protocols = {LINCOLNSHIRE: protocol_for(LINCOLNSHIRE), TESTSHIRE: a_protocol()}
    office = Office(
        ledger=store.ledger,
        register=store.register,
        clock=clock,
        protocols=lambda area: protocols[area],
        areas=(LINCOLNSHIRE, TESTSHIRE),
    )
    both = [
        PersonRecord(area=a, key=PERSON, name="Police Birch", email="birch@marac.example") for a in protocols
    ]
    other = PersonRecord(area=TESTSHIRE, key="chair", name="Chair Alder", email="alder@marac.example")
    await store.register.save([], [*both, other])
    yield Areas(office, clock)
    await store.close()


async def test_of_two_areas_the_nearest_meeting_is_meant(areas: Areas) -> None:
    assert await areas.meant() is None
    later = await areas.meets(LINCOLNSHIRE, TODAY + timedelta(days=14))
    assert await areas.meant() == later
    today = await areas.meets(TESTSHIRE, TODAY)
    assert await areas.meant() == today


async def test_a_sitting_under_way_is_meant_whatever_else_is_near(areas: Areas) -> None:
    first = await areas.meets(LINCOLNSHIRE, TODAY)
    second = await areas.meets(TESTSHIRE, TODAY)
    areas.clock.moment = NOW + timedelta(hours=2)
    await take(areas.office, second, OpenSitting(), PERSON)
    assert await areas.meant() == second
    assert await areas.meant(area=LINCOLNSHIRE) == first


async def test_the_cards_meeting_comes_before_the_nearest(areas: Areas) -> None:
    await areas.meets(LINCOLNSHIRE, TODAY)
    theirs = await areas.meets(TESTSHIRE, TODAY + timedelta(days=28))
    room = await room_for(areas.office, PERSON, Place.PERSONAL, meeting=theirs)
    assert (room.area, room.meeting and room.meeting.key) == (TESTSHIRE, theirs)
    assert room.protocol.area == TESTSHIRE
    assert room.areas == (LINCOLNSHIRE, TESTSHIRE)


async def test_in_one_areas_chat_another_areas_card_is_nothing(areas: Areas) -> None:
    await areas.meets(LINCOLNSHIRE, TODAY)
    theirs = await areas.meets(TESTSHIRE, TODAY)
    with pytest.raises(NoMeeting):
        await room_for(areas.office, PERSON, Place.CHAT, meeting=theirs, area=LINCOLNSHIRE)


async def test_of_two_meetings_on_one_day_either_could_be_meant_until_one_is_open(areas: Areas) -> None:
    first = await areas.meets(LINCOLNSHIRE, TODAY)
    second = await areas.meets(TESTSHIRE, TODAY)
    assert await areas.rivals() == {LINCOLNSHIRE, TESTSHIRE}
    areas.clock.moment = NOW + timedelta(hours=2)
    await take(areas.office, second, OpenSitting(), PERSON)
    assert await areas.rivals() == set()
    await take(areas.office, first, OpenSitting(), PERSON)
    assert await areas.rivals() == {LINCOLNSHIRE, TESTSHIRE}
    assert await areas.rivals(area=TESTSHIRE) == set()


async def test_a_meeting_on_another_day_or_of_other_people_is_no_rival(areas: Areas) -> None:
    first = await areas.meets(LINCOLNSHIRE, TODAY)
    await areas.meets(TESTSHIRE, TODAY + timedelta(days=1))
    assert (await areas.meant(), await areas.rivals()) == (first, set())


async def test_a_meeting_to_which_one_does_not_come_is_not_meant(areas: Areas) -> None:
    under_way = await areas.meets(TESTSHIRE, TODAY, on_roll=("chair",))
    mine = await areas.meets(LINCOLNSHIRE, TODAY + timedelta(days=7))
    areas.clock.moment = NOW + timedelta(hours=2)
    await take(areas.office, under_way, OpenSitting(), "chair")
    assert (await areas.meant(), await areas.rivals()) == (mine, set())


async def test_a_meeting_that_is_gone_never_becomes_another(areas: Areas) -> None:
    await areas.meets(LINCOLNSHIRE, TODAY)
    gone = "lincolnshire-1999-01-01"
    with pytest.raises(NoMeeting):
        await areas.meant(meeting=gone, area=LINCOLNSHIRE)
    notice = Notice(key="k", to=PERSON, kind="can-resume", area=LINCOLNSHIRE, meeting=gone)
    with pytest.raises(NoLongerRight, match="the meeting is gone"):
        await room_of(areas.office, notice)


async def test_the_last_meeting_is_meant_once_it_is_over_and_none_is_called(areas: Areas) -> None:
    over = await areas.meets(LINCOLNSHIRE, TODAY)
    areas.clock.moment = NOW + timedelta(days=20)
    assert await areas.meant() == over
    coming = await areas.meets(TESTSHIRE, TODAY + timedelta(days=27))
    assert await areas.meant() == coming


async def test_another_areas_meeting_is_nothing_to_somebody_who_is_not_in_it(areas: Areas) -> None:
    theirs = await areas.meets(LINCOLNSHIRE, TODAY)
    with pytest.raises(NoArea):
        await room_for(areas.office, "chair", Place.PERSONAL, meeting=theirs)
    with pytest.raises(NoArea):
        await room_for(areas.office, "nobody", Place.PERSONAL)


async def test_somebody_off_the_roll_is_shown_nothing_of_the_meeting(areas: Areas) -> None:
    key = await areas.meets(TESTSHIRE, TODAY, on_roll=("chair",))
    room = await room_for(areas.office, PERSON, Place.PERSONAL, meeting=key)
    for request in (ShowMeeting(), ShowQuoracy(), ShowPeople()):
        with pytest.raises(Refused) as refused:
            await answer(areas.office, room, request)
        assert refused.value.why is Why.NOT_ON_ROLL


async def test_somebody_on_the_roll_is_shown_it_or_that_there_is_none(
    areas: Areas,
) -> None:
    room = await room_for(areas.office, PERSON, Place.PERSONAL)
    assert isinstance(await answer(areas.office, room, ShowMeeting()), NoMeetingYet)
    key = await areas.meets(TESTSHIRE, TODAY)
    room = await room_for(areas.office, PERSON, Place.PERSONAL, meeting=key)
    assert isinstance(await answer(areas.office, room, ShowMeeting()), MeetingCard)


async def administers(areas: Areas, *named: str) -> None:
    """The person is an administrator in these areas."""
    records = [
        PersonRecord(
            area=area,
            key=PERSON,
            name="Police Birch",
            email="birch@marac.example",
            capacities=frozenset({Capacity.ADMINISTRATOR} if area in named else set()),
        )
        for area in (LINCOLNSHIRE, TESTSHIRE)
    ]
    await areas.office.register.save([], records)


async def test_a_file_is_for_the_area_that_is_named_and_of_two_for_none_unnamed(areas: Areas) -> None:
    await administers(areas, LINCOLNSHIRE, TESTSHIRE)
    unnamed = await room_for(areas.office, PERSON, Place.PERSONAL)
    with pytest.raises(SeveralAreas) as several:
        await room_for_files(areas.office, unnamed)
    assert sorted(several.value.names) == ["Lincolnshire MARAC", "Testshire MARAC"]
    named = await room_for(areas.office, PERSON, Place.PERSONAL, area=TESTSHIRE)
    assert (await room_for_files(areas.office, named)).area == TESTSHIRE


async def test_a_file_for_an_area_that_one_does_not_administer_goes_to_no_other(areas: Areas) -> None:
    await administers(areas, LINCOLNSHIRE)
    unnamed = await room_for(areas.office, PERSON, Place.PERSONAL)
    assert (await room_for_files(areas.office, unnamed)).area == LINCOLNSHIRE
    named = await room_for(areas.office, PERSON, Place.PERSONAL, area=TESTSHIRE)
    with pytest.raises(Refused) as refused:
        await room_for_files(areas.office, named)
    assert refused.value.why is Why.NOT_ALLOWED
