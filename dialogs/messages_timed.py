"""The words of what is due at an hour, today, and of what came round by the calendar and was seen to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.messages import MESSAGES, Facts, message
from dialogs.wording_actions import day
from marac.duties import all_duties
from usecases import telling_timed
from usecases.announcements_actions import SEEN_TO
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
    ladder = due.duty.ladder
    says = ladder[step - 1].label if 0 < step <= len(ladder) else ""
    if due.due < room.now:
        return [f"{says or label}. It was due {when}{f': {label}' if says else ''}."]
    return [f"{says}. It is due {when}: {label}."] if says else [f"{label}. By {when}."]


@message(SEEN_TO, title="There to be read")
def _seen_to(facts: Facts, room: Room) -> list[str]:
    """Where it is, and never what it says."""
    label = next((d.label for d in room.protocol.dates if d.key == facts["date"]), "")
    about = f"This has been done: {label}. " if label else ""
    return [f"{about}What came of it is in {room.protocol.case_system}."]


def _acts(facts: Facts, room: Room) -> list[tuple[str, dict[str, Any]]]:
    """Those who hear of what others owe see who has ticked."""
    return [("ticks" if facts.get("step") else "duties", {})]


MESSAGES[TIMED] = replace(MESSAGES[TIMED], acts=_acts)
