"""What every use case works with: the meetings' journals, the register, the clock and the areas'
protocols."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from marac.engines import ENGINES
from marac.protocol import Protocol, areas, protocol_for
from usecases import (
    announcements,
    announcements_actions,
    announcements_attendance,
    announcements_before,
    announcements_closing,
    announcements_hearing,
    announcements_hosts,
    announcements_matters,
    announcements_moving,
    announcements_opening,
    announcements_order,
    announcements_people,
    announcements_professionals,
    announcements_records,
    announcements_sent_on,
)
from usecases.directory import Names
from usecases.ports import Clock, Ledger, Register

COMPLETE = (
    *ENGINES,
    announcements,
    announcements_actions,
    announcements_attendance,
    announcements_before,
    announcements_closing,
    announcements_hearing,
    announcements_order,
    announcements_hosts,
    announcements_matters,
    announcements_moving,
    announcements_opening,
    announcements_people,
    announcements_professionals,
    announcements_records,
    announcements_sent_on,
)
"""What has to have been imported for commands, events and messages to be complete; importing this module
sees to it."""


@dataclass(frozen=True, slots=True)
class Office:
    """The ports, put together once at the start of the program (or by a test, with its own). `mails`: there
    is a mail server to send by."""

    ledger: Ledger
    register: Register
    clock: Clock
    protocols: Callable[[str], Protocol] = protocol_for
    areas: tuple[str, ...] = field(default_factory=areas)
    mails: bool = False

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self.clock.now()

    def protocol(self, area: str) -> Protocol:
        """The area's protocol. Raises FileNotFoundError where there is none."""
        return self.protocols(area)

    def today(self, area: str) -> date:
        """The area's local day."""
        return self.protocol(area).calendar.day_of(self.now())

    async def names(self, area: str) -> Names:
        """The names of the area's people and agencies."""
        return Names(await self.register.people(area), await self.register.agencies(area))
