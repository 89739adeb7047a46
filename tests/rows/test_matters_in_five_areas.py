"""What is reported privately, on each area's own file: who hears of it, what is asked of them by when, and
that nobody else learns of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest

from marac.actions import RecordAction
from marac.call import CallMeeting, UpdateRoll
from marac.caselist import Listing
from marac.confirmation import ConfirmAction
from marac.decide import Refused, Why
from marac.duties import due_reminders, duties_owed_by
from marac.hearing import CloseCase, OpenCase
from marac.journal import SYSTEM
from marac.matters import open_matters
from marac.outstanding import outstanding_of
from marac.words import Capacity, Protects
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, AreaDay, called
from usecases.ports import HeardRow, Work
from usecases.report_matter import RaiseMatter
from usecases.requests import answer
from usecases.rooms import Place, room_for
from usecases.sweep import sweep
from usecases.take import take

AGENCIES: Final = {
    "police": ("Area Police", "police"),
    "idva": ("Area IDVA Service", "idva"),
    "team": ("Area MARAC Team", "administration"),
}
PEOPLE: Final = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    "lead": ("Lead Larch", "team", Capacity.LEAD),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Cedar", "idva", Capacity.REPRESENTATIVE),
}
CASES: Final = (
    Listing(number="101", referring_agency="police"),
    Listing(number="102", referring_agency="idva"),
)
LIST = "what was reported"


async def a_day(store: Store, area: str) -> AreaDay:
    return await called(store, area, AGENCIES, PEOPLE, CASES)


def heard_of(day: AreaDay, label: str) -> set[str]:
    """Who has been sent that something of that label was reported."""
    return {p for p in PEOPLE for m in day.stage.seen(p) if f"Reported privately\n{label}." in m.words}


async def sees(day: AreaDay, label: str) -> set[str]:
    """In whose list it stands with something to deal with."""
    return {p for p in PEOPLE if label in (said := await day.say(p, LIST)) and "passed on" not in said}


async def owed(day: AreaDay, person: str) -> dict[str, date]:
    """The stages that the person owes with the day on which each is due (its clock's), by their keys."""
    meeting, protocol = await day.meeting(), day.protocol
    found = (d for d in duties_owed_by(meeting, protocol, person) if d.subject.matter)
    return {d.duty.key: protocol.calendar.day_of(d.due) for d in found if d.is_timed}


def working_days_on(day: AreaDay, number: int) -> date:
    """So many working days after today."""
    calendar = day.protocol.calendar
    return calendar.add_working_days(calendar.day_of(day.stage.clock.moment), number)


async def reminded(day: AreaDay, on: date) -> set[tuple[str, str]]:
    """Whose digest of that day speaks of which stage."""
    meeting, calendar = await day.meeting(), day.protocol.calendar
    until = calendar.moment(on, day.protocol.nudge_at)
    since = calendar.moment(calendar.previous_working_day(on), day.protocol.nudge_at)
    found = due_reminders(meeting, day.protocol, since, until)
    return {(p, r.due.duty.key) for r in found if r.due.subject.matter for p in r.rung.people}


def is_quiet(day: AreaDay) -> bool:
    """Nothing of it is in the meeting chat."""
    return "eported privately" not in day.stage.chat_words()


@pytest.mark.parametrize(
    ("area", "typed", "label", "told"),
    [
        pytest.param(
            "lincolnshire",
            "raise a concern; agency: Area Police",
            "A concern about an agency's part in the MARAC",
            {CHAIR, ADMIN},
            marks=pytest.mark.rule("LIN-25"),
        ),
        pytest.param(
            "wolverhampton",
            "report complaint; agency: Area Police",
            "A complaint about a professional or an agency",
            {CHAIR, "lead"},
            marks=pytest.mark.rule("WOL-56"),
        ),
        pytest.param(
            "wolverhampton",
            "report breach; agency: Area Police",
            "A breach of the protocol",
            {CHAIR, "lead"},
            marks=pytest.mark.rule("WOL-56"),
        ),
        pytest.param(
            "kent-and-medway",
            "report complaint; agency: Area Police",
            "A complaint",
            {CHAIR},
            marks=pytest.mark.rule("KEN-57"),
        ),
        pytest.param(
            "kent-and-medway",
            "report breach; agency: Area Police",
            "A breach of the protocol",
            {CHAIR},
            marks=pytest.mark.rule("KEN-57"),
        ),
        pytest.param(
            "luton",
            "report breach; agency: Area Police",
            "A breach of the protocol or the sharing agreement",
            {CHAIR},
            marks=pytest.mark.rule("LUT-58"),
        ),
    ],
)
async def test_it_goes_to_those_whom_the_area_names_and_its_outcome_is_all_that_is_kept(
    store: Store, area: str, typed: str, label: str, told: set[str]
) -> None:
    day = await a_day(store, area)
    kind = "concern" if typed.startswith("raise") else typed.split()[1].strip(";")
    line = typed.replace("raise a concern", "report concern")
    shown = await day.say("idva-rep", line)
    await day.stage.settle()

    guide = next(m.guide for m in day.protocol.matters if m.key == kind)
    assert guide in shown
    assert heard_of(day, label) == told
    assert await sees(day, label) == told
    assert is_quiet(day)
    (raised,) = open_matters(await day.meeting())
    assert (raised.kind, raised.agency, raised.number) == (kind, "police", None)

    settles = next(m for m in day.protocol.matters if m.key == kind).stages[-1]
    owner = ADMIN if settles.owed_by == "administrators" else CHAIR
    await day.say(owner, LIST)
    await day.stage.press(owner, settles.answers[-1].label)
    meeting = await day.meeting()
    assert not open_matters(meeting)
    assert set(meeting.duty_answers.values()) == {settles.answers[-1].key}


@pytest.mark.rule("LIN-128")
async def test_a_complaint_asks_administrators_to_inform_the_days_chair_and_the_business_manager(
    store: Store,
) -> None:
    day = await a_day(store, "lincolnshire")
    asked = await day.say("police-rep", "report complaint; agency: Area IDVA Service")
    assert "Taken" not in asked
    shown = await day.say("police-rep", "report complaint; agency: Area IDVA Service; incident: 18/11/2026")
    await day.stage.settle()
    assert "Your agency handles the complaint" in shown
    assert heard_of(day, "A complaint was received") == {ADMIN}
    assert set(await owed(day, ADMIN)) == {"complaint.chair", "complaint.business-manager"}
    assert "of Wed 18 Nov 2026" in await day.say(ADMIN, LIST)
    assert is_quiet(day)


@pytest.mark.rule("LIN-96")
async def test_a_death_stops_the_feedback_on_that_case_and_asks_to_inform_the_business_manager(
    store: Store,
) -> None:
    day = await a_day(store, "lincolnshire")
    await day.opened("police-rep", "idva-rep")
    office, key = day.stage.office, day.key
    await take(office, key, OpenCase(case="101", note="Opened all the same."), CHAIR)
    due = date(2027, 1, 13)
    for what, feedback in (("Tell the outcome", True), ("Ring the school", False)):
        await take(
            office,
            key,
            RecordAction(
                case="101",
                what=what,
                agencies=("idva",),
                due=due,
                protects=Protects.ADULT,
                feedback=feedback,
            ),
            ADMIN,
        )
    assert [bool(row.told) for row in outstanding_of(await day.meeting())] == [True, True]
    await day.say("police-rep", "report death 101")
    await day.stage.settle()
    assert heard_of(day, "A death") == {ADMIN}
    told = {row.feedback: row.told for row in outstanding_of(await day.meeting())}
    assert told[True] == ()
    assert told[False]
    assert set(await owed(day, ADMIN)) == {"death.case-system", "death.business-manager"}
    assert (ADMIN, "death.business-manager") in await reminded(day, working_days_on(day, 1))
    assert is_quiet(day)


@pytest.mark.rule("HAC-51")
async def test_a_serious_incident_reminds_the_chairs_until_both_days_are_entered(store: Store) -> None:
    day = await a_day(store, "hackney")
    office = day.stage.office
    room = await room_for(office, "idva-rep", Place.PERSONAL)
    with pytest.raises(Refused) as refused:
        await answer(office, room, RaiseMatter(kind="serious-incident", number="101"))
    assert refused.value.why is Why.NOT_HEARD_LATELY
    today = office.today("hackney")
    await heard(day, today - timedelta(days=400))
    with pytest.raises(Refused):
        await answer(office, room, RaiseMatter(kind="serious-incident", number="101"))
    await heard(day, today - timedelta(days=300))
    await day.say("idva-rep", "report serious incident 101")
    await day.stage.settle()

    assert heard_of(day, "A serious injury or a dangerous near miss") == {CHAIR}
    due = working_days_on(day, 5)
    assert await owed(day, CHAIR) == {"serious-incident.review-dated": due}
    for later in (0, 1, 2, 3, 4, 5):
        on = day.protocol.calendar.add_working_days(due, later)
        assert await reminded(day, on) == {(CHAIR, "serious-incident.review-dated")}
    await day.say(CHAIR, "stage done; which: serious-incident.review-dated:m1; day: 20/01/2027")
    assert set(await owed(day, CHAIR)) == {"serious-incident.steering-dated"}
    await day.say(CHAIR, "stage done; which: serious-incident.steering-dated:m1; day: 27/01/2027")
    assert not open_matters(await day.meeting())
    assert await reminded(day, due) == set()


async def heard(day: AreaDay, on: date, number: str = "101", meeting: str | None = None) -> None:
    """The case was heard on that day, by the record."""
    row = HeardRow(
        meeting=meeting or day.key, area=day.protocol.area, case=number, on=on, until=None, state="heard"
    )
    await day.stage.office.ledger.commit(Work(meeting=await day.meeting(), heard=[row]))


@pytest.mark.rule("WOL-46")
async def test_agencies_are_asked_to_take_a_case_that_will_not_shift_to_their_line_managers(
    store: Store,
) -> None:
    day = await a_day(store, "wolverhampton")
    assert "Taken" not in await day.say("idva-rep", "report stuck; agencies: Area Police; number: 101")
    await day.say(CHAIR, "report stuck; agencies: Area Police; number: 101")
    await day.stage.settle()
    assert heard_of(day, "A case that will not shift") == {"police-rep"}
    assert await owed(day, "idva-rep") == {}
    assert await owed(day, "police-rep") == {"stuck.taken-up": working_days_on(day, 5)}
    assert ("police-rep", "stuck.taken-up") in await reminded(day, working_days_on(day, 5))
    assert "Case 101" not in day.stage.chat_words()
    assert is_quiet(day)


@pytest.mark.rule("WOL-50")
async def test_the_fourth_hearing_in_six_months_opens_a_desktop_review(store: Store) -> None:
    day = await a_day(store, "wolverhampton")
    today = day.stage.office.today("wolverhampton")
    for number, days in (("101", (20, 60, 100)), ("102", (20, 60, 250))):
        for n, ago in enumerate(days):
            key = f"wolverhampton-{n}"
            on = today - timedelta(days=ago)
            await day.stage.office.ledger.call_meeting(key, "wolverhampton", on, on)
            await heard(day, on, number, key)
    await day.opened("police-rep", "idva-rep")
    assert not open_matters(await day.meeting())
    for number in ("101", "102"):
        await day.see_to_all(number)
        await hear(day, number)
    await sweep(day.stage.office)
    await sweep(day.stage.office)
    await day.stage.settle()
    assert [(m.kind, m.number) for m in open_matters(await day.meeting())] == [("desktop-review", "101")]
    assert heard_of(day, "Desktop review") == {CHAIR, ADMIN}
    assert set(await owed(day, ADMIN)) == {"desktop-review.dated"}
    assert "the case’s IDVA" in await day.say(ADMIN, LIST)


async def hear(day: AreaDay, number: str) -> None:
    """The case is opened and closed, with notes for whatever holds it."""
    await take(day.stage.office, day.key, OpenCase(case=number, note="All the same."), CHAIR)
    await take(day.stage.office, day.key, CloseCase(case=number, note="All the same."), CHAIR)


@pytest.mark.rule("KEN-20")
async def test_a_correction_stays_open_until_the_agencies_are_told(store: Store) -> None:
    day = await a_day(store, "kent-and-medway")
    await day.say("idva-rep", "report correction 101")
    await day.stage.settle()
    label = "Something in a case's papers is wrong or out of date"
    assert heard_of(day, label) == {ADMIN}
    await day.say(ADMIN, "stage done; which: correction.corrected:m1")
    assert set(await owed(day, ADMIN)) == {"correction.agencies-told"}
    later = day.protocol.calendar.add_working_days(working_days_on(day, 2), 8)
    assert await reminded(day, later) == {(ADMIN, "correction.agencies-told")}
    await day.say(ADMIN, "stage done; which: correction.agencies-told:m1")
    assert not open_matters(await day.meeting())


@pytest.mark.rule("LUT-57")
async def test_each_stage_of_a_complaint_has_a_clock_of_five_working_days(store: Store) -> None:
    day = await a_day(store, "luton")
    await day.say("idva-rep", "report complaint; agency: Area Police")
    await day.stage.settle()
    assert heard_of(day, "A complaint about an agency") == {ADMIN}
    due = working_days_on(day, 5)
    assert await owed(day, ADMIN) == {"complaint.acknowledged": due}
    assert await reminded(day, due) == {(ADMIN, "complaint.acknowledged")}
    assert await owed(day, CHAIR) == {}
    await day.say(ADMIN, "stage done; which: complaint.acknowledged:m1")
    await day.say(ADMIN, "stage done; which: complaint.answered:m1; answer: Passed to the co-chairs")
    assert await owed(day, CHAIR) == {"complaint.acknowledged-by-chairs": due}
    assert await reminded(day, due) == {(CHAIR, "complaint.acknowledged-by-chairs")}
    assert is_quiet(day)


@pytest.mark.rule("WOL-51")
async def test_a_death_reaches_coordinator_and_chair_and_stands_on_the_next_agenda_by_number(
    store: Store,
) -> None:
    day = await a_day(store, "wolverhampton")
    item = "Also on the agenda, to be reviewed: case 555."
    assert item not in await day.say(CHAIR, "order")
    await day.say("idva-rep", "report death 555")
    await day.stage.settle()
    assert heard_of(day, "A death") == {CHAIR, ADMIN}
    assert await sees(day, "A death") == {CHAIR, ADMIN}
    for person in (CHAIR, "police-rep"):
        said = await day.say(person, "order")
        assert item in said
        assert "death" not in said.casefold()
    await day.say(CHAIR, "order", chat=True)
    assert "555" not in day.stage.chat_words()
    await day.say(CHAIR, "stage done; which: death.reviewed:m1")
    assert item not in await day.say(CHAIR, "order")


@pytest.mark.rule("WOL-51")
async def test_a_death_reported_during_a_meeting_is_for_the_agenda_of_the_one_after(store: Store) -> None:
    day = await a_day(store, "wolverhampton")
    office = day.stage.office
    later = day.starts_at + timedelta(days=14)
    on = later.date()
    await office.ledger.call_meeting("wolverhampton-later", "wolverhampton", on, on)
    meeting = await day.meeting()
    await take(
        office, "wolverhampton-later", CallMeeting(area="wolverhampton", sittings=((1, later),)), SYSTEM
    )
    roll = UpdateRoll(agencies=tuple(meeting.agencies.values()), attendees=tuple(meeting.roll.values()))
    await take(office, "wolverhampton-later", roll, SYSTEM)
    await day.opened("police-rep", "idva-rep")
    await day.say("idva-rep", "report death 101")
    assert not open_matters(await day.meeting())
    after = await office.ledger.load("wolverhampton-later")
    assert [(m.kind, m.number) for m in open_matters(after)] == [("death", "101")]


@pytest.mark.rule("LUT-39")
async def test_an_action_that_cannot_be_done_becomes_the_coordinators_task(store: Store) -> None:
    day = await a_day(store, "luton")
    await day.opened("police-rep", "idva-rep")
    await take(day.stage.office, day.key, OpenCase(case="101", note="All the same."), CHAIR)
    action = RecordAction(
        case="101", what="Fit a lock", agencies=("idva",), protects=Protects.ADULT, due=date(2027, 1, 13)
    )
    await take(day.stage.office, day.key, action, ADMIN)
    (entered,) = [a for a in (await day.meeting()).actions.values() if a.what == "Fit a lock"]
    await take(day.stage.office, day.key, ConfirmAction(action=entered.key), "idva-rep")
    assert not open_matters(await day.meeting())
    said = await day.say(
        "idva-rep", f"cannot be done; action: {entered.key}; what was done reason: No workman."
    )
    await day.stage.settle()
    (raised,) = open_matters(await day.meeting())
    assert (raised.kind, raised.number, raised.agency) == ("cannot-be-done", "101", "idva"), said
    assert heard_of(day, "An action that cannot be done") == {ADMIN}
    assert await owed(day, ADMIN) == {"cannot-be-done.solved": working_days_on(day, 5)}
    assert "No workman" not in day.stage.last(ADMIN).words
    await day.say(ADMIN, "stage done; which: cannot-be-done.solved:m1")
    assert not open_matters(await day.meeting())
