"""Migrations: from nothing and from every earlier revision to tables that are exactly those in the code."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from store.database import NotMigrated, make_engine
from store.masterkeys import new_key
from store.migrate import head_revision, revisions
from store.opening import current_revision, migrate, open_store
from store.tables import metadata
from tests.store.world import a_meeting, entered, happened


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


def shape(connection: Connection) -> dict[str, Any]:
    """What compare_metadata passes over as well: indexes with their conditions, and every constraint."""
    looked_at = inspect(connection)
    return {
        table: {
            "columns": [str(column["name"]) for column in looked_at.get_columns(table)],
            "unique": sorted(str(u["column_names"]) for u in looked_at.get_unique_constraints(table)),
            "indexes": sorted(
                f"{i['name']} {i['column_names']} {i['unique']} {_condition(i)}"
                for i in looked_at.get_indexes(table)
            ),
            "foreign": sorted(str(f["constrained_columns"]) for f in looked_at.get_foreign_keys(table)),
            "key": looked_at.get_pk_constraint(table)["constrained_columns"],
        }
        for table in looked_at.get_table_names()
        if table != "alembic_version"
    }


def _condition(index: Any) -> str:
    return " ".join(str(text) for text in index.get("dialect_options", {}).values())


async def look(address: str, at: Any) -> Any:
    engine = make_engine(address)
    async with engine.connect() as connection:
        seen = await connection.run_sync(at)
    await engine.dispose()
    return seen


@pytest.mark.parametrize("start", [None, *revisions()])
async def test_from_every_revision_to_the_tables_in_the_code(empty_address: str, start: str | None) -> None:
    if start is not None:
        await migrate(empty_address, start)
    assert await current_revision(empty_address) == start

    await migrate(empty_address)
    await migrate(empty_address)

    assert await current_revision(empty_address) == head_revision() == revisions()[-1]
    assert await look(empty_address, differences) == []
    store = await open_store(empty_address, [new_key()])
    await a_meeting(store.ledger)
    assert (await happened(store.ledger, entered())).sequence == 1
    await store.close()


async def test_indexes_and_constraints_agree_too(empty_address: str) -> None:
    engine = make_engine(empty_address)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        in_the_code = await connection.run_sync(shape)
        await connection.run_sync(metadata.drop_all)
    await engine.dispose()
    await migrate(empty_address)

    assert await look(empty_address, shape) == in_the_code
    assert "waiting" in str(in_the_code["outbox"])


async def test_a_migration_lands_whole_or_not_at_all(
    empty_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    create_table = op.create_table

    def break_off(name: str, *columns: Any, **more: Any) -> Any:
        if name == "journal":
            raise OSError("the power fails")
        return create_table(name, *columns, **more)

    monkeypatch.setattr(op, "create_table", break_off)
    with pytest.raises(Exception, match="database did not do"):
        await migrate(empty_address)
    monkeypatch.undo()

    assert await look(empty_address, lambda connection: inspect(connection).get_table_names()) == []
    await migrate(empty_address)


async def test_a_database_without_tables_is_not_opened(empty_address: str) -> None:
    with pytest.raises(NotMigrated, match="marac-bot migrate"):
        await open_store(empty_address, [new_key()])
