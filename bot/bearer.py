"""The bot's own tokens, for what it sends: fetched once, kept until shortly before they end.

One request at a time, however many turns are waiting. Refuses to hand out, log or repeat a secret: a refusal
from the identity provider becomes SendFailed with its status alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.failures import SendFailed

SCOPE = "https://api.botframework.com/.default"
RESOURCE = "https://api.botframework.com"
AZURE_VM_IDENTITY = "http://169.254.169.254/metadata/identity/oauth2/token"

RENEW_BEFORE_SECONDS = 300.0
TIMEOUT = ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class Granted:
    """A token and the time it is good for, in seconds from when it was granted."""

    token: str
    good_for: float


class Grant(Protocol):
    """Asks an identity provider for a token; raises SendFailed where it gives none."""

    async def __call__(self, session: ClientSession) -> Granted:
        """Ask once."""


@dataclass(frozen=True, slots=True, repr=False)
class ClientSecret:
    """A token for an app id and its password (OAuth 2.0 client credentials)."""

    token_url: str
    app_id: str
    password: str

    async def __call__(self, session: ClientSession) -> Granted:
        """Ask the tenant's token endpoint once."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.app_id,
            "client_secret": self.password,
            "scope": SCOPE,
        }
        return await _ask(session, "POST", self.token_url, data=form)


@dataclass(frozen=True, slots=True, repr=False)
class ManagedIdentity:
    """A token from the Azure host itself (UserAssignedMSI): no password exists.

    `endpoint` and `header` are what App Service and Container Apps put in IDENTITY_ENDPOINT and
    IDENTITY_HEADER; without them the virtual machine's own address is asked.
    """

    app_id: str
    endpoint: str = ""
    header: str = ""

    async def __call__(self, session: ClientSession) -> Granted:
        """Ask the host once."""
        hosted = bool(self.endpoint)
        params = {
            "resource": RESOURCE,
            "client_id": self.app_id,
            "api-version": "2019-08-01" if hosted else "2018-02-01",
        }
        headers = {"X-IDENTITY-HEADER": self.header} if hosted else {"Metadata": "true"}
        return await _ask(session, "GET", self.endpoint or AZURE_VM_IDENTITY, params=params, headers=headers)


async def _ask(session: ClientSession, method: str, url: str, **what: Any) -> Granted:
    try:
        async with session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **what) as response:
            status, body = response.status, await response.read()
    except (ClientError, TimeoutError) as problem:
        raise SendFailed(0, "TokenNotGranted", is_final=False) from problem
    if status != 200:
        # Not final, even for a wrong password: once that is put right, the message can still leave.
        raise SendFailed(status, "TokenNotGranted", is_final=False)
    return _read(body)


def _read(body: bytes) -> Granted:
    try:
        granted = msgspec.json.decode(body)
        token, good_for = granted["access_token"], float(granted.get("expires_in", 3600))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise SendFailed(200, "TokenNotGranted", is_final=False) from problem
    if not isinstance(token, str) or not token:
        raise SendFailed(200, "TokenNotGranted", is_final=False)
    return Granted(token, good_for)


class Bearer:
    """The Authorization header for what the bot sends; `monotonic` is in seconds."""

    def __init__(self, grant: Grant | None, session: ClientSession, monotonic: Callable[[], float]) -> None:
        self._grant = grant
        self._session = session
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._header: str | None = None
        self._until = 0.0

    async def header(self) -> str | None:
        """“Bearer …”, from memory while it is good; None where the bot has no credentials (rehearsal)."""
        if self._grant is None:
            return None
        if self._header is not None and self._monotonic() < self._until:
            return self._header
        async with self._lock:
            if self._header is not None and self._monotonic() < self._until:
                return self._header
            asked_at = self._monotonic()
            granted = await self._grant(self._session)
            margin = min(RENEW_BEFORE_SECONDS, granted.good_for / 2)
            self._until = asked_at + granted.good_for - margin
            self._header = f"Bearer {granted.token}"
            return self._header

    def forget(self, header: str) -> bool:
        """Drop this header after Teams refused it, so that the next call asks again."""
        if self._header == header:
            self._header = None
        return self._grant is not None
