"""What the bot itself has posted: cards that are kept up to date, and working posts to be deleted at the
close.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from store import tables
from store.database import Database
from usecases.ports import Posted


class Posts:
    """The part of the port `Outbox` that remembers posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def posted_surface(self, meeting: str, to: str, surface: str) -> Posted | None:
        """The card to bring up to date, if it has been posted."""
        posted = tables.posted
        find = select(posted.c.conversation, posted.c.activity).where(
            posted.c.meeting == meeting, posted.c.recipient == to, posted.c.surface == surface
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(find)).one_or_none()
        return Posted(conversation=row.conversation, activity=row.activity) if row else None

    async def own_posts(self, meeting: str, conversation: str) -> Sequence[Posted]:
        """Everything the bot has posted there for the meeting and not deleted, oldest first."""
        posted = tables.posted
        find = select(posted.c.conversation, posted.c.activity).order_by(posted.c.number)
        find = find.where(posted.c.meeting == meeting, posted.c.conversation == conversation)
        async with self._database.reading() as connection:
            rows = (await connection.execute(find)).all()
        return [Posted(conversation=row.conversation, activity=row.activity) for row in rows]

    async def remember_post(self, meeting: str, to: str, post: Posted, surface: str = "") -> None:
        """A post that did not go through the outbox, such as the answer to a command."""
        async with self._database.writing() as connection:
            await self._remember(connection, meeting, to, post, surface)

    async def forget_post(self, post: Posted) -> None:
        """The post has been deleted."""
        posted = tables.posted
        gone = delete(posted).where(
            posted.c.conversation == post.conversation, posted.c.activity == post.activity
        )
        async with self._database.writing() as connection:
            await connection.execute(gone)

    async def _remember(
        self, connection: AsyncConnection, meeting: str, to: str, post: Posted, surface: str
    ) -> None:
        """Note the post; a card that stood elsewhere stays as a post to be deleted, no longer as the card."""
        posted = tables.posted
        if surface:
            elsewhere = (
                update(posted)
                .where(
                    posted.c.meeting == meeting,
                    posted.c.recipient == to,
                    posted.c.surface == surface,
                    (posted.c.activity != post.activity) | (posted.c.conversation != post.conversation),
                )
                .values(surface="")
            )
            await connection.execute(elsewhere)
        row = {
            "conversation": post.conversation,
            "activity": post.activity,
            "meeting": meeting,
            "recipient": to,
            "surface": surface,
        }
        insert = self._database.insert(posted).values(**row)
        place = [posted.c.conversation, posted.c.activity]
        if surface:
            insert = insert.on_conflict_do_update(index_elements=place, set_={"surface": surface})
        else:
            insert = insert.on_conflict_do_nothing(index_elements=place)
        await connection.execute(insert)
