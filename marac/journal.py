"""A meeting is its journal: what an event is, how one is applied, and how the chain proves that none was
changed.

Events are past-tense facts, registered with the function that applies them. The hash of an entry covers the
one before, so a change anywhere shows everywhere after. Free text is hashed in its sealed form: deleting a
meeting's key erases the words and leaves the chain whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

if TYPE_CHECKING:
    from marac.meeting import Meeting

SYSTEM = "system"
"""Who acts when no person does: the clock, or Teams reporting a join."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened in a meeting. Subclasses are named in the past tense."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a meeting's journal: the event, when (aware, UTC), and by whom (a person's key or
    `system`)."""

    sequence: int
    at: datetime
    by: str
    event: Event


E = TypeVar("E", bound=Event)
Evolver = Callable[["Meeting", E, Entry], "Meeting"]

_EVENTS: dict[str, type[Event]] = {}
_EVOLVERS: dict[type[Event], Callable[[Any, Any, Entry], Any]] = {}


def evolves(event_type: type[E]) -> Callable[[Evolver[E]], Evolver[E]]:
    """Register the one function that applies `event_type` to a meeting; a second one is an error."""

    def register(function: Evolver[E]) -> Evolver[E]:
        if event_type in _EVOLVERS:
            raise TypeError(f"{event_type.__name__} already has an evolver")
        _EVOLVERS[event_type] = function
        _EVENTS[kind_of(event_type)] = event_type
        return function

    return register


@cache
def kind_of(event_type: type[Event]) -> str:
    """The kind under which the journal keeps an event: its name in lower case with hyphens."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", event_type.__name__).lower()


def event_of(kind: str, body: Mapping[str, Any]) -> Event:
    """The event that a journal line holds. Raises KeyError for a kind that no engine knows."""
    return msgspec.convert(body, _EVENTS[kind])


def event_kinds() -> Mapping[str, type[Event]]:
    """Every kind of event that can stand in a journal."""
    return dict(_EVENTS)


def evolve(meeting: Meeting, entry: Entry) -> Meeting:
    """The meeting after `entry`."""
    after: Meeting = _EVOLVERS[type(entry.event)](meeting, entry.event, entry)
    return msgspec.structs.replace(after, sequence=entry.sequence)


def replay(meeting: Meeting, entries: Iterable[Entry]) -> Meeting:
    """The meeting after all `entries`, in their order."""
    for entry in entries:
        meeting = evolve(meeting, entry)
    return meeting


def _is_sealed(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        return any(
            isinstance(meta, msgspec.Meta) and (meta.extra or {}).get("sealed") for meta in get_args(hint)[1:]
        )
    return any(_is_sealed(part) for part in get_args(hint))


@cache
def sealed_fields(event_type: type[Event]) -> frozenset[str]:
    """The names of the fields of `event_type` that hold words somebody typed."""
    hints = get_type_hints(event_type, include_extras=True)
    return frozenset(name for name, hint in hints.items() if _is_sealed(hint))


def chain(  # noqa: PLR0917 - the parts of a line, in the order in which they are hashed
    before: str, sequence: int, at: str, by: str, kind: str, body: bytes, sealed: bytes
) -> str:
    """The hash of a journal line: SHA-256 over the line before's hash and every part of this line, each
    length-marked."""
    digest = hashlib.sha256()
    for part in (
        before.encode(),
        str(sequence).encode(),
        at.encode(),
        by.encode(),
        kind.encode(),
        body,
        sealed,
    ):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
