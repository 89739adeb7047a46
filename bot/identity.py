"""Who may speak to the bot: the checks on an incoming token, and on the tenant and service URL it speaks for.

RS256 only, with a key of the identity provider; issuer, audience and times; then, against each activity, the
service URL the token was made for and the channel its key is endorsed for. A token already checked is
remembered by its hash until it ends. Refuses by default, and tells the caller only which check failed.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from bot.places import ServiceUrls
from bot.signing_keys import KeysUnavailable, SigningKey, SigningKeys

BOT_FRAMEWORK_ISSUER = "https://api.botframework.com"
SKEW_SECONDS = 300.0
REMEMBERED_TOKENS = 1024
LONGEST_TOKEN = 8192


class Refused(Exception):
    """A request that is not let in: `status` is the HTTP status, `code` names the check."""

    safe_to_log = True

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence


def _unauthorised(code: str, sentence: str) -> Refused:
    return Refused(401, code, sentence)


@dataclass(frozen=True, slots=True)
class Checked:
    """A token whose signature, issuer, audience and times are right; times in seconds of the epoch."""

    kid: str
    endorsements: frozenset[str]
    service_url: str
    not_before: float
    expires: float


class TokenCheck:
    """Checks bearer tokens for one app id; `now` gives seconds of the epoch."""

    def __init__(
        self,
        app_id: str,
        keys: SigningKeys,
        now: Callable[[], float],
        issuer: str = BOT_FRAMEWORK_ISSUER,
    ) -> None:
        self._app_id = app_id
        self._keys = keys
        self._now = now
        self._issuer = issuer
        self._remembered: OrderedDict[bytes, Checked] = OrderedDict()

    async def check(self, header: str | None) -> Checked:
        """Check an Authorization header. Raises Refused with 401, or 503 where no keys can be had."""
        token = _bearer(header)
        digest = hashlib.sha256(token.encode()).digest()
        checked = self._recall(digest)
        if checked is None:
            checked = await self._verify(token)
            self._remember(digest, checked)
        self._check_times(checked)
        return checked

    def _recall(self, digest: bytes) -> Checked | None:
        """A token checked before, unless its key has since been withdrawn or is due to be fetched again."""
        checked = self._remembered.get(digest)
        if checked is None:
            return None
        if self._keys.known(checked.kid) is None:
            del self._remembered[digest]
            return None
        self._remembered.move_to_end(digest)
        return checked

    def _remember(self, digest: bytes, checked: Checked) -> None:
        self._remembered[digest] = checked
        if len(self._remembered) > REMEMBERED_TOKENS:
            self._remembered.popitem(last=False)

    async def _verify(self, token: str) -> Checked:
        key = await self._key_for(token)
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                # Times are checked against the clock that was passed in, for remembered tokens too.
                options={
                    "require": ["exp", "nbf", "iss", "aud"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
            return Checked(
                kid=key.kid,
                endorsements=key.endorsements,
                service_url=str(claims.get("serviceurl") or ""),
                not_before=float(claims["nbf"]),
                expires=float(claims["exp"]),
            )
        except jwt.InvalidAudienceError as problem:
            raise _unauthorised("WrongAudience", "The token is for another bot.") from problem
        except jwt.InvalidIssuerError as problem:
            raise _unauthorised("WrongIssuer", "The token is from another issuer.") from problem
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as problem:
            raise _unauthorised("InvalidToken", "The token is not valid.") from problem

    async def _key_for(self, token: str) -> SigningKey:
        try:
            head = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as problem:
            raise _unauthorised("InvalidToken", "The token cannot be read.") from problem
        kid = head.get("kid")
        if head.get("alg") != "RS256" or not isinstance(kid, str):
            raise _unauthorised("InvalidToken", "The token is not signed as a channel signs.")
        try:
            key = await self._keys.find(kid)
        except KeysUnavailable as problem:
            raise Refused(503, "KeysUnavailable", "Tokens cannot be checked just now.") from problem
        if key is None:
            raise _unauthorised("UnknownKey", "The token is signed with an unknown key.")
        return key

    def _check_times(self, checked: Checked) -> None:
        now = self._now()
        if now >= checked.expires + SKEW_SECONDS:
            raise _unauthorised("Expired", "The token has expired.")
        if now < checked.not_before - SKEW_SECONDS:
            raise _unauthorised("NotYetValid", "The token is not valid yet; check this machine's clock.")


def _bearer(header: str | None) -> str:
    if not header:
        raise _unauthorised("NoToken", "A bearer token is needed.")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN or not token.isascii():
        raise _unauthorised("InvalidToken", "The Authorization header holds no bearer token.")
    return token


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Both halves of the door: the token before the body is read, and the activity against it afterwards.

    `tokens` is None where the bot has no credentials, which settings allow in rehearsal alone. An empty
    `tenants` lets every tenant in, which they allow in rehearsal alone as well.
    """

    tokens: TokenCheck | None
    service_urls: ServiceUrls
    tenants: frozenset[str] = frozenset()

    async def check_token(self, header: str | None) -> Checked | None:
        """Check the Authorization header. Raises Refused; None where no tokens are checked."""
        return None if self.tokens is None else await self.tokens.check(header)

    def admit(self, checked: Checked | None, activity: Mapping[str, Any]) -> None:
        """Check an activity against its token and the allow-lists. Raises Refused with 401 or 403."""
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str):
            raise Refused(400, "NoServiceUrl", "The activity names no service URL.")
        if checked is not None:
            _check_against_token(checked, service_url, activity.get("channelId"))
        if self.service_urls.base(service_url) is None:
            raise Refused(
                403, "ServiceUrlNotAllowed", "This service URL is not in MARAC_ALLOWED_SERVICE_URLS."
            )
        named = tenants_of(activity)
        if self.tenants and (not named or not named <= self.tenants):
            raise Refused(403, "TenantNotAllowed", "This tenant is not in MARAC_ALLOWED_TENANTS.")


def _check_against_token(checked: Checked, service_url: str, channel: object) -> None:
    if not checked.service_url or checked.service_url.rstrip("/") != service_url.rstrip("/"):
        raise _unauthorised("WrongServiceUrl", "The token is for another service URL.")
    if not isinstance(channel, str) or channel not in checked.endorsements:
        raise _unauthorised("NotEndorsed", "The token's key is not endorsed for this channel.")


def tenants_of(activity: Mapping[str, Any]) -> frozenset[str]:
    """The tenants an activity names, in small letters: its channel data's and its conversation's."""
    channel_data, conversation = activity.get("channelData"), activity.get("conversation")
    tenant = channel_data.get("tenant") if isinstance(channel_data, Mapping) else None
    named = [
        tenant.get("id") if isinstance(tenant, Mapping) else None,
        conversation.get("tenantId") if isinstance(conversation, Mapping) else None,
    ]
    return frozenset(name.lower() for name in named if isinstance(name, str) and name)
