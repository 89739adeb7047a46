"""A small world around the edge: an identity provider that really signs, and a connector that writes down.

Both listen on loopback, so every test speaks HTTP from end to end. Time and waiting are the test's to move.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import ClientResponse, ClientSession, web
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.connector import Patience, Surroundings
from bot.edge import Edge, open_edge, serving
from bot.server import make_app
from bot.settings import Settings, check
from bot.turn import Answer, Handler, Turn

APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
CHAT = "19:meeting_abc@thread.v2"
ISSUER = "https://api.botframework.com"
NOON = 1_795_000_000.0

FIRST_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SECOND_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Clock:
    """Seconds of the epoch that only `travel` moves, and the waits that somebody asked for."""

    at: float = NOON
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def travel(self, seconds: float) -> None:
        self.at += seconds

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.travel(seconds)


@dataclass(frozen=True)
class Call:
    """One request that the bot made to the connector."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Scripted:
    """An answer for the connector to give; `drop` closes the connection instead."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    text: str | None = None
    data: bytes | None = None


@dataclass
class World:
    """Identity provider and connector on one loopback server."""

    clock: Clock = field(default_factory=Clock)
    base: str = ""
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=lambda: {"key-1": FIRST_KEY})
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])
    counts: Counter[str] = field(default_factory=Counter)
    calls: list[Call] = field(default_factory=list)
    script: dict[str, deque[Scripted]] = field(default_factory=lambda: defaultdict(deque))
    token_lifetime: int = 3600
    token_status: int = 200
    openid_status: int = 200
    slow: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    silent: asyncio.Event | None = None
    clients: set[Any] = field(default_factory=set)
    admit: Callable[[str, str], int | None] | None = None

    def will_answer(self, method: str, *answers: Scripted) -> None:
        """Give these answers, in turn, to the next connector requests of this method."""
        self.script[method].extend(answers)

    def bearer(self, key: str = "key-1", **claims: Any) -> dict[str, str]:
        """An Authorization header as the channel signs it; a claim given as None is left out."""
        return {"Authorization": f"Bearer {self.token(key, **claims)}"}

    def token(self, key: str = "key-1", **claims: Any) -> str:
        now = int(self.clock.now())
        whole = {
            "iss": ISSUER,
            "aud": APP_ID,
            "serviceurl": self.base,
            "nbf": now,
            "exp": now + 3600,
        } | claims
        kept = {name: value for name, value in whole.items() if value is not None}
        signer = self.keys.get(key, SECOND_KEY)
        return jwt.encode(kept, signer, algorithm="RS256", headers={"kid": key})

    def activity(self, **fields: Any) -> dict[str, Any]:
        """A chat message in the channel's wire form; a field given as None is left out."""
        whole = {
            "type": "message",
            "id": "1700000000001",
            "timestamp": "2026-11-22T10:00:00.1234567Z",
            "serviceUrl": self.base,
            "channelId": "msteams",
            "from": {"id": "29:robin", "name": "Robin Example", "aadObjectId": "robin-aad"},
            "conversation": {
                "isGroup": True,
                "conversationType": "groupChat",
                "tenantId": TENANT,
                "id": CHAT,
            },
            "recipient": {"id": f"28:{APP_ID}", "name": "MARAC Assistant"},
            "text": "hello",
            "channelData": {"tenant": {"id": TENANT}, "meeting": {"id": "TTpM1=="}},
        } | fields
        return {name: value for name, value in whole.items() if value is not None}

    def invoke(self, name: str = "adaptiveCard/action", **fields: Any) -> dict[str, Any]:
        """An invoke in the channel's wire form."""
        return self.activity(type="invoke", name=name, text=None, **fields)

    async def openid(self, _: web.Request) -> web.Response:
        self.counts["openid"] += 1
        self.asked.set()
        if self.slow is not None:
            await self.slow.wait()
        document = {"issuer": ISSUER, "jwks_uri": f"{self.base}/keys"}
        return web.json_response(document, status=self.openid_status)

    async def jwks(self, _: web.Request) -> web.Response:
        self.counts["keys"] += 1
        published = []
        for kid, key in self.keys.items():
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            published.append(public | {"kid": kid, "use": "sig", "endorsements": self.endorsements})
        return web.json_response({"keys": published})

    async def grant(self, request: web.Request) -> web.Response:
        self.counts["token"] += 1
        form = dict(await request.post())
        self.calls.append(Call("TOKEN", request.path, {}, dict(request.headers), form))
        if self.token_status != 200:
            return web.json_response({"error": "invalid_client"}, status=self.token_status)
        number = self.counts["token"]
        body = {"token_type": "Bearer", "expires_in": self.token_lifetime, "access_token": f"t{number}"}
        return web.json_response(body)

    async def connector(self, request: web.Request) -> web.StreamResponse:
        self.counts["connector"] += 1
        if request.transport is not None:
            self.clients.add(request.transport.get_extra_info("peername"))
        raw = await request.read()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = raw
        path = request.raw_path.partition("?")[0]
        self.calls.append(Call(request.method, path, dict(request.query), dict(request.headers), body))
        if self.silent is not None:
            await self.silent.wait()
        if self.admit is not None and (seconds := self.admit(request.method, path)) is not None:
            self.counts["turned away"] += 1
            return web.Response(status=429, headers={"Retry-After": str(seconds)})
        queue = self.script[request.method]
        scripted = queue.popleft() if queue else Scripted(201, {"id": f"sent-{self.counts['connector']}"})
        if scripted.drop and request.transport is not None:
            request.transport.close()
        if scripted.data is not None:
            return web.Response(status=scripted.status, body=scripted.data, headers=scripted.headers)
        if scripted.text is not None:
            return web.Response(status=scripted.status, text=scripted.text, headers=scripted.headers)
        if scripted.body is None:
            return web.Response(status=scripted.status, headers=scripted.headers)
        return web.json_response(scripted.body, status=scripted.status, headers=scripted.headers)

    def sent(self, method: str = "POST") -> list[Call]:
        """The connector requests of this method, in order."""
        return [call for call in self.calls if call.method == method]

    def app(self) -> web.Application:
        app = web.Application(client_max_size=10 * 1024 * 1024)
        app.router.add_get("/openid", self.openid)
        app.router.add_get("/keys", self.jwks)
        app.router.add_post("/tenant/oauth2/v2.0/token", self.grant)
        app.router.add_get("/msi", self.msi)
        app.router.add_route("*", "/{route:.*}", self.connector)
        return app

    async def msi(self, request: web.Request) -> web.Response:
        self.counts["msi"] += 1
        self.calls.append(Call("MSI", request.path, dict(request.query), dict(request.headers), None))
        return web.json_response({"access_token": "managed", "expires_in": "3600"})


@asynccontextmanager
async def a_world() -> AsyncIterator[World]:
    """The identity provider and the connector, listening."""
    world = World()
    runner = web.AppRunner(world.app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    world.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield world
    finally:
        await runner.cleanup()


def settings_for(world: World, **changes: Any) -> Settings:
    """Settings of a bot in rehearsal that checks real tokens, as `make run` would set them."""
    chosen: dict[str, Any] = {
        "app_id": APP_ID,
        "app_password": "not-a-real-secret",
        "rehearsal": True,
        "port": 0,
        "openid_url": f"{world.base}/openid",
        "token_url": f"{world.base}/tenant/oauth2/v2.0/token",
        "allowed_tenants": (TENANT,),
    } | changes
    settings = Settings(_env_file=None, **chosen)
    assert check(settings) == []
    return settings


@asynccontextmanager
async def an_edge(world: World, patience: Patience | None = None, **changes: Any) -> AsyncIterator[Edge]:
    """The edge without its server, its clock and waits the world's."""
    clock = world.clock
    around = Surroundings(clock.sleep, clock.now, chance=lambda: 0.5, monotonic=clock.now)
    async with open_edge(settings_for(world, **changes), around, patience) as edge:
        yield edge


@dataclass
class Bot:
    """A bot that listens, and somebody who posts to it."""

    world: World
    address: str
    session: ClientSession
    edge: Edge

    async def post(
        self, activity: Any, headers: dict[str, str] | None = None, **kinds: Any
    ) -> tuple[int, Any]:
        """Post an activity with a good token (or these headers); status and body, parsed where JSON."""
        signed = self.world.bearer() if headers is None else headers
        what = kinds or {"json": activity}
        async with self.session.post(f"{self.address}/api/messages", headers=signed, **what) as response:
            return response.status, await read_body(response)

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.session.get(self.address + path) as response:
            return response.status, await read_body(response)


async def read_body(response: ClientResponse) -> Any:
    """A response's JSON, or its text; None for nothing."""
    text = await response.text()
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


async def no_answer(_: Turn) -> Answer | None:
    return None


async def ready() -> Sequence[str]:
    return []


@asynccontextmanager
async def a_bot(
    handler: Handler = no_answer,
    readiness: Any = ready,
    extra_routes: Iterable[web.RouteDef] = (),
    **changes: Any,
) -> AsyncIterator[Bot]:
    """A world, and a bot serving in it."""
    async with a_world() as world, an_edge(world, **changes) as edge:
        settings = settings_for(world, **changes)
        app = make_app(settings, edge.adapter, handler, readiness, extra_routes)
        async with serving(app, settings) as address, ClientSession() as session:
            yield Bot(world, address, session, edge)
