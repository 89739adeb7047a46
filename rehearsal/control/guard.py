"""The control interface's door: JSON in, JSON out, kind errors, and no page from elsewhere.

A browser names the page that a call comes from; only the room's own is let in.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from rehearsal import Json
from rehearsal.courier import CourierError
from rehearsal.deeds import Refused
from rehearsal.faults import BadFault
from rehearsal.world import NotInThisWorld

API = "/rehearsal/api/"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BadRequest(ValueError):
    """The call lacks something or has it in the wrong form; the message says what."""


@web.middleware
async def control_guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what a call can run into into an answer with one clear sentence."""
    if not request.path.startswith(API):
        return await handler(request)
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return failed(403, "Only the room's own page may call this.")
    try:
        return await handler(request)
    except NotInThisWorld as error:
        return failed(404, str(error))
    except (Refused, CourierError) as error:
        return failed(409, str(error))
    except (BadRequest, BadFault) as error:
        return failed(400, str(error))


def failed(status: int, sentence: str) -> web.Response:
    """An error as the control interface gives it."""
    return web.json_response({"ok": False, "error": sentence}, status=status)


async def read(request: web.Request) -> Json:
    """The call's JSON object; an empty body is an empty object."""
    raw = await request.read()
    if not raw:
        return {}
    if request.content_type != "application/json":
        raise BadRequest("Send JSON, with the content type application/json.")
    try:
        body: Any = json.loads(raw)
    except ValueError:
        raise BadRequest("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.")
    return body


def need(body: Json, name: str) -> str:
    """A text that the call must have."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"Give '{name}'.")
    return value
