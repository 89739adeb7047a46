"""Which rehearsal comes next: somebody at the page asks for another, and whoever opened the room begins it.

A room is one world from beginning to end. So it does not change into another; it passes the wish on, and is
closed and opened anew by the one who also starts the bot. Where nobody listens, nothing is offered.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from rehearsal import Json
from rehearsal.control.guard import BadRequest, need, read
from rehearsal.deeds import Refused
from rehearsal.scenario import names, title_of

routes = web.RouteTableDef()
ALONE = "This room was opened by itself. Open another with python -m rehearsal --scenario and its name."


@dataclass(slots=True)
class Choice:
    """The scenario that is open, and those who wait to hear which is wanted next."""

    here: str = ""
    _waiting: set[asyncio.Future[str]] = field(default_factory=set)

    def shown(self) -> list[Json]:
        """What can be chosen, with the scenario that is open; nothing where nobody would begin another."""
        if not self._waiting or self.here not in names():
            return []
        return [{"name": name, "title": title_of(name), "here": name == self.here} for name in names()]

    async def wanted(self) -> str:
        """Wait until another scenario is asked for."""
        wish: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.add(wish)
        try:
            return await wish
        finally:
            self._waiting.discard(wish)

    def ask(self, name: str) -> None:
        """Ask for a scenario, also for the same one from its beginning. Raises BadRequest for one that is not
        there, Refused where nobody listens."""
        if name not in names():
            raise BadRequest(f"There is no rehearsal “{name}”. There are: {', '.join(names())}.")
        if not self._waiting:
            raise Refused(ALONE)
        for wish in self._waiting:
            if not wish.done():
                wish.set_result(name)


CHOICE = web.AppKey("choice", Choice)


@routes.post("/rehearsal/api/scenarios")
async def ask(request: web.Request) -> web.Response:
    """Ask for the scenario `name`: the room closes, and opens again with it."""
    request.app[CHOICE].ask(need(await read(request), "name"))
    return web.json_response({"ok": True})


@routes.get("/rehearsal/api/scenarios/wanted")
async def wanted(request: web.Request) -> web.StreamResponse:
    """Answers once another scenario is asked for, with its name; for whoever opened the room."""
    response = web.StreamResponse()
    # Whoever opened the room may close it at any moment, the first of this answer included.
    with suppress(ConnectionError):
        await response.prepare(request)
        await response.write((await request.app[CHOICE].wanted()).encode())
        await response.write_eof()
    return response
