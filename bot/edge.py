"""Puts the edge together from settings, and opens and closes it: sessions, connector, door, adapter, server.

The one place that knows which part gets which setting; what the bot talks about is handed in as a handler.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bot.adapter import TeamsAdapter
from bot.bearer import Bearer, ClientSecret, Grant, ManagedIdentity
from bot.connector import Connector, Patience, Surroundings
from bot.files import Files
from bot.identity import Doorkeeper, TokenCheck
from bot.places import ServiceUrls
from bot.settings import Settings
from bot.signing_keys import SigningKeys

MOST_CONNECTIONS = 100


@dataclass(frozen=True, slots=True)
class Edge:
    """The open edge: what comes in goes through the adapter and its door, what goes out through the rest."""

    adapter: TeamsAdapter
    connector: Connector
    files: Files


@asynccontextmanager
async def open_edge(
    settings: Settings, surroundings: Surroundings | None = None, patience: Patience | None = None
) -> AsyncIterator[Edge]:
    """Open the edge for these (checked) settings, and close its connections at the end."""
    around = surroundings or Surroundings()
    service_urls = ServiceUrls(settings.allowed_service_urls, loopback=settings.rehearsal)
    # Teams sets no cookies that a bot needs; keeping a jar would cost on every request.
    tcp = TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=60)
    async with ClientSession(connector=tcp, cookie_jar=DummyCookieJar()) as session:
        bearer = Bearer(grant_for(settings), session, around.monotonic)
        connector = Connector(session, bearer, service_urls, patience, around)
        tokens = None
        if settings.checks_tokens:
            keys = SigningKeys(session, settings.openid_url, around.monotonic)
            tokens = TokenCheck(settings.app_id, keys, around.now, settings.issuer)
        yield Edge(
            adapter=TeamsAdapter(connector, Doorkeeper(tokens, service_urls, settings.tenants)),
            connector=connector,
            files=Files(session, settings.allowed_file_hosts, loopback=settings.rehearsal),
        )


def grant_for(settings: Settings) -> Grant | None:
    """How the bot gets its own tokens; None without credentials."""
    if not settings.app_id:
        return None
    if settings.app_type == "UserAssignedMSI":
        header = settings.identity_header.get_secret_value()
        return ManagedIdentity(settings.app_id, settings.identity_endpoint, header)
    password = settings.app_password.get_secret_value()
    return ClientSecret(settings.outgoing_token_url, settings.app_id, password)


@asynccontextmanager
async def serving(app: web.Application, settings: Settings) -> AsyncIterator[str]:
    """Serve until the block ends, then stop taking requests and let turns under way finish; the address.

    Turns get MARAC_GRACE_SECONDS to finish.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=settings.grace_seconds)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        await runner.cleanup()
