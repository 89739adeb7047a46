"""The rows for what a person settles for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from dialogs import wording
from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from marac.words import PersonId
from usecases.my_settings import SetDigestHour, ShowSettings, digest_hours
from usecases.requests import Wanted
from usecases.rooms import Room

USUAL = "usual"


def hours(room: Room) -> list[Option]:
    """The hours at which a digest can come, and the area's own."""
    protocols = [protocol for protocol, _ in room.known.values()] or [room.protocol]
    usual = Option(USUAL, "The usual hour", ("usual", "as usual", "the usual hour"))
    return [usual, *(_hour(at) for at in digest_hours(protocols))]


def _hour(at: time) -> Option:
    half = at.hour % 12 or 12
    noon = "am" if at.hour < 12 else "pm"
    short = [f"{half}{noon}", f"{half} {noon}", f"{at.hour}"] if not at.minute else []
    also = (f"{at:%H.%M}", f"{at:%H%M}", f"{half}:{at:%M}{noon}", f"{half}:{at:%M} {noon}", *short)
    return Option(f"{at:%H:%M}", wording.clock(at), also)


def _set(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    given = values["at"]
    return SetDigestHour(at=None if given == USUAL else time.fromisoformat(given))


ACTS = (
    Act(
        "my-settings",
        "My settings",
        "See when your daily digest comes.",
        ("my settings", "settings"),
        ShowSettings,
        where=PRIVATE,
        private=True,
    ),
    Act(
        "digest-hour",
        "Another hour",
        "Have your daily digest at a quieter hour, within office hours. What is urgent does not wait for it.",
        ("my digest at", "my digest"),
        SetDigestHour,
        (Field("at", "Hour", Kind.CHOICE, options=hours),),
        make=_set,
        where=PRIVATE,
        private=True,
    ),
)
