"""The confidentiality declaration to be read, before it can be accepted (LIN-33, LIN-58)."""

from __future__ import annotations

from marac.declarations import declaration_words, has_declared
from usecases.office import Office
from usecases.requests import ShowDeclaration, View, answers
from usecases.rooms import Room


class DeclarationText(View, frozen=True, kw_only=True):
    """The text in force, its version, and whether the person has accepted it for this meeting."""

    meeting: str
    version: str
    paragraphs: tuple[str, ...]
    warning: str
    accepted: bool = False
    needs_private_setting: bool = False
    presence_counts: bool = False


@answers(ShowDeclaration)
async def show_declaration(request: ShowDeclaration, room: Room, office: Office) -> View:
    """The text in force for the person in the room."""
    return declaration_for(room)


def declaration_for(room: Room) -> DeclarationText:
    """The text in force for the person in the room."""
    rule, meeting = room.protocol.declaration, room.meeting
    attendee = room.attendee
    text = declaration_words(room.protocol, meeting, rule.text)
    paragraphs = tuple(p.strip() for p in text.split("\n\n") if p.strip())
    return DeclarationText(
        meeting=meeting.key if meeting else "",
        version=rule.version,
        paragraphs=tuple(" ".join(p.split()) for p in paragraphs),
        warning=rule.warning,
        presence_counts=rule.presence_counts,
        accepted=meeting is not None and has_declared(meeting, room.protocol, room.person),
        needs_private_setting=bool(attendee and attendee.is_guest and not attendee.private_setting),
    )
