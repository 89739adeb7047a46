"""Use a running room through its control interface, as the page does, and wait for what it shows.

Waiting follows the room's events and has a deadline; nothing sleeps and hopes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp

Seen = TypeVar("Seen")


class RoomRefused(RuntimeError):
    """The room would not do it; the message is its sentence."""


class Client:
    """One connection to a room."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self._base = base.rstrip("/") + "/rehearsal/api/"
        self._session = session
        self._changed = asyncio.Condition()
        self._seq = 0
        self._listening = asyncio.Event()

    async def get(self, path: str, **query: str) -> Any:
        """Read something."""
        async with self._session.get(self._base + path, params=query) as response:
            return await self._answer(response)

    async def post(self, path: str, **body: Any) -> Any:
        """Do something."""
        async with self._session.post(self._base + path, json=body) as response:
            return await self._answer(response)

    async def give_file(self, person: str, name: str, data: bytes) -> Any:
        """Drop a file into the person's chat with the bot."""
        query = {"person": person, "name": name}
        async with self._session.post(self._base + "drop-file", params=query, data=data) as response:
            return await self._answer(response)

    @staticmethod
    async def _answer(response: aiohttp.ClientResponse) -> Any:
        is_json = response.content_type == "application/json"
        body = await response.json() if is_json else await response.text()
        if response.status != 200:
            raise RoomRefused(
                body.get("error", "") if isinstance(body, dict) else f"HTTP {response.status}: {body}"
            )
        return body

    async def listen(self) -> None:
        """Follow the room's events until cancelled or the room closes."""
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._session.get(self._base + "events", timeout=timeout) as response:
            async for line in response.content:
                if line.startswith(b"data:"):
                    await self._note(int(json.loads(line[5:])["seq"]))

    async def _note(self, seq: int) -> None:
        async with self._changed:
            self._seq = seq
            self._listening.set()
            self._changed.notify_all()

    async def heard(self) -> None:
        """Wait until the line for events is open."""
        await self._listening.wait()

    async def until(
        self, look: Callable[[], Awaitable[Seen]], good: Callable[[Seen], bool], seconds: float
    ) -> Seen:
        """What `look` brings once `good`, looking again at every event; or the last at the deadline."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    before = self._seq
                    seen = await look()
                    if good(seen):
                        return seen
                    await self._after(before)
        except TimeoutError:
            return await look()

    async def _after(self, seq: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._seq != seq)


@asynccontextmanager
async def connected(base: str) -> AsyncIterator[Client]:
    """A client that hears the room's events while the block lasts."""
    async with aiohttp.ClientSession() as session:
        client = Client(base, session)
        listening = asyncio.create_task(client.listen())
        heard = asyncio.create_task(client.heard())
        try:
            await asyncio.wait({listening, heard}, return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                await listening
            yield client
        finally:
            for task in (listening, heard):
                task.cancel()
            await asyncio.gather(listening, heard, return_exceptions=True)
