"""The activities that Teams sends to a bot, in the shapes they have on the wire.

Join and leave carry no id, and start and end carry the chat's id in `value.Id`, as in Teams; a bot that
leans on more than Teams gives is found out here.
"""

from __future__ import annotations

import html
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rehearsal import Json
from rehearsal.clock import wire_time
from rehearsal.world import PERSONAL, Conversation, Meeting, Message, Person, World

MEETING_EVENT = "application/vnd.microsoft.meeting"
FILE_INFO = "application/vnd.microsoft.teams.file.download.info"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where activities are written: whose world, for which service URL, at what time."""

    world: World
    service_url: str
    now: datetime

    def message(self, person: Person, conversation: Conversation, activity_id: str, text: str) -> Json:
        """Something typed, with the HTML twin that Teams adds to it."""
        body = self._base("message", person, conversation, activity_id)
        mention = f"@{self.world.bot.name}"
        body["text"] = text.replace(mention, f"<at>{self.world.bot.name}</at>")
        body["textFormat"] = "plain"
        body["attachments"] = [{"contentType": "text/html", "content": f"<p>{html.escape(text)}</p>"}]
        if mention in text:
            mentioned = {"id": self.world.bot.teams_id, "name": self.world.bot.name}
            body["entities"].append(
                {"type": "mention", "mentioned": mentioned, "text": f"<at>{self.world.bot.name}</at>"}
            )
        return body

    def submit(
        self, person: Person, message: Message, activity_id: str, value: Json, text: str | None
    ) -> Json:
        """What an Action.Submit sends: a message without text, holding the data and the inputs."""
        body = self._base("message", person, self.world.conversation(message.conversation), activity_id)
        body["value"] = value
        if text is not None:
            body |= {"text": text, "textFormat": "plain"}
        return self._about(body, message)

    def invoke(
        self, person: Person, conversation: Conversation, name: str, value: Json, about: str | None
    ) -> Json:
        """An invoke, whose answer is the HTTP answer; `about` is the id of the message it comes from."""
        body = self._base("invoke", person, conversation, f"f:{secrets.token_hex(16)}")
        body |= {"name": name, "value": value}
        if about is not None:
            body["replyToId"] = about
            body["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": about}}
        return body

    def _about(self, body: Json, message: Message) -> Json:
        body["replyToId"] = message.id
        body["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": message.id}}
        return body

    def edited(self, person: Person, message: Message, text: str, event: str = "editMessage") -> Json:
        """A message's new text, or its coming back after a deletion (`undeleteMessage`)."""
        body = self.message(person, self.world.conversation(message.conversation), message.id, text)
        body["type"] = "messageUpdate"
        body["channelData"]["eventType"] = event
        return body

    def deleted(self, person: Person, message: Message) -> Json:
        """A person's deletion of what they wrote."""
        body = self._base("messageDelete", person, self.world.conversation(message.conversation), message.id)
        body["channelData"]["eventType"] = "softDeleteMessage"
        return body

    def file(self, person: Person, conversation: Conversation, activity_id: str, name: str, url: str) -> Json:
        """A file dropped into the chat; its bytes wait at `downloadUrl`."""
        body = self._base("message", person, conversation, activity_id)
        content = {
            "downloadUrl": url,
            "uniqueId": secrets.token_hex(16),
            "fileType": name.rpartition(".")[2].lower(),
        }
        info = {"contentType": FILE_INFO, "contentUrl": url, "name": name, "content": content}
        twin = {"contentType": "text/html", "content": f"<p>{html.escape(name)}</p>"}
        return body | {"attachments": [info, twin]}

    def members(
        self, person: Person, conversation: Conversation, added: Iterable[str], removed: Iterable[str]
    ) -> Json:
        """People, or the bot itself, coming into a conversation or out of it."""
        body = self._base("conversationUpdate", person, conversation, f"f:{secrets.token_hex(16)}")
        for field, ids in (("membersAdded", list(added)), ("membersRemoved", list(removed))):
            if ids:
                body[field] = [self._account(i) for i in ids]
        return body

    def _account(self, teams_id: str) -> Json:
        person = self.world.person_by_id(teams_id)
        return {"id": teams_id} | (
            {"aadObjectId": person.aad_object_id} if person and person.aad_object_id else {}
        )

    def installation(self, person: Person, conversation: Conversation, action: str) -> Json:
        """The app installed (`add`) or taken away (`remove`) by somebody."""
        body = self._base("installationUpdate", person, conversation, f"f:{secrets.token_hex(16)}")
        return body | {"action": action}

    def meeting_edge(self, meeting: Meeting, started: bool) -> Json:
        """The meeting's start or end."""
        body = self._event(meeting, self.world.person(meeting.organizer), "Start" if started else "End")
        body["id"] = secrets.token_hex(8)
        body["value"] = {
            "MeetingType": meeting.kind,
            "Title": meeting.title,
            "Id": meeting.chat_id,
            "JoinUrl": meeting.join_url,
            "StartTime" if started else "EndTime": wire_time(self.now),
        }
        return body

    def presence(self, meeting: Meeting, person: Person, joined: bool) -> Json:
        """Somebody's coming or going; the activity has no id, and the organizer speaks for the anonymous."""
        speaker = self.world.person(meeting.organizer) if person.is_anonymous else person
        body = self._event(meeting, speaker, "ParticipantJoin" if joined else "ParticipantLeave")
        user: Json = {"id": person.teams_id, "name": person.name, "userRole": person.user_role}
        if not person.is_anonymous:
            user |= member_details(person)
        role = {"inMeeting": joined, "role": meeting.role_of(person.key)}
        body["value"] = {"members": [{"user": user, "meeting": role}]}
        return body

    def _event(self, meeting: Meeting, person: Person, what: str) -> Json:
        body = self._base("event", person, self.world.conversation(meeting.chat_id), None)
        return body | {"name": f"{MEETING_EVENT}{what}"}

    def _base(self, kind: str, person: Person, conversation: Conversation, activity_id: str | None) -> Json:
        channel: Json = {"tenant": {"id": self.world.tenant_id}}
        if conversation.meeting is not None:
            channel["meeting"] = {"id": self.world.meeting(conversation.meeting).meeting_id}
        sender: Json = {"id": person.teams_id, "name": person.name}
        if person.aad_object_id is not None:
            sender["aadObjectId"] = person.aad_object_id
        body: Json = {
            "type": kind,
            "timestamp": wire_time(self.now),
            "localTimestamp": self.now.isoformat(timespec="milliseconds"),
            "localTimezone": "Europe/London",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": sender,
            "conversation": conversation_account(self.world, conversation),
            "recipient": {"id": self.world.bot.teams_id, "name": self.world.bot.name},
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": "en-GB",
                    "country": "GB",
                    "platform": "Web",
                    "timezone": "Europe/London",
                }
            ],
            "channelData": channel,
            "locale": "en-GB",
        }
        return body if activity_id is None else {"id": activity_id} | body


def conversation_account(world: World, conversation: Conversation) -> Json:
    """The conversation as an activity names it."""
    account: Json = {
        "conversationType": conversation.kind,
        "tenantId": world.tenant_id,
        "id": conversation.id,
    }
    return account if conversation.kind == PERSONAL else {"isGroup": True} | account


def member_details(person: Person) -> Json:
    """A person with an account, as the roster shows them."""
    given, _, surname = person.name.partition(" ")
    return {
        "id": person.teams_id,
        "name": person.name,
        "givenName": given,
        "surname": surname,
        "email": person.email,
        "userPrincipalName": person.email,
        "tenantId": person.tenant_id,
        "userRole": person.user_role,
        "objectId": person.aad_object_id,
        "aadObjectId": person.aad_object_id,
    }
