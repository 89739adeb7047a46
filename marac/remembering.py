"""Remembers what was read off a meeting for as long as nothing that it rests on has changed.

A meeting never changes, each turn makes another that shares with the last one whatever the turn left alone.
So the same parts, compared by identity, give the same answer. Holds few meetings unless told otherwise.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import TypeVar

from marac.meeting import Meeting
from marac.protocol import Protocol

T = TypeVar("T")
Reading = Callable[[Meeting, Protocol], T]

MOST_REMEMBERED = 8
"""As many meetings as are ever under way at once."""


def parts_beside(*beside: str) -> Callable[[Meeting], tuple[object, ...]]:
    """All parts of a meeting but those named, which are known to make no difference.

    A part that somebody adds later counts until it is named. Raises AttributeError for a name that is none.
    """
    for name in beside:
        getattr(Meeting, name)
    return attrgetter(*(name for name in Meeting.__struct_fields__ if name not in beside))


def are_same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    """Each part is the very same object as the other."""
    return all(one is other for one, other in zip(some, others, strict=True))


def remembered(*beside: str, most: int = MOST_REMEMBERED) -> Callable[[Reading[T]], Reading[T]]:
    """Let a pure function of a meeting and its protocol remember its answers for the `most` meetings asked
    after last; `beside` makes no difference to it."""
    rests_on = parts_beside(*beside)

    def decorate(reading: Reading[T]) -> Reading[T]:
        known: OrderedDict[str, tuple[tuple[object, ...], T]] = OrderedDict()

        @wraps(reading)
        def read(meeting: Meeting, protocol: Protocol) -> T:
            parts = (protocol, *rests_on(meeting))
            last = known.get(meeting.key)
            if last is not None and are_same(last[0], parts):
                return last[1]
            answer = reading(meeting, protocol)
            known[meeting.key] = (parts, answer)
            known.move_to_end(meeting.key)
            if len(known) > most:
                known.popitem(last=False)
            return answer

        return read

    return decorate
