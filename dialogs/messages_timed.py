"""The words of what is due at an hour, today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.messages import MESSAGES, Facts, message
from dialogs.wording_actions import day
from marac.duties import all_duties
from usecases import telling_timed
from usecases.rooms import Room
from usecases.sweep_timed import TIMED

RECHECKED = (telling_timed,)
"""What has to have been imported for these to be checked again when they are sent."""


@message(TIMED, title="Due at an hour", acts=("duties",))
def _duty_now(facts: Facts, room: Room) -> list[str]:
    duties = all_duties(room.meeting, room.protocol) if room.meeting else ()
    due = next((one for one in duties if one.duty.key == facts["duty"]), None)
    hour = facts.get("hour")
    when = day(date.fromisoformat(str(facts["due"])[:10])) + (f", {hour}" if hour else "")
    if due is None:
        return [f"Something is due: {when}."]
    step, label = int(facts.get("step") or 0), due.duty.label
    says = due.duty.ladder[step - 1].label if step else ""
    if due.due < room.now:
        return [f"{says or label}. It was due {when}{f': {label}' if says else ''}."]
    return [f"{says}. It is due {when}: {label}."] if says else [f"{label}. By {when}."]


def _acts(facts: Facts, room: Room) -> list[tuple[str, dict[str, Any]]]:
    """Those who hear of what others owe see who has ticked."""
    return [("ticks" if facts.get("step") else "duties", {})]


MESSAGES[TIMED] = replace(MESSAGES[TIMED], acts=_acts)
