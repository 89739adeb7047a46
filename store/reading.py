"""Reads journals: a meeting's row, its lines, and the meeting that they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from marac.journal import Entry, replay
from marac.meeting import Meeting
from store import tables
from store.lines import Unreadable, entry_of
from store.writer import Version
from usecases.ports import NoMeeting


async def meeting_row(connection: AsyncConnection, meeting: str) -> RowMapping:
    """The meeting's row. Raises NoMeeting."""
    found = await connection.execute(select(tables.meeting).where(tables.meeting.c.key == meeting))
    row = found.mappings().one_or_none()
    if row is None:
        raise NoMeeting(f"There is no meeting {meeting}.")
    return row


async def lines_after(connection: AsyncConnection, meeting: str, sequence: int = 0) -> Sequence[RowMapping]:
    """The journal's lines after `sequence`, in order."""
    journal = tables.journal
    find = (
        select(journal)
        .where(journal.c.meeting == meeting, journal.c.sequence > sequence)
        .order_by(journal.c.sequence)
    )
    return (await connection.execute(find)).mappings().all()


def empty(row: RowMapping) -> Meeting:
    """The meeting before its first line."""
    return Meeting(key=row["key"], area=row["area"])


def entries_in(lines: Sequence[RowMapping], key: Fernet | None) -> list[Entry]:
    """The entries that `lines` hold. Raises Unreadable."""
    return [entry_of(dict(line), key) for line in lines]


def read_on(version: Version, lines: Sequence[Any], key: Fernet | None) -> Version:
    """The meeting after `lines`, which continue `version` (those that it has read are passed over)."""
    news = [line for line in lines if line["sequence"] > version.meeting.sequence]
    if not news:
        return version
    return Version(replay(version.meeting, entries_in(news, key)), news[-1]["hash"])


def check_whole(row: RowMapping, version: Version) -> None:
    """Raise Unreadable where the journal ends before the meeting's row says it does."""
    if version.meeting.sequence < row["sequence"]:
        raise Unreadable(
            f"The journal of meeting {row['key']} ends at line {version.meeting.sequence}, but "
            f"{row['sequence']} were written: run `marac-bot audit verify`, and restore it from the backup."
        )
