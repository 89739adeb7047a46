"""Agencies that are late or often absent, put before the chairs, who record the talk and the letter
(HAC-57)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from marac.duties import due_reminders
from marac.matters import open_matters
from marac.words import Capacity
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who
from tests.rows.opening_days import in_area, met_before
from tests.rows.records import called_later, on_working_day

AREA: Final = "hackney"
OTHER_CHAIR: Final = "other-chair"
MORE: Final[dict[str, Who]] = {
    OTHER_CHAIR: ("Chair Aspen", "idva", Capacity.CHAIR),
    "probation-rep": ("Probation Poplar", "probation", Capacity.REPRESENTATIVE),
}
LABEL: Final = "An agency’s actions or attendance"
TALK: Final = "Talk to whoever is concerned, where that is proportionate"
LETTER: Final = "Write to a suitable senior manager of the agency"


async def some_weeks_on(store: Store, *actions: tuple[str, str, str]) -> AreaDay:
    """Two meetings were held, at the first of which these actions were taken and never done, and to neither
    of which probation came; the next one is some weeks away."""
    day = await in_area(store, AREA, more=MORE, probation="probation")
    await met_before(day, *actions, weeks=4)
    await met_before(day, weeks=2)
    return await called_later(day, day.starts_at + timedelta(weeks=4))


async def put_forward(day: AreaDay) -> dict[str | None, str]:
    """The agencies that are put before the chairs, each with the key of it."""
    return {m.agency: m.key for m in open_matters(await day.meeting()) if m.kind == "agency-issue"}


async def reminded(day: AreaDay) -> set[tuple[str, str | None]]:
    """Who hears in tomorrow's digest of which agency."""
    calendar = day.protocol.calendar
    now = day.stage.clock.moment
    until = calendar.moment(calendar.add_working_days(calendar.day_of(now), 1), day.protocol.nudge_at)
    found = due_reminders(await day.meeting(), day.protocol, now - timedelta(hours=3), until)
    return {(p, r.due.subject.agency) for r in found if r.due.subject.matter for p in r.rung.people}


@pytest.mark.rule("HAC-57")
async def test_the_chairs_have_a_private_list_of_agencies_that_are_late_or_often_absent(store: Store) -> None:
    day = await some_weeks_on(store, ("900", "housing", "Change the lock"), ("900", "housing", "Call"))
    before = day.starts_at - timedelta(weeks=4)
    await on_working_day(day, before + timedelta(days=1))
    assert set(await put_forward(day)) == {"probation"}, "an action that is a few days late is not yet there"
    await on_working_day(day, before + timedelta(days=7))
    assert set(await put_forward(day)) == {"probation", "housing"}
    heard = await reminded(day)
    assert {(p, "housing") for p in (CHAIR, OTHER_CHAIR)} <= heard
    assert {p for p, _ in heard} == {CHAIR, OTHER_CHAIR}

    shown = await day.say(CHAIR, "what was reported")
    assert shown.count(LABEL) == 2
    assert "2 actions not followed up; missed 0 of 2 meetings in 6 months." in shown
    assert "0 actions not followed up; missed 2 of 2 meetings in 6 months." in shown
    for person in (ADMIN, OTHER_ADMIN, "housing-rep", "probation-rep", "police-rep"):
        assert LABEL not in await day.say(person, "what was reported")
    assert LABEL not in day.stage.everything("housing-rep", "probation-rep", ADMIN) + day.stage.chat_words()
    assert "900" not in shown
    assert "Change the lock" not in shown


@pytest.mark.rule("HAC-57")
async def test_the_talk_and_the_letter_are_recorded_and_it_comes_back_only_for_what_is_new(
    store: Store,
) -> None:
    day = await some_weeks_on(store)
    await on_working_day(day, day.starts_at - timedelta(weeks=3))
    assert set(await put_forward(day)) == {"probation"}
    assert TALK in await day.say(CHAIR, "what was reported")
    assert LETTER not in day.stage.last(CHAIR).words
    await day.stage.press(CHAIR, "The talk took place, a letter follows")
    assert LETTER in await day.say(OTHER_CHAIR, "what was reported")
    await day.stage.press(OTHER_CHAIR, "The letter was sent")
    assert await put_forward(day) == {}
    await on_working_day(day, day.stage.clock.moment + timedelta(days=5))
    assert await put_forward(day) == {}, "nothing has come since"
    await day.opened("police-rep", "housing-rep", "idva-rep")
    await day.say(CHAIR, "close meeting the rest goes to another day")
    following = await called_later(day, day.starts_at + timedelta(weeks=4))
    await on_working_day(following, day.starts_at + timedelta(days=1))
    assert set(await put_forward(following)) == {"probation"}
    await following.say(CHAIR, "what was reported")
    await day.stage.press(CHAIR, "The talk took place")
    assert await put_forward(following) == {}
