"""Who has posted in the meeting chat and whether it is gone: whose and where, never what.

Only its writer can delete a post (LIN-55, LIN-56), so the bot asks, keeps asking at the close, and believes
the deletion when the chat reports it or an administrator has looked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from marac.decide import Command, Refused, Setting, Who, Why, decides
from marac.facts import Post
from marac.journal import Entry, Event, evolves
from marac.meeting import Meeting, put
from marac.words import PersonId


class NotePost(Command, frozen=True):
    """Somebody posted in the chat, or put a deleted post back; `post` is the chat's key for it."""

    post: str
    person: PersonId


class FlagPost(Command, frozen=True):
    """Say that a post identifies somebody, so that its writer is asked to delete it (LIN-55)."""

    post: str


class NotePostGone(Command, frozen=True):
    """A post has been deleted."""

    post: str


class PostNoted(Event, frozen=True):
    """Somebody posted."""

    post: str
    person: PersonId


class PostFlagged(Event, frozen=True):
    """A post was flagged."""

    post: str


class PostGone(Event, frozen=True):
    """A post is gone."""

    post: str


@decides(NotePost, Who.SYSTEM)
def note_post(command: NotePost, setting: Setting) -> Iterator[Event]:
    """Note it once; a post that was put back stands again."""
    known = setting.meeting.posts.get(command.post)
    if known is None or known.gone:
        yield PostNoted(post=command.post, person=command.person)


@decides(FlagPost, Who.ADMINISTRATOR)
def flag_post(command: FlagPost, setting: Setting) -> Iterator[Event]:
    """Flag it once."""
    post = _known(setting, command.post)
    if not post.flagged:
        yield PostFlagged(post=command.post)


@decides(NotePostGone, Who.SYSTEM, Who.ADMINISTRATOR)
def note_post_gone(command: NotePostGone, setting: Setting) -> Iterator[Event]:
    """Take the chat's word, or an administrator's."""
    post = _known(setting, command.post)
    if not post.gone:
        yield PostGone(post=command.post)


def _known(setting: Setting, key: str) -> Post:
    post = setting.meeting.posts.get(key)
    if post is None:
        raise Refused(Why.NO_SUCH_POST, post=key)
    return post


@evolves(PostNoted)
def post_noted(meeting: Meeting, event: PostNoted, entry: Entry) -> Meeting:
    """The post stands; one put back keeps its flag."""
    earlier = meeting.posts.get(event.post)
    flagged = earlier is not None and earlier.flagged
    return _with(meeting, event.post, Post(person=event.person, flagged=flagged))


@evolves(PostFlagged)
def post_flagged(meeting: Meeting, event: PostFlagged, entry: Entry) -> Meeting:
    """Its writer is asked to delete it."""
    return _with(meeting, event.post, msgspec.structs.replace(meeting.posts[event.post], flagged=True))


@evolves(PostGone)
def post_gone(meeting: Meeting, event: PostGone, entry: Entry) -> Meeting:
    """Nothing is asked any longer."""
    return _with(meeting, event.post, msgspec.structs.replace(meeting.posts[event.post], gone=True))


def _with(meeting: Meeting, key: str, post: Post) -> Meeting:
    return msgspec.structs.replace(meeting, posts=put(meeting.posts, key, post))


def posts_left(meeting: Meeting) -> Mapping[PersonId, tuple[str, ...]]:
    """Who has posts in the chat that still stand, with the posts (LIN-56)."""
    left: dict[PersonId, tuple[str, ...]] = {}
    for key, post in meeting.posts.items():
        if not post.gone:
            left[post.person] = (*left.get(post.person, ()), key)
    return left


def flagged_left(meeting: Meeting) -> Mapping[PersonId, tuple[str, ...]]:
    """Who has been asked to delete a post that still stands, for the chair's closing list (LIN-55)."""
    flagged = {key for key, post in meeting.posts.items() if post.flagged}
    left = ((who, tuple(k for k in keys if k in flagged)) for who, keys in posts_left(meeting).items())
    return {who: keys for who, keys in left if keys}
