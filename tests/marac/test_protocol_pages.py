"""The two pages in docs/ that are written from the schema and the areas' files say what those say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import BaseModel

from marac.protocol import Protocol, areas, protocol_for
from marac.protocol_check import part_of
from marac.protocol_compare import as_page, as_text, compared, topics
from marac.protocol_page import page

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["protocols.md", "areas.md"])
def test_the_page_is_what_the_schema_and_the_files_say(name: str) -> None:
    written = page() if name == "protocols.md" else as_page(map(protocol_for, areas()))
    if os.environ.get("UPDATE_GOLDEN"):
        (DOCS / name).write_text(written, encoding="utf-8")

    assert (DOCS / name).read_text(encoding="utf-8") == written, "UPDATE_GOLDEN=1 writes it anew"


def test_every_entry_of_the_schema_says_what_it_means() -> None:
    silent = [f"{model.__name__}.{name}" for model in _models(Protocol) for name in _undescribed(model)]

    assert silent == []


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    found = [model]
    for field in model.model_fields.values():
        if part := part_of(field.annotation):
            found += _models(part)
    return found


def _undescribed(model: type[BaseModel]) -> list[str]:
    return [name for name, field in model.model_fields.items() if not field.description]


def test_the_comparison_has_an_answer_for_every_area_and_topic() -> None:
    protocols = [protocol_for(area) for area in areas()]
    rows = compared(protocols)

    assert [row.topic for row in rows] == list(topics())
    assert all(cell for row in rows for cell in row.cells)
    text = as_text(protocols, width=80)
    assert max(map(len, text.splitlines())) <= 80
    for area in areas():
        assert area in text


def test_what_an_areas_file_says_shows_in_the_comparison() -> None:
    rows = {row.topic: row.cells[0] for row in compared([protocol_for("lincolnshire")])}

    assert rows["Frequency"] == "every week, Wednesdays and Thursdays, from 09:00"
    assert rows["Agenda out"] == "8 working days before the meeting"
    assert rows["Action dates"].startswith("5 working days after the meeting")
    assert (
        rows["Escalation"] == "put forward 5 days after the due date; reasons within 24 hours; "
        "line-managers 5 days after the due date"
    )
    assert "(binding)" in rows["Quoracy"]
