"""The bodies of answers to invokes, in the wire's form."""

from __future__ import annotations

from typing import Any

from bot.turn import Answer
from dialogs.elements import Element
from dialogs.render import CARD

FORM_TITLE = "MARAC Assistant"


def invoke_card(card: Element) -> Answer:
    """Replace the card that was pressed, for the person who pressed it."""
    return Answer(200, {"statusCode": 200, "type": CARD, "value": card})


def invoke_message(sentence: str) -> Answer:
    """Tell the person who pressed a sentence; the card stays as it is."""
    return Answer(
        200, {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": sentence}
    )


def form_answer(card: Element, height: Any = "medium") -> Answer:
    """Show a form, or the next one."""
    info = {
        "title": FORM_TITLE,
        "height": height,
        "width": "medium",
        "card": {"contentType": CARD, "content": card},
    }
    return Answer(200, {"task": {"type": "continue", "value": info}})


def form_closed(sentence: str | None) -> Answer:
    """Close the form, with a sentence if there is one to say."""
    return Answer(200, {"task": {"type": "message", "value": sentence}} if sentence else {})
