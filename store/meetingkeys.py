"""Each meeting's own key: made with the meeting, kept sealed under the master key, gone when its time is up.

A meeting without a key is one whose words have been erased: reading goes on with empty words, writing words
is refused.
"""

from __future__ import annotations

from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from store import tables
from store.lines import Row
from store.masterkeys import MasterKeys


class Erased(Exception):
    """The meeting's key has been deleted, so nothing can be written in words any more."""


def new_key_row(meeting: str, master: MasterKeys) -> Row:
    """The row of a new key for `meeting`."""
    return {"meeting": meeting, "wrapped": master.seal(Fernet.generate_key()), "master": master.newest}


async def meeting_key(meeting: str, master: MasterKeys, connection: AsyncConnection) -> Fernet | None:
    """The meeting's key; None if it has been erased. Raises WrongKeys."""
    find = select(tables.meeting_key.c.wrapped).where(tables.meeting_key.c.meeting == meeting)
    wrapped = (await connection.execute(find)).scalar_one_or_none()
    return None if wrapped is None else Fernet(master.open(wrapped))


def in_use(key: Fernet | None) -> Fernet:
    """The key to write with. Raises Erased where it has been deleted."""
    if key is None:
        raise Erased("This meeting's words have been erased, so nothing more can be written down in it.")
    return key
