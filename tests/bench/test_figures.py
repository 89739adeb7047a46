"""The benchmark's arithmetic: what is measured comes to the figure that is printed, and a miss is a miss."""

from __future__ import annotations

import pytest

from bench.figures import (
    Finding,
    Load,
    at_least,
    below,
    exactly,
    is_so,
    load_row,
    markdown_table,
    memory_findings,
    pooled,
    turn_findings,
)


def a_load(*milliseconds: float, seconds: float = 1.0, refused: int = 0) -> Load:
    return Load(seconds, [one / 1000 for one in milliseconds], refused)


def test_a_rate_is_turns_over_seconds() -> None:
    assert a_load(*[1] * 30, seconds=1.5).rate == 20


@pytest.mark.parametrize(
    ("share", "milliseconds"), [(0.01, 1), (0.5, 50), (0.501, 51), (0.99, 99), (0.991, 100), (1.0, 100)]
)
def test_a_percentile_is_the_nearest_rank(share: float, milliseconds: float) -> None:
    load = a_load(*range(100, 0, -1))

    assert load.percentile(share) == pytest.approx(milliseconds / 1000)


def test_the_slowest_of_few_turns_is_their_p99() -> None:
    assert a_load(5, 900, 5).percentile(0.99) == pytest.approx(0.9)


@pytest.mark.parametrize("share", [0, -0.5, 1.01])
def test_a_percentile_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        a_load(1).percentile(share)


@pytest.mark.parametrize(("seconds", "latencies"), [(1.0, []), (0.0, [0.1])])
def test_nothing_measured_is_no_figure(seconds: float, latencies: list[float]) -> None:
    with pytest.raises(ValueError, match="at least one turn"):
        Load(seconds, latencies)


def test_rounds_are_pooled_by_all_their_turns_and_all_their_time() -> None:
    both = pooled([a_load(*[10] * 90, seconds=1.0, refused=1), a_load(*[100] * 10, seconds=4.0, refused=2)])

    assert both.turns == 100
    assert both.rate == 20
    assert both.refused == 3
    assert both.percentile(0.9) == pytest.approx(0.010)
    assert both.percentile(0.99) == pytest.approx(0.100)


@pytest.mark.parametrize(
    ("finding", "holds"),
    [
        (at_least("a", 4.0, 4.0), True),
        (at_least("a", 3.999, 4.0), False),
        (below("a", 149.99, 150.0), True),
        (below("a", 150.0, 150.0), False),
        (exactly("a", 40, 40), True),
        (exactly("a", 41, 40), False),
        (is_so("a", True, "no"), True),
        (is_so("a", False, "no"), False),
    ],
)
def test_a_bound_holds_or_not(finding: Finding, holds: bool) -> None:
    assert finding.holds is holds
    assert str(finding).startswith("pass " if holds else "FAIL ")


def test_a_miss_says_what_was_measured_and_what_was_wanted() -> None:
    assert str(at_least("ratio", 3.5, 4.0, "×")) == "FAIL  ratio: 3.50× (bound: at least 4×)"
    assert (
        str(is_so("whole", False, "line 3 does not fit")) == "FAIL  whole: line 3 does not fit (bound: yes)"
    )


def test_turns_are_held_against_the_stock_echo_of_the_same_run() -> None:
    stock = a_load(*[60] * 100, seconds=1.0)
    ours = a_load(*[10] * 395, *[59] * 5, seconds=1.0)

    assert [f.holds for f in turn_findings(ours, stock, 4.0)] == [True, True, True]
    assert [f.holds for f in turn_findings(ours, stock, 4.1)] == [False, True, True]


def test_one_slow_turn_in_a_hundred_may_not_reach_the_echos_middle() -> None:
    stock = a_load(*[60] * 100)
    ours = a_load(*[10] * 394, *[60] * 6, refused=1)

    assert [f.holds for f in turn_findings(ours, stock, 4.0)][1:] == [False, False]


def test_memory_is_held_against_its_limit_and_against_itself() -> None:
    held = memory_findings(halfway=140_000_000, at_end=141_500_000, most=150, growth=2)
    grown = memory_findings(halfway=120_000_000, at_end=151_000_000, most=150, growth=2)

    assert [f.holds for f in held] == [True, True]
    assert [f.holds for f in grown] == [False, False]


def test_the_table_reads_as_the_readme_holds_it() -> None:
    stock, ours = a_load(*[60] * 100, seconds=1.0), a_load(*[10] * 500, seconds=1.0)

    assert (
        markdown_table(["", "turns/s"], [["echo", "100"]]) == "|  | turns/s |\n| --- | --- |\n| echo | 100 |"
    )
    assert load_row("ours", ours, stock) == ["ours", "500", "5.0×", "10.0 ms", "10.0 ms"]
