"""Keeps taking letters and settling them apart.

A letter whose lease has run out, or whose clock was moved, can be taken by the very process that is sending
it. Were it settled in that moment, it would be as the letter it was before, and it would be said once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Books:
    """Many may settle at once, but nobody while letters are being taken."""

    def __init__(self) -> None:
        self._settling = 0
        self._nobody_settles = asyncio.Event()
        self._nobody_settles.set()
        self._open = asyncio.Event()
        self._open.set()

    @asynccontextmanager
    async def taking(self) -> AsyncIterator[None]:
        """While letters are taken."""
        self._open.clear()
        try:
            await self._nobody_settles.wait()
            yield
        finally:
            self._open.set()

    @asynccontextmanager
    async def settling(self) -> AsyncIterator[None]:
        """While one letter is settled."""
        await self._open.wait()
        self._settling += 1
        self._nobody_settles.clear()
        try:
            yield
        finally:
            self._settling -= 1
            if not self._settling:
                self._nobody_settles.set()
