"""Teams' limits, kept before Teams has to say so: how many sends a conversation and a tenant still take.

Figures of the platform: 7 in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in 3,600 s per conversation; 50 a
second per tenant. Cards that are only brought up to date take half of that and less, so that a message never
waits behind them. Replicas have no word with each other about it: each keeps to its share of the tenant's.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence

PER_CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
PER_TENANT = ((50, 1.0),)
CARDS_PER_CONVERSATION = ((2, 1.0), (4, 5.0), (10, 20.0), (25, 60.0), (900, 3600.0))
"""A card follows quickly at first, then every two or three seconds for as long as things keep happening."""
CARDS_PER_TENANT = ((25, 1.0),)
MARGIN = 0.02
"""Seconds added to every window, because Teams' clock is not this one."""


class Leave:
    """Leave to send now, if `wait` is 0; else the seconds after which to ask again."""

    __slots__ = ("_clock", "at", "wait")

    def __init__(self, clock: Callable[[], float], wait: float = 0.0) -> None:
        self._clock = clock
        self.at = clock()
        self.wait = wait

    def used(self) -> None:
        """It has been sent: Teams may have counted it as late as now, and so it is counted here."""
        self.at = self._clock()


class Windows:
    """How long to wait before the next send is within every window."""

    def __init__(self, windows: Sequence[tuple[int, float]]) -> None:
        self._windows = windows
        self._sent: deque[Leave] = deque(maxlen=max(most for most, _ in windows))

    def wait(self, now: float) -> float:
        """Seconds until one more send is allowed; 0 if it is now."""
        waits = [0.0]
        for most, seconds in self._windows:
            if len(self._sent) >= most:
                waits.append(self._sent[-most].at + seconds + MARGIN - now)
        return max(waits)

    def note(self, one: Leave) -> None:
        """One is being sent."""
        self._sent.append(one)


class Limits:
    """The windows of every conversation and tenant; `clock` only counts, in seconds. So many `replicas` share
    what a tenant takes."""

    def __init__(self, clock: Callable[[], float], replicas: int = 1) -> None:
        self._clock = clock
        self._conversations = _windows(PER_CONVERSATION)
        self._tenants = _windows(_shared(PER_TENANT, replicas))
        self._cards = _windows(CARDS_PER_CONVERSATION)
        self._tenants_cards = _windows(_shared(CARDS_PER_TENANT, replicas))

    def take(self, tenant: str, conversation: str, *, is_card: bool = False) -> Leave:
        """Take leave to send now; where it is given it counts from this moment, or from when it was used."""
        now = self._clock()
        windows = [self._conversations[conversation], self._tenants[tenant]]
        if is_card:
            windows += [self._cards[conversation], self._tenants_cards[tenant]]
        leave = Leave(self._clock, max(one.wait(now) for one in windows))
        if leave.wait <= 0:
            for one in windows:
                one.note(leave)
        return leave

    def note(self, tenant: str, conversation: str) -> None:
        """Something is sent without asking, such as an answer, which cannot wait: it counts all the same."""
        leave = Leave(self._clock)
        self._conversations[conversation].note(leave)
        self._tenants[tenant].note(leave)


def _shared(windows: Sequence[tuple[int, float]], replicas: int) -> Sequence[tuple[int, float]]:
    return [(most // replicas, seconds) for most, seconds in windows]


def _windows(windows: Sequence[tuple[int, float]]) -> defaultdict[str, Windows]:
    return defaultdict(lambda: Windows(windows))
