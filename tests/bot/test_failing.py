"""When something fails in a turn: a kind sentence, nothing half done, what was typed kept, and a log without
content."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bot import presses, turns
from marac.presence import Arrive
from tests.bot.edge_world import CHAT
from tests.bot.product import CHAIR, Post, Product, database_away, opened
from usecases import take as taking
from usecases.ports import Collision

SECRET = "Sandringham-wallpaper is behind it"


def lines(log: io.StringIO, event: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in log.getvalue().splitlines()]
    return [one for one in found if one["event"] == event]


async def test_a_typed_line_while_the_database_is_away_is_answered_kindly_and_can_be_said_again(
    product: Product, log: io.StringIO
) -> None:
    await opened(product)
    await product.settled(cards=True)
    before = len(await product.journal())

    async with database_away(product):
        (private,) = await product.say(CHAIR, f"suspend {SECRET}")
        (from_chat,) = await product.say("police-rep", "leaving", chat=True)
    (again,) = _cards(await product.say(CHAIR, f"suspend {SECRET}"))

    for post in (private, from_chat):
        assert post.conversation != CHAT
        assert "I cannot get to my records" in post.words
    assert from_chat.conversation == "a:police-rep" or product.opened() == ["29:police-rep"]
    assert "cannot get to" not in again.words
    entries = (await product.journal())[before:]
    kinds = [type(e.event).__name__ for e in entries]
    assert (kinds.count("SittingSuspended"), kinds.count("Departed")) == (1, 0)
    assert (await product.meeting()).is_present("police-rep")
    assert lines(log, "turn.excused")
    assert "wallpaper" not in log.getvalue()


async def test_a_press_and_a_form_while_the_database_is_away_keep_what_was_typed(product: Product) -> None:
    await opened(product)
    await product.settled(cards=True)
    before = len(await product.journal())

    async with database_away(product):
        pressed = await product.press("police-rep", "leave")
        status, body = await product.post(product.submitted(CHAIR, "suspend", note=SECRET))

    assert "I cannot get to my records" in pressed["value"]
    assert status == 200
    form = body["task"]["value"]["card"]["content"]
    assert "I cannot get to my records" in json.dumps(form)
    assert SECRET in json.dumps(form)
    _, body = await product.post(product.submitted(CHAIR, "suspend", note=SECRET))
    assert body == {}
    kinds = [type(e.event).__name__ for e in (await product.journal())[before:]]
    assert kinds.count("SittingSuspended") == 1


async def test_a_join_while_the_database_is_away_is_not_taken_and_says_so_to_the_channel(
    product: Product,
) -> None:
    await opened(product, present=())
    async with database_away(product):
        status, body = await product.post(product.moved("police-rep"))

    assert status == 500
    assert set(body["error"]) == {"code", "message", "correlationId"}
    assert not (await product.meeting()).is_present("police-rep")
    assert (await product.post(product.moved("police-rep")))[0] == 200
    assert (await product.meeting()).is_present("police-rep")


async def test_the_outbox_goes_on_after_the_database_is_back(product: Product, log: io.StringIO) -> None:
    await opened(product, present=("admin",))
    await product.settled()
    before = len(product.world.calls)

    async with database_away(product):
        (post,) = await product.say("admin", "leaving")
    await product.take(Arrive(person="police-rep"))
    await product.until(lambda: product.posts("a:police-rep", since=before))

    assert "I cannot get to my records" in post.words


async def test_losing_every_race_is_answered_kindly(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(product)
    await product.settled(cards=True)

    async def lost(*_: object) -> None:
        raise Collision("somebody else was there first")

    monkeypatch.setattr(type(product.bot.office.ledger), "commit", lost)
    monkeypatch.setattr(taking, "ATTEMPTS", 3)

    pressed = await product.press("police-rep", "leave")
    (typed,) = _cards(await product.say("police-rep", "leaving"))

    for words in (pressed["value"], typed.words):
        assert "yours did not get in; nothing has changed" in words


async def test_a_card_that_cannot_be_made_does_not_leave_the_person_without_an_answer(
    product: Product, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    await opened(product)

    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(presses, "card_of", broken)
    monkeypatch.setattr(turns, "perform", broken)

    pressed = await product.press("police-rep", "check-in")
    status, opened_form = await product.post(product.submitted("police-rep", "declare", "task/fetch"))
    await product.settled(cards=True)
    (typed,) = await product.say("police-rep", SECRET + " here")
    (in_chat,) = await product.say("police-rep", "here", chat=True)

    assert status == 200
    references = [one["correlation_id"] for one in lines(log, "turn.excused")]
    answers = [pressed["value"], opened_form["task"]["value"], in_chat.words]
    for words in answers:
        assert "Something went wrong on my side" in words
        assert any(reference in words for reference in references)
    assert "What you can do here" in typed.words
    assert in_chat.conversation == "a:police-rep" != CHAT
    assert "wallpaper" not in log.getvalue()


@pytest.mark.parametrize(
    "value",
    [None, [], "text", {"action": []}, {"action": {"verb": ["x"], "data": "no"}}, {"data": 5}],
)
@pytest.mark.parametrize("name", ["adaptiveCard/action", "task/fetch", "task/submit", "fileConsent/invoke"])
async def test_an_invoke_with_a_value_of_another_shape_is_answered(
    product: Product, name: str, value: Any
) -> None:
    before = len(await product.journal())
    raw = product.raw("police-rep", type="invoke", name=name) | {"value": value}

    status, _ = await product.post(raw)

    assert status == 200
    assert len(await product.journal()) == before


def _cards(posts: list[Post]) -> list[Post]:
    """New posts, without cards that were brought up to date meanwhile."""
    return [p for p in posts if p.method == "POST"]
