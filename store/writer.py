"""One writer for all turns of this process: whatever waits to be written is written together, in one
transaction.

A disk can promise only so many commits a second; forty people who declare at once share one. Nobody is
answered before the database has it for good. If something in a batch cannot be written each job is tried
alone, so that only the guilty one fails, with those that had built on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from marac.meeting import Meeting
from store import tables
from store.database import FAILURES, Database, unavailable
from store.lines import Row
from store.mailing import Mail, Mailing
from store.writing_thread import Writing
from usecases.ports import Collision, Repeated

T = TypeVar("T")

LARGEST_BATCH = 256
"""How many jobs share one transaction at most, so that none waits for an endless one."""
_APART = frozenset({"40001", "40P01", "23505", "22021"})
"""PostgreSQL's codes for trouble between jobs or with one of them: alone, the innocent go through."""


class Version:
    """A meeting as it is after a line, and that line's hash; `built_on` until it is durable."""

    __slots__ = ("built_on", "dead", "head", "meeting")

    def __init__(self, meeting: Meeting, head: str, built_on: Version | None = None) -> None:
        self.meeting = meeting
        self.head = head
        self.built_on = built_on
        self.dead = False

    def is_dead(self) -> bool:
        """Could not be written, or rests on one that could not."""
        version: Version | None = self
        while version is not None and not version.dead:
            version = version.built_on
        return version is not None


class Job(msgspec.Struct, eq=False):
    """What is written together. `base` and `result` are the meeting before and after it, where it has lines.

    `also` does what is not a turn's in the same transaction; what it gives back becomes `outcome`. `settled`
    is told whether the job was written, before whoever waits for `done` goes on.
    """

    done: asyncio.Future[None]
    settled: Callable[[Job, bool], None] | None = None
    base: Version | None = None
    result: Version | None = None
    turn: str | None = None
    lines: list[Row] = []
    actions: list[Row] = []
    heard: list[Row] = []
    matters: list[Row] = []
    days: Row | None = None
    mail: Mail = msgspec.field(default_factory=Mail)
    also: Callable[[Connection], Any] | None = None
    outcome: Any = None


class _Clash(Exception):
    """Another process has written to the journal since it was read."""


class Writer:
    """Writes jobs in the order in which they came."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: list[Job] = []
        self._batch: list[Job] = []
        self._task: asyncio.Task[None] | None = None
        self._mailing = Mailing(database)
        self._write_lines = tables.journal.insert()
        self._write_actions = _upsert(database, tables.action)
        self._write_heard = _upsert(database, tables.heard)
        self._write_matters = _upsert(database, tables.matter)
        self._move_days = (
            update(tables.meeting)
            .where(tables.meeting.c.key == bindparam("of"))
            .values(first_day=bindparam("first"), last_day=bindparam("last"))
        )
        self._move_head = (
            update(tables.meeting)
            .where(tables.meeting.c.key == bindparam("of"), tables.meeting.c.sequence == bindparam("was"))
            .values(sequence=bindparam("now"), head=bindparam("last"), seal=bindparam("sealed_by"))
        )

    def submit(self, job: Job) -> None:
        """Queue `job`; its `done` tells what became of it."""
        self._queue.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def run(self, also: Callable[[Connection], T]) -> T:
        """Do `also` in a transaction, shared with whatever else is being written, and give back its outcome.

        If the transaction has to be begun anew `also` is done again. Raises Collision or Unavailable.
        """
        job = Job(asyncio.get_running_loop().create_future(), also=also)
        self.submit(job)
        await asyncio.shield(job.done)
        outcome: T = job.outcome
        return outcome

    async def finish(self) -> None:
        """Wait until everything queued has been settled."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        await asyncio.sleep(0)
        failure: BaseException | None = None
        try:
            while self._queue:
                async with self._database.writing_connection() as connection:
                    await self._write_queue(connection)
        except FAILURES as error:
            failure = error
        finally:
            waiting, self._batch, self._queue = [*self._batch, *self._queue], [], []
            for job in waiting:
                self._settle(job, unavailable(failure or asyncio.CancelledError()))

    async def _write_queue(self, connection: Writing) -> None:
        while self._queue:
            self._batch, self._queue = self._queue[:LARGEST_BATCH], self._queue[LARGEST_BATCH:]
            living = [job for job in self._batch if self._is_alive(job)]
            try:
                await self._in_turn(connection, self._write, living)
            except (_Clash, StatementError) as error:
                if not _is_of_one(error):
                    raise
                await self._write_singly(connection, living)
            else:
                for job in living:
                    self._settle(job)
            self._batch = []

    async def _write_singly(self, connection: Writing, jobs: list[Job]) -> None:
        for job in jobs:
            if not self._is_alive(job):
                continue
            try:
                await self._in_turn(connection, self._write, [job])
            except (_Clash, StatementError) as error:
                if not _is_of_one(error):
                    raise
                self._settle(job, await self._in_turn(connection, self._verdict, job, error))
            else:
                self._settle(job)

    async def _in_turn(self, connection: Writing, do: Callable[..., T], *given: Any) -> T:
        async with self._database.turn_to_write:
            return await connection.run_sync(do, *given)

    def _is_alive(self, job: Job) -> bool:
        if job.base is not None and job.base.is_dead():
            self._settle(job, Collision("What this turn was decided on has not been written."))
            return False
        return True

    def _write(self, connection: Connection, jobs: list[Job]) -> None:
        """All of `jobs` in one transaction. Raises _Clash, or what the database says."""
        with connection.begin():
            for move in self._moves(jobs):
                if connection.execute(self._move_head, move).rowcount != 1:
                    raise _Clash
            if lines := [line for job in jobs for line in job.lines]:
                connection.execute(self._write_lines, lines)
            if actions := {(a["meeting"], a["action"]): a for job in jobs for a in job.actions}:
                connection.execute(self._write_actions, list(actions.values()))
            if heard := {(h["meeting"], h["case_number"]): h for job in jobs for h in job.heard}:
                connection.execute(self._write_heard, list(heard.values()))
            if matters := {(m["meeting"], m["matter"]): m for job in jobs for m in job.matters}:
                connection.execute(self._write_matters, list(matters.values()))
            self._write_days(connection, jobs)
            mail = Mail()
            for job in jobs:
                mail.join(job.mail)
            self._mailing.write(connection, mail)
            for job in jobs:
                if job.also is not None:
                    job.outcome = job.also(connection)

    def _write_days(self, connection: Connection, jobs: list[Job]) -> None:
        """The days of meetings that were moved."""
        for days in (job.days for job in jobs if job.days is not None):
            connection.execute(self._move_days, days)

    def _moves(self, jobs: list[Job]) -> list[dict[str, Any]]:
        """How each meeting's row moves on: from its first job's base to its last job's result."""
        first: dict[str, Version] = {}
        last: dict[str, Version] = {}
        for job in jobs:
            if job.base is not None and job.result is not None:
                first.setdefault(job.base.meeting.key, job.base)
                last[job.base.meeting.key] = job.result
        seal = self._database.secrets.head_seal
        return [
            {
                "of": key,
                "was": first[key].meeting.sequence,
                "now": last[key].meeting.sequence,
                "last": last[key].head,
                "sealed_by": seal(key, last[key].meeting.sequence, last[key].head),
            }
            for key in sorted(last)
        ]

    def _verdict(self, connection: Connection, job: Job, error: Exception) -> Exception:
        """What to tell whoever handed in a job that could not be written even alone."""
        if job.turn is not None:
            with connection.begin():
                found = connection.execute(select(1).where(tables.journal.c.turn == job.turn)).first()
            if found is not None:
                return Repeated("This turn has been taken before.")
        if isinstance(error, _Clash | IntegrityError):
            return Collision("Somebody else has written to the journal; read on and decide again.")
        return unavailable(error)

    def _settle(self, job: Job, error: Exception | None = None) -> None:
        if job.done.done():
            return
        if job.result is not None:
            job.result.dead = error is not None
            if error is None:
                job.result.built_on = None
        if job.settled is not None:
            job.settled(job, error is None)
        if error is None:
            job.done.set_result(None)
        else:
            job.done.set_exception(error)


def _is_of_one(error: Exception) -> bool:
    """Whether the trouble is with one job, or between two, and not with the database."""
    if isinstance(error, _Clash | IntegrityError | DataError) or not isinstance(error, DBAPIError):
        return True
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _APART


def _upsert(database: Database, table: Table) -> Any:
    """Put rows of a projection in, or in place of those with their keys."""
    insert = database.insert(table)
    key = table.primary_key.columns
    changed = {c.name: insert.excluded[c.name] for c in table.c if c.name not in key}
    return insert.on_conflict_do_update(index_elements=list(key), set_=changed)
