"""Logs as JSON lines with identifiers only: an allow-list of keys, and values that look like identifiers.

Free text cannot get in by mistake: an unknown key is dropped, a value with a space in it is withheld, and an
exception is its type and where it happened, never its message, unless the class says `safe_to_log`.
A library's own log line becomes its logger's name, level and place.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from itertools import islice
from types import TracebackType
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import EventDict

ALLOWED_KEYS = frozenset(
    {
        "action_id", "activity_id", "activity_type", "area", "attempt", "bytes", "case", "causes", "channel",
        "code", "conversation_id", "correlation_id", "count", "error", "event", "host", "invoke", "is_final",
        "kid", "level", "logger", "meeting_id", "migration", "milliseconds", "outbox_id", "path", "port",
        "retry_after", "rule", "sequence", "service_host", "status", "tenant_id", "time", "user_id", "verb",
        "version", "where",
    }
)  # fmt: skip
WITHHELD = "withheld"
MOST_FRAMES = 8
_IDENTIFIER = re.compile(r"[\w:@.,;~/+=|*#!$&%<>{}()-]{1,300}\Z", re.ASCII)
_encoder = msgspec.json.Encoder()


def keep_identifiers(_: Any, __: str, event: EventDict) -> EventDict:
    """Drop what is not on the allow-list and withhold what does not look like an identifier."""
    safe_message = event.pop("safe_message", None)
    kept: EventDict = {key: _identifier(value) for key, value in event.items() if key in ALLOWED_KEYS}
    if safe_message is not None:
        kept["message"] = safe_message
    return kept


def _identifier(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_identifier(item) for item in value]
    return value if isinstance(value, str) and _IDENTIFIER.match(value) else WITHHELD


def place_exception(_: Any, __: str, event: EventDict) -> EventDict:
    """Put an exception's type, place and causes into the event, and its message if the class allows it."""
    found = event.pop("exc_info", None)
    error = _exception(found)
    # Whatever the caller passed under this name was not made here, so it goes no further.
    event.pop("safe_message", None)
    if error is None:
        return event
    chain = list(islice(_causes(error), MOST_FRAMES))
    event["error"] = _type_name(error)
    event["where"] = list(_places(error.__traceback__))[-MOST_FRAMES:]
    if len(chain) > 1:
        event["causes"] = [_type_name(cause) for cause in chain[1:]]
    if getattr(type(error), "safe_to_log", False) is True:
        event["safe_message"] = str(error)
    return event


def _exception(found: Any) -> BaseException | None:
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple):
        found = found[1]
    elif found:
        found = sys.exc_info()[1]
    return found if isinstance(found, BaseException) else None


def _type_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        frame = trace.tb_frame
        yield f"{frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}:{frame.f_code.co_name}"
        trace = trace.tb_next


class _LibraryLines(logging.Handler):
    """Takes what libraries log, and passes on whose line it was and where, never what it said."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record's logger, level, place and exception type."""
        structlog.get_logger().log(
            max(record.levelno, logging.DEBUG),
            "library.logged",
            logger=record.name,
            where=[f"{record.module}:{record.lineno}:{record.funcName}"],
            exc_info=record.exc_info,
        )


def set_up_logs(level: str = "info", stream: TextIO | None = None) -> None:
    """Send structured logs, the libraries' included, to `stream` (standard error) from this level up."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            place_exception,
            keep_identifiers,
            structlog.processors.JSONRenderer(serializer=_to_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_LibraryLines()]
    root.setLevel(max(threshold, logging.WARNING))


def _to_json(event: EventDict, **_: Any) -> str:
    return _encoder.encode(event).decode()
