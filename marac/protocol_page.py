"""The page that tells whoever writes an area's file every entry that there can be: meaning, unit, default.

Written from the schema itself, so that it can say nothing else than what is read.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from marac.protocol.base import Cited
from marac.protocol.whole import Protocol
from marac.protocol_check import part_of

_INTRODUCTION: Final = """\
# What an area's file may say

An area is one TOML file in `marac/protocols/`; a new area is a new file and no Python. Every entry of a
file is here, with its meaning and unit and what holds where it is left out. `marac-bot protocol check FILE`
tells every mistake by line and entry, and `marac-bot protocol compare` sets the installed areas side by side.

Every part below gives, beside its own entries, `cite` (needed): the section of the area's protocol that it
rests on; and `note`: where the source is silent or contradicts itself, the choice that was made, in a
sentence.

- *When* is written like `"+5 working days"`, `"-8 working days 12:00"`, `"+14 days"`, `"+2 weeks"`,
  `"+12 months"`, `"+72 hours"`, `"next Tuesday 16:00"` or `"Friday 12:00 before"`, counted from what the
  entry says. Working days are England's without the area's closed days; only they avoid closed days.
- *Key* is a name of lower-case words joined by hyphens.
- An *agency type* is the key of one of `agency_types`.

This page is written from the schema by `marac-bot protocol page`; a test fails where the two differ.
"""
_PLAIN: Final[Mapping[Any, str]] = {
    str: "text",
    int: "number",
    bool: "true or false",
    date: "date",
    time: "time of day",
}


def page() -> str:
    """The whole page, in Markdown."""
    parts = [_INTRODUCTION, *_section("The file", "", Protocol)]
    for path, model, many in _parts(Protocol, ""):
        heading = f"`[[{path}]]`" if many else f"`[{path}]`"
        parts += _section(heading, (model.__doc__ or "").strip(), model)
    return "\n".join(parts).rstrip() + "\n"


def _parts(model: type[BaseModel], above: str) -> Iterator[tuple[str, type[BaseModel], bool]]:
    """Every part of the schema in its order: its path, its class, and whether there can be several."""
    for name, field in model.model_fields.items():
        part = part_of(field.annotation)
        if part is not None:
            path = f"{above}.{name}" if above else name
            yield path, part, _is_list(field.annotation)
            yield from _parts(part, path)


def _section(heading: str, about: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"## {heading}\n"
    if about:
        yield " ".join(about.split()) + "\n"
    yield "| entry | what is written | if left out | meaning |"
    yield "| --- | --- | --- | --- |"
    for name, field in model.model_fields.items():
        if name in Cited.model_fields:
            continue
        yield f"| `{name}` | {_written(field.annotation, field)} | {_default(field)} | {_meaning(field)} |"
    yield ""


def _meaning(field: FieldInfo) -> str:
    return " ".join((field.description or "").split()).replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    value = field.default
    if field.is_required():
        return "**needed**"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, time):
        return f"`{value:%H:%M}`"
    if isinstance(value, (tuple, Mapping)):
        return f"`{', '.join(map(str, value))}`" if value else "none"
    return (
        f"`{value}`"
        if value != "" and len(str(value)) < 40
        else "none"
        if value == ""
        else "the product's words"
    )


def _written(annotation: Any, field: FieldInfo | None = None) -> str:
    """What stands to the right of the equals sign."""
    if field is not None and any(type(m).__name__ == "AfterValidator" for m in field.metadata):
        return "when"
    if field is not None and any(getattr(m, "pattern", None) for m in field.metadata):
        return "key"
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(inner)
    if origin in (types.UnionType, Union):
        return " or ".join(_written(one) for one in inner if one is not type(None))
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if origin is tuple:
        return "tables" if part_of(annotation) else f"list of: {_written(inner[0])}"
    if part_of(annotation) is not None:
        return "a table"
    return _PLAIN.get(annotation, "names with values")


def _annotated(inner: tuple[Any, ...]) -> str:
    for mark in inner[1:]:
        if type(mark).__name__ == "AfterValidator":
            return "when"
        if getattr(mark, "pattern", None) or "pattern" in str(getattr(mark, "metadata", "")):
            return "key"
    return _written(inner[0])


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(_is_list(one) for one in get_args(annotation))
