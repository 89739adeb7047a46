"""The meetings after which actions are owed are such as the areas hold, and add up to what is measured."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.maracs import NOW, OVERDUE_A_MARAC, Marac, maracs
from bench.past_meetings import fill, held
from bench.sweeping import sweep_once
from marac.journal import replay
from marac.meeting import Meeting
from marac.protocol import protocol_for
from marac.words import CaseState
from store.masterkeys import new_key
from store.opening import migrate, open_store
from usecases.nudge import nudging_day

TODAY = NOW.date()


def test_ten_thousand_actions_three_thousand_overdue_nine_hundred_owners() -> None:
    found = maracs(10_000)
    taken = [action for marac in found for past in marac.meetings() for action in past.taken()]
    still_open = [action for action in taken if not action.is_done]
    overdue = Counter(action.owner for action in still_open if action.due < TODAY)

    assert len(still_open) == 10_000
    assert overdue.total() == len(found) * OVERDUE_A_MARAC == 3_000
    assert set(overdue) == {owner for marac in found for owner in marac.owners}
    assert len(overdue) == 900


def test_they_are_of_several_areas_and_each_has_its_own_people_days_and_cases() -> None:
    found = maracs(10_000)
    meetings = [past for marac in found for past in marac.meetings()]
    numbers = [(past.marac.area, number) for past in meetings for number in past.cases]

    assert len({marac.area for marac in found}) > 1
    assert len({past.key for past in meetings}) == len(meetings)
    assert len(set(numbers)) == len(numbers)
    assert {len(past.cases) for past in meetings} == {20, 30, 40, 60, 100}
    assert all(past.day < TODAY and past.day.weekday() < 5 for past in meetings)


def test_so_many_actions_as_no_number_of_maracs_has_are_refused() -> None:
    with pytest.raises(ValueError, match="500"):
        maracs(1_200)


@pytest.mark.parametrize("marac", maracs(2_000), ids=lambda marac: marac.area)
def test_a_meeting_heard_all_its_cases_and_left_what_is_still_owed(marac: Marac) -> None:
    past = marac.meetings()[0]
    outcome = held(past)
    meeting = outcome.meeting
    still_open = [action for action in meeting.actions.values() if action.is_open]

    assert nudging_day(past.protocol, NOW) == TODAY
    assert meeting.closed_at is not None
    assert {case.state for case in meeting.cases.values()} == {CaseState.HEARD}
    assert len(still_open) == 100
    assert sum(action.is_overdue(TODAY) for action in still_open) == 30
    assert replay(Meeting(key=past.key, area=marac.area), outcome.entries) == meeting


async def test_a_sweep_has_a_digest_for_every_owner(tmp_path: Path) -> None:
    address, key = f"sqlite+aiosqlite:///{tmp_path / 'bench.db'}", new_key()
    (marac,) = maracs(500)
    await migrate(address)
    store = await open_store(address, [key])
    await fill([store], [marac])
    rows = await store.ledger.actions(area=marac.area)
    verdicts = await store.audit.verify_all()
    await store.close()

    swept = await sweep_once(address, key, 500)

    assert len(rows) == 500
    assert all(verdict.is_whole for verdict in verdicts)
    assert protocol_for(marac.area).actions.nudged == "owner"
    assert swept.owners == len(marac.owners) == 45
    assert swept.letters >= 45
    assert swept.wall > 0
