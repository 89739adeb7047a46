"""The words of what is due at an hour, today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.messages import MESSAGES, Facts, message
from dialogs.wording_actions import day
from usecases import telling_timed
from usecases.rooms import Room
from usecases.sweep_timed import TIMED

RECHECKED = (telling_timed,)
"""What has to have been imported for these to be checked again when they are sent."""


@message(TIMED, title="Due at an hour", acts=("duties",))
def _duty_now(facts: Facts, room: Room) -> list[str]:
    duty = next((d for d in room.protocol.duties if d.key == facts["duty"]), None)
    hour = facts.get("hour")
    when = day(date.fromisoformat(str(facts["due"])[:10])) + (f", {hour}" if hour else "")
    if duty is None:
        return [f"Something is due: {when}."]
    step = int(facts.get("step") or 0)
    says = duty.ladder[step - 1].label if step else ""
    return [f"{says}. It was due {when}: {duty.label}."] if says else [f"{duty.label}. By {when}."]


def _acts(facts: Facts, room: Room) -> list[tuple[str, dict[str, Any]]]:
    """Those who hear of what others owe see who has ticked."""
    return [("ticks" if facts.get("step") else "duties", {})]


MESSAGES[TIMED] = replace(MESSAGES[TIMED], acts=_acts)
