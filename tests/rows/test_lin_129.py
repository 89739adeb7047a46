"""The bot's own data is kept as long as the area's file says, and each deletion is logged (LIN-129)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.ticker import Ticker
from marac.actions import RecordAction
from marac.words import Protects
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, AreaDay
from tests.rows.plans import MARKER, hearing
from usecases.retention import deletion_of, let_go, lines_of, over_time


async def over(store: Store) -> AreaDay:
    """A meeting has heard a case, whose action nobody has finished, and is closed."""
    day = await hearing(store, "lincolnshire")
    action = RecordAction(
        case="101", what=MARKER, agencies=("police",), due=date(2026, 12, 14), protects=Protects.ADULT
    )
    await day.take(action, by=ADMIN)
    await day.say(CHAIR, "close anyway nothing of note")
    await day.say(CHAIR, "close meeting the rest goes to another day")
    return day


async def words(day: AreaDay) -> list[str]:
    """The wording of the actions that were agreed, as the journal gives it back."""
    meeting = await day.stage.office.ledger.load(day.key, fresh=True)
    return [action.what for action in meeting.actions.values() if action.kind == "agreed"]


@pytest.mark.rule("LIN-129")
async def test_what_is_kept_of_a_meeting_goes_when_its_time_is_up_and_the_log_has_numbers_and_day(
    store: Store,
) -> None:
    day = await over(store)
    last = day.starts_at
    office, ledger = day.stage.office, day.stage.office.ledger
    ticker = Ticker(office, store.sweeps, store.outbox, "stage", timedelta(days=90), store.keys)

    day.stage.clock.moment = last.replace(year=last.year + 2)
    assert await over_time(office, "lincolnshire", office.today("lincolnshire")) == ()
    await ticker.wake()
    assert await words(day) == [MARKER]
    assert [row.case for row in await ledger.actions(area="lincolnshire") if row.action == "a1"] == ["101"]
    assert await store.keys.erasures() == []

    day.stage.clock.moment += timedelta(days=1)
    await ticker.time_moved()
    assert await words(day) == [""]
    assert await ledger.actions(area="lincolnshire", open_only=False) == []
    assert await ledger.heard("lincolnshire") == []
    assert [letter for letter in await store.outbox.letters() if letter.notice.meeting == day.key] == []
    assert all(verdict.is_whole for verdict in await store.audit.verify_all())

    (gone,) = await store.keys.erasures()
    log = lines_of([await deletion_of(office, gone.meeting, gone.erased_at)])
    assert log == [f"{office.today('lincolnshire'):%Y-%m-%d}  {day.key}: 101, 102"]
    assert await let_go(office, store.keys) == ()
