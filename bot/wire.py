"""botbuilder's models to JSON and back, from the SDK's own table of wire names.

The SDK's (de)serialiser costs more than the rest of a turn, and trips over an answer that is already JSON.
This one reads only the keys that came, keeps the ones the models don't know, and writes plain JSON as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from botbuilder import schema

_Reader = Callable[[Any], Any]


class MalformedActivity(ValueError):
    """An activity holds a value of the wrong kind; `key` is the wire name."""

    safe_to_log = True

    def __init__(self, key: str, wanted: str) -> None:
        super().__init__(f"“{key}” has to be {wanted}.")
        self.key = key


@cache
def _wire_names(model: type) -> dict[str, str]:
    mapping: dict[str, dict[str, str]] = model._attribute_map  # type: ignore[attr-defined]  # noqa: SLF001 the SDK's only table of wire names
    return {name: entry["key"] for name, entry in mapping.items() if entry["key"]}


@cache
def _plan(model: type) -> dict[str, tuple[str, _Reader | None]]:
    mapping: dict[str, dict[str, str]] = model._attribute_map  # type: ignore[attr-defined]  # noqa: SLF001 the SDK's only table of wire names
    return {
        entry["key"]: (name, _reader(entry["key"], entry["type"]))
        for name, entry in mapping.items()
        if entry["key"]
    }


def _reader(key: str, kind: str) -> _Reader | None:
    if kind == "iso-8601":
        return _instant
    if kind == "str":
        return _text(key)
    of_list = kind.startswith("[")
    model = getattr(schema, kind.strip("[]"), None)
    if isinstance(model, type) and hasattr(model, "_attribute_map"):
        return _models(key, model) if of_list else _model(key, model)
    return None


def _text(key: str) -> _Reader:
    def read_text(value: Any) -> Any:
        if not isinstance(value, str):
            raise MalformedActivity(key, "a text")
        return value

    return read_text


def _instant(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _model(key: str, model: type) -> _Reader:
    def read_model(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise MalformedActivity(key, "an object")
        return read(model, value)

    return read_model


def _models(key: str, model: type) -> _Reader:
    def read_models(value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise MalformedActivity(key, "a list of objects")
        return [read(model, item) for item in value]

    return read_models


def read(model: type, raw: Mapping[str, Any]) -> Any:
    """Make one of botbuilder's models from JSON; unknown keys land in its `additional_properties`.

    Raises MalformedActivity where a text, an object or a list is something else.
    """
    plan = _plan(model)
    known: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for key, value in raw.items():
        entry = plan.get(key)
        if entry is None:
            unknown[key] = value
        elif value is not None:
            name, reader = entry
            known[name] = value if reader is None else reader(value)
    made = model(**known)
    if unknown:
        made.additional_properties = unknown
    return made


def write(value: Any) -> Any:
    """JSON for a model, or for anything holding models; what is JSON already comes back as it is."""
    if hasattr(type(value), "_attribute_map"):
        names = _wire_names(value.__class__)
        out = {key: write(item) for key, item in (value.additional_properties or {}).items()}
        for name, item in vars(value).items():
            if item is not None and name in names:
                out[names[name]] = write(item)
        return out
    if isinstance(value, Mapping):
        return {key: write(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [write(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return value
