"""Minutes: when they are due, who hears that they are out, what is asked then, and what goes ahead of them
(FJC-09, LIN-30, LIN-43, LIN-85, LIN-131, HAC-41, HAC-43, HAC-44, WOL-04, KEN-30, KEN-47, KEN-48, LUT-30)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marac.actions import RecordAction
from marac.duties import TickDuty, all_duties
from marac.subjects import over_since
from marac.words import Protects
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, AreaDay
from tests.rows.plans import MARKER, hearing
from tests.rows.records import desk, held, on_working_day
from usecases.handing_over import make
from usecases.rooms import Place, room_for


async def working_days_on(day: AreaDay, days: int) -> None:
    """It is the hour of the digests so many working days after the meeting."""
    calendar = day.protocol.calendar
    on = calendar.add_working_days(day.starts_at.date(), days)
    await day.until(calendar.moment(on, day.protocol.nudge_at) + timedelta(minutes=1))


async def file_of(day: AreaDay, person: str) -> str:
    """The action list as somebody gets it."""
    room = await room_for(day.stage.office, person, Place.PERSONAL, meeting=day.key)
    return (await make(day.stage.office, room, "actions", {"format": "csv"})).content.decode()


@pytest.mark.rule("FJC-09")
async def test_a_file_says_that_it_is_no_minutes_what_is_unconfirmed_and_what_the_chair_remarks(
    store: Store,
) -> None:
    day = await hearing(store, "lincolnshire")
    action = RecordAction(
        case="101", what=MARKER, agencies=("idva",), due=date(2026, 12, 14), protects=Protects.ADULT
    )
    await day.take(action, by=ADMIN)
    await day.say(CHAIR, "close anyway nothing of note")
    await day.say(CHAIR, "close meeting the rest goes to another day")
    words = await file_of(day, ADMIN)
    assert "A working record kept during the meeting. These are not the minutes" in words
    assert "Not confirmed by their owners, or not accepted: 1." in words
    assert "remark" not in words

    await day.say("police-rep", "remark on the record I was not listened to")
    assert "listened" not in await file_of(day, ADMIN)
    await day.say(CHAIR, "remark on the record The last part was written down in haste")
    assert "The chair’s remark on this record: The last part was written down in haste" in await file_of(
        day, ADMIN
    )
    assert "haste" not in day.stage.chat_words()


DUE = [
    pytest.param("lincolnshire", "minutes-available", 10, 8, marks=pytest.mark.rule("LIN-30")),
    pytest.param("hackney", "minutes-sent", 2, 1, marks=pytest.mark.rule("HAC-41")),
    pytest.param("kent-and-medway", "minutes-sent", 5, 3, marks=pytest.mark.rule("KEN-47")),
    pytest.param("luton", "minutes-in-modus", 2, 1, marks=pytest.mark.rule("LUT-30")),
]


@pytest.mark.parametrize(("area", "key", "days", "reminded"), DUE)
async def test_minutes_have_their_working_days_with_a_word_before_and_are_shown_late_after(
    store: Store, area: str, key: str, days: int, reminded: int
) -> None:
    day = await held(store, area)
    label = next(d.label for d in day.protocol.duties if d.key == key)
    assert "Action list (Excel)" in day.stage.card(ADMIN, "The meeting is closed").words
    await working_days_on(day, reminded)
    assert label in day.stage.card(ADMIN, "For today").words
    await working_days_on(day, days)
    assert f"{label}\nlate" not in await desk(day, ADMIN)
    await working_days_on(day, days + 1)
    assert f"{label}\nlate" in await desk(day, ADMIN)
    await day.say(ADMIN, f"duty done {label}")
    assert label not in (await desk(day, ADMIN)).split("You ticked")[0]
    if area == "lincolnshire":
        await day.told()
        assert "can be read in MODUS" in day.stage.card("police-rep", "The minutes are out").words
        assert "The minutes are out" not in day.stage.everything("housing-rep")


@pytest.mark.rule("WOL-04")
async def test_wolverhampton_counts_48_hours_from_the_close_for_actions_and_minutes(store: Store) -> None:
    day = await held(store, "wolverhampton")
    assert "Action list (Excel)" in day.stage.card(ADMIN, "The meeting is closed").words
    meeting = await day.meeting()
    over = over_since(meeting)
    assert over is not None
    due = {d.duty.key: d for d in all_duties(meeting, day.protocol)}
    for key in ("actions-sent", "minutes-sent"):
        assert due[key].due == over + timedelta(hours=48)
        assert due[key].rungs[0].at < due[key].due
    await working_days_on(day, 1)
    assert due["minutes-sent"].duty.label in day.stage.card(ADMIN, "For today").words
    await day.until(over + timedelta(hours=47))
    assert f"{due['minutes-sent'].duty.label}\nlate" not in await desk(day, ADMIN)
    await day.until(over + timedelta(hours=49))
    assert f"{due['minutes-sent'].duty.label}\nlate" in await desk(day, ADMIN)


@pytest.mark.rule("LIN-85")
async def test_those_who_attended_are_asked_whether_they_checked_the_minutes_or_sent_a_correction(
    store: Store,
) -> None:
    day = await held(store, "lincolnshire")
    question = "Check in the minutes what your agency said"
    assert question not in await desk(day, "police-rep")
    await day.say(ADMIN, "duty done Have the minutes available in MODUS")
    assert question not in await desk(day, "housing-rep")
    assert question in await desk(day, "police-rep")
    await day.stage.press("police-rep", "Correction sent", about=question)
    answered = await day.say(ADMIN, "who has answered")
    assert "Correction sent: Area Police" in answered
    assert "Not yet: IDVA Service" in answered.split(question)[1]


@pytest.mark.rule("HAC-43")
async def test_hackney_asks_every_agency_after_circulation_and_the_coordinator_sees_who_has_not(
    store: Store,
) -> None:
    day = await held(store, "hackney")
    question = "Put the outcome on your files"
    assert question not in await desk(day, "police-rep")
    await day.say(ADMIN, "duty done Send the minutes to the members")
    assert question in await desk(day, "housing-rep")
    assert question in await desk(day, "police-rep")
    await day.stage.press("police-rep", "Done", about=question)
    answered = (await day.say(ADMIN, "who has answered")).split(question)[1]
    assert "Not yet: IDVA Service and Housing Team" in answered
    assert "Done: Area Police" in answered


@pytest.mark.parametrize(
    ("area", "question"),
    [
        pytest.param("hackney", "Flag the files of those heard", marks=pytest.mark.rule("HAC-44")),
        pytest.param(
            "kent-and-medway", "Confirm: the files of those heard", marks=pytest.mark.rule("KEN-30")
        ),
    ],
)
async def test_each_agency_says_once_that_files_are_flagged_or_that_its_system_cannot(
    store: Store, area: str, question: str
) -> None:
    day = await held(store, area)
    await working_days_on(day, 5)
    assert question in day.stage.card("idva-rep", "For today").words
    await desk(day, "idva-rep")
    await day.stage.press("idva-rep", "Cannot", about=question)
    await desk(day, "police-rep")
    await day.stage.press("police-rep", "Flagged", about=question)
    answered = (await day.say(ADMIN, "who has answered")).split(question)[1]
    assert "Cannot: IDVA Service" in answered
    assert "Flagged: Area Police" in answered
    assert question not in (await desk(day, "idva-rep")).split("You ticked")[0]
    if area == "kent-and-medway":
        met = day.starts_at.date()
        assert (await day.case("101")).flagged_until == met.replace(year=met.year + 1)


@pytest.mark.rule("KEN-48")
async def test_kent_offers_to_send_the_action_lists_once_the_minutes_are_late_or_held_up(
    store: Store,
) -> None:
    day = await held(store, "kent-and-medway")
    offer = "The minutes are late: send every agency its list of actions now"
    sent = len([m for m in day.stage.seen("idva-rep") if "your list" in m.words])
    await working_days_on(day, 4)
    assert f"{offer}\nlate" not in await desk(day, ADMIN)
    await day.say(ADMIN, "minutes are held up")
    await on_working_day(day, day.stage.clock.moment)
    assert offer in await desk(day, ADMIN)
    await day.say("police-rep", "send action lists")
    assert len([m for m in day.stage.seen("idva-rep") if "your list" in m.words]) == sent
    await day.say(ADMIN, "send action lists")
    await day.told()
    assert len([m for m in day.stage.seen("idva-rep") if "your list" in m.words]) == sent + 1
    assert offer not in await desk(day, ADMIN)


@pytest.mark.rule("LIN-43")
async def test_the_chair_is_reminded_of_the_aide_memoire_until_an_administrator_has_it(store: Store) -> None:
    day = await held(store, "lincolnshire")
    words = "Send your aide-memoire to the administrators"
    assert words in await desk(day, CHAIR)
    await working_days_on(day, 1)
    assert words in day.stage.card(CHAIR, "For today").words
    await day.say(CHAIR, f"duty done {words}")
    assert words in await desk(day, CHAIR)
    held_ones = [sitting for sitting in (await day.meeting()).sittings if sitting.was_held]
    assert [sitting.number for sitting in held_ones] == [1]
    await day.take(TickDuty(duty="aide-memoire-received", subject="1"), by=ADMIN)
    assert words not in await desk(day, CHAIR)


@pytest.mark.rule("LIN-131")
async def test_the_referring_agency_is_reminded_next_day_to_update_its_practitioner(store: Store) -> None:
    day = await held(store, "lincolnshire")
    words = "Let the referring practitioner know what was agreed"
    await working_days_on(day, 1)
    assert words in day.stage.card("police-rep", "For today").words
    assert words not in day.stage.everything("idva-rep")
    await desk(day, "police-rep")
    await day.stage.press("police-rep", "Done", about=words)
    assert words not in (await desk(day, "police-rep")).split("You ticked")[0]
