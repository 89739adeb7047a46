"""An echo on the stock botbuilder adapter, without credentials: `python echo_on_botbuilder.py PORT`."""

from __future__ import annotations

import sys

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication


class Echo(ActivityHandler):
    """Says what it heard."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """One answer to a message."""
        await turn_context.send_activity(f"You said: {turn_context.activity.text}")


def main(port: int) -> None:
    """Serve until stopped."""
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(object()))
    echo = Echo()

    async def take(request: web.Request) -> web.Response:
        return await adapter.process(request, echo)

    app = web.Application()
    app.router.add_post("/api/messages", take)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


main(int(sys.argv[1]))
