"""What nobody waits for goes out one at a time, so that a kill can leave one message to be said twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import limits
from tests.bot import mail_server
from tests.bot.edge_world import Scripted
from tests.bot.product import ADMIN, AREA, CHAIR, MEETING, QUORATE, Post, Product, a_product
from usecases.announce import DESK
from usecases.ports import Notice

REP = "police-rep"


def a_notice(number: int, to: str, kind: str = "please-declare", **more: object) -> Notice:
    return Notice(key=f"test:{number}", to=to, kind=kind, area=AREA, meeting=MEETING, **more)  # type: ignore[arg-type]


def ours(product: Product) -> list[Post]:
    """What was posted of these notices: the clock's own work may have been posted beside them."""
    return [post for post in product.posts() if "Before you take part" in post.words]


async def state(product: Product, number: int) -> str:
    return next(one.state for one in await product.letters() if one.notice.key == f"test:{number}")


async def are_sent(product: Product, *numbers: int) -> bool:
    return {await state(product, number) for number in numbers} == {"sent"}


async def test_of_a_morning_s_digests_one_is_with_teams_unrecorded_and_the_urgent_passes_beside(
    product: Product,
) -> None:
    product.world.silent = asyncio.Event()
    people = [person for person in QUORATE if person not in (ADMIN, CHAIR)]
    await product.bot.store.outbox.add([a_notice(n, person) for n, person in enumerate(people)])
    await product.until(lambda: ours(product))

    await product.bot.store.outbox.add([a_notice(99, ADMIN, urgent=True), a_notice(98, ADMIN, surface=DESK)])
    await product.until(lambda: len(product.posts(f"a:{ADMIN}")) >= 2)
    assert len([p for p in ours(product) if p.conversation != f"a:{ADMIN}"]) == 1

    product.world.silent.set()
    await product.settled(cards=True)
    assert sorted(p.conversation for p in ours(product) if p.conversation != f"a:{ADMIN}") == sorted(
        f"a:{person}" for person in people
    )


async def test_each_is_recorded_before_the_next_is_said(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = type(product.bot.store.outbox)
    real, said = outbox.sent, list[tuple[int, int]]()

    async def sent(self: object, *args: object) -> bool:
        held = await real(self, *args)  # type: ignore[arg-type]
        if args[0].notice.key.startswith("test:"):  # type: ignore[attr-defined]
            said.append((len(said) + 1, len(ours(product))))
        return held

    monkeypatch.setattr(outbox, "sent", sent)
    await product.bot.store.outbox.add([a_notice(n, person) for n, person in enumerate(QUORATE)])
    await product.settled()

    assert said == [(n, n) for n in range(1, len(QUORATE) + 1)]


async def test_a_conversation_at_its_limit_holds_up_no_other(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_CONVERSATION", ((2, 15.0),))
    async with a_product(tmp_path, migrated) as product:
        await product.bot.store.outbox.add([a_notice(n, REP) for n in range(3)])
        await product.until_so(lambda: are_sent(product, 0, 1))
        await product.bot.store.outbox.add([a_notice(99, ADMIN)])

        await product.until_so(lambda: are_sent(product, 99))
        assert (await state(product, 2), len(product.posts(f"a:{REP}"))) == ("sending", 2)


async def test_a_mail_server_that_says_nothing_holds_up_nothing_in_teams(
    tmp_path: Path, migrated: Path
) -> None:
    asked = asyncio.Event()

    async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(says_nothing, mail_server.HOST, 0)
    mail = {
        "smtp_host": mail_server.HOST,
        "smtp_port": server.sockets[0].getsockname()[1],
        "smtp_from": "marac-bot@council.example",
    }
    async with server, a_product(tmp_path, migrated, **mail) as product:
        blocked = {"error": {"code": "ConversationBlockedByUser", "message": "no"}}
        product.world.will_answer("POST", Scripted(403, blocked))
        await product.bot.store.outbox.add([a_notice(1, REP)])
        await asyncio.wait_for(asked.wait(), 10)

        await product.bot.store.outbox.add([a_notice(2, ADMIN)])
        await product.until_so(lambda: are_sent(product, 2))
        assert await state(product, 1) == "sending"


async def test_a_process_holds_a_share_of_what_may_wait_and_leaves_the_rest_to_others(
    product: Product,
) -> None:
    product.world.silent = asyncio.Event()
    many = [a_notice(n, QUORATE[n % len(QUORATE)]) for n in range(200)]
    await product.bot.store.outbox.add(many)
    await product.until(product.posts)
    await product.bot.store.outbox.add([a_notice(999, "second", urgent=True)])
    await product.until(lambda: product.posts("a:second"))

    held = [one for one in await product.letters("sending") if not one.notice.urgent]
    assert 32 <= len(held) < 64
    product.world.silent.set()
