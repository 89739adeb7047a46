"""The words of messages about what was reported privately: its kind and a case number at most."""

from __future__ import annotations

from dialogs.messages import Facts, message
from dialogs.wording_actions import day
from dialogs.wording_matters import SHORT_NOTICE
from marac.matter_stages import matter_of
from usecases import report_matter, telling_matters
from usecases.rooms import Room

QUIETLY = "Only those who deal with it were told. Please keep it out of the chat."
CHECKED = (report_matter, telling_matters)
"""Imported so that these messages are checked again before they go out, and reports are taken."""


@message("stage-done", title="Seen to")
def _stage_done(facts: Facts, room: Room) -> list[str]:
    kind, _, key = facts["duty"].partition(".")
    matter = matter_of(room.protocol, kind)
    stage = next((s for s in matter.stages if s.key == key), None) if matter else None
    about = f" Case {facts['number']}." if facts.get("number") else ""
    meets = f" Meeting of {day(facts['meets_on'])}." if facts.get("meets_on") else ""
    answered = next((a.label for a in stage.answers if a.key == facts.get("answer")), "") if stage else ""
    done = answered or (stage.label if stage else "Done")
    by = f" by {room.names.person(facts['by'])}" if facts.get("by") in room.names.people else ""
    return [f"{matter.label if matter else kind}.{about}{meets}", f"{done}{by}."]


@message("matter-reported", title="Reported privately", acts=("matters",), leads=True)
def _reported(facts: Facts, room: Room) -> list[str]:
    matter = matter_of(room.protocol, facts["matter_kind"])
    label = matter.label if matter else facts["matter_kind"]
    about = f" Case {facts['number']}." if facts.get("number") else ""
    meets = facts.get("meets_on")
    short = f" {SHORT_NOTICE}" if facts.get("short") else ""
    of_meeting = [f"Meeting of {day(meets)}.{short}"] if meets else []
    standing = [matter.meanwhile] if matter and matter.meanwhile else []
    return [f"{label}.{about}", *of_meeting, *standing, QUIETLY]
