"""What comes round by the calendar in every area, and its versions (LIN-53, HAC-59, WOL-58)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from marac.area_dates import dates_owed, rounds_about
from marac.caselist import Listing
from marac.protocol import protocol_for
from marac.words import Capacity, CaseKind
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay, Who, called
from usecases.area_dates import waiting_dates
from usecases.call_meeting import call_meeting, next_meeting_day
from usecases.due_on import due_on
from usecases.ports import HeardRow, Work

AGENCIES = {"police": ("Area Police", "police"), "team": ("MARAC Team", "marac-team")}
PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    OTHER_ADMIN: ("Admin Acacia", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
}


async def in_area(store: Store, area: str, *cases: Listing) -> AreaDay:
    listed = cases or (Listing(number="101", referring_agency="police"),)
    return await called(store, area, AGENCIES, PEOPLE, listed)


async def asked_on(day: AreaDay, on: date) -> dict[str, list[str]]:
    """By person, what comes round of which they hear on that day, with the meeting called that is next."""
    await call_meeting(day.stage.office, day.protocol.area, next_meeting_day(day.protocol, on))
    labels = [one.label for one in day.protocol.dates]
    found = await due_on(day.stage.office, day.protocol.area, on)
    heard = {p: [x for x in labels if any(x in r.says for r in said)] for p, said in found.people.items()}
    return {person: said for person, said in heard.items() if said}


@pytest.mark.rule("LIN-53")
async def test_lincolnshires_reviews_are_each_asked_for_in_their_turn_with_the_rules_versions(
    store: Store,
) -> None:
    day = await in_area(store, "lincolnshire")
    every = {one.key: one.every for one in day.protocol.dates}
    assert every == {
        "protocol-reviewed": "+12 months",
        "access-reviewed": "+6 months",
        "self-assessment": "+36 months",
        "leading-lights": "+36 months",
        "event-held": "+6 months",
        "weekly-updates": "+7 days",
    }
    shown = await day.say(ADMIN, "area dates")
    assert f"version {day.protocol.version}" in shown
    assert f"version {day.protocol.declaration.version}" in shown
    assert "confidentiality statement reviewed" in shown
    assert "next: Thu 1 Apr 2027" in shown
    assert "reviewed" not in await day.say("police-rep", "area dates")

    two_weeks_before = date(2026, 12, 23)
    access = "Review who has access to MODUS, and the mailing list"
    assert await asked_on(day, two_weeks_before) == {ADMIN: [access], OTHER_ADMIN: [access]}
    assert await asked_on(day, date(2026, 12, 24)) == {}
    assert await asked_on(day, date(2027, 1, 6)) == {ADMIN: [access], OTHER_ADMIN: [access]}
    for on in (date(2027, 2, 4), date(2027, 4, 1)):
        assert next(iter((await asked_on(day, on))[ADMIN])).startswith(
            "Have the protocol and the confidentiality"
        )


@pytest.mark.rule("LIN-53")
async def test_what_came_round_is_done_for_all_once_it_is_ticked_in_the_meeting_that_is_next(
    store: Store,
) -> None:
    day = await in_area(store, "lincolnshire")
    await day.until(datetime(2026, 12, 23, 9, 30, tzinfo=UTC))
    assert "Review who has access to MODUS" in day.stage.everything(ADMIN)

    card = await day.say(ADMIN, "duties")
    assert "Review who has access to MODUS, and the mailing list\nby Wed 6 Jan 2027" in card
    await day.stage.press(ADMIN, "Done", about="Review who has access")

    assert "access-reviewed:2027-01-06" in (await day.meeting()).duties
    assert "Review who has access" not in await day.say(OTHER_ADMIN, "duties")
    assert await asked_on(day, date(2027, 1, 6)) == {}

    for later in (date(2027, 1, 13), date(2027, 1, 20)):
        await call_meeting(day.stage.office, "lincolnshire", later)
    assert await asked_on(day, date(2027, 1, 6)) == {}
    meetings = [
        await day.stage.office.ledger.load(k) for k in await day.stage.office.ledger.meetings("lincolnshire")
    ]
    after = dates_owed(meetings, day.protocol, date(2027, 1, 12))
    assert {due.subject.key: due.is_done for due in after if due.duty.key == "access-reviewed"} == {
        "2027-01-06": True,
        "2027-07-06": False,
    }

    await call_meeting(day.stage.office, "lincolnshire", date(2027, 4, 28))
    day.stage.clock.moment = datetime(2027, 4, 20, 10, tzinfo=UTC)
    waiting = await waiting_dates(day.stage.office, "lincolnshire", ADMIN)
    assert "access-reviewed" not in {one.due.duty.key for one in waiting}


@pytest.mark.rule("HAC-59")
async def test_hackneys_dates_are_asked_for_in_good_time_and_each_audit_comes_with_ten_cases(
    store: Store,
) -> None:
    numbers = [str(number) for number in range(101, 117)]
    cases = [Listing(number=n, referring_agency="police") for n in numbers]
    cases += [Listing(number="909", referring_agency="police", kind=CaseKind.HBA)]
    day = await in_area(store, "hackney", *cases)
    labels = {one.key: one.label for one in day.protocol.dates}
    in_good_time = {
        date(2027, 1, 6): "steering-group",
        date(2027, 2, 17): "board-report",
        date(2027, 3, 8): "self-assessment",
        date(2026, 12, 16): "audit",
    }
    for on, key in in_good_time.items():
        heard = await asked_on(day, on)
        assert labels[key] in heard[ADMIN]
        assert heard[ADMIN] == heard[OTHER_ADMIN]
        assert set(heard) == {ADMIN, OTHER_ADMIN}
    assert [d.isoformat() for d in _rounds("hackney", "steering-group", date(2027, 5, 1))] == [
        "2027-04-20",
        "2027-07-20",
    ]

    meeting = await day.meeting()
    on = day.starts_at.date()
    rows = [
        HeardRow(meeting=day.key, area="hackney", case=n, on=on, until=None, state="heard")
        for n in (*numbers, "909")
    ]
    long_ago = HeardRow(
        meeting=day.key, area="hackney", case="100", on=date(2026, 1, 8), until=None, state=""
    )
    await store.ledger.commit(Work(meeting=meeting, heard=[*rows, long_ago]))
    await day.until(datetime(2026, 12, 16, 9, 30, tzinfo=UTC))
    card = await day.say(ADMIN, "duties")
    drawn = re.findall(r"case (\d+)", card.split("Drawn by chance, to look into:")[1])

    assert len(set(drawn)) == len(drawn) == 10
    assert set(drawn) <= set(numbers)
    assert (
        card.split("Drawn by chance")[1] == (await day.say(OTHER_ADMIN, "duties")).split("Drawn by chance")[1]
    )
    assert "Drawn by chance" not in await day.say("police-rep", "duties")


@pytest.mark.rule("WOL-58")
async def test_wolverhamptons_board_gets_figures_and_open_actions_and_the_file_is_checked_yearly(
    store: Store,
) -> None:
    day = await in_area(store, "wolverhampton")
    labels = {one.key: one.label for one in day.protocol.dates}

    for board in (date(2027, 1, 20), date(2027, 3, 20), date(2027, 5, 20)):
        ahead = board - timedelta(days=10)
        heard = await asked_on(day, day.protocol.calendar.add_working_days(ahead, 0))
        assert {labels["board-figures"], labels["board-actions"]} <= set(heard[ADMIN])
        assert "police-rep" not in heard
    assert labels["protocol-checked"] in (await asked_on(day, date(2027, 2, 8)))[ADMIN]
    assert [d.isoformat() for d in _rounds("wolverhampton", "protocol-checked", date(2027, 6, 1))] == [
        "2027-03-08",
        "2028-03-08",
    ]

    await day.until(datetime(2027, 1, 11, 10, tzinfo=UTC))
    card = await day.say(ADMIN, "duties")
    assert "Send the Executive Board the figures" in card
    await day.stage.press(ADMIN, "Outstanding actions", about=labels["board-actions"])


def _rounds(area: str, key: str, today: date) -> tuple[date, ...]:
    protocol = protocol_for(area)
    area_date = next(one for one in protocol.dates if one.key == key)
    return rounds_about(area_date, protocol.calendar, today)
