"""The people, meetings and conversations of a rehearsal, held in memory.

The world knows who may see what and nothing of HTTP. It refuses to invent: whoever asks for a person,
meeting or conversation that is not there gets `NotInThisWorld`, with the names that are.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from rehearsal import Json

BOT = "bot"
"""The author's key of a message that the bot wrote."""

PERSONAL = "personal"
GROUP = "groupChat"


class NotInThisWorld(LookupError):
    """Somebody or something was named that the scenario does not have."""


def stable_uuid(*parts: str) -> str:
    """The same UUID for the same words, so that a scenario needs to spell out none."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "rehearsal:" + "/".join(parts)))


def stable_token(*parts: str) -> str:
    """An opaque, URL-safe token, the same for the same words."""
    digest = hashlib.sha256("/".join(parts).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(slots=True)
class Bot:
    """The bot as the tenant knows it."""

    app_id: str
    password: str
    name: str

    @property
    def teams_id(self) -> str:
        """The bot's id on the wire."""
        return f"28:{self.app_id}"


@dataclass(slots=True)
class Person:
    """Somebody who can be in a chat or a meeting; without `aad_object_id` they are anonymous."""

    key: str
    name: str
    teams_id: str
    aad_object_id: str | None
    email: str
    role: str
    tenant_id: str
    installed: bool
    user_role: str = "user"

    @property
    def is_anonymous(self) -> bool:
        """Whether the person joined by link, without an account."""
        return self.aad_object_id is None


@dataclass(slots=True)
class Meeting:
    """A scheduled meeting and who is in it; its chat is a conversation with the same members."""

    key: str
    title: str
    chat_id: str
    meeting_id: str
    join_url: str
    kind: str
    organizer: str
    starts: datetime
    ends: datetime
    presenters: set[str] = field(default_factory=set)
    installed: bool = True
    running: bool = False
    present: dict[str, datetime] = field(default_factory=dict)

    def role_of(self, person: str) -> str:
        """Teams' word for the person's role in this meeting."""
        if person == self.organizer:
            return "Organizer"
        return "Presenter" if person in self.presenters else "Attendee"


@dataclass(slots=True)
class View:
    """The card that one person's client shows in place of the base card."""

    card: Json | None
    version: int
    at: datetime


@dataclass(slots=True)
class Message:
    """One message and all that has been made of it."""

    id: str
    conversation: str
    author: str
    activity: Json
    at: datetime
    only_for: str | None = None
    version: int = 1
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    views: dict[str, View] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    consent: str | None = None

    def card_for(self, person: str, attachment: int) -> Json | None:
        """The adaptive card that this person's client shows at that place among the attachments."""
        view = self.views.get(person)
        if view is not None and view.version == self.version and view.card is not None:
            return view.card
        return self.base_cards().get(attachment)

    def base_cards(self) -> dict[int, Json]:
        """The base adaptive cards, which everybody can see, by their place among the attachments."""
        attachments = self.activity.get("attachments") or []
        return {
            place: attachment["content"]
            for place, attachment in enumerate(attachments)
            if attachment.get("contentType") == "application/vnd.microsoft.card.adaptive"
        }


@dataclass(slots=True)
class Conversation:
    """A 1:1 chat with the bot, or a meeting's chat."""

    id: str
    kind: str
    title: str
    person: str | None = None
    meeting: str | None = None
    members: dict[str, datetime | None] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    def message(self, message_id: str) -> Message | None:
        """The message with that id, if this conversation has it."""
        return next((m for m in reversed(self.messages) if m.id == message_id), None)


@dataclass(slots=True)
class Form:
    """The form (task module) that a person has open."""

    person: str
    conversation: str
    message: str
    title: str
    card: Json | None
    url: str | None = None
    width: object = None
    height: object = None
    note: str | None = None


@dataclass(slots=True)
class World:
    """The whole tenant."""

    title: str
    tenant_id: str
    bot: Bot
    people: dict[str, Person]
    meetings: dict[str, Meeting]
    groups: dict[str, list[str]] = field(default_factory=dict)
    valid_domains: list[str] = field(default_factory=list)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    stage: dict[str, Json] = field(default_factory=dict)
    last_activity_ms: int = 0

    def person(self, key: str) -> Person:
        """The person with that key."""
        if key not in self.people:
            raise NotInThisWorld(f"Nobody here is called '{key}'. There are: {', '.join(self.people)}.")
        return self.people[key]

    def person_by_id(self, any_id: str) -> Person | None:
        """The person with that Teams id or AAD object id; e-mail addresses are not ids."""
        return next((p for p in self.people.values() if any_id in (p.teams_id, p.aad_object_id)), None)

    def meeting(self, key: str) -> Meeting:
        """The meeting with that key."""
        if key not in self.meetings:
            raise NotInThisWorld(f"There is no meeting '{key}'. There are: {', '.join(self.meetings)}.")
        return self.meetings[key]

    def meeting_by_id(self, meeting_id: str) -> Meeting | None:
        """The meeting with that Teams meeting id."""
        return next((m for m in self.meetings.values() if m.meeting_id == meeting_id), None)

    def conversation(self, conversation_id: str) -> Conversation:
        """The conversation with that id."""
        if conversation_id not in self.conversations:
            raise NotInThisWorld(f"There is no conversation '{conversation_id}'.")
        return self.conversations[conversation_id]

    def personal_chat(self, person: str) -> Conversation:
        """The person's 1:1 chat with the bot, made on first use."""
        conversation_id = "a:1" + stable_token(self.tenant_id, "personal", person)
        if conversation_id not in self.conversations:
            self.conversations[conversation_id] = Conversation(
                conversation_id, PERSONAL, self.bot.name, person=person, members={person: None}
            )
        return self.conversations[conversation_id]

    def conversations_of(self, person: str) -> list[Conversation]:
        """What the person's chat list shows: meeting chats first, then the 1:1 with the bot."""
        chats = [c for c in self.conversations.values() if self.may_see(person, c)]
        return sorted(chats, key=lambda c: (c.kind == PERSONAL, c.title))

    def may_see(self, person: str, conversation: Conversation) -> bool:
        """Whether the conversation is open to the person now."""
        if person in conversation.members:
            return True
        return conversation.meeting is not None and person in self.meetings[conversation.meeting].present

    def sees(self, person: str, message: Message) -> bool:
        """Whether the message is in what the person's client shows."""
        conversation = self.conversation(message.conversation)
        if not self.may_see(person, conversation):
            return False
        if message.only_for is not None and message.only_for != person:
            return False
        since = conversation.members.get(person)
        if person not in conversation.members and conversation.meeting is not None:
            since = self.meetings[conversation.meeting].present.get(person)
        return since is None or message.at >= since

    def audience(self, conversation: Conversation) -> list[str]:
        """The keys of everybody to whom the conversation is open now."""
        return [key for key in self.people if self.may_see(key, conversation)]

    def next_activity_id(self, now: datetime) -> str:
        """A fresh id in Teams' form: milliseconds, never the same twice."""
        self.last_activity_ms = max(self.last_activity_ms + 1, int(now.timestamp() * 1000))
        return str(self.last_activity_ms)
