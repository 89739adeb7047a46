"""However long nothing ran, what came meanwhile is said once by the next digest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from marac.duties import TickDuty
from tests.usecases.office import AREA, Desk
from tests.usecases.test_material import WORKED, two_meetings
from usecases import heard_since as records
from usecases.announcements_actions import DIGEST
from usecases.heard_since import HOURS_OVER, SEEN_TO, heard_since
from usecases.material import Day, day_of, materials
from usecases.nudge import nothing_missed, nudge
from usecases.ports import Notice
from usecases.take import take
from usecases.views.digest import digest_of

LAST, MISSED, BACK, NEXT = (date(2026, 11, day) for day in (20, 24, 27, 30))


def at(desk: Desk, day: date) -> None:
    """Let it be the morning of that day, an hour after the digests."""
    desk.clock.moment = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


async def hears(desk: Desk, person: str, day: date) -> Day:
    """What the person's digest says on a day that has come."""
    at(desk, day)
    since = await heard_since(desk.office, AREA, day)
    return day_of(person, await materials(desk.office, AREA, day, since.of(person)))


def forget(desk: Desk) -> None:
    """As in a process that has just been started."""
    records._KNOWN.pop(desk.office.ledger)


def named(heard: Day) -> set[tuple[str, str]]:
    return {(meeting.key, reminder.due.key) for meeting, reminder in heard.duties}


async def came_on(desk: Desk, *days: date) -> set[tuple[str, str]]:
    """What the administrator would have heard on each of the days, had all gone well."""
    found: set[tuple[str, str]] = set()
    for day in days:
        before = max(one for one in (date(2026, 11, 19), *WORKED) if one < day)
        found |= named(day_of("ash", await materials(desk.office, AREA, day, before)))
    return found


async def test_days_on_which_nothing_ran_are_caught_up_with_once(desk: Desk) -> None:
    await two_meetings(desk)
    at(desk, LAST)
    await nudge(desk.office, AREA)
    missed = await came_on(desk, *(day for day in WORKED if LAST < day < BACK))
    assert missed

    assert named(await hears(desk, "ash", BACK)) >= missed
    await nudge(desk.office, AREA)
    assert not named(await hears(desk, "ash", NEXT)) & missed


async def test_what_was_done_meanwhile_is_not_said(desk: Desk) -> None:
    await two_meetings(desk)
    at(desk, LAST)
    await nudge(desk.office, AREA)
    meeting, reminder = (await hears(desk, "ash", BACK)).duties[0]
    due = reminder.due
    answer = due.duty.answers[0] if due.duty.answers else None
    await take(
        desk.office, meeting.key, TickDuty(duty=due.duty.key, subject=due.subject.key, answer=answer), "ash"
    )
    assert (meeting.key, due.key) not in named(await hears(desk, "ash", BACK))


async def test_the_first_digests_ever_say_what_has_come_since_the_working_day_before(desk: Desk) -> None:
    at(desk, date(2026, 11, 30))
    assert (await heard_since(desk.office, AREA, date(2026, 11, 30))).area == date(2026, 11, 27)


async def test_a_long_time_ago_is_a_month_at_most(desk: Desk) -> None:
    await desk.office.ledger.digests_made(AREA, date(2026, 6, 1))
    at(desk, BACK)
    assert (await heard_since(desk.office, AREA, BACK)).area == date(2026, 10, 27)


async def test_of_days_to_come_it_is_taken_that_digests_go_out_until_then(desk: Desk) -> None:
    at(desk, LAST)
    await nudge(desk.office, AREA)
    at(desk, MISSED)
    assert (await heard_since(desk.office, AREA, NEXT)).area == BACK
    assert (await heard_since(desk.office, AREA, MISSED)).area == LAST


async def test_a_rehearsal_s_time_is_moved_past_days_that_count_as_said(desk: Desk) -> None:
    at(desk, LAST)
    await nudge(desk.office, AREA)
    at(desk, BACK)
    await nothing_missed(desk.office, AREA)
    assert (await heard_since(desk.office, AREA, BACK)).area == date(2026, 11, 26)


def a_digest(person: str, day: date) -> Notice:
    return Notice(
        key=f"{DIGEST}:{person}:{day}", to=person, kind=DIGEST, area=AREA, facts={"day": day.isoformat()}
    )


@pytest.mark.parametrize(
    ("why", "is_missed"),
    [
        (HOURS_OVER, True),
        ("given up: 502", True),
        (SEEN_TO, False),
        ("no longer in the area's register", False),
    ],
)
async def test_whom_a_day_s_digest_did_not_reach_hears_it_with_the_next(
    desk: Desk, why: str, is_missed: bool
) -> None:
    at(desk, MISSED)
    days = (date(2026, 11, 23), MISSED)
    for day in (LAST, *days):
        await desk.office.ledger.digests_made(AREA, day)
    await desk.store.outbox.add([a_digest("ash", day) for day in days])
    for letter in await desk.store.outbox.claim(desk.clock.moment, 10, 60, "test"):
        await desk.store.outbox.drop(letter, why)
    following = date(2026, 11, 25)
    at(desk, following)
    since = await heard_since(desk.office, AREA, following)
    assert since.area == MISSED
    assert since.of("birch") == MISSED
    assert since.of("ash") == (LAST if is_missed else MISSED)


async def test_one_that_still_waits_at_the_end_of_its_day_was_not_heard(desk: Desk) -> None:
    at(desk, MISSED)
    for day in (LAST, MISSED):
        await desk.office.ledger.digests_made(AREA, day)
    await desk.store.outbox.add([a_digest("ash", MISSED)])
    at(desk, BACK)
    since = await heard_since(desk.office, AREA, BACK)
    assert (since.of("ash"), since.of("birch")) == (LAST, MISSED)


async def test_the_digest_itself_says_what_an_earlier_one_failed_to_say(desk: Desk) -> None:
    await desk.meeting()
    admin = await desk.key("admin")
    for day in WORKED:
        await desk.office.ledger.digests_made(AREA, day)
    said = {day: named(await hears(desk, admin, day)) for day in WORKED}
    on, after = next((a, b) for a, b in pairwise(WORKED) if said[a] - said[b])

    await desk.store.outbox.add([a_digest(admin, on)])
    forget(desk)
    at(desk, after)
    shown = await digest_of(desk.office, await desk.room("admin"), after)
    lines = {(one.meeting, one.line.key) for one in shown.duties}
    assert lines & (said[on] - said[after])
