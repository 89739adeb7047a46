"""What may be sent in a second, by one process and by several that share a tenant."""

from __future__ import annotations

import pytest

from bot.limits import Limits


class Hand:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at


def given(limits: Limits, asked: int, *, is_card: bool = False) -> int:
    """Of so many who ask at once, each for a conversation of their own, how many may send."""
    return sum(limits.take("t", f"a:{n}", is_card=is_card).wait == 0 for n in range(asked))


@pytest.mark.parametrize(("replicas", "messages", "cards"), [(1, 50, 25), (2, 25, 12), (3, 16, 8)])
def test_replicas_together_keep_to_what_a_tenant_takes(replicas: int, messages: int, cards: int) -> None:
    hand = Hand()

    assert given(Limits(hand.now, replicas), 60) == messages
    assert given(Limits(hand.now, replicas), 60, is_card=True) == cards


def test_a_second_later_there_is_a_share_again() -> None:
    hand = Hand()
    limits = Limits(hand.now, 2)
    given(limits, 60)

    hand.at = 1.0
    assert given(limits, 60) == 0, "the window is a little longer, because Teams has a clock of its own"
    hand.at = 1.03
    assert given(limits, 60) == 25
