"""The identity provider of the room: signs what Teams signs, and checks what the bot sends back.

Two kinds of token. Those that prove Teams to the bot carry the Bot Framework's issuer, the bot's app id as
audience and the service URL as a claim. Those that prove the bot to Teams are given for its id and secret.
Keys can be rotated while running; a token can be spoilt in a named way to see that the bot refuses it.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from rehearsal import Json
from rehearsal.world import Bot

ISSUER = "https://api.botframework.com"
CONNECTOR = "https://api.botframework.com"
SCOPES = (f"{CONNECTOR}/.default", f"{CONNECTOR}//.default")
LIFETIME_S = 3600

FLAWS = (
    "expired",
    "early",
    "issuer",
    "audience",
    "serviceurl",
    "foreign-key",
    "unsigned",
    "garbage",
    "missing",
)
"""The ways in which a token can be spoilt on purpose."""


class TokenRefused(PermissionError):
    """The bot may not have what it asks for; `code` is OAuth's, the message a sentence."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One RSA key with the name under which it is published."""

    kid: str
    private: rsa.RSAPrivateKey

    def published(self) -> Json:
        """The public half as a JSON Web Key, endorsed for Teams."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": _base64_of(numbers.n),
            "e": _base64_of(numbers.e),
            "endorsements": ["msteams"],
        }


def _base64_of(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def new_key() -> SigningKey:
    """A fresh key under a random name."""
    return SigningKey(
        secrets.token_urlsafe(20), rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )


@dataclass(slots=True)
class Identity:
    """The room's keys and the tokens made with them. Times are real, in seconds since the epoch."""

    bot: Bot
    tenant_id: str
    now: Callable[[], float] = time.time
    keys: list[SigningKey] = field(default_factory=lambda: [new_key()])

    def rotate(self, keep_old: bool = False) -> str:
        """Sign with a fresh key from now on; the old one is published on only if asked."""
        self.keys = [new_key(), *(self.keys if keep_old else [])]
        return self.keys[0].kid

    def key_set(self) -> Json:
        """What the keys' address answers."""
        return {"keys": [key.published() for key in self.keys]}

    def metadata(self, base: str) -> Json:
        """What the OpenID configuration's address answers."""
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{base}/invalid",
            "jwks_uri": f"{base}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def token_for_bot(self, service_url: str, flaw: str | None = None) -> str | None:
        """A token that proves Teams to the bot; with a flaw, one that the bot has to refuse."""
        now = int(self.now())
        claims: Json = {
            "iss": ISSUER,
            "aud": self.bot.app_id,
            "serviceurl": service_url,
            "nbf": now - 300,
            "exp": now + LIFETIME_S,
        }
        if flaw in ("missing", "garbage"):
            return None if flaw == "missing" else "not.a.token"
        claims |= _spoilt(flaw, now)
        key = new_key().private if flaw == "foreign-key" else self.keys[0].private
        if flaw == "unsigned":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": self.keys[0].kid})
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": self.keys[0].kid})

    def grant(self, tenant: str, form: Json) -> Json:
        """A token for the bot, for its id and secret by the client-credentials grant."""
        if tenant not in (self.tenant_id, "botframework.com"):
            raise TokenRefused("invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.")
        if form.get("grant_type") != "client_credentials":
            raise TokenRefused("unsupported_grant_type", "AADSTS70003: Only client_credentials is supported.")
        if form.get("client_id") != self.bot.app_id:
            raise TokenRefused("unauthorized_client", "AADSTS700016: The application was not found.")
        if not secrets.compare_digest(
            str(form.get("client_secret", "")).encode(), self.bot.password.encode()
        ):
            raise TokenRefused("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
        if form.get("scope") not in SCOPES:
            raise TokenRefused("invalid_scope", f"AADSTS70011: Ask for the scope {SCOPES[0]}.")
        return {
            "token_type": "Bearer",
            "expires_in": LIFETIME_S - 1,
            "ext_expires_in": LIFETIME_S - 1,
            "access_token": self._connector_token(),
        }

    def _connector_token(self) -> str:
        now = int(self.now())
        claims: Json = {
            "iss": f"https://sts.windows.net/{self.tenant_id}/",
            "aud": CONNECTOR,
            "appid": self.bot.app_id,
            "nbf": now - 300,
            "exp": now + LIFETIME_S,
            "jti": secrets.token_hex(8),
        }
        return jwt.encode(claims, self.keys[0].private, algorithm="RS256", headers={"kid": self.keys[0].kid})

    def check_bearer(self, header: str | None) -> None:
        """Refuse a call whose bearer token was not issued here for this bot."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenRefused("Unauthorized", "Authorization has been denied for this request.", 401)
        for key in self.keys:
            try:
                claims = jwt.decode(token, key.private.public_key(), algorithms=["RS256"], audience=CONNECTOR)
            except jwt.InvalidTokenError:
                continue
            if claims.get("appid") == self.bot.app_id:
                return
        raise TokenRefused("Unauthorized", "The bearer token is not valid for this bot.", 401)


def _spoilt(flaw: str | None, now: int) -> Json:
    spoilt: dict[str, Json] = {
        "expired": {"nbf": now - 2 * LIFETIME_S, "exp": now - LIFETIME_S},
        "early": {"nbf": now + LIFETIME_S, "exp": now + 2 * LIFETIME_S},
        "issuer": {"iss": "https://issuer.example"},
        "audience": {"aud": "00000000-0000-0000-0000-000000000000"},
        "serviceurl": {"serviceurl": "https://elsewhere.example/"},
    }
    return spoilt.get(flaw or "", {})
