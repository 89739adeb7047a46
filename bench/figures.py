"""The arithmetic of a benchmark: rates, percentiles, ratios, and whether a bound holds.

Pure: takes what was measured and says what it comes to. Refuses to speak of nothing: no turns, no figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """One round of turns: how long it took, each turn's latency, and how many were not answered as asked.

    Seconds throughout. Raises ValueError for a round without a turn or without a duration.
    """

    seconds: float
    latencies: Sequence[float]
    refused: int = 0

    def __post_init__(self) -> None:
        if not self.latencies or self.seconds <= 0:
            raise ValueError("A round needs at least one turn and some time.")

    @property
    def turns(self) -> int:
        """How many turns there were."""
        return len(self.latencies)

    @property
    def rate(self) -> float:
        """Turns per second."""
        return self.turns / self.seconds

    def percentile(self, share: float) -> float:
        """The latency (seconds) that this share of turns did not exceed, by nearest rank.

        Raises ValueError for a share that is not above 0 and at most 1.
        """
        if not 0 < share <= 1:
            raise ValueError("A percentile is a share above 0 and at most 1.")
        return sorted(self.latencies)[math.ceil(share * self.turns) - 1]


def pooled(rounds: Sequence[Load]) -> Load:
    """Several rounds as one: all their turns, over all their time."""
    return Load(
        seconds=sum(one.seconds for one in rounds),
        latencies=[latency for one in rounds for latency in one.latencies],
        refused=sum(one.refused for one in rounds),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure held against its bound."""

    what: str
    measured: str
    bound: str
    holds: bool

    def __str__(self) -> str:
        return f"{'pass' if self.holds else 'FAIL'}  {self.what}: {self.measured} (bound: {self.bound})"


def at_least(what: str, measured: float, bound: float, unit: str = "") -> Finding:
    """A figure that must not be below its bound."""
    return Finding(what, f"{measured:.2f}{unit}", f"at least {bound:g}{unit}", measured >= bound)


def below(what: str, measured: float, bound: float, unit: str = "") -> Finding:
    """A figure that must stay below its bound."""
    return Finding(what, f"{measured:.1f}{unit}", f"under {bound:.1f}{unit}", measured < bound)


def at_most(what: str, measured: float, bound: float, unit: str = "") -> Finding:
    """A figure that must not be above its bound."""
    return Finding(what, f"{measured:.2f}{unit}", f"at most {bound:g}{unit}", measured <= bound)


def exactly(what: str, measured: int, bound: int) -> Finding:
    """A count that must be just so."""
    return Finding(what, str(measured), f"exactly {bound}", measured == bound)


def is_so(what: str, holds: bool, otherwise: str) -> Finding:
    """Something that must be the case; `otherwise` is what it means when it is not."""
    return Finding(what, "yes" if holds else otherwise, "yes", holds)


def turn_findings(ours: Load, stock: Load, ratio: float) -> list[Finding]:
    """A turn of the product against the stock echo: turns per second, and its p99 against the echo's p50."""
    return [
        at_least("declaration turns per second, against the stock echo", ours.rate / stock.rate, ratio, "×"),
        below(
            "declaration turn p99, against the stock echo's p50",
            ours.percentile(0.99) * 1000,
            stock.percentile(0.5) * 1000,
            " ms",
        ),
        exactly("declaration turns not answered with a card", ours.refused, 0),
    ]


def memory_findings(halfway: int, at_end: int, most: float, growth: float) -> list[Finding]:
    """Resident memory in bytes halfway and at the end, against limits in megabytes."""
    return [
        below("memory after all turns", at_end / MEGABYTE, most, " MB"),
        below("memory growth over the second half", (at_end - halfway) / MEGABYTE, growth, " MB"),
    ]


def least_seconds(sends: int, windows: Sequence[tuple[int, float]]) -> float:
    """The shortest time from the first to the last of so many sends under sliding windows, each of which
    takes so many in so many seconds."""
    sent: list[float] = []
    for _ in range(sends):
        free = [sent[-most] + seconds for most, seconds in windows if len(sent) >= most]
        sent.append(max([*sent[-1:], *free], default=0.0))
    return sent[-1] if sent else 0.0


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as the README holds it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def load_row(name: str, load: Load, stock: Load) -> list[str]:
    """One echo's or the product's row: turns per second, ratio to the stock echo, p50 and p99."""
    return [
        name,
        f"{load.rate:.0f}",
        f"{load.rate / stock.rate:.1f}×",
        f"{load.percentile(0.5) * 1000:.1f} ms",
        f"{load.percentile(0.99) * 1000:.1f} ms",
    ]
