"""The lane for what nobody waits for: such a message goes out and is recorded before the next one goes.

Teams takes no key by which a second post would be known as the first again. Whoever is killed between Teams'
acceptance and the record of it leaves a message that will be said twice; in the lane that is one at most.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from usecases.ports import Notice


def may_wait(notice: Notice) -> bool:
    """It is posted anew, and nobody waits for it: a digest, a list, what is told in office hours."""
    return not (notice.urgent or notice.surface)


class Lane:
    """The lane of one process."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()

    def passage(self, notice: Notice) -> Passage:
        """A notice's way through; one that somebody waits for, or that replaces its card, passes beside."""
        return Passage(self._free if may_wait(notice) else None)


class Passage:
    """One message's way: it has the lane to itself from `enter` until `leave`, or the end of the block."""

    def __init__(self, lane: asyncio.Lock | None) -> None:
        self._lane = lane
        self._is_in = False

    @property
    def is_clear(self) -> bool:
        """There is nothing to wait for: it passes beside the lane, or is in it."""
        return self._lane is None or self._is_in

    async def enter(self) -> None:
        """Wait until the lane is free, and take it; again while it is taken changes nothing."""
        if self._lane is not None and not self._is_in:
            await self._lane.acquire()
            self._is_in = True

    def leave(self) -> None:
        """Let the next one in."""
        if self._lane is not None and self._is_in:
            self._is_in = False
            self._lane.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()
