"""botbuilder's models to JSON and back, from the SDK's own table of wire names.

The SDK's (de)serialiser costs more than the rest of a turn, and trips over an answer that is already JSON.
This one reads only the keys that came, keeps the ones the models don't know, and writes plain JSON as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
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


def is_model(value: Any) -> bool:
    """Whether this is one of botbuilder's models."""
    return hasattr(type(value), "_attribute_map")


def write(model: Any) -> dict[str, Any]:
    """One of botbuilder's models as an object with wire names; models inside it are left for `encode`.

    Raises NotImplementedError for anything else, which is what msgspec expects of such a function.
    """
    if not is_model(model):
        raise NotImplementedError(f"{type(model).__name__} cannot be written as JSON")
    names = _wire_names(model.__class__)
    out = dict(model.additional_properties or {})
    for name, item in vars(model).items():
        if item is not None and name in names:
            out[names[name]] = item
    return out


encode = msgspec.json.Encoder(enc_hook=write).encode
"""Plain JSON, models, or JSON that holds models, to bytes; a card that is already JSON is not copied."""

decode = msgspec.json.Decoder().decode
"""JSON bytes to plain values. Raises ValueError, or RecursionError for a depth that no activity has."""
