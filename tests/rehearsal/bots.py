"""A small bot over real HTTP that records what reaches it and answers as a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

Json = dict[str, Any]
Answer = Callable[["RecordingBot", Json], Awaitable[Any]]


def card(*texts: str, **more: Any) -> Json:
    """An adaptive card with those texts."""
    body = [{"type": "TextBlock", "text": text, "wrap": True} for text in texts]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body} | more


def message(content: Json, **more: Any) -> Json:
    """A message holding a card."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    return {"type": "message", "attachments": [attachment]} | more


def card_reply(content: Json) -> Json:
    """The answer to an Action.Execute that shows a card."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": content}


def form_reply(title: str, content: Json) -> Json:
    """The answer to a task/fetch that opens a form."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    return {"task": {"type": "continue", "value": {"title": title, "card": attachment, "width": "medium"}}}


@dataclass
class RecordingBot:
    """What has reached the bot, and what it answers (by invoke name or activity type)."""

    answers: dict[str, Answer] = field(default_factory=dict)
    activities: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    clock: list[str] = field(default_factory=list)
    status: int = 200
    url: str = ""
    token: str = ""
    stall: asyncio.Event | None = None
    session: aiohttp.ClientSession | None = None

    async def messages(self, request: web.Request) -> web.Response:
        """Take an activity."""
        self.bodies.append(await request.read())
        self.headers.append(dict(request.headers))
        activity = await request.json()
        self.activities.append(activity)
        if self.stall is not None:
            await self.stall.wait()
        if self.status != 200:
            return web.Response(status=self.status)
        answer = self.answers.get(activity.get("name") or activity["type"])
        body = await answer(self, activity) if answer else None
        return web.json_response(body) if body is not None else web.Response()

    async def set_clock(self, request: web.Request) -> web.Response:
        """Follow the room's clock."""
        self.clock.append((await request.json())["now"])
        return web.Response()

    async def call(self, method: str, url: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
        """Call Teams with the bot's token; gives status, JSON body and headers."""
        assert self.session is not None
        headers = {"Authorization": f"Bearer {self.token}"} | headers
        async with self.session.request(method, url, json=body, headers=headers) as response:
            raw = await response.read()
            is_json = response.content_type == "application/json" and raw
            return response.status, (await response.json()) if is_json else raw, response.headers

    async def say(self, activity: Json, text: str) -> str:
        """Write into the conversation that an activity came from."""
        return await self.send(activity, {"type": "message", "text": text})

    async def send(self, activity: Json, what: Json) -> str:
        """Send an activity into the conversation that another came from; gives its id."""
        where = f"{activity['serviceUrl']}v3/conversations/{activity['conversation']['id']}/activities"
        status, body, _ = await self.call("POST", where, what)
        assert status == 201, body
        return str(body["id"])

    async def put(self, activity: Json, message_id: str, what: Json) -> None:
        """Put something else in the place of one of its messages."""
        where = f"{activity['serviceUrl']}v3/conversations/{activity['conversation']['id']}/activities"
        status, body, _ = await self.call("PUT", f"{where}/{message_id}", what)
        assert status == 200, body


@asynccontextmanager
async def serving(bot: RecordingBot) -> AsyncIterator[RecordingBot]:
    """The bot, served on loopback while the block lasts."""
    app = web.Application()
    app.router.add_post("/api/messages", bot.messages)
    app.router.add_post("/rehearsal/clock", bot.set_clock)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    async with aiohttp.ClientSession() as session:
        bot.session = session
        try:
            yield bot
        finally:
            await runner.cleanup()
