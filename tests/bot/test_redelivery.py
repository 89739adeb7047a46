"""The same thing twice, two things at once, and things in the wrong order: one effect, and one answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from marac.presence import Arrived, Departed
from marac.words import Source
from tests.bot.product import ADMIN, CHAIR, MEETING, OPENS, QUORATE, Post, Product, opened

REP = "police-rep"


async def kinds(product: Product) -> list[str]:
    return [type(e.event).__name__ for e in await product.journal()]


def desks(posts: list[Post]) -> list[str]:
    """The answers among what was posted; a message that was due anyway may come in either turn."""
    return [p.words for p in posts if p.method == "POST" and "Your MARAC desk" in p.words]


async def test_a_typed_line_delivered_again_changes_nothing_and_is_answered_alike(product: Product) -> None:
    await opened(product, present=())
    await product.settled(cards=True)
    line = product.typed(REP, "here")

    first = await product.answered(line)
    lines = await product.journal()
    second = await product.answered(line)

    assert await product.journal() == lines
    assert desks(first) == desks(second)
    assert len(desks(first)) == 1


async def test_a_press_delivered_again_changes_nothing_and_gets_the_same_card(product: Product) -> None:
    await opened(product, present=())
    await product.settled(cards=True)
    press = product.pressed(REP, "check-in", chat=True)

    first = await product.post(press)
    lines = await product.journal()
    second = await product.post(press)

    assert await product.journal() == lines
    assert first == second
    assert first[1]["type"] == "application/vnd.microsoft.card.adaptive"


async def test_a_press_delivered_again_after_things_moved_on_does_not_undo_them(product: Product) -> None:
    await opened(product, present=())
    press = product.pressed(REP, "check-in")
    await product.post(press)
    await product.press(REP, "leave")

    status, _ = await product.post(press)

    assert status == 200
    assert not (await product.meeting()).is_present(REP)


async def test_what_was_taken_and_would_now_be_refused_is_answered_as_taken(product: Product) -> None:
    await opened(product, present=(ADMIN,))
    asked = product.submitted(CHAIR, "go-ahead", note="They send research.")
    first = await product.post(asked)
    for person in QUORATE[2:]:
        await product.say(person, "here")
    again = await product.post(asked)
    anew = await product.post(product.submitted(CHAIR, "go-ahead", note="They send research."))

    assert first == again == (200, {})
    assert "That is so already" in str(anew[1])


async def test_a_join_or_leave_delivered_again_or_late_changes_nothing(product: Product) -> None:
    joined = product.moved(REP, at="2026-12-02T08:50:00.1Z")
    left = product.moved(REP, event="Leave", at="2026-12-02T08:55:00.2Z")
    for activity in (joined, joined, left, joined, left, joined):
        assert await product.post(activity) == (200, None)

    assert (await kinds(product)).count("Arrived") == 1
    assert (await kinds(product)).count("Departed") == 1
    assert not (await product.meeting()).is_present(REP)

    await product.post(product.moved(REP, at="2026-12-02T08:56:00.3Z"))
    assert (await product.meeting()).is_present(REP)


async def test_an_event_without_a_time_counts_each_time(product: Product) -> None:
    for event in ("Join", "Leave", "Join"):
        await product.post(product.moved(REP, event=event) | {"timestamp": None})

    assert (await product.meeting()).is_present(REP)


async def test_leaving_before_having_come_is_taken_in_silence(product: Product) -> None:
    assert await product.post(product.moved(REP, event="Leave")) == (200, None)
    assert "Departed" not in await kinds(product)


async def test_two_clicks_at_once_have_one_effect(product: Product) -> None:
    await opened(product, present=())
    press = product.pressed(REP, "check-in")
    others = [product.pressed(REP, "check-in") for _ in range(3)]

    answers = await product.all_at_once([press, press, press, *others])

    assert {status for status, _ in answers} == {200}
    arrivals = [
        e
        for e in await product.journal()
        if e.event == Arrived(person=REP, sitting=1, source=Source.CHECKED_IN)
    ]
    assert len(arrivals) == 1


async def test_two_people_who_press_the_same_thing_at_once_do_it_once(product: Product) -> None:
    product.clock.move_to(OPENS)
    answers = await product.all_at_once([product.pressed(CHAIR, "open"), product.pressed(ADMIN, "open")])

    assert {status for status, _ in answers} == {200}
    assert (await kinds(product)).count("SittingOpened") == 1


async def test_forty_joins_in_a_second_are_all_taken(product: Product) -> None:
    await opened(product, present=())
    people = [p for p in QUORATE if p != CHAIR]
    waves = [
        product.moved(person, event=event, at=f"2026-12-02T09:00:0{n}.{k}Z")
        for n in range(3)
        for k, event in enumerate(("Join", "Leave"))
        for person in people
    ]
    for start in range(0, len(waves), len(people)):
        answers = await asyncio.gather(*(product.post(one) for one in waves[start : start + len(people)]))
        assert {status for status, _ in answers} == {200}

    events = [e.event for e in await product.journal()]
    assert sum(isinstance(e, Arrived) and e.person in people for e in events) == 3 * len(people)
    assert sum(isinstance(e, Departed) for e in events) == 3 * len(people)
    assert (await product.bot.store.audit.verify(MEETING)).is_whole


@pytest.mark.parametrize(
    ("verb", "meeting"),
    [("a-verb-of-long-ago", MEETING), ("", MEETING), ("check-in", "lincolnshire-1999-01-01")],
)
async def test_a_stale_card_says_so_and_changes_nothing(product: Product, verb: str, meeting: str) -> None:
    before = len(await product.journal())
    _, pressed = await product.post(_with_meeting(product.pressed(REP, verb), meeting))
    _, form = await product.post(product.submitted(REP, verb, "task/fetch", meeting=meeting))
    (typed,) = await product.answered(product.raw(REP, value={"verb": verb, "form": "x", "meeting": meeting}))

    assert "from an earlier version" in pressed["value"]
    assert "from an earlier version" in form["task"]["value"]
    assert "from an earlier version" in typed.words
    assert len(await product.journal()) == before


@pytest.mark.rule("LIN-58")
async def test_a_declaration_shows_the_warnings_and_an_older_copy_is_not_accepted(product: Product) -> None:
    await opened(product)
    _, body = await product.post(product.submitted(REP, "declare", "task/fetch"))
    shown = str(body["task"]["value"]["card"]["content"])
    assert "report serious misconduct by staff" in shown
    assert "police must record any further offence" in shown

    old = await product.press(REP, "accept-declaration", version="2019-1")
    assert "The declaration has changed" in old["value"]
    assert REP not in (await product.meeting()).declarations

    version = product.bot.office.protocol("lincolnshire").declaration.version
    await product.press(REP, "accept-declaration", version=version)
    assert (await product.meeting()).declarations[REP] == version


async def test_a_button_of_a_client_without_execute_does_the_same(product: Product) -> None:
    await opened(product, present=())
    await product.answered(product.raw(REP, value={"verb": "check-in", "meeting": MEETING}))
    in_chat = await product.answered(
        product.raw("idva-rep", chat=True, value={"verb": "check-in", "meeting": MEETING})
    )

    meeting = await product.meeting()
    assert meeting.is_present(REP)
    assert meeting.is_present("idva-rep")
    assert not any("delete your post" in p.words for p in in_chat)


def _with_meeting(pressed: dict[str, Any], meeting: str) -> dict[str, Any]:
    pressed["value"]["action"]["data"]["meeting"] = meeting
    return pressed
