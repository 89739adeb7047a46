"""Figures for whoever watches the bot at night: turns and how long they take, what is waiting to be said,
what became of it, and when the clock's work was last done.

Counts and seconds only: no label holds a person, a meeting, an area or a case. What is in the database is
read when somebody asks, so that the figure is the same whichever replica answers.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from usecases.ports import OutboxDepth, Unavailable

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
"""Seconds; Teams gives an invoke 15 at most."""


class Metrics:
    """The figures of this process. Seconds throughout."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Histogram(
            "marac_turn_seconds",
            "How long turns took, by what became of them.",
            ["outcome"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._sends = Counter(
            "marac_sends_total",
            "Messages taken out of the outbox, by outcome.",
            ["outcome"],
            registry=self.registry,
        )
        self._waiting = Gauge("marac_outbox_waiting", "Messages waiting to be sent.", registry=self.registry)
        self._sending = Gauge("marac_outbox_sending", "Messages being sent.", registry=self.registry)
        self._due = Gauge("marac_outbox_due", "Messages that could go out now.", registry=self.registry)
        self._oldest = Gauge(
            "marac_outbox_oldest_due_seconds",
            "How long the oldest message that could go out has waited.",
            registry=self.registry,
        )
        self._swept = Gauge(
            "marac_sweep_age_seconds",
            "Since when nothing has been looked after; -1 if it never was.",
            registry=self.registry,
        )

    def turn(self, outcome: str, seconds: float) -> None:
        """A turn was `answered`, `refused` or `failed`."""
        self._turns.labels(outcome).observe(seconds)

    def send(self, outcome: str) -> None:
        """What became of a message: `sent`, `postponed`, `dropped`; or of a try to send it: `throttled`,
        `failed`."""
        self._sends.labels(outcome).inc()

    def depth(self, depth: OutboxDepth, swept_seconds: float | None) -> None:
        """What the database said just now."""
        self._waiting.set(depth.waiting)
        self._sending.set(depth.sending)
        self._due.set(depth.due)
        self._oldest.set(depth.oldest_seconds)
        self._swept.set(-1 if swept_seconds is None else swept_seconds)

    def unknown(self) -> None:
        """The database did not say: what it said last would pass for what is."""
        for gauge in (self._waiting, self._sending, self._due, self._oldest, self._swept):
            gauge.set(math.nan)

    def page(self) -> bytes:
        """The figures in Prometheus' text format."""
        return generate_latest(self.registry)


class Stalled:
    """For how long one and the same message has been the first of those that nobody has taken yet, as far as
    this process was asked: what is to go at once carries no time of its own."""

    def __init__(self) -> None:
        self._first: tuple[int, datetime] | None = None

    def judged(self, depth: OutboxDepth, now: datetime) -> OutboxDepth:
        """`depth` with the age of the oldest message, whether it carries a time or not."""
        if depth.untouched is None:
            self._first = None
        elif self._first is None or self._first[0] != depth.untouched:
            self._first = (depth.untouched, now)
        waited = (now - self._first[1]).total_seconds() if self._first else 0.0
        return msgspec.structs.replace(depth, oldest_seconds=max(depth.oldest_seconds, waited))


Look = Callable[[], Awaitable[tuple[OutboxDepth, float | None]]]
"""Reads how full the outbox is, and since how many seconds nothing has been looked after (None: never)."""


def metrics_route(metrics: Metrics, look: Look) -> web.AbstractRouteDef:
    """GET /metrics. Without the database it gives what this process knows by itself."""

    async def give(_: web.Request) -> web.Response:
        try:
            metrics.depth(*await look())
        except Unavailable:
            metrics.unknown()
        return web.Response(body=metrics.page(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return web.get("/metrics", give)
