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
    named = " or ".join(f"“use this chat for {area}”" for area in areas)
    return f"You administer more than one area. Please mention me there and write {named}."


def file_too_large(limit: int) -> str:
    """A dropped file of more than `limit` bytes."""
    most = f"{limit // (1024 * 1024)} MB" if limit >= 1024 * 1024 else f"{limit // 1024} KB"
    return f"That file is larger than the {most} that I take. Nothing of it has been read."
