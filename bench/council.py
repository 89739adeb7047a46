"""The made-up council that is measured: forty people of twelve agencies, and the activities they send.

The same people, meetings and activities at every run. Nobody in it exists.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

AREA = "lincolnshire"
TENANT = "bench-tenant"
APP_ID = "bench-app"
CHAT = "19:bench-meeting@thread.v2"
OPENS_AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PEOPLE = 40
AGENCY_TYPES = (
    "police",
    "probation",
    "childrens-services",
    "education",
    "mental-health",
    "adult-social-care",
    "idva",
    "housing",
    "district-council",
    "drug-and-alcohol",
    "health-0-19",
    "gp",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roll: the chair, one of two administrators, or an agency's representative."""

    number: int

    @property
    def key(self) -> str:
        """Their key in the register."""
        return f"person-{self.number:02}"

    @property
    def teams_id(self) -> str:
        """Their id in Teams."""
        return f"29:{self.key}"

    @property
    def conversation(self) -> str:
        """Their chat with the bot."""
        return f"a:{self.key}"

    @property
    def is_chair(self) -> bool:
        """Chairs."""
        return self.number == 0

    @property
    def is_administrator(self) -> bool:
        """Administers."""
        return self.number in (1, 2)

    @property
    def agency_type(self) -> str:
        """The type of their agency; there is one agency of each."""
        return AGENCY_TYPES[self.number % len(AGENCY_TYPES)]


def people() -> list[Person]:
    """Everybody, the chair first and then the administrators."""
    return [Person(number) for number in range(PEOPLE)]


def runs_it(person: Person) -> bool:
    """Hears of quoracy lost and regained."""
    return person.is_chair or person.is_administrator


def press(
    service_url: str, person: Person, number: int, verb: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Somebody presses a button in their chat with the bot: the activity with this `number`."""
    action = {"type": "Action.Execute", "verb": verb, "data": dict(data)}
    value = {"action": action, "trigger": "manual"}
    return {
        **_activity(service_url, person, f"press-{number}"),
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": value,
        "conversation": {
            "conversationType": "personal",
            "tenantId": TENANT,
            "id": person.conversation,
        },
    }


def movement(service_url: str, person: Person, number: int, name: str) -> dict[str, Any]:
    """Teams reports that somebody came or went: `name` is meetingParticipantJoin or …Leave."""
    user = {"id": person.teams_id, "aadObjectId": f"aad-{person.key}", "tenantId": TENANT}
    member = {"user": user, "meeting": {"inMeeting": name.endswith("Join"), "role": "Attendee"}}
    return {
        **_activity(service_url, person, f"event-{number}"),
        "type": "event",
        "name": f"application/vnd.microsoft.{name}",
        "timestamp": f"2026-11-25T09:00:00.{number:06}Z",
        "value": {"members": [member]},
        "conversation": {"conversationType": "groupChat", "isGroup": True, "tenantId": TENANT, "id": CHAT},
    }


def message(service_url: str, person: Person, number: int) -> dict[str, Any]:
    """Somebody writes in the meeting chat, as the echoes are asked."""
    return {
        **_activity(service_url, person, f"message-{number}"),
        "type": "message",
        "text": f"hello {number}",
        "conversation": {"conversationType": "groupChat", "isGroup": True, "tenantId": TENANT, "id": CHAT},
    }


def _activity(service_url: str, person: Person, key: str) -> dict[str, Any]:
    return {
        "id": key,
        "timestamp": "2026-11-25T09:00:00.000Z",
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": {"id": person.teams_id, "name": person.key, "aadObjectId": f"aad-{person.key}"},
        "recipient": {"id": f"28:{APP_ID}", "name": "bot"},
        "channelData": {"tenant": {"id": TENANT}},
    }


def to_bytes(activity: Mapping[str, Any]) -> bytes:
    """The activity as it goes over the wire."""
    return json.dumps(activity).encode()
