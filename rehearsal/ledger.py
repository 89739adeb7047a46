"""Everything that anybody's client or a chat has ever shown, kept for the whole rehearsal.

Each entry has the text that could be read and the raw JSON that reached the client, hidden fields included:
what a client holds somebody can read. What a lock screen would have shown is kept apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from rehearsal import Json
from rehearsal.cards import buttons, plain, texts

PREVIEW_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing shown, and to whom; `private` if not to all of a conversation but to one person alone."""

    seq: int
    at: datetime
    kind: str
    conversation: str
    message: str
    audience: tuple[str, ...]
    private: bool
    text: str
    buttons: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a person's lock screen showed of a message."""

    seq: int
    at: datetime
    person: str
    conversation: str
    title: str
    text: str


@dataclass(slots=True)
class Ledger:
    """The record of what was seen."""

    seen: list[Seen] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    seq: int = 0

    def add(
        self, at: datetime, kind: str, where: tuple[str, str], audience: Iterable[str], shown: object
    ) -> None:
        """Note an activity, card or string shown to all of a conversation (`where`: it and the message)."""
        self._add(at, kind, where, tuple(audience), False, shown)

    def add_private(
        self, at: datetime, kind: str, where: tuple[str, str], person: str, shown: object
    ) -> None:
        """Note something that one person's client alone showed."""
        self._add(at, kind, where, (person,), True, shown)

    def _add(
        self,
        at: datetime,
        kind: str,
        where: tuple[str, str],
        audience: tuple[str, ...],
        private: bool,
        shown: object,
    ) -> None:
        self.seq += 1
        raw = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
        self.seen.append(
            Seen(self.seq, at, kind, *where, audience, private, readable(shown), tuple(pressable(shown)), raw)
        )

    def preview(self, at: datetime, person: str, conversation: str, title: str, activity: Json) -> Preview:
        """Note what the person's lock screen shows of a new message."""
        self.seq += 1
        preview = Preview(self.seq, at, person, conversation, title, preview_text(activity))
        self.previews.append(preview)
        return preview


def readable(shown: object) -> str:
    """All that can be read of an activity, a card or a string, on one line."""
    if isinstance(shown, str):
        return plain(shown)
    if not isinstance(shown, dict):
        return ""
    if shown.get("type") == "AdaptiveCard":
        return " ".join(texts(shown))
    parts = [plain(str(shown.get("text") or ""))]
    for attachment in shown.get("attachments") or []:
        content = attachment.get("content")
        if isinstance(content, dict) and content.get("type") == "AdaptiveCard":
            parts.append(" ".join(texts(content)))
        elif attachment.get("contentType") != "text/html":
            parts.append(str(attachment.get("name") or ""))
            parts.append(plain(str(content.get("description") or "")) if isinstance(content, dict) else "")
    return " ".join(part for part in parts if part)


def pressable(shown: object) -> list[str]:
    """What stands on the buttons of an activity's cards, or of a card."""
    if not isinstance(shown, dict):
        return []
    if shown.get("type") == "AdaptiveCard":
        return buttons(shown)
    contents = [attachment.get("content") for attachment in shown.get("attachments") or []]
    return [title for content in contents if isinstance(content, dict) for title in buttons(content)]


def preview_text(activity: Json) -> str:
    """The line that Teams would put on a lock screen: the summary, else the first text there is."""
    for candidate in (activity.get("summary"), activity.get("text")):
        if candidate and str(candidate).strip():
            return plain(str(candidate))[:PREVIEW_LENGTH]
    for attachment in activity.get("attachments") or []:
        content = attachment.get("content")
        if isinstance(content, dict) and content.get("type") == "AdaptiveCard":
            first = plain(str(content.get("fallbackText") or "")) or next(iter(texts(content)), "")
            return (first or "Sent a card")[:PREVIEW_LENGTH]
        if attachment.get("name"):
            return str(attachment["name"])[:PREVIEW_LENGTH]
    return "Sent a message"
