"""Wakes the sweep: APScheduler only says when, what is due is in rows.

One replica at a time does a sweep, by a lease; a sweep that fails is logged and the next one does its work.
Once a day what has long been said or dropped is cleared out of the outbox, and the data of meetings whose
time is up is deleted.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from store.sweeps import Sweeps
from usecases.nudge import nothing_missed, nudge, nudging_day
from usecases.office import Office
from usecases.ports import Outbox, Unavailable
from usecases.retention import Disposal, let_go
from usecases.ring import ring_lists, ringing_day
from usecases.sweep import sweep
from usecases.watch import silence

_log = structlog.get_logger()
SWEEP = "sweep"
SECONDS = 5
WATCH_SECONDS = 900
"""How often it is asked whether anybody still sweeps: by its own job, so that a broken sweep is noticed."""
LEASE_SECONDS = 60.0


class Ticker:
    """The scheduler, and the one thing that it wakes. Settled letters are kept for `kept`."""

    def __init__(
        self,
        office: Office,
        leases: Sweeps,
        outbox: Outbox,
        worker: str,
        kept: timedelta,
        disposal: Disposal | None = None,
    ) -> None:
        self._office = office
        self._leases = leases
        self._outbox = outbox
        self._worker = worker
        self._kept = kept
        self._disposal = disposal
        self._cleared: date | None = None
        self._nudged: dict[str, date] = {}
        self._rung: dict[str, date] = {}
        self._turn = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.wake, "interval", seconds=SECONDS, max_instances=1, coalesce=True, misfire_grace_time=None
        )

        self._scheduler.add_job(
            self.watch,
            "interval",
            seconds=WATCH_SECONDS,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin to wake."""
        self._scheduler.start()

    def stop(self) -> None:
        """Wake no more."""
        self._scheduler.shutdown(wait=False)

    async def wake(self) -> int:
        """Sweep now if nobody else is at it; how many meetings were looked at. One sweep at a time: a lease
        keeps out other processes, and not this one."""
        async with self._turn:
            return await self._wake()

    async def _wake(self) -> int:
        try:
            if not await self._leases.take(SWEEP, self._worker, self._office.now(), LEASE_SECONDS):
                return 0
            await self._watch()
            looked_at = await self._sweep()
            await self._nudge()
            await self._ring()
            await self._clear()
            await self._leases.done(SWEEP, self._office.now())
        except Unavailable:
            _log.warning("sweep.unavailable")
            return 0
        return looked_at

    async def time_moved(self) -> int:
        """Look after what is due now that a rehearsal has moved its time: nothing stood still meanwhile."""
        try:
            await self._leases.done(SWEEP, self._office.now())
            for area in self._office.areas:
                await nothing_missed(self._office, area)
        except Unavailable:
            _log.warning("sweep.unavailable")
            return 0
        return await self.wake()

    async def watch(self) -> int:
        """Tell administrators if nothing has been looked after for a day; how many were told anew."""
        try:
            return await self._watch()
        except Unavailable:
            _log.warning("watch.unavailable")
            return 0

    async def _watch(self) -> int:
        notices = await silence(self._office, await self._leases.last_done(SWEEP))
        told = await self._outbox.add(notices) if notices else 0
        if told:
            _log.error("sweep.stood_still", told=told)
        return told

    async def _sweep(self) -> int:
        try:
            return await sweep(self._office)
        except ExceptionGroup as faults:
            for fault in faults.exceptions:
                _log.error("sweep.failed", exc_info=fault)
            return 0

    async def _nudge(self) -> None:
        """The day's digests, once for each area and day in this process; whoever else does it too adds
        nothing."""
        for area in self._office.areas:
            day = nudging_day(self._office.protocol(area), self._office.now())
            if day is not None and self._nudged.get(area) != day:
                count = await nudge(self._office, area)
                self._nudged[area] = day
                _log.info("digests.made", area=area, count=count)

    async def _ring(self) -> None:
        """The day's lists of people to ring, once for each area and day in this process."""
        for area in self._office.areas:
            day = ringing_day(self._office.protocol(area), self._office.now())
            if day is not None and self._rung.get(area) != day:
                notices = await ring_lists(self._office, area)
                count = await self._outbox.add(notices) if notices else 0
                self._rung[area] = day
                _log.info("ring_lists.made", area=area, count=count)

    async def _clear(self) -> None:
        """The outbox, once a day in this process."""
        now = self._office.now()
        if self._cleared != now.date():
            count = await self._outbox.clear(now - self._kept)
            self._cleared = now.date()
            _log.info("outbox.cleared", count=count)
            await self._let_go()

    async def _let_go(self) -> None:
        """What has been kept as long as the area says; the log has case numbers in the database alone."""
        for deletion in await let_go(self._office, self._disposal) if self._disposal is not None else ():
            _log.info("meeting.deleted", meeting=deletion.meeting, count=len(deletion.cases))
