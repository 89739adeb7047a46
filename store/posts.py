"""What the bot itself has posted: cards that are kept up to date, and working posts to be deleted at the
close.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from store import tables
from store.database import Database
from store.writer import Writer
from usecases.ports import Posted

_posted = tables.posted
_FIND = select(_posted.c.conversation, _posted.c.activity)
_CARD = _FIND.where(
    _posted.c.meeting == bindparam("of"),
    _posted.c.recipient == bindparam("to"),
    _posted.c.surface == bindparam("on"),
)
_OWN = _FIND.where(_posted.c.meeting == bindparam("of"), _posted.c.conversation == bindparam("there"))
_OWN = _OWN.order_by(_posted.c.number)
_ELSEWHERE = (
    update(_posted)
    .where(
        _posted.c.meeting == bindparam("of"),
        _posted.c.recipient == bindparam("to"),
        _posted.c.surface == bindparam("on"),
        or_(_posted.c.activity != bindparam("now"), _posted.c.conversation != bindparam("there")),
    )
    .values(surface="")
)
_KNOWN = _FIND.where(_posted.c.conversation == bindparam("there"), _posted.c.activity == bindparam("now"))
_FORGET = delete(_posted).where(
    _posted.c.conversation == bindparam("there"), _posted.c.activity == bindparam("now")
)


class Posts:
    """The part of the port `Outbox` that remembers posts."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer
        place = [_posted.c.conversation, _posted.c.activity]
        insert = database.insert(_posted)
        card = {"surface": insert.excluded.surface}
        self._insert_post = insert.on_conflict_do_nothing(index_elements=place)
        self._insert_card = database.insert(_posted).on_conflict_do_update(index_elements=place, set_=card)

    async def posted_surface(self, meeting: str, to: str, surface: str) -> Posted | None:
        """The card to bring up to date, if it has been posted."""
        rows = await self._database.rows(_CARD, {"of": meeting, "to": to, "on": surface})
        return Posted(**rows[0]) if rows else None

    async def own_posts(self, meeting: str, conversation: str) -> Sequence[Posted]:
        """Everything the bot has posted there for the meeting and not deleted, oldest first."""
        rows = await self._database.rows(_OWN, {"of": meeting, "there": conversation})
        return [Posted(**row) for row in rows]

    async def remember_post(self, meeting: str, to: str, post: Posted, surface: str = "") -> None:
        """A post that did not go through the outbox, such as the answer to a command."""
        await self._writer.run(lambda connection: self._remember(connection, meeting, to, post, surface))

    async def forget_post(self, post: Posted) -> None:
        """The post has been deleted."""
        values = {"there": post.conversation, "now": post.activity}
        await self._writer.run(lambda connection: connection.execute(_FORGET, values))

    def _is_known(self, connection: Connection, post: Posted) -> bool:
        """It has been posted before."""
        values = {"there": post.conversation, "now": post.activity}
        return connection.execute(_KNOWN, values).first() is not None

    def _remember(self, connection: Connection, meeting: str, to: str, post: Posted, surface: str) -> None:
        """Note the post; a card that stood elsewhere stays as a post to be deleted, no longer as the card."""
        if surface:
            there = {"now": post.activity, "there": post.conversation}
            connection.execute(_ELSEWHERE, {"of": meeting, "to": to, "on": surface, **there})
        row = {
            "conversation": post.conversation,
            "activity": post.activity,
            "meeting": meeting,
            "recipient": to,
            "surface": surface,
        }
        connection.execute(self._insert_card if surface else self._insert_post, row)
