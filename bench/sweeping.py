"""`python -m bench.sweeping ADDRESS ACTIONS`: one sweep of a morning, in a process of its own, as by a bot
that was just started; prints what it took, and for how many it has something.

The master key comes by the environment, as the bot's own does.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import timedelta

import msgspec

from bench.maracs import NOW, maracs
from bot.clock import MovableClock
from bot.logs import set_up_logs
from bot.memory import keep_what_is_loaded
from bot.ticker import Ticker
from store.opening import open_store
from usecases.announcements_actions import DIGEST
from usecases.office import Office

MASTER_KEY = "BENCH_MASTER_KEY"
MOST_LETTERS = 100_000


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """What a sweep took, in seconds of the clock on the wall and of the processor; `again` is the wall's for
    the next one, which finds nothing to do. `owners`: of those with something overdue, who has a digest."""

    wall: float
    cpu: float
    again: float
    letters: int
    owners: int


async def sweep_once(address: str, master_key: str, actions: int) -> Swept:
    """Do the morning's sweep of a database with so many open actions, and another one after it."""
    clock = MovableClock()
    clock.move_to(NOW)
    store = await open_store(address, [master_key])
    try:
        office = Office(ledger=store.ledger, register=store.register, clock=clock)
        ticker = Ticker(office, store.sweeps, store.outbox, "bench", timedelta(days=30))
        keep_what_is_loaded()
        wall, cpu = time.perf_counter(), time.process_time()
        await ticker.wake()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        again = time.perf_counter()
        await ticker.wake()
        again = time.perf_counter() - again
        letters = await store.outbox.letters(limit=MOST_LETTERS)
    finally:
        await store.close()
    owners = {owner for marac in maracs(actions) for owner in marac.owners}
    told = [letter.notice.to for letter in letters if letter.notice.kind == DIGEST]
    return Swept(wall=wall, cpu=cpu, again=again, letters=len(letters), owners=len(owners.intersection(told)))


def main() -> int:
    """The command line."""
    set_up_logs("error")
    address, actions = sys.argv[1:]
    swept = asyncio.run(sweep_once(address, os.environ[MASTER_KEY], int(actions)))
    print(msgspec.json.encode(swept).decode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
