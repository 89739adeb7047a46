"""The page's way to the script that plays itself: how it stands, on or off, one step."""

from __future__ import annotations

from aiohttp import web

from rehearsal import Json
from rehearsal.control.guard import BadRequest, read
from rehearsal.deeds import Refused
from rehearsal.playing import PLAYING, Playing
from rehearsal.room import ROOM

routes = web.RouteTableDef()
NOTHING: Json = {
    "title": "",
    "total": 0,
    "done": 0,
    "on": False,
    "failed": 0,
    "wrong": [],
    "next": "",
    "mine": False,
}


@routes.get("/rehearsal/api/play")
async def standing(request: web.Request) -> web.Response:
    """How the playing stands, for the person `me`."""
    playing = request.app[PLAYING].get("it")
    return web.json_response(NOTHING if playing is None else playing.shown(request.query.get("me")))


@routes.post("/rehearsal/api/play")
async def switch(request: web.Request) -> web.Response:
    """`on`: let the others play, or not; `me`: who is played by a person."""
    playing, body = _playing(request), await read(request)
    if not isinstance(body.get("on"), bool):
        raise BadRequest("Give 'on', true or false.")
    me = body.get("me")
    playing.switch(body["on"], None if me is None else request.app[ROOM].world.person(str(me)).key)
    return web.json_response({"ok": True})


@routes.post("/rehearsal/api/play/step")
async def step(request: web.Request) -> web.Response:
    """Play the next deed, whoever's it is."""
    playing = _playing(request)
    if playing.is_over:
        raise Refused("The script has been played to the end.")
    await playing.step()
    return web.json_response({"ok": True})


def _playing(request: web.Request) -> Playing:
    playing = request.app[PLAYING].get("it")
    if playing is None:
        raise Refused("No script is loaded; start the room with --script FILE.")
    return playing
