"""What passes between the edge and the product: one incoming activity, and the answer to its HTTP request.

The activity is handed on as it came (`raw`), because the SDK's models drop fields that meetings need:
`trigger` of an invoke, `Id`, `Title`, `JoinUrl` and `members` of meeting events. Nothing here knows what
the bot talks about.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botbuilder.core import TurnContext


@dataclass(frozen=True, slots=True)
class Turn:
    """One incoming activity: `raw` is its JSON as it came, `context` is botbuilder's view of it."""

    raw: Mapping[str, Any]
    context: TurnContext


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the activity's own HTTP request: an HTTP status and, for an invoke, a JSON body."""

    status: int = 200
    body: Mapping[str, Any] | None = None


Handler = Callable[[Turn], Awaitable[Answer | None]]
"""What the product does with a turn. None means 200 without a body; 501 where an invoke wants an answer."""
