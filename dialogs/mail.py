"""A mail's words: a subject that a lock screen may show, and a line for each thing.

Plain text, without greeting or name: whoever else reads it learns that something waits, and no more.
"""

from __future__ import annotations

from dialogs import wording
from dialogs.wording_actions import day
from usecases.rooms import Room
from usecases.views.mail import Mailed, MailLine


def mail_text(view: Mailed, room: Room) -> str:
    """The body of the mail."""
    more = [f"And {view.more} more."] if view.more else []
    lines = [*(_line(line, room) for line in view.lines), *more, *view.phone_only]
    return "\n".join([*lines, "", f"See {wording.listed(view.case_systems)}.", ""])


def _line(line: MailLine, room: Room) -> str:
    case = f"Case {line.case}" if line.case else ""
    agency = _agency(line.agency, room) if line.agency else ""
    return ", ".join(filter(None, (case, agency, day(line.on) if line.on else "")))


def _agency(key: str, room: Room) -> str:
    """The agency's name, in whichever of the reader's areas it is."""
    for _, names in (("", room.names), *room.known.values()):
        if key in names.agencies:
            return names.agency(key)
    return ""
