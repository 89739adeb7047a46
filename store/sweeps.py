"""Which of several processes does a periodic job: the others leave it alone while it holds the lease.

A lease saves work and no more. That nobody is told twice rests on the outbox's unique keys.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from store import tables
from store.database import Database


class Sweeps:
    """Leases on periodic jobs, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, name: str, worker: str, now: datetime, seconds: float) -> bool:
        """Whether `worker` may do the job now; if so nobody else may for that long, or until it is free."""
        sweep = tables.sweep
        lease = {"worker": worker, "held_until": now + timedelta(seconds=seconds)}
        take = (
            self._database.insert(sweep)
            .values(name=name, **lease)
            .on_conflict_do_update(
                index_elements=[sweep.c.name],
                set_=lease,
                where=or_(sweep.c.held_until <= now, sweep.c.worker == worker),
            )
            .returning(sweep.c.name)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(take)).first() is not None

    async def done(self, name: str, now: datetime) -> None:
        """The job has been done, whole, at `now`."""
        sweep = tables.sweep
        async with self._database.writing() as connection:
            await connection.execute(update(sweep).where(sweep.c.name == name).values(done_at=now))

    async def last_done(self, name: str) -> datetime | None:
        """When the job was last done whole, by whichever process; None if it never was."""
        sweep = tables.sweep
        rows = await self._database.rows(select(sweep.c.done_at).where(sweep.c.name == name))
        return rows[0]["done_at"] if rows else None
