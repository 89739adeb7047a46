"""Tokens: those that prove Teams to the bot, and those that prove the bot to Teams."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from tests.rehearsal.conftest import Stage


async def published_key(stage: Stage, token: str) -> Any:
    async with stage.session.get(f"{stage.base}/v1/.well-known/openidconfiguration") as response:
        configuration = await response.json()
    assert configuration["issuer"] == "https://api.botframework.com"
    async with stage.session.get(configuration["jwks_uri"]) as response:
        keys = {key["kid"]: key for key in (await response.json())["keys"]}
    kid = jwt.get_unverified_header(token)["kid"]
    assert keys[kid]["endorsements"] == ["msteams"]
    return jwt.PyJWK(keys[kid]).key


async def token_of_next(stage: Stage) -> str:
    await stage.ask("POST", "say", {"person": "chair", "conversation": stage.chat, "text": "hello"})
    return stage.bot.headers[-1].get("Authorization", "").removeprefix("Bearer ")


def checked(token: str, key: Any, stage: Stage) -> dict[str, Any]:
    app_id, issuer = stage.room.world.bot.app_id, "https://api.botframework.com"
    return dict(jwt.decode(token, key, algorithms=["RS256"], audience=app_id, issuer=issuer))


async def test_what_reaches_the_bot_is_signed_for_it_and_names_the_service_url(stage: Stage) -> None:
    token = await token_of_next(stage)
    claims = checked(token, await published_key(stage, token), stage)
    assert claims["serviceurl"] == stage.bot.activities[-1]["serviceUrl"] == f"{stage.base}/"


async def test_rotated_keys_sign_at_once_and_old_ones_are_gone(stage: Stage) -> None:
    old = await token_of_next(stage)
    old_kid = jwt.get_unverified_header(old)["kid"]
    await stage.do("rotate-keys")
    new = await token_of_next(stage)
    assert checked(new, await published_key(stage, new), stage)
    async with stage.session.get(f"{stage.base}/keys") as response:
        kids = [key["kid"] for key in (await response.json())["keys"]]
    assert old_kid not in kids
    await stage.do("rotate-keys", keep_old=True)
    async with stage.session.get(f"{stage.base}/keys") as response:
        assert len((await response.json())["keys"]) == 2


@pytest.mark.parametrize(
    ("flaw", "error"),
    [
        ("expired", jwt.ExpiredSignatureError),
        ("early", jwt.ImmatureSignatureError),
        ("issuer", jwt.InvalidIssuerError),
        ("audience", jwt.InvalidAudienceError),
        ("foreign-key", jwt.InvalidSignatureError),
        ("unsigned", jwt.InvalidAlgorithmError),
        ("garbage", jwt.DecodeError),
        ("missing", jwt.DecodeError),
    ],
)
async def test_a_token_is_spoilt_on_request_and_then_good_again(
    stage: Stage, flaw: str, error: type[Exception]
) -> None:
    good = await token_of_next(stage)
    key = await published_key(stage, good)
    await stage.do("spoil-tokens", flaw=flaw)
    spoilt = await token_of_next(stage)
    with pytest.raises(error):
        checked(spoilt, key, stage)
    assert checked(await token_of_next(stage), key, stage)


async def test_a_spoilt_service_url_differs_from_the_activitys(stage: Stage) -> None:
    await stage.do("spoil-tokens", flaw="serviceurl")
    token = await token_of_next(stage)
    claims = checked(token, await published_key(stage, token), stage)
    assert claims["serviceurl"] != stage.bot.activities[-1]["serviceUrl"]
    status, body = await stage.ask("POST", "spoil-tokens", {"flaw": "unheard-of"})
    assert (status, "is not a flaw" in body["error"]) == (409, True)


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({}, 200, None),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "somebody-else"}, 400, "unauthorized_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "https://graph.example/.default"}, 400, "invalid_scope"),
    ],
)
async def test_a_token_is_given_for_id_and_secret(
    stage: Stage, change: dict[str, str], status: int, error: str | None
) -> None:
    bot, tenant = stage.room.world.bot, stage.room.world.tenant_id
    form = {
        "grant_type": "client_credentials",
        "client_id": bot.app_id,
        "client_secret": bot.password,
        "scope": "https://api.botframework.com/.default",
    }
    async with stage.session.post(f"{stage.base}/{tenant}/oauth2/v2.0/token", data=form | change) as response:
        body = await response.json()
        assert (response.status, body.get("error")) == (status, error)
        assert ("access_token" in body) == (status == 200)
    async with stage.session.post(f"{stage.base}/other-tenant/oauth2/v2.0/token", data=form) as response:
        assert response.status == 400


async def test_neither_secret_nor_token_is_in_the_log(stage: Stage) -> None:
    bot, tenant = stage.room.world.bot, stage.room.world.tenant_id
    form = {"grant_type": "client_credentials", "client_id": bot.app_id, "client_secret": bot.password}
    async with stage.session.post(f"{stage.base}/{tenant}/oauth2/v2.0/token", data=form):
        pass
    log = str(await stage.get("traffic"))
    assert "/oauth2/v2.0/token" in log
    assert bot.password not in log
