"""Those who could be reached neither in Teams nor by e-mail: what could not be said to them stays in the
outbox as dropped, under a reason by which it is found, until an administrator has rung them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select, update

from marac.words import PersonId
from store import tables
from store.database import Database
from store.mailing import DROPPED
from usecases.ports import TO_RING

RUNG = "rung"


class ToRing:
    """The part of the port `Register` about people to ring."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def to_ring(self, area: str) -> Mapping[PersonId, int]:
        """How many things could not be said to whom, of one area."""
        outbox = tables.outbox
        find = (
            select(outbox.c.recipient, func.count().label("things"))
            .where(outbox.c.state == DROPPED, outbox.c.area == area, outbox.c.why.startswith(TO_RING))
            .group_by(outbox.c.recipient)
            .order_by(outbox.c.recipient)
        )
        return {row["recipient"]: int(row["things"]) for row in await self._database.rows(find)}

    async def rung(self, area: str, person: PersonId) -> None:
        """The person has been rung about all of it."""
        outbox = tables.outbox
        told = (
            update(outbox)
            .where(
                outbox.c.state == DROPPED,
                outbox.c.area == area,
                outbox.c.recipient == person,
                outbox.c.why.startswith(TO_RING),
            )
            .values(why=RUNG)
        )
        async with self._database.writing() as connection:
            await connection.execute(told)
