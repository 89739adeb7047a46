"""The outbox: the same notice never twice, no letter with two workers, nothing forgotten when one dies."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from store.opening import Store
from store.sweeps import Sweeps
from tests.store.world import MEETING, NOON, a_meeting, a_notice, counted, entered, work
from usecases.ports import Letter, Notice, Posted

LEASE = 30.0


async def claim(store: Store, worker: str = "w1", seconds: float = 0.0, limit: int = 10) -> list[Letter]:
    return list(await store.outbox.claim(NOON + timedelta(seconds=seconds), limit, LEASE, worker))


def keys(letters: list[Letter]) -> list[str]:
    return [letter.notice.key for letter in letters]


def a_refresh(key: str, to: str = "chat", **more: object) -> Notice:
    return a_notice(key, to, kind="card", surface="meeting", **more)


async def states(store: Store) -> dict[str, str]:
    return {letter.notice.key: letter.state for letter in await store.outbox.letters()}


async def test_a_letter_is_the_notice_that_was_put_in(store: Store) -> None:
    notice = a_notice(
        "n1", "p1", facts={"case": "101", "count": 3}, not_before=NOON - timedelta(hours=1), urgent=True
    )
    assert await store.outbox.add([notice, a_notice("n2", meeting=None)]) == 2

    first, second = await claim(store)

    assert first.notice == notice
    assert (first.state, first.attempts, first.worker) == ("sending", 1, "w1")
    assert first.due == NOON + timedelta(seconds=LEASE)
    assert second.notice.meeting is None
    assert second.notice.surface is None


async def test_the_same_notice_is_never_there_twice(store: Store, other: Store) -> None:
    meeting = await a_meeting(store.ledger)
    await store.ledger.commit(work(meeting, entered(), notices=[a_notice("n1"), a_notice("n1")]))
    assert await other.outbox.add([a_notice("n1"), a_notice("n2")]) == 1
    assert await store.outbox.add([a_notice("n1")]) == 0

    letters = await claim(store)
    assert keys(letters) == ["n1", "n2"]
    for letter in letters:
        assert await store.outbox.sent(letter)
    assert await store.outbox.add([a_notice("n1"), a_refresh("n2")]) == 0
    assert await claim(store, seconds=999) == []


async def test_urgent_letters_first_then_in_order(store: Store) -> None:
    await store.outbox.add([a_notice("n1"), a_notice("n2"), a_notice("n3", urgent=True)])

    assert keys(await claim(store, limit=2)) == ["n3", "n1"]
    assert keys(await claim(store, limit=2)) == ["n2"]


async def test_what_may_wait_is_left_to_others_if_so_asked(store: Store, other: Store) -> None:
    await store.outbox.add([a_notice("n1"), a_notice("n2", urgent=True), a_refresh("n3")])

    hurried = await store.outbox.claim(NOON, 10, LEASE, "w1", hurried_only=True)

    assert keys(list(hurried)) == ["n2", "n3"]
    assert keys(await claim(other, "w2")) == ["n1"]


async def test_nothing_leaves_before_it_is_due(store: Store) -> None:
    await store.outbox.add([a_notice("n1", not_before=NOON + timedelta(seconds=60))])

    assert await claim(store, seconds=59) == []
    assert keys(await claim(store, seconds=60)) == ["n1"]


async def test_two_workers_never_hold_the_same_letter(store: Store, other: Store) -> None:
    await store.outbox.add([a_notice(f"n{n}") for n in range(40)])

    taken = await asyncio.gather(*(claim((store, other)[n % 2], f"w{n}", limit=7) for n in range(8)))

    everything = [key for letters in taken for key in keys(letters)]
    assert sorted(everything) == sorted(f"n{n}" for n in range(40))
    assert all(len(letters) <= 7 for letters in taken)


async def test_a_dead_workers_letter_is_given_again(store: Store, other: Store) -> None:
    await store.outbox.add([a_notice("n1")])
    (lost,) = await claim(store, "dead")
    assert await claim(other, "w2", seconds=LEASE - 1) == []

    (found,) = await claim(other, "w2", seconds=LEASE)

    assert (found.attempts, found.worker) == (2, "w2")
    assert not await store.outbox.sent(lost, "chat-1", "late")
    assert not await store.outbox.drop(lost, "too late")
    assert not await store.outbox.postpone(lost, NOON, "too late")
    assert await states(store) == {"n1": "sending"}
    assert await other.outbox.sent(found, "chat-1", "in time")
    assert await store.outbox.own_posts(MEETING, "chat-1") == [
        Posted(conversation="chat-1", activity="late"),
        Posted(conversation="chat-1", activity="in time"),
    ]


async def test_a_lease_is_lost_to_oneself_as_well(store: Store) -> None:
    await store.outbox.add([a_notice("n1")])
    (lost,) = await claim(store, "w1")
    (held,) = await claim(store, "w1", seconds=LEASE)
    assert not await store.outbox.sent(lost)

    await store.outbox.drop(held, "gone")
    await store.outbox.requeue(held.number)
    (again,) = await claim(store, "w2")

    assert again.attempts == lost.attempts
    assert not await store.outbox.sent(lost)
    assert await store.outbox.sent(again)


async def test_a_postponed_letter_comes_back_when_it_is_time(store: Store) -> None:
    await store.outbox.add([a_notice("n1")])
    (letter,) = await claim(store)
    assert await store.outbox.postpone(letter, NOON + timedelta(minutes=5), "429")

    assert await claim(store, seconds=299) == []
    (again,) = await claim(store, seconds=300)
    assert (again.attempts, again.why) == (2, "429")


async def test_a_dropped_letter_stays_until_somebody_wants_it(store: Store) -> None:
    await store.outbox.add([a_notice("n1"), a_notice("n2")])
    first, second = await claim(store)
    assert await store.outbox.drop(first, "not installed")
    assert await store.outbox.sent(second)
    assert await claim(store, seconds=999) == []

    (dropped,) = await store.outbox.letters("dropped")
    assert (dropped.notice.key, dropped.why) == ("n1", "not installed")
    assert await store.outbox.requeue(dropped.number)
    assert not await store.outbox.requeue(dropped.number)
    assert not await store.outbox.requeue(second.number), "what was sent is not sent again"
    (again,) = await claim(store)
    assert (again.notice.key, again.attempts) == ("n1", 1)


async def test_waiting_refreshes_of_a_card_are_one(store: Store, other: Store) -> None:
    meeting = await a_meeting(store.ledger)
    refreshes = [a_refresh("r1"), a_refresh("r2"), a_refresh("r3", "p1")]
    await store.ledger.commit(work(meeting, entered(), notices=refreshes))
    await other.outbox.add([a_refresh("r4"), a_refresh("r5", meeting=None)])

    assert keys(await claim(store)) == ["r1", "r3", "r5"]


async def test_a_refresh_that_follows_while_one_is_on_its_way_waits_for_it(store: Store) -> None:
    await store.outbox.add([a_refresh("r1")])
    (first,) = await claim(store)
    await store.outbox.add([a_refresh("r2")])

    assert await claim(store, "w2", seconds=1) == []
    assert await store.outbox.sent(first, "chat-1", "a1")
    assert keys(await claim(store, "w2", seconds=1)) == ["r2"]


async def test_a_dead_workers_refresh_gives_way_to_the_newer_one(store: Store) -> None:
    await store.outbox.add([a_refresh("r1")])
    await claim(store, "dead")
    await store.outbox.add([a_refresh("r2"), a_notice("n1")])

    assert set(keys(await claim(store, "w2", seconds=LEASE))) == {"r2", "n1"}
    assert await states(store) == {"r1": "dropped", "r2": "sending", "n1": "sending"}


async def test_a_postponed_refresh_gives_way_to_the_newer_one(store: Store) -> None:
    await store.outbox.add([a_refresh("r1"), a_refresh("p1", "p1")])
    first, alone = await claim(store)
    await store.outbox.add([a_refresh("r2")])

    assert await store.outbox.postpone(first, NOON, "429")
    assert await store.outbox.postpone(alone, NOON, "429")

    assert await states(store) == {"r1": "dropped", "p1": "waiting", "r2": "waiting"}
    dropped = (await store.outbox.letters("dropped"))[0]
    assert not await store.outbox.requeue(dropped.number)


async def test_an_urgent_refresh_hurries_the_one_that_waits(store: Store) -> None:
    later = NOON + timedelta(hours=20)
    await store.outbox.add([a_refresh("r1", not_before=later), a_refresh("p1", "p1", not_before=later)])
    assert await claim(store) == []

    await store.outbox.add([a_refresh("r2", urgent=True), a_refresh("p2", "p1")])

    assert keys(await claim(store)) == ["r1"]
    assert keys(await claim(store, seconds=20 * 3600)) == ["r1", "p1"]


async def test_a_refresh_for_a_card_that_stands_is_none_where_none_does(store: Store) -> None:
    assert await store.outbox.add([a_refresh("r1", if_posted=True)]) == 0

    await store.outbox.remember_post(MEETING, "chat", Posted(conversation="c", activity="a"), "meeting")
    assert await store.outbox.add([a_refresh("r2", if_posted=True)]) == 1
    assert await store.outbox.add([a_refresh("r3", to="p1", if_posted=True)]) == 0
    assert await store.outbox.add([a_refresh("r4", meeting=None, if_posted=True)]) == 0
    assert keys(await claim(store)) == ["r2"]


async def test_nor_where_the_card_has_been_taken_away(store: Store) -> None:
    card = Posted(conversation="c", activity="a")
    await store.outbox.remember_post(MEETING, "chat", card, "meeting")
    await store.outbox.forget_post(card)

    assert await store.outbox.add([a_refresh("r1", if_posted=True)]) == 0


async def test_a_card_that_is_just_being_posted_is_refreshed_after_it(store: Store) -> None:
    await store.outbox.add([a_refresh("r1")])
    letter = (await claim(store))[0]

    assert await store.outbox.add([a_refresh("r2", if_posted=True)]) == 1
    await store.outbox.sent(letter, "c", "a")
    assert keys(await claim(store)) == ["r2"]


async def test_of_two_at_once_the_one_that_posts_the_card_counts(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    notices = [a_refresh("r1", if_posted=True), a_refresh("r2"), a_refresh("r3", if_posted=True)]
    await store.ledger.commit(work(meeting, entered(), notices=notices))

    assert keys(await claim(store)) == ["r2"]


async def test_what_was_settled_long_ago_is_forgotten(store: Store) -> None:
    await store.outbox.add([a_notice("n1"), a_notice("n2"), a_notice("n3")])
    first, second, _ = await claim(store)
    await store.outbox.sent(first)
    await store.outbox.drop(second, "gone")

    assert await store.outbox.clear(NOON) == 0
    assert await store.outbox.clear(NOON + timedelta(seconds=LEASE + 1)) == 2
    assert await states(store) == {"n3": "sending"}


async def test_what_was_said_to_somebody_is_known_by_kind_and_a_card_once(store: Store) -> None:
    await store.outbox.add([a_notice("n1", "p1"), a_notice("n2", "p1", urgent=True), a_notice("n3", "p2")])
    letters = {letter.notice.key: letter for letter in await claim(store)}
    for key in ("n2", "n3"):
        await store.outbox.sent(letters[key], "a:p1", key)
    assert await store.outbox.said_since("p1", NOON) == []

    await store.outbox.sent(letters["n1"], "a:p1", "n1")
    for version in range(2):
        await store.outbox.add([a_refresh(f"card-{version}", "p1")])
        (card,) = await claim(store)
        await store.outbox.sent(card, "a:p1", "card")

    assert sorted(await store.outbox.said_since("p1", NOON)) == sorted([letters["n1"].notice.kind, "card"])
    assert await store.outbox.said_since("p1", NOON + timedelta(seconds=LEASE + 1)) == []


async def test_whoever_waits_is_woken_by_a_commit(store: Store) -> None:
    meeting = await a_meeting(store.ledger)
    assert not await store.outbox.wait(0)
    waiting = asyncio.ensure_future(store.outbox.wait(60))
    await store.ledger.commit(work(meeting, entered()))
    await asyncio.sleep(0)
    assert not waiting.done(), "a commit without letters wakes nobody"

    await store.ledger.commit(work(await store.ledger.load(MEETING), notices=[a_notice("n1")]))

    assert await waiting
    assert not await store.outbox.wait(0)
    await store.outbox.add([a_notice("n2")])
    assert await store.outbox.wait(0)


async def test_cards_are_found_and_posts_remembered(store: Store) -> None:
    outbox = store.outbox
    await outbox.add([a_refresh("r1")])
    (letter,) = await claim(store)
    assert await outbox.posted_surface(MEETING, "chat", "meeting") is None
    await outbox.sent(letter, "chat-1", "a1")
    card = Posted(conversation="chat-1", activity="a1")
    assert await outbox.posted_surface(MEETING, "chat", "meeting") == card

    answer = Posted(conversation="chat-1", activity="a2")
    for _ in range(2):
        await outbox.remember_post(MEETING, "chat", answer)
    anew = Posted(conversation="chat-1", activity="a3")
    await outbox.remember_post(MEETING, "chat", anew, surface="meeting")
    await outbox.remember_post("another", "chat", Posted(conversation="chat-1", activity="a4"))

    assert await outbox.posted_surface(MEETING, "chat", "meeting") == anew
    assert await outbox.own_posts(MEETING, "chat-1") == [card, answer, anew]
    await outbox.forget_post(anew)
    assert await outbox.own_posts(MEETING, "chat-1") == [card, answer]
    assert await outbox.posted_surface(MEETING, "chat", "meeting") is None


async def test_a_refresh_that_comes_late_leaves_the_newer_card_to_be_the_card(store: Store) -> None:
    outbox = store.outbox
    old, new = (Posted(conversation="chat-1", activity=activity) for activity in ("a1", "a2"))
    await outbox.remember_post(MEETING, "chat", old, surface="meeting")
    await outbox.add([a_refresh("r1")])
    (letter,) = await claim(store)
    await outbox.remember_post(
        MEETING, "chat", new, surface="meeting"
    )  # an answer, while the old one is changed
    assert await outbox.sent(letter, old.conversation, old.activity)
    assert await outbox.posted_surface(MEETING, "chat", "meeting") == new


async def test_a_periodic_job_is_one_processs_at_a_time(store: Store, other: Store) -> None:
    async def take(sweeps: Sweeps, worker: str, seconds: float) -> bool:
        return await sweeps.take("daily", worker, NOON + timedelta(seconds=seconds), 60)

    assert await take(store.sweeps, "w1", 0)
    assert not await take(other.sweeps, "w2", 59)
    assert await take(store.sweeps, "w1", 30), "who holds it may go on"
    assert not await take(other.sweeps, "w2", 89)
    assert await take(other.sweeps, "w2", 90)
    assert await counted(store, "sweep") == [1]


async def test_how_full_the_outbox_is(store: Store) -> None:
    empty = await store.outbox.depth(NOON)
    assert (empty.waiting, empty.sending, empty.due, empty.oldest_seconds) == (0, 0, 0, 0.0)

    await store.outbox.add([a_notice("n1"), a_notice("n2"), a_notice("n3")])
    fresh = await store.outbox.depth(NOON)
    (first, *_) = await store.outbox.letters()
    assert (fresh.due, fresh.oldest_seconds, fresh.untouched) == (3, 0.0, first.number)
    letters = await claim(store)
    await store.outbox.sent(letters[0])
    await store.outbox.postpone(letters[1], NOON + timedelta(hours=2), "429")

    soon = await store.outbox.depth(NOON + timedelta(seconds=5))
    assert (soon.waiting, soon.sending, soon.due, soon.untouched) == (1, 1, 0, None)

    later = await store.outbox.depth(NOON + timedelta(hours=3))
    assert (later.waiting, later.sending, later.due) == (1, 1, 2), "a lease that ran out is due again"
    assert later.oldest_seconds >= 3600
