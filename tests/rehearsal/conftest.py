"""A room and a recording bot that talk to each other over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from rehearsal.room import Room, open_room
from rehearsal.scenario import build
from rehearsal.server import serve
from tests.rehearsal.bots import RecordingBot, serving

Json = dict[str, Any]


def a_scenario(**more: Any) -> Json:
    """A small tenant: chair, police and health invited; a guest who is not; a visitor without an account."""
    people: list[Json] = [
        {"key": "chair", "name": "Chair Alder", "role": "Chair"},
        {"key": "police", "name": "Police Birch", "role": "Police"},
        {"key": "health", "name": "Health Cedar", "role": "Health", "installed": False},
        {"key": "guest", "name": "Guest Dogwood", "role": "Guest"},
        {"key": "visitor", "name": "Visitor Elm", "anonymous": True},
    ]
    meeting = {
        "key": "marac",
        "title": "Rehearsal MARAC",
        "organizer": "chair",
        "presenters": ["police"],
        "invited": ["chair", "police", "health"],
        "starts": "2026-11-24T09:00:00+00:00",
    }
    return {
        "name": "test",
        "people": people,
        "groups": {"agencies": ["police", "health"]},
        "meetings": [meeting],
        "valid_domains": ["marac.example"],
    } | more


@dataclass
class Stage:
    """The room, its address, the bot, and short ways to use them."""

    room: Room
    bot: RecordingBot
    base: str
    session: aiohttp.ClientSession

    async def do(self, what: str, **body: Any) -> Json:
        """Do something through the control interface; it must be taken."""
        status, answer = await self.ask("POST", what, body)
        assert status == 200, answer
        return dict(answer)

    async def ask(self, method: str, what: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Call the control interface."""
        url = f"{self.base}/rehearsal/api/{what}"
        async with self.session.request(method, url, json=body, headers=headers) as response:
            is_json = response.content_type == "application/json"
            return response.status, await (response.json() if is_json else response.text())

    async def get(self, what: str) -> Any:
        """Read from the control interface."""
        status, answer = await self.ask("GET", what)
        assert status == 200, answer
        return answer

    async def wire(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
        """Call the room as the bot would."""
        return await self.bot.call(method, f"{self.base}{path}", body, **headers)

    @property
    def chat(self) -> str:
        """The meeting chat's id."""
        return self.room.world.meeting("marac").chat_id

    def personal(self, person: str) -> str:
        """The id of the person's 1:1 chat."""
        return self.room.world.personal_chat(person).id

    async def post(self, conversation: str, what: Json, query: str = "") -> tuple[int, Any, Any]:
        """Send as the bot."""
        return await self.wire("POST", f"/v3/conversations/{conversation}/activities{query}", what)

    async def sight(self, person: str) -> Json:
        """What a person's client holds."""
        return dict(await self.get(f"people/{person}/sight"))

    async def messages(self, person: str, conversation: str) -> list[Json]:
        """The messages of a conversation as a person sees them."""
        return list((await self.get(f"people/{person}/conversations/{conversation}"))["messages"])


async def a_stage(scenario: Json) -> AsyncIterator[Stage]:
    """A room for a scenario with a recording bot beside it."""
    async with serving(RecordingBot()) as bot:
        room = open_room(build(scenario), bot.url)
        room.limits.on = False
        async with serve(room) as base, aiohttp.ClientSession() as session:
            bot.token = room.identity.grant(
                room.world.tenant_id,
                {
                    "grant_type": "client_credentials",
                    "client_id": room.world.bot.app_id,
                    "client_secret": room.world.bot.password,
                    "scope": "https://api.botframework.com/.default",
                },
            )["access_token"]
            yield Stage(room, bot, base, session)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async for made in a_stage(a_scenario()):
        yield made
