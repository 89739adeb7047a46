"""What Teams reports and the clock brings: who comes and goes, strangers, chats, and a sitting's start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bot.ticker import Ticker
from marac.meeting import Meeting
from marac.opening import LogContact, OpenSitting, StartReached
from marac.presence import Arrive
from tests.bot.edge_world import CHAT, TENANT, Scripted
from tests.bot.product import ADMIN, AREA, CHAIR, OPENS, QUORATE, Post, Product, opened
from usecases import sweep as sweeping
from usecases.office import Office
from usecases.ports import Notice
from usecases.sweepers import SWEEPERS

REP = "police-rep"
JOINING = "https://teams.example/l/meetup-join/private-link"


def the_start(product: Product) -> dict[str, Any]:
    """What Teams sends when the meeting starts, with the link by which one joins it."""
    value = {"MeetingType": "Scheduled", "Title": "MARAC", "JoinUrl": JOINING}
    name = "application/vnd.microsoft.meetingStart"
    return product.raw(ADMIN, chat=True, type="event", name=name, value=value)


def told(product: Product, words: str, since: int = 0) -> list[Post]:
    return [p for p in product.posts(since=since) if words in p.words]


@pytest.mark.rule("LIN-47")
async def test_somebody_uninvited_is_told_of_to_the_administrators_once_and_to_nobody_else(
    product: Product,
) -> None:
    await opened(product, present=())
    await product.settled(cards=True)
    visitor = {"user": {"id": "8:teamsvisitor:abc", "name": "Robin Example"}, "meeting": {}}
    event = product.moved(CHAIR) | {"value": {"members": [visitor]}}
    before = len(product.world.calls)

    await product.post(the_start(product))
    await product.post(event)
    await product.post(event | {"timestamp": "2026-12-02T09:05:00.0Z"})
    await product.settled(cards=True)

    alerts = told(product, "not on the roll", since=before)
    assert sorted(p.conversation for p in alerts) == ["a:admin", "a:second"]
    assert not any("Robin Example" in p.words or JOINING in p.words for p in product.posts())
    assert JOINING.encode() not in product.kept()
    meeting = await product.meeting()
    assert meeting.strangers == {"8:teamsvisitor:abc"}
    assert [a.person for a in meeting.present()] == [CHAIR]


async def test_a_barred_person_who_joins_is_not_here_and_administrators_hear_of_a_stranger(
    product: Product,
) -> None:
    meeting = await product.meeting()
    await product.enter(msgspec.structs.replace(meeting.roll[REP], barred=True))

    assert (await product.post(product.moved(REP)))[0] == 200

    meeting = await product.meeting()
    assert meeting.strangers == {f"aad-{REP}"}
    assert not meeting.is_present(REP)


async def test_the_three_sources_of_presence_are_shown_and_any_will_do(product: Product) -> None:
    await product.post(product.moved(REP))
    await product.say("idva-rep", "here")
    await product.say(ADMIN, "for Health Birch: here")
    await product.say(REP, "here")
    await product.say(ADMIN, "for Police Birch: here")

    presence = (await product.meeting()).presence
    came = {person: [s.value for s in intervals[-1].came] for person, intervals in presence.items()}
    assert came == {
        REP: ["joined", "checked-in", "marked-by-administrator"],
        "idva-rep": ["checked-in"],
        "health-rep": ["marked-by-administrator"],
    }


@pytest.mark.parametrize(
    ("member", "is_known"),
    [
        ({"email": "n@police.example", "tenantId": TENANT}, True),
        ({"email": "n@police.example", "tenantId": "another-tenant"}, False),
        ({"email": "n@police.example"}, False),
        ({"userPrincipalName": "N@Police.Example", "tenantId": "another-tenant"}, True),
        ({"userPrincipalName": "n@elsewhere.example", "email": "n@police.example", "tenantId": "x"}, False),
        ({}, False),
    ],
)
async def test_somebody_new_is_recognised_by_an_address_that_is_vouched_for(
    product: Product, member: dict[str, str], is_known: bool
) -> None:
    people = await product.bot.store.register.people(AREA)
    newcomer = msgspec.structs.replace(people[REP], key="newcomer", email="n@police.example")
    await product.bot.store.register.save([], [newcomer])
    product.world.will_answer("GET", Scripted(200, {"id": "29:new", **member}))

    (post,) = await product.answered(
        product.raw("new", text="help") | {"from": {"id": "29:new", "aadObjectId": "aad-new"}}
    )

    assert ("What you can do here" in post.words) is is_known
    assert await product.bot.store.register.person_of("aad-new", "29:new") == (
        "newcomer" if is_known else None
    )


async def test_who_has_no_account_is_nobody_whatever_address_comes_with_them(product: Product) -> None:
    visitor = {"id": "8:teamsvisitor:abc", "email": "police-rep@police.example", "tenantId": TENANT}
    await product.post(product.moved(CHAIR) | {"value": {"members": [{"user": visitor}]}})

    assert not (await product.meeting()).is_present(REP)
    assert (await product.meeting()).strangers == {"8:teamsvisitor:abc"}


async def test_another_chat_is_bound_by_nobody_but_an_administrator_and_only_at_their_word(
    product: Product,
) -> None:
    elsewhere = {"id": "19:other", "conversationType": "groupChat", "tenantId": TENANT}

    def there(person: str, **fields: object) -> dict[str, object]:
        return product.raw(person, chat=True, **fields) | {"conversation": elsewhere}

    for person in (REP, ADMIN):
        await product.post(there(person, type="installationUpdate", action="add"))
        await product.post(product.moved(person) | {"conversation": elsewhere})
    line = product.typed(REP, "meeting", chat=True) | {"conversation": elsewhere}
    posts = await product.answered(line)
    refused = await product.answered(
        product.typed(REP, "use this chat", chat=True) | {"conversation": elsewhere}
    )
    register = product.bot.store.register
    bound = await register.chat_of(AREA)
    assert bound is not None
    assert bound.conversation == CHAT
    assert {p.conversation for p in (*posts, *refused)} == {"a:police-rep"}
    assert not any("20461" in p.words for p in (*posts, *refused))
    assert not list((await product.meeting()).present())

    said = await product.answered(
        product.typed(ADMIN, "use this chat", chat=True) | {"conversation": elsewhere}
    )
    bound = await register.chat_of(AREA)
    assert bound is not None
    assert bound.conversation == "19:other"
    assert [p.conversation for p in said] == ["a:admin"]
    assert "Lincolnshire" in said[0].words


@pytest.mark.rule("LIN-09")
async def test_at_the_start_administrators_alone_hear_who_is_missing_and_whom_to_ring(
    product: Product,
) -> None:
    for person in QUORATE:
        if person not in (REP, "health-rep"):
            await product.take(Arrive(person=person))
    await product.settled(cards=True)
    before = len(product.world.calls)

    product.clock.move_to(OPENS - timedelta(seconds=1))
    await product.bot.ticker.wake()
    await product.settled()
    assert product.posts(since=before) == []

    async with product.session.post(
        f"{product.address}/rehearsal/clock", json={"now": OPENS.isoformat()}
    ) as answer:
        assert answer.status == 200
    await product.bot.ticker.wake()
    await product.settled()

    alerts = product.posts(since=before)
    assert sorted(p.conversation for p in alerts) == ["a:admin", "a:second"]
    for post in alerts:
        assert "Testshire Police" in post.words
        assert "Hospital Trust" in post.words
        assert "Duty manager" in post.words
        assert "01632 960000" in post.words
        assert "IDVA Service" not in post.words
    await product.say(ADMIN, "rung police")
    (entry,) = [e for e in await product.journal() if type(e.event).__name__ == "ContactMade"]
    assert entry.by == ADMIN
    assert (await product.meeting()).sittings[0].contacted == {"police"}


async def test_an_alert_about_the_start_that_is_out_of_date_is_not_sent(product: Product) -> None:
    product.world.will_answer("POST", *[Scripted(503)] * 8)
    product.clock.move_to(OPENS)
    await product.bot.ticker.wake()
    product.clock.move_to(OPENS + timedelta(days=3))
    await product.settled()

    (letter, *_) = [one for one in await product.letters("dropped") if one.notice.kind == "missing-at-start"]
    assert letter.why == "no longer so"


async def test_teams_start_of_the_meeting_is_only_a_start_at_the_sittings_time(product: Product) -> None:
    started = product.raw(
        ADMIN, chat=True, type="event", name="application/vnd.microsoft.meetingStart", value={}
    )
    await product.post(started)
    assert not any(isinstance(e.event, StartReached) for e in await product.journal())

    product.clock.move_to(OPENS)
    await product.post(started | {"timestamp": "2026-12-02T09:00:01.0Z"})
    assert sum(isinstance(e.event, StartReached) for e in await product.journal()) == 1


async def test_of_two_replicas_one_sweeps(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    product.clock.move_to(OPENS)
    bot = product.bot
    other = Ticker(bot.office, bot.store.sweeps, bot.store.outbox, "another-replica", timedelta(days=90))

    assert await product.bot.ticker.wake() == 1
    assert await other.wake() == 0
    product.clock.move_to(OPENS + timedelta(seconds=61))
    assert await other.wake() == 1
    assert await product.bot.ticker.wake() == 0


async def test_what_was_said_long_ago_is_cleared_out_of_the_outbox_once_a_day(product: Product) -> None:
    said = product.clock.now()
    old = Notice(key="old", to=ADMIN, kind="please-declare", area=AREA)
    await product.bot.store.outbox.add([old])
    await product.settled()
    product.clock.move_to(said + timedelta(days=89))
    await product.bot.ticker.wake()
    assert await keys_kept(product) == ["old"]
    product.clock.move_to(said + timedelta(days=91))
    await product.bot.ticker.wake()
    assert await keys_kept(product) == []


async def keys_kept(product: Product) -> list[str]:
    return [letter.notice.key for letter in await product.bot.store.outbox.letters("sent", "dropped")]


async def test_one_meetings_fault_leaves_the_others_looked_after(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(office: Office, meeting: Meeting) -> None:
        raise RuntimeError("this one cannot be looked after")

    monkeypatch.setattr(sweeping, "SWEEPERS", [broken, *SWEEPERS])
    product.clock.move_to(OPENS)

    await product.bot.ticker.wake()

    assert any(isinstance(e.event, StartReached) for e in await product.journal())
    with pytest.raises(ExceptionGroup):
        await sweeping.sweep(product.bot.office)


@pytest.mark.rule("LIN-10")
async def test_while_suspended_the_sitting_can_go_on_once_the_agency_signs_in(product: Product) -> None:
    await opened(product, present=(p for p in QUORATE if p != REP))
    await product.settled(cards=True)
    before = len(product.world.calls)

    _, form = await product.post(product.submitted(CHAIR, "suspend", note="Until police are here."))
    assert form == {}
    await product.settled()
    in_chat = [p.words for p in product.posts(CHAT, since=before) if p.method == "POST"]
    assert len(in_chat) == 1
    assert "suspended" in in_chat[0].lower()
    assert "police" not in in_chat[0].lower()

    await product.say(REP, "here")
    await product.settled()
    offers = [
        p
        for p in told(product, "resume", since=before)
        if p.method == "POST" and "Testshire Police" in p.words
    ]
    assert {f"a:{CHAIR}", f"a:{ADMIN}"} <= {p.conversation for p in offers}
    assert REP not in {p.conversation.removeprefix("a:") for p in offers}
    await product.press(CHAIR, "resume")
    sitting = (await product.meeting()).sitting
    assert sitting is not None
    assert sitting.state.value == "opening"


@pytest.mark.rule("LIN-05", "LIN-06")
async def test_what_is_missing_reaches_chair_and_administrators_once_with_whom_to_ring(
    product: Product,
) -> None:
    await product.take(*(Arrive(person=p) for p in QUORATE if p != REP))
    product.clock.move_to(OPENS)
    await product.take(OpenSitting(), by=CHAIR)
    await product.settled()

    alerts = [p for p in told(product, "not quorate") if p.method == "POST" and "01632 960000" in p.words]
    assert sorted(p.conversation for p in alerts) == [f"a:{ADMIN}", f"a:{CHAIR}", "a:second"]
    assert all("Police" in p.words for p in alerts)
    await product.take(LogContact(agency="police"), by=ADMIN)
    await product.settled()
    again = [p for p in told(product, "not quorate") if p.method == "POST" and "01632 960000" in p.words]
    assert len(again) == 3
