"""What is kept of a case and what is followed up after it (LIN-68, LIN-70, LIN-82, LIN-84, WOL-34,
KEN-49)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marac.caselist import ListCases, Listing
from marac.conflicts import DeclareConflicts
from marac.opening import NameMinuteTaker, OpenSitting
from marac.words import CaseKind, CaseState
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR
from tests.rows.plans import ahead, hearing, open_case
from tests.rows.records import a_year_on, desk, on_working_day
from usecases.handing_over import make
from usecases.rooms import Place, room_for

CLOSES = "close anyway nothing of note"
ENDS = "close meeting the rest goes to another day"


@pytest.mark.rule("LIN-68")
@pytest.mark.rule("LIN-70")
async def test_what_follows_of_a_case_that_is_not_high_risk_waits_for_each_and_its_closing_falls_away(
    store: Store,
) -> None:
    day = await hearing(store, "lincolnshire")
    await day.say("idva-rep", "question not-high-risk")
    await day.say("idva-rep", "agree")
    await day.say("police-rep", "agree")
    await day.stage.press(CHAIR, "Confirm: agreed")
    assert (await day.case("101")).not_high_risk
    await day.say(CHAIR, CLOSES)
    await day.say(CHAIR, ENDS)
    form, alert = "Complete the form for the case found not to be high risk", "add the alert: which meeting"
    assert form in await desk(day, CHAIR)
    shown = await desk(day, ADMIN)
    assert alert in shown
    assert "Ask all representatives to take the case’s flags off" in shown
    off = "Confirm: the case’s flags are off your systems"
    assert f"{off}\ncase 101" in await desk(day, "idva-rep")
    await on_working_day(day, day.starts_at + timedelta(days=7))
    assert form in day.stage.card(CHAIR, "For today").words
    assert alert in day.stage.card(ADMIN, "For today").words
    await desk(day, "idva-rep")
    await day.stage.press("idva-rep", "Done", about=off)
    answered = (await day.say(ADMIN, "who has answered")).split(off)[1]
    assert "Done: IDVA Service" in answered
    await day.say(CHAIR, f"duty done {form}")
    assert form not in (await desk(day, CHAIR)).split("You ticked")[0]

    later = await a_year_on(day, weeks=55)
    await on_working_day(later, later.starts_at - timedelta(days=3))
    assert (await later.meeting()).closure_lists == {}


@pytest.mark.rule("LIN-82")
async def test_a_presenting_agency_that_was_absent_is_reported_to_the_lead(store: Store) -> None:
    day = await hearing(store, "lincolnshire", "idva-rep")
    await day.say(CHAIR, CLOSES)
    await day.say(CHAIR, ENDS)
    words = "Tell the Domestic Abuse Operational Lead which presenting agency was absent"
    assert f"{words}\ncase 101" in await desk(day, ADMIN)
    assert words not in await desk(day, "idva-rep")
    for days in (1, 2):
        await on_working_day(day, day.starts_at + timedelta(days=days))
        assert words in day.stage.card(ADMIN, "For today").words
    await desk(day, ADMIN)
    await day.stage.press(ADMIN, "Done", about=words)
    assert words not in (await desk(day, ADMIN)).split("You ticked")[0]


@pytest.mark.rule("LIN-84")
async def test_somebody_is_named_to_take_the_minutes_and_has_no_conflict(store: Store) -> None:
    day = await ahead(store, "lincolnshire")
    await day.until(day.starts_at)
    await day.take(OpenSitting(), by=CHAIR)
    for person in (CHAIR, ADMIN, "police-rep", "idva-rep"):
        await day.comes(person)
    assert "Name the minute taker" in await desk(day, ADMIN)
    assert "Nobody is named to take the minutes" in await day.say(CHAIR, "open case 101")
    await day.take(NameMinuteTaker(person=ADMIN), by=ADMIN)
    assert "take the minutes" not in await day.say(CHAIR, "open case 101")
    await day.take(DeclareConflicts(person=ADMIN, cases=("101",)), by=ADMIN)
    refused = await day.say(CHAIR, "open case 101")
    assert "minutes" in refused
    assert (await day.meeting()).current_case is None


@pytest.mark.rule("WOL-34")
async def test_of_a_disclosure_request_only_its_number_is_kept_and_that_it_was_dealt_with(
    store: Store,
) -> None:
    day = await ahead(store, "wolverhampton")
    await day.take(ListCases(listed=(Listing(number="900", kind=CaseKind.DISCLOSURE),)), by=ADMIN)
    await day.opened("police-rep", "idva-rep")
    await open_case(day, "900")
    for person, words in (
        (ADMIN, "note Ask for the register; case: 900"),
        (ADMIN, "action police; Serve the notice; adult"),
        ("police-rep", "offer Serve the notice; adult"),
    ):
        await day.say(person, words)
    await day.say(CHAIR, "close case 900")
    meeting = await day.meeting()
    assert meeting.cases["900"].state is CaseState.HEARD
    assert (meeting.cases["900"].notes, meeting.actions_for("900")) == ((), ())
    await day.say(CHAIR, ENDS)
    room = await room_for(day.stage.office, ADMIN, Place.PERSONAL, meeting=day.key)
    made = await make(day.stage.office, room, "actions", {"format": "csv"})
    assert "900" not in made.content.decode()


@pytest.mark.rule("KEN-49")
async def test_kents_notes_are_short_and_say_whether_they_are_fact_or_opinion(store: Store) -> None:
    day = await hearing(store, "kent-and-medway")
    refused = await day.say(ADMIN, f"note {'word ' * 70}")
    assert "300 characters" in refused
    assert (await day.case("101")).notes == ()
    await day.say(ADMIN, "note The locks were changed on Monday; this is: a fact")
    await day.say(ADMIN, "note More help may be needed; this is: an opinion")
    shown = await day.say(ADMIN, "case actions")
    assert "The locks were changed on Monday (fact)" in shown
    assert "More help may be needed (opinion)" in shown
    assert "locks" not in day.stage.chat_words()
