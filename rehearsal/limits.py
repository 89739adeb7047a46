"""Teams' limits on what a bot may send, kept as sliding windows.

Per conversation: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1800 in 3600 s (look-ups of members 14, 16, 120, 3600);
per tenant 50 a second. A call that is turned away does not count.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

SEND = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
MEMBERS = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
TENANT = ((50, 1.0),)
WINDOWS = {"send": SEND, "members": MEMBERS, "tenant": TENANT}


@dataclass(slots=True)
class Limits:
    """The windows of one tenant; `monotonic` gives seconds and `on` says whether anything is turned away."""

    monotonic: Callable[[], float] = time.monotonic
    on: bool = True
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def admit(self, *buckets: tuple[str, str]) -> int | None:
        """Count a call against each (kind, name); or, if it is too many, the whole seconds to wait."""
        if not self.on:
            return None
        now = self.monotonic()
        wait = max(self._wait(bucket, now) for bucket in buckets)
        if wait > 0:
            return max(1, math.ceil(wait))
        for bucket in buckets:
            self._calls[bucket].append(now)
        return None

    def _wait(self, bucket: tuple[str, str], now: float) -> float:
        calls, windows = self._calls[bucket], WINDOWS[bucket[0]]
        longest = max(seconds for _, seconds in windows)
        while calls and calls[0] <= now - longest:
            calls.popleft()
        waits = [0.0]
        for most, seconds in windows:
            if len(calls) >= most and calls[-most] > now - seconds:
                waits.append(calls[-most] + seconds - now)
        return max(waits)

    def forget(self) -> None:
        """Start counting afresh."""
        self._calls.clear()
