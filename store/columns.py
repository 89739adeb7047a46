"""Two kinds of column: moments that are aware and in UTC on every database, and words sealed under the master
keys.

The tables are made once for every database, the keys differ from one to the next: so each engine is unlocked
with its own, and a sealed column refuses to be read or written through an engine that was not.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from store.masterkeys import MasterKeys, MissingKeys

_UNLOCKED: WeakKeyDictionary[Dialect, MasterKeys] = WeakKeyDictionary()


def unlock(dialect: Dialect, keys: MasterKeys) -> None:
    """Let sealed columns be read and written through the engine of this dialect object."""
    _UNLOCKED[dialect] = keys


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware in UTC out. Refuses a time without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored: pass an aware one.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, aware: SQLite gives back what it was given without its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SealedText(TypeDecorator[str]):
    """Words sealed under the newest master key. Emptiness is not hidden."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The sealed form."""
        if not value:
            return value
        return _keys_of(dialect).seal(value.encode()).decode("ascii")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """The words. Raises WrongKeys where no master key opens them."""
        if not value:
            return value
        return _keys_of(dialect).open(str(value).encode("ascii")).decode()


def _keys_of(dialect: Dialect) -> MasterKeys:
    keys = _UNLOCKED.get(dialect)
    if keys is None:
        raise MissingKeys("This engine was opened without master keys; open the store with open_store().")
    return keys
