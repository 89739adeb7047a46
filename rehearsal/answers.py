"""Check what the bot answers to invokes, as Teams would, and say what Teams' client would make of it.

A wrong answer is not mended here: it becomes `BadAnswer`, with a sentence on what was wrong, and the person
at the client sees that the app cannot be reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rehearsal import Json
from rehearsal.cards import BadCard, check

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
SIZES = ("small", "medium", "large")


class BadAnswer(ValueError):
    """The bot's answer to an invoke is not one that Teams accepts."""


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What Action.Execute brought: a card for this person alone, a note, or neither."""

    card: Json | None = None
    note: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What task/fetch or task/submit brought: another form, a note, or the form's end."""

    closes: bool
    title: str = ""
    card: Json | None = None
    url: str | None = None
    note: str | None = None
    width: object = None
    height: object = None


def card_answer(status: int, body: Any) -> CardAnswer:
    """Read the answer to `adaptiveCard/action`."""
    _expect_ok("adaptiveCard/action", status)
    answer = _object(body, "the answer to adaptiveCard/action")
    code, kind, value = answer.get("statusCode"), answer.get("type"), answer.get("value")
    if not isinstance(code, int) or isinstance(code, bool):
        raise BadAnswer("The answer to adaptiveCard/action lacks a whole number as statusCode.")
    if kind == ERROR:
        error = _object(value, "the error's value")
        if code < 400 or not error.get("message"):
            raise BadAnswer("An error needs a statusCode from 400 and a value with code and message.")
        return CardAnswer(note=str(error["message"]), refused=True)
    if code != 200:
        raise BadAnswer(f"statusCode {code} goes with the type {ERROR} only, not with '{kind}'.")
    if kind == MESSAGE:
        if not isinstance(value, str):
            raise BadAnswer(f"The value of {MESSAGE} is a string.")
        return CardAnswer(note=value)
    if kind == CARD:
        return CardAnswer(card=_card(value))
    raise BadAnswer(f"'{kind}' is not a type of answer to adaptiveCard/action.")


def form_answer(name: str, status: int, body: Any) -> FormAnswer:
    """Read the answer to `task/fetch` or `task/submit`."""
    _expect_ok(name, status)
    if body is None or body == {}:
        if name == "task/fetch":
            raise BadAnswer("task/fetch needs a task in its answer; an empty one opens nothing.")
        return FormAnswer(closes=True)
    task = _object(_object(body, f"the answer to {name}").get("task"), f"'task' in the answer to {name}")
    if task.get("type") == "message":
        if not isinstance(task.get("value"), str):
            raise BadAnswer("A task of the type message has a string as value.")
        return FormAnswer(closes=True, note=task["value"])
    if task.get("type") != "continue":
        raise BadAnswer(f"'{task.get('type')}' is not a type of task; Teams knows continue and message.")
    return _continued(_object(task.get("value"), "the task's value"))


def _continued(info: Json) -> FormAnswer:
    for side in ("width", "height"):
        size = info.get(side)
        if size is not None and size not in SIZES and not isinstance(size, int | float):
            raise BadAnswer(f"The form's {side} is a number of pixels or one of {', '.join(SIZES)}.")
    title = str(info.get("title") or "")
    if "card" not in info:
        if not isinstance(info.get("url"), str):
            raise BadAnswer("A form needs a card or a url.")
        return FormAnswer(False, title, None, info["url"], None, info.get("width"), info.get("height"))
    attachment = _object(info["card"], "the form's card")
    if attachment.get("contentType") != CARD:
        raise BadAnswer(f"The form's card is an attachment with the contentType {CARD}.")
    card = _card(attachment.get("content"))
    return FormAnswer(False, title, card, None, None, info.get("width"), info.get("height"))


def plain_answer(name: str, status: int) -> None:
    """Check the answer to an invoke of which only the status matters."""
    _expect_ok(name, status)


def _expect_ok(name: str, status: int) -> None:
    if status == 0:
        raise BadAnswer(f"The bot did not answer {name} in time, or could not be reached.")
    if status != 200:
        raise BadAnswer(f"The bot answered {name} with HTTP {status}; Teams expects 200.")


def _object(value: Any, what: str) -> Json:
    if not isinstance(value, dict):
        raise BadAnswer(f"{what[0].upper()}{what[1:]} is not an object.")
    return value


def _card(value: Any) -> Json:
    card = _object(value, "the card")
    try:
        check(card)
    except BadCard as error:
        raise BadAnswer(str(error)) from error
    return card
