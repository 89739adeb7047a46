""".env.example names every setting there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic_settings import BaseSettings

from bot.settings import Settings
from manifest.package import AppSettings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
# Azure sets these two itself, for a bot with a managed identity; nobody writes them down.
SET_BY_AZURE = {"IDENTITY_ENDPOINT", "IDENTITY_HEADER"}


def names_of(settings: type[BaseSettings]) -> set[str]:
    return {
        str(field.validation_alias or f"MARAC_{name.upper()}")
        for name, field in settings.model_fields.items()
    }


def test_the_example_names_every_setting_and_no_other() -> None:
    shown = re.findall(r"^#?([A-Za-z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(shown) == sorted((names_of(Settings) | names_of(AppSettings)) - SET_BY_AZURE)


def test_the_example_sets_nothing_by_itself() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert all(not line or line.startswith("#") for line in lines)
