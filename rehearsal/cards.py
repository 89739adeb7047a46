"""Read adaptive cards: what of them can be seen, what can be pressed, what can be filled in.

The page walks a card in the same order, so that the number of an action means the same on both sides.
Cards that Teams would not show are refused with `BadCard`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rehearsal import Json

SCHEMA = (1, 5)
PRIMARY_ACTIONS = 6
REFRESH_USERS = 60
_SKIPPED = frozenset({"fallback", "refresh", "data", "authentication", "metadata", "msteams"})
_TEXT_KEYS = ("text", "label", "title", "altText", "placeholder")


class BadCard(ValueError):
    """Teams would refuse or not show this card; the message says why."""


class NotFilled(ValueError):
    """Teams' client would not send this: an input is missing or not of the kind asked for."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something on a card that can be pressed, and the inputs that go with it."""

    index: int
    raw: Json
    inputs: tuple[Json, ...]

    @property
    def title(self) -> str:
        """What is written on the button, or the tooltip where nothing is."""
        return str(self.raw.get("title") or self.raw.get("tooltip") or "")

    @property
    def kind(self) -> str:
        """The action's type, for example `Action.Submit`."""
        return str(self.raw["type"])

    @property
    def is_enabled(self) -> bool:
        """Whether it can be pressed."""
        return self.raw.get("isEnabled", True) is not False


def check(card: Json) -> None:
    """Refuse what Teams would not show."""
    if card.get("type") != "AdaptiveCard":
        raise BadCard("An adaptive card has the type AdaptiveCard.")
    version = str(card.get("version", ""))
    if not re.fullmatch(r"\d+\.\d+", version):
        raise BadCard(f"'{version}' is not a version of the adaptive card schema.")
    if tuple(int(part) for part in version.split(".")) > SCHEMA:
        raise BadCard(f"A bot's card may use schema 1.5 at most, not {version}.")
    primary = [a for a in card.get("actions") or [] if a.get("mode") != "secondary"]
    if len(primary) > PRIMARY_ACTIONS:
        raise BadCard(f"A card may have {PRIMARY_ACTIONS} actions at most, not {len(primary)}.")
    users = (card.get("refresh") or {}).get("userIds") or []
    if len(users) > REFRESH_USERS:
        raise BadCard(f"A card may refresh for {REFRESH_USERS} people at most, not {len(users)}.")


def texts(card: Json) -> list[str]:
    """Every string of the card that its reader can see, in reading order, save what stands on buttons."""
    return [text for text in map(_squeezed, _texts(card)) if text]


def buttons(card: Json) -> list[str]:
    """What stands on the card's buttons that can be pressed, in document order."""
    return [action.title for action in actions(card) if action.is_enabled and action.title]


def plain(text: str) -> str:
    """Text as it reads on the screen, without the marks of emphasis and links."""
    return _squeezed(_unmarked(text))


def _unmarked(text: str) -> str:
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda m: m[1] or m[2], text)
    return re.sub(r"(?<!\w)[*_](\S(?:.*?\S)?)[*_](?!\w)", r"\1", text)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _texts(node: Any) -> Iterator[str]:
    """What can be read, as it reads: a text run holds no Markdown, all else may."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict) and node.get("isVisible", True) is not False:
        is_button = str(node.get("type", "")).startswith("Action.")
        read = str if node.get("type") == "TextRun" else _unmarked
        said = (node[key] for key in _TEXT_KEYS if isinstance(node.get(key), str) and not is_button)
        yield from map(read, said)
        yield from map(_unmarked, _values(node))
        for key, value in node.items():
            if isinstance(value, list | dict) and key not in _SKIPPED | {"choices"}:
                yield from _texts(value)


def _values(node: Json) -> Iterator[str]:
    kind = node.get("type", "")
    if kind == "Input.ChoiceSet":
        chosen = str(node.get("value", "")).split(",")
        choices = node.get("choices") or []
        shown = [c for c in choices if node.get("style") == "expanded" or c.get("value") in chosen]
        yield from (str(c.get("title", "")) for c in shown)
        return
    holds_text = isinstance(node.get("value"), str | int | float)
    if holds_text and kind != "Input.Toggle" and (kind.startswith("Input.") or not kind):
        yield str(node["value"])


def inputs(card: Json) -> list[Json]:
    """Every input of the card, those in cards that a button unfolds included."""
    return [node for node in _nodes(card) if str(node.get("type", "")).startswith("Input.")]


def actions(card: Json) -> list[Action]:
    """Every action of the card in document order, each with the inputs it gathers."""
    return [Action(i, raw, tuple(scope)) for i, (raw, scope) in enumerate(_actions(card, _own(card)))]


def _actions(node: Any, scope: list[Json]) -> Iterator[tuple[Json, list[Json]]]:
    if isinstance(node, list):
        for item in node:
            yield from _actions(item, scope)
    elif isinstance(node, dict):
        if str(node.get("type", "")).startswith("Action."):
            yield node, scope
        if node.get("type") == "Action.ShowCard":
            scope = scope + _own(node.get("card") or {})
        for key, value in node.items():
            if isinstance(value, list | dict) and key not in _SKIPPED:
                yield from _actions(value, scope)


def _own(card: Json) -> list[Json]:
    return [n for n in _nodes(card, into_show_cards=False) if str(n.get("type", "")).startswith("Input.")]


def _nodes(node: Any, into_show_cards: bool = True) -> Iterator[Json]:
    if isinstance(node, list):
        for item in node:
            yield from _nodes(item, into_show_cards)
    elif isinstance(node, dict):
        yield node
        if node.get("type") == "Action.ShowCard" and not into_show_cards:
            return
        for key, value in node.items():
            if isinstance(value, list | dict) and key not in _SKIPPED:
                yield from _nodes(value, into_show_cards)


def gathered(action: Action, given: Json, *, complete: bool = False) -> Json:
    """The action's data with the inputs merged in, as Teams' client sends it: every value a string.

    What is not given keeps what the card holds, or is empty if `given` is the complete state of the card.
    Raises `NotFilled` for what the client would stop: a required input left empty, a choice that is not
    offered, an unknown input.
    """
    data = action.raw.get("data")
    merged: Json = dict(data) if isinstance(data, dict) else {}
    if action.raw.get("associatedInputs") == "none":
        return merged
    known = {str(node.get("id", "")): node for node in action.inputs}
    for name in given:
        if name not in known:
            raise NotFilled(f"The card has no input '{name}'.")
    for name, node in known.items():
        value = _value(node, given.get(name, "" if complete else None))
        if value != "":
            merged[name] = value
        elif node.get("isRequired"):
            raise NotFilled(node.get("errorMessage") or f"'{node.get('label', name)}' must be filled in.")
    return merged


def by_label(action: Action, fields: Json) -> Json:
    """Inputs by id for what was filled in by label, choices by their titles; as a person reads them."""
    labels: dict[str, Json] = {}
    for node in action.inputs:
        for key in ("id", "placeholder", "title", "label"):
            if isinstance(node.get(key), str):
                labels[plain(node[key])] = node
    missing = [label for label in fields if label not in labels]
    if missing:
        there = ", ".join(plain(str(n.get("label") or n.get("title") or n.get("id"))) for n in action.inputs)
        raise NotFilled(f"There is no field '{missing[0]}'. There are: {there or 'none'}.")
    return {labels[label]["id"]: _choice(labels[label], value) for label, value in fields.items()}


def _choice(node: Json, value: Any) -> Any:
    if node["type"] != "Input.ChoiceSet":
        return value
    titles = {plain(str(c.get("title", ""))): str(c.get("value")) for c in node.get("choices") or []}
    if str(value) in titles or not node.get("isMultiSelect"):
        return titles.get(str(value), value)
    return ",".join(titles.get(part.strip(), part.strip()) for part in str(value).split(","))


def _value(node: Json, given: Any) -> str:
    kind = node["type"]
    if kind == "Input.Toggle":
        on, off = str(node.get("valueOn", "true")), str(node.get("valueOff", "false"))
        if given is None:
            return on if str(node.get("value", off)) == on else off
        return on if given is True or str(given) in (on, "true") else off
    value = str(node.get("value", "") if given is None else given)
    label = node.get("label", node.get("id"))
    if kind == "Input.ChoiceSet" and value and node.get("style") != "filtered":
        offered = {str(choice.get("value")) for choice in node.get("choices") or []}
        chosen = value.split(",") if node.get("isMultiSelect") else [value]
        if not set(chosen) <= offered:
            raise NotFilled(f"'{label}' does not offer '{value}'.")
    if kind == "Input.Text" and value and not re.fullmatch(node.get("regex", "(?s).*"), value):
        raise NotFilled(node.get("errorMessage") or f"'{label}' is not in the form asked for.")
    return _sized(node, value, str(label))


def _sized(node: Json, value: str, label: str) -> str:
    if node["type"] == "Input.Text" and len(value) > int(node.get("maxLength") or len(value)):
        raise NotFilled(f"'{label}' takes {node['maxLength']} characters at most.")
    if node["type"] == "Input.Number" and value:
        try:
            number = float(value)
        except ValueError:
            raise NotFilled(f"'{label}' must be a number, not '{value}'.") from None
        if not float(node.get("min", number)) <= number <= float(node.get("max", number)):
            raise NotFilled(node.get("errorMessage") or f"'{label}' is out of range.")
    return value
