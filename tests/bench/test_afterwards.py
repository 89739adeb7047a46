"""What the sweep and the delivery of its digests come to, and when they miss."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bench.digests import delivered
from bench.figures import at_most, least_seconds
from bench.overdue import POSTGRES, SQLITE, findings_of
from bench.room import Call
from bench.sweeping import Swept
from rehearsal.limits import SEND, TENANT

BEGIN = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sends", "seconds"), [(0, 0), (1, 0), (50, 0), (51, 1), (100, 1), (101, 2), (900, 17), (917, 18)]
)
def test_a_tenant_takes_fifty_a_second(sends: int, seconds: float) -> None:
    assert least_seconds(sends, TENANT) == seconds


@pytest.mark.parametrize(
    ("sends", "seconds"), [(7, 0), (8, 1), (9, 2), (16, 3), (17, 4), (60, 14), (61, 30), (1801, 3600)]
)
def test_every_window_of_a_conversation_counts(sends: int, seconds: float) -> None:
    assert least_seconds(sends, SEND) == seconds


def test_a_bound_may_be_reached_and_not_passed() -> None:
    assert at_most("ratio", 1.1, 1.1, "×").holds
    assert not at_most("ratio", 1.11, 1.1, "×").holds


def swept(wall: float, owners: int) -> Swept:
    return Swept(wall=wall, cpu=wall / 2, again=0.1, letters=owners + 2, owners=owners)


def missed(sizes: Mapping[int, Swept], name: str = SQLITE) -> list[str]:
    return [one.what for one in findings_of({name: sizes}) if not one.holds]


def test_a_sweep_is_held_against_the_clock_and_against_a_smaller_one() -> None:
    quick = {1_000: swept(0.3, 90), 10_000: swept(4.9, 900), 100_000: swept(97.9, 9_000)}
    slow = quick | {10_000: swept(5.0, 900)}
    growing = quick | {100_000: swept(98.1, 9_000)}

    assert missed(quick) == []
    assert missed(slow) == ["sweep of 10,000 open actions on SQLite"]
    assert missed(growing) == ["time an action at 100,000, against 10,000, on SQLite"]


def test_the_short_run_is_held_against_the_smallest() -> None:
    assert missed({1_000: swept(0.2, 90), 10_000: swept(4.1, 900)}) == [
        "time an action at 10,000, against 1,000, on SQLite"
    ]


def test_an_owner_without_a_digest_is_a_miss() -> None:
    assert missed({1_000: swept(0.3, 89), 10_000: swept(3.0, 900)}, POSTGRES) == [
        "owners with a digest of 1,000 actions on PostgreSQL"
    ]


def call(
    second: float, person: int, status: int = 201, path: str = "/v3/conversations/a%3A{}/activities"
) -> Call:
    return Call(BEGIN + timedelta(seconds=second), "POST", path.format(person), status)


def test_delivery_is_held_against_the_least_time_that_the_limits_allow() -> None:
    owners = {f"a:{person}" for person in range(101)}
    just = delivered([call(0.001 + person * 0.02199, person) for person in range(101)], owners, BEGIN)
    late = delivered([call(0.001 + person * 0.0221, person) for person in range(101)], owners, BEGIN)

    assert (just.before, just.posts, just.least) == (0, 101, 2.0)
    assert just.seconds == pytest.approx(2.2)
    assert [one.holds for one in just.findings] == [True, True, True]
    assert [one.holds for one in late.findings] == [False, True, True]


def test_one_conversation_alone_is_held_against_its_own_limits() -> None:
    assert delivered([call(0.1 + again * 0.3, 1) for again in range(9)], {"a:1"}, BEGIN).least == 2.0


def test_being_turned_away_is_counted_and_is_no_delivery() -> None:
    calls = [call(0.05, 1), call(0.1, 2, 429), call(0.2, 3, path="/v3/conversations/a%3A{}/members")]
    result = delivered(calls, {"a:1", "a:2"}, BEGIN)

    assert result.posts == 1
    assert [str(one).split("  ")[0] for one in result.findings][1:] == ["FAIL", "FAIL"]
    assert [one.measured for one in result.findings][1:] == ["1", "1"]


def test_nothing_delivered_is_no_quick_delivery() -> None:
    assert not delivered([], {"a:1"}, BEGIN).findings[0].holds


def test_what_went_out_while_the_sweep_was_deciding_is_no_part_of_the_time() -> None:
    calls = [call(person * 0.02, person) for person in range(151)]
    result = delivered(calls, {f"a:{person}" for person in range(151)}, BEGIN + timedelta(seconds=0.99))

    assert (result.before, result.posts, result.least) == (50, 101, 2.0)
    assert result.seconds == pytest.approx(2.01)
    assert all(one.holds for one in result.findings)
