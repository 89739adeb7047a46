"""What is not urgent waits for office hours, and for another day once there was enough on this one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from marac.protocol import Protocol, protocol_for
from tests.usecases.office import AREA, Desk
from usecases.announcements_actions import DIGEST
from usecases.holding_back import Held, held_back
from usecases.ports import Notice
from usecases.sweep_timed import TIMED

MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
TUESDAYS_DIGEST = datetime(2026, 11, 17, 9, tzinfo=UTC)


def a_notice(number: int, to: str, kind: str = "leaver", **more: object) -> Notice:
    return Notice(key=f"held:{number}", to=to, kind=kind, area=AREA, **more)  # type: ignore[arg-type]


async def held(desk: Desk, notice: Notice) -> Held | None:
    return await held_back(desk.office, desk.store.outbox, notice)


async def said(desk: Desk, *notices: Notice) -> None:
    """They went out just now."""
    await desk.store.outbox.add(notices)
    for letter in await desk.store.outbox.claim(desk.clock.moment, 100, 60, "test"):
        await desk.store.outbox.sent(letter, f"a:{letter.notice.to}", f"post-{letter.number}")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (MONDAY, None),
        (datetime(2026, 11, 16, 16, 29, tzinfo=UTC), None),
        (datetime(2026, 11, 16, 16, 30, tzinfo=UTC), datetime(2026, 11, 17, 8, 30, tzinfo=UTC)),
        (datetime(2026, 11, 16, 7, tzinfo=UTC), datetime(2026, 11, 16, 8, 30, tzinfo=UTC)),
        (datetime(2026, 11, 21, 11, tzinfo=UTC), datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        (datetime(2026, 12, 25, 11, tzinfo=UTC), datetime(2026, 12, 29, 8, 30, tzinfo=UTC)),
    ],
)
async def test_what_is_not_urgent_goes_while_offices_are_open(
    desk: Desk, now: datetime, opens: datetime | None
) -> None:
    await desk.register()
    desk.clock.moment = now

    found = await held(desk, a_notice(1, await desk.key("birch")))

    assert (found.until if found else None) == opens
    assert await held(desk, a_notice(2, await desk.key("birch"), urgent=True)) is None
    assert await held(desk, a_notice(3, "chat")) is None


async def test_what_looks_to_its_own_day_is_not_put_off_to_another(desk: Desk) -> None:
    await desk.register()
    desk.clock.moment = datetime(2026, 11, 16, 20, tzinfo=UTC)

    assert await held(desk, a_notice(1, await desk.key("birch"), DIGEST)) is None
    assert await held(desk, a_notice(2, await desk.key("birch"), TIMED)) is not None


async def test_enough_for_one_day_leaves_room_for_the_digest_until_it_came(desk: Desk) -> None:
    await desk.register()
    birch, most = await desk.key("birch"), desk.office.protocol(AREA).messages_a_day
    desk.clock.moment = MONDAY

    await said(desk, *(a_notice(n, birch) for n in range(most - 1)))
    assert await held(desk, a_notice(9, birch)) == Held(TUESDAYS_DIGEST, "enough for one day")
    assert await held(desk, a_notice(10, birch, DIGEST)) is None
    assert await held(desk, a_notice(11, birch, TIMED)) is None
    assert await held(desk, a_notice(12, await desk.key("rowan"))) is None

    desk.clock.moment = MONDAY + timedelta(days=1)
    assert await held(desk, a_notice(9, birch)) is None


async def test_the_digest_that_came_takes_its_own_place_and_no_other(desk: Desk) -> None:
    await desk.register()
    birch, most = await desk.key("birch"), desk.office.protocol(AREA).messages_a_day
    desk.clock.moment = MONDAY

    await said(desk, a_notice(0, birch, DIGEST), *(a_notice(n, birch) for n in range(1, most - 1)))
    assert await held(desk, a_notice(9, birch)) is None
    await said(desk, a_notice(9, birch))
    assert await held(desk, a_notice(10, birch)) is not None


async def test_urgent_ones_and_cards_brought_up_to_date_do_not_count(desk: Desk) -> None:
    await desk.register()
    birch, most = await desk.key("birch"), desk.office.protocol(AREA).messages_a_day
    desk.clock.moment = MONDAY

    await said(desk, *(a_notice(n, birch, urgent=True) for n in range(most)))
    for number in range(20, 20 + most):
        await said(desk, a_notice(number, birch, surface="one-card"))

    assert await desk.store.outbox.said_since(birch, MONDAY - timedelta(hours=1)) == ["leaver"]
    assert await held(desk, a_notice(9, birch)) is None


def at_an_hour(area: str) -> Protocol:
    """The area's rules, with its agenda due at 15:00 six working days before, and asked for at 14:00."""
    protocol = protocol_for(area)
    given = {"due": "-6 working days 15:00", "remind": ("+0 days 14:00",)}
    duties = tuple(d.model_copy(update=given) if d.key == "agenda-published" else d for d in protocol.duties)
    return protocol.model_copy(update={"duties": duties})


async def test_room_is_kept_for_what_is_still_due_at_an_hour_today(desk: Desk) -> None:
    await desk.meeting()
    admin, most = await desk.key("admin"), desk.office.protocol(AREA).messages_a_day
    desk.office = replace(desk.office, protocols=at_an_hour)
    desk.clock.moment = MONDAY + timedelta(days=1)

    await said(desk, *(a_notice(n, admin) for n in range(most - 2)))
    assert await held(desk, a_notice(9, admin)) is not None
    assert await held(desk, a_notice(9, await desk.key("birch"))) is None

    desk.clock.moment = datetime(2026, 11, 17, 14, 1, tzinfo=UTC)
    assert await held(desk, a_notice(9, admin)) is None


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (datetime(2026, 11, 24, 20, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC)),
        (datetime(2026, 11, 25, 7, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC)),
        (datetime(2026, 11, 25, 8, 15, tzinfo=UTC), None),
        (datetime(2026, 11, 25, 18, tzinfo=UTC), None),
    ],
)
async def test_nothing_of_a_meeting_waits_until_it_is_too_late_for_it(
    desk: Desk, now: datetime, goes: datetime | None
) -> None:
    await desk.register()
    meeting = await desk.meeting()
    desk.clock.moment = now

    found = await held(desk, a_notice(1, await desk.key("birch"), meeting=meeting.key))

    assert (found.until if found else None) == goes
