"""Teams' limits, and the faults that can be asked for."""

from __future__ import annotations

import pytest

from rehearsal.limits import Limits
from tests.rehearsal.conftest import Stage

TEXT = {"type": "message", "text": "hello"}


class Hand:
    """A clock's hand that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def burst(limits: Limits, kind: str, calls: int) -> list[int | None]:
    return [limits.admit((kind, "c")) for _ in range(calls)]


@pytest.mark.parametrize(
    ("kind", "most", "seconds"),
    [
        ("send", 7, 1),
        ("send", 8, 2),
        ("send", 60, 30),
        ("send", 1800, 3600),
        ("members", 14, 1),
        ("members", 16, 2),
        ("members", 120, 30),
        ("members", 3600, 3600),
        ("tenant", 50, 1),
    ],
)
def test_each_window_lets_its_number_through_and_not_one_more(kind: str, most: int, seconds: int) -> None:
    hand = Hand()
    limits = Limits(monotonic=hand)
    step = (seconds - 0.01) / most
    start, refused_early = hand.at, 0
    for n in range(most):
        hand.at = start + n * step
        refused_early += limits.admit((kind, "c")) is not None
    assert refused_early == 0
    hand.at = start + seconds - 0.005
    assert limits.admit((kind, "c")) is not None
    hand.at = start + seconds + step * 0.5
    assert limits.admit((kind, "c")) is None


def test_the_wait_given_is_long_enough() -> None:
    hand = Hand()
    limits = Limits(monotonic=hand)
    assert burst(limits, "send", 8) == [None] * 7 + [1]
    hand.at += 1
    assert limits.admit(("send", "c")) is None
    assert limits.admit(("send", "c")) == 1
    hand.at += 1
    assert limits.admit(("send", "c")) is None


async def test_the_eighth_message_in_a_second_gets_429_with_retry_after(stage: Stage) -> None:
    hand = Hand()
    stage.room.limits.monotonic = hand
    await stage.do("settings", limits=True)
    statuses = [(await stage.post(stage.chat, TEXT))[0] for _ in range(7)]
    assert statuses == [201] * 7
    status, body, headers = await stage.post(stage.chat, TEXT)
    assert (status, body["error"]["code"], headers["Retry-After"]) == (429, "Throttled", "1")
    assert (await stage.post(stage.personal("chair"), TEXT))[0] == 201
    assert len(await stage.messages("chair", stage.chat)) == 7
    hand.at += 1
    assert (await stage.post(stage.chat, TEXT))[0] == 201
    await stage.do("settings", limits=False)
    assert [(await stage.post(stage.chat, TEXT))[0] for _ in range(10)] == [201] * 10


async def test_a_tenant_takes_fifty_calls_a_second(stage: Stage) -> None:
    stage.room.limits.monotonic = Hand()
    await stage.do("settings", limits=True)
    path = f"/v1/meetings/{stage.room.world.meeting('marac').meeting_id}"
    statuses = [(await stage.wire("GET", path))[0] for _ in range(51)]
    assert statuses == [200] * 50 + [429]


async def test_the_next_calls_meet_a_fault_and_then_all_is_well(stage: Stage) -> None:
    await stage.do("faults", status=429, retry_after=3, times=2)
    for _ in range(2):
        status, body, headers = await stage.post(stage.chat, TEXT)
        assert (status, body["error"]["code"], headers["Retry-After"]) == (429, "Throttled", "3")
    assert (await stage.post(stage.chat, TEXT))[0] == 201


@pytest.mark.parametrize(
    "code",
    [
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "ForbiddenOperation",
        "MessageWritesBlocked",
    ],
)
async def test_each_way_of_being_forbidden(stage: Stage, code: str) -> None:
    await stage.do("faults", status=403, code=code)
    status, body, _ = await stage.post(stage.chat, TEXT)
    assert (status, body["error"]["code"]) == (403, code)


async def test_a_fault_meets_the_calls_meant_and_no_others(stage: Stage) -> None:
    await stage.do("faults", status=502, method="PUT", path="/activities/")
    status, sent, _ = await stage.post(stage.chat, TEXT)
    assert status == 201
    path = f"/v3/conversations/{stage.chat}/activities/{sent['id']}"
    assert (await stage.wire("PUT", path, TEXT))[0] == 502
    assert (await stage.wire("PUT", path, TEXT))[0] == 200


async def test_a_fault_after_the_work_is_done_loses_the_answer_only(stage: Stage) -> None:
    await stage.do("faults", status=502, after=True)
    assert (await stage.post(stage.chat, TEXT))[0] == 502
    assert len(await stage.messages("chair", stage.chat)) == 1


async def test_a_slow_answer_is_slow_but_right(stage: Stage) -> None:
    await stage.do("faults", delay_ms=60)
    assert (await stage.post(stage.chat, TEXT))[0] == 201
    assert (await stage.get("traffic"))[-1]["ms"] >= 60


async def test_faults_can_be_listed_cleared_and_refused(stage: Stage) -> None:
    await stage.do("faults", status=503, times=5)
    assert (await stage.get("state"))["faults"][0]["times"] == 5
    await stage.ask("DELETE", "faults")
    assert (await stage.post(stage.chat, TEXT))[0] == 201
    for wish in ({}, {"status": 200}, {"status": 500, "path": "("}):
        assert (await stage.ask("POST", "faults", wish))[0] == 400
