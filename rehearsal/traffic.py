"""The log of the wire: every call in either direction, with its body and its size in bytes.

It is there for tests and for looking over the bot's shoulder; it holds the newest calls only, and no token.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from rehearsal import Json
from rehearsal.clock import wire_time

KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call and its answer. Sizes in bytes, duration in milliseconds, status 0 where no answer came."""

    seq: int
    at: datetime
    to_bot: bool
    method: str
    path: str
    status: int
    request: Any
    response: Any
    request_bytes: int
    response_bytes: int
    ms: float


@dataclass(slots=True)
class Traffic:
    """The newest calls."""

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=KEPT))
    seq: int = 0

    def add(
        self,
        at: datetime,
        *,
        to_bot: bool,
        method: str,
        path: str,
        status: int,
        request: bytes,
        response: bytes,
        ms: float,
    ) -> None:
        """Note a call."""
        self.seq += 1
        self.calls.append(
            Call(
                self.seq,
                at,
                to_bot,
                method,
                path,
                status,
                _parsed(path, request),
                _parsed(path, response),
                len(request),
                len(response),
                round(ms, 2),
            )
        )

    def since(self, seq: int) -> list[Json]:
        """The calls after a sequence number, oldest first."""
        return [asdict(call) | {"at": wire_time(call.at)} for call in self.calls if call.seq > seq]


def _parsed(path: str, body: bytes) -> Any:
    if not body:
        return None
    if path.endswith("/oauth2/v2.0/token"):
        return "(credentials are not logged)"
    if path.startswith("/files/"):
        return f"({len(body)} bytes of a file)"
    try:
        return json.loads(body)
    except ValueError:
        return body[:2000].decode("utf-8", "replace")
