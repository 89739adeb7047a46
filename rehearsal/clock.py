"""The room's clock: real time plus an offset, so that a rehearsal can travel to the day of the meeting.

Tokens keep real time, because nobody can forge a certificate's time by rehearsing; everything that people
and the bot see on messages keeps the room's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def real_time() -> datetime:
    """The machine's own time, with its zone."""
    return datetime.now(UTC)


class RoomClock:
    """Time as the room tells it; it runs on at the pace of real time from wherever it was set."""

    def __init__(self, real: Callable[[], datetime] = real_time) -> None:
        self._real = real
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """The room's time, in UTC."""
        return self._real() + self._offset

    def set(self, moment: datetime) -> datetime:
        """Travel to a moment; a moment without a zone is refused with `ValueError`."""
        if moment.tzinfo is None:
            raise ValueError("Give the time with its zone, for example 2026-11-24T09:00:00+00:00.")
        self._offset = moment.astimezone(UTC) - self._real()
        return self.now()

    def advance(self, step: timedelta) -> datetime:
        """Move on (or back) by a step."""
        self._offset += step
        return self.now()

    @property
    def is_shifted(self) -> bool:
        """Whether the room's time differs from real time."""
        return self._offset != timedelta(0)


def wire_time(moment: datetime) -> str:
    """A moment as activities carry it: UTC, milliseconds, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
