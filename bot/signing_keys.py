"""The keys that incoming tokens are signed with: fetched by age, and at once for one not seen before.

However many turns wait, one fetch is under way; a stranger inventing key ids cannot make the bot fetch more
than once in `PAUSE_SECONDS`. Where a fetch fails, keys known before go on being used for a while.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
import msgspec
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bot.places import is_loopback_address, parse_address

FRESH_SECONDS = 24 * 3600.0
USABLE_SECONDS = 72 * 3600.0
PAUSE_SECONDS = 10.0
SMALLEST_KEY_BITS = 2048
TIMEOUT = ClientTimeout(total=10)
LARGEST_ANSWER_BYTES = 1024 * 1024


_log = structlog.get_logger()


class KeysUnavailable(Exception):
    """No usable signing keys: they could not be fetched, and none are known that are recent enough."""

    safe_to_log = True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One RSA key and the channels it may sign for."""

    kid: str
    key: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """The identity provider's keys, from its OpenID metadata; `monotonic` in seconds."""

    def __init__(self, session: ClientSession, openid_url: str, monotonic: Callable[[], float]) -> None:
        self._session = session
        self._openid_url = openid_url
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None

    def known(self, kid: str) -> SigningKey | None:
        """The key as last fetched, while that is fresh; costs nothing."""
        return self._keys.get(kid) if self._age() < FRESH_SECONDS else None

    async def find(self, kid: str) -> SigningKey | None:
        """The key with this id, fetched where needed; None where the provider has none such.

        Raises KeysUnavailable where there is nothing to check against.
        """
        found = self.known(kid)
        if found is not None:
            return found
        async with self._lock:
            found = self.known(kid)
            if found is None and not self._paused():
                await self._refresh()
        if self._age() >= USABLE_SECONDS:
            raise KeysUnavailable("The identity provider's keys cannot be fetched; check MARAC_OPENID_URL.")
        return self._keys.get(kid)

    def _age(self) -> float:
        return float("inf") if self._fetched_at is None else self._monotonic() - self._fetched_at

    def _paused(self) -> bool:
        return self._tried_at is not None and self._monotonic() - self._tried_at < PAUSE_SECONDS

    async def _refresh(self) -> None:
        self._tried_at = self._monotonic()
        try:
            metadata = await self._get(self._openid_url)
            keys = read_keys(await self._get(self._keys_url(metadata)))
        except (ClientError, TimeoutError, ValueError, RecursionError) as problem:
            _log.warning("keys.unavailable", exc_info=problem)
            return
        if keys:
            self._keys = keys
            self._fetched_at = self._tried_at

    def _keys_url(self, metadata: Any) -> str:
        address = metadata.get("jwks_uri") if isinstance(metadata, dict) else None
        url = parse_address(address) if isinstance(address, str) else None
        if url is None or not isinstance(address, str):
            raise ValueError("the metadata names no jwks_uri")
        local = is_loopback_address(self._openid_url)
        if url.scheme != "https" and not (local and is_loopback_address(address)):
            raise ValueError("jwks_uri is not https")
        return address

    async def _get(self, address: str) -> Any:
        async with self._session.get(address, timeout=TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError("no metadata")
            content = bytearray()
            async for chunk in response.content.iter_chunked(64 * 1024):
                content += chunk
                if len(content) > LARGEST_ANSWER_BYTES:
                    raise ValueError("too much metadata")
        return msgspec.json.decode(bytes(content))


def read_keys(document: Any) -> dict[str, SigningKey]:
    """The RSA signing keys of a JWK set, by key id; a key that cannot be read or is too short is left out."""
    listed = document.get("keys") if isinstance(document, dict) else None
    entries = [entry for entry in listed or [] if isinstance(entry, dict)]
    keys = (_read_key(entry) for entry in entries)
    return {key.kid: key for key in keys if key is not None}


def _read_key(entry: dict[str, Any]) -> SigningKey | None:
    kid, endorsements = entry.get("kid"), entry.get("endorsements")
    if not isinstance(kid, str) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(entry, algorithm="RS256").key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY_BITS:
        return None
    listed = endorsements if isinstance(endorsements, list) else []
    return SigningKey(kid, key, frozenset(item for item in listed if isinstance(item, str)))
