"""The words of a step of a ladder that an administrator has approved, to those on the roll whom it tells."""

from __future__ import annotations

from dialogs.messages import Facts, message
from dialogs.wording_actions import day
from marac.area_dates import dates_owed
from marac.duties import all_duties
from usecases import telling_sent_on
from usecases.announcements_sent_on import SENT_ON
from usecases.rooms import Room

RECHECKED = (telling_sent_on,)
"""What has to have been imported for these to be checked again when they are sent."""


@message(SENT_ON, title="Still not done")
def _sent_on(facts: Facts, room: Room) -> list[str]:
    about = [f"Case {facts['case']}" if facts.get("case") else ""]
    about += [room.names.agency(facts["agency"]) if facts.get("agency") else ""]
    words = ", ".join(part for part in about if part)
    what, says = _what(facts, room)
    return [
        f"{words or what}: was due {day(facts.get('due'))} and is still open.",
        what if words else "",
        says,
    ]


def _what(facts: Facts, room: Room) -> tuple[str, str]:
    """What is owed, where that may be said, and what the step says."""
    key, step, meeting = facts["notice"], int(facts["step"]), room.meeting
    if meeting is None:
        return "", ""
    if key in meeting.actions:
        ladder = room.protocol.actions.ladder
        return "", ladder[step - 1].label if step <= len(ladder) else ""
    today = room.protocol.calendar.day_of(room.now)
    for due in (*all_duties(meeting, room.protocol), *dates_owed((meeting,), room.protocol, today)):
        if due.key == key and step <= len(due.duty.ladder):
            return due.duty.label, due.duty.ladder[step - 1].label
    return "", ""
