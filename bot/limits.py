"""Teams' limits, kept before Teams has to say so: how many sends a conversation and a tenant still take.

Figures of the platform: 7 in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in 3,600 s per conversation; 50 a
second per tenant.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence

PER_CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
PER_TENANT = ((50, 1.0),)
MARGIN = 0.02
"""Seconds added to every window, because Teams' clock is not this one."""


class Windows:
    """How long to wait before the next send is within every window."""

    def __init__(self, windows: Sequence[tuple[int, float]]) -> None:
        self._windows = windows
        self._sent: deque[float] = deque(maxlen=max(most for most, _ in windows))

    def wait(self, now: float) -> float:
        """Seconds until one more send is allowed; 0 if it is now."""
        waits = [0.0]
        for most, seconds in self._windows:
            if len(self._sent) >= most:
                waits.append(self._sent[-most] + seconds + MARGIN - now)
        return max(waits)

    def note(self, at: float) -> None:
        """One has been sent at `at`."""
        self._sent.append(at)


class Limits:
    """The windows of every conversation and tenant."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._conversations: dict[str, Windows] = defaultdict(lambda: Windows(PER_CONVERSATION))
        self._tenants: dict[str, Windows] = defaultdict(lambda: Windows(PER_TENANT))

    def wait(self, tenant: str, conversation: str) -> float:
        """Seconds until a send to the conversation is allowed."""
        now = self._clock()
        return max(self._conversations[conversation].wait(now), self._tenants[tenant].wait(now))

    def note(self, tenant: str, conversation: str) -> None:
        """A send to the conversation is being made."""
        now = self._clock()
        self._conversations[conversation].note(now)
        self._tenants[tenant].note(now)
