"""Following up what a meeting took: what became of actions is seen by those who have to know, nothing is left
with nobody, and a day that never came is waited for by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.call import UpdateRoll
from marac.meeting import Attendee
from marac.opening import OpenSitting
from marac.words import ActionState, Capacity
from store.opening import Store
from tests.journeys.stage import Form
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, seen_in_teams
from tests.rows.plans import MARKER, actions, offered, the_next_meeting
from tests.rows.records import a_year_on, held, on_working_day
from tests.rows.test_actions_afterwards import digest, heard, on, pressable, titles
from usecases.handing_over import make
from usecases.ports import PersonRecord
from usecases.rolls import refresh_rolls
from usecases.rooms import Place, room_for
from usecases.take import take

AREAS = ("lincolnshire", "hackney", "wolverhampton", "kent-and-medway", "luton")


async def closed(store: Store, area: str) -> AreaDay:
    """The meeting with the police's action is over."""
    day = await heard(store, area)
    await day.say(CHAIR, "close anyway nothing of note")
    await day.say(CHAIR, "close meeting the rest goes to another day")
    assert (await day.meeting()).closed_at is not None
    return day


async def as_file(day: AreaDay, kind: str, form: str = "csv") -> bytes:
    """A file as the administrator has it."""
    room = await room_for(day.stage.office, ADMIN, Place.PERSONAL, meeting=day.key)
    return (await make(day.stage.office, room, kind, {"format": form})).content


# A day that never came


async def test_a_sitting_that_never_took_place_is_waited_for_by_nobody(store: Store) -> None:
    day = await closed(store, "lincolnshire")
    assert len((await day.meeting()).sittings) == 2
    before = len(day.stage.seen(ADMIN))
    await day.until(day.starts_at + timedelta(days=1, minutes=1))
    assert "Missing at the start" not in day.since(ADMIN, before)
    desk = await day.desk_of(CHAIR)
    assert "Open the sitting" not in desk
    assert "Not quorate" not in desk
    assert "Wednesday 2 December, 09:00 – ended" in desk
    assert (await day.say(CHAIR, "duties")).count("Send your aide-memoire") == 1


async def test_what_is_owed_for_each_day_of_a_meeting_says_for_which(store: Store) -> None:
    day = await heard(store, "lincolnshire")
    await day.say(CHAIR, "close anyway nothing of note")
    await day.say(CHAIR, "end sitting the rest tomorrow")
    await day.until(day.starts_at + timedelta(days=1))
    await take(day.stage.office, day.key, OpenSitting(), CHAIR)
    await day.say(CHAIR, "close meeting the rest goes to another day")
    duties = await day.say(CHAIR, "duties")
    for on_day in ("sitting of Wed 2 Dec 2026", "sitting of Thu 3 Dec 2026"):
        assert f"Send your aide-memoire to the administrators\n{on_day} · by Fri 4 Dec 2026" in duties


# What became of an action


@pytest.mark.parametrize("area", ["lincolnshire", "hackney", "kent-and-medway"])
async def test_a_date_that_was_put_off_shows_what_it_was_wherever_the_action_is_shown(
    store: Store, area: str
) -> None:
    day = await closed(store, area)
    await on(day, -3)
    await day.say("police-rep", "new date 101; on: 25/01/2027; reason: The contractor is ill")
    waits = "Case 101, Area Police: asks for Mon 25 Jan 2027, due Mon 18 Jan 2027 till then"
    assert waits in await day.say(ADMIN, "open actions")
    await day.stage.press(ADMIN, "Agree", about=waits)
    assert (await actions(day))[0].asked_for is None
    assert waits not in await day.say(ADMIN, "open actions")
    mine = await day.say("police-rep", "my actions")
    assert "Due Mon 25 Jan 2027" in mine
    assert "Was due before: Mon 18 Jan 2027." in mine
    await on(day, 8)
    assert "due Mon 25 Jan 2027 · 1 day late · confirmed · first due Mon 18 Jan 2027" in await day.say(
        ADMIN, "open actions"
    )
    assert b"25/01/2027,18/01/2027,confirmed,1" in await as_file(day, "open-actions")


async def test_what_was_done_instead_is_read_by_those_who_lead_and_by_nobody_else(store: Store) -> None:
    day = await closed(store, "hackney")
    instead = "A letter was sent by hand"
    await day.say("police-rep", f"cannot 101; instead: {instead}")
    listed = await day.say(ADMIN, "open actions")
    assert "Not carried out\nCase 101, Area Police: cannot be done" in listed
    assert instead not in listed
    form = await day.stage.press(ADMIN, "Why: case 101")
    assert f"Done instead: {instead}" in form.words
    assert b",cannot be done," in await as_file(day, "open-actions")
    assert instead.encode() not in await as_file(day, "open-actions")

    following = await the_next_meeting(day)
    for person in (CHAIR, ADMIN):
        shown = await following.say(person, "outstanding")
        assert (
            f"Not carried out since the last meeting\nCase 101, Area Police: cannot be done\n{MARKER}"
            in shown
        )
        assert f"Done instead: {instead}" in shown
    assert "Not carried out" not in await following.say("idva-rep", "outstanding")
    assert instead not in following.stage.chat_words() + following.stage.everything("idva-rep")


@pytest.mark.parametrize("area", AREAS)
async def test_what_circumstances_have_overtaken_counts_apart_from_what_was_not_done(
    store: Store, area: str
) -> None:
    day = await closed(store, area)
    key = next(a.key for a in await actions(day) if a.what == MARKER)
    await day.say("police-rep", f"no longer needed {key}")
    assert next(a for a in await actions(day) if a.key == key).is_open
    await day.say("police-rep", f"no longer needed {key}; what changed: They moved to another county")
    action = next(a for a in await actions(day) if a.key == key)
    assert (action.state, action.changed) == (ActionState.IMPOSSIBLE, True)
    shown = await day.say(ADMIN, "open actions")
    assert "Case 101, Area Police: no longer needed, circumstances changed" in shown
    assert b',"no longer needed, circumstances changed",' in await as_file(day, "open-actions")
    assert "another county" not in shown + day.stage.everything("idva-rep") + day.stage.chat_words()
    await on(day, 1)
    assert "Case 101" not in digest(day, "police-rep")


# An action is never left with nobody


async def test_what_nobody_is_left_to_answer_for_comes_to_the_administrators_until_somebody_is_named(
    store: Store,
) -> None:
    day = await closed(store, "lincolnshire")
    await day.say(ADMIN, "leaver Police Birch")
    await on(day, 1)
    assert "1 overdue action" in digest(day, ADMIN)
    assert "Nobody of the agency is named for it any longer" in digest(day, OTHER_ADMIN)
    assert "Case 101, Area Police (nobody named)" in await day.say(ADMIN, "open actions")
    assert "Chase" not in await pressable(day)

    earlier = await day.meeting()
    again = Attendee(
        person="police-new", agency="police", capacities=frozenset({Capacity.REPRESENTATIVE}), authority=True
    )
    roll = (*(a for a in earlier.roll.values() if a.is_welcome), again)
    await day.take(UpdateRoll(agencies=tuple(earlier.agencies.values()), attendees=roll))
    await on(day, 2)
    assert "is named for it any longer" not in "".join(
        m.words for m in day.stage.seen(ADMIN) if "Wed 20 Jan" in m.words
    )
    assert "Chase" in await pressable(day)


@pytest.mark.parametrize("is_known_before", [True, False])
async def test_a_successor_answers_for_what_a_leaver_still_owed_of_a_meeting_that_is_over(
    store: Store, is_known_before: bool
) -> None:
    day = await closed(store, "lincolnshire")
    people = [
        PersonRecord(
            area="lincolnshire",
            key=key,
            name=f"New {key}",
            email=f"{key}@area.example",
            agency=agency,
            capacities=frozenset({Capacity.REPRESENTATIVE}),
        )
        for key, agency in (("police-new", "police"), ("idva-new", "idva"))
    ]
    for record in people:
        await seen_in_teams(store, record.key)
    if is_known_before:
        await store.register.save([], people)
    await day.say(ADMIN, "leaver Police Birch")
    if not is_known_before:
        await store.register.save([], people)
        await refresh_rolls(day.stage.office, "lincolnshire")
    meeting = await day.meeting()
    assert "police-new" in meeting.roll
    assert "idva-new" not in meeting.roll, "of their agency nothing is left with nobody"
    await on(day, 1)
    assert "1 overdue action" in digest(day, "police-new")
    assert "Case 101" not in digest(day, ADMIN)
    assert MARKER in await day.say("police-new", "my actions")
    await day.say("police-new", "in hand 101")
    assert (await actions(day))[0].state is ActionState.IN_HAND


async def test_the_message_about_a_leavers_action_leads_to_naming_another(store: Store) -> None:
    day = await closed(store, "lincolnshire")
    await day.say(ADMIN, "leaver Police Birch")
    for days in (1, 2):
        await on_working_day(day, day.starts_at + timedelta(days=days))
    assert "Change" in titles(day.stage.card(OTHER_ADMIN, "An action needs an owner"))
    form = await day.stage.press(OTHER_ADMIN, "Change", about="An action needs an owner")
    assert isinstance(form, Form)
    await day.stage.fill(form, agency="idva", owner="idva-rep")
    assert [(a.agency, a.owner) for a in await actions(day)] == [("idva", "idva-rep")]


# What can be typed for an action


async def test_an_actions_reference_is_short_as_long_as_it_can_mean_only_one(store: Store) -> None:
    day = await closed(store, "hackney")
    assert "Area Police · confirmed · a1\n" in await day.say("police-rep", "my actions")
    following = await the_next_meeting(day)
    await following.say(CHAIR, "skip outstanding gone through")
    await following.say(CHAIR, "open anyway for the story; case: 201")
    await offered(following, "police-rep", what=f"{MARKER} again", due="22/01/2027")
    mine = await following.say("police-rep", "my actions")
    assert "· a1@2026-12-03\n" in mine
    assert "· a1\n" in mine
    await following.say("police-rep", "in hand a1")
    assert (await day.meeting()).actions["a1"].state is ActionState.CONFIRMED
    assert (await following.meeting()).actions["a1"].state is ActionState.IN_HAND


async def test_a_plain_reference_means_ones_own_action_where_the_nearer_meetings_is_somebody_elses(
    store: Store,
) -> None:
    day = await closed(store, "hackney")
    following = await the_next_meeting(day)
    await following.say(CHAIR, "skip outstanding gone through")
    await following.say(CHAIR, "open anyway for the story; case: 201")
    await offered(following, "idva-rep", what="Ring on Friday", due="22/01/2027")
    theirs = (await following.meeting()).actions["a1"]
    assert theirs.agency == "idva"
    assert "· a1\n" in await following.say("police-rep", "my actions")
    await following.say("police-rep", "in hand a1")
    assert (await day.meeting()).actions["a1"].state is ActionState.IN_HAND
    assert (await following.meeting()).actions["a1"] == theirs


# Administrators' lists


async def test_a_chase_leads_back_to_the_list_which_says_so(store: Store) -> None:
    day = await closed(store, "hackney")
    await on(day, 1)
    await day.say(ADMIN, "open actions")
    shown = await day.stage.press(ADMIN, "Chase", about="Case 101, Area Police")
    assert "Open actions" in shown.words
    assert "chased Tue 19 Jan 2027" in shown.words


@pytest.mark.parametrize("area", AREAS)
async def test_administrators_see_the_clocks_of_minutes_and_lists_and_by_how_much_they_are_late(
    store: Store, area: str
) -> None:
    day = await closed(store, area)
    due = [d for d in day.protocol.duties if d.topic in ("minutes", "action-list")]
    assert due
    shown = await day.say(ADMIN, "clocks")
    for one in due:
        assert f"○ {one.label}" in shown
    assert " late" not in shown
    await on_working_day(day, day.starts_at + timedelta(days=40))
    await day.say(ADMIN, "clocks")
    after = await day.stage.press(ADMIN, "Done", about=due[-1].label)
    assert after.words
    shown = await day.say(ADMIN, "clocks")
    assert f"✓ {due[-1].label}" in shown
    assert " late" in shown
    words = (await as_file(day, "clocks")).decode()
    assert all(one.label in words for one in due)
    assert (await as_file(day, "clocks", "xlsx")).startswith(b"PK")
    assert "101" not in shown + words
    assert "clocks" not in await day.say("police-rep", "clocks")


async def test_the_only_list_that_waits_is_approved_by_typing_so(store: Store) -> None:
    day = await held(store, "luton")
    later = await a_year_on(day)
    await on_working_day(later, later.starts_at - timedelta(days=6))
    await later.say(ADMIN, "approve closures")
    assert (await later.meeting()).closure_lists["before"].approved == ("101",)


async def test_what_is_reported_on_in_a_day_is_one_card_for_all_of_an_areas_meetings(store: Store) -> None:
    day = await closed(store, "hackney")
    following = await the_next_meeting(day)
    await following.say(CHAIR, "skip outstanding gone through")
    await following.say(CHAIR, "open anyway for the story; case: 201")
    await offered(following, "idva-rep", what="Ring on Friday", due="22/01/2027")
    await following.say("police-rep", "in hand 101")
    await following.say("idva-rep", "in hand 201")
    await following.told()
    cards = [m.words for m in day.stage.seen(ADMIN) if "reported on today" in m.words]
    assert len(cards) == 1
    assert "case 101, Area Police: in hand" in cards[0]
    assert "case 201, IDVA Service: in hand" in cards[0]
