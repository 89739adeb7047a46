"""Every HTTP status the server gives, and that none of them lets words or traces out."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog
from aiohttp import ClientError, ClientSession, web

from bot.edge import serving
from bot.logs import set_up_logs
from bot.server import make_app
from bot.turn import Answer, Turn
from tests.bot.edge_world import CHAT, Bot, a_bot, a_world, an_edge, ready, settings_for

SECRET_WORDS = "Robin was told that"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the edge logs, as it would reach standard error."""
    import logging

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    set_up_logs("debug", written)
    yield written
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


async def raise_words(_: Turn) -> Answer | None:
    raise ValueError(SECRET_WORDS)


def code_of(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["code"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
async def test_another_media_type_is_415(media_type: str) -> None:
    async with a_bot() as bot:
        head = bot.world.bearer() | {"Content-Type": media_type}
        answer = await bot.post(None, head, data=json.dumps(bot.world.activity()))
        assert code_of(answer) == (415, "WrongMediaType")


async def test_a_charset_beside_the_media_type_is_no_matter() -> None:
    async with a_bot() as bot:
        head = bot.world.bearer() | {"Content-Type": "application/json; charset=utf-8"}
        assert (await bot.post(None, head, data=json.dumps(bot.world.activity())))[0] == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "BadJson"),
        (b"{", "BadJson"),
        (b"\xff\xfe", "BadJson"),
        (b'{"type": NaN}', "BadJson"),
        (b"[" * 20_000, "BadJson"),
        (b"[]", "BadActivity"),
        (b'"message"', "BadActivity"),
        (b"{}", "BadActivity"),
        (b'{"type": 3}', "BadActivity"),
        (b'{"type": "message"}', "BadActivity"),
        (b'{"type": "message", "conversation": {"id": 7}}', "BadActivity"),
        (b'{"type": "message", "conversation": {"id": "19:x"}}', "NoServiceUrl"),
    ],
)
async def test_what_is_not_an_activity_is_400(body: bytes, code: str) -> None:
    async with a_bot() as bot:
        head = bot.world.bearer() | {"Content-Type": "application/json"}
        assert code_of(await bot.post(None, head, data=body)) == (400, code)


@pytest.mark.parametrize(
    "wrong",
    [{"from": "Robin"}, {"text": ["a"]}, {"membersAdded": "Robin"}, {"entities": [1]}, {"id": 12}],
)
async def test_an_activity_with_a_value_of_the_wrong_kind_is_400(wrong: dict[str, Any]) -> None:
    async with a_bot() as bot:
        assert code_of(await bot.post(bot.world.activity(**wrong))) == (400, "BadActivity")


async def test_a_declared_length_over_the_limit_is_413_before_anything_else() -> None:
    async with a_bot(body_limit=2048) as bot:
        answer = await bot.post(bot.world.activity(text="x" * 3000), {})
        assert code_of(answer) == (413, "TooLarge")


async def test_a_chunked_body_over_the_limit_is_413() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"type": "message", "text": "'
        for _ in range(30):
            yield b"x" * 100

    async with a_bot(body_limit=2048) as bot:
        head = bot.world.bearer() | {"Content-Type": "application/json"}
        assert code_of(await bot.post(None, head, data=pieces())) == (413, "TooLarge")


async def test_a_small_body_that_unpacks_to_a_large_one_is_413() -> None:
    async with a_bot(body_limit=2048) as bot:
        head = bot.world.bearer() | {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        packed = gzip.compress(json.dumps(bot.world.activity(text="x" * 500_000)).encode())
        assert len(packed) < 2048
        assert code_of(await bot.post(None, head, data=packed)) == (413, "TooLarge")


async def test_a_body_just_under_the_limit_is_taken() -> None:
    async with a_bot(body_limit=4096) as bot:
        assert (await bot.post(bot.world.activity(text="x" * 3000)))[0] == 200


async def test_an_error_in_the_handler_is_500_with_an_id_and_no_words(log: io.StringIO) -> None:
    async with a_bot(raise_words) as bot:
        status, body = await bot.post(bot.world.activity(text="typed words"))
    assert (status, body["error"]["code"]) == (500, "InternalError")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (failed,) = [line for line in lines if line["event"] == "turn.failed"]
    assert failed["correlation_id"] == body["error"]["correlationId"]
    assert (failed["error"], failed["conversation_id"]) == ("builtins.ValueError", CHAT)
    assert failed["where"][-1].endswith("raise_words")
    for kept_out in (SECRET_WORDS, "typed words", "Robin", "Traceback", "not-a-real-secret", "eyJ"):
        assert kept_out not in log.getvalue()
        assert kept_out not in json.dumps(body)


async def test_an_answer_that_cannot_be_written_is_500_without_words(log: io.StringIO) -> None:
    async def odd(_: Turn) -> Answer:
        return Answer(200, {"value": object()})

    async with a_bot(odd) as bot:
        assert code_of(await bot.post(bot.world.invoke())) == (500, "InternalError")
    assert "Traceback" not in log.getvalue()


async def test_an_error_in_another_route_is_500_without_words_even_in_debug_mode(log: io.StringIO) -> None:
    async def broken(_: web.Request) -> web.Response:
        raise RuntimeError(SECRET_WORDS)

    asyncio.get_running_loop().set_debug(True)
    async with a_bot(extra_routes=[web.get("/broken", broken)]) as bot:
        status, body = await bot.get("/broken")
    assert (status, body["error"]["code"]) == (500, "InternalError")
    assert SECRET_WORDS not in log.getvalue() + json.dumps(body)


async def test_refusals_log_identifiers_only(log: io.StringIO) -> None:
    async with a_bot() as bot:
        stranger = {"id": "19:x", "tenantId": "stranger"}
        await bot.post(bot.world.activity(conversation=stranger, text="typed words"))
    line = json.loads(log.getvalue().splitlines()[-1])
    assert (line["event"], line["status"], line["code"]) == ("turn.refused", 403, "TenantNotAllowed")
    assert "stranger" in line["tenant_id"]
    assert "typed words" not in log.getvalue()


async def test_answered_turns_are_logged_for_debugging_by_their_identifiers(log: io.StringIO) -> None:
    async with a_bot(log_level="debug") as bot:
        await bot.post(bot.world.activity(text="typed words"))
    line = json.loads(log.getvalue().splitlines()[-1])
    assert (line["event"], line["status"], line["user_id"]) == ("turn.answered", 200, "29:robin")
    assert "typed words" not in log.getvalue()


async def test_other_paths_and_methods_get_json_too() -> None:
    async with a_bot() as bot:
        assert code_of(await bot.get("/nowhere")) == (404, "NotFound")
        assert code_of(await bot.get("/api/messages")) == (405, "MethodNotAllowed")


async def test_an_extra_route_is_served() -> None:
    async def hello(_: web.Request) -> web.Response:
        return web.json_response({"hello": "there"})

    async with a_bot(extra_routes=[web.get("/hello", hello)]) as bot:
        assert await bot.get("/hello") == (200, {"hello": "there"})


async def test_health_and_readiness() -> None:
    problems: list[str] = []

    async def readiness() -> list[str]:
        return problems

    async with a_bot(readiness=readiness) as bot:
        assert await bot.get("/healthz") == (200, {"status": "ok"})
        assert await bot.get("/readyz") == (200, {"status": "ready"})
        problems.append("The database has no tables yet: run `marac-bot migrate`.")
        assert await bot.get("/readyz") == (503, {"status": "not ready", "problems": problems})
        assert (await bot.get("/healthz"))[0] == 200


async def test_readiness_that_cannot_be_checked_is_503_without_words(log: io.StringIO) -> None:
    async def readiness() -> list[str]:
        raise OSError(SECRET_WORDS)

    async with a_bot(readiness=readiness) as bot:
        status, body = await bot.get("/readyz")
    assert status == 503
    assert len(body["problems"]) == 1
    assert SECRET_WORDS not in log.getvalue() + json.dumps(body)


async def test_the_server_does_not_say_what_it_is_built_with() -> None:
    async with a_bot() as bot, bot.session.get(f"{bot.address}/healthz") as response:
        assert response.headers["Server"] == "marac-bot"


async def test_a_turn_under_way_is_finished_before_the_server_stops() -> None:
    begun, go_on, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(turn: Turn) -> Answer:
        begun.set()
        await go_on.wait()
        await turn.context.send_activity("done")
        finished.set()
        return Answer(200, {"done": True})

    async with a_world() as world, an_edge(world) as edge, ClientSession() as session:
        settings = settings_for(world)
        server = serving(make_app(settings, edge.adapter, slow, ready), settings)
        bot = Bot(world, await server.__aenter__(), session, edge)
        turn = asyncio.create_task(bot.post(world.invoke()))
        await begun.wait()
        stopping = asyncio.create_task(server.__aexit__(None, None, None))
        for _ in range(20):  # a moment in which an impatient server would have given the turn up
            await refused(bot)
        assert not stopping.done()
        go_on.set()
        assert await turn == (200, {"done": True})
        await stopping
        assert finished.is_set()
        assert len(world.sent()) == 1


async def test_a_turn_that_outlasts_the_grace_does_not_keep_the_server_up() -> None:
    begun = asyncio.Event()

    async def endless(_: Turn) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with a_world() as world, an_edge(world) as edge, ClientSession() as session:
        settings = settings_for(world, grace_seconds=0.05)
        async with serving(make_app(settings, edge.adapter, endless, ready), settings) as address:
            turn = asyncio.create_task(Bot(world, address, session, edge).post(world.activity()))
            await begun.wait()
        with pytest.raises(ClientError):
            await turn


async def refused(bot: Bot) -> None:
    """Wait until the server takes no new connection."""
    while True:
        try:
            async with ClientSession() as fresh, fresh.get(f"{bot.address}/healthz"):
                await asyncio.sleep(0)
        except ClientError:
            return
