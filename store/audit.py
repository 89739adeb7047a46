"""Shows whether a meeting's journal is still what was written.

Every line's hash covers the line before, and a seal that only the master keys can make covers length and last
hash: so a line changed, left out, moved, added or cut off shows, and where. What this cannot show: that
somebody who holds the master keys rewrote everything; that the whole database was put back to an older state,
seal and all (keep `Verdict.head` somewhere else to see that); that a fact was never written down; or which
turn wrote a line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import select

from store import tables
from store.database import Database
from store.lines import hash_after
from store.masterkeys import WrongKeys
from store.meetingkeys import meeting_key
from store.reading import lines_after, meeting_row


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a check: how many lines fit, the hash of the last, and if not all, where and why."""

    meeting: str
    lines: int
    head: str
    line: int | None = None
    why: str = ""

    @property
    def is_whole(self) -> bool:
        """Everything is as it was written."""
        return not self.why


class Audit:
    """Checks journals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def verify(self, meeting: str) -> Verdict:
        """Check one meeting's journal. Raises NoMeeting."""
        async with self._database.reading() as connection:
            row = await meeting_row(connection, meeting)
            lines = await lines_after(connection, meeting)
            try:
                key = await meeting_key(meeting, self._database.keys, connection)
            except WrongKeys:
                return Verdict(meeting=meeting, lines=0, head="", why="the meeting's key cannot be opened")
        return self._verdict(dict(row), [dict(line) for line in lines], key)

    async def verify_all(self) -> Sequence[Verdict]:
        """Check every meeting's journal, in the order of their keys."""
        find = select(tables.meeting.c.key).order_by(tables.meeting.c.key)
        return [await self.verify(row["key"]) for row in await self._database.rows(find)]

    def _verdict(self, row: dict[str, Any], lines: Sequence[dict[str, Any]], key: Fernet | None) -> Verdict:
        meeting, head = row["key"], row["key"]
        for expected, line in enumerate(lines, start=1):
            why = _fault(expected, head, line, key)
            if why:
                return Verdict(meeting=meeting, lines=expected - 1, head=head, line=expected, why=why)
            head = line["hash"]
        why, where = self._end_fault(row, len(lines), head), len(lines)
        if not why and key is None and row["erased_at"] is None:
            why = "the meeting's key is gone, and no erasure was logged"
        cut = why and len(lines) < row["sequence"]
        return Verdict(meeting=meeting, lines=where, head=head, line=where + 1 if cut else None, why=why)

    def _end_fault(self, row: Mapping[str, Any], lines: int, head: str) -> str:
        """What is wrong with the journal's end, as against what the meeting's row and its seal say."""
        said = self._database.secrets.head_seal(row["key"], row["sequence"], row["head"])
        if lines < row["sequence"]:
            return f"the journal ends here, but {row['sequence']} lines were written"
        if said != row["seal"]:
            return "the meeting's own row (its length, last hash or seal) has been changed"
        if lines > row["sequence"]:
            return f"only {row['sequence']} lines were written; the rest have been added"
        return "" if head == row["head"] else "the last line is not the one that was written"


def _fault(expected: int, head: str, line: Mapping[str, Any], key: Fernet | None) -> str:
    if line["sequence"] != expected:
        return "this line is missing"
    if line["hash"] != hash_after(head, line):
        return "this line, or its place, has been changed"
    if line["sealed"] and key is not None:
        try:
            key.decrypt(line["sealed"])
        except InvalidToken:
            return "the meeting's key does not open this line's words: the key has been changed"
    return ""
