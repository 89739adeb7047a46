"""Puts notices into the outbox: the same notice never twice, and of one card's waiting refreshes only one.

Runs inside the transaction of whatever the notices follow from. An urgent refresh hurries on the one that
waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Boolean, Connection, bindparam, case, exists, literal_column, or_, select, text

from store import tables
from store.database import Database
from store.lines import Row
from usecases.ports import Notice

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a letter is due that waits for nothing."""
WAITING = "waiting"
SENDING = "sending"
SENT = "sent"
DROPPED = "dropped"
PLACE = ("meeting", "recipient", "surface")
"""What tells one card kept up to date from another."""
IF_POSTED = "if_posted"


class Mail(msgspec.Struct, frozen=True):
    """Letters to be written: those that stand alone, and one for each surface."""

    single: list[Row] = msgspec.field(default_factory=list)
    surfaces: dict[tuple[str, str, str], Row] = msgspec.field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.single or self.surfaces)

    def put(self, notices: Iterable[Notice]) -> Mail:
        """Add `notices`; gives itself back."""
        for notice in notices:
            self._put(letter_row(notice) | ({IF_POSTED: notice.if_posted} if notice.surface else {}))
        return self

    def join(self, other: Mail) -> None:
        """Add what `other` holds."""
        self.single.extend(other.single)
        for row in other.surfaces.values():
            self._put(row)

    def _put(self, row: Row) -> None:
        if not row["surface"]:
            self.single.append(row)
            return
        place = (row["meeting"], row["recipient"], row["surface"])
        known = self.surfaces.get(place)
        if known is None or _says_more(row, known):
            self.surfaces[place] = row


def _says_more(row: Row, known: Row) -> bool:
    """It hurries, or posts its card where there is none, which the known one does not."""
    return (row["urgent"], not row[IF_POSTED]) > (known["urgent"], not known[IF_POSTED])


def letter_row(notice: Notice) -> Row:
    """The row of a notice that has just been written."""
    return {
        "key": notice.key,
        "recipient": notice.to,
        "kind": notice.kind,
        "area": notice.area,
        "meeting": notice.meeting or "",
        "surface": notice.surface or "",
        "facts": msgspec.json.encode(notice.facts).decode(),
        "not_before": notice.not_before,
        "urgent": notice.urgent,
        "state": WAITING,
        "due_at": notice.not_before or AT_ONCE,
        "attempts": 0,
        "worker": "",
        "why": "",
    }


class Mailing:
    """The two statements that write letters, made once for a database."""

    def __init__(self, database: Database) -> None:
        self._single = database.insert(tables.outbox).on_conflict_do_nothing()
        self._surface = _surface_insert(database)

    def write(self, connection: Connection, mail: Mail) -> None:
        """Write `mail` in the connection's transaction; what is there already stays."""
        if mail.single:
            connection.execute(self._single, mail.single)
        if mail.surfaces:
            connection.execute(self._surface, _in_order(mail.surfaces.values()))


def _in_order(rows: Iterable[Row]) -> Sequence[Row]:
    """By place, so that two processes take the same rows in the same order and never wait for each other in a
    ring.
    """
    return sorted(rows, key=lambda row: (row["meeting"], row["recipient"], row["surface"]))


def _surface_insert(database: Database) -> Any:
    """One waiting row a surface; a notice whose key is known already adds nothing.

    One that is for a card that stands adds nothing where none does, and none is just being posted.
    """
    outbox = tables.outbox
    names = [column.name for column in outbox.c if column.name != "number"]
    values = [bindparam(name, type_=outbox.c[name].type).label(name) for name in names]
    known, on_its_way, card = outbox.alias("known"), outbox.alias("on_its_way"), tables.posted
    fresh = select(*values).where(
        ~exists().where(known.c.key == _given("key")),
        or_(
            ~bindparam(IF_POSTED, type_=Boolean),
            exists().where(*_same_place(card)),
            exists().where(*_same_place(on_its_way), on_its_way.c.state == literal_column("'sending'")),
        ),
    )
    insert = database.insert(outbox).from_select(names, fresh)
    hurries = insert.excluded.urgent & ~outbox.c.urgent
    return insert.on_conflict_do_update(
        index_elements=[outbox.c.meeting, outbox.c.recipient, outbox.c.surface],
        index_where=text("state = 'waiting' AND surface <> ''"),
        set_={
            "due_at": case((hurries, insert.excluded.due_at), else_=outbox.c.due_at),
            "urgent": or_(outbox.c.urgent, insert.excluded.urgent),
        },
        where=hurries,
    )


def _given(name: str) -> Any:
    return bindparam(name, type_=tables.outbox.c[name].type)


def _same_place(other: Any) -> list[Any]:
    return [other.c.surface != literal_column("''"), *(other.c[name] == _given(name) for name in PLACE)]
