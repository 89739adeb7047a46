"""What a person is told when their turn fails: always something kind, never why.

The log gets where it failed, under a number that the person is given; nothing of what was asked goes into
either.
"""

from __future__ import annotations

import secrets

import structlog

from bot.whereabouts import Activity, conversation_of
from dialogs import wording_edge
from usecases.ports import Unavailable
from usecases.take import Busy

_log = structlog.get_logger()


def excuse(raw: Activity, problem: Exception) -> str:
    """The sentence for somebody whose turn came to nothing, or to something unknown; it is logged."""
    reference = secrets.token_hex(4)
    known = isinstance(problem, Busy | Unavailable)
    _log.log(
        30 if known else 40,
        "turn.excused",
        correlation_id=reference,
        activity_type=raw.get("type"),
        invoke=raw.get("name"),
        activity_id=raw.get("id"),
        conversation_id=conversation_of(raw),
        exc_info=problem,
    )
    if isinstance(problem, Busy):
        return wording_edge.BUSY
    return wording_edge.UNAVAILABLE if known else wording_edge.broken(reference)
