"""Serve a room on loopback: the wire for the bot, the control interface, and the page.

It binds to 127.0.0.1 and to nothing else: a rehearsal is nobody's business outside the machine.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from rehearsal import pages
from rehearsal.control import acting, choosing, doings, reads, stagecraft
from rehearsal.control.choosing import CHOICE, Choice
from rehearsal.control.guard import control_guard
from rehearsal.playing import PACE_S, PLAYING, ready_to_play
from rehearsal.room import ROOM, Room
from rehearsal.wire import connector, files, meetings
from rehearsal.wire import identity as identity_routes
from rehearsal.wire.guard import guard, loopback_only

BODY_LIMIT_BYTES = 32 * 1024 * 1024
PARTS = (connector, meetings, identity_routes, files, reads, doings, stagecraft, acting, choosing, pages)


def build_app(room: Room, renderer: Path | None = None, scenario: str = "") -> web.Application:
    """The application that serves a room; `renderer` is Microsoft's script, if not in its usual place."""
    middlewares = [loopback_only, control_guard, guard]
    app = web.Application(middlewares=middlewares, client_max_size=BODY_LIMIT_BYTES)
    app[ROOM] = room
    app[PLAYING] = {}
    app[CHOICE] = Choice(scenario)
    app[pages.RENDERER_FILE] = renderer or pages.RENDERER
    for part in PARTS:
        app.add_routes(part.routes)
    app.on_shutdown.append(_say_goodbye)
    return app


async def _say_goodbye(app: web.Application) -> None:
    app[ROOM].bus.publish("closing")


@asynccontextmanager
async def serve(
    room: Room,
    port: int = 0,
    renderer: Path | None = None,
    script: Path | None = None,
    pace_s: float = PACE_S,
    scenario: str = "",
) -> AsyncIterator[str]:
    """Serve a room on a loopback port (0: any free one) while the block lasts; gives the address.

    `script` is laid out for the page to play, with `pace_s` seconds between deeds; `scenario` names the one
    that is open, where it is one of the room's own.
    """
    async with aiohttp.ClientSession() as session:
        room.courier.session = session
        app = build_app(room, renderer, scenario)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            room.courier.service_url = f"{base}/"
            async with ready_to_play(app, room, base, script, pace_s):
                yield base
        finally:
            await runner.cleanup()
