"""A process for the tests to kill: it writes turn after turn, and says which have been answered."""

from __future__ import annotations

import asyncio
import sys

from store.opening import open_store
from tests.store.world import MEETING, a_notice, entered, recorded, work


async def write_until_killed(address: str, master_key: str) -> None:
    store = await open_store(address, [master_key])

    async def write(writer: int) -> None:
        number = 0
        while True:
            turn = f"{writer}-{number}"
            meeting = await store.ledger.load(MEETING)
            events = [entered(turn), recorded(key=turn)]
            await store.ledger.commit(work(meeting, *events, turn=turn, notices=[a_notice(turn)]))
            sys.stdout.write(f"{turn}\n")
            sys.stdout.flush()
            number += 1

    await asyncio.gather(*(write(writer) for writer in range(4)))


if __name__ == "__main__":
    asyncio.run(write_until_killed(*sys.argv[1:]))
