"""Brings a database's tables to this version's, and says at which revision they are.

Migrations run in one transaction: they land whole or not at all, and two replicas that start together take
turns.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

_TURN = 4_110_327
"""The number of the lock on PostgreSQL under which replicas take turns; any number nobody else uses."""


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file; `connection` is what the migrations run on."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def head_revision() -> str:
    """The revision that this version of the tables is."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise RuntimeError("There are no migrations beside the store: the installation is incomplete.")
    return head


def revisions() -> list[str]:
    """Every revision, oldest first."""
    scripts = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables that `connection` sees; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to `revision` within the connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    command.upgrade(alembic_config(connection), revision)
