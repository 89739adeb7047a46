"""An echo on Microsoft's 365 Agents SDK, without credentials: `python echo_on_agents.py PORT`."""

from __future__ import annotations

import logging
import sys

from aiohttp import web
from microsoft_agents.hosting.aiohttp import CloudAdapter, start_agent_process
from microsoft_agents.hosting.core import (
    AgentApplication,
    ApplicationOptions,
    MemoryStorage,
    TurnContext,
    TurnState,
)
from microsoft_agents.hosting.core.authorization import AnonymousTokenProvider, ClaimsIdentity

logging.disable(logging.CRITICAL)


class NoCredentials:
    """Answers every question for a connection with the one that asks for no token."""

    def get_connection(self, name: str) -> AnonymousTokenProvider:
        """The connection of that name."""
        return AnonymousTokenProvider()

    def get_default_connection(self) -> AnonymousTokenProvider:
        """The connection to use without a name."""
        return AnonymousTokenProvider()

    def get_token_provider(self, claims: object, service_url: str) -> AnonymousTokenProvider:
        """The connection for a caller."""
        return AnonymousTokenProvider()

    def get_default_connection_configuration(self) -> None:
        """There is nothing to configure."""


@web.middleware
async def let_in(request: web.Request, handler: object) -> web.StreamResponse:
    """Everybody is anonymous."""
    request["claims_identity"] = ClaimsIdentity({}, "Anonymous")
    return await handler(request)


def main(port: int) -> None:
    """Serve until stopped."""
    connections = NoCredentials()
    adapter = CloudAdapter(connection_manager=connections)
    options = ApplicationOptions(adapter=adapter, storage=MemoryStorage())
    agent = AgentApplication[TurnState](options, connection_manager=connections)

    @agent.activity("message")
    async def echo(context: TurnContext, _: TurnState) -> None:
        await context.send_activity(f"You said: {context.activity.text}")

    async def take(request: web.Request) -> web.Response:
        return await start_agent_process(request, agent, adapter)

    app = web.Application(middlewares=[let_in])
    app.router.add_post("/api/messages", take)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


main(int(sys.argv[1]))
