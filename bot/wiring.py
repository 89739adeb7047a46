"""Puts the product together and runs it: store, edge, turns, delivery and ticker, from settings alone."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.arrivals import Arrivals
from bot.clock import MachineClock, MovableClock
from bot.delivery import Delivery
from bot.edge import Edge, open_edge
from bot.handovers import Handovers
from bot.limits import Limits
from bot.mail import Mailer
from bot.metrics import Look, Metrics, Stalled, metrics_route
from bot.people import People
from bot.replies import Replies
from bot.server import Readiness, make_app
from bot.settings import Settings
from bot.ticker import SWEEP, Ticker
from bot.turns import Turns
from bot.whereabouts import Whereabouts
from store.database import database_url
from store.masterkeys import keys_beside
from store.opening import Store, open_store
from usecases.office import Office
from usecases.ports import OutboxDepth, Unavailable

BOT_PREFIX = "28:"


@dataclass(frozen=True, slots=True)
class Bot:
    """The running product: its web application and what a test or rehearsal wants to reach."""

    app: web.Application
    office: Office
    store: Store
    edge: Edge
    ticker: Ticker


def master_keys(settings: Settings) -> Sequence[str]:
    """The master keys: from the settings, or in rehearsal from a key file beside the SQLite database."""
    given = [key.get_secret_value() for key in settings.master_keys]
    if given or not settings.rehearsal:
        return given
    folder = data_folder(settings) or Path("data")
    folder.mkdir(parents=True, exist_ok=True)
    return keys_beside(folder / "rehearsal.key")


def data_folder(settings: Settings) -> Path | None:
    """The folder of the SQLite database, made where it is not there yet; None for another database."""
    url = database_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    folder = Path(url.database).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[Bot]:
    """Open everything, deliver and tick until the block ends, and close it in order.

    Raises what `store.opening.open_store` raises, each with a sentence that says what to do.
    """
    clock = MovableClock() if settings.rehearsal else MachineClock()
    store = await open_store(settings.database_url, master_keys(settings))
    office = Office(ledger=store.ledger, register=store.register, clock=clock, mails=bool(settings.smtp_host))
    worker = f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}"
    try:
        async with open_edge(settings) as edge:
            people = People(office, edge.connector)
            limits = Limits(asyncio.get_running_loop().time, settings.replicas)
            turns = Turns(
                office,
                Whereabouts(office, people),
                Replies(office, edge.connector, store.outbox, limits),
                Arrivals(office, people),
                Handovers(office, edge.connector, edge.files, settings.file_limit),
            )
            kept = timedelta(days=settings.outbox_days)
            ticker = Ticker(office, store.sweeps, store.outbox, worker, kept, store.keys)
            extra = _rehearsal_routes(clock, ticker) if isinstance(clock, MovableClock) else ()
            metrics = Metrics()
            routes = (*extra, metrics_route(metrics, _look(store, office)))
            app = make_app(settings, edge.adapter, turns, _readiness(store), routes, metrics.turn)
            bot_id = BOT_PREFIX + settings.app_id
            delivery = Delivery(
                office,
                store.outbox,
                edge.connector,
                worker,
                bot_id,
                limits,
                mailer=_mailer(settings),
                counted=metrics.send,
            )
            async with _running(delivery, ticker):
                yield Bot(app, office, store, edge, ticker)
    finally:
        await store.close()


@asynccontextmanager
async def _running(delivery: Delivery, ticker: Ticker) -> AsyncIterator[None]:
    task = asyncio.create_task(delivery.run())
    ticker.start()
    try:
        yield
    finally:
        ticker.stop()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _mailer(settings: Settings) -> Mailer | None:
    """The way to the mail server, where one is named."""
    return Mailer(settings, asyncio.get_running_loop().time) if settings.smtp_host else None


def _readiness(store: Store) -> Readiness:
    async def readiness() -> Sequence[str]:
        try:
            found = await store.database.readiness()
        except Unavailable as problem:
            return [str(problem)]
        return [] if found.is_ready else [found.why]

    return readiness


def _look(store: Store, office: Office) -> Look:
    stalled = Stalled()

    async def look() -> tuple[OutboxDepth, float | None]:
        now = office.now()
        done = await store.sweeps.last_done(SWEEP)
        depth = stalled.judged(await store.outbox.depth(now), now)
        return depth, (now - done).total_seconds() if done else None

    return look


def _rehearsal_routes(clock: MovableClock, ticker: Ticker) -> Sequence[web.AbstractRouteDef]:
    """In rehearsal the clock can be moved, and what has become due is looked after at once."""

    async def move(request: web.Request) -> web.Response:
        try:
            body = await request.json()
            clock.move_to(datetime.fromisoformat(str(body["now"])))
        except (ValueError, KeyError, TypeError):
            return web.json_response(
                {"error": {"message": 'Send {"now": "2026-11-25T09:00:00+00:00"}.'}}, status=400
            )
        await ticker.time_moved()
        return web.json_response({"now": clock.now().isoformat()})

    return [web.post("/rehearsal/clock", move)]
