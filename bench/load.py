"""Puts load on a bot: so many turns at a time, each timed from sending it to having read its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bench.figures import Load

Accepts = Callable[[int, bytes], bool]
"""Whether an answer (its status and body) is the one that was asked for."""
TURN_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """One activity ready to be sent."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def any_success(status: int, _: bytes) -> bool:
    """Every answer below 300."""
    return status < 300


async def drive(
    url: str, requests: Sequence[Request], concurrency: int, accepts: Accepts = any_success
) -> Load:
    """Send all `requests`, `concurrency` at a time and in their order."""
    latencies: list[float] = []
    refused = 0
    waiting: Iterator[Request] = iter(requests)
    timeout = ClientTimeout(total=TURN_SECONDS)
    async with ClientSession(connector=TCPConnector(limit=0), timeout=timeout) as session:

        async def sender() -> None:
            nonlocal refused
            for request in waiting:
                begun = time.perf_counter()
                headers = {"Content-Type": "application/json", **request.headers}
                async with session.post(url, data=request.body, headers=headers) as response:
                    body = await response.read()
                    latencies.append(time.perf_counter() - begun)
                    refused += not accepts(response.status, body)

        begun = time.perf_counter()
        await asyncio.gather(*(sender() for _ in range(concurrency)))
        return Load(time.perf_counter() - begun, latencies, refused)
