"""What whoever watches at night can read over HTTP: counts and seconds, and never of whom or about what."""

from __future__ import annotations

import asyncio
import math
import re
from datetime import timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.bot.edge_world import Scripted
from tests.bot.product import ADMIN, AREA, CHAIR, Product, database_away, opened
from usecases.ports import Notice


async def figures(product: Product) -> dict[str, float]:
    """Every figure by its name and labels, as a watcher reads them."""
    async with product.session.get(f"{product.address}/metrics") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        text = await answer.text()
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def has(product: Product, figure: str) -> bool:
    return (await figures(product)).get(figure, 0) > 0


def a_word_to(person: str, number: int = 1, *, urgent: bool = True) -> Notice:
    facts = {"person": CHAIR}
    return Notice(key=f"n{number}", to=person, kind="leaver", area=AREA, facts=facts, urgent=urgent)


async def test_turns_are_counted_by_what_became_of_them_with_their_time(product: Product) -> None:
    await opened(product)
    await product.say(CHAIR, "help")
    before = await figures(product)

    await product.say(CHAIR, "help")
    await product.post({"type": "message"})

    after = await figures(product)
    answered, refused = "marac_turn_seconds_count answered", "marac_turn_seconds_count refused"
    assert after[answered] == before[answered] + 1
    assert after[refused] == before.get(refused, 0) + 1
    assert after["marac_turn_seconds_sum answered"] > before["marac_turn_seconds_sum answered"]


async def test_what_was_sent_and_what_waits_is_seen(product: Product) -> None:
    await opened(product)
    await product.settled(cards=True)

    quiet = await figures(product)
    assert quiet["marac_sends_total sent"] > 0
    assert (quiet["marac_outbox_waiting"], quiet["marac_outbox_due"]) == (0, 0)

    product.world.will_answer("POST", Scripted(429, headers={"Retry-After": "40"}))
    await product.bot.store.outbox.add([a_word_to(ADMIN)])
    await product.until_so(lambda: has(product, "marac_sends_total throttled"))
    throttled = await figures(product)
    assert throttled["marac_outbox_waiting"] + throttled["marac_outbox_sending"] == 1
    assert throttled["marac_outbox_due"] == 0


async def test_how_long_the_oldest_message_has_waited_that_nobody_takes(product: Product) -> None:
    product.world.silent = asyncio.Event()
    await product.bot.store.outbox.add([a_word_to(ADMIN, n, urgent=False) for n in range(80)])
    await product.until(product.posts)

    waiting = await figures(product)
    assert waiting["marac_outbox_waiting"] > 0
    assert waiting["marac_outbox_oldest_due_seconds"] < 60
    product.clock.move_to(product.clock.now() + timedelta(minutes=9))
    assert 530 < (await figures(product))["marac_outbox_oldest_due_seconds"] < 600
    product.world.silent.set()


async def test_every_figure_is_told_of_in_the_operators_document(product: Product) -> None:
    await opened(product)
    await product.say(CHAIR, "help")
    await product.settled(cards=True)

    running = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(marac_\w+)", running, re.MULTILINE))
    given = {name.split()[0] for name in await figures(product)}
    assert told == {re.sub(r"_(bucket|sum|count)$", "", name) for name in given if "created" not in name}


async def test_how_long_ago_anything_was_looked_after(product: Product) -> None:
    await product.bot.ticker.wake()
    product.clock.move_to(product.clock.now() + timedelta(hours=30))

    assert (await figures(product))["marac_sweep_age_seconds"] >= 30 * 3600


async def test_without_the_database_nothing_old_passes_for_what_is(product: Product) -> None:
    await product.say(CHAIR, "help")

    async with database_away(product):
        away = await figures(product)

    assert math.isnan(away["marac_outbox_waiting"])
    assert away["marac_turn_seconds_count answered"] > 0


async def test_no_label_tells_of_anybody(product: Product) -> None:
    await opened(product)
    await product.settled(cards=True)

    named = {name.split(" ", 1)[1] for name in await figures(product) if " " in name}
    assert named <= {"answered", "refused", "failed", "sent", "postponed", "dropped", "throttled"} | {
        name for name in named if name.split()[-1].replace(".", "").replace("+Inf", "1").isdigit()
    }
