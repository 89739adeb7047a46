"""Chance that is the same at every run: a draw depends on the seed and on what it is about, and on nothing
that was drawn before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws by one seed."""

    seed: int

    def of(self, *about: object) -> float:
        """A number from 0 up to 1, always the same for the same thing."""
        words = "|".join(map(str, (self.seed, *about)))
        return int.from_bytes(sha256(words.encode()).digest()[:7]) / 2**56

    def between(self, least: int, most: int, *about: object) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + int(self.of(*about) * (most - least + 1))

    def one(self, things: Sequence[T], *about: object) -> T:
        """One of `things`. Raises IndexError where there is none."""
        return things[int(self.of(*about) * len(things))]
