"""The rehearsal room in a process of its own, as the Teams that the bot writes to: with Teams' limits on, and
its log of every call, from which it is told afterwards what was sent when and what was turned away."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import ClientSession

from bench.council import APP_ID, OPENS_AT, TENANT
from bench.processes import HOST, free_port, plain_environment, running
from bench.product import PASSWORD, ROOT

POSTS = "/activities"


@dataclass(frozen=True, slots=True)
class Call:
    """Something that the bot asked of Teams: when it was answered, how, and to which conversation it went."""

    at: datetime
    method: str
    path: str
    status: int

    @property
    def is_post(self) -> bool:
        """It was to put a new message into a conversation."""
        return self.method == "POST" and POSTS in self.path

    @property
    def conversation(self) -> str:
        """The conversation of a post."""
        return unquote(self.path.partition("/conversations/")[2].partition("/")[0])


@dataclass(frozen=True, slots=True)
class Room:
    """The open room."""

    address: str

    @property
    def openid_url(self) -> str:
        """Where the keys of what Teams signs are found."""
        return f"{self.address}/v1/.well-known/openidconfiguration"

    @property
    def token_url(self) -> str:
        """Where the bot gets its tokens."""
        return f"{self.address}/{TENANT}/oauth2/v2.0/token"

    async def chats(self) -> Mapping[str, tuple[str, str]]:
        """Each person's id in Teams, and their chat with the bot."""
        people = (await self._asked("state"))["people"]
        return {
            person["key"]: (person["teams_id"], chat["id"])
            for person in people
            for chat in person["conversations"]
            if chat["kind"] == "personal"
        }

    async def calls(self) -> list[Call]:
        """All that the bot has asked so far, in its order."""
        return [
            Call(datetime.fromisoformat(one["at"]), one["method"], one["path"], one["status"])
            for one in await self._asked("traffic")
            if not one["to_bot"]
        ]

    async def _asked(self, what: str) -> Any:
        async with ClientSession() as session, session.get(f"{self.address}/rehearsal/api/{what}") as answer:
            answer.raise_for_status()
            return await answer.json()


@asynccontextmanager
async def open_room(people: Iterable[str], work: Path, core: int | None) -> AsyncIterator[Room]:
    """A room with these people until the block ends, each with the app. Raises NotStarted."""
    scenario, port = work / "room.json", free_port()
    scenario.write_text(json.dumps(_world(list(people))), encoding="utf-8")
    command = [sys.executable, "-m", "rehearsal", "--port", str(port), "--scenario", str(scenario)]
    env = plain_environment() | {"PYTHONPATH": str(ROOT)}
    log = work / "room.log"
    async with running(command, port=port, core=core, log=log, env=env, cwd=work):
        yield Room(f"http://{HOST}:{port}")


def _world(people: list[str]) -> Mapping[str, Any]:
    """The room's scenario; of its one meeting nothing is played."""
    meeting = {"key": "meeting", "title": "A meeting", "organizer": people[0], "invited": people[:1]}
    return {
        "name": "bench",
        "tenant": TENANT,
        "bot": {"app_id": APP_ID, "password": PASSWORD},
        "people": [{"key": key, "name": f"Person {key}"} for key in people],
        "meetings": [meeting | {"starts": OPENS_AT.isoformat()}],
    }
