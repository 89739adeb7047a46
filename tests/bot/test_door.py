"""Who is let in: every way a token, a tenant or a service URL can be wrong, over HTTP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot import identity
from tests.bot.edge_world import APP_ID, FIRST_KEY, SECOND_KEY, World, a_bot, an_edge


def code_of(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["code"]


def signed(header: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {header}"}


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"aud": "another-bot"}, "WrongAudience"),
        ({"aud": None}, "InvalidToken"),
        ({"iss": "https://issuer.example"}, "WrongIssuer"),
        ({"iss": None}, "InvalidToken"),
        ({"exp": None}, "InvalidToken"),
        ({"nbf": None}, "InvalidToken"),
        ({"serviceurl": "https://elsewhere.example"}, "WrongServiceUrl"),
        ({"serviceurl": None}, "WrongServiceUrl"),
    ],
)
async def test_a_wrong_or_missing_claim_is_refused(claims: dict[str, Any], code: str) -> None:
    async with a_bot() as bot:
        answer = await bot.post(bot.world.activity(), bot.world.bearer(**claims))
        assert code_of(answer) == (401, code)


async def test_no_token_is_refused_before_the_body_is_read() -> None:
    async with a_bot() as bot:
        head = {"Content-Type": "application/json"}
        assert code_of(await bot.post(None, head, data=b"{not json")) == (401, "NoToken")


async def test_five_minutes_of_skew_either_way_and_no_more() -> None:
    async with a_bot() as bot:
        world, now = bot.world, int(bot.world.clock.now())
        just_ended = world.bearer(nbf=now - 3600, exp=now - 299)
        about_to_begin = world.bearer(nbf=now + 299)
        assert (await bot.post(world.activity(), just_ended))[0] == 200
        assert (await bot.post(world.activity(), about_to_begin))[0] == 200
        ended = world.bearer(nbf=now - 3600, exp=now - 300)
        early = world.bearer(nbf=now + 301)
        assert code_of(await bot.post(world.activity(), ended)) == (401, "Expired")
        assert code_of(await bot.post(world.activity(), early)) == (401, "NotYetValid")


async def test_a_token_remembered_still_ends() -> None:
    async with a_bot() as bot:
        headers = bot.world.bearer()
        assert (await bot.post(bot.world.activity(), headers))[0] == 200
        bot.world.clock.travel(3600 + 299)
        assert (await bot.post(bot.world.activity(), headers))[0] == 200
        bot.world.clock.travel(1)
        assert code_of(await bot.post(bot.world.activity(), headers)) == (401, "Expired")


async def test_a_token_remembered_is_still_held_to_its_service_url() -> None:
    async with a_bot() as bot:
        headers = bot.world.bearer()
        assert (await bot.post(bot.world.activity(), headers))[0] == 200
        other = bot.world.activity(serviceUrl="http://127.0.0.1:9")
        assert code_of(await bot.post(other, headers)) == (401, "WrongServiceUrl")


async def test_a_token_without_a_signature_is_refused() -> None:
    async with a_bot() as bot:
        claims = jwt.decode(bot.world.token(), options={"verify_signature": False})
        unsigned = f"{part({'alg': 'none', 'kid': 'key-1'})}.{part(claims)}."
        assert code_of(await bot.post(bot.world.activity(), signed(unsigned))) == (401, "InvalidToken")


async def test_the_public_key_used_as_a_shared_secret_is_refused() -> None:
    async with a_bot() as bot:
        claims = jwt.decode(bot.world.token(), options={"verify_signature": False})
        public = FIRST_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        body = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'key-1'})}.{part(claims)}"
        mac = hmac.new(public, body.encode(), hashlib.sha256).digest()
        token = f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        assert code_of(await bot.post(bot.world.activity(), signed(token))) == (401, "InvalidToken")


async def test_a_token_nested_deeper_than_any_is_refused() -> None:
    async with a_bot() as bot:
        deep = base64.urlsafe_b64encode(b"[" * 3000).rstrip(b"=").decode()
        answer = await bot.post(bot.world.activity(), signed(f"{deep}.{deep}.x"))
        assert code_of(answer) == (401, "InvalidToken")


async def test_another_key_under_a_known_name_and_a_changed_claim_are_refused() -> None:
    async with a_bot() as bot:
        claims = jwt.decode(bot.world.token(), options={"verify_signature": False})
        forged = jwt.encode(claims, SECOND_KEY, algorithm="RS256", headers={"kid": "key-1"})
        assert code_of(await bot.post(bot.world.activity(), signed(forged))) == (401, "InvalidToken")
        head, _, signature = bot.world.token().split(".")
        changed = f"{head}.{part(claims | {'exp': claims['exp'] + 9999})}.{signature}"
        assert code_of(await bot.post(bot.world.activity(), signed(changed))) == (401, "InvalidToken")


async def test_a_stronger_hash_than_the_channel_uses_is_refused_too() -> None:
    async with a_bot() as bot:
        claims = jwt.decode(bot.world.token(), options={"verify_signature": False})
        token = jwt.encode(claims, FIRST_KEY, algorithm="RS512", headers={"kid": "key-1"})
        assert code_of(await bot.post(bot.world.activity(), signed(token))) == (401, "InvalidToken")


async def test_a_key_that_is_not_endorsed_for_the_channel_is_refused() -> None:
    async with a_bot() as bot:
        for channel in ("webchat", ["msteams"], None):
            activity = bot.world.activity(channelId=channel)
            assert code_of(await bot.post(activity)) == (401, "NotEndorsed")


async def test_a_short_key_is_no_key() -> None:
    async with a_bot() as bot:
        short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 a breakable key is the point
        bot.world.keys["short"] = short
        with pytest.warns(jwt.InsecureKeyLengthWarning):
            headers = bot.world.bearer("short")
        assert code_of(await bot.post(bot.world.activity(), headers)) == (401, "UnknownKey")


async def test_a_stranger_inventing_key_ids_causes_one_fetch_in_ten_seconds() -> None:
    async with a_bot() as bot:
        world = bot.world
        assert (await bot.post(world.activity()))[0] == 200
        world.clock.travel(10)
        for number in range(15):
            answer = await bot.post(world.activity(), world.bearer(f"invented-{number}"))
            assert code_of(answer) == (401, "UnknownKey")
        assert world.counts["keys"] == 2
        world.clock.travel(10)
        await bot.post(world.activity(), world.bearer("invented-again"))
        assert world.counts["keys"] == 3
        assert (await bot.post(world.activity()))[0] == 200


async def test_keys_are_fetched_again_after_a_day_and_a_withdrawn_one_no_longer_counts() -> None:
    async with a_bot() as bot:
        world = bot.world
        headers = world.bearer(exp=int(world.clock.now()) + 7 * 86400)
        assert (await bot.post(world.activity(), headers))[0] == 200
        world.clock.travel(86399)
        assert (await bot.post(world.activity(), headers))[0] == 200
        assert world.counts["keys"] == 1
        world.keys = {"key-2": SECOND_KEY}
        world.clock.travel(1)
        assert code_of(await bot.post(world.activity(), headers)) == (401, "UnknownKey")
        assert world.counts["keys"] == 2


async def test_while_the_identity_provider_is_away_known_keys_last_three_days() -> None:
    async with a_bot() as bot:
        world = bot.world
        headers = world.bearer(exp=int(world.clock.now()) + 7 * 86400)
        assert (await bot.post(world.activity(), headers))[0] == 200
        world.openid_status = 500
        world.clock.travel(2 * 86400)
        assert (await bot.post(world.activity(), headers))[0] == 200
        world.clock.travel(86400)
        assert code_of(await bot.post(world.activity(), headers)) == (503, "KeysUnavailable")
        world.openid_status = 200
        world.clock.travel(10)
        assert (await bot.post(world.activity(), headers))[0] == 200


async def test_first_turns_at_once_wait_for_the_one_fetch_under_way() -> None:
    async with a_bot() as bot:
        bot.world.slow = asyncio.Event()
        turns = [asyncio.create_task(bot.post(bot.world.activity())) for _ in range(10)]
        await bot.world.asked.wait()
        bot.world.slow.set()
        assert {status for status, _ in await asyncio.gather(*turns)} == {200}
        assert bot.world.counts["openid"] == 1


async def test_a_hot_token_is_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[object] = []
    decode = jwt.decode

    def counted(*args: Any, **options: Any) -> Any:
        verified.append(args)
        return decode(*args, **options)

    monkeypatch.setattr(jwt, "decode", counted)
    async with a_bot() as bot:
        headers = bot.world.bearer()
        for _ in range(5):
            assert (await bot.post(bot.world.activity(), headers))[0] == 200
    assert len(verified) == 1


async def test_remembered_tokens_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "REMEMBERED_TOKENS", 3)
    async with a_bot() as bot:
        tokens = bot.edge.adapter.doorkeeper.tokens
        assert tokens is not None
        for number in range(6):
            await tokens.check(bot.world.bearer(jti=str(number))["Authorization"])
        assert len(tokens._remembered) == 3


@pytest.mark.parametrize(
    "named",
    [
        {"channelData": {"tenant": {"id": "stranger"}}},
        {"conversation": {"id": "19:x", "tenantId": "stranger"}},
        {"channelData": None, "conversation": {"id": "19:x"}},
        {"channelData": {"tenant": "odd"}, "conversation": {"id": "19:x"}},
    ],
)
async def test_a_tenant_that_is_not_listed_is_403(named: dict[str, Any]) -> None:
    async with a_bot() as bot:
        answer = await bot.post(bot.world.activity(**named))
        assert code_of(answer) == (403, "TenantNotAllowed")


async def test_tenants_are_compared_without_regard_to_case() -> None:
    async with a_bot(allowed_tenants=("TENANT-A",)) as bot:
        named = {"tenant": {"id": "Tenant-a"}}
        conversation = {"id": "19:x", "tenantId": "tenant-A"}
        activity = bot.world.activity(channelData=named, conversation=conversation)
        assert (await bot.post(activity))[0] == 200


async def test_a_service_url_that_is_not_listed_is_403_even_with_a_good_token() -> None:
    async with a_bot() as bot:
        elsewhere = "https://smba.trafficmanager.net/uk/"
        headers = bot.world.bearer(serviceurl=elsewhere)
        answer = await bot.post(bot.world.activity(serviceUrl=elsewhere), headers)
        assert code_of(answer) == (403, "ServiceUrlNotAllowed")


async def test_rehearsal_without_credentials_takes_turns_without_a_token_from_this_machine() -> None:
    async with a_bot(app_id="", app_password="", allowed_tenants=()) as bot:
        assert (await bot.post(bot.world.activity(), {}))[0] == 200
        outside = bot.world.activity(serviceUrl="https://smba.trafficmanager.net/")
        assert code_of(await bot.post(outside, {})) == (403, "ServiceUrlNotAllowed")
        await bot.edge.connector.send(bot.world.base, "19:x", {"type": "message"})
        assert "Authorization" not in bot.world.sent()[0].headers


async def test_metadata_may_not_lead_to_keys_over_plain_http() -> None:
    async with a_bot() as bot:
        world: World = bot.world
        real, world.base = world.base, "http://keys.example"
        answer = await bot.post(world.activity(), world.bearer())
        world.base = real
        assert code_of(answer) == (503, "KeysUnavailable")
        assert world.counts["keys"] == 0


async def test_one_edge_serves_one_app_id() -> None:
    async with a_bot() as bot, an_edge(bot.world, app_id="another-app") as other:
        tokens = other.adapter.doorkeeper.tokens
        assert tokens is not None
        with pytest.raises(identity.Refused, match="another bot"):
            await tokens.check(bot.world.bearer(aud=APP_ID)["Authorization"])
