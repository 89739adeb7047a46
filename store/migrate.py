"""Brings a database's tables to this version's, and says at which revision they are.

Migrations run in one transaction: they land whole or not at all, and two replicas that start together take
turns. Alembic is loaded to migrate alone: a bot at work only reads where its tables are.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table, text

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = table("alembic_version", column("version_num"))
"""Alembic's own table, which holds the revision."""
_TURN = 4_110_327
"""The number of the lock on PostgreSQL under which replicas take turns; any number nobody else uses."""


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file; `connection` is what the migrations run on."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def head_revision() -> str:
    """The revision that this version of the tables is: migrations are files that begin with their number."""
    numbers = [path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")]
    if not numbers:
        raise RuntimeError("There are no migrations beside the store: the installation is incomplete.")
    return max(numbers)


def revisions() -> list[str]:
    """Every revision, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables that `connection` sees; None for an empty database."""
    if not inspect(connection).has_table(_VERSIONS.name):
        return None
    found: str | None = connection.execute(select(_VERSIONS.c.version_num)).scalar_one_or_none()
    return found


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to `revision` within the connection's transaction."""
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    command.upgrade(alembic_config(connection), revision)
