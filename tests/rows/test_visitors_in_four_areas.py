"""Guests for their cases alone, and who agrees to observers (HAC-08, HAC-55, WOL-32, KEN-06, LUT-10, LUT-32,
LUT-33)."""

from __future__ import annotations

import pytest

from marac.caselist import Listing
from marac.declarations import Declare
from marac.presence import Arrive, Depart
from marac.words import Capacity, Source
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called, seen_in_teams
from usecases.ports import PersonRecord

PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
    "olive": ("Observer Olive", "idva", Capacity.OBSERVER),
    "oak": ("Observer Oak", "police", Capacity.OBSERVER),
    "yew": ("Observer Yew", None, Capacity.OBSERVER),
}
AGENCIES = {
    "police": ("Area Police", "police"),
    "idva": ("IDVA Service", "idva"),
    "team": ("MARAC Team", "marac-team"),
    "school": ("Hillside School", "invited"),
}
CASES = tuple(Listing(number=n, referring_agency="police") for n in ("101", "102", "103"))
INVITE = (
    "invite name: Guest Gorse; job title: Head of year; {phone}work e-mail: gorse@school.example; "
    "cases: 102; agency: Hillside School"
)


async def in_area(store: Store, area: str) -> AreaDay:
    return await called(store, area, AGENCIES, PEOPLE, CASES)


async def invited(day: AreaDay) -> str:
    """Guest Gorse of the school, known to register and Teams, is invited for case 102; their key."""
    guest = PersonRecord(
        area=day.protocol.area,
        key="gorse",
        name="Guest Gorse",
        email="gorse@school.example",
        agency="school",
        capacities=frozenset({Capacity.GUEST}),
    )
    await day.stage.store.register.save([], [guest])
    await seen_in_teams(day.stage.store, guest.key)
    phone = "telephone: 01632 960077; " if "phone" in day.protocol.guests.needs else ""
    await day.say(ADMIN, INVITE.format(phone=phone))
    return guest.key


def count(day: AreaDay, *people: str) -> dict[str, int]:
    return {person: len(day.stage.seen(person)) for person in people}


# Guests


@pytest.mark.parametrize(
    "area",
    [
        pytest.param("hackney", marks=pytest.mark.rule("HAC-08")),
        pytest.param("kent-and-medway", marks=pytest.mark.rule("KEN-06")),
        pytest.param("luton", marks=pytest.mark.rule("LUT-10")),
    ],
)
async def test_the_chair_is_asked_to_bring_a_guest_in_and_to_let_them_go_around_their_case(
    store: Store, area: str
) -> None:
    day = await in_area(store, area)
    guest = await invited(day)
    assert (await day.meeting()).roll[guest].cases == ("102",)
    await day.opened("police-rep", "idva-rep")
    bring_in = "Please bring in: Guest Gorse (Hillside School)"
    await day.say(CHAIR, "open anyway now; case: 101")
    assert "Gorse" not in await day.desk_of(CHAIR)
    await day.take(Arrive(person=guest, source=Source.JOINED))
    let_go = "Not for this case, please let go: Guest Gorse (Hillside School)"
    assert let_go in await day.desk_of(CHAIR)
    assert let_go not in await day.desk_of("police-rep")
    await day.take(Depart(person=guest, source=Source.JOINED))
    await day.say(CHAIR, "close anyway nothing of note")

    assert bring_in in await day.desk_of(CHAIR)
    assert bring_in not in await day.desk_of("police-rep")
    await day.take(Arrive(person=guest, source=Source.JOINED))
    await day.take(Declare(person=guest, version=day.protocol.declaration.version), by=guest)
    assert bring_in not in await day.desk_of(CHAIR)
    await day.say(CHAIR, "open anyway now; case: 102")
    assert "Guests in the room: Guest Gorse (Hillside School)" in await day.desk_of(CHAIR)
    assert "101" not in day.stage.everything(guest)
    await day.say(CHAIR, "close anyway nothing of note")

    assert let_go in await day.desk_of(CHAIR)
    await day.take(Depart(person=guest, source=Source.JOINED))
    assert "Gorse" not in await day.desk_of(CHAIR)


async def test_after_the_last_case_a_guest_is_still_to_be_let_go(store: Store) -> None:
    day = await in_area(store, "hackney")
    guest = await invited(day)
    await day.opened("police-rep", "idva-rep")
    await day.comes(guest)
    for number in ("101", "103", "102"):
        await day.say(CHAIR, f"open anyway now; case: {number}")
        await day.say(CHAIR, "close anyway nothing of note")
    assert "Please let go: Guest Gorse (Hillside School)" in await day.desk_of(CHAIR)


# Observers


@pytest.mark.rule("HAC-55")
async def test_hackney_takes_two_observers_from_members_and_approved_bodies_who_declare_like_anybody(
    store: Store,
) -> None:
    day = await in_area(store, "hackney")
    refused = await day.say(ADMIN, "approve observer Observer Yew; instructed: yes")
    assert "Observers come from the member agencies or from SafeLives or Ofsted here." in refused
    assert "could not find" in await day.say(ADMIN, "approve observer Observer Yew; or an outside body: Acme")
    assert not (await day.meeting()).roll["yew"].approved_by

    people = await day.say(
        ADMIN, "approve observer Observer Yew; or an outside body: Ofsted; instructed: yes"
    )
    assert "Observer Yew – approved for sitting 1 (Ofsted)" in people
    await day.say(ADMIN, "approve observer Observer Olive; instructed: yes")
    third = await day.say(ADMIN, "approve observer Observer Oak; instructed: yes")
    assert "This meeting has 2 observers already, and this area takes no more." in third
    assert "There are two observers at this meeting already." in third
    assert "There are two observers at this meeting already." in await day.say("oak", "observe")

    await day.opened("police-rep", "idva-rep")
    await day.take(Arrive(person="yew"), by="yew")
    assert "Please read and accept the confidentiality" in day.stage.everything("yew")
    assert "Observer Yew" in (await day.say(CHAIR, "open case 101"))


@pytest.mark.rule("WOL-32")
async def test_wolverhampton_holds_an_observer_until_chair_and_coordinator_agree(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    nothing = "There is nothing in the running order for you yet."
    people = await day.say(ADMIN, "approve observer Observer Olive; instructed: yes")
    assert "Observer Olive – waits for the word of the chair" in people
    assert nothing in await day.say("olive", "order")
    await day.told()
    assert "asks to observe" not in day.stage.everything("police-rep", "olive")

    await day.stage.press(CHAIR, "Agree", about="Observer Olive asks to observe")
    await day.told()
    assert (await day.meeting()).roll["olive"].is_admitted
    assert "Chair and administrators now agree that Observer Olive observes." in day.stage.everything(ADMIN)
    assert "101" in await day.say("olive", "order")
    assert "asks to observe" not in await day.desk_of(CHAIR)


@pytest.mark.rule("WOL-32")
async def test_in_wolverhampton_the_chairs_word_alone_admits_nobody_and_no_is_no(store: Store) -> None:
    day = await in_area(store, "wolverhampton")
    await day.say(ADMIN, "approve observer Observer Olive; instructed: yes")
    await day.say(CHAIR, "refuse observer Observer Olive")
    await day.told()
    assert "The chair does not agree that Observer Olive observes." in day.stage.everything(ADMIN)
    assert "Observer Olive – not approved" in await day.say(ADMIN, "people")
    await day.say("police-rep", "allow observer Observer Olive")
    assert not (await day.meeting()).roll["olive"].agreed


@pytest.mark.rule("WOL-32")
async def test_in_wolverhampton_chair_and_coordinator_hear_of_an_observer_who_was_not_approved(
    store: Store,
) -> None:
    day = await in_area(store, "wolverhampton")
    await day.say(ADMIN, "approve observer Observer Olive; instructed: yes")
    await day.opened("police-rep", "idva-rep")
    before = count(day, CHAIR, ADMIN, "police-rep")
    await day.take(Arrive(person="olive", source=Source.JOINED))
    alarm = "Observer Olive is in the meeting as an observer and is not admitted"
    assert alarm in day.since(CHAIR, before[CHAIR])
    assert alarm in day.since(ADMIN, before[ADMIN])
    assert alarm not in day.since("police-rep", before["police-rep"])


@pytest.mark.rule("LUT-32")
async def test_luton_sends_one_observer_to_the_chair_and_points_others_to_the_course(
    store: Store,
) -> None:
    day = await in_area(store, "luton")
    await day.say(ADMIN, "approve observer Observer Olive")
    second = await day.say(ADMIN, "approve observer Observer Oak")
    assert "This meeting has 1 observer already" in second
    assert "The half-day MARAC course, held every three months" in second
    assert "The half-day MARAC course" in await day.say("oak", "observe")

    await day.told()
    assert "Observer Olive asks to observe" in day.stage.card(CHAIR, "asks to observe").words
    assert not (await day.meeting()).roll["olive"].approved_by
    await day.stage.press(CHAIR, "Agree", about="Observer Olive asks to observe")
    assert (await day.meeting()).roll["olive"].approved_by

    await day.say(ADMIN, "decline observer Observer Olive")
    assert "Observer Oak – waits for the word of the chair" in await day.say(
        ADMIN, "approve observer Observer Oak"
    )


@pytest.mark.rule("LUT-33")
async def test_lutons_host_ticks_its_briefing_and_the_coordinator_must_agree(store: Store) -> None:
    day = await in_area(store, "luton")
    hostless = await day.say(ADMIN, "approve observer Observer Yew")
    assert "agency that brings them" in hostless
    await day.say(ADMIN, "approve observer Observer Olive; instructed: yes")
    await day.say(CHAIR, "allow observer Observer Olive")
    await day.told()
    assert not (await day.meeting()).roll["olive"].is_admitted
    refused = await day.say(ADMIN, "instructions sent Observer Olive")
    assert "Here the agency that brings an observer says that it has briefed them." in refused

    asked = "Please brief them on confidentiality before the meeting"
    assert asked in day.stage.everything("idva-rep")
    assert asked not in day.stage.everything("police-rep")
    await day.say("police-rep", "observer briefed Observer Olive")
    assert not (await day.meeting()).roll["olive"].briefed_by
    people = await day.say(OTHER_ADMIN, "people")
    assert (
        "Observer Olive – approved (IDVA Service); not briefed yet by the agency that brings them" in people
    )

    await day.stage.press("idva-rep", "Observer briefed", about=asked)
    meeting = await day.meeting()
    assert meeting.roll["olive"].briefed_by == "idva-rep"
    assert meeting.roll["olive"].is_admitted


@pytest.mark.rule("LUT-33")
async def test_in_luton_the_chairs_yes_and_a_briefing_admit_nobody_without_the_coordinator(
    store: Store,
) -> None:
    day = await in_area(store, "luton")
    await day.say(ADMIN, "approve observer Observer Olive")
    await day.say(CHAIR, "allow observer Observer Olive")
    await day.say("idva-rep", "observer briefed Observer Olive")
    await day.say(ADMIN, "decline observer Observer Olive")
    await day.say(CHAIR, "allow observer Observer Olive")
    assert not (await day.meeting()).roll["olive"].is_admitted
    assert "There is nothing in the running order for you yet." in await day.say("olive", "order")
