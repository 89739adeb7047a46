"""What every call of the bot passes: faults asked for, the bearer token, the limits; and the log.

The room listens on loopback only and answers only under loopback's names, so that no page on the internet can
reach it through a borrowed host name.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from rehearsal.faults import Fault
from rehearsal.identity import TokenRefused
from rehearsal.room import ROOM, Room
from rehearsal.wire.errors import WireError, no_conversation
from rehearsal.world import NotInThisWorld

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer under loopback's names alone."""
    name = request.host.rpartition(":")[0] if ":" in request.host.rpartition("]")[2] else request.host
    if name not in LOOPBACK:
        raise web.HTTPForbidden(text="The rehearsal room answers on loopback only.")
    return await handler(request)


def is_wire(path: str) -> bool:
    """Whether a path is one that Teams or its identity provider has."""
    return path.startswith(("/v3/", "/v1/", "/keys", "/files/")) or path.endswith("/oauth2/v2.0/token")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let the bot's calls through as Teams would, and log them."""
    if not is_wire(request.path):
        return await handler(request)
    room, started = request.app[ROOM], time.perf_counter()
    body = await request.read()
    response = await _answer(room, request, handler)
    content = response.body if isinstance(response, web.Response) else None
    room.traffic.add(
        room.clock.now(),
        to_bot=False,
        method=request.method,
        path=request.path_qs,
        status=response.status,
        request=body,
        response=content if isinstance(content, bytes) else b"",
        ms=(time.perf_counter() - started) * 1000,
    )
    return response


async def _answer(room: Room, request: web.Request, handler: Handler) -> web.StreamResponse:
    fault = room.faults.meet(request.method, request.path)
    try:
        if fault is not None:
            await asyncio.sleep(fault.delay_ms / 1000)
            if not fault.after:
                _raise(fault)
        _admit(room, request)
        response = await handler(request)
        if fault is not None:
            _raise(fault)
    except WireError as error:
        return error.response()
    except NotInThisWorld:
        return no_conversation(request.match_info.get("conversation", "")).response()
    except web.HTTPException as error:
        return WireError(error.status, "ServiceError", f"{error.reason}: {request.path}").response()
    return response


def _raise(fault: Fault) -> None:
    if fault.status is not None:
        raise WireError(fault.status, fault.code, fault.message, fault.retry_after)


def _admit(room: Room, request: web.Request) -> None:
    if not request.path.startswith(("/v3/", "/v1/meetings/")):
        return
    if room.check_bearer:
        try:
            room.identity.check_bearer(request.headers.get("Authorization"))
        except TokenRefused as error:
            raise WireError(401, error.code, str(error)) from error
    buckets = [("tenant", room.world.tenant_id)]
    conversation = request.match_info.get("conversation")
    if conversation is not None:
        buckets.append(("send" if "/activities" in request.path else "members", conversation))
    wait = room.limits.admit(*buckets)
    if wait is not None:
        raise WireError(429, "Throttled", "Too many requests; wait before the next.", wait)
