"""News on open cases that are no repeat: reported and announced by number alone, and flagged for longer where
that was asked for (LIN-32)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.caselist import Listing
from marac.closing import CloseMeeting
from marac.conflicts import DeclareConflicts
from marac.decide import Refused, Why
from marac.duties import TickDuty
from marac.hearing import CloseCase, OpenCase
from marac.matters import open_matters
from marac.mistaken_ticks import UntickDuty
from marac.words import Capacity, CaseKind
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, AreaDay, Who, called
from tests.rows.records import a_year_on, called_later, on_working_day
from usecases.due_on import due_on
from usecases.ports import HeardRow, Work
from usecases.take import take

AGENCIES = {
    "police": ("Area Police", "police"),
    "idva": ("IDVA Service", "idva"),
    "housing": ("Housing Team", "housing"),
    "team": ("MARAC Team", "marac-team"),
}
PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "housing-rep": ("Housing Fir", "housing", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Rowan", "idva", Capacity.REPRESENTATIVE),
    "guest": ("Guest Gorse", "idva", Capacity.GUEST),
}
REMINDER = "Go through the week’s update forms"
NEWS = "News on case 101: look it up in MODUS."
UNKNOWN = "I know of no hearing of case"


async def a_heard_case(store: Store) -> AreaDay:
    """Cases 101 and, restricted, 909 were heard; Housing's representative is out of the first, and a guest
    was there. The next meeting is called."""
    cases = [
        Listing(number="101", referring_agency="police"),
        Listing(number="909", referring_agency="police", kind=CaseKind.HBA),
    ]
    day = await called(store, "lincolnshire", AGENCIES, PEOPLE, cases)
    await day.opened("police-rep", "idva-rep")
    office = day.stage.office
    await take(office, day.key, DeclareConflicts(person="housing-rep", cases=("101",)), "housing-rep")
    await take(office, day.key, OpenCase(case="101", note="All the same."), CHAIR)
    await take(office, day.key, CloseCase(case="101", note="All the same."), CHAIR)
    row = HeardRow(
        meeting=day.key, area="lincolnshire", case="909", on=day.starts_at.date(), until=None, state="heard"
    )
    await office.ledger.commit(Work(meeting=await day.meeting(), heard=[row]))
    await take(office, day.key, CloseMeeting(note="That was all."), CHAIR)
    await called_later(day, day.starts_at + timedelta(weeks=2))
    return day


async def next_digest(day: AreaDay) -> None:
    """The next working day's digests have gone out."""
    await on_working_day(day, day.stage.clock.moment + timedelta(days=1))


async def next_friday(day: AreaDay) -> None:
    """It is the hour of the digests on the next Friday."""
    await next_digest(day)
    while day.stage.clock.moment.weekday() != 4:
        await next_digest(day)


async def announce(day: AreaDay) -> None:
    """An administrator ticks the week's announcement on its Friday."""
    on = day.stage.clock.moment.date()
    assert "Taken" not in await day.say(ADMIN, f"duty done weekly-updates:{on.isoformat()}")
    await day.stage.at(day.stage.clock.moment + timedelta(minutes=5))


@pytest.mark.rule("LIN-32")
async def test_an_update_is_taken_by_number_alone_and_points_to_the_form(store: Store) -> None:
    day = await a_heard_case(store)
    said = await day.say("idva-rep", "update 101")
    await day.stage.settle()
    assert "weekly update form, which is in MODUS" in said
    (raised,) = open_matters(await day.meeting())
    assert (raised.kind, raised.number, raised.incident, raised.lead) == ("case-update", "101", None, None)
    assert "An update form on an open case. Case 101." in day.stage.everything(ADMIN)
    assert "update form" not in day.stage.everything("police-rep", "housing-rep", "guest")
    assert "update form" not in day.stage.chat_words()

    await day.say("guest", "update 101")
    for person, number in (("idva-rep", "909"), ("idva-rep", "555"), ("housing-rep", "101")):
        assert UNKNOWN in await day.say(person, f"update {number}"), person
    assert len(open_matters(await day.meeting())) == 1


@pytest.mark.rule("LIN-32")
async def test_administrators_are_reminded_weekly_and_representatives_read_the_number_once_it_is_ticked(
    store: Store,
) -> None:
    day = await a_heard_case(store)
    await day.say("idva-rep", "update 101")
    await day.say(ADMIN, "update 909")
    for _ in range(2):
        await next_friday(day)
        on = day.stage.clock.moment.date()
        said = (await due_on(day.stage.office, "lincolnshire", on)).people
        assert {p for p, of in said.items() if any(one.says.startswith(REMINDER) for one in of)} == {ADMIN}
    assert NEWS not in day.stage.everything(*PEOPLE)
    duties = await day.say(ADMIN, "duties")
    assert REMINDER in duties
    assert REMINDER not in await day.say("police-rep", "duties")

    await announce(day)
    await next_digest(day)
    heard = {person for person in PEOPLE if NEWS in day.stage.everything(person)}
    assert heard == {"police-rep", "idva-rep"}
    assert "News on" not in day.stage.chat_words()
    assert "News on case 909" not in day.stage.everything(*PEOPLE)
    await next_digest(day)
    assert day.stage.everything("police-rep").count(NEWS) == 1


@pytest.mark.rule("LIN-32")
async def test_news_that_comes_in_after_the_tick_waits_for_the_next_week(store: Store) -> None:
    day = await a_heard_case(store)
    await next_friday(day)
    await announce(day)
    await day.say("idva-rep", "update 101")
    for _ in range(2):
        await next_digest(day)
    assert NEWS not in day.stage.everything("police-rep")
    await next_friday(day)
    await announce(day)
    await next_digest(day)
    assert NEWS in day.stage.everything("police-rep")


@pytest.mark.rule("LIN-32")
async def test_a_longer_flag_is_dated_by_administrators_and_ticked_by_each_agency_that_may_know(
    store: Store,
) -> None:
    day = await a_heard_case(store)
    key = day.key
    await day.say("idva-rep", "update 101; longer flag: yes")
    counted = (await day.case("101")).flagged_until
    assert counted is not None
    early = TickDuty(duty="case-update.flag-date", subject="m1", answer=counted.isoformat())
    with pytest.raises(Refused) as refused:
        await take(day.stage.office, key, early, ADMIN)
    assert refused.value.why is Why.FLAG_STANDS
    until = counted + timedelta(days=90)
    await take(
        day.stage.office,
        key,
        TickDuty(duty="case-update.flag-date", subject="m1", answer=until.isoformat()),
        ADMIN,
    )
    assert (await day.case("101")).flagged_until == until
    asked = f"Flag case 101 until {until:%d/%m/%Y}"
    for person, is_asked in (("police-rep", True), ("idva-rep", True), ("housing-rep", False)):
        shown = await day.say(person, "duties")
        assert (asked in shown) is is_asked, person

    await day.say("police-rep", f"duty done flagged-longer:m1-{until.isoformat()}/police")
    assert f"You ticked: {asked}" in await day.say("police-rep", "duties")
    assert asked in await day.say("idva-rep", "duties")
    await take(day.stage.office, key, UntickDuty(duty="case-update.flag-date", subject="m1"), ADMIN)
    assert (await day.case("101")).flagged_until == counted
    assert asked not in await day.say("idva-rep", "duties")


@pytest.mark.rule("LIN-32")
@pytest.mark.parametrize("is_longer", [True, False])
async def test_a_case_is_not_listed_for_closing_before_its_longer_flag_is_over(
    store: Store, is_longer: bool
) -> None:
    day = await a_heard_case(store)
    await day.say("idva-rep", f"update 101; longer flag: {'yes' if is_longer else 'no'}")
    counted = (await day.case("101")).flagged_until
    assert counted is not None
    if is_longer:
        until = (counted + timedelta(days=90)).isoformat()
        tick = TickDuty(duty="case-update.flag-date", subject="m1", answer=until)
        await take(day.stage.office, day.key, tick, ADMIN)
    later = await a_year_on(day, weeks=54)
    await on_working_day(later, later.starts_at - timedelta(days=8))
    lists = (await later.meeting()).closure_lists.values()
    assert ("101" in {c.case for one in lists for c in one.closures}) is not is_longer
    if is_longer:
        after = await called_later(day, day.starts_at + timedelta(weeks=68))
        await on_working_day(after, after.starts_at - timedelta(days=1))
        lists = (await after.meeting()).closure_lists.values()
        assert "101" in {c.case for one in lists for c in one.closures}
