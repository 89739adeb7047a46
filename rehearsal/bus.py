"""Tell whoever listens (the page, a player) that something has changed.

An event says what kind of thing changed and where, never what it says: listeners ask for what the person
they stand for may see.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rehearsal import Json

BACKLOG = 1000


class Subscription:
    """One listener's events, in order; `fell_behind` once it has missed some."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[Json] = asyncio.Queue(BACKLOG)
        self.fell_behind = False

    def put(self, event: Json) -> None:
        """Hand over an event, or drop it if the listener has stopped listening."""
        try:
            self._events.put_nowait(event)
        except asyncio.QueueFull:
            self.fell_behind = True

    async def get(self) -> Json:
        """The next event."""
        return await self._events.get()

    async def __aiter__(self) -> AsyncIterator[Json]:
        while True:
            yield await self.get()


@dataclass(slots=True)
class Bus:
    """Everybody who listens."""

    seq: int = 0
    _listeners: set[Subscription] = field(default_factory=set)

    def publish(self, kind: str, **where: Any) -> None:
        """Say that something of a kind has changed."""
        self.seq += 1
        for listener in self._listeners:
            listener.put({"seq": self.seq, "kind": kind, **where})

    @contextmanager
    def listening(self) -> Any:
        """Listen for as long as the block lasts."""
        subscription = Subscription()
        self._listeners.add(subscription)
        try:
            yield subscription
        finally:
            self._listeners.discard(subscription)
