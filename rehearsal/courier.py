"""Carry activities to the bot, signed, one HTTP call each, as Teams does.

Teams gives up on an invoke after ten seconds and on anything else after fifteen. On request the courier
holds activities back and lets them go in another order, or delivers the last one again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from rehearsal import Json
from rehearsal.clock import RoomClock
from rehearsal.identity import FLAWS, Identity
from rehearsal.traffic import Traffic

INVOKE_LIMIT_S = 10.0
MESSAGE_LIMIT_S = 15.0


class CourierError(ValueError):
    """The courier cannot do what it was asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the bot took an activity; status 0 means no answer, and `held` that it has not been sent yet."""

    status: int
    body: Any = None
    problem: str | None = None
    held: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether the bot took it."""
        return self.held or 200 <= self.status < 300


@dataclass(slots=True)
class Courier:
    """The way from the room to the bot."""

    identity: Identity
    traffic: Traffic
    clock: RoomClock
    bot_url: str
    service_url: str = ""
    invoke_limit_s: float = INVOKE_LIMIT_S
    message_limit_s: float = MESSAGE_LIMIT_S
    flaws: list[str] = field(default_factory=list)
    held: list[Json] = field(default_factory=list)
    holding: bool = False
    last: Json | None = None
    session: aiohttp.ClientSession | None = None

    async def deliver(self, activity: Json) -> Delivery:
        """Send an activity, or lay it aside if activities are being held; an invoke cannot wait."""
        if self.holding and activity["type"] != "invoke":
            self.held.append(activity)
            return Delivery(0, held=True)
        self.last = activity
        return await self._send(activity)

    async def redeliver(self) -> Delivery:
        """Send the last activity again, byte for byte, under a fresh token."""
        if self.last is None:
            raise CourierError("Nothing has been delivered yet, so nothing can be delivered again.")
        return await self._send(self.last)

    def hold(self) -> None:
        """Lay activities aside from now on."""
        self.holding = True

    async def release(self, order: Sequence[int] | None = None) -> list[Delivery]:
        """Send what was laid aside, in the order of the given places (from 0), else last first."""
        places = list(order) if order is not None else list(reversed(range(len(self.held))))
        if sorted(places) != list(range(len(self.held))):
            raise CourierError(f"{len(self.held)} activities are held; name each of their places once.")
        waiting, self.held, self.holding = self.held, [], False
        return [await self.deliver(waiting[place]) for place in places]

    def spoil(self, flaw: str, times: int) -> None:
        """Spoil the tokens of the next activities in one of the ways of `identity.FLAWS`."""
        if flaw not in FLAWS:
            raise CourierError(f"'{flaw}' is not a flaw. There are: {', '.join(FLAWS)}.")
        self.flaws.extend([flaw] * times)

    async def post(self, path: str, body: Json) -> Delivery:
        """Post to another address of the bot's, beside the one for activities."""
        base = self.bot_url.partition("/api/")[0].rstrip("/")
        return await self._call(base + path, json.dumps(body).encode(), {}, self.message_limit_s)

    async def _send(self, activity: Json) -> Delivery:
        token = self.identity.token_for_bot(self.service_url, self.flaws.pop(0) if self.flaws else None)
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        limit = self.invoke_limit_s if activity["type"] == "invoke" else self.message_limit_s
        return await self._call(self.bot_url, json.dumps(activity).encode(), headers, limit)

    async def _call(self, url: str, body: bytes, headers: dict[str, str], limit_s: float) -> Delivery:
        if self.session is None:
            raise CourierError("The room has not been opened yet.")
        started = time.perf_counter()
        status, raw, problem = 0, b"", None
        headers = headers | {"Content-Type": "application/json; charset=utf-8"}
        try:
            timeout = aiohttp.ClientTimeout(total=limit_s)
            async with self.session.post(url, data=body, headers=headers, timeout=timeout) as response:
                raw = await response.read()
                status = response.status
        except TimeoutError:
            problem = f"The bot did not answer within {limit_s:g} seconds."
        except aiohttp.ClientError as error:
            problem = f"The bot could not be reached at {url}: {error}."
        self.traffic.add(
            self.clock.now(),
            to_bot=True,
            method="POST",
            path="/" + url.partition("//")[2].partition("/")[2],
            status=status,
            request=body,
            response=raw,
            ms=(time.perf_counter() - started) * 1000,
        )
        if status and not 200 <= status < 300:
            problem = f"The bot answered HTTP {status}."
        return Delivery(status, _json(raw), problem)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw.strip() else None
    except ValueError:
        return raw[:500].decode("utf-8", "replace")
