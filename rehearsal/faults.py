"""Faults on request: the answers that Teams gives on a bad day, for the next calls that match.

A fault can come before the call has any effect, or after, when the work is done and only the answer is lost.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import asdict, dataclass, field

from rehearsal import Json

FORBIDDEN = (
    "BotNotInConversationRoster",
    "ConversationBlockedByUser",
    "ForbiddenOperation",
    "MessageWritesBlocked",
)
"""The error codes with which Teams answers 403."""

_DEFAULT_CODES = {
    400: "BadArgument",
    401: "Unauthorized",
    403: "BotNotInConversationRoster",
    404: "ConversationNotFound",
    412: "PreconditionFailed",
    429: "Throttled",
}


class BadFault(ValueError):
    """The fault asked for makes no sense; the message says why."""


@dataclass(slots=True)
class Fault:
    """What the next `times` matching calls of the bot get instead of their answer."""

    id: int
    status: int | None
    code: str
    message: str
    retry_after: int | None
    delay_ms: int
    times: int
    method: str
    path: str
    after: bool

    def matches(self, method: str, path: str) -> bool:
        """Whether a call is one of those meant."""
        return self.times > 0 and self.method in ("*", method) and re.search(self.path, path) is not None


@dataclass(slots=True)
class Faults:
    """The faults still to be met, first asked first met."""

    waiting: list[Fault] = field(default_factory=list)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def ask(self, wish: Json) -> Fault:
        """Add a fault: `status` and/or `delay_ms`; code, message, retry_after, times, method, path, after."""
        status = wish.get("status")
        if status is None and not wish.get("delay_ms"):
            raise BadFault("Give a fault a status (400 to 599), or a delay_ms, or both.")
        if status is not None and not 400 <= int(status) <= 599:
            raise BadFault(f"{status} is not an error; give a status from 400 to 599.")
        path = str(wish.get("path", ""))
        try:
            re.compile(path)
        except re.error as error:
            raise BadFault(f"'{path}' is not a pattern: {error}.") from error
        fault = Fault(
            id=next(self._ids),
            status=None if status is None else int(status),
            code=str(wish.get("code") or _DEFAULT_CODES.get(int(status or 0), "ServiceError")),
            message=str(wish.get("message", "This fault was asked for.")),
            retry_after=wish.get("retry_after"),
            delay_ms=int(wish.get("delay_ms", 0)),
            times=int(wish.get("times", 1)),
            method=str(wish.get("method", "*")).upper(),
            path=path,
            after=bool(wish.get("after", False)),
        )
        self.waiting.append(fault)
        return fault

    def meet(self, method: str, path: str) -> Fault | None:
        """The fault that this call meets, used up by one; or none."""
        for fault in self.waiting:
            if fault.matches(method, path):
                fault.times -= 1
                self.waiting = [f for f in self.waiting if f.times > 0]
                return fault
        return None

    def clear(self) -> None:
        """Let everything go well again."""
        self.waiting.clear()

    def listed(self) -> list[Json]:
        """The faults still to be met."""
        return [asdict(fault) for fault in self.waiting]
