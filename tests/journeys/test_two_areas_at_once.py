"""Two areas meet at the same time in one installation: nothing of the one is seen in the other, and whoever
is in both says which is meant and is told which it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from marac.hearing import OpenCase
from marac.protocol import protocol_for
from tests.journeys.stage import buttons
from tests.journeys.two_areas import (
    ADMINS,
    BOTH,
    CASES,
    CHATS,
    HERE,
    KEYS,
    NAMED,
    STARTS,
    THERE,
    WORDING,
    Installation,
    an_installation,
    only_in,
    traces_of,
)
from usecases.import_register import import_register

NAMES = {area: protocol_for(area).name for area in (HERE, THERE)}
OTHER = {HERE: THERE, THERE: HERE}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Installation]:
    async with an_installation(tmp_path) as installation:
        yield installation


def check_apart(stage: Installation) -> None:
    """Nobody of one area alone, and neither chat, has been sent anything of the other."""
    for area, other in OTHER.items():
        sent = {"the chat": stage.sent_to(CHATS[area])}
        sent |= {person: stage.sent_to(f"a:{person}") for person in only_in(area)}
        assert all(sent.values())
        found = {who: [t for t in traces_of(other) if t in words] for who, words in sent.items()}
        assert not any(found.values()), found


async def test_nothing_of_one_area_is_ever_sent_to_the_other(stage: Installation) -> None:
    asked = ("desk", "meeting", "order", "people", "quoracy", "my actions", "outstanding", "duties", "help")
    for area in (HERE, THERE):
        await stage.opens(area)
    for area, other in OTHER.items():
        for person in only_in(area):
            for words in (*asked, f"case {CASES[other][0]}", f"for {other}: desk", f"{NAMES[other]}: order"):
                await stage.say(person, words)
        for words in (*asked, f"case {CASES[other][0]}", f"for {other}: desk"):
            await stage.say_in(area, BOTH, words)
    for area in (HERE, THERE):
        await stage.hears(area)
    await stage.at(STARTS + timedelta(days=6))
    await stage.at(STARTS + timedelta(days=12))
    for area in (HERE, THERE):
        for person in only_in(area):
            await stage.say(person, "my actions")
            await stage.say(person, f"done {CASES[OTHER[area]][0]}")

    check_apart(stage)


async def test_each_desk_carries_its_areas_name_and_its_people_and_cases(stage: Installation) -> None:
    for area in (HERE, THERE):
        await stage.opens(area)

    for area, other in OTHER.items():
        order = await stage.answered(BOTH, f"for {area}: order")
        assert NAMES[area] in order
        assert all(case in order for case in CASES[area])
        assert not any(trace in order for trace in (NAMES[other], *CASES[other]))
        assert NAMES[area] in await stage.answered(BOTH, NAMES[area].removesuffix(" MARAC"))


async def test_what_changes_a_meeting_is_asked_about_while_both_are_under_way(stage: Installation) -> None:
    for area in (HERE, THERE):
        await stage.opens(area)
    before = {area: (await stage.meeting(key)) for area, key in KEYS.items()}

    await stage.say(BOTH, "break")

    asked = stage.last(BOTH)
    assert {area: await stage.meeting(key) for area, key in KEYS.items()} == before
    assert {b["title"] for b in buttons(asked.card)} == set(NAMES.values())

    await stage.press(BOTH, NAMES[HERE], about="more than one meeting")

    assert await stage.is_paused(HERE)
    assert not await stage.is_paused(THERE)
    assert NAMES[HERE] in stage.last(BOTH).words


async def test_saying_the_area_goes_to_it_and_a_refusal_says_whose_it_is(stage: Installation) -> None:
    for area in (HERE, THERE):
        await stage.opens(area)

    said = await stage.answered(BOTH, f"for {THERE}: break")

    assert NAMES[THERE] in said, "the chair here is a representative there, and chairs nothing"
    assert not await stage.is_paused(THERE)
    assert not await stage.is_paused(HERE)

    await stage.say(BOTH, f"For {NAMES[HERE]}: break")
    assert await stage.is_paused(HERE)


async def test_the_one_under_way_is_meant_while_the_other_is_only_to_come(stage: Installation) -> None:
    await stage.say(BOTH, "apologies")
    assert "more than one meeting" in stage.last(BOTH).words

    await stage.opens(HERE)
    said = await stage.answered(BOTH, "break")

    assert await stage.is_paused(HERE)
    assert NAMES[HERE] in said


async def test_a_line_with_a_persons_details_is_asked_about_and_not_repeated(stage: Installation) -> None:
    for area in (HERE, THERE):
        await stage.opens(area)

    await stage.say(BOTH, "action 42001 police: ring 07700 900123")

    assert "more than one meeting" in stage.last(BOTH).words
    assert "900123" not in str(stage.last(BOTH).activity)


async def test_in_one_areas_chat_nothing_is_done_in_the_other(stage: Installation) -> None:
    for area in (HERE, THERE):
        await stage.opens(area)

    await stage.say_in(THERE, BOTH, f"for {HERE}: break")

    assert not await stage.is_paused(HERE)
    assert f"Only {NAMES[THERE]} meets in that chat" in stage.last(BOTH).words
    assert NAMES[HERE] not in stage.sent_to(CHATS[THERE])


async def test_an_open_case_here_is_no_case_there(stage: Installation) -> None:
    for area in (HERE, THERE):
        await stage.opens(area)
    await stage.take(KEYS[HERE], OpenCase(case=CASES[HERE][0], note="Go on."), by=BOTH)

    theirs = await stage.answered(BOTH, f"for {THERE}: case {CASES[HERE][0]}")
    assert NAMES[THERE] in theirs
    assert "Progress" not in theirs

    await stage.say(BOTH, f"for {HERE}: case {CASES[HERE][0]}")
    assert CASES[HERE][0] in stage.last(BOTH).words


async def test_one_digest_a_day_holds_both_areas_under_their_own_names(stage: Installation) -> None:
    for area in (HERE, THERE):
        await stage.opens(area)
        await stage.hears(area)
    told = len(stage.seen(BOTH))

    await stage.at(STARTS + timedelta(days=12))

    digests = [m for m in stage.seen(BOTH)[told:] if "For today" in m.words]
    assert len(digests) == 1
    words = digests[0].words
    assert CASES[THERE][0] in words
    assert f"{NAMED[THERE]} Police" in words
    assert NAMES[THERE] in words
    assert f"{NAMED[HERE]} Police" not in words, "the chair here owes nothing of the police's"
    assert not any(wording in words for wording in WORDING.values())


async def test_an_administrator_of_one_area_is_nobody_in_the_other(stage: Installation) -> None:
    theirs = await stage.store.register.chat_of(THERE)
    before = await stage.meeting(KEYS[THERE])
    for words in ("use this chat", f"use this chat for {THERE}", f"for {THERE}: people", "desk"):
        await stage.say_in(THERE, ADMINS[HERE], words)
        await stage.say(ADMINS[HERE], words)

    assert await stage.store.register.chat_of(THERE) == theirs
    assert await stage.meeting(KEYS[THERE]) == before
    assert not any(trace in stage.sent_to(f"a:{ADMINS[HERE]}") for trace in traces_of(THERE))


async def test_a_chat_named_for_an_area_that_one_does_not_administer_is_not_bound(
    stage: Installation,
) -> None:
    bound = await stage.store.register.chat_of(HERE)

    await stage.say_in(HERE, ADMINS[HERE], f"use this chat for {THERE}")

    assert await stage.store.register.chat_of(HERE) == bound
    assert "You administer no area of that name" in stage.last(ADMINS[HERE]).words


REGISTER = """Name,E-mail,Agency,Role,AAD object id
Somebody Else,both@area.example,police,administrator,0b9f0c1e-1111-4222-8333-444455556666
"""


async def test_one_areas_register_says_nothing_of_the_other(stage: Installation) -> None:
    register = stage.store.register
    people, agencies = await register.people(THERE), await register.agencies(THERE)
    reach = await register.reach(BOTH)

    await import_register(stage.office, HERE, REGISTER.encode(), "people.csv")

    assert (await register.people(HERE))[BOTH].name == "Somebody Else"
    assert await register.people(THERE) == people
    assert await register.agencies(THERE) == agencies
    assert await register.reach(BOTH) == reach, "who speaks for them there is not for this file to say"
