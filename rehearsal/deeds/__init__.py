"""What people can do in the room, each deed as their client would do it."""

from __future__ import annotations

from rehearsal import Json
from rehearsal.courier import Delivery


class Refused(ValueError):
    """Teams' client would not let this person do that; the message says why and what to do."""


def outcome(delivery: Delivery, **more: object) -> Json:
    """How a deed went: whether the bot took it, and if not, what was wrong."""
    return {"ok": delivery.is_accepted, "status": delivery.status, "problem": delivery.problem, **more}
