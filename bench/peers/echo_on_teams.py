"""An echo on Microsoft's Teams SDK, without credentials: `python echo_on_teams.py PORT`."""

from __future__ import annotations

import asyncio
import logging
import sys

from microsoft_teams.api import MessageActivity
from microsoft_teams.apps import ActivityContext, App

# Its web server writes a line for every request, which is not what is being compared.
logging.disable(logging.CRITICAL)


def make() -> App:
    """The app with its one handler."""
    app = App(dangerously_allow_unauthenticated_requests=True)

    @app.on_message
    async def echo(context: ActivityContext[MessageActivity]) -> None:
        await context.send(f"You said: {context.activity.text}")

    return app


asyncio.run(make().start(int(sys.argv[1])))
