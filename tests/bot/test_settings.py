"""What the bot is told from outside, and the sentences it answers a bad combination with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.settings import Settings, SettingsRefused, check, load_settings

KEY = Fernet.generate_key().decode()
SECRET = "a-password-nobody-may-see"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine that runs the tests, and no `.env` of its folder."""
    import os

    for name in list(os.environ):
        if name.upper().startswith(("MARAC_", "MICROSOFTAPP", "IDENTITY_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def production(**changes: Any) -> Settings:
    whole: dict[str, Any] = {
        "app_id": "app",
        "app_password": SECRET,
        "app_tenant_id": "Tenant-A",
        "master_keys": (KEY,),
    }
    return Settings(_env_file=None, **(whole | changes))


def rehearsal(**changes: Any) -> Settings:
    return Settings(_env_file=None, rehearsal=True, **changes)


def test_credentials_as_microsoft_names_them_and_the_rest_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppId", "app")
    monkeypatch.setenv("MicrosoftAppPassword", SECRET)
    monkeypatch.setenv("MicrosoftAppType", "SingleTenant")
    monkeypatch.setenv("MicrosoftAppTenantId", "Tenant-A")
    monkeypatch.setenv("MARAC_MASTER_KEYS", f"{KEY}, {Fernet.generate_key().decode()}")
    settings = load_settings()
    assert (settings.app_id, settings.app_password.get_secret_value()) == ("app", SECRET)
    assert settings.tenants == {"tenant-a"}
    assert len(settings.master_keys) == 2
    assert settings.outgoing_token_url == "https://login.microsoftonline.com/Tenant-A/oauth2/v2.0/token"
    assert settings.openid_url.startswith("https://login.botframework.com/")
    assert settings.database_url == "sqlite+aiosqlite:///data/marac.db"
    assert (settings.port, settings.body_limit, settings.rehearsal) == (3978, 262144, False)
    assert settings.allowed_service_urls == ("https://smba.trafficmanager.net/",)


def test_several_replicas_need_postgresql() -> None:
    (problem,) = check(production(replicas=2))
    assert problem.startswith("MARAC_REPLICAS is more than 1")
    assert check(production(replicas=2, database_url="postgresql+asyncpg://db.example/marac")) == []


def test_settings_from_a_file_and_the_environment_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = ["MARAC_REHEARSAL=true", "MARAC_PORT=4000", "MARAC_ALLOWED_TENANTS=a, b ,", "OTHER=x"]
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.setenv("MARAC_PORT", "4001")
    settings = load_settings()
    assert (settings.port, settings.allowed_tenants) == (4001, ("a", "b"))


def test_rehearsal_needs_nothing_and_checks_no_tokens() -> None:
    assert check(rehearsal()) == []
    assert not rehearsal().checks_tokens
    assert production().checks_tokens


def test_production_with_everything_is_fine() -> None:
    assert check(production()) == []
    assert check(production(app_type="UserAssignedMSI", app_password="")) == []
    assert check(production(app_type="MultiTenant", app_tenant_id="", allowed_tenants=("a",))) == []
    assert check(production(database_url="postgresql+asyncpg://db.example/marac", host="0.0.0.0")) == []  # noqa: S104


def test_a_multi_tenant_bot_gets_its_token_from_the_bot_frameworks_tenant() -> None:
    url = production(app_type="MultiTenant").outgoing_token_url
    assert url == "https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"app_id": "", "app_password": ""}, "MicrosoftAppId"),
        ({"app_id": ""}, "MicrosoftAppPassword"),
        ({"app_password": ""}, "MicrosoftAppPassword"),
        ({"app_type": "UserAssignedMSI"}, "MicrosoftAppPassword"),
        ({"app_tenant_id": "", "allowed_tenants": ("a",)}, "MicrosoftAppTenantId"),
        ({"app_type": "MultiTenant", "app_tenant_id": ""}, "MARAC_ALLOWED_TENANTS"),
        ({"master_keys": ()}, "MARAC_MASTER_KEYS"),
        ({"master_keys": ("short",)}, "MARAC_MASTER_KEYS"),
        ({"master_keys": (KEY, "é")}, "MARAC_MASTER_KEYS"),
        ({"database_url": "mysql://db.example"}, "MARAC_DATABASE_URL"),
        ({"openid_url": "http://keys.example/openid"}, "MARAC_OPENID_URL"),
        ({"openid_url": "keys.example"}, "MARAC_OPENID_URL"),
        ({"openid_url": "http://127.0.0.1:9/openid"}, "MARAC_OPENID_URL"),
        ({"token_url": "http://login.example/token"}, "MARAC_TOKEN_URL"),
        ({"token_url": "http://localhost:9/token"}, "MARAC_TOKEN_URL"),
        ({"allowed_service_urls": ("http://teams.example/",)}, "MARAC_ALLOWED_SERVICE_URLS"),
        ({"allowed_service_urls": ()}, "MARAC_ALLOWED_SERVICE_URLS"),
    ],
)
def test_one_thing_wrong_in_production_is_one_sentence_about_it(changes: dict[str, Any], name: str) -> None:
    (problem,) = check(production(**changes))
    assert problem.startswith(name)
    assert problem.endswith(".")
    assert SECRET not in problem
    assert KEY not in problem


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"host": "0.0.0.0"}, ["MARAC_HOST"]),  # noqa: S104 what rehearsal refuses
        ({"host": "bot.example"}, ["MARAC_HOST"]),
        (
            {"allowed_service_urls": ("https://smba.trafficmanager.net/uk/",)},
            ["MARAC_ALLOWED_SERVICE_URLS"],
        ),
        ({"app_id": "app", "app_password": SECRET}, ["MARAC_OPENID_URL", "MARAC_TOKEN_URL"]),
        (
            {
                "app_id": "app",
                "app_password": SECRET,
                "openid_url": "http://127.0.0.1:9/o",
                "token_url": "https://login.example/t",
            },
            ["MARAC_TOKEN_URL"],
        ),
    ],
)
def test_rehearsal_stays_on_the_machine(changes: dict[str, Any], names: list[str]) -> None:
    assert [problem.split()[0] for problem in check(rehearsal(**changes))] == names


def test_rehearsal_with_the_rooms_own_identity_provider_checks_tokens() -> None:
    room = "http://127.0.0.1:9"
    settings = rehearsal(
        app_id="app", app_password="x", openid_url=f"{room}/openid", token_url=f"{room}/token"
    )
    assert check(settings) == []
    assert settings.checks_tokens


def test_a_value_that_cannot_be_read_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARAC_PORT", "secret-port")
    monkeypatch.setenv("MicrosoftAppType", "secret-type")
    monkeypatch.setenv("MARAC_BODY_LIMIT", "12")
    with pytest.raises(SettingsRefused) as caught:
        load_settings()
    assert sorted(problem.split()[0] for problem in caught.value.problems) == [
        "MARAC_BODY_LIMIT",
        "MARAC_PORT",
        "MicrosoftAppType",
    ]
    assert "secret-" not in str(caught.value)


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(SettingsRefused) as caught:
        load_settings()
    assert len(caught.value.problems) == 2
    assert "MARAC_REHEARSAL=true" in caught.value.problems[0]


def test_settings_shown_by_mistake_hold_no_secret() -> None:
    settings = production(database_url="postgresql+asyncpg://marac:db-word@db.example/marac")
    for secret in (SECRET, KEY, "db-word"):
        assert secret not in repr(settings)
        assert secret not in str(settings)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"smtp_from": ""}, "MARAC_SMTP_FROM has to be an address"),
        ({"smtp_from": "marac bot@council.example"}, "MARAC_SMTP_FROM has to be an address"),
        ({"smtp_user": "bot"}, "MARAC_SMTP_USER and MARAC_SMTP_PASSWORD go together"),
        ({"smtp_password": SECRET}, "MARAC_SMTP_USER and MARAC_SMTP_PASSWORD go together"),
    ],
)
def test_a_mail_server_is_named_whole(changes: dict[str, Any], said: str) -> None:
    whole = {"smtp_host": "mail.council.example", "smtp_from": "marac-bot@council.example"}
    assert check(production(**whole)) == []
    (problem,) = check(production(**(whole | changes)))
    assert problem.startswith(said)
    assert SECRET not in problem


def test_no_mail_leaves_the_machine_in_rehearsal() -> None:
    settings = rehearsal(smtp_host="mail.council.example", smtp_from="marac-bot@council.example")
    assert check(settings) == ["MARAC_SMTP_HOST may only be this machine in rehearsal: no mail may leave it."]
