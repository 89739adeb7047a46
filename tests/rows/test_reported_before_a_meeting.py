"""What is reported before a meeting and bears on it: a chair who cannot, a referral with gaps, a case that
needs a meeting of its own first (LIN-45, LIN-49, HAC-26)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marac.call import CallMeeting, UpdateRoll
from marac.caselist import Listing
from marac.duties import due_reminders
from marac.matters import open_matters
from marac.words import Capacity, CaseKind
from store.opening import Store
from tests.rows.areas import ADMIN, CHAIR, AreaDay, Who, called
from usecases.import_cases import import_cases

LINCOLNSHIRE = "lincolnshire"
OTHER_CHAIR, LEAD = "other-chair", "lead"
AGENCIES = {
    "police": ("Area Police", "police"),
    "idva": ("Area IDVA Service", "idva"),
    "team": ("Area MARAC Team", "administration"),
}
PEOPLE: dict[str, Who] = {
    CHAIR: ("Chair Alder", "police", Capacity.CHAIR),
    OTHER_CHAIR: ("Chair Aspen", "idva", Capacity.CHAIR),
    ADMIN: ("Admin Ash", "team", Capacity.ADMINISTRATOR),
    LEAD: ("Lead Larch", "team", Capacity.LEAD),
    "police-rep": ("Police Birch", "police", Capacity.REPRESENTATIVE),
    "idva-rep": ("Idva Cedar", "idva", Capacity.REPRESENTATIVE),
}
CASES = (
    Listing(number="101", district="West Lindsey", referring_agency="police"),
    Listing(number="102", district="West Lindsey", referring_agency="idva"),
)
NO_CHAIR = "No chair: ask the other chairs, and call on the Domestic Abuse Operational Lead"
SHORT = "This is short notice."


async def a_day(store: Store, area: str, *cases: Listing, days_before: int = 10) -> AreaDay:
    return await called(store, area, AGENCIES, PEOPLE, cases or CASES, days_before)


async def said_on(day: AreaDay, on: date) -> set[tuple[str, str, str]]:
    """Whose digest of that day speaks of which stage, in which words."""
    meeting, calendar = await day.meeting(), day.protocol.calendar
    until = calendar.moment(on, day.protocol.nudge_at)
    since = calendar.moment(calendar.previous_working_day(on), day.protocol.nudge_at)
    found = due_reminders(meeting, day.protocol, since, until)
    return {(p, r.due.duty.key, r.rung.says) for r in found if r.due.subject.matter for p in r.rung.people}


async def slots(day: AreaDay) -> set[str]:
    return {slot.case for slot in (await day.meeting()).order if slot.case}


# Somebody else to chair


@pytest.mark.rule("LIN-45")
async def test_a_chair_who_cannot_is_on_the_administrators_desks_until_somebody_accepts(store: Store) -> None:
    day = await a_day(store, LINCOLNSHIRE)
    await day.say(CHAIR, "report chair swap")
    await day.stage.settle()
    told = day.stage.card(ADMIN, "Somebody else is needed to chair.").words
    assert NO_CHAIR in told
    assert SHORT in told, "ten days ahead"
    assert "Somebody else is needed" not in day.stage.everything("police-rep", "idva-rep", LEAD)
    assert NO_CHAIR in await day.desk_of(ADMIN)
    assert SHORT in await day.desk_of(ADMIN)
    assert "short notice" in await day.say(ADMIN, "matters")

    today = day.protocol.calendar.day_of(day.stage.clock.moment)
    third = day.protocol.calendar.add_working_days(today, 2)
    said = await said_on(day, third)
    assert (ADMIN, "chair-swap.accepted", "No chair yet: call on the Domestic Abuse Operational Lead") in said
    assert {p for p, _, _ in said} == {ADMIN, OTHER_CHAIR}, "whoever asked is not asked"
    await day.say(CHAIR, "stage done; which: chair-swap.accepted:m1; answer: Accepted")
    assert open_matters(await day.meeting()), "whoever asked cannot accept"

    await day.say(OTHER_CHAIR, "matters")
    await day.stage.press(OTHER_CHAIR, "Accepted")
    assert not open_matters(await day.meeting())
    assert NO_CHAIR not in await day.desk_of(ADMIN)
    for person in (CHAIR, ADMIN):
        done = day.stage.card(person, "Somebody else is needed to chair. Meeting of Wed 2 Dec 2026.")
        assert "Accepted by Chair Aspen." in done.words
    assert "Accepted by" not in day.stage.everything(OTHER_CHAIR, "police-rep", "idva-rep", LEAD)
    assert "eported privately" not in day.stage.chat_words()


@pytest.mark.rule("LIN-45")
async def test_two_weeks_ahead_is_no_short_notice_and_the_meeting_is_named_by_its_day(store: Store) -> None:
    day = await a_day(store, LINCOLNSHIRE)
    later = await another_meeting(day, weeks=2)
    on = later.starts_at.date()
    refused = await day.say(CHAIR, "report chair swap; day of the meeting: 01/01/2031")
    assert "I know of no meeting on Wed 1 Jan 2031" in refused
    await day.say(CHAIR, f"report chair swap; day of the meeting: {on:%d/%m/%Y}")
    await day.stage.settle()
    assert not open_matters(await day.meeting())
    assert [m.kind for m in open_matters(await later.meeting())] == ["chair-swap"]
    told = day.stage.card(ADMIN, "Somebody else is needed to chair.").words
    assert SHORT not in told
    assert f"Meeting of {on:%a} {on.day} {on:%b %Y}." in told


async def another_meeting(day: AreaDay, weeks: int) -> AreaDay:
    """The area's meeting some weeks after this one is called, of the same people."""
    starts, this = day.starts_at + timedelta(weeks=weeks), await day.meeting()
    key, on, area = f"{day.protocol.area}-{starts:%Y-%m-%d}", starts.date(), day.protocol.area
    await day.stage.office.ledger.call_meeting(key, area, on, on)
    later = AreaDay(day.stage, key, day.protocol, starts)
    await later.take(
        CallMeeting(area=area, sittings=((1, starts),)),
        UpdateRoll(agencies=tuple(this.agencies.values()), attendees=tuple(this.roll.values())),
    )
    return later


# A referral with gaps


async def reported_incomplete(day: AreaDay, number: str = "101") -> date:
    """It was logged as incomplete, and came in today."""
    came = day.protocol.calendar.day_of(day.stage.clock.moment)
    await day.say(ADMIN, f"report incomplete referral; case number: {number}; {WHEN}: {came:%d/%m/%Y}")
    await day.stage.settle()
    return came


WHEN = "day on which it happened or came in"


@pytest.mark.rule("LIN-49")
async def test_an_incomplete_referral_is_chased_twice_then_escalated_then_not_processed(store: Store) -> None:
    day = await a_day(store, LINCOLNSHIRE)
    assert "Reported privately" not in await day.say(
        "idva-rep", "report incomplete referral; case number: 101"
    )
    came = await reported_incomplete(day)
    heard: dict[str, list[date]] = {}
    for ahead in range(40):
        on = came + timedelta(days=ahead)
        if day.protocol.calendar.is_working_day(on):
            for person, key, _ in await said_on(day, on):
                assert person == ADMIN
                heard.setdefault(key.partition(".")[2], []).append(on)
    assert [*heard] == ["chased", "chased-again", "escalated", "not-processed"]
    assert len(heard["chased"]) == len(heard["chased-again"]) == 1
    assert heard["chased-again"][0] <= came + timedelta(weeks=2)
    third_week = day.protocol.calendar.next_working_day(came + timedelta(weeks=2) - timedelta(days=1))
    assert heard["escalated"][-1] == third_week
    assert heard["not-processed"] == [
        day.protocol.calendar.next_working_day(came + timedelta(weeks=3) - timedelta(days=1))
    ]

    await day.say(ADMIN, "stage done; which: incomplete-referral.not-processed:m1")
    assert "101" not in await slots(day), "it is not processed"
    assert open_matters(await day.meeting())
    await day.say(ADMIN, "stage done; which: incomplete-referral.complete:m1")
    assert await said_on(day, third_week) == set()


@pytest.mark.rule("LIN-49")
async def test_what_was_logged_late_is_said_once_and_keeps_its_later_dates(store: Store) -> None:
    day = await a_day(store, LINCOLNSHIRE)
    calendar = day.protocol.calendar
    today = calendar.day_of(day.stage.clock.moment)
    came = today - timedelta(days=5)
    await day.say(ADMIN, f"report incomplete referral; case number: 101; {WHEN}: {came:%d/%m/%Y}")
    said = await said_on(day, calendar.add_working_days(today, 1))
    assert {key for _, key, _ in said} == {"incomplete-referral.chased"}
    week = calendar.next_working_day(came + timedelta(weeks=1) - timedelta(days=1))
    assert "incomplete-referral.chased-again" in {key for _, key, _ in await said_on(day, week)}


@pytest.mark.rule("LIN-49")
async def test_an_incomplete_referral_keeps_off_the_order_until_it_is_complete(store: Store) -> None:
    day = await a_day(store, LINCOLNSHIRE)
    assert await slots(day) == {"101", "102"}
    await reported_incomplete(day)
    assert await slots(day) == {"102"}
    order = await day.say(ADMIN, "order")
    assert "Case 101 is kept off the order by something that was reported of it." in order
    assert "kept off" not in await day.say("police-rep", "order")
    await day.opened("police-rep", "idva-rep")
    assert "kept off the running order" in await day.say(CHAIR, "open case 101")
    assert (await day.meeting()).current_case is None
    await day.say(ADMIN, "matters")
    await day.stage.press(ADMIN, "Done", about="The referral is complete")
    assert await slots(day) == {"101", "102"}
    assert not open_matters(await day.meeting())


@pytest.mark.rule("LIN-49")
async def test_a_number_that_comes_onto_a_later_list_keeps_off_it_too(store: Store) -> None:
    day = await a_day(store, LINCOLNSHIRE)
    later = await another_meeting(day, weeks=2)
    await reported_incomplete(day, "555")
    listed = (f"{number},West Lindsey,Area Police,no" for number in (555, 556))
    rows = "\n".join(("Number,District,Referring agency,Children", *listed))
    await import_cases(day.stage.office, LINCOLNSHIRE, rows.encode(), "list.csv", later.starts_at.date())
    assert await slots(later) == {"556"}
    await day.say(ADMIN, "stage done; which: incomplete-referral.complete:m1")
    assert await slots(later) == {"555", "556"}


# A meeting before the meeting


@pytest.mark.rule("HAC-26")
async def test_the_referrer_is_asked_to_convene_an_urgent_meeting_and_the_chair_sees_whether_it_was(
    store: Store,
) -> None:
    day = await a_day(store, "hackney")
    await day.say(ADMIN, "report urgent meeting 101")
    await day.stage.settle()
    label, task = "An urgent meeting before the MARAC", "Convene it, with help from the Intervention Officer"
    heard = {p for p in PEOPLE if any(f"{label}." in m.words for m in day.stage.seen(p))}
    assert "police-rep" in heard
    assert heard <= {"police-rep", ADMIN}, "the referrer's people, and whoever reported it"
    calendar = day.protocol.calendar
    last = calendar.previous_working_day(day.starts_at.date())
    assert ("police-rep", "urgent-meeting.convened", "") in await said_on(day, last)
    assert task in await day.say("police-rep", "matters")
    assert task not in await day.say("idva-rep", "matters")
    assert f"{label}: nobody has said yet" in await day.say(ADMIN, "case 101")

    await day.opened("police-rep", "idva-rep")
    assert f"{label}: nobody has said yet" in await day.desk_of(CHAIR)
    await day.say("police-rep", "matters")
    await day.stage.press("police-rep", "A meeting with the victim took place")
    await day.say(CHAIR, "open anyway it is time")
    assert f"{label}: A meeting with the victim took place (said on" in await day.desk_of(CHAIR)
    assert label not in await day.desk_of("idva-rep")
    assert label not in day.stage.chat_words()


@pytest.mark.rule("HAC-26")
async def test_of_a_number_that_is_not_on_the_list_its_referrer_is_named(store: Store) -> None:
    day = await a_day(
        store, "hackney", *CASES, Listing(number="909", referring_agency="police", kind=CaseKind.HBA)
    )
    for number in ("555", "909"):
        asked = await day.say(ADMIN if number == "555" else CHAIR, f"report urgent meeting {number}")
        assert "I still need the agency" in asked, "the same of a case that they may not know of"
    assert not open_matters(await day.meeting())
    await day.say(ADMIN, "report urgent meeting 555; agency: Area IDVA Service")
    await day.stage.settle()
    assert "An urgent meeting before the MARAC." in day.stage.card("idva-rep", "Reported privately").words
