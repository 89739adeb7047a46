"""What leaves the outbox, over HTTP: within Teams' limits, in order, once, and only while it is right."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.limits import Leave
from bot.postman import Address, Postman
from marac.declarations import Declare
from rehearsal.limits import Limits as TeamsLimits
from tests.bot.edge_world import APP_ID, CHAT, Scripted
from tests.bot.product import (
    ADMIN,
    AREA,
    CHAIR,
    MEETING,
    OPENS,
    QUORATE,
    Product,
    a_product,
    close_chat,
    opened,
)
from usecases.announce import CHAT as THE_CHAT
from usecases.announce import DESK, MEETING_CARD
from usecases.ports import Notice, Unavailable
from usecases.telling import NoLongerRight

LONG_BEFORE = OPENS - timedelta(days=2)
"""A working day on which nothing is about to begin."""
REP = "police-rep"


def a_notice(number: int = 1, to: str = REP, kind: str = "please-declare", **more: object) -> Notice:
    """Urgent unless said, so that neither the hour nor a person's count of the day holds it back."""
    more = {"urgent": True, **more}
    return Notice(key=f"test:{number}", to=to, kind=kind, area=AREA, meeting=MEETING, **more)  # type: ignore[arg-type]


async def add(product: Product, *notices: Notice) -> None:
    await product.bot.store.outbox.add(notices)


async def fate(product: Product, number: int = 1) -> tuple[str, str]:
    """What became of a notice: its letter's state and why."""
    (letter,) = [one for one in await product.letters() if one.notice.key == f"test:{number}"]
    return letter.state, letter.why


async def ended_as(product: Product, *states: str, number: int = 1) -> tuple[str, str]:
    """Wait until the notice's letter has one of these states; the state and why."""

    async def is_so() -> bool:
        return (await fate(product, number))[0] in states

    await product.until_so(is_so)
    return await fate(product, number)


async def test_an_answer_of_429_is_waited_out_for_as_long_as_teams_says(product: Product) -> None:
    product.world.will_answer("POST", Scripted(429, headers={"Retry-After": "40"}))
    await add(product, a_notice())

    await product.until(lambda: product.posts("a:police-rep"))
    state, why = await ended_as(product, "waiting")
    (letter,) = await product.letters("waiting")
    assert (state, why) == ("waiting", "429")
    wait = letter.due - product.clock.now()
    assert timedelta(seconds=35) < wait < timedelta(seconds=61)

    product.clock.move_to(letter.due)
    assert (await ended_as(product, "sent"))[0] == "sent"
    assert len(product.posts("a:police-rep")) == 2


async def test_a_desk_that_teams_would_not_take_just_now_arrives_later_as_it_is_then(
    product: Product,
) -> None:
    """The answer itself cannot wait for Teams' limits; the outbox brings the card when it may be sent."""
    product.world.will_answer("POST", Scripted(429, headers={"Retry-After": "40"}))
    await product.say(REP, "desk")
    assert len(product.posts(f"a:{REP}")) == 1

    await product.until(lambda: len(product.posts(f"a:{REP}")) == 2)

    arrived = product.posts(f"a:{REP}")[-1]
    assert "Your MARAC desk" in arrived.words
    await product.until_so(lambda: has_card(product, REP))
    (again,) = await product.say(REP, "desk")
    assert again.method == "POST"


async def has_card(product: Product, person: str) -> bool:
    return await product.bot.store.outbox.posted_surface(MEETING, person, DESK) is not None


async def test_what_was_done_shows_on_the_desk_although_its_answer_met_a_429(product: Product) -> None:
    await opened(product)
    await product.say(REP, "desk")
    await product.settled(cards=True)
    before = len(product.world.calls)
    product.world.will_answer("POST", Scripted(429, headers={"Retry-After": "40"}))

    await product.say(REP, "conflict 20461")

    await product.until(lambda: [p for p in product.posts(f"a:{REP}", since=before) if p.method == "PUT"])
    changed = [p for p in product.posts(f"a:{REP}", since=before) if p.method == "PUT"][-1]
    assert "20461" in changed.words


@pytest.mark.parametrize(("said", "is_final"), [("desk", True), ("hello", False)])
async def test_no_card_is_left_to_the_outbox_where_it_would_not_help(
    product: Product, said: str, is_final: bool
) -> None:
    refusal = Scripted(403, {"error": {"code": "ForbiddenOperation", "message": "no"}})
    product.world.will_answer("POST", refusal if is_final else Scripted(429, headers={"Retry-After": "40"}))

    await product.say(REP, said)

    assert [one for one in await product.letters() if one.notice.key.startswith("reply:")] == []


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "BotNotInConversationRoster"),
        (403, "ConversationBlockedByUser"),
        (403, "ForbiddenOperationException"),
        (403, "MessageWritesBlocked"),
        (404, "ConversationNotFound"),
        (400, "BadSyntax"),
        (413, "MessageSizeTooBig"),
    ],
)
async def test_what_teams_will_never_take_is_dropped_with_the_reason_and_not_tried_again(
    product: Product, status: int, code: str
) -> None:
    product.world.will_answer("POST", Scripted(status, {"error": {"code": code, "message": "no"}}))
    await add(product, a_notice())

    why = f"to ring: {status} {code}, and no e-mail" if status in (403, 404) else f"{status} {code}"
    assert await ended_as(product, "dropped", "sent") == ("dropped", why)
    assert len(product.posts("a:police-rep")) == 1


@pytest.mark.parametrize("status", [403, 404])
async def test_a_card_that_is_gone_is_posted_anew_and_the_new_one_kept_up_to_date(
    product: Product, status: int
) -> None:
    await opened(product, present=())
    await product.settled(cards=True)
    (first,) = [p for p in product.posts(CHAT) if p.method == "POST" and "attachments" in p.activity]
    product.world.will_answer("PUT", Scripted(status))
    before = len(product.world.calls)

    await add(product, a_notice(1, THE_CHAT, MEETING_CARD, surface=MEETING_CARD))
    await ended_as(product, "sent")
    await add(product, a_notice(2, THE_CHAT, MEETING_CARD, surface=MEETING_CARD))
    await ended_as(product, "sent", number=2)

    methods = [p.method for p in product.posts(CHAT, since=before)]
    assert methods == ["PUT", "POST", "PUT"]
    assert first.conversation == CHAT


async def test_another_worker_takes_over_from_one_that_was_killed_and_nothing_is_said_twice(
    product: Product,
) -> None:
    notices = (a_notice(1), a_notice(2, THE_CHAT, MEETING_CARD, surface=MEETING_CARD))
    outbox, now = product.bot.store.outbox, product.clock.now
    far = timedelta(days=1)
    await add(product, *(msgspec.structs.replace(n, not_before=now() + far) for n in notices))
    taken = await outbox.claim(now() + far, 10, 90.0, "a worker that was killed")
    assert {one.notice.key for one in taken} >= {"test:1", "test:2"}

    product.clock.move_to(now() + far + timedelta(seconds=60))
    assert (await fate(product))[0] == "sending"
    assert product.posts() == []
    product.clock.move_to(now() + timedelta(seconds=31))
    await ended_as(product, "sent")
    await ended_as(product, "sent", number=2)

    assert len([p for p in product.posts("a:police-rep") if p.method == "POST"]) == 1
    assert [p.method for p in product.posts(CHAT)] == ["POST"]
    assert not await outbox.sent(taken[0], "a:police-rep", "late")


async def test_a_letter_taken_again_while_it_is_on_its_way_is_said_once(product: Product) -> None:
    product.world.silent = asyncio.Event()
    await add(product, a_notice())
    await product.until(lambda: product.posts("a:police-rep"))

    product.clock.move_to(product.clock.now() + timedelta(hours=1))
    await add(product, a_notice(2, ADMIN))

    async def taken_again() -> bool:
        (letter,) = [one for one in await product.letters() if one.notice.key == "test:1"]
        return letter.attempts == 2

    await product.until_so(taken_again)
    product.world.silent.set()
    await ended_as(product, "sent")

    assert len(product.posts("a:police-rep")) == 1


async def test_a_hundred_notices_stay_within_teams_limits(product: Product) -> None:
    teams = TeamsLimits()

    def admit(method: str, path: str) -> int | None:
        return teams.admit(("send", path.split("/")[3]), ("tenant", "one")) if "activities" in path else None

    product.world.admit = admit
    await add(product, *(a_notice(n, QUORATE[n % len(QUORATE)]) for n in range(100)))
    await product.settled()

    assert product.world.counts["turned away"] == 0
    assert len(product.posts()) == 100
    assert {(await fate(product, n))[0] for n in range(100)} == {"sent"}


async def test_one_letter_that_cannot_be_written_stops_no_other(product: Product) -> None:
    await add(product, a_notice(1, kind="no-such-kind"), a_notice(2), a_notice(3, ADMIN))

    for number in (2, 3):
        assert (await ended_as(product, "sent", number=number))[0] == "sent"
    state, why = await ended_as(product, "waiting")
    assert (state, why) == ("waiting", "KeyError")


async def test_what_is_no_longer_right_is_dropped_at_the_last_moment(product: Product) -> None:
    await opened(product)
    version = product.bot.office.protocol(AREA).declaration.version
    await product.take(Declare(person=REP, version=version), by=REP)
    await product.settled(cards=True)
    before = len(product.world.calls)

    await add(
        product,
        a_notice(1),
        a_notice(2, ADMIN, "quoracy-lost", facts={"missing": ["police"], "ring": []}),
        a_notice(3, "nobody"),
        a_notice(4, "guest", "conflict", facts={"case": "20461", "person": REP}),
    )

    found = [await ended_as(product, "dropped", "sent", number=n) for n in (1, 2, 3, 4)]
    assert found == [
        ("dropped", "no longer so"),
        ("dropped", "no longer so"),
        ("dropped", "no longer in the area's register"),
        ("dropped", "kept out of the case"),
    ]
    assert product.posts("a:police-rep", since=before) == []


async def test_the_chat_closing_while_a_card_waits_for_the_limits_keeps_the_card_out_of_it(
    product: Product,
) -> None:
    await opened(product)
    await product.settled(cards=True)
    store = product.bot.store
    postman = Postman(product.bot.office, store.outbox, product.bot.edge.connector, f"28:{APP_ID}")

    async def leave(to: Address, is_card: bool) -> Leave:
        await close_chat(product)
        return Leave(lambda: 0.0)

    with pytest.raises(NoLongerRight, match="the chat is closed"):
        await postman.put(a_notice(1, THE_CHAT, MEETING_CARD, surface=MEETING_CARD), leave)


async def test_a_chat_of_ones_own_is_opened_where_there_was_none_and_remembered(product: Product) -> None:
    register = product.bot.store.register
    people = await register.people(AREA)
    newcomer = msgspec.structs.replace(
        people[REP], key="newcomer", name="New Comer", email="n@police.example"
    )
    await register.save([], [newcomer])
    reach = await register.reach(REP)
    assert reach is not None
    new_reach = msgspec.structs.replace(
        reach, person="newcomer", teams_id="29:newcomer", aad_id="aad-newcomer", conversation=None
    )
    await register.saw(new_reach)

    meeting = await product.meeting()
    await product.enter(msgspec.structs.replace(meeting.roll[REP], person="newcomer"))

    await add(product, a_notice(1, "newcomer"))
    await ended_as(product, "sent")
    await add(product, a_notice(2, "newcomer"))
    await ended_as(product, "sent", number=2)

    assert product.opened() == ["29:newcomer"]
    known = await register.reach("newcomer")
    assert known is not None
    assert known.conversation == "sent-1"


async def test_messages_to_somebody_keep_their_order_when_the_first_is_put_back(product: Product) -> None:
    product.world.will_answer("POST", Scripted(429, headers={"Retry-After": "30"}))
    kinds = ("suspended", "resumed", "break")
    await add(product, *(a_notice(n, THE_CHAT, kind) for n, kind in enumerate(kinds)))

    await product.until(lambda: product.posts(CHAT))
    for number in range(3):
        await ended_as(product, "waiting", number=number)
    (first,) = product.posts(CHAT)
    product.clock.move_to(product.clock.now() + timedelta(seconds=60))
    await product.settled()

    words = [p.activity["text"] for p in product.posts(CHAT)]
    assert len(words) == 4
    assert words[0] == words[1] == first.activity["text"]
    assert len(set(words)) == 3


async def test_what_was_said_is_recorded_through_a_short_outage_and_not_said_again(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = type(product.bot.store.outbox)
    real, failed = outbox.sent, list[int]()

    async def sent(self: object, *args: object) -> bool:
        if len(failed) < 2:
            failed.append(1)
            raise Unavailable("The database is away.")
        return await real(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "sent", sent)
    await add(product, a_notice())

    await ended_as(product, "sent")
    assert len(failed) == 2
    assert len(product.posts("a:police-rep")) == 1


async def test_at_the_end_what_waits_goes_back_and_is_said_at_once_by_the_next(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, log: object
) -> None:
    async with a_product(tmp_path, migrated) as first:
        await add(first, *(a_notice(n) for n in range(9)))
        await first.until(lambda: len(first.posts("a:police-rep")) == 7)
    async with a_product(tmp_path, migrated) as second:
        await second.settled()
        assert len(second.posts("a:police-rep")) == 2


async def test_forty_people_coming_in_a_second_make_few_posts_and_one_alert(product: Product) -> None:
    register = product.bot.store.register
    people, reach = await register.people(AREA), await register.reach(REP)
    assert reach is not None
    meeting = await product.meeting()
    crowd = [f"crowd-{n}" for n in range(40)]
    for key in crowd:
        agency = QUORATE[2 + len(key + "x") % 2].removesuffix("-rep")
        record = msgspec.structs.replace(people[REP], key=key, agency=agency, email=f"{key}@crowd.example")
        await register.save([], [record])
        entry = msgspec.structs.replace(meeting.roll[REP], person=key, agency=agency)
        await product.enter(entry)
        await register.saw(
            msgspec.structs.replace(
                reach, person=key, teams_id=f"29:{key}", aad_id=f"aad-{key}", conversation=f"a:{key}"
            )
        )
    await opened(product, present=(ADMIN, *(p for p in QUORATE if p not in (CHAIR, REP))))
    await product.settled(cards=True)
    before, version = len(product.world.calls), product.bot.office.protocol(AREA).declaration.version
    for key in crowd:
        await product.take(Declare(person=key, version=version), by=ADMIN)
    await product.take(Declare(person=REP, version=version), by=ADMIN)
    await product.settled(cards=True)
    before = len(product.world.calls)

    answers = await product.all_at_once([product.moved(p) for p in (*crowd, REP)])
    await product.settled(cards=True)

    assert {status for status, _ in answers} == {200}
    assert sum(1 for _ in (await product.meeting()).present()) == len(QUORATE) + 40
    posts = product.posts(since=before)
    alerts = [p for p in posts if "quorate again" in p.words]
    assert sorted(p.conversation for p in alerts) == sorted([f"a:{CHAIR}", f"a:{ADMIN}", "a:second"])
    in_chat = [p for p in posts if p.conversation == CHAT]
    assert {p.method for p in in_chat} == {"PUT"}
    assert len(in_chat) <= 8
    assert len(posts) <= 40


async def test_what_is_not_urgent_waits_for_the_morning_with_the_reason(product: Product) -> None:
    product.clock.move_to(LONG_BEFORE + timedelta(hours=10))
    await add(product, a_notice(1, urgent=False), a_notice(2))

    assert (await ended_as(product, "sent", number=2))[0] == "sent"
    assert await ended_as(product, "waiting") == ("waiting", "until office hours")
    assert len(product.posts("a:police-rep")) == 1
    (letter,) = await product.letters("waiting")
    assert letter.due.replace(second=0, microsecond=0) == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)

    product.clock.move_to(letter.due)
    assert (await ended_as(product, "sent"))[0] == "sent"


async def test_more_than_enough_for_one_day_waits_for_the_next(product: Product) -> None:
    """Of a crowd of notices at once, as many go as leave room for the day's digest."""
    product.clock.move_to(LONG_BEFORE)
    await add(product, *(a_notice(n, urgent=False) for n in range(6)))

    async def all_settled() -> bool:
        return not await product.letters("sending") and len(await product.letters("sent")) >= 2

    await product.until_so(all_settled)
    states = [await fate(product, number) for number in range(6)]
    assert states == [("sent", "")] * 2 + [("waiting", "enough for one day")] * 4
