"""The rows for the end of a sitting, the close, the lists as files, and posts that have to go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.acts import PRIVATE, Act, Field, Kind, Option
from marac.closing import CloseMeeting, EndSitting
from marac.posts import FlagPost, NotePostGone, posts_left
from marac.words import PersonId
from usecases.requests import OfferActionList, Wanted
from usecases.rooms import Room

NOTE = Field(
    "note",
    "Note, if something is still to come",
    Kind.LONG_TEXT,
    required=False,
    hint="Why it is carried over, in a few words; no details of anybody.",
)


def formats(room: Room) -> list[Option]:
    """The kinds of file."""
    return [Option("xlsx", "Excel", ("excel", "xlsx")), Option("csv", "CSV")]


def writers(room: Room) -> list[Option]:
    """Everybody with a post in the chat that still stands."""
    left = posts_left(room.meeting) if room.meeting else {}
    return [Option(person, room.names.person(person)) for person in left]


def left(room: Room) -> list[Option]:
    """The posts that still stand, by writer and number: what they say is not known."""
    found = posts_left(room.meeting) if room.meeting else {}
    return [
        Option(post, f"{room.names.person(person)}, message {number} of {len(posts)}")
        for person, posts in found.items()
        for number, post in enumerate(posts, start=1)
    ]


def _flag(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    posts = posts_left(room.meeting).get(values["person"], ()) if room.meeting else ()
    back = max(1, values.get("back", 1))
    return FlagPost(post=posts[-back] if back <= len(posts) else "")


def _own(room: Room, subject: PersonId, values: Mapping[str, Any]) -> Wanted:
    return OfferActionList(format=values["format"], own=True)


FORMAT = Field(
    "format", "As", Kind.CHOICE, required=False, options=formats, default=lambda room: "xlsx", carried=True
)

ACTS = (
    Act(
        "end-sitting",
        "End the sitting",
        "End today's sitting; a note carries over what was to be heard in it.",
        ("end sitting", "end the sitting"),
        EndSitting,
        (NOTE,),
    ),
    Act(
        "close-meeting",
        "Close the meeting",
        "Close the whole meeting: everybody gets their list, and the chat is cleared of my posts.",
        ("close meeting", "close the meeting"),
        CloseMeeting,
        (NOTE,),
    ),
    Act(
        "action-list",
        "Action list",
        "Have the meeting's actions as a file.",
        ("action list", "export actions"),
        OfferActionList,
        (FORMAT,),
        where=PRIVATE,
        by_message=True,
    ),
    Act(
        "my-list",
        "My list as a file",
        "Have your own agency's actions of this meeting as a file.",
        ("my list", "own list"),
        OfferActionList,
        (FORMAT,),
        make=_own,
        where=PRIVATE,
        by_message=True,
    ),
    Act(
        "flag-post",
        "Flag a post",
        "Ask somebody to delete their last message in the chat, because it shows who somebody is.",
        ("flag last post of", "flag post"),
        FlagPost,
        (
            Field("person", "Whose last message", Kind.CHOICE, options=writers),
            Field("back", "How many messages back (1: the last)", Kind.NUMBER, required=False),
        ),
        make=_flag,
        where=PRIVATE,
    ),
    Act(
        "post-gone",
        "A message is gone",
        "Say that a message has been deleted, when you have looked.",
        ("post gone", "message gone"),
        NotePostGone,
        (Field("post", "Which", Kind.CHOICE, options=left),),
        where=PRIVATE,
    ),
)
