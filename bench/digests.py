"""Delivery of a morning's digests to the rehearsal room with Teams' limits on: how close the bot comes to the
least time that these allow, and whether it is ever turned away."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.cores import Cores
from bench.figures import Finding, at_most, exactly, least_seconds
from bench.maracs import NOW, maracs
from bench.overdue import Filled
from bench.past_meetings import meet
from bench.product import serving
from bench.room import Call, open_room
from bench.seeding import Council
from rehearsal.limits import SEND, TENANT
from store.opening import Store

RATIO = 1.1
RATIO_SHORT = 1.5
"""On a machine of unknown disks, recording each digest may take longer."""
PATIENCE_SECONDS = 300.0
LOOK_EVERY_SECONDS = 0.5
TURNED_AWAY = 429


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was measured: how many messages went out before the sweep was over, how many after it, how long
    these took, and the least that the limits allow for them."""

    before: int
    posts: int
    seconds: float
    least: float
    findings: list[Finding]


async def deliver(filled: Filled, work: Path, cores: Cores, most: float = RATIO) -> Delivered:
    """Let the bot sweep and deliver, and read from the room's log how it went."""
    folder = work / "digests"
    folder.mkdir()
    council = Council(folder, [], filled.key)
    shutil.copy(filled.file, folder / "bench.db")
    people = [who.person for marac in maracs(filled.actions) for who in marac.roll()]
    async with open_room(people, folder, cores.load) as room:
        chats = await room.chats()
        async with council.opened() as store:
            await meet(store, f"{room.address}/", chats)
        async with serving(council, room, cores.measured, NOW), council.opened() as store:
            queued_at = datetime.now(UTC)
            await _all_said(store)
        calls = await room.calls()
    owners = {chats[owner][1] for marac in maracs(filled.actions) for owner in marac.owners}
    return delivered(calls, owners, queued_at, most)


async def _all_said(store: Store) -> None:
    """Wait until nothing is left in the outbox, or patience ends."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < deadline:
        depth = await store.outbox.depth(NOW)
        if not depth.waiting + depth.sending:
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def delivered(calls: Sequence[Call], owners: set[str], queued_at: datetime, most: float = RATIO) -> Delivered:
    """What the room's log comes to; `owners` are the chats of those who have a digest to get, and at
    `queued_at` all of them stood in the outbox."""
    posts = [call for call in calls if call.is_post and call.status < 300]
    reached = Counter(call.conversation for call in posts)
    after = [call for call in posts if call.at > queued_at]
    seconds = max(((call.at - queued_at).total_seconds() for call in after), default=0.0)
    apiece = Counter(call.conversation for call in after).values()
    least = max(least_seconds(len(after), TENANT), *(least_seconds(many, SEND) for many in {0, *apiece}))
    ratio = seconds / least if least else float("inf")
    return Delivered(
        len(posts) - len(after),
        len(after),
        seconds,
        least,
        [
            at_most(
                "delivery of the digests, against the least time that Teams' limits allow", ratio, most, "×"
            ),
            exactly("calls turned away with 429", sum(call.status == TURNED_AWAY for call in calls), 0),
            exactly("owners who got their digest", sum(reached[chat] > 0 for chat in owners), len(owners)),
        ],
    )
