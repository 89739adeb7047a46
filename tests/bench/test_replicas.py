"""What the kills of a replica come to: whoever was missed or told twice is counted, and a miss is a miss."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import islice

import pytest
from aiohttp import ClientSession

from bench.council import APP_ID, Person
from bench.owing import everybody, owners
from bench.replicas import Killed, Round, counted, working_days
from bench.stand_in import Post, standing_in
from rehearsal.limits import Limits

DAY = date(2026, 12, 1)


def a_post(person: Person, by: str = "first") -> Post:
    return Post(0.0, "POST", person.conversation, b"For today", by)


def a_round(*posts: Post, unrecorded: frozenset[str] = frozenset()) -> Round:
    return counted(DAY, "first", len(posts), posts, unrecorded)


def bounds(*rounds: Round, turned_away: int = 0) -> list[bool]:
    return [one.holds for one in Killed(1, rounds, turned_away).findings]


def all_told(*more: Post) -> tuple[Post, ...]:
    return (*(a_post(person, "second") for person in owners()), *more)


def test_everybody_but_the_three_who_run_it_owes() -> None:
    assert (len(everybody()), len(owners())) == (120, 117)


def test_everybody_told_once_is_as_it_should_be() -> None:
    told = a_round(*all_told())

    assert bounds(told) == [True, True, True, True]
    assert told.sent == Counter(second=117)


def test_whoever_was_not_told_was_missed() -> None:
    told = a_round(*(a_post(person) for person in owners()[1:]))

    assert told.missed == {owners()[0].key}
    assert bounds(a_round(*all_told()), told) == [False, True, True, True]


def test_one_told_twice_is_explained_by_a_kill_between_acceptance_and_record_alone() -> None:
    person = owners()[4]
    explained = a_round(*all_told(a_post(person)), unrecorded=frozenset({person.key}))
    recorded = a_round(*all_told(a_post(person)))
    by_the_other = a_round(*all_told(a_post(person, "second")), unrecorded=frozenset({person.key}))

    assert explained.between == explained.twice == {person.key}
    assert bounds(explained) == [True, True, True, True]
    assert bounds(recorded) == bounds(by_the_other) == [True, True, False, True]


def test_two_told_twice_by_one_kill_are_too_many_and_one_by_each_of_two_are_not() -> None:
    one, other = owners()[4], owners()[5]
    both = frozenset({one.key, other.key})

    assert bounds(a_round(*all_told(a_post(one), a_post(other)), unrecorded=both)) == [
        True,
        False,
        True,
        True,
    ]
    assert bounds(
        a_round(*all_told(a_post(one)), unrecorded=both), a_round(*all_told(a_post(other)), unrecorded=both)
    ) == [True, True, True, True]


def test_being_turned_away_is_a_miss() -> None:
    assert bounds(a_round(*all_told()), turned_away=1) == [True, True, True, False]


def test_the_days_are_working_days() -> None:
    days = list(islice(working_days(date(2026, 12, 23)), 4))

    assert [day.isoformat() for day in days] == ["2026-12-24", "2026-12-29", "2026-12-30", "2026-12-31"]


@pytest.mark.parametrize("limits", [None, Limits(monotonic=lambda: 0.0)])
async def test_the_stand_in_turns_away_where_limits_are_given_and_says_who_posted(
    limits: Limits | None,
) -> None:
    async with standing_in(APP_ID, limits) as teams, ClientSession() as session:
        teams.listen()
        grant = {"client_secret": "second"}
        async with session.post(f"{teams.address}/t/oauth2/v2.0/token", data=grant) as answer:
            headers = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}
        statuses = []
        for _ in range(8):
            url = f"{teams.address}/v3/conversations/a:1/activities"
            async with session.post(url, data=b"{}", headers=headers) as answer:
                statuses.append((answer.status, answer.headers.get("Retry-After")))

    taken = 8 if limits is None else 7
    assert statuses == [(201, None)] * taken + [(429, "1")] * (8 - taken)
    assert ({post.by for post in teams.posts}, len(teams.posts)) == ({"second"}, taken)
    assert teams.turned_away == 8 - taken
