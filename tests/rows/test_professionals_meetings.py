"""Meetings of professionals about one case: who leads, by when they are held, what comes of them, and what is
seen to afterwards (WOL-48, WOL-49, LUT-46, LUT-47, LUT-49)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest

from marac.caselist import Listing
from marac.closing import CloseMeeting, EndSitting
from marac.conflicts import DeclareConflicts
from marac.duties import DutyDue, all_duties, due_reminders
from marac.facts import Professionals
from marac.hearing import CloseCase
from marac.professionals import NameProfessionals
from marac.words import CaseKind
from store.opening import Store
from tests.journeys.stage import Form
from tests.rows.areas import ADMIN, CHAIR, OTHER_ADMIN, AreaDay
from tests.rows.opening_days import CASES, in_area
from tests.rows.records import called_later
from usecases.ports import HeardRow, Work

DAY: Final = timedelta(days=1)
EVERYBODY: Final = ("police-rep", "housing-rep", "idva-rep")
LEAD: Final = "idva-rep"
TEAM: Final = {ADMIN, OTHER_ADMIN}
NAME: Final = "Name who leads the professionals' meeting"
HOLD: Final = "Hold the professionals' meeting"
DUE: Final = "A professionals' meeting is due: say on which day the incident was"


async def record_of(day: AreaDay, number: str = "101") -> Professionals:
    """What is kept of the professionals' meeting about the case."""
    record = (await day.case(number)).professionals
    assert record is not None
    return record


async def duty_of(day: AreaDay, key: str) -> DutyDue:
    """The duty of that name about case 101."""
    return next(d for d in all_duties(await day.meeting(), day.protocol) if d.key == f"{key}:101")


async def hears(day: AreaDay, on: date) -> set[tuple[str, str]]:
    """Who hears of what of case 101 in that day's digest."""
    calendar = day.protocol.calendar
    until = calendar.moment(on, day.protocol.nudge_at)
    since = calendar.moment(calendar.previous_working_day(on), day.protocol.nudge_at)
    found = due_reminders(await day.meeting(), day.protocol, since, until)
    mine = [r for r in found if r.due.duty.key.startswith("professionals-")]
    return {(p, r.due.duty.key) for r in mine if r.due.subject.case == "101" for p in r.rung.people}


def worked(day: AreaDay, on: date, number: int = 0) -> date:
    """So many working days before or after that day; the last one up to it, where no number is given."""
    calendar = day.protocol.calendar
    return calendar.add_working_days(on, number) if number else calendar.previous_working_day(on + DAY)


# Wolverhampton: decided on in the meeting


async def decided(store: Store) -> AreaDay:
    """A majority has sent case 101 to a professionals' meeting."""
    day = await in_area(store, "wolverhampton")
    await day.opened(*EVERYBODY)
    await day.say(CHAIR, "open anyway it is time")
    await day.say("housing-rep", "question professionals-meeting")
    for person in (CHAIR, *EVERYBODY):
        await day.say(person, "agree")
    await day.say(CHAIR, "confirm result")
    return day


@pytest.mark.rule("WOL-48")
async def test_a_lead_and_agencies_are_named_and_the_lead_has_ten_days(store: Store) -> None:
    day = await decided(store)
    for person in (ADMIN, CHAIR):
        assert NAME in await day.say(person, "duties")
    assert NAME not in await day.say(LEAD, "duties")
    refused = await day.say(ADMIN, "name professionals; lead practitioner: Idva Rowan; case: 101")
    assert "agencies" in refused.casefold()
    assert (await record_of(day)).lead is None
    held = await day.say(CHAIR, "close case")
    assert "lead" in held.casefold()
    assert (await day.meeting()).current_case == "101"
    named = "lead practitioner: Idva Rowan; agencies: Area Police, IDVA Service"
    await day.say(ADMIN, f"name professionals; {named}; case: 101")
    assert (await record_of(day)).lead == LEAD
    assert NAME not in await day.say(ADMIN, "duties")

    limit = day.starts_at.date() + timedelta(days=10)
    due = await duty_of(day, "professionals-held")
    assert day.protocol.calendar.day_of(due.due) == limit
    assert HOLD in await day.say(LEAD, "duties")
    for person in ("police-rep", "housing-rep"):
        assert HOLD not in await day.say(person, "duties")
    assert await hears(day, worked(day, limit, -3)) >= {(LEAD, "professionals-held")}
    assert (LEAD, "professionals-held") in await hears(day, worked(day, limit, -1))
    missed = await hears(day, worked(day, limit, 1))
    assert {p for p, key in missed if key == "professionals-held"} == TEAM

    await day.say(LEAD, "duties")
    form = await day.stage.press(LEAD, "Professionals' meeting held", about=HOLD)
    assert isinstance(form, Form)
    today = day.stage.clock.moment.date().isoformat()
    await day.stage.fill(form, on=today, present="police,idva")
    assert (await record_of(day)).held_on is not None
    assert "professionals-held" not in {key for _, key in await hears(day, worked(day, limit, 1))}
    assert "rofessionals" not in day.stage.chat_words().split("A majority")[-1]


@pytest.mark.rule("WOL-48")
async def test_nobody_who_is_out_of_the_case_leads_it_and_nobody_else_enters_it(store: Store) -> None:
    day = await decided(store)
    await day.take(DeclareConflicts(person="housing-rep", cases=("101",)), by="housing-rep")
    refused = await day.say(
        ADMIN, "name professionals; lead practitioner: Housing Fir; agencies: Area Police; case: 101"
    )
    assert "has to take part in case 101" in refused
    await day.take(NameProfessionals(case="101", lead=LEAD, agencies=("police",)), by=ADMIN)
    await day.say("police-rep", f"professionals held {day.starts_at.date()}; police; case: 101")
    assert (await record_of(day)).met_on is None
    assert "No professionals' meeting" not in await day.say(LEAD, "professionals")
    assert "Case 101" not in await day.say("police-rep", "professionals")


@pytest.mark.rule("WOL-49")
async def test_the_lead_sends_the_minutes_and_the_coordinator_puts_them_into_the_case(store: Store) -> None:
    day = await decided(store)
    await day.take(NameProfessionals(case="101", lead=LEAD, agencies=("police", "idva")), by=ADMIN)
    send, embed = (
        "Send the minutes and the plan, by secure or encrypted e-mail",
        "into the MARAC’s minutes of",
    )
    assert send not in await day.say(LEAD, "duties")
    on = day.starts_at.date()
    await day.say(LEAD, f"professionals held {on}; police, idva; case: 101")
    assert send in await day.say(LEAD, "duties")
    assert embed in await day.say(ADMIN, "duties")
    assert embed not in await day.say(LEAD, "duties")
    assert (LEAD, "professionals-plan-sent") in await hears(day, worked(day, on, 2))
    assert {(p, "professionals-plan-sent") for p in TEAM} <= await hears(day, worked(day, on, 5))
    for later in (5, 10, 15, 25):
        assert {(p, "professionals-embedded") for p in TEAM} <= await hears(day, worked(day, on, later))

    await day.say(LEAD, "duties")
    await day.stage.press(LEAD, "Done", about=send)
    assert await hears(day, worked(day, on, 5)) == {(p, "professionals-embedded") for p in TEAM}
    await day.say(ADMIN, "duties")
    await day.stage.press(ADMIN, "Now in the minutes", about=embed)
    assert (await record_of(day)).minuted_at is not None
    assert await hears(day, worked(day, on, 10)) == set()


@pytest.mark.rule("WOL-49")
async def test_the_next_opening_says_whose_minutes_are_still_to_be_put_in(store: Store) -> None:
    day = await decided(store)
    await day.take(NameProfessionals(case="101", lead=LEAD, agencies=("police", "idva")), by=ADMIN)
    await day.say(LEAD, f"professionals held {day.starts_at.date()}; police, idva; case: 101")
    await day.take(CloseCase(case="101", note="It is late."), EndSitting(note="It is late."), by=CHAIR)
    await day.take(CloseMeeting(note="It is late."), by=ADMIN)
    later = await called_later(day, day.starts_at + timedelta(weeks=2))
    await later.opened(*EVERYBODY)
    told = day.stage.card(ADMIN, "For today's minutes").words
    assert "Its minutes go into the MARAC's minutes of the case." in told


# Luton: a case that came back again and again


async def heard_before(day: AreaDay, *weeks_ago: int, number: str = "101") -> None:
    """The case was heard at meetings so many weeks before this one."""
    for weeks in weeks_ago:
        on = day.starts_at.date() - timedelta(weeks=weeks)
        key = f"luton-{on}"
        await day.stage.office.ledger.call_meeting(key, "luton", on, on)
        row = HeardRow(meeting=key, area="luton", case=number, on=on, until=None, state="heard")
        await day.stage.office.ledger.commit(Work(meeting=await day.meeting(), heard=[row]))
    await day.later(minutes=1)


@pytest.mark.rule("LUT-46")
async def test_a_second_re_referral_in_twelve_months_calls_for_a_professionals_meeting(store: Store) -> None:
    day = await in_area(store, "luton")
    await heard_before(day, 10)
    assert (await day.case("101")).professionals is None, "the first re-referral"
    await heard_before(day, 70)
    assert (await day.case("101")).professionals is None, "too long ago"
    await heard_before(day, 30)
    record = await record_of(day)
    assert record.of_itself
    assert [c.number for c in (await day.meeting()).cases.values() if c.professionals] == ["101"]
    told = await hears(day, worked(day, record.agreed_on, 1))
    assert told == {(p, "professionals-incident") for p in (CHAIR, ADMIN, OTHER_ADMIN)}
    for person in (CHAIR, ADMIN, OTHER_ADMIN):
        assert DUE in await day.say(person, "duties")
    for person in EVERYBODY:
        assert DUE not in await day.say(person, "duties")
    assert DUE not in day.stage.chat_words()
    await day.later(minutes=1)
    assert record == await record_of(day)


@pytest.mark.rule("LUT-46")
async def test_a_case_that_was_put_off_gets_no_second_one_and_a_settled_one_none(store: Store) -> None:
    day = await in_area(store, "luton")
    await heard_before(day, 10, 30)
    again = Listing(number="101", referring_agency="police")
    settled = Listing(number="102", referring_agency="housing", settled_before=True)
    later = await called_later(day, day.starts_at + timedelta(weeks=2), again, settled)
    await heard_before(day, 11, 31, number="102")
    await day.later(minutes=1)
    assert (await record_of(day)).of_itself
    for number in ("101", "102"):
        assert (await later.case(number)).professionals is None


@pytest.mark.rule("LUT-46")
async def test_of_a_restricted_case_only_those_admitted_hear(store: Store) -> None:
    hba = Listing(number="101", referring_agency="police", kind=CaseKind.HBA)
    day = await in_area(store, "luton", hba, *CASES[1:])
    await heard_before(day, 10, 30)
    assert (await record_of(day)).of_itself
    assert DUE not in day.stage.everything(CHAIR, *EVERYBODY) + day.stage.chat_words()
    assert DUE not in await day.say(CHAIR, "duties")
    told = await hears(day, worked(day, (await record_of(day)).agreed_on, 1))
    assert {p for p, _ in told} == TEAM, "who see to its admission"


async def raised(store: Store) -> AreaDay:
    """Case 101 came back a second time."""
    day = await in_area(store, "luton")
    await heard_before(day, 10, 30)
    return day


@pytest.mark.rule("LUT-47")
async def test_it_is_due_two_weeks_after_the_incident_and_the_coordinator_hears_as_that_nears(
    store: Store,
) -> None:
    day = await raised(store)
    today = day.stage.clock.moment.date()
    assert {(p, "professionals-incident") for p in (*TEAM, CHAIR)} <= await hears(day, worked(day, today, 1))
    await day.say(ADMIN, "duties")
    form = await day.stage.press(ADMIN, "Day of the incident", about="say on which day the incident was")
    assert isinstance(form, Form)
    ahead = await day.stage.fill(form, on=(today + timedelta(days=1)).isoformat())
    assert "still to come" in ahead.words
    was = today - timedelta(days=4)
    await day.stage.fill(form, on=was.isoformat())
    assert (await record_of(day)).incident == was
    assert await hears(day, worked(day, today, 1)) == set()

    limit = was + timedelta(days=14)
    due = await duty_of(day, "professionals-held")
    assert day.protocol.calendar.day_of(due.due) == limit
    for away in (-3, -1, 0, 1):
        said = await hears(day, worked(day, limit, away))
        assert {(p, "professionals-held") for p in TEAM} <= said, away
    assert (CHAIR, "professionals-held") in await hears(day, worked(day, limit, 1))


@pytest.mark.rule("LUT-47")
async def test_an_incident_of_which_the_time_is_over_is_said_at_once(store: Store) -> None:
    day = await raised(store)
    today = day.stage.clock.moment.date()
    await day.say(ADMIN, f"professionals incident {today - timedelta(days=20):%d/%m/%Y}; case: 101")
    assert {(p, "professionals-held") for p in TEAM} <= await hears(day, worked(day, today, 1))


@pytest.mark.rule("LUT-49")
async def test_it_closes_with_its_three_outcomes_and_then_the_record_is_to_be_lodged(store: Store) -> None:
    day = await raised(store)
    today = day.stage.clock.moment.date()
    await day.say(ADMIN, f"professionals incident {today - timedelta(days=2):%d/%m/%Y}; case: 101")
    rule = day.protocol.professionals
    assert rule is not None
    wanted = [one.key for one in rule.yields]
    assert wanted == ["revised-plan", "lead", "next-incident"]
    absent = [kind for kind in rule.types if kind not in ("police", "housing", "idva")]
    for came in range(3):
        given = ", ".join(wanted[: came + 1])
        held = f"professionals held {today:%d/%m/%Y}; police, housing, idva; what came of it: {given}"
        card = await day.say(ADMIN, f"{held}; case: 101")
        for kind in absent if came == 0 else ():
            await day.say(ADMIN, f"professionals absence {kind}; case: 101; reason: On leave")
        assert ("Still to come of it" in card) == (came < 2)
        assert ((await record_of(day)).held_on is not None) == (came == 2)
        ticked = await day.say(ADMIN, "duty done professionals-held:101")
        assert "is done by entering it, and not by a tick" in ticked
        assert (await duty_of(day, "professionals-held")).is_done == (came == 2)

    lodge = "Lodge the record of the professionals’ meeting in MODUS as a research form"
    assert lodge in await day.say(ADMIN, "duties")
    assert lodge not in await day.say(CHAIR, "duties")
    last = worked(day, today, 5)
    assert {(p, "professionals-lodged") for p in TEAM} <= await hears(day, last)
    await day.say(ADMIN, "duties")
    await day.stage.press(ADMIN, "Done", about=lodge)
    assert await hears(day, last) == set()
