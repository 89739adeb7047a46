"""The identity provider's routes: OpenID configuration, keys, and tokens for the bot."""

from __future__ import annotations

from aiohttp import web

from rehearsal import Json
from rehearsal.identity import TokenRefused
from rehearsal.room import ROOM

routes = web.RouteTableDef()


@routes.get("/v1/.well-known/openidconfiguration")
async def configuration(request: web.Request) -> web.Response:
    """Where the keys are and who issues."""
    room = request.app[ROOM]
    return web.json_response(room.identity.metadata(room.service_url.rstrip("/")))


@routes.get("/keys")
async def keys(request: web.Request) -> web.Response:
    """The keys that are good now."""
    return web.json_response(request.app[ROOM].identity.key_set())


@routes.post("/{tenant}/oauth2/v2.0/token")
async def token(request: web.Request) -> web.Response:
    """A token for the bot's calls, for its id and secret."""
    form: Json = dict(await request.post())
    try:
        return web.json_response(request.app[ROOM].identity.grant(request.match_info["tenant"], form))
    except TokenRefused as error:
        body = {"error": error.code, "error_description": str(error)}
        return web.json_response(body, status=error.status)
