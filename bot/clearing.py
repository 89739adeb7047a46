"""Deletes the bot's own working posts from the meeting chat at the close (LIN-56).

The closing summary stays. What is gone already is forgotten; what cannot be deleted now is tried again
with the letter that asked for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.connector import Connector
from bot.failures import SendFailed
from usecases.announce import CHAT
from usecases.announcements_closing import CLOSING
from usecases.ports import Outbox

GONE = frozenset({403, 404})
"""A post with these answers is not there any more, or was never the bot's to delete."""


async def clear_chat(
    outbox: Outbox,
    connector: Connector,
    meeting: str,
    address: tuple[str, str],
    leave: Callable[[], Awaitable[None]],
) -> None:
    """Delete the meeting's posts at `address` (service URL, conversation), waiting for `leave` before each.

    Raises SendFailed for what may go later, with the rest still to be done.
    """
    service_url, conversation = address
    kept = await outbox.posted_surface(meeting, CHAT, CLOSING)
    for post in await outbox.own_posts(meeting, conversation):
        if kept is not None and post.activity == kept.activity:
            continue
        await leave()
        try:
            await connector.delete(service_url, post.conversation, post.activity)
        except SendFailed as failure:
            if failure.status not in GONE:
                raise
        await outbox.forget_post(post)
