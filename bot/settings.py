"""Settings from the environment or `.env`, and the check that turns a bad combination into clear sentences.

Microsoft's own names are kept as its samples write them; the product's begin with MARAC_. Refuses to start
half-protected: without credentials only in rehearsal, and rehearsal only on the machine itself. No message
repeats a value, because a value may be a secret.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.identity import BOT_FRAMEWORK_ISSUER
from bot.places import (
    TEAMS_FILE_HOSTS,
    TEAMS_SERVICE_URLS,
    is_loopback_address,
    is_loopback_host,
    parse_address,
)

BOT_FRAMEWORK_OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
MICROSOFT_LOGIN = "https://login.microsoftonline.com"
SQLITE = "sqlite+aiosqlite://"
DATABASES = (SQLITE, "postgresql+asyncpg://")
MASTER_KEY_BYTES = 32

AppType = Literal["SingleTenant", "MultiTenant", "UserAssignedMSI"]
Names = Annotated[tuple[str, ...], NoDecode]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode]


class SettingsRefused(Exception):
    """The settings cannot be used; `problems` are sentences that say what to do."""

    safe_to_log = True

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """What the bot is told from outside. Sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="MARAC_", env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True
    )

    app_id: str = Field("", validation_alias="MicrosoftAppId")
    app_password: SecretStr = Field(SecretStr(""), validation_alias="MicrosoftAppPassword")
    app_type: AppType = Field("SingleTenant", validation_alias="MicrosoftAppType")
    app_tenant_id: str = Field("", validation_alias="MicrosoftAppTenantId")
    identity_endpoint: str = Field("", validation_alias="IDENTITY_ENDPOINT")
    identity_header: SecretStr = Field(SecretStr(""), validation_alias="IDENTITY_HEADER")

    database_url: str = Field("sqlite+aiosqlite:///data/marac.db", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(3978, ge=0, le=65535)
    master_keys: Secrets = ()
    allowed_tenants: Names = ()
    allowed_service_urls: Names = TEAMS_SERVICE_URLS
    allowed_file_hosts: Names = TEAMS_FILE_HOSTS
    openid_url: str = BOT_FRAMEWORK_OPENID_URL
    issuer: str = BOT_FRAMEWORK_ISSUER
    token_url: str = ""
    body_limit: int = Field(256 * 1024, ge=1024)
    file_limit: int = Field(5 * 1024 * 1024, ge=1024)
    # Without a host nothing is mailed.
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    rehearsal: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    # Meetings are looked after for 60 days; a letter forgotten sooner could be written a second time.
    outbox_days: int = Field(90, ge=62)
    # The processes that share one database, and what Teams takes of the bot in a tenant.
    replicas: int = Field(1, ge=1, le=10)
    # Zero would mean no limit to the server, and a stop that never ends.
    grace_seconds: float = Field(20.0, gt=0)

    @field_validator(
        "master_keys", "allowed_tenants", "allowed_service_urls", "allowed_file_hosts", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        """Lists are written with commas; spaces and line ends around an entry mean nothing."""
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def checks_tokens(self) -> bool:
        """Whether incoming requests must carry a token; without an app id there is nothing to check."""
        return bool(self.app_id)

    @property
    def outgoing_token_url(self) -> str:
        """Where the bot asks for its own tokens: MARAC_TOKEN_URL, or Microsoft's for the tenant."""
        tenant = "botframework.com" if self.app_type == "MultiTenant" else self.app_tenant_id
        return self.token_url or f"{MICROSOFT_LOGIN}/{tenant}/oauth2/v2.0/token"

    @property
    def tenants(self) -> frozenset[str]:
        """The tenants let in, in small letters: MARAC_ALLOWED_TENANTS, or else the app's own tenant."""
        named = self.allowed_tenants or ((self.app_tenant_id,) if self.app_tenant_id else ())
        return frozenset(tenant.lower() for tenant in named)


def load_settings(
    env_file: str | Path | None = ".env", *, checked: Callable[[Settings], list[str]] | None = None
) -> Settings:
    """Read the settings and check them with `checked`: whether the bot may start, unless told otherwise.

    Raises SettingsRefused with a sentence for everything that is wrong.
    """
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as problem:
        raise SettingsRefused([_sentence(error["loc"], error["msg"]) for error in problem.errors()]) from None
    problems = (checked or check)(settings)
    if problems:
        raise SettingsRefused(problems)
    return settings


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    field = str(where[0]) if where else ""
    name = field if field.startswith(("Microsoft", "IDENTITY")) else f"MARAC_{field.upper()}"
    return f"{name} cannot be used: {message[:1].lower()}{message[1:]}."


def check(settings: Settings) -> list[str]:
    """Sentences on everything that is missing or does not go together; empty where the bot may start."""
    place = _check_rehearsal(settings) if settings.rehearsal else _check_production(settings)
    return [
        *_check_credentials(settings),
        *place,
        *_check_addresses(settings),
        *_check_mail(settings),
        *check_storage(settings),
        *_check_replicas(settings),
    ]


def _check_credentials(settings: Settings) -> list[str]:
    password = settings.app_password.get_secret_value()
    if not settings.app_id:
        if password:
            return [
                "MicrosoftAppPassword is set but MicrosoftAppId is not: set both, or neither to rehearse."
            ]
        if not settings.rehearsal:
            return [
                "MicrosoftAppId is not set: set the bot's credentials, or MARAC_REHEARSAL=true to practise."
            ]
        return []
    problems = []
    if settings.app_type == "UserAssignedMSI" and password:
        problems.append("MicrosoftAppPassword is set but a UserAssignedMSI bot has none: remove it.")
    if settings.app_type != "UserAssignedMSI" and not password:
        problems.append("MicrosoftAppPassword is not set: set the app's client secret.")
    if settings.app_type != "MultiTenant" and not settings.app_tenant_id and not settings.rehearsal:
        problems.append("MicrosoftAppTenantId is not set: set the id of the tenant that owns the app.")
    return problems


def _check_rehearsal(settings: Settings) -> list[str]:
    problems = []
    if not is_loopback_host(settings.host):
        problems.append("MARAC_HOST must be 127.0.0.1 in rehearsal: it has no protection against a network.")
    if settings.allowed_service_urls != TEAMS_SERVICE_URLS and not all(
        is_loopback_address(url) for url in settings.allowed_service_urls
    ):
        problems.append("MARAC_ALLOWED_SERVICE_URLS may name only this machine in rehearsal: leave it unset.")
    if settings.app_id and not is_loopback_address(settings.openid_url):
        problems.append(
            "MARAC_OPENID_URL must be the rehearsal room's: with credentials, rehearsal checks tokens."
        )
    if settings.app_id and not is_loopback_address(settings.outgoing_token_url):
        problems.append("MARAC_TOKEN_URL must be the rehearsal room's: no password may leave in rehearsal.")
    return problems


def _check_production(settings: Settings) -> list[str]:
    problems = []
    for name, url in (("MARAC_OPENID_URL", settings.openid_url), ("MARAC_TOKEN_URL", settings.token_url)):
        if url and is_loopback_address(url):
            problems.append(f"{name} points at this machine: that is for rehearsal, so unset it.")
    if not settings.allowed_service_urls:
        problems.append("MARAC_ALLOWED_SERVICE_URLS is empty: unset it to allow Microsoft's own.")
    if settings.app_id and not settings.tenants:
        problems.append("MARAC_ALLOWED_TENANTS is not set: list the tenants that the bot may serve.")
    if not settings.master_keys:
        problems.append(
            "MARAC_MASTER_KEYS is not set: make a key with `marac-bot keys new` and keep it safe."
        )
    return problems


def _check_addresses(settings: Settings) -> list[str]:
    named = [("MARAC_OPENID_URL", settings.openid_url), ("MARAC_TOKEN_URL", settings.token_url)]
    named += [("MARAC_ALLOWED_SERVICE_URLS", url) for url in settings.allowed_service_urls]
    problems = []
    for name, address in named:
        if not address:
            continue
        url = parse_address(address)
        if url is None:
            problems.append(f"{name} has to hold whole addresses, such as https://host/path.")
        elif url.scheme != "https" and not is_loopback_host(url.host):
            problems.append(
                f"{name} names an address over http: use https, or nothing on the way is protected."
            )
    return problems


def _check_mail(settings: Settings) -> list[str]:
    problems: list[str] = []
    if not settings.smtp_host:
        return problems
    before, _, domain = settings.smtp_from.rpartition("@")
    if not before or not domain or not settings.smtp_from.isprintable() or " " in settings.smtp_from:
        problems.append("MARAC_SMTP_FROM has to be an address, such as marac-bot@council.example.")
    if bool(settings.smtp_user) != bool(settings.smtp_password.get_secret_value()):
        problems.append("MARAC_SMTP_USER and MARAC_SMTP_PASSWORD go together: set both, or neither.")
    if settings.rehearsal and not is_loopback_host(settings.smtp_host):
        problems.append("MARAC_SMTP_HOST may only be this machine in rehearsal: no mail may leave it.")
    return problems


def _check_replicas(settings: Settings) -> list[str]:
    if settings.replicas == 1 or not settings.database_url.startswith(SQLITE):
        return []
    return [
        "MARAC_REPLICAS is more than 1, which needs PostgreSQL: name it in MARAC_DATABASE_URL, or unset it."
    ]


def check_storage(settings: Settings) -> list[str]:
    """Sentences on what is wrong with where things are kept: all that matters to the database alone."""
    problems = []
    if not settings.database_url.startswith(DATABASES):
        problems.append(f"MARAC_DATABASE_URL has to begin with {' or '.join(DATABASES)}.")
    if not all(_is_master_key(key.get_secret_value()) for key in settings.master_keys):
        problems.append(
            "MARAC_MASTER_KEYS holds something that is not a key: make one with `marac-bot keys new`."
        )
    return problems


def _is_master_key(text: str) -> bool:
    try:
        return len(urlsafe_b64decode(text)) == MASTER_KEY_BYTES
    except (binascii.Error, ValueError):
        return False
