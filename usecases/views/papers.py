"""The documents that a meeting needs: where the blank ones are found, and for administrators which are
missing."""

from __future__ import annotations

from marac.papers import missing_papers
from marac.protocol import Paper
from usecases.office import Office
from usecases.requests import Request, View, answers
from usecases.rooms import Room
from usecases.views.meeting import NoMeetingYet


class ShowPapers(Request, frozen=True):
    """Which documents the meeting needs, and where blank ones are found."""

    @classmethod
    def is_open_to(cls, room: Room) -> bool:
        """For everybody at the meeting, where the area keeps such a list."""
        return room.protocol.papers is not None and room.attendee is not None


class Papers(View, frozen=True, kw_only=True):
    """The documents; `missing` are those that are not ready, for administrators alone."""

    found: str
    listed: tuple[Paper, ...]
    missing: tuple[str, ...] | None = None


@answers(ShowPapers)
async def show_papers(request: ShowPapers, room: Room, office: Office) -> View:
    """Of the meeting in question."""
    rule, meeting = room.protocol.papers, room.meeting
    if rule is None or meeting is None:
        return NoMeetingYet(area_name=room.protocol.name)
    missing = tuple(paper.key for paper in missing_papers(meeting, room.protocol))
    return Papers(found=rule.found, listed=rule.listed, missing=missing if room.administers else None)
