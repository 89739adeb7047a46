"""The statements of the outbox, made once: taking what is due, and settling what was taken.

A card's refresh is not taken while another for the same card is on its way; a row is settled only by who
holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Update,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from store import tables
from store.columns import UtcDateTime
from store.mailing import AT_ONCE, DROPPED, SENDING, WAITING
from usecases.ports import Letter, Notice

_outbox = tables.outbox
_other = tables.outbox.alias("other")


def _same_card() -> ColumnElement[bool]:
    """`other` is another letter for the same card. Written out, so that the partial indexes serve."""
    return and_(
        _other.c.meeting == _outbox.c.meeting,
        _other.c.recipient == _outbox.c.recipient,
        _other.c.surface == _outbox.c.surface,
        _other.c.surface != literal_column("''"),
        _other.c.number != _outbox.c.number,
    )


def _another(state: str) -> ColumnElement[bool]:
    return and_(_same_card(), _other.c.state == literal_column(f"'{state}'"))


def _take() -> Any:
    on_its_way = exists().where(_another(SENDING), _other.c.due_at > bindparam("at"))
    due = (
        select(_outbox.c.number)
        .where(
            _outbox.c.state.in_([WAITING, SENDING]),
            _outbox.c.due_at <= bindparam("at"),
            or_(_outbox.c.surface == "", ~on_its_way),
            or_(~bindparam("hurried_only", type_=Boolean), _outbox.c.urgent, _outbox.c.surface != ""),
        )
        .order_by(_outbox.c.urgent.desc(), _outbox.c.number)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(_outbox)
        .where(_outbox.c.number.in_(select(due.c.number)))
        .values(
            state=SENDING,
            worker=bindparam("taker"),
            attempts=_outbox.c.attempts + 1,
            due_at=bindparam("until"),
        )
        .returning(_outbox)
    )


def _settle() -> Update:
    return (
        update(_outbox)
        .where(
            _outbox.c.number == bindparam("of"),
            _outbox.c.state == SENDING,
            _outbox.c.worker == bindparam("held_by"),
            _outbox.c.attempts == bindparam("attempt"),
        )
        .values(
            state=bindparam("becomes"),
            why=bindparam("reason"),
            due_at=func.coalesce(bindparam("next", type_=UtcDateTime), _outbox.c.due_at),
        )
    )


TAKE = _take()
"""Take at `at` at most `most` letters for `taker`, `until` when; gives back their rows. `hurried_only` leaves
what is posted anew and not urgent to others."""
SETTLE = _settle()
"""Letter `of`, if `held_by` holds it since `attempt`, `becomes` what, for which `reason`, `next` due when."""
SETTLE_UNLESS_NEWER = SETTLE.where(~exists().where(_another(WAITING)))
"""As SETTLE, but not where a newer refresh of the same card waits."""
REQUEUE = (
    update(_outbox)
    .where(
        _outbox.c.number == bindparam("of"),
        _outbox.c.state == DROPPED,
        ~exists().where(_another(WAITING)),
    )
    .values(state=WAITING, due_at=AT_ONCE, attempts=0, worker="", why="")
)
"""Dropped letter `of` is to be sent after all, unless a newer refresh of the same card waits."""


DISCARD = (
    update(_outbox)
    .where(_outbox.c.number == bindparam("of"), _outbox.c.state == WAITING)
    .values(state=DROPPED, why=bindparam("reason"))
)
"""Waiting letter `of` is not to be sent, for which `reason`."""


def settling(letter: Letter, becomes: str, reason: str = "", next_due: Any = None) -> Mapping[str, Any]:
    """The values for SETTLE."""
    return {
        "of": letter.number,
        "held_by": letter.worker,
        "attempt": letter.attempts,
        "becomes": becomes,
        "reason": reason,
        "next": next_due,
    }


def place_of(letter: Letter) -> tuple[object, ...]:
    """Which card it refreshes; a letter that refreshes none has a place of its own."""
    notice = letter.notice
    return (notice.meeting, notice.to, notice.surface) if notice.surface else (letter.number,)


def letter_of(row: Mapping[Any, Any]) -> Letter:
    """The letter that a row holds."""
    notice = Notice(
        key=row["key"],
        to=row["recipient"],
        kind=row["kind"],
        area=row["area"],
        meeting=row["meeting"] or None,
        surface=row["surface"] or None,
        facts=msgspec.json.decode(row["facts"]),
        not_before=row["not_before"],
        urgent=row["urgent"],
    )
    return Letter(
        number=row["number"],
        notice=notice,
        state=row["state"],
        due=row["due_at"],
        attempts=row["attempts"],
        worker=row["worker"],
        why=row["why"],
    )
