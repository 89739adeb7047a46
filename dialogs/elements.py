"""The pieces that cards are made of: Adaptive Card 1.5 elements as plain dicts, and buttons made from acts.

A button carries the act's verb and the meeting, so that an old card still means what it said. One that
opens a form is an `Action.Submit` with `task/fetch`; one that does something at once is an `Action.Execute`
with the fallback that older clients need.

What people typed is shown as they typed it: clients read Markdown in a TextBlock and undo escapes each in
their own way, so words that would be read so go into a text run, in which no client does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dialogs.acts import Act

Element = dict[str, Any]
MOST_ACTIONS = 6
OPENS = "opens"
"""What marks a press in a dialog that is to open the next form rather than send this one."""
WITHIN = "within"
"""What marks a press, or a form opened by one, inside a dialog that shows something: it is shown again
after."""

_MARKDOWN: Final = re.compile(
    r"[*_`~\\\[<]|&#?\w+;|^(?: {4}|\t|\s*[>=]|\s*(?:[-+]|\d+[.)]|#{1,6})(?:\s|$)|\s*--+\s*$)", re.MULTILINE
)
"""What some client or other takes for emphasis, a link, an entity, a list, a heading or a quotation."""
_OF_THE_RUN: Final = frozenset({"color", "fontType", "isSubtle", "size", "weight"})
_LINK: Final = re.compile(r"\](?=\()")
_WORD_JOINER: Final = "\u2060"


def text(words: str, **more: Any) -> Element:
    """A paragraph that reads as it is written: nothing in it is taken for Markdown."""
    if not _MARKDOWN.search(words):
        return marked(words, **more)
    run = {k: v for k, v in more.items() if k in _OF_THE_RUN}
    rest = {k: v for k, v in more.items() if k not in _OF_THE_RUN | {"style"}}
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words, **run}], **rest}


def marked(words: str, **more: Any) -> Element:
    """A paragraph with Markdown of our own in it, and nothing that anybody typed."""
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def unlinked(words: str) -> str:
    """The same to the eye, with no link in it, for where words cannot be kept from being read as Markdown."""
    return _LINK.sub("]" + _WORD_JOINER, words)


def heading(words: str, **more: Any) -> Element:
    """A section's heading, announced as one by screen readers; smaller than the card's own."""
    return text(words, **{"weight": "Bolder", "size": "Medium", "style": "heading", **more})


def title(words: str) -> Element:
    """The card's own heading."""
    return heading(words, size="Large")


def subtle(words: str, **more: Any) -> Element:
    """Something beside the point."""
    return text(words, isSubtle=True, **{"spacing": "None", **more})


def facts(pairs: Iterable[tuple[str, str]]) -> Element:
    """Names and values in two columns."""
    return {"type": "FactSet", "facts": [{"title": name, "value": unlinked(value)} for name, value in pairs]}


def section(*items: Element | None, **more: Any) -> Element:
    """A group of elements, set off from what is above."""
    return {
        "type": "Container",
        "separator": True,
        "spacing": "Medium",
        "items": [i for i in items if i],
        **more,
    }


def notice(words: str, style: str) -> Element:
    """A line on a coloured ground: `good`, `warning`, `attention` or `accent`. Never colour alone: words
    say it."""
    return {"type": "Container", "style": style, "bleed": False, "items": [text(words, weight="Bolder")]}


def columns(*cells: tuple[str, Element]) -> Element:
    """Elements side by side: each with its width (`auto`, `stretch` or a number)."""
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [{"type": "Column", "width": width, "items": [item]} for width, item in cells],
    }


def press(act: Act, meeting: str, label: str | None = None, style: str = "default", **data: Any) -> Element:
    """A button for an act: it opens the act's form where something still has to be said, else does it at
    once."""
    given = {"meeting": meeting, **data}
    asks = act.as_form or any(f.name not in data and (f.required or len(act.asked) == 1) for f in act.asked)
    if act.needs_form and asks:
        return in_dialog(act, meeting, label, style, **data)
    if act.by_message:
        return {
            "type": "Action.Submit",
            "title": label or act.title,
            "style": style,
            "data": {"verb": act.verb, **given},
        }
    return execute(act.verb, label or act.title, given, style)


def in_dialog(
    act: Act, meeting: str, label: str | None = None, style: str = "default", **data: Any
) -> Element:
    """A button that opens the act in a dialog: its form, or what it shows. Nobody else sees what is in it."""
    return {
        "type": "Action.Submit",
        "title": label or act.title,
        "style": style,
        "data": {"msteams": {"type": "task/fetch"}, "form": act.verb, "meeting": meeting, **data},
    }


def execute(verb: str, label: str, data: Mapping[str, Any], style: str = "default") -> Element:
    """A button that does something at once."""
    return {
        "type": "Action.Execute",
        "title": label,
        "verb": verb,
        "style": style,
        "data": dict(data),
        "fallback": {"type": "Action.Submit", "title": label, "data": {"verb": verb, **data}},
    }


def buttons(actions: Sequence[Element | None], most: int = MOST_ACTIONS) -> list[Element]:
    """Rows of buttons, never more in one than Teams shows; three are what a phone shows side by side."""
    wanted = [a for a in actions if a]
    rows = [wanted[i : i + most] for i in range(0, len(wanted), most)]
    return [{"type": "ActionSet", "spacing": "Medium", "actions": row} for row in rows]


def folded(key: str, label: str, *items: Element | None) -> list[Element]:
    """Elements that stay out of sight until the button above them is pressed; nothing where there are
    none."""
    inside = [i for i in items if i]
    if not inside:
        return []
    unfold = {"type": "Action.ToggleVisibility", "title": label, "targetElements": [{"elementId": key}]}
    return [
        {"type": "ActionSet", "spacing": "Small", "actions": [unfold]},
        {"type": "Container", "id": key, "isVisible": False, "spacing": "None", "items": inside},
    ]


def card(*body: Element | list[Element] | None, refresh: Element | None = None) -> Element:
    """A whole card; lists are laid out in place and None is left out."""
    items: list[Element] = []
    for one in body:
        items.extend(one if isinstance(one, list) else [one] if one else [])
    made: Element = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "msteams": {"width": "Full"},
        "body": items,
    }
    if refresh:
        made["refresh"] = refresh
    return made


def for_dialog(made: Element) -> Element:
    """The same card for a dialog, where Teams knows submits alone: every other press becomes one."""
    return {k: _for_dialog(v) for k, v in made.items() if k != "refresh"}


def _for_dialog(part: Any) -> Any:
    if isinstance(part, list):
        return [_for_dialog(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "Action.Execute":
        data = {**part.get("data", {}), "form": part["verb"], WITHIN: True}
        return {
            "type": "Action.Submit",
            "title": part["title"],
            "style": part.get("style", "default"),
            "data": data,
        }
    if (part.get("data") or {}).get("msteams"):
        data = {k: v for k, v in part["data"].items() if k != "msteams"}
        return {**part, "data": {**data, OPENS: True, WITHIN: True}}
    return {k: _for_dialog(v) for k, v in part.items()}
