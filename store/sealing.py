"""Parts typed words from the rest of an event, and puts them together again.

The body of a journal line is a whole event in which every typed word reads as erased; the words go beside it,
sealed under the meeting's key. So a line without its key is still an event, and replay goes on. An event that
hides typed words where they could not be parted (inside another struct, as a mapping's key) is refused before
anything is written.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from cryptography.fernet import Fernet

from marac.journal import Event, sealed_fields
from marac.words import ERASED

_Bare = Callable[[Any], Any]


def part(event: Event, key: Callable[[], Fernet]) -> tuple[bytes, bytes]:
    """The body without typed words, and the words sealed under `key()`; no words, nothing sealed.

    Raises TypeError for an event whose typed words cannot be parted, and whatever `key` raises.
    """
    plan = _plan(type(event))
    if not plan:
        return msgspec.json.encode(event), b""
    built = msgspec.json.decode(msgspec.json.encode(event))
    words: dict[str, Any] = {}
    for name, bare in plan.items():
        value = built.get(name)
        without = bare(value)
        if without != value:
            words[name] = value
            built[name] = without
    sealed = key().encrypt(msgspec.json.encode(words)) if words else b""
    return msgspec.json.encode(built), sealed


def join(body: str, sealed: bytes, key: Fernet | None) -> dict[str, Any]:
    """The event's fields; with no key, typed words are erased. Raises InvalidToken if `key` does not open
    `sealed`.
    """
    fields: dict[str, Any] = msgspec.json.decode(body)
    if sealed and key is not None:
        fields.update(msgspec.json.decode(key.decrypt(sealed)))
    return fields


@cache
def _plan(event_type: type[Event]) -> Mapping[str, _Bare]:
    """For each field with typed words, what takes them out."""
    hints = get_type_hints(event_type, include_extras=True)
    sealed = sealed_fields(event_type)
    for name, hint in hints.items():
        _refuse_hidden_words(event_type.__name__, name, hint, frozenset())
    return {name: _bare(hint) for name, hint in hints.items() if name in sealed}


def check_sealing(event_type: type[Event]) -> None:
    """Raise TypeError where `event_type` holds typed words that could not be sealed."""
    _plan(event_type)


def _is_words(hint: Any) -> bool:
    return get_origin(hint) is Annotated and any(
        isinstance(meta, msgspec.Meta) and (meta.extra or {}).get("sealed") for meta in get_args(hint)[1:]
    )


def _holds_words(hint: Any) -> bool:
    return _is_words(hint) or any(_holds_words(part) for part in get_args(hint))


def _refuse_hidden_words(event: str, field: str, hint: Any, seen: frozenset[type]) -> None:
    origin = get_origin(hint)
    arguments = get_args(hint)
    if isinstance(origin, type) and issubclass(origin, Mapping) and _holds_words(arguments[0]):
        raise TypeError(f"{event}.{field} keys a mapping by typed words: make them a value.")
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint not in seen:
        inner = get_type_hints(hint, include_extras=True)
        if any(_holds_words(part) for part in inner.values()):
            raise TypeError(
                f"{event}.{field} holds typed words inside {hint.__name__}: put them on the event."
            )
        arguments = tuple(inner.values())
        seen = seen | {hint}
    for part_hint in arguments:
        _refuse_hidden_words(event, field, part_hint, seen)


def _bare(hint: Any) -> _Bare:
    """What takes the typed words out of a value of this type (as JSON has it)."""
    origin, arguments = get_origin(hint), get_args(hint)
    if _is_words(hint):
        return lambda value: ERASED if isinstance(value, str) else value
    if not _holds_words(hint):
        return lambda value: value
    if origin is Annotated:
        return _bare(arguments[0])
    if origin in (Union, types.UnionType):
        return _bare_union([_bare(arm) for arm in arguments if _holds_words(arm)])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        of_value = _bare(arguments[1])
        return lambda value: {k: of_value(v) for k, v in value.items()} if isinstance(value, dict) else value
    if origin is tuple and arguments[-1] is not ...:
        parts = [_bare(part) for part in arguments]
        return lambda value: (
            [bare(v) for bare, v in zip(parts, value, strict=True)] if _is_row(value) else value
        )
    of_item = _bare(arguments[0])
    return lambda value: [of_item(v) for v in value] if _is_row(value) else value


def _bare_union(arms: list[_Bare]) -> _Bare:
    def bare(value: Any) -> Any:
        for arm in arms:
            value = arm(value)
        return value

    return bare


def _is_row(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset))
