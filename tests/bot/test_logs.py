"""Nothing but identifiers reaches the log, however hard somebody tries."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.failures import SendFailed
from bot.logs import set_up_logs

WORDS = "Robin was told that"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs("info", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_holds_its_event_level_time_and_identifiers(written: io.StringIO) -> None:
    structlog.get_logger().info("turn.answered", conversation_id="19:meeting_abc@thread.v2", status=200)
    (line,) = lines(written)
    assert line.pop("time").endswith("Z")
    assert line == {
        "event": "turn.answered",
        "level": "info",
        "conversation_id": "19:meeting_abc@thread.v2",
        "status": 200,
    }


def test_unknown_keys_are_dropped_and_free_text_is_withheld(written: io.StringIO) -> None:
    structlog.get_logger().info(
        WORDS, text="x", message=WORDS, code=WORDS, where=[WORDS, "a:1:b"], user_id={}
    )
    (line,) = lines(written)
    assert set(line) == {"event", "level", "time", "code", "where", "user_id"}
    assert (line["event"], line["code"], line["user_id"]) == ("withheld", "withheld", "withheld")
    assert line["where"] == ["withheld", "a:1:b"]


def test_an_exception_is_its_type_its_causes_and_its_place(written: io.StringIO) -> None:
    def fail() -> None:
        try:
            raise KeyError(WORDS)
        except KeyError as problem:
            raise ValueError(WORDS) from problem

    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("turn.failed")
    (line,) = lines(written)
    assert line["error"] == "builtins.ValueError"
    assert line["causes"] == ["builtins.KeyError"]
    assert line["where"][-1].endswith(":fail")
    assert "message" not in line
    assert WORDS not in written.getvalue()


def test_an_exception_of_ours_that_says_so_gives_its_sentence(written: io.StringIO) -> None:
    failure = SendFailed(403, "BotNotInConversationRoster", is_final=True)
    structlog.get_logger().warning("send.failed", exc_info=failure)
    assert lines(written)[0]["message"] == str(failure)


def test_a_caller_cannot_pass_a_message_in_under_the_safe_name(written: io.StringIO) -> None:
    structlog.get_logger().info("turn.answered", safe_message=WORDS)
    structlog.get_logger().info("turn.answered", safe_message=WORDS, exc_info=ValueError(WORDS))
    assert WORDS not in written.getvalue()


def test_an_exception_that_causes_itself_ends(written: io.StringIO) -> None:
    error, other = ValueError(WORDS), KeyError(WORDS)
    error.__cause__, other.__cause__ = other, error
    structlog.get_logger().error("turn.failed", exc_info=error)
    assert lines(written)[0]["causes"] == ["builtins.KeyError"]


def test_a_librarys_line_becomes_whose_and_where(written: io.StringIO) -> None:
    try:
        raise ValueError(WORDS)
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling %s", WORDS)
    logging.getLogger("aiohttp.access").info("GET /%s", WORDS)
    (line,) = lines(written)
    assert (line["event"], line["logger"], line["level"]) == ("library.logged", "aiohttp.server", "error")
    assert line["error"] == "builtins.ValueError"
    assert WORDS not in written.getvalue()


def test_lines_below_the_level_are_not_written(written: io.StringIO) -> None:
    structlog.get_logger().debug("turn.answered")
    assert written.getvalue() == ""
