"""A card, or a part of one, in the words that are used of its case.

Only what is read is touched: headings, texts, the titles of buttons and choices. What a button carries and
what somebody has typed into a form stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from marac.case_words import worded, words_for
from usecases.rooms import Room

READ = frozenset({"text", "title", "label", "placeholder"})
"""The entries of a card that people read."""
PARTS = frozenset({"body", "items", "columns", "actions", "choices", "inlines", "card"})
"""The entries in which there are further parts."""
Part = TypeVar("Part")


def in_words_of(part: Part, room: Room, number: str | None) -> Part:
    """The element, or list of them, as it is said of that case."""
    words = words_for(room.meeting, room.protocol, number)
    said: Part = _said(part, words) if words else part
    return said


def _said(part: Any, words: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return worded(part, words)
    if isinstance(part, list | tuple):
        return [_said(one, words) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _entry(key, value, words) for key, value in part.items()}


def _entry(key: str, value: Any, words: Mapping[str, str]) -> Any:
    if key == "facts":
        return [{name: worded(text, words) for name, text in fact.items()} for fact in value]
    return _said(value, words) if key in READ or key in PARTS else value
