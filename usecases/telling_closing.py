"""What is shown at the close, at the moment of sending, and whether a reminder to delete something is still
right."""

from __future__ import annotations

from marac.meeting import Meeting
from marac.posts import posts_left
from usecases.announcements_closing import CLOSING_LIST
from usecases.office import Office
from usecases.ports import Notice
from usecases.requests import View
from usecases.rooms import Room
from usecases.telling import NoLongerRight, shows, still_right
from usecases.views.closing import closing_list, own_list


@shows("own-list")
async def own(notice: Notice, room: Room, office: Office) -> View:
    """The agency's own list, as it is now."""
    view = own_list(room, room.meeting) if room.meeting else None
    if view is None:
        raise NoLongerRight("speaks for no agency")
    return view


@shows(CLOSING_LIST)
async def left(notice: Notice, room: Room, office: Office) -> View:
    """What is left for chair and administrators."""
    if room.meeting is None or room.attendee is None:
        raise NoLongerRight("the meeting is gone")
    return closing_list(room, room.meeting)


@still_right("delete-post")
def _still_there(notice: Notice, room: Room, meeting: Meeting) -> bool:
    post = meeting.posts.get(notice.facts["post"])
    return post is not None and not post.gone


@still_right("delete-posts")
def _any_there(notice: Notice, room: Room, meeting: Meeting) -> bool:
    return notice.to in posts_left(meeting)
