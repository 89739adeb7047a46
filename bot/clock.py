"""The clock: the machine's in production; in rehearsal one that can be moved, so that a week passes in a
moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class MachineClock:
    """The machine's time."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock(MachineClock):
    """The machine's time plus an offset that somebody rehearsing has set; it keeps running."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """The time, aware, in UTC, moved by the offset."""
        return super().now() + self._offset

    def move_to(self, moment: datetime) -> None:
        """Let it be `moment` now. Raises ValueError without a time zone."""
        if moment.tzinfo is None:
            raise ValueError("The time needs a zone, such as 2026-11-25T09:00:00+00:00.")
        self._offset = moment - super().now()
