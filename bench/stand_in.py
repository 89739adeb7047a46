"""Stands in for Teams with as little work as possible: connector, identity provider, keys.

Every post is accepted at once. While somebody listens, what was posted is kept with the moment at which it
came in, and by whom. Limits are enforced where they are given; else only the bot's own are at work.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from bench.council import TENANT
from bench.processes import HOST
from rehearsal.limits import Limits

ISSUER = "https://api.botframework.com"
KEY_ID = "bench-key"


@dataclass(frozen=True, slots=True)
class Post:
    """Something a bot sent: when it came in (seconds of `perf_counter`), how, where and what; `by` is the
    password with which that bot had asked for its token."""

    at: float
    method: str
    conversation: str
    body: bytes
    by: str = ""

    def says(self, words: str) -> bool:
        """Whether these words stand in it."""
        return words in json.dumps(json.loads(self.body), ensure_ascii=False)


@dataclass(slots=True)
class StandIn:
    """The loopback side."""

    app_id: str
    limits: Limits | None = None
    address: str = ""
    turned_away: int = 0
    sent: int = 0
    listening: bool = False
    posts: list[Post] = field(default_factory=list)
    _key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    @property
    def openid_url(self) -> str:
        """Where the keys of its tokens are found."""
        return f"{self.address}/openid"

    @property
    def token_url(self) -> str:
        """Where the bot gets its own tokens."""
        return f"{self.address}/{TENANT}/oauth2/v2.0/token"

    def listen(self) -> None:
        """Keep what is posted from now on, and forget what was kept."""
        self.listening = True
        self.posts = []

    def token(self, number: int) -> str:
        """A bearer token as Teams signs them; each `number` gives another, so that none is known already."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": self.app_id,
            "serviceurl": self.address,
            "nbf": now - 10,
            "exp": now + 3600,
            "jti": str(number),
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": KEY_ID})

    def routes(self) -> list[web.RouteDef]:
        """What a bot asks of Teams."""
        activities = "/v3/conversations/{conversation}/activities"
        return [
            web.post(activities, self._post),
            web.post(activities + "/{activity}", self._post),
            web.put(activities + "/{activity}", self._post),
            web.post("/{tenant}/oauth2/v2.0/token", self._grant),
            web.get("/openid", self._openid),
            web.get("/keys", self._keys),
        ]

    async def _post(self, request: web.Request) -> web.Response:
        body, conversation = await request.read(), request.match_info["conversation"]
        wait = self.limits.admit(("send", conversation), ("tenant", "one")) if self.limits else None
        if wait is not None:
            self.turned_away += 1
            return web.Response(status=429, headers={"Retry-After": str(wait)})
        self.sent += 1
        if self.listening:
            by = request.headers.get("Authorization", "").removeprefix("Bearer ")
            self.posts.append(Post(time.perf_counter(), request.method, conversation, body, by))
        return web.json_response({"id": request.match_info.get("activity") or f"a-{self.sent}"}, status=201)

    async def _grant(self, request: web.Request) -> web.Response:
        secret = str((await request.post()).get("client_secret"))
        granted = {"token_type": "Bearer", "expires_in": 86399, "access_token": secret}
        return web.json_response(granted)

    async def _openid(self, _: web.Request) -> web.Response:
        where: dict[str, Any] = {"issuer": ISSUER, "jwks_uri": f"{self.address}/keys"}
        return web.json_response({**where, "id_token_signing_alg_values_supported": ["RS256"]})

    async def _keys(self, _: web.Request) -> web.Response:
        numbers = self._key.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "kid": KEY_ID,
            "n": _base64_of(numbers.n),
            "e": _base64_of(numbers.e),
            "endorsements": ["msteams"],
        }
        return web.json_response({"keys": [key]})


def _base64_of(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@asynccontextmanager
async def standing_in(app_id: str, limits: Limits | None = None) -> AsyncIterator[StandIn]:
    """The loopback side, serving until the block ends."""
    stand_in = StandIn(app_id, limits)
    app = web.Application()
    app.router.add_routes(stand_in.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, 0).start()
        stand_in.address = f"http://{HOST}:{runner.addresses[0][1]}"
        yield stand_in
    finally:
        await runner.cleanup()
