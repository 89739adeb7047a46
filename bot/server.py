"""The HTTP face: one route for activities, two for whoever watches the bot's health.

The cheap checks come first (media type, size), then the token, and only then is the body read and trusted.
Every refusal is a short JSON body; what went wrong inside stays in the log, under a correlation id.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web

from bot.adapter import TeamsAdapter
from bot.identity import Refused, tenants_of
from bot.settings import Settings
from bot.turn import Answer, Handler
from bot.wire import MalformedActivity, decode, encode

Readiness = Callable[[], Awaitable[Sequence[str]]]
"""What is missing before the bot can do its work, as sentences; empty where it can."""

Timed = Callable[[str, float], None]
"""Hears what became of a turn (`answered`, `refused`, `failed`), and how many seconds it took."""

_log = structlog.get_logger()

# aiohttp would otherwise name its own and Python's version to every caller.
HEADERS = {"Server": "marac-bot"}


def make_app(
    settings: Settings,
    adapter: TeamsAdapter,
    handler: Handler,
    readiness: Readiness,
    extra_routes: Iterable[web.AbstractRouteDef] = (),
    timed: Timed | None = None,
) -> web.Application:
    """The web application: POST /api/messages, GET /healthz, GET /readyz, and what else is given.

    `timed` hears of each turn what became of it, and how long it took.
    """
    app = web.Application(client_max_size=settings.body_limit, middlewares=[_say_no_more])
    messages = _Messages(settings, adapter, handler, timed or _untimed)
    app.router.add_post("/api/messages", messages.take)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _Ready(readiness).report)
    app.router.add_routes(extra_routes)
    return app


def _untimed(outcome: str, seconds: float) -> None:
    """Nobody asks."""


def refusal(status: int, code: str, sentence: str, correlation_id: str | None = None) -> web.Response:
    """An error's JSON body: a code for machines and a sentence for people."""
    error: dict[str, str] = {"code": code, "message": sentence}
    if correlation_id:
        error["correlationId"] = correlation_id
    return _json(status, {"error": error})


def _json(status: int, body: Any) -> web.Response:
    return web.Response(status=status, body=encode(body), headers=HEADERS, content_type="application/json")


async def _healthz(_: web.Request) -> web.Response:
    return _json(200, {"status": "ok"})


@dataclass(frozen=True, slots=True)
class _Ready:
    readiness: Readiness

    async def report(self, _: web.Request) -> web.Response:
        try:
            problems = list(await self.readiness())
        except Exception as problem:  # noqa: BLE001 whatever it is, the answer is that the bot is not ready
            _log.error("readiness.failed", exc_info=problem)
            problems = ["What the bot needs cannot be checked; the log says where it failed."]
        if problems:
            return _json(503, {"status": "not ready", "problems": problems})
        return _json(200, {"status": "ready"})


@web.middleware
async def _say_no_more(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn whatever a route lets out into a short answer, and log where it came from."""
    try:
        return await handler(request)
    except web.HTTPException as problem:
        if problem.status < 400:
            raise
        return refusal(problem.status, problem.reason.replace(" ", ""), f"{problem.reason}.")
    except Exception as problem:  # noqa: BLE001 the last door: nothing of an error may leave but its id
        return _failed(problem, {})


def _failed(problem: Exception, identifiers: Mapping[str, Any]) -> web.Response:
    correlation_id = secrets.token_hex(8)
    _log.error("turn.failed", correlation_id=correlation_id, exc_info=problem, **identifiers)
    sentence = "Something went wrong here. Please try again, and give this id if it happens again."
    return refusal(500, "InternalError", sentence, correlation_id)


@dataclass(frozen=True, slots=True)
class _Messages:
    settings: Settings
    adapter: TeamsAdapter
    handler: Handler
    timed: Timed

    async def take(self, request: web.Request) -> web.Response:
        begun = time.perf_counter()
        response = await self._take(request, begun)
        outcome = "answered" if response.status < 400 else "refused" if response.status < 500 else "failed"
        self.timed(outcome, time.perf_counter() - begun)
        return response

    async def _take(self, request: web.Request, begun: float) -> web.Response:
        activity: Mapping[str, Any] = {}
        try:
            self._check_head(request)
            checked = await self.adapter.doorkeeper.check_token(request.headers.get("Authorization"))
            activity = await _read_activity(request)
            self.adapter.doorkeeper.admit(checked, activity)
        except Refused as refused:
            _log.warning("turn.refused", status=refused.status, code=refused.code, **_identify(activity))
            return refusal(refused.status, refused.code, refused.sentence)
        try:
            answer = await self.adapter.run(activity, self.handler)
            response = _respond(answer)
        except MalformedActivity as malformed:
            _log.warning("turn.refused", status=400, code="BadActivity", **_identify(activity))
            return refusal(400, "BadActivity", str(malformed))
        except Exception as problem:  # noqa: BLE001 the turn's last door: nothing of an error may leave but its id
            return _failed(problem, _identify(activity))
        if self.settings.log_level == "debug":
            milliseconds = round((time.perf_counter() - begun) * 1000, 1)
            _log.debug(
                "turn.answered", status=answer.status, milliseconds=milliseconds, **_identify(activity)
            )
        return response

    def _check_head(self, request: web.Request) -> None:
        if request.content_type != "application/json":
            raise Refused(415, "WrongMediaType", "Send the activity as application/json.")
        if (request.content_length or 0) > self.settings.body_limit:
            raise _too_large()


def _too_large() -> Refused:
    return Refused(413, "TooLarge", "The activity is larger than this bot takes.")


async def _read_activity(request: web.Request) -> dict[str, Any]:
    """The activity in a request's body. Raises Refused with 400 or 413."""
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge as problem:
        raise _too_large() from problem
    try:
        activity = decode(body)
    except (ValueError, RecursionError) as problem:
        raise Refused(400, "BadJson", "The body is not JSON.") from problem
    if not isinstance(activity, dict) or not isinstance(activity.get("type"), str):
        raise Refused(400, "BadActivity", "The body is not an activity: it has no “type”.")
    conversation = activity.get("conversation")
    if not isinstance(conversation, dict) or not isinstance(conversation.get("id"), str):
        raise Refused(400, "BadActivity", "The activity has no conversation with an “id”.")
    return activity


def _respond(answer: Answer) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=HEADERS)
    return _json(answer.status, answer.body)


def _identify(activity: Mapping[str, Any]) -> dict[str, Any]:
    """The identifiers of an activity for the log; nothing that somebody typed or is called."""
    if not activity:
        return {}
    sender, conversation = activity.get("from"), activity.get("conversation")
    return {
        "activity_type": activity.get("type"),
        "invoke": activity.get("name"),
        "activity_id": activity.get("id"),
        "conversation_id": conversation.get("id") if isinstance(conversation, dict) else None,
        "user_id": sender.get("id") if isinstance(sender, dict) else None,
        "tenant_id": sorted(tenants_of(activity)),
    }
