"""Delivery of a morning's digests to the rehearsal room with Teams' limits on: how close the bot comes to the
least time that these allow, and whether it is ever turned away."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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
PATIENCE_SECONDS = 300.0
LOOK_EVERY_SECONDS = 0.5
TURNED_AWAY = 429


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was measured: how many messages, how long they took, and the least that the limits allow."""

    posts: int
    seconds: float
    least: float
    findings: list[Finding]


async def deliver(filled: Filled, work: Path, cores: Cores) -> Delivered:
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
            await _all_said(store)
        calls = await room.calls()
    owners = {chats[owner][1] for marac in maracs(filled.actions) for owner in marac.owners}
    return delivered(calls, owners)


async def _all_said(store: Store) -> None:
    """Wait until nothing is left in the outbox, or patience ends."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < deadline:
        depth = await store.outbox.depth(NOW)
        if not depth.waiting + depth.sending:
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def delivered(calls: Sequence[Call], owners: set[str]) -> Delivered:
    """What the room's log comes to; `owners` are the chats of those who have a digest to get."""
    posts = [call for call in calls if call.is_post and call.status < 300]
    times = sorted(call.at for call in posts)
    seconds = (times[-1] - times[0]).total_seconds() if times else float("inf")
    reached = Counter(call.conversation for call in posts)
    least = max(
        [least_seconds(len(posts), TENANT), *(least_seconds(many, SEND) for many in set(reached.values()))],
        default=0.0,
    )
    ratio = seconds / least if least else float("inf")
    return Delivered(
        len(posts),
        seconds,
        least,
        [
            at_most(
                "delivery of the digests, against the least time that Teams' limits allow", ratio, RATIO, "×"
            ),
            exactly("calls turned away with 429", sum(call.status == TURNED_AWAY for call in calls), 0),
            exactly("owners who got their digest", sum(reached[chat] > 0 for chat in owners), len(owners)),
        ],
    )
