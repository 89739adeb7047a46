"""What can go wrong on the way to Teams, in a form that an outbox can decide on without reading a message.

Teams' error text can repeat what was sent, so only its code is kept, and only where it looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

TRANSIENT = frozenset({408, 412, 425, 429, 502, 503, 504})
"""Statuses after which the same request may work a little later. Microsoft's list, and the two HTTP adds."""

RETRIED_IN_CALL = frozenset({412, 429, 502, 503, 504})

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,63}\Z")


class SendFailed(Exception):
    """Teams did not take a request.

    `status` is the HTTP status, or 0 where no answer came. `code` is Teams' own word
    (BotNotInConversationRoster, ConversationBlockedByUser, …) or one of ours: NoAnswer, TimedOut,
    ServiceUrlNotAllowed, FileHostNotAllowed, TooLarge, TokenNotGranted, UnreadableAnswer.
    `retry_after` is in seconds, where Teams named a time. `is_final` says that sending the same again
    is pointless.
    """

    safe_to_log = True

    def __init__(self, status: int, code: str, *, is_final: bool, retry_after: float | None = None) -> None:
        super().__init__(f"Teams did not take the request ({status} {code}).")
        self.status = status
        self.code = code
        self.is_final = is_final
        self.retry_after = retry_after


def from_response(status: int, body: Any, retry_after: float | None) -> SendFailed:
    """Turn a refusal from Teams into SendFailed; `body` is its parsed JSON, or anything else."""
    return SendFailed(status, error_code(body), is_final=status not in TRANSIENT, retry_after=retry_after)


def error_code(body: Any) -> str:
    """Teams' code in an error body, or “Unknown”; never its message."""
    error = body.get("error") if isinstance(body, Mapping) else None
    code = error.get("code") if isinstance(error, Mapping) else None
    return code if isinstance(code, str) and _CODE.match(code) else "Unknown"


def read_retry_after(header: str | None, now: float) -> float | None:
    """Seconds to wait, from a Retry-After header in either of its forms; `now` is seconds of the epoch."""
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.fromtimestamp(now, UTC)).total_seconds())
