"""What the edge itself has to say: that something failed, that it does not know a chat, and about files.

Kind, without content, and with a way on; what was asked is never repeated.
"""

from __future__ import annotations

UNAVAILABLE = (
    "I cannot get to my records at the moment, so nothing has changed. Please try again in a minute. If it "
    "lasts, tell your administrators; the meeting can go on without me."
)
BUSY = "So much is going on at this moment that yours did not get in; nothing has changed. Please try again."
CHAT_CLOSED = "The chat is closed for the next slot."
"""All that a card in the chat says while it is closed (LIN-57)."""

NO_MARAC_HERE = (
    "I do not know which MARAC meets in that chat, so I show nothing there. One of its administrators can "
    "mention me there and write “use this chat”."
)


def broken(reference: str) -> str:
    """Something failed that nobody foresaw; `reference` finds it in the log."""
    return (
        "Something went wrong on my side. Type “desk” to see where things stand before you try again. If it "
        f"happens again, please give your administrators this number: {reference}."
    )


def chat_in_use(area: str) -> str:
    """An administrator who has bound a chat to an area hears so."""
    return (
        f"From now on {area} meets in that chat, and what is for everybody goes there. For another chat, "
        "mention me there and write “use this chat”."
    )


def which_area(areas: list[str]) -> str:
    """An administrator of several areas has to say which one meets in a chat."""
    named = " or ".join(f"“use this chat for {area.removesuffix(' MARAC')}”" for area in areas)
    return f"You administer more than one area. Please mention me there and write {named}."


def which_meeting(names: list[str]) -> str:
    """Somebody has two meetings at once, and what they typed could be meant for either."""
    named = " or ".join(names)
    return (
        f"You are in more than one meeting today, and I do not know which you mean: {named}. Nothing has "
        f"changed yet. Press one, or begin the line with it, such as “for {names[0].removesuffix(' MARAC')}: "
        "desk”."
    )


def which_areas_file(names: list[str]) -> str:
    """An administrator of several areas dropped a file without saying whose it is."""
    named = " or ".join(f"“for {name.removesuffix(' MARAC')}”" for name in names)
    return (
        f"You administer more than one area, so I have not read the file. Please send it again and write "
        f"{named} with it."
    )


def another_areas(here: str) -> str:
    """In one area's chat somebody spoke of another."""
    return (
        f"Only {here} meets in that chat, so I did nothing there. Please say it to me here, and delete your "
        "post there."
    )


NOT_ITS_ADMINISTRATOR = "You administer no area of that name, so that chat stays as it is."


def file_too_large(limit: int) -> str:
    """A dropped file of more than `limit` bytes."""
    most = f"{limit // (1024 * 1024)} MB" if limit >= 1024 * 1024 else f"{limit // 1024} KB"
    return f"That file is larger than the {most} that I take. Nothing of it has been read."
