"""What is said at the end of a sitting and the close of a meeting, and of posts that have to go.

The chat hears when the next sitting is, until when cases stay flagged, of the debrief, and that everybody
deletes what they wrote; whose posts they are is said to each privately, by number alone (LIN-44, LIN-54 to
LIN-56).
"""

from __future__ import annotations

from collections.abc import Iterator

from marac.admission import is_restricted
from marac.closing import MeetingClosed, SittingEnded
from marac.meeting import Meeting
from marac.posts import PostFlagged, PostGone, PostNoted, flagged_left, posts_left
from marac.standing import cases_that_stay
from marac.words import CaseState, PersonId
from usecases.announce import CHAT, Scene, announces, announces_each
from usecases.ports import Notice

CLEAR_CHAT = "clear-chat"
CLOSING = "closing"
"""The surface of the closing summary: the one post of the bot's own that stays in the chat."""
CLOSING_LIST = "closing-list"


@announces(SittingEnded)
def sitting_ended(event: SittingEnded, scene: Scene) -> Iterator[Notice]:
    """The chat hears that it is over and when it goes on; at the close the closing summary says so."""
    if scene.after.closed_at is not None:
        return
    following = scene.after.next_sitting
    yield from scene.say_in_chat(
        "sitting-ended",
        sitting=event.sitting,
        following=following.number if following else None,
        starts_at=following.starts_at.isoformat() if following else None,
    )


@announces(MeetingClosed)
def meeting_closed(event: MeetingClosed, scene: Scene) -> Iterator[Notice]:
    """The chat is cleared and hears the summary; everybody gets what is theirs, privately (LIN-29,
    LIN-91)."""
    yield scene.say(CHAT, CLEAR_CHAT)
    yield _summary(event, scene)
    for person in _took_part(scene.after):
        yield scene.say(person, "own-list")
    for person in _runs_it(scene):
        yield _closing_list(scene, person)
    yield from _reminders(scene)


def _summary(event: MeetingClosed, scene: Scene) -> Notice:
    """Counts of cases that anybody may know of, and no more."""
    cases = scene.after.cases.values()
    public = [case for case in cases if not is_restricted(case)]
    to_come = [c for c in public if c.state in (CaseState.LISTED, CaseState.OPEN)]
    heard = [c for c in public if c not in to_come and c.hearing is not None]
    stay = [c.flagged_until for c in cases_that_stay(scene.after) if c.flagged_until and not is_restricted(c)]
    return Notice(
        key=f"{scene.after.key}:{scene.entry.sequence}:meeting-closed:{CHAT}",
        to=CHAT,
        kind="meeting-closed",
        area=scene.after.area,
        meeting=scene.after.key,
        surface=CLOSING,
        facts={
            "heard": len(heard),
            "carried_over": len(to_come),
            "flagged_until": max(stay).isoformat() if stay else None,
        },
        urgent=True,
    )


def _took_part(meeting: Meeting) -> tuple[PersonId, ...]:
    """Everybody on the roll who was at any sitting of it and speaks for an agency."""
    people = (meeting.roll.get(person) for person, times in meeting.presence.items() if times)
    return tuple(a.person for a in people if a is not None and a.is_welcome and (a.is_member or a.is_guest))


def _runs_it(scene: Scene) -> tuple[PersonId, ...]:
    chairs = [s.chair for s in scene.after.sittings if s.chair]
    return tuple(dict.fromkeys((*scene.after.administrators(), *chairs)))


def _closing_list(scene: Scene, person: PersonId) -> Notice:
    return Notice(
        key=f"{scene.after.key}:{scene.entry.sequence}:{CLOSING_LIST}:{person}",
        to=person,
        kind=CLOSING_LIST,
        area=scene.after.area,
        meeting=scene.after.key,
        surface=CLOSING_LIST,
        urgent=True,
    )


def _reminders(scene: Scene) -> Iterator[Notice]:
    """Everybody with posts in the chat is reminded privately to delete them (LIN-56)."""
    flagged = flagged_left(scene.after)
    for person, posts in posts_left(scene.after).items():
        yield scene.say(person, "delete-posts", count=len(posts), flagged=len(flagged.get(person, ())))


@announces(PostFlagged)
def post_flagged(event: PostFlagged, scene: Scene) -> Iterator[Notice]:
    """Its writer is asked privately to delete it, without a word of what it says (LIN-55)."""
    post = scene.after.posts[event.post]
    yield scene.say(post.person, "delete-post", post=event.post, closed=scene.after.chat_closed)
    yield from _lists(scene)


@announces_each(PostGone, PostNoted)
def post_gone(event: PostGone | PostNoted, scene: Scene) -> Iterator[Notice]:
    """The closing list shows what is left."""
    yield from _lists(scene)


def _lists(scene: Scene) -> Iterator[Notice]:
    if scene.after.closed_at is not None:
        for person in _runs_it(scene):
            yield _closing_list(scene, person)
