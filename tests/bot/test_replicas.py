"""Two whole bots on one database deliver a morning's messages between them, each message once."""

from __future__ import annotations

from collections import Counter

from bot.wiring import open_bot
from tests.bot.product import AREA, MEETING, QUORATE, Product
from usecases.ports import Notice

MANY = 120


async def test_each_delivers_some_and_none_is_said_twice(product: Product) -> None:
    async with open_bot(product.settings) as other:
        other.office.clock.move_to(product.clock.now())  # type: ignore[attr-defined]
        await product.bot.store.outbox.add(
            [
                Notice(
                    key=f"test:{n}",
                    to=QUORATE[n % len(QUORATE)],
                    kind="please-declare",
                    area=AREA,
                    meeting=MEETING,
                )
                for n in range(MANY)
            ]
        )
        await product.settled()

    letters = [one for one in await product.letters() if one.notice.key.startswith("test:")]
    assert {one.state for one in letters} == {"sent"}
    posts = [post for post in product.posts() if "Before you take part" in post.words]
    assert len(posts) == len(letters) == MANY
    shares = Counter(one.worker for one in letters)
    assert len(shares) == 2
    assert min(shares.values()) >= MANY / 10
