"""Journal lines as rows: how an entry is written down and hashed, and how it is read back.

The chain begins with the meeting's own key, so that a whole journal cannot be passed off as another
meeting's. A turn's key stands on its first line and is not hashed: it guards against redelivery and proves
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from marac.journal import Entry, chain, event_of, kind_of
from store.sealing import join, part

Row = dict[str, Any]


class Unreadable(Exception):
    """A journal line cannot be read. The sentence says which, and what to do."""


def lines_of(
    meeting: str, head: str, entries: Sequence[Entry], turn: str | None, key: Callable[[], Fernet]
) -> list[Row]:
    """The rows for `entries`, continuing the chain after `head`; the first one carries the turn's key."""
    rows: list[Row] = []
    for entry in entries:
        body, sealed = part(entry.event, key)
        kind = kind_of(type(entry.event))
        head = chain(head, entry.sequence, moment_text(entry.at), entry.by, kind, body, sealed)
        rows.append(
            {
                "meeting": meeting,
                "sequence": entry.sequence,
                "happened_at": entry.at,
                "actor": entry.by,
                "kind": kind,
                "body": body.decode(),
                "sealed": sealed,
                "hash": head,
                "turn": turn,
            }
        )
        turn = None
    return rows


def entry_of(row: Mapping[str, Any], key: Fernet | None) -> Entry:
    """The entry that a row holds; without the meeting's key its typed words are erased. Raises Unreadable."""
    try:
        fields = join(row["body"], row["sealed"], key)
        event = event_of(row["kind"], fields)
    except KeyError:
        raise _unreadable(row, "this version does not know such an event; start the newer version") from None
    except (InvalidToken, ValueError):
        raise _unreadable(row, "it has been changed; run `marac-bot audit verify`") from None
    return Entry(sequence=row["sequence"], at=row["happened_at"], by=row["actor"], event=event)


def hash_after(head: str, row: Mapping[str, Any]) -> str:
    """The hash that `row` must carry if it follows a line whose hash is `head`."""
    return chain(
        head,
        row["sequence"],
        moment_text(row["happened_at"]),
        row["actor"],
        row["kind"],
        row["body"].encode(),
        row["sealed"],
    )


def moment_text(moment: datetime) -> str:
    """A moment as it is hashed: UTC, to the microsecond, the same from every database."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _unreadable(row: Mapping[str, Any], why: str) -> Unreadable:
    return Unreadable(f"Line {row['sequence']} of meeting {row['meeting']} cannot be read: {why}.")
